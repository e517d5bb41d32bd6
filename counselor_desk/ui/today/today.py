"""Today: what to keep an eye on, the sessions, what to finish; one keystroke to each."""

from datetime import datetime
from functools import partial

from counselor_desk.core.i18n import _, lazy, lazy_plural
from counselor_desk.domain.roles import Can, Role
from counselor_desk.records.schedule import Attendance
from counselor_desk.services.schedule import appointments
from counselor_desk.services.schedule.appointments import Slot
from counselor_desk.services.supervision import remarks
from counselor_desk.services.supervision.remarks import Praised
from counselor_desk.services.today import today
from counselor_desk.services.today.today import Due, Part
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import Line
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import Group, beside
from counselor_desk.ui.kit.widgets.link import Link, link
from counselor_desk.ui.kit.widgets.numbers import Number, Numbers
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.today import first_steps

SAID = {
    Part.SESSIONS: lazy_plural("{n} session", "{n} sessions"),
    Part.WATCH: lazy_plural("{n} to keep an eye on", "{n} to keep an eye on"),
    Part.FINISH: lazy_plural("{n} to finish", "{n} to finish"),
    Part.SOON: lazy_plural("{n} coming up", "{n} coming up"),
}
SHORT = 12  # lines of what can wait; danger to a person and sessions are never cut


