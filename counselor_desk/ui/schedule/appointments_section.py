"""Appointments of one client: coming, past, who came, and what was missed."""

from datetime import datetime
from typing import Any

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Field, Form, Kind, Section
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import form_of
from counselor_desk.records.schedule import Appointment, Attendance
from counselor_desk.services.schedule import appointments
from counselor_desk.services.schedule.appointments import AppointmentSlot
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Command, Go, opens_sheet
from counselor_desk.ui.kit.sheet import ChartSection, Sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import Group
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.section_list import SectionGroup
from counselor_desk.ui.schedule import appointment_sheets

TONES = {
    Attendance.ATTENDED: "ok",
    Attendance.LATE: "ok",
    Attendance.NO_SHOW: "caution",
    Attendance.BY_CLIENT: "caution",
}


class Appointments(ChartSection):
    """One client's sessions in time."""

    title = lazy("Appointments")
    needs = Can.BOOK
    order = 65
    group = SectionGroup.TREATMENT
    shows = frozenset({"Appointment"})

    def __init__(self, bridge: Bridge, go: Go, client_id: int) -> None:
        super().__init__(bridge, go, client_id)
        self.page.primary(_("Book"), self._do_book, "", "book")
        self.page.secondary(_("Cards"), self._do_cards, "", "cards")
        self.slots: dict[int, AppointmentSlot] = {}
        self.missed = text.strong().wrapped()
        self.coming, self.past = RowList(_("Coming"), fits=True), RowList(_("Past"), fits=True)
        for rows in (self.coming, self.past):
            rows.opened.connect(self._do_mark)
        self.coming_group = Group(_("Coming"), self.coming)
        self.past_group = Group(_("Past"), self.past)
        self.nothing = EmptyState(
            "calendar",
            _("Nothing booked"),
            _("Sessions, groups and family meetings, once or every week."),
            _("Book"),
            self._do_book,
        )
        for widget in (self.missed, self.nothing, self.coming_group, self.past_group):
            self.front_column.addWidget(widget)
        self._wanted: int | None = None

    def open(self, **where: Any) -> None:
        self._wanted = where.get("appointment_id")
        if self._wanted in self.slots:
            self._do_mark(self._wanted)

    def commands(self) -> list[Command]:
        return [
            Command(_("Book a session"), self._do_book),
            Command(_("Print appointment cards"), self._do_cards, icon="print"),
        ]

    def refresh(self) -> None:
        self.ask(appointments.of_client, self.client_id).then(self._show)

    def _show(self, slots: list[AppointmentSlot]) -> None:
        now = self.bridge.now()
        self.slots = {slot.id: slot for slot in slots}
        booked = Attendance.BOOKED
        coming = [s for s in slots if s.ends_at >= now and s.attendance is booked][::-1]
        past = [s for s in slots if s not in coming]
        self.coming.show_lines([(s.id, _line(s)) for s in coming])
        self.past.show_lines([(s.id, _line(s)) for s in past])
        self.coming_group.setVisible(bool(coming))
        self.past_group.setVisible(bool(past))
        self.nothing.setVisible(not slots)
        missed = appointments.missed_in_a_row(slots, now)
        self.missed.setVisible(missed > 1)
        self.missed.setText(_("{n} sessions missed in a row.").format(n=missed))
        if self._wanted in self.slots:
            wanted, self._wanted = self._wanted, None
            self._do_mark(wanted)

    def _do_cards(self) -> None:
        self.open_sheet(appointment_sheets.cards(self, self.client_id))

    @opens_sheet("book")
    def _do_book(self) -> None:
        own = (
            Field("on", _("Day"), Kind.DATE, required=True),
            Field("at", _("Time"), Kind.TIME, required=True, beside=True),
        )
        more = Field(
            "weeks",
            _("Repeat for weeks after"),
            Kind.NUMBER,
            low=1,
            high=52,
            help=_("Leave empty for a single session."),
        )
        base = form_of(Appointment, _("Book"))
        form = Form(base.title, (Section("", own), *base.sections, Section("", (more,))))

        def save_booking(given: dict[str, Any]) -> None:
            starts = appointment_sheets.answered_moment(sheet, given)
            if starts is not None:
                about = {k: v for k, v in given.items() if k not in ("on", "at", "weeks")}
                asked = ([self.client_id], starts, about["minutes"] or 50, 0)
                appointment_sheets.warn_of_overlap(
                    self, sheet, asked, lambda: self._book(starts, about, given["weeks"])
                )

        today = self.bridge.today()
        values = {"on": today, "kind": "individual", "minutes": 50}
        sheet = Sheet(form, values, (_("Book"), save_booking), self.close_sheet)
        self.open_sheet(sheet)

    def _book(self, starts: datetime, about: dict[str, Any], weeks: int | None) -> None:
        done = self.after_saving(_("Booked"))
        if weeks is None:
            self.ask(appointments.book, self.client_id, starts, about).then(done)
        else:
            self.ask(appointments.book_weekly, self.client_id, starts, about, weeks).then(done)

    @opens_sheet("mark")
    def _do_mark(self, appointment_id: int | None) -> None:
        slot = self.slots.get(appointment_id or 0)
        if slot is not None:
            title = f"{slot.kind.capitalize()}, {words.moment(slot.starts_at)}"
            self.open_sheet(appointment_sheets.mark(self, slot, title))


def _line(slot: AppointmentSlot) -> RowText:
    chips: tuple[tuple[str, str], ...] = ()
    if slot.attendance is not Attendance.BOOKED:
        chips = ((slot.attendance.words, TONES.get(slot.attendance, "secondary")),)
    what = slot.title or slot.kind.capitalize()
    second = ", ".join(
        part for part in (_("{n} min").format(n=slot.minutes), slot.staff, slot.place, slot.why) if part
    )
    return RowText(what, second, words.moment(slot.starts_at), chips=chips)


SECTION = Appointments
