"""The clinic's day: who comes when to whom, who came, and a group booked at once."""

from datetime import date, datetime, time, timedelta
from typing import Any

from PySide6.QtGui import QKeySequence

from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.roles import Can, Role
from counselor_desk.i18n import _
from counselor_desk.records.care import Attendance
from counselor_desk.services import clients, schedule
from counselor_desk.services.clients import ClientRow
from counselor_desk.services.schedule import Slot
from counselor_desk.ui import words
from counselor_desk.ui.bridge import Bridge
from counselor_desk.ui.paged import Line
from counselor_desk.ui.screen import Command, Go, Screen
from counselor_desk.ui.sheet import Sheet, all_read, column
from counselor_desk.ui.widgets.chip import Chip
from counselor_desk.ui.widgets.empty import EmptyState
from counselor_desk.ui.widgets.facts import beside, empty
from counselor_desk.ui.widgets.link import link
from counselor_desk.ui.widgets.rows import RowList

MOST_MEMBERS = 200


class Schedule(Screen):
    """One day at a time; arrows go on, Enter marks who came."""

    title = _("Schedule")
    needs = Can.BOOK
    order = 25
    icon = "calendar"
    shows = frozenset({"Appointment", "Client"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.on: date = bridge.now().astimezone().date()
        self.page.primary(_("Book a group"), self._do_group, "", "book_group")
        self.slots: dict[int, Slot] = {}
        self.sheet: Sheet | None = None
        self.front, front = column()
        self.behind, self._behind = column()
        self.behind.hide()
        self.count = Chip()
        days = beside(
            link(_("Day before"), lambda: self._step(-1), "day_before"),
            link(_("Today"), self._today, "this_day"),
            link(_("Day after"), lambda: self._step(1), "day_after"),
            self.count,
        )
        self.list = RowList(_("Sessions"), fits=True)
        self.list.opened.connect(self._do_mark)
        self.nothing = EmptyState(
            "calendar", _("Nothing is booked on this day"),
            _("Book from a client's chart, or a whole group here."), _("Book a group"),
            self._do_group,
        )  # fmt: skip
        for widget in (days, self.nothing, self.list):
            front.addWidget(widget)
        self.page.add(self.front, self.behind)

    def open(self, **where: Any) -> None:
        """`on` is a day."""
        if isinstance(where.get("on"), date):
            self.on = where["on"]
            self.refresh()

    def commands(self) -> list[Command]:
        return [
            Command(_("Day after"), lambda: self._step(1), QKeySequence("Alt+Right")),
            Command(_("Day before"), lambda: self._step(-1), QKeySequence("Alt+Left")),
            Command(_("Book a group"), self._do_group),
        ]

    def back(self) -> bool:
        if self.sheet is None:
            return False
        self._close()
        return True

    def refresh(self) -> None:
        self.page.set_title(words.long_day(self.on))
        own = self.bridge.actor.role is Role.COUNSELOR
        staff = self.bridge.actor.id if own else None
        self.ask(schedule.day, self.on, staff).then(self._show)

    def _show(self, slots: list[Slot]) -> None:
        self.slots = {slot.id: slot for slot in slots}
        self.list.show_lines([(slot.id, _line(slot)) for slot in slots])
        self.nothing.setVisible(not slots)
        open_ones = sum(s.attendance is Attendance.BOOKED for s in slots)
        self.count.say(_("{n} sessions, {open} not marked").format(n=len(slots), open=open_ones)
                       if slots else "")  # fmt: skip

    def _step(self, days: int) -> None:
        self.on += timedelta(days=days)
        self.refresh()

    def _today(self) -> None:
        self.on = self.bridge.now().astimezone().date()
        self.refresh()

    # --- sheets -------------------------------------------------------------------------------

    def _do_mark(self, slot_id: int) -> None:
        slot = self.slots[slot_id]
        states = tuple(Choice(a.value, a.value.capitalize()) for a in Attendance)
        form = Form.of(
            f"{slot.client}, {words.time(slot.starts_at)}",
            Field("attendance", _("What became of it"), Kind.CHOICE, choices=states),
            Field("why", _("Why it was missed")),
        )

        def keep(given: dict[str, Any]) -> None:
            state = Attendance(given["attendance"] or Attendance.BOOKED)
            self.ask(schedule.mark, slot.id, state, given["why"] or "").then(
                lambda marked: self._close()
            )

        values = {"attendance": slot.attendance.value, "why": slot.why}
        self._open(Sheet(form, values, (_("Keep"), keep), self._close))

    def _do_group(self) -> None:
        self.ask(clients.matching).then(
            lambda ids: self.ask(clients.rows, ids[:MOST_MEMBERS]).then(self._ask_group)
        )

    def _ask_group(self, rows: dict[int, ClientRow]) -> None:
        members = tuple(Choice(str(row.id), row.name) for row in rows.values())
        form = Form.of(
            _("Book a group"),
            Field("title", _("Name of the group"), required=True),
            Field("at", _("Time"), Kind.TIME, required=True),
            Field("minutes", _("Minutes"), Kind.NUMBER, low=5, high=480, beside=True),
            Field("members", _("Members"), Kind.CHOICES, required=True, choices=members),
        )
        self._open(Sheet(form, {"minutes": 90}, (_("Book"), self._keep_group), self._close))

    def _keep_group(self, given: dict[str, Any]) -> None:
        sheet = self.sheet
        if sheet is None or not all_read(sheet.form):
            return
        missing = sheet.form.form.missing(given)
        if missing:
            sheet.form.boxes[missing[0].key].refuse(_("Answer this before booking."))
            return
        starts = datetime.combine(self.on, time.fromisoformat(given["at"])).astimezone()
        about = {"title": given["title"], "minutes": given["minutes"] or 90}
        ids = [int(member) for member in given["members"]]
        self.ask(schedule.gather, ids, starts, about).then(lambda made: self._close())

    def _open(self, sheet: Sheet) -> None:
        empty(self._behind)
        self.sheet = sheet
        self._behind.addWidget(sheet)
        self.front.hide()
        self.behind.show()
        sheet.form.focus_first()

    def _close(self) -> None:
        self.behind.hide()
        self.front.show()
        empty(self._behind)
        self.sheet = None
        self.refresh()


def _line(slot: Slot) -> Line:
    tones = {Attendance.ATTENDED: "ok", Attendance.LATE: "ok", Attendance.NO_SHOW: "caution"}
    chips: tuple[tuple[str, str], ...] = ()
    if slot.attendance is not Attendance.BOOKED:
        chips = ((str(slot.attendance), tones.get(slot.attendance, "secondary")),)
    what = ", ".join(part for part in (slot.title or slot.kind, slot.place, slot.staff) if part)
    times = f"{words.time(slot.starts_at)} – {words.time(slot.ends_at)}"
    return Line(slot.client, what, times, chips=chips, client_id=slot.client_id)


SCREEN = Schedule
