"""Today: what to keep an eye on, the sessions, what to finish; one keystroke to each."""

from datetime import datetime
from functools import partial

from counselor_desk.core.i18n import _, lazy, lazy_plural
from counselor_desk.domain.roles import Can, Role
from counselor_desk.records.schedule import Attendance
from counselor_desk.services.schedule import appointments
from counselor_desk.services.schedule.appointments import AppointmentSlot
from counselor_desk.services.supervision import remarks
from counselor_desk.services.supervision.remarks import PraisedDocument
from counselor_desk.services.today import today
from counselor_desk.services.today.today import DueItem, TodayPart
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.link import Link, link
from counselor_desk.ui.kit.widgets.numbers import Number, Numbers
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.today import first_steps

SAID = {
    TodayPart.SESSIONS: lazy_plural("{n} session", "{n} sessions"),
    TodayPart.WATCH: lazy_plural("{n} to watch", "{n} to watch"),
    TodayPart.FINISH: lazy_plural("{n} to finish", "{n} to finish"),
    TodayPart.SOON: lazy_plural("{n} coming up", "{n} coming up"),
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
            "ChartFormDraft",
            "ClinicFormDraft",
            "Remark",
        }
    )

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.page.widen(860)
        self.numbers = Numbers(self.page.reveal)
        self.page.add(self.numbers)
        self.counts: dict[TodayPart, Number] = {}
        self.lists: dict[TodayPart, RowList] = {}
        self.groups: dict[TodayPart, Group] = {}
        self.rest: dict[TodayPart, Link] = {}
        self._due: dict[TodayPart, list[DueItem]] = {}
        self._whole: set[TodayPart] = set()
        self._slots: dict[int, AppointmentSlot] = {}
        for part in (TodayPart.SESSIONS, TodayPart.WATCH, TodayPart.FINISH, TodayPart.SOON):
            self._add_part(part)
        self.praise = RowList(_("What was good about your work"), fits=True)
        self.praise.setObjectName("praise")
        self.praise.opened.connect(self._open_praised)
        self._praised: dict[int, PraisedDocument] = {}
        self.good = Group(_("What was good about your work"), self.praise)
        self.good.hide()
        self.nothing = EmptyState(
            "today",
            _("Nothing is due"),
            _("Your clients' sessions, forms, plans and reminders appear here."),
        )
        self.page.add(self.nothing, self.good)
        self.nothing.hide()

    def _add_part(self, part: TodayPart) -> None:
        rows = RowList(part.words, fits=True)
        rows.setObjectName(f"due_{part.name.lower()}")
        rows.opened.connect(lambda at, part=part: self._open(part, at))
        self.lists[part] = rows
        group = self.groups[part] = Group(part.words, rows)
        group.hide()
        number = self.counts[part] = self.numbers.add(f"number_{part.name.lower()}", rows)
        if part in (TodayPart.FINISH, TodayPart.SOON):
            number.clicked.connect(lambda: self._show_whole(part, True))
            self.rest[part] = link("", partial(self._turn, part), f"rest_{part.name.lower()}")
            group.add(side_by_side(self.rest[part]))
        self.page.add(group)

    def refresh(self) -> None:
        day = self.bridge.today()
        self.page.set_title(_("Today, {day}").format(day=words.long_day(day)))
        own = self.bridge.actor.role is Role.COUNSELOR
        staff = self.bridge.actor.id if own else None
        self.ask(appointments.day, day, staff).then(self._show_sessions)
        self.ask(today.due_items).then(self._show_due)
        if self.bridge.may(Can.WRITE_NOTE):
            self.ask(remarks.praise_of).then(self._show_praise)

    def _show_sessions(self, slots: list[AppointmentSlot]) -> None:
        self._slots = {slot.id: slot for slot in slots}
        now = self.bridge.now()
        rows = [(s.id, _session(s, now, s is _next(slots, now))) for s in slots]
        self._put(TodayPart.SESSIONS, rows, len(rows))

    def _show_due(self, items: list[DueItem]) -> None:
        for part in (TodayPart.WATCH, TodayPart.FINISH, TodayPart.SOON):
            self._due[part] = [d for d in items if d.part is part]
            self._put_due(part)
        if not self.nothing.isHidden():
            first_steps.show_first_step(self, self.nothing)

    def _show_praise(self, praised_documents: list[PraisedDocument]) -> None:
        self._praised = {praised_document.id: praised_document for praised_document in praised_documents}
        self.praise.show_lines(
            [(praised_document.id, _praise(praised_document)) for praised_document in praised_documents]
        )
        self.good.setVisible(bool(praised_documents))

    def _turn(self, part: TodayPart) -> None:
        self._show_whole(part, part not in self._whole)

    def _show_whole(self, part: TodayPart, whole: bool) -> None:
        (self._whole.add if whole else self._whole.discard)(part)
        self._put_due(part)

    def _put_due(self, part: TodayPart) -> None:
        """The first of what can wait, until all is asked for: a morning is not begun with fifty."""
        rows = [(at, _due(d)) for at, d in enumerate(self._due[part])]
        many = part in self.rest and len(rows) > SHORT
        cut = many and part not in self._whole
        self._put(part, rows[:SHORT] if cut else rows, len(rows))
        if part in self.rest:
            message = _("Show all {n}") if cut else _("Show the first {short}")
            self.rest[part].say(message.format(n=len(rows), short=SHORT))
            self.rest[part].setVisible(many)

    def _put(self, part: TodayPart, rows: list[tuple[int, RowText]], count: int) -> None:
        self.lists[part].show_lines(rows)
        self.groups[part].setVisible(bool(rows))
        self.counts[part].show_count(SAID[part].of(count) if rows else "")
        shown = [part for part, group in self.groups.items() if not group.isHidden()]
        self.nothing.setVisible(not shown)
        taken = any(widget.hasFocus() for widget in (*self.lists.values(), *self.counts.values()))
        if shown and not taken and self.isVisible():
            self.lists[shown[0]].setFocus()

    def back(self) -> bool:
        return self.numbers.back()

    def _open(self, part: TodayPart, at: int) -> None:
        if part is TodayPart.SESSIONS:
            slot = self._slots[at]
            self.go("chart", client_id=slot.client_id)
            return
        item = self._due[part][at]
        self.go(item.screen, **item.where)

    def _open_praised(self, remark_id: int) -> None:
        praised_document = self._praised[remark_id]
        self.go(
            "chart",
            client_id=praised_document.client_id,
            section="notes",
            document_id=praised_document.document_id,
        )


