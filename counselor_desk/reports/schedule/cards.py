"""What stands on an appointment card, in the client's language, and what must not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from counselor_desk.desk.context import Context
from counselor_desk.records.people import Client
from counselor_desk.records.practice import Practice
from counselor_desk.reports.press import words
from counselor_desk.services.schedule import appointments
from counselor_desk.services.schedule.appointments import AppointmentSlot

# In the language of the client, which need not be that of the person who prints.
SAID: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Your next appointments",
        "with": "with {name}",
        "call": "If a time does not fit, please call {phone}. We will find another.",
        "phone": "To change it, call {phone}",
        "nothing": "Nothing is booked. Please ask for your next time.",
        "day": "Day",
        "time": "Time",
        "who": "With",
    },
    "es": {
        "title": "Sus próximas citas",
        "with": "con {name}",
        "call": "Si una hora no le conviene, llame al {phone}. Buscaremos otra.",
        "phone": "Para cambiarla, llame al {phone}",
        "nothing": "No hay ninguna cita. Pida su próxima hora.",
        "day": "Día",
        "time": "Hora",
        "who": "Con",
    },
}
_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado", "Domingo"),
}

_YEAR = {"en": ", {:%Y}", "es": " de {:%Y}"}


@dataclass(frozen=True)
class Visit:
    """One appointment as the client reads it: never its kind or the name of its group."""

    at: datetime  # on the clinic's clock
    whom: str  # without the credential, which would tell what for
    where: str

    def day(self, language: str) -> str:
        """Thursday, Dec 3, 2026"""
        weekday = _WEEKDAYS[language][self.at.weekday()]
        return f"{weekday}, {words.day(self.at.date(), language)}"

    def time(self, language: str) -> str:
        """3:05 PM; in Spanish 3:05 p. m."""
        at = words.time(self.at)
        return at if language == "en" else at.replace("AM", "a. m.").replace("PM", "p. m.")

    def short_words(self, language: str) -> str:
        """Thu, Dec 3, 3:30 PM: where several stand on one card."""
        weekday = _WEEKDAYS[language][self.at.weekday()][:3]
        day = words.day(self.at.date(), language).removesuffix(_YEAR[language].format(self.at))
        return f"{weekday}, {day}, {self.time(language)}"

    def about(self, language: str) -> str:
        return words.join_words([SAID[language]["with"].format(name=self.whom), self.where])


@dataclass(frozen=True)
class AppointmentCard:
    """What comes next, under the name that the client goes by."""

    client_name: str
    visits: tuple[Visit, ...]
    clinic: str  # "" unless the client has said that the name may be said
    phone: str
    language: str = "en"

    @property
    def phrases(self) -> Mapping[str, str]:
        return SAID[self.language]


def card_of(client: Client, visits: Iterable[Visit], clinic: Practice) -> AppointmentCard:
    """No record number, birth date or notice: it hangs on a kitchen wall, or is lost.

    The name of a program says what the care is for (42 CFR 2.13(a)): it stands only where the
    client's own flag allows it. A phone number alone tells a finder nothing.
    """
    language = client.language if client.language in SAID else "en"
    name = clinic.name if client.clinic_name_ok else ""
    return AppointmentCard(client.called, tuple(visits), name, clinic.phone, language)


def upcoming_visits(ctx: Context, client_ids: Iterable[int], after: datetime) -> dict[int, list[Visit]]:
    """Each client's booked appointments from a moment on, the next one first."""
    return {
        client_id: [visit(slot, ctx.clinic.time_zone) for slot in slots]
        for client_id, slots in appointments.coming(ctx, client_ids, after).items()
    }


def visit(slot: AppointmentSlot, zone: str) -> Visit:
    return Visit(words.in_zone(slot.starts_at, zone), slot.staff, slot.place)
