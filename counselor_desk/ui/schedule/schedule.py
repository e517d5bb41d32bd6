"""The clinic's calendar: day, week, month, people and rooms, where appointments are booked and moved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.care.recovery_activities import monday_of
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.roles import Can, Role
from counselor_desk.domain.schedule.series import SeriesPart, VisitTimes
from counselor_desk.records.schedule import Appointment, Attendance
from counselor_desk.services.clients import clients
from counselor_desk.services.clients.clients import ClientRow
from counselor_desk.services.schedule import appointments, calendar_page, rescheduling, waiting_list
from counselor_desk.services.schedule.appointments import AppointmentSlot
from counselor_desk.services.schedule.calendar_page import CalendarPage
from counselor_desk.services.schedule.rescheduling import Rescheduled, SlotTime
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.platform import Key
from counselor_desk.ui.kit.screen import Command, Go, opens_sheet
from counselor_desk.ui.kit.sheet import Sheet, SheetScreen, column
from counselor_desk.ui.kit.times.month_grid import MonthGrid
from counselor_desk.ui.kit.times.time_grid import Span, TimeGrid, every_minute
from counselor_desk.ui.kit.times.time_paint import GridColumn
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.flow import flowing
from counselor_desk.ui.kit.widgets.numbers import Number, Numbers
from counselor_desk.ui.kit.widgets.options import give_room
from counselor_desk.ui.kit.widgets.page import Scroll, action
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.segments import Segments
from counselor_desk.ui.schedule import appointment_sheets, calendar_file, times_of_page
from counselor_desk.ui.schedule.appointment_card import AppointmentCard, CardActions, SeriesCard, kind_words
from counselor_desk.ui.schedule.beside_calendar import BesideCalendar
from counselor_desk.ui.schedule.booking_card import BookingCard

MOST_MEMBERS = 200
WORKDAYS = 5
NARROW = 820  # below it the grid and what stands beside it take turns
TIGHT_PAGE = 1000
EVERYBODY = -1


@dataclass(frozen=True)
class Place:
    """What a column of the grid stands for."""

    on: date
    staff_id: int | None = None
    room: str | None = None


class Schedule(SheetScreen):
    """What is booked on a grid of hours; beside it the chosen appointment, a booking, or who waits."""

    title = lazy("Schedule")
    needs = Can.BOOK
    order = 25
    icon = "calendar"
    shows = frozenset({"Appointment", "Client", "WaitingPlace"})
    everywhere = ((lazy("Book an appointment"), {"book": True}),)

    def __init__(self, bridge: Bridge, go: Go) -> None:
        self.on: date = bridge.today()
        self.view = "week"
        self.slots: dict[int, AppointmentSlot] = {}
        self.sessions: dict[int, list[AppointmentSlot]] = {}
        self.places: list[Place] = []
        self._people: tuple[tuple[int, str], ...] = ()
        self._rooms: tuple[str, ...] = ()
        self._alone = ""  # which appointments alone are listed: "all", or "unmarked"
        self._wanted: dict[str, Any] = {}
        super().__init__(bridge, go)
        self.page.secondary(_("Book a group"), self._do_group, "", "book_group")
        self.page.primary(_("Book"), self._do_book, Key.New, "book")
        every_minute(self, self._tick)

    # --- how the page is laid out ---------------------------------------------------------------

    def build_sheets(self) -> None:
        """The calendar takes the whole page; a sheet takes its place."""
        self.front, self.front_column = QWidget(), QVBoxLayout()
        self.behind, self._behind_column = column()
        self._sheets = Scroll()
        self._sheets.body.addWidget(self.behind)
        self._sheets.hide()
        self._make_bar()
        self._make_grid()
        whole = QWidget()
        both = QVBoxLayout(whole)
        both.setContentsMargins(0, 0, 0, 0)
        both.addWidget(self.front, 1)
        both.addWidget(self._sheets, 1)
        self.page.fill(whole)

    def _make_bar(self) -> None:
        self.before = self._arrow("before", -1, "day_before")
        self.after = self._arrow("next", 1, "day_after")
        self.now = action(_("Today"), self._to_today, "Home", "this_day")
        ways = (
            ("day", _("Day")),
            ("week", _("Week")),
            ("seven", _("7 days")),
            ("month", _("Month")),
            ("people", _("People")),
            ("rooms", _("Places")),
        )
        self.ways = Segments(ways, _("Calendar view"))
        self.ways.show_chosen(self.view)
        self.ways.chosen.connect(self.turn_to)
        self.whose = QComboBox()
        self.whose.setObjectName("whose")
        self.whose.setAccessibleName(_("Whose appointments"))
        self.whose.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.whose.setMinimumContentsLength(12)
        give_room(self.whose)
        self._fill_whose()
        self.whose.activated.connect(lambda _at: self.refresh())

    def _arrow(self, icon: str, by: int, name: str) -> QToolButton:
        button = QToolButton()
        look.set_icon(button, icon, "secondary")
        button.setIconSize(QSize(18, 18))
        button.setAutoRaise(True)
        button.setObjectName(name)
        button.setFixedSize(34, 34)
        button.clicked.connect(lambda: self._step(by))
        return button

    def _make_grid(self) -> None:
        self.grid = TimeGrid(_("Appointments"), times_of_page.say_minutes)
        self.grid.picked.connect(self._pick)
        self.grid.opened.connect(self._do_open)
        self.grid.wanted.connect(self._want)
        self.grid.moved.connect(self._moved)
        self.grid.turned.connect(self._to_column)
        self.grid.beyond.connect(self._step)
        self.grid.asked.connect(self._show_menu)
        self.month = MonthGrid(_("Month"))
        self.month.opened.connect(self._to_day)
        self.month.beyond.connect(self._step)
        self.list = RowList(_("Sessions"))
        self.list.opened.connect(self._do_mark)
        self.numbers = Numbers()
        self.count = self._number("all")
        self.unmarked = self._number("unmarked")
        self.beside = BesideCalendar(self, self.on)
        self.beside.day_chosen.connect(self._to_day_here)
        self.beside.waiting.opened.connect(self._book_waiting)
        self._arrange()

    def _arrange(self) -> None:
        turning = QWidget()
        row = QHBoxLayout(turning)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.HAIR)
        for button in (self.before, self.now, self.after):
            row.addWidget(button)
        bar = flowing(turning, self.ways, self.whose, self.numbers)
        above = QHBoxLayout()
        above.setContentsMargins(look.GAP, 0, look.PAGE, look.HAIR)
        above.addWidget(bar)
        self.calendar = QWidget()
        left = QVBoxLayout(self.calendar)
        left.setContentsMargins(look.NEAR, 0, 0, 0)
        left.setSpacing(0)
        for widget in (self.grid, self.month, self.list):
            left.addWidget(widget, 1)
        both = QHBoxLayout()
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        both.addWidget(self.calendar, 1)
        both.addWidget(self.beside)
        whole = QVBoxLayout(self.front)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(look.HAIR)
        whole.addLayout(above)
        whole.addLayout(both, 1)

    def _number(self, which: str) -> Number:
        def only(on: bool) -> None:
            self._alone = which if on else ""
            self._list()

        return self.numbers.add(f"number_{which}", self.list, only)

    def open_sheet(self, sheet: QWidget) -> None:
        super().open_sheet(sheet)
        self._sheets.show()

    def close_sheet(self, *_kept: object) -> None:
        self._sheets.hide()
        super().close_sheet()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """In a narrow window what is beside the calendar comes in its place while it is used."""
        narrow = self.width() < look.text_measure(NARROW)
        self.beside.setVisible(not narrow or self.beside.is_used())
        self.calendar.setVisible(not narrow or not self.beside.is_used())
        self.beside.take_room(whole=narrow, tight=self.width() < look.text_measure(TIGHT_PAGE))

    def back(self) -> bool:
        if super().back():
            return True
        if self.beside.is_used():
            self.show_calendar()
            return True
        return self.numbers.back()

    def show_calendar(self) -> None:
        """Nothing is chosen or booked; the keyboard is in the calendar."""
        self.beside.clear()
        self._share_width()
        (self.month if self.view == "month" else self.grid).setFocus()

    # --- what is shown --------------------------------------------------------------------------

    def open(self, **where: Any) -> None:
        """`on` is a day; `book` begins a booking, with `client_id`, `name`, `at` and more if known."""
        if isinstance(where.get("on"), date):
            self.on = where["on"]
        if where.get("book"):
            self._wanted = where
        if where:
            self.refresh_now()

    def commands(self) -> list[Command]:
        unit = (_("Week before"), _("Week after")) if self.by_week else (_("Day before"), _("Day after"))
        if self.view == "month":
            unit = _("Month before"), _("Month after")
        return [
            Command(_("Book an appointment"), self._do_book, Key.New, icon="plus"),
            Command(unit[1], lambda: self._step(1), Key.Forward),
            Command(unit[0], lambda: self._step(-1), Key.Back),
            Command(_("Go to today"), self._to_today, "Ctrl+T"),
            Command(_("Day or week"), self._switch, "Ctrl+Shift+W"),
            Command(_("Show the month"), lambda: self.turn_to("month")),
            Command(_("Show people side by side"), lambda: self.turn_to("people")),
            Command(_("Show places side by side"), lambda: self.turn_to("rooms")),
            Command(_("Book a group"), self._do_group),
            Command(_("Add to the waiting list"), self.do_wait),
            Command(_("Save a calendar file"), self.do_file),
            Command(_("Print this calendar"), self.do_print, Key.Print, icon="print"),
            Command(_("Print the cards of the day"), self.do_cards, icon="print"),
            Command(_("Print sign-in sheets"), self.do_group_sheets, icon="print"),
        ]

    @property
    def by_week(self) -> bool:
        return self.view in ("week", "seven")

    def span(self) -> tuple[date, date]:
        """The first and the last day that the page asks for."""
        if self.view == "month":
            return times_of_page.month_span(self.on)
        if self.by_week:
            monday = monday_of(self.on)
            return monday, monday + timedelta(days=6)
        return self.on, self.on

    def refresh(self) -> None:
        first, last = self.span()
        self._name_page(first)
        staff = self.whose.currentData()
        if self.view == "people" or staff == EVERYBODY:
            staff = None
        self.ask(calendar_page.page, first, last, staff).then(self._show)

    def _name_page(self, first: date) -> None:
        names = {
            "month": words.month(self.on),
            "week": _("Week of {day}").format(day=words.long_day(first)),
            "seven": _("Week of {day}").format(day=words.long_day(first)),
        }
        self.whose.setVisible(self.view != "people")
        self.page.set_title(names.get(self.view, words.capital(words.long_day(self.on))))
        steps = {
            "month": (_("Month before"), _("Month after")),
            "week": (_("Week before"), _("Week after")),
            "seven": (_("Week before"), _("Week after")),
        }
        for button, name in zip(
            (self.before, self.after), steps.get(self.view, (_("Day before"), _("Day after"))), strict=True
        ):
            button.setAccessibleName(name)
            text.explain(button, name)

    def _show(self, page: CalendarPage) -> None:
        self.slots = {slot.id: slot for slot in page.slots}
        self._people, self._rooms = page.people, page.rooms
        self._fill_whose()
        shown = [slot for slot in page.slots if self.beside.shows_canceled() or not _is_canceled(slot)]
        groups = appointments.group_by_session(shown)
        self.sessions = {group[0].id: group for group in groups}
        self.beside.show_waiting(page.waiting)
        self.beside.month.choose(self.on)
        if self.view == "month":
            days = times_of_page.month_days(self.on, groups, self.bridge.today())
            self.month.show_days(times_of_page.weekday_names(), days, self.on)
        else:
            self._show_grid(groups)
        self._show_counts(page.slots)
        self._list()
        self._take_up()

    def _show_grid(self, groups: Sequence[list[AppointmentSlot]]) -> None:
        columns = self._columns(groups)
        with_staff = self.view != "people" and self.whose.currentData() == EVERYBODY
        blocks = [
            times_of_page.block_of(group, at, with_staff=with_staff)
            for group in groups
            if (at := self._column_of(group[0])) is not None
        ]
        self.grid.show_blocks(columns, blocks, self._now())

    def _columns(self, groups: Sequence[list[AppointmentSlot]]) -> list[GridColumn]:
        today = self.bridge.today()
        if self.view == "people":
            used = {group[0].staff_id for group in groups}
            own = self.bridge.actor.id
            mine = [p for p in self._people if p[0] in used or p[0] == own] or list(self._people)
            several = mine if len(mine) > 1 else list(self._people)
            self.places = [Place(self.on, staff_id=number) for number, _name in several]
            return [GridColumn(name, lit=number == own) for number, name in several]
        if self.view == "rooms":
            self.places = [Place(self.on, room=room) for room in (*self._rooms, "")]
            return [GridColumn(room or _("No place")) for room in (*self._rooms, "")]
        days = [self.on]
        if self.by_week:
            monday = monday_of(self.on)
            taken = {words.local(group[0].starts_at).date() for group in groups}
            days = [monday + timedelta(days=n) for n in range(7)]
            if self.view == "week":
                days = [d for n, d in enumerate(days) if n < WORKDAYS or d in taken]
        self.places = [Place(day) for day in days]
        return times_of_page.day_columns(days, today)

    def _column_of(self, slot: AppointmentSlot) -> int | None:
        for at, place in enumerate(self.places):
            if place.staff_id is not None:
                here = place.staff_id == slot.staff_id
            elif place.room is not None:
                here = place.room == slot.place
            else:
                here = place.on == words.local(slot.starts_at).date()
            if here:
                return at
        return None

    def _now(self) -> tuple[int, int] | None:
        """The column and the minute of now; -1 is every column."""
        now, today = self.bridge.now(), self.bridge.today()
        minutes = times_of_page.minutes_of(now)
        if self.view in ("people", "rooms"):
            return (-1, minutes) if self.on == today else None
        at = next((n for n, place in enumerate(self.places) if place.on == today), None)
        return None if at is None else (at, minutes)

    def _tick(self) -> None:
        if self.isVisible() and self.bridge.is_open():
            self.grid.tick(self._now())

    def _fill_whose(self) -> None:
        """Everyone's, one's own, a colleague's; a counselor begins with the own."""
        actor = self.bridge.actor
        if self.whose.count() == 0:
            self.whose.addItem(_("Everyone"), EVERYBODY)
            if actor.can_hold_clients:
                self.whose.addItem(_("My appointments"), actor.id)
            if actor.role is Role.COUNSELOR:
                self.whose.setCurrentIndex(1)
        for number, name in self._people:
            if self.whose.findData(number) < 0:
                self.whose.addItem(name, number)

    def _show_counts(self, slots: Sequence[AppointmentSlot]) -> None:
        message = words.count(len(slots), "{n} session", "{n} sessions")
        self.count.show_count(message if slots else "")
        waiting = len(self._waiting())
        message = _("{n} not marked").format(n=waiting)
        self.unmarked.show_count(message if waiting or self._alone == "unmarked" else "")

    def _waiting(self) -> list[AppointmentSlot]:
        """Past, and nobody has said who came."""
        now = self.bridge.now()
        return [
            slot
            for slot in self.slots.values()
            if slot.attendance is Attendance.BOOKED and slot.ends_at < now
        ]

    def _list(self) -> None:
        """The calendar is a list while one of its numbers is open."""
        listed = bool(self._alone)
        self.list.setVisible(listed)
        self.grid.setVisible(not listed and self.view != "month")
        self.month.setVisible(not listed and self.view == "month")
        if listed:
            slots = self._waiting() if self._alone == "unmarked" else list(self.slots.values())
            self.list.show_lines([(slot.id, _line(slot)) for slot in slots])

    def _take_up(self) -> None:
        """What was asked for while the page was on its way, and the card of what is chosen."""
        wanted, self._wanted = self._wanted, {}
        if wanted:
            self._do_book(**wanted)
            return
        card = self.beside.card()
        if isinstance(card, AppointmentCard):
            key = next((k for k, group in self.sessions.items() if card.slot in group), None)
            key = card.slot.id if key is None and card.slot.id in self.sessions else key
            if key is None:
                key = next((k for k, g in self.sessions.items() if card.slot.id in [s.id for s in g]), None)
            if key is None:
                self.show_calendar()
            else:
                self._show_card(key)

    # --- turning --------------------------------------------------------------------------------

    def turn_to(self, view: str) -> None:
        self.numbers.show_all()
        self.view = view
        self.ways.show_chosen(view)
        self.offers.emit()
        self.refresh()

    def _switch(self) -> None:
        self.turn_to("day" if self.by_week else "week")

    def _step(self, by: int) -> None:
        self.numbers.show_all()
        if self.view == "month":
            month = self.on.month - 1 + by
            self.on = date(self.on.year + month // 12, month % 12 + 1, 1)
        else:
            self.on += timedelta(weeks=by) if self.by_week else timedelta(days=by)
        self.refresh()

    def _to_today(self) -> None:
        self.numbers.show_all()
        self.on = self.bridge.today()
        self.refresh()

    def _to_day(self, on: date) -> None:
        self.on = on
        self.turn_to("day")

    def _to_day_here(self, on: date) -> None:
        """The same view, around another day."""
        self.on = on
        self.refresh()

    def _to_column(self, at: int) -> None:
        """From a heading to that day, or to that person's week."""
        place = self.places[at]
        if place.staff_id is not None:
            self.whose.setCurrentIndex(max(0, self.whose.findData(place.staff_id)))
            self.turn_to("week")
        elif place.room is None and self.view != "day":
            self._to_day(place.on)

    # --- choosing -------------------------------------------------------------------------------

    def _pick(self, key: int | None) -> None:
        if key in self.sessions:
            self._show_card(key)
        elif isinstance(self.beside.card(), AppointmentCard):
            self.beside.clear()

    def _show_card(self, key: int) -> None:
        group = self.sessions[key]
        do = CardActions(
            mark=self._mark,
            more=self._do_mark,
            change=lambda: self._do_change(key),
            cancel=lambda: self._ask_cancel(key),
            open_chart=lambda client_id: self.go("chart", client_id=client_id),
            write_note=lambda client_id: self.go("chart", client_id=client_id, section="notes", new=True),
        )
        self.beside.show_card(AppointmentCard(self, group, do))
        self._share_width()

    def _do_open(self, key: int) -> None:
        """Enter or a second click: the keyboard goes to the card."""
        if key in self.sessions:
            self._show_card(key)
            self.beside.focus_card()

    def _show_menu(self, key: int, at: QPoint) -> None:
        """What the card offers, under the pointer."""
        group = self.sessions[key]
        slot, menu = group[0], QMenu(self)
        if not slot.gathering:
            menu.addAction(_("Open chart"), lambda: self.go("chart", client_id=slot.client_id))
        if any(each.attendance is Attendance.BOOKED for each in group):
            menu.addAction(_("Change…"), lambda: self._do_change(key))
            menu.addAction(_("Cancel it…"), lambda: self._ask_cancel(key))
        self._pick(key)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _mark(self, ids: Sequence[int], attendance: Attendance) -> None:
        self.ask(appointments.mark_all, list(ids), attendance).then(self._marked)

    def _marked(self, count: int) -> None:
        self.toast(words.count(count, "Attendance saved", "Attendance saved for {n}"))
        self.refresh()

    @opens_sheet("mark")
    def _do_mark(self, slot_id: int) -> None:
        slot = self.slots[slot_id]
        title = f"{slot.client}, {words.moment(slot.starts_at)}"
        self.open_sheet(appointment_sheets.mark(self, slot, title))

    # --- booking --------------------------------------------------------------------------------

    def _do_book(self, **known: Any) -> None:
        """A booking at the keyboard's place in the calendar, or with what is known of it."""
        span = self.grid.cursor_span
        place = self.places[span.column] if span.column < len(self.places) else Place(self.on)
        now = times_of_page.minutes_of(self.bridge.now())
        starts = span.starts if self.view != "month" else (now // 60 + 1) * 60
        values: dict[str, Any] = {
            "on": self.on if self.view == "month" else place.on,
            "at": f"{starts // 60 % 24:02}:{starts % 60:02}",
            "kind": "individual",
            "minutes": 50,
            "staff_id": str(place.staff_id or self._usual_staff() or "") or None,
            "place": place.room or None,
        }
        given = {key: known[key] for key in ("on", "at", "kind", "minutes", "place") if known.get(key)}
        if isinstance(given.get("at"), time):
            given["at"] = f"{given['at']:%H:%M}"
        values |= given
        # Each time has a draft of its own: what was typed for one never moves a booking to another.
        self.begin_sheet("book", f"{values['on']} {values['at']}")
        card = BookingCard(self, values, self._people, self._book)
        if known.get("client_id"):
            card.picker.choose(known["client_id"], known.get("name", ""))
        self._show_booking(card)

    @opens_sheet("book")
    def _book_on(self, when: str) -> None:
        starts = datetime.fromisoformat(when)
        self._do_book(on=starts.date(), at=starts.time())

    def _show_booking(self, card: BookingCard) -> None:
        self.beside.show_card(card, alone=True)
        self._share_width()
        card.begin()

    def _usual_staff(self) -> int | None:
        shown = self.whose.currentData()
        if shown != EVERYBODY:
            return int(shown)
        return self.bridge.actor.id if self.bridge.actor.can_hold_clients else None

    def _want(self, span: Span) -> None:
        """A time that was clicked or drawn: who is it for?"""
        place = self.places[span.column]
        self._do_book(
            on=place.on,
            at=times_of_page.moment_of(place.on, span.starts).time(),
            minutes=span.minutes,
            place=place.room,
        )

    def _book(self, ids: list[int], at: datetime, about: dict[str, Any]) -> None:
        staff, weeks = about.pop("staff_id"), about.pop("weeks") or 0
        asked = self.ask(appointments.book_visits, ids, VisitTimes(at, weeks), about, staff)
        asked.then(lambda made: self._booked(made, at))

    def _booked(self, made: Sequence[Appointment], at: datetime) -> None:
        ids = [each.id for each in made]
        told = _("Booked: {when}").format(when=words.moment(at))
        self.toast(told, lambda: self.ask(rescheduling.unbook, ids).then(lambda _n: self.refresh()))
        self.on = words.local(at).date()
        self.show_calendar()
        self.refresh()

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
            Field("weeks", _("Repeat weekly, times"), Kind.NUMBER, low=1, high=52),
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
        minutes, weeks = given["minutes"] or 90, given["weeks"] or 0
        about = {"title": given["title"], "minutes": minutes, "kind": "group"}
        ids = [int(member) for member in given["members"]]
        appointment_sheets.warn_of_overlap(
            self,
            sheet,
            (ids, starts, minutes, 0),
            lambda: self.ask(appointments.book_visits, ids, VisitTimes(starts, weeks), about).then(
                self.after_saving(_("Booked"))
            ),
        )

    # --- changing -------------------------------------------------------------------------------

    def _moved(self, key: int, span: Span) -> None:
        """A block was dropped or lengthened: of a series, which ones?"""
        slot, place = self.sessions[key][0], self.places[span.column]
        to = SlotTime(
            slot.id,
            times_of_page.moment_of(place.on, span.starts),
            span.minutes,
            slot.staff_id if place.staff_id is None else place.staff_id,
            slot.place if place.room is None else place.room,
        )
        self._of_series(slot, lambda part: self._reschedule(to, part))

    def _of_series(self, slot: AppointmentSlot, do: Callable[[SeriesPart], object]) -> None:
        """This, these or all: asked only of what repeats."""
        if not slot.series:
            do(SeriesPart.THIS)
            return
        self.close_sheet()
        self.beside.show_card(SeriesCard(self, slot, do))
        self._share_width()
        self.beside.focus_card()

    def _reschedule(self, to: SlotTime, part: SeriesPart) -> None:
        self.ask(rescheduling.reschedule, to, part).then(self._rescheduled)

    def _rescheduled(self, done: Rescheduled) -> None:
        count = len(done.before)
        told = words.count(count, "Moved", "{n} moved")
        if done.clashes:
            names = ", ".join(dict.fromkeys(clash.title or clash.client for clash in done.clashes))
            told = _("{moved}. At the same time: {who}").format(moved=told, who=names)
        self.toast(told, lambda: self._undo_move(done.before))
        if isinstance(self.beside.card(), SeriesCard):
            self.show_calendar()
        self.refresh()

    def _undo_move(self, before: Sequence[SlotTime]) -> None:
        self.ask(rescheduling.put_back, list(before)).then(lambda _n: self.refresh())

    @opens_sheet("change")
    def _do_change(self, key: int) -> None:
        slot = self.sessions[key][0]
        starts = words.local(slot.starts_at)
        values = {
            "on": starts.date(),
            "at": f"{starts:%H:%M}",
            "kind": slot.kind,
            "minutes": slot.minutes,
            "staff_id": str(slot.staff_id),
            "place": slot.place or None,
            "title": slot.title or None,
        }

        def save(_ids: list[int], at: datetime, about: dict[str, Any]) -> None:
            staff = about["staff_id"] or slot.staff_id
            to = SlotTime(slot.id, at, about["minutes"], staff, about["place"])
            self.on = words.local(at).date()
            self._of_series(slot, lambda part: self._changed(to, part))

        card = BookingCard(self, values, self._people, save, slot=slot)
        for fixed in ("kind", "title"):
            card.form.boxes[fixed].hide()
        self._show_booking(card)

    def _changed(self, to: SlotTime, part: SeriesPart) -> None:
        self.show_calendar()
        self._reschedule(to, part)

    @opens_sheet("cancel")
    def _ask_cancel(self, key: int) -> None:
        slot = self.sessions[key][0]
        by = (
            Choice(Attendance.BY_CLIENT.value, _("The client")),
            Choice(Attendance.BY_CLINIC.value, _("The clinic")),
        )
        form = Form.of(
            _("Cancel: {who}, {when}").format(
                who=slot.title if slot.gathering else slot.client, when=words.moment(slot.starts_at)
            ),
            Field("by", _("Who canceled"), Kind.CHOICE, choices=by),
            Field("why", _("Why")),
        )

        def save(given: dict[str, Any]) -> None:
            by, why = Attendance(given["by"] or Attendance.BY_CLIENT), given["why"] or ""
            self._of_series(slot, lambda part: self._cancel(slot.id, part, by, why))

        values = {"by": Attendance.BY_CLIENT.value}
        self.open_sheet(Sheet(form, values, (_("Cancel the appointment"), save), self.close_sheet))

    def _cancel(self, slot_id: int, part: SeriesPart, by: Attendance, why: str) -> None:
        def done(ids: list[int]) -> None:
            self.beside.clear()
            self._share_width()
            self.close_sheet()
            told = words.count(len(ids), "Appointment canceled", "{n} appointments canceled")
            again = lambda: self.ask(rescheduling.book_again, ids).then(lambda _n: self.refresh())  # noqa: E731
            self.toast(told, again)

        self.ask(rescheduling.cancel, slot_id, part, by, why).then(done)

    # --- the waiting list -----------------------------------------------------------------------

    def do_wait(self) -> None:
        """Put somebody on the waiting list."""
        self.beside.ask_who_waits(self._wait)
        self._share_width()

    def _wait(self, client_id: int, values: dict[str, Any]) -> None:
        def done(_place: object) -> None:
            self.toast(_("On the waiting list"))
            self.show_calendar()
            self.refresh()

        self.ask(waiting_list.add, client_id, values).then(done)

    def _book_waiting(self, waiting_id: int) -> None:
        """At the keyboard's place in the calendar, for as long as was wished."""
        row = next(row for row in self.beside.rows if row.id == waiting_id)

        def save(_ids: list[int], at: datetime, about: dict[str, Any]) -> None:
            asked = self.ask(waiting_list.book_waiting, waiting_id, at, about["staff_id"], about["place"])
            asked.then(lambda made: self._booked_waiting(made, waiting_id, at))

        self._do_book(kind=row.kind, minutes=row.minutes, client_id=row.client_id, name=row.client)
        card = self.beside.card()
        assert isinstance(card, BookingCard)
        card.book_instead(save)
        self.beside.offer_to_leave(waiting_id, self._leave_list)

    def _booked_waiting(self, made: Appointment, waiting_id: int, at: datetime) -> None:
        def undo() -> None:
            self.ask(rescheduling.unbook, [made.id]).follow(
                lambda _n: self.ask(waiting_list.return_to_list, waiting_id)
            ).then(lambda _place: self.refresh())

        self.toast(_("Booked: {when}").format(when=words.moment(at)), undo)
        self.show_calendar()
        self.refresh()

    def _leave_list(self, waiting_id: int) -> None:
        def done(_place: object) -> None:
            again = lambda: self.ask(waiting_list.return_to_list, waiting_id).then(lambda _p: self.refresh())  # noqa: E731
            self.toast(_("Removed from the waiting list"), again)
            self.show_calendar()
            self.refresh()

        self.ask(waiting_list.leave_list, waiting_id).then(done)

    # --- paper ----------------------------------------------------------------------------------

    def _own(self) -> dict[str, int]:
        """Whose appointments the page shows, as reports take it."""
        staff = self.whose.currentData()
        return {} if staff == EVERYBODY else {"staff_id": int(staff)}

    def do_print(self) -> None:
        """The week or day that is shown, as a page."""
        first, last = self.span()
        self.go("paper", report="calendar_sheet", asked={"first": first, "last": last, **self._own()})

    def do_cards(self) -> None:
        self.open_sheet(appointment_sheets.day_cards(self, self.on, self._own()))

    def do_group_sheets(self) -> None:
        self.open_sheet(appointment_sheets.group_sheets(self, self.on, self._own()))

    def do_file(self) -> None:
        self.open_sheet(calendar_file.sheet(self, self.bridge.today()))


def _is_canceled(slot: AppointmentSlot) -> bool:
    return slot.attendance in times_of_page.CANCELED


def _line(slot: AppointmentSlot) -> RowText:
    tones = {Attendance.ATTENDED: "ok", Attendance.LATE: "ok", Attendance.NO_SHOW: "caution"}
    chips: tuple[tuple[str, str], ...] = ()
    if slot.attendance is not Attendance.BOOKED:
        chips = ((slot.attendance.words, tones.get(slot.attendance, "secondary")),)
    what = ", ".join(part for part in (slot.title or kind_words(slot.kind), slot.place, slot.staff) if part)
    times = f"{words.time(slot.starts_at)} – {words.time(slot.ends_at)}"
    day = words.weekday(words.local(slot.starts_at).date())
    return RowText(slot.client, what, times, day, chips=chips, client_id=slot.client_id)


SCREEN = Schedule