class TodayScreen(Screen):
    """The first page of the day."""

    title = lazy("Today")
    needs = Can.SEE_CLIENTS
    order = 10
    icon = "today"
    shows = frozenset(
        {
            "Appointment",
            "Flag",
            "Administration",
            "Episode",
            "LevelOfCare",
            "LifeCheck",
            "Medication",
            "NaloxoneKit",
            "Withdrawal",
            "Authorization",
            "Client",
            "Document",
            "Occasion",
            "Consent",
            "AccessGrant",
            "PrivacyRequest",
            "Enrollment",
            "Breach",
            "Agreement",
            "Remark",
        }
    )

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.page.widen(860)
        self.numbers = Numbers(self.page.reveal)
        self.page.add(self.numbers)
        self.counts: dict[Part, Number] = {}
        self.lists: dict[Part, RowList] = {}
        self.groups: dict[Part, Group] = {}
        self.rest: dict[Part, Link] = {}
        self._due: dict[Part, list[Due]] = {}
        self._whole: set[Part] = set()
        self._slots: dict[int, Slot] = {}
        for part in (Part.SESSIONS, Part.WATCH, Part.FINISH, Part.SOON):
            self._add_part(part)
        self.praise = RowList(_("What was good about your work"), fits=True)
        self.praise.setObjectName("praise")
        self.praise.opened.connect(self._open_praised)
        self._praised: dict[int, Praised] = {}
        self.good = Group(_("What was good about your work"), self.praise)
        self.good.hide()
        self.nothing = EmptyState(
            "today",
            _("Nothing is due"),
            _("Your clients' sessions, forms, plans and reminders appear here."),
        )
        self.page.add(self.nothing, self.good)
        self.nothing.hide()

    def _add_part(self, part: Part) -> None:
        rows = RowList(part.words, fits=True)
        rows.setObjectName(f"due_{part.name.lower()}")
        rows.opened.connect(lambda at, part=part: self._open(part, at))
        self.lists[part] = rows
        group = self.groups[part] = Group(part.words, rows)
        group.hide()
        number = self.counts[part] = self.numbers.add(f"number_{part.name.lower()}", rows)
        if part in (Part.FINISH, Part.SOON):
            number.clicked.connect(lambda: self._show_whole(part, True))
            self.rest[part] = link("", partial(self._turn, part), f"rest_{part.name.lower()}")
            group.add(beside(self.rest[part]))
        self.page.add(group)

    def refresh(self) -> None:
        day = self.bridge.today()
        self.page.set_title(_("Today, {day}").format(day=words.long_day(day)))
        own = self.bridge.actor.role is Role.COUNSELOR
        staff = self.bridge.actor.id if own else None
        self.ask(appointments.day, day, staff).then(self._show_sessions)
        self.ask(today.due).then(self._show_due)
        if self.bridge.may(Can.WRITE_NOTE):
            self.ask(remarks.praise_of).then(self._show_praise)

    def _show_sessions(self, slots: list[Slot]) -> None:
        self._slots = {slot.id: slot for slot in slots}
        now = self.bridge.now()
        rows = [(s.id, _session(s, now, s is _next(slots, now))) for s in slots]
        self._put(Part.SESSIONS, rows, len(rows))

    def _show_due(self, found: list[Due]) -> None:
        for part in (Part.WATCH, Part.FINISH, Part.SOON):
            self._due[part] = [d for d in found if d.part is part]
            self._put_due(part)
        if not self.nothing.isHidden():
            first_steps.tell(self, self.nothing)

    def _show_praise(self, found: list[Praised]) -> None:
        self._praised = {one.id: one for one in found}
        self.praise.show_lines([(one.id, _praise(one)) for one in found])
        self.good.setVisible(bool(found))

    def _turn(self, part: Part) -> None:
        self._show_whole(part, part not in self._whole)

    def _show_whole(self, part: Part, whole: bool) -> None:
        (self._whole.add if whole else self._whole.discard)(part)
        self._put_due(part)

    def _put_due(self, part: Part) -> None:
        """The first of what can wait, until all is asked for: a morning is not begun with fifty."""
        rows = [(at, _due(d)) for at, d in enumerate(self._due[part])]
        many = part in self.rest and len(rows) > SHORT
        cut = many and part not in self._whole
        self._put(part, rows[:SHORT] if cut else rows, len(rows))
        if part in self.rest:
            said = _("Show all {n}") if cut else _("Show the first {short}")
            self.rest[part].say(said.format(n=len(rows), short=SHORT))
            self.rest[part].setVisible(many)

    def _put(self, part: Part, rows: list[tuple[int, Line]], count: int) -> None:
        self.lists[part].show_lines(rows)
        self.groups[part].setVisible(bool(rows))
        self.counts[part].tell(SAID[part].of(count) if rows else "")
        shown = [part for part, group in self.groups.items() if not group.isHidden()]
        self.nothing.setVisible(not shown)
        taken = any(one.hasFocus() for one in (*self.lists.values(), *self.counts.values()))
        if shown and not taken and self.isVisible():
            self.lists[shown[0]].setFocus()

    def back(self) -> bool:
        return self.numbers.back()

    def _open(self, part: Part, at: int) -> None:
        if part is Part.SESSIONS:
            slot = self._slots[at]
            self.go("chart", client_id=slot.client_id)
            return
        found = self._due[part][at]
        self.go(found.screen, **found.where)

    def _open_praised(self, remark_id: int) -> None:
        one = self._praised[remark_id]
        self.go("chart", client_id=one.client_id, section="notes", document_id=one.document_id)


def _next(slots: list[Slot], now: datetime) -> Slot | None:
    coming = [s for s in slots if s.ends_at >= now and s.attendance is Attendance.BOOKED]
    return coming[0] if coming else None


def _session(slot: Slot, now: datetime, is_next: bool) -> Line:
    what = slot.title or slot.kind
    chips: tuple[tuple[str, str], ...] = ()
    if is_next:
        started = slot.starts_at <= now
        chips = ((_("now") if started else _("next"), "accent"),)
    elif slot.attendance is not Attendance.BOOKED:
        chips = ((slot.attendance.words, "secondary"),)
    second = ", ".join(part for part in (what, slot.place) if part)
    return Line(slot.client, second, words.time(slot.starts_at), chips=chips, client_id=slot.client_id)


def _due(found: Due) -> Line:
    chips = ((found.action, "danger" if found.urgent else "secondary"),)
    return Line(found.client, found.text, words.day(found.on), chips=chips, client_id=found.client_id)


def _praise(one: Praised) -> Line:
    said = _("{name}, in the chart of {client}").format(name=one.author, client=one.client)
    return Line(
        f"\u201c{one.words}\u201d", said, words.day(words.local(one.made_at).date()), client_id=one.client_id
    )


SCREEN = TodayScreen
