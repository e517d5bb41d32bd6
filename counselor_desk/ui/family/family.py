"""The family program: its evenings in order, who comes, and what they take home."""

from datetime import datetime, time, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import form_of
from counselor_desk.records.family import FamilySession, Relative
from counselor_desk.services.family import program
from counselor_desk.services.family.program import EveningDetail, EveningRow
from counselor_desk.ui.family.forms import (
    evening_facts,
    evening_form,
    evening_line,
    invitation,
    putting_off,
    seat_line,
    series_form,
)
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.screen import Command, Go, Screen, opens_sheet
from counselor_desk.ui.kit.sheet import Sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import Group, KeyValue, empty, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import Scroll, action
from counselor_desk.ui.kit.widgets.rows import RowList

BACK, AHEAD = timedelta(days=60), timedelta(days=180)


class FamilyProgram(Screen):
    """Evenings at the left; the chosen one with its people at the right."""

    title = lazy("Family")
    needs = Can.BOOK
    order = 35
    icon = "family"
    shows = frozenset({"FamilySession", "FamilyPlace", "Relative", "HandoutGiven"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.evening: EveningDetail | None = None
        self._wanted = 0
        self.packets = self.page.primary(_("Print packets"), self._do_packets, "", "packets")
        self.sheet_button = self.page.secondary(_("Leader's sheet"), self._do_sheet, "", "leader")
        self.page.secondary(_("New series"), self._do_series, "", "series")
        self.list = RowList(_("Family evenings"))
        self.list.setMinimumWidth(300)
        self.list.chosen.connect(self._open)
        self.name, self.aim, self.facts = text.heading(), text.quiet(), KeyValue()
        self.people = RowList(_("In the room"), fits=True)
        self.people.opened.connect(self._toggle)
        self.hint = text.small(_("Enter marks who came. Guests without a client are counted."))
        self.given = text.strong()
        actions = side_by_side(
            action(_("Invite families"), self._do_invite, "", "invite"),
            action(_("Note what was given"), self._do_give, "", "give"),
        )
        links = side_by_side(
            link(_("Day, leader, handouts"), self._do_plan, "plan"),
            link(_("Change place or guests"), self._do_change, "change"),
            link(_("Reschedule from here"), self._do_put_off, "put_off"),
            link(_("Certificates"), self._do_certificates, "certificates"),
        )
        self.front = Group("", self.aim, self.facts, actions, links, self.hint, self.people, self.given)
        self.front.heading.hide()
        self.sheet: QWidget | None = None
        self.nothing = EmptyState(
            "family",
            _("No family evening yet"),
            _("A series brings its topics, its steps and its handouts with it."),
            _("New series"),
            self._do_series,
        )
        self.page.fill(self._arrange())

    def _arrange(self) -> QWidget:
        scroll, holder = Scroll(), QWidget()
        self._place = QVBoxLayout(holder)
        self._place.setContentsMargins(0, 0, 0, 0)
        for widget in (holder, self.name, self.front, self.nothing):
            scroll.body.addWidget(widget)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.addWidget(self.list)
        both.addWidget(scroll)
        both.setSizes([380, 700])
        both.setStretchFactor(1, 1)
        whole, row = QWidget(), QHBoxLayout()
        row.setContentsMargins(look.NEAR, 0, 0, 0)
        row.addWidget(both)
        whole.setLayout(row)
        return whole

    def open(self, **where: Any) -> None:
        """family(session_id=3) shows one evening."""
        self._wanted = where.get("session_id", 0)
        if self._wanted:
            self.list.choose(self._wanted)

    def back(self) -> bool:
        if self.sheet is None:
            return False
        self._close()
        return True

    def commands(self) -> list[Command]:
        return [
            Command(_("Print family packets"), self._do_packets),
            Command(_("Print the leader's sheet"), self._do_sheet),
            Command(_("Begin a family series"), self._do_series),
        ]

    def refresh(self) -> None:
        today = self.bridge.today()
        self.ask(program.sessions, today - BACK, today + AHEAD).then(self._show)

    def _show(self, rows: list[EveningRow]) -> None:
        now, here = self.bridge.now(), self._wanted or self.list.current()
        self.list.show_lines([(row.id, evening_line(row, now)) for row in rows])
        self.nothing.setVisible(not rows and self.sheet is None)
        self.list.setVisible(bool(rows))  # an empty list leaves its room to what makes the first
        for widget in (self.name, self.front):
            widget.setVisible(bool(rows) and self.sheet is None)
        for button in (self.packets, self.sheet_button):
            button.setEnabled(bool(rows))
        if rows:
            coming = next((r.id for r in rows if r.starts_at >= now), rows[-1].id)
            self.list.choose(here if here in {row.id for row in rows} else coming)
            self._open(self.list.current())
        self._wanted = 0

    def _open(self, session_id: int | None) -> None:
        if session_id is not None:
            self.ask(program.read_evening, session_id).then(self._show_evening)

    def _show_evening(self, evening: EveningDetail) -> None:
        self.evening = evening
        self.name.setText(evening.session.title)
        self.aim.setText(evening.lesson.aim)
        self.facts.show_pairs(evening_facts(evening))
        self.people.show_lines([(seat.place_id, seat_line(seat)) for seat in evening.seats])
        given = sum(seat.given for seat in evening.seats)
        self.given.setText(_("Given to {n}.").format(n=given) if given else "")
        self.given.setVisible(bool(given))

    def _toggle(self, place_id: int) -> None:
        if self.evening is None:
            return
        seat = next(s for s in self.evening.seats if s.place_id == place_id)
        self.ask(program.mark, place_id, not seat.attended).then(lambda _done: self.refresh())

    def _do_packets(self) -> None:
        self._print("family_packets")

    def _do_sheet(self) -> None:
        self._print("facilitator_sheet")

    def _do_certificates(self) -> None:
        self._print("family_certificates")

    def _print(self, report: str) -> None:
        if self.evening is not None:
            self.go("paper", report=report, asked=self._asked())

    def _asked(self) -> dict[str, Any]:
        assert self.evening is not None
        return {"session_id": self.evening.session.id}

    def _do_give(self) -> None:
        if self.evening is not None:
            self.ask(program.give, self.evening.session.id).then(self._gave)

    def _gave(self, events: int) -> None:
        message = _("{n} handouts noted: title, version and day.") if events else _("Noted before.")
        self.toast(message.format(n=events))
        self.refresh()

    @opens_sheet("invite")
    def _do_invite(self) -> None:
        if self.evening is not None:
            self.ask(program.to_invite, self.evening.session.id).then(self._choose_people)

    def _choose_people(self, rows: list[tuple[Relative, str]]) -> None:
        if not rows:
            self.page.banner.say(_("Everyone is invited. Add relatives in a client's chart."))
            return

        def save_people(values: dict[str, Any]) -> None:
            ids = [int(value) for value in values["who"] or []]
            self.ask(program.invite, self._asked()["session_id"], ids).then(lambda _n: self._close())

        self._open_sheet(Sheet(invitation(rows), {}, (_("Invite"), save_people), self._close))

    @opens_sheet("change")
    def _do_change(self) -> None:
        if self.evening is None:
            return
        session = self.evening.session
        form = form_of(FamilySession, session.title)
        values = {field.key: getattr(session, field.key) for field in form.fields}

        def save_evening(given: dict[str, Any]) -> None:
            self.ask(program.change_session, session.id, given).then(lambda _done: self._close())

        self._open_sheet(Sheet(form, values, (_("Save"), save_evening), self._close))

    @opens_sheet("plan")
    def _do_plan(self) -> None:
        if self.evening is not None:
            self.ask(program.leaders).then(self._plan)

    def _plan(self, leaders: list[tuple[int, str]]) -> None:
        assert self.evening is not None
        session, titles = self.evening.session, self.evening.titles
        form, values = evening_form(session, leaders, titles)

        def save_evening(given: dict[str, Any]) -> None:
            if not self._is_filled(form, given):
                return
            at = datetime.combine(given["on"], time.fromisoformat(given["at"])).astimezone()
            leader, handouts = int(given["staff_id"]), given["handouts"] or []
            self.ask(program.plan, session.id, at, leader, handouts).then(lambda _done: self._close())

        self._open_sheet(Sheet(form, values, (_("Save"), save_evening), self._close))

    @opens_sheet("put_off")
    def _do_put_off(self) -> None:
        if self.evening is None:
            return
        session = self.evening.session

        def save_day(given: dict[str, Any]) -> None:
            self.ask(program.put_off, session.id, given["weeks"] or 0).then(self._put_off)

        self._open_sheet(Sheet(putting_off(), {"weeks": 1}, (_("Reschedule"), save_day), self._close))

    def _put_off(self, moved: list[FamilySession]) -> None:
        self.toast(words.count(len(moved), "{n} evening moved.", "{n} evenings moved."))
        self._close()

    @opens_sheet("series")
    def _do_series(self) -> None:
        self.ask(program.leaders).then(self._ask_series)

    def _ask_series(self, leaders: list[tuple[int, str]]) -> None:
        form = series_form(leaders)

        def save_series(given: dict[str, Any]) -> None:
            if not self._is_filled(form, given):
                return
            starts = datetime.combine(given["on"], time.fromisoformat(given["at"])).astimezone()
            place, leader = given["place"] or "", int(given["staff_id"])
            self.ask(program.begin_series, given["program"], starts, place, leader).then(self._begun)

        values = {"program": "education", "staff_id": str(self.bridge.actor.id)}
        self._open_sheet(Sheet(form, values, (_("Begin"), save_series), self._close))

    def _is_filled(self, form: Form, given: dict[str, Any]) -> bool:
        assert isinstance(self.sheet, Sheet)
        missing = form.missing(given)
        if missing:
            self.sheet.form.boxes[missing[0].key].refuse(_("Fill this in first."))
        return not missing

    def _begun(self, made: list[FamilySession]) -> None:
        self._wanted = made[0].id
        self.toast(_("{n} evenings, a week apart.").format(n=len(made)))
        self._close()

    def _open_sheet(self, sheet: Sheet) -> None:
        self.page.banner.clear()
        empty(self._place)
        self.sheet = sheet
        self._place.addWidget(sheet)
        self.page.rest_actions(resting=True)
        for widget in (self.name, self.front, self.nothing):
            widget.hide()
        sheet.form.focus_first()

    def _close(self) -> None:
        empty(self._place)
        self.sheet = None
        self.page.rest_actions(resting=False)
        self.refresh()


SCREEN = FamilyProgram