def _next(slots: list[AppointmentSlot], now: datetime) -> AppointmentSlot | None:
    coming = [s for s in slots if s.ends_at >= now and s.attendance is Attendance.BOOKED]
    return coming[0] if coming else None


def _session(slot: AppointmentSlot, now: datetime, is_next: bool) -> RowText:
    what = slot.title or slot.kind
    chips: tuple[tuple[str, str], ...] = ()
    if is_next:
        started = slot.starts_at <= now
        chips = ((_("now") if started else _("next"), "accent"),)
    elif slot.attendance is not Attendance.BOOKED:
        chips = ((slot.attendance.words, "secondary"),)
    second = ", ".join(part for part in (what, slot.place) if part)
    return RowText(slot.client, second, words.time(slot.starts_at), chips=chips, client_id=slot.client_id)


def _due(item: DueItem) -> RowText:
    chips = ((item.action, "danger" if item.urgent else "secondary"),)
    return RowText(item.client, item.text, words.day(item.on), chips=chips, client_id=item.client_id)


def _praise(praised_document: PraisedDocument) -> RowText:
    message = _("{name}, in the chart of {client}").format(
        name=praised_document.author, client=praised_document.client
    )
    return RowText(
        f"\u201c{praised_document.words}\u201d",
        message,
        words.day(words.local(praised_document.made_at).date()),
        client_id=praised_document.client_id,
    )


SCREEN = TodayScreen
