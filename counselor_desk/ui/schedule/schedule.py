"""The clinic's day and week: who comes when to whom, who came, and a group booked at once."""

from datetime import date, datetime, time, timedelta
from typing import Any

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.care.recovery_activities import monday_of
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.roles import Can, Role
from counselor_desk.records.schedule import CAME, Attendance
from counselor_desk.services.clients import clients
from counselor_desk.services.clients.clients import ClientRow
from counselor_desk.services.schedule import appointments
from counselor_desk.services.schedule.appointments import AppointmentSlot
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.platform import Key
from counselor_desk.ui.kit.screen import Command, Go, opens_sheet
from counselor_desk.ui.kit.sheet import Sheet, SheetScreen
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.flow import flowing
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.numbers import Number, Numbers
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.schedule import appointment_sheets, calendar_file
from counselor_desk.ui.schedule.week import Block, Day, Week

MOST_MEMBERS = 200
WORKDAYS = 5


class Schedule(SheetScreen):
    """One day or one week at a time; arrows go on, Enter marks who came."""

    title = lazy("Schedule")
    needs = Can.BOOK
    order = 25
    icon = "calendar"
    shows = frozenset({"Appointment", "Client"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.on: date = self.bridge.today()
        self.by_week = False
        self.page.primary(_("Book a group"), self._do_group, "", "book_group")
        self.slots: dict[int, AppointmentSlot] = {}
        self._alone = ""  # which sessions alone are listed: "all" of the week, or "unmarked"
        self.before = link(_("Day before"), lambda: self._step(-1), "day_before")
        self.after = link(_("Day after"), lambda: self._step(1), "day_after")
        self.other = link(_("Week"), self._switch, "week_or_day")
        now = link(_("Today"), self._to_today, "this_day")
        file = link(_("Calendar file…"), self._do_file, "calendar_file")
        self.cards = link(_("Cards of the day…"), self._do_cards, "day_cards")
        self.sheets = link(_("Group sheets…"), self._do_group_sheets, "group_sheets")
        days = flowing(self.before, now, self.after, self.other, self.cards, self.sheets, file)
        self.list = RowList(_("Sessions"), fits=True)
        self.list.opened.connect(self._do_mark)
        self.numbers = Numbers(self.page.reveal)
        self.count = self._number("all")
        self.unmarked = self._number("unmarked")
        self.week = Week()
        self.week.opened.connect(self._do_open)
        self.week.turned.connect(self._to_day)
        self.nothing = EmptyState(
            "calendar",
            _("Nothing is booked on this day"),
            _("Book from a client's chart, or a whole group here."),
            _("Book a group"),
            self._do_group,
        )
        for widget in (days, self.numbers, self.nothing, self.list, self.week):
            self.front_column.addWidget(widget)

    def _number(self, which: str) -> Number:
        def only(on: bool) -> None:
            self._alone = which if on else ""
            self._list()

        return self.numbers.add(f"number_{which}", self.list, only)

    def back(self) -> bool:
        return super().back() or self.numbers.back()

    def open(self, **where: Any) -> None:
        """`on` is a day."""
        if isinstance(where.get("on"), date):
            self.on = where["on"]
            self.refresh_now()

    def commands(self) -> list[Command]:
        unit = (_("Week before"), _("Week after")) if self.by_week else (_("Day before"), _("Day after"))
        return [
            Command(unit[1], lambda: self._step(1), Key.Forward),
            Command(unit[0], lambda: self._step(-1), Key.Back),
            Command(_("Day or week"), self._switch, "Ctrl+Shift+W"),
            Command(_("Book a group"), self._do_group),
            Command(_("Save a calendar file"), self._do_file),
            Command(_("Print the cards of the day"), self._do_cards, icon="print"),
            Command(_("Print sign-in sheets"), self._do_group_sheets, icon="print"),
        ]

    def refresh(self) -> None:
        staff = self._own().get("staff_id")
        if self.by_week:
            monday = monday_of(self.on)
            self.page.set_title(_("Week of {day}").format(day=words.long_day(monday)))
            last = monday + timedelta(days=6)
            self.ask(appointments.slots_between, monday, last, staff).then(self._show)
        else:
            self.page.set_title(words.long_day(self.on))
            self.ask(appointments.day, self.on, staff).then(self._show)

    def _own(self) -> dict[str, int]:
        """A counselor's own sessions; everybody's for the others."""
        actor = self.bridge.actor
        return {"staff_id": actor.id} if actor.role is Role.COUNSELOR else {}

    def _show(self, slots: list[AppointmentSlot]) -> None:
        self.slots = {slot.id: slot for slot in slots}
        self.nothing.setVisible(not slots and not self.by_week)
        self.before.say(_("Week before") if self.by_week else _("Day before"))
        self.after.say(_("Week after") if self.by_week else _("Day after"))
        self.other.say(_("Day") if self.by_week else _("Week"))
        self.cards.setVisible(bool(slots) and not self.by_week)
        self.sheets.setVisible(not self.by_week)
        if self.by_week:
            self.week.show_days(self._days(slots))
        message = words.count(len(slots), "{n} session", "{n} sessions")
        self.count.show_count(message if slots else "")
        waiting = len(self._waiting())
        message = _("{n} not marked").format(n=waiting)
        self.unmarked.show_count(message if waiting or self._alone == "unmarked" else "")
        self._list()

    def _waiting(self) -> list[AppointmentSlot]:
        """Past, and nobody has said who came."""
        now = self.bridge.now()
        return [
            slot
            for slot in self.slots.values()
            if slot.attendance is Attendance.BOOKED and slot.ends_at < now
        ]

    def _list(self) -> None:
        """A week is a list, too, while one of its numbers is open."""
        listed = not self.by_week or bool(self._alone)
        self.list.setVisible(listed)
        self.week.setVisible(not listed)
        if listed:
            slots = self._waiting() if self._alone == "unmarked" else list(self.slots.values())
            self.list.show_lines([(slot.id, _line(slot, self.by_week)) for slot in slots])

    def _days(self, slots: list[AppointmentSlot]) -> list[Day]:
        """Monday to Friday always, the weekend when something is on it."""
        monday, today, days = monday_of(self.on), self.bridge.today(), []
        for number in range(7):
            on = monday + timedelta(days=number)
            held = [s for s in slots if words.local(s.starts_at).date() == on]
            if held or number < WORKDAYS:
                blocks = tuple(self._block(slots) for slots in appointments.group_by_session(held))
                days.append(Day(words.weekday(on), blocks, on == today))
        return days

    def _block(self, group: list[AppointmentSlot]) -> Block:
        slot = group[0]
        at = words.time(slot.starts_at)
        if slot.gathering:
            members = words.count(len(group), "{n} member", "{n} members")
            return Block(slot.id, at, slot.title or _("Group"), members)
        state = slot.attendance
        done = state is not Attendance.BOOKED
        tone = "ok" if state in CAME else "secondary" if done else "accent"
        who = "" if self.bridge.actor.role is Role.COUNSELOR else slot.staff
        return Block(slot.id, at, slot.client, str(state) if done else who, tone)

    # --- turning ------------------------------------------------------------------------------

    def _step(self, by: int) -> None:
        self.numbers.show_all()
        self.on += timedelta(weeks=by) if self.by_week else timedelta(days=by)
        self.refresh()

    def _to_today(self) -> None:
        self.numbers.show_all()
        self.on = self.bridge.today()
        self.refresh()

    def _to_day(self, column: int) -> None:
        """From a heading of the week to that day; the columns are those with a heading."""
        days = [self.week_day(n) for n in range(7) if n < WORKDAYS or self._has(self.week_day(n))]
        self.on = days[column]
        self._switch()

    def week_day(self, number: int) -> date:
        return monday_of(self.on) + timedelta(days=number)

    def _has(self, on: date) -> bool:
        return any(words.local(s.starts_at).date() == on for s in self.slots.values())

    def _switch(self) -> None:
        self.numbers.show_all()
        self.by_week = not self.by_week
        self.page.widen(1240 if self.by_week else look.MEASURE + 2 * look.PAGE)
        self.offers.emit()
        self.refresh()

    # --- sheets -------------------------------------------------------------------------------

    def _do_open(self, slot_id: int) -> None:
        """A single session is marked; a group is opened on its day, where each member stands."""
        slot = self.slots[slot_id]
        if slot.gathering:
            self.on = words.local(slot.starts_at).date()
            self._switch()
        else:
            self._do_mark(slot_id)

    @opens_sheet("mark")
    def _do_mark(self, slot_id: int) -> None:
        slot = self.slots[slot_id]
        title = f"{slot.client}, {words.moment(slot.starts_at)}"
        self.open_sheet(appointment_sheets.mark(self, slot, title))

    def _do_group(self) -> None:
        self.ask(clients.matching).then(
            lambda ids: self.ask(clients.rows, ids[:MOST_MEMBERS]).then(self._ask_group)
        )

    def _ask_group(self, rows: dict[int, ClientRow]) -> None:
        self.begin_sheet("group")
        members = tuple(Choice(str(row.id), row.name) for row in rows.values())
        form = Form.of(
            _("Book a group"),
            Field("title", _("Name of the group"), required=True),
            Field("on", _("Day"), Kind.DATE, required=True),
            Field("at", _("Time"), Kind.TIME, required=True, beside=True),
            Field("minutes", _("Minutes"), Kind.NUMBER, low=5, high=480, beside=True),
            Field("members", _("Members"), Kind.CHOICES, required=True, choices=members),
        )
        values = {"on": self.on, "minutes": 90}
        self.open_sheet(Sheet(form, values, (_("Book"), self._keep_group), self.close_sheet))

    def _keep_group(self, given: dict[str, Any]) -> None:
        sheet = self.sheet
        if not isinstance(sheet, Sheet):
            return
        missing = sheet.form.form.missing(given)
        if missing:
            sheet.form.boxes[missing[0].key].refuse(_("Answer this before booking."))
            return
        starts = datetime.combine(given["on"], time.fromisoformat(given["at"])).astimezone()
        minutes = given["minutes"] or 90
        about = {"title": given["title"], "minutes": minutes}
        ids = [int(member) for member in given["members"]]
        appointment_sheets.warn_of_overlap(
            self,
            sheet,
            (ids, starts, minutes, 0),
            lambda: self.ask(appointments.gather, ids, starts, about).then(self.after_saving(_("Booked"))),
        )

    def _do_cards(self) -> None:
        self.open_sheet(appointment_sheets.day_cards(self, self.on, self._own()))

    def _do_group_sheets(self) -> None:
        self.open_sheet(appointment_sheets.group_sheets(self, self.on, self._own()))

    def _do_file(self) -> None:
        self.open_sheet(calendar_file.sheet(self, self.bridge.today()))


def _line(slot: AppointmentSlot, with_day: bool) -> RowText:
    tones = {Attendance.ATTENDED: "ok", Attendance.LATE: "ok", Attendance.NO_SHOW: "caution"}
    chips: tuple[tuple[str, str], ...] = ()
    if slot.attendance is not Attendance.BOOKED:
        chips = ((slot.attendance.words, tones.get(slot.attendance, "secondary")),)
    what = ", ".join(part for part in (slot.title or slot.kind, slot.place, slot.staff) if part)
    times = f"{words.time(slot.starts_at)} – {words.time(slot.ends_at)}"
    day = words.weekday(words.local(slot.starts_at).date()) if with_day else ""
    return RowText(slot.client, what, times, day, chips=chips, client_id=slot.client_id)


SCREEN = Schedule
