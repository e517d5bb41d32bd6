"""A card for everybody who is booked on a day, in the order in which they come."""

from dataclasses import dataclass
from datetime import date, timedelta

from reportlab.platypus import Flowable

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.days import midnight
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.records.schedule import CAME, Attendance
from counselor_desk.reports.press import letterhead, questions, words
from counselor_desk.reports.press.press import Report, Sheet
from counselor_desk.reports.schedule.card_sheet import CardSheet
from counselor_desk.reports.schedule.cards import AppointmentCard, Visit, card_of, upcoming_visits, visit
from counselor_desk.services.clients import clients
from counselor_desk.services.schedule import appointments
from counselor_desk.services.schedule.appointments import AppointmentSlot

HERE = CAME | {Attendance.BOOKED}  # who did not come takes no card along


@dataclass(frozen=True)
class DayCards:
    """The cards of one day, the first to come first."""

    sheet: Sheet
    cards: tuple[AppointmentCard, ...]


@query(Can.PRINT, "day_cards.gather")
def gather(ctx: Context, on: date, staff_id: int | None = None, which: str = "next") -> DayCards:
    slots = [s for s in appointments.slots_between(ctx, on, on, staff_id) if s.attendance in HERE]
    if not slots:
        raise Refused(_("Nobody is booked on that day. Choose another day."), "on")
    order = list(dict.fromkeys(s.client_id for s in sorted(slots, key=_by_time)))
    known, clinic = clients.of_ids(ctx, order), ctx.clinic
    if which == "next":
        later = upcoming_visits(ctx, order, midnight(on + timedelta(days=1)))
        visits = {client_id: visits[:1] for client_id, visits in later.items()}
    else:
        visits = _of_the_day(slots, clinic.time_zone)
    title = _("Appointment cards, {day}").format(day=words.day(on))
    cards = [card_of(known[whose], visits.get(whose, []), clinic) for whose in order]
    return DayCards(letterhead.sheet(ctx, title, bare=True), tuple(cards))


def _by_time(slot: AppointmentSlot) -> tuple[object, ...]:
    return (slot.starts_at, slot.client, slot.id)


def _of_the_day(slots: list[AppointmentSlot], zone: str) -> dict[int, list[Visit]]:
    visits: dict[int, list[Visit]] = {}
    for slot in slots:
        visits.setdefault(slot.client_id, []).append(visit(slot, zone))
    return visits


def story(day: DayCards) -> list[Flowable]:
    return [CardSheet(day.cards)]


ASKS = Form.of(lazy("Appointment cards of a day"), questions.ON, questions.STAFF, questions.WHICH)
REPORT = Report(
    "day_cards",
    lazy("Appointment cards of a day"),
    ASKS,
    gather,
    story,
    usual={"which": "next"},
    summary=lazy(
        "A card for everyone who is booked, ten to a page, in the order in which they come. A client "
        "with no next appointment gets a card with lines to write on."
    ),
)
