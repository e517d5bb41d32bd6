"""Groups: one's own, their members, and a session written once for everybody."""

from datetime import date
from typing import Any

from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import form_of
from counselor_desk.records.group import GroupMember, GroupSession, TherapyGroup
from counselor_desk.services.clients import clients
from counselor_desk.services.schedule import group_sessions, groups
from counselor_desk.services.schedule.group_sessions import SessionDetail, SessionRow
from counselor_desk.services.schedule.groups import GroupLeaderRow, GroupRow
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Go, Screen, opens_sheet
from counselor_desk.ui.kit.sheet import Sheet, all_read
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import Group, empty, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import Page, action
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.schedule.group_session import SessionPage


class Groups(Screen):
    """A list of groups; behind it a session with its grid, or the members."""

    title = lazy("Groups")
    needs = Can.WRITE_NOTE
    order = 40
    icon = "groups"
    shows = frozenset({"TherapyGroup", "GroupMember", "GroupSession"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._rows: dict[int, GroupRow] = {}
        self.stack = QStackedWidget()
        self.front, self.other = Page(), Page()
        self.session = SessionPage(self, self.show_front, self.begin_on)
        self.front.set_title(self.title)
        self.front.primary(_("New group"), self._do_new, "", "new_group")
        self.list = RowList(self.title, fits=True)
        self.list.opened.connect(self._begin)
        self.nothing = EmptyState(
            "groups",
            _("No group yet"),
            _(
                "A group session is written once: the shared part for everyone, and a few words for "
                "each member. Each gets a note that names no one else."
            ),
            _("New group"),
            self._do_new,
        )
        self.links = side_by_side(
            link(_("Members"), self._do_members, "members"),
            link(_("Other days"), self._do_days, "other_days"),
            link(_("Name and limits"), self._do_change, "change_group"),
        )
        self.front.add(self.nothing, self.list, self.links)
        for part in (self.front, self.session, self.other):
            self.stack.addWidget(part)
        self.page.without_head()
        self.page.fill(self.stack)

    def open(self, **where: Any) -> None:
        """groups(session_id=N) opens a session, as from a line of Today."""
        if (session_id := where.get("session_id")) is not None:
            self.open_session(int(session_id))

    def refresh(self) -> None:
        self.ask(groups.all_groups).then(self._show)

    def _show(self, rows: list[GroupRow]) -> None:
        self._rows = {row.id: row for row in rows}
        self.nothing.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self.links.setVisible(bool(rows))
        self.list.show_lines([(row.id, _line(row)) for row in rows])
        if rows and self.stack.currentWidget() is self.front:
            self.list.setFocus()

    def leave(self) -> None:
        self.session.leave()

    def back(self) -> bool:
        if self.stack.currentWidget() is self.front:
            return False
        self.show_front()
        return True

    def show_front(self, *_done: object) -> None:
        self.leave()
        self.page.banner.clear()
        self.stack.setCurrentWidget(self.front)
        self.refresh()

    def _begin(self, group_id: int) -> None:
        self.ask(group_sessions.begin, group_id).then(self._begun)

    def begin_on(self, group_id: int, day: date) -> None:
        """The session of this day, whatever else waits."""
        self.session.leave()
        self.ask(group_sessions.begin, group_id, day).then(self._begun)

    def _begun(self, session: GroupSession) -> None:
        self.open_session(session.id)

    def open_session(self, session_id: int) -> None:
        self.ask(group_sessions.read_session, session_id).then(self._show_session)

    def _show_session(self, session: SessionDetail) -> None:
        self.session.show_session(session)
        self.stack.setCurrentWidget(self.session)

    def _open_sheet(self, widget: QWidget) -> None:
        empty(self.other.body)
        self.other.add(widget)
        self.stack.setCurrentWidget(self.other)
        if isinstance(widget, Sheet):
            widget.form.focus_first()

    @opens_sheet("new")
    def _do_new(self) -> None:
        def save_group(values: dict[str, Any]) -> None:
            self.ask(groups.create, values).then(self._created)

        form = form_of(TherapyGroup, _("New group"))
        limits = groups.usual_limits()
        self._open_sheet(Sheet(form, limits, (_("Add"), save_group), self.show_front))

    def _do_change(self) -> None:
        """Of the group that the list stands on."""
        if (group_id := self.list.current()) is not None:
            self.ask(groups.read, group_id).then(self._change)

    def _change(self, group: TherapyGroup) -> None:
        self.begin_sheet("change", group.id)

        def save_group(values: dict[str, Any]) -> None:
            self.ask(groups.change, group.id, values).then(self.show_front)

        form = form_of(TherapyGroup, _("Name and limits"))
        held = {field.key: getattr(group, field.key) for field in form.fields}
        self._open_sheet(Sheet(form, held, (_("Save"), save_group), self.show_front))

    def _created(self, group: TherapyGroup) -> None:
        self._members(group.id, group.name)

    def _do_days(self) -> None:
        row = self._rows.get(self.list.current())
        if row is not None:
            self._open_sheet(SessionDays(self, row.id, row.name))

    def _do_members(self) -> None:
        row = self._rows.get(self.list.current())
        if row is not None:
            self._members(row.id, row.name)

    def _members(self, group_id: int, name: str) -> None:
        self._open_sheet(Members(self, group_id, name))


class SessionDays(QWidget):
    """The days of a group: one that waits for its notes, one that is written, one yet to write down."""

    def __init__(self, screen: Groups, group_id: int, name: str) -> None:
        super().__init__()
        self._screen, self._group_id = screen, group_id
        self.form = FormWidget(Form.of("", Field("held_on", _("Another day"), Kind.DATE, required=True)))
        self.days = RowList(_("Sessions"), fits=True)
        self.days.setObjectName("session_days")
        self.days.opened.connect(screen.open_session)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.NEAR, 0, look.PAGE)
        column.setSpacing(look.NEAR)
        write = action(_("Write this day's session"), self._write, name="write_day")
        done = link(_("Done"), screen.show_front, "done")
        for widget in (
            text.heading(name),
            self.form,
            side_by_side(write),
            Group(_("Sessions"), self.days),
            side_by_side(done),
        ):
            column.addWidget(widget)
        screen.ask(group_sessions.sessions_of_group, group_id).then(self._show)

    def _show(self, rows: list[SessionRow]) -> None:
        self.days.show_lines([(row.id, _day_line(row)) for row in rows])

    def _write(self) -> None:
        if all_read(self.form):
            day = self.form.values()["held_on"]
            if day is None:
                self.form.refuse(Refused(_("Choose the day of the session."), "held_on"))
                return
            self._screen.begin_on(self._group_id, day)


class Members(QWidget):
    """Who belongs to a group and who leads it; a client is added by typing the name."""

    def __init__(self, screen: Groups, group_id: int, name: str) -> None:
        super().__init__()
        self._screen, self._group_id = screen, group_id
        self.name_field = QLineEdit()
        self.name_field.setObjectName("find_member")
        self.name_field.setAccessibleName(_("Add a client"))
        self.name_field.setPlaceholderText(_("Name or record number of a client to add"))
        self.name_field.textChanged.connect(self._look)
        self.found = RowList(_("Clients to add"), fits=True)
        self.found.setObjectName("found")
        self.found.opened.connect(self._join)
        self.found.clicked.connect(lambda _index: self._join(self.found.current()))
        self.here = RowList(_("Members"), fits=True)
        self.here.setObjectName("here")
        self.leaders = RowList(_("Who leads it"), fits=True)
        self.leaders.setObjectName("leaders")
        self.leaders.opened.connect(self._turn_leader)
        self._leading: dict[int, GroupLeaderRow] = {}
        self.known = FormWidget(_of_colleague())
        self.known.about = f"member of {group_id}"
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.NEAR, 0, look.PAGE)
        column.setSpacing(look.NEAR)
        out = link(_("Remove selected"), self._part, "part_from")
        done = link(_("Done"), screen.show_front, "done")
        for widget in (
            text.heading(name),
            self.name_field,
            self.found,
            Group(_("Members"), self.here),
            side_by_side(out, done),
            Group(
                _("A client of a colleague"),
                text.small(
                    _(
                        "You will see the name, and of the plan the objectives that a note can serve. "
                        "The chart stays with its counselor, who finds your notes there."
                    )
                ),
                self.known,
                side_by_side(action(_("Add to the group"), self._join_known, name="join_known")),
            ),
            Group(
                _("Who leads it"),
                text.small(_("Enter on a colleague: leads it too, or no longer.")),
                self.leaders,
            ),
        ):
            column.addWidget(widget)
        self._ask()

    def _look(self, typed: str) -> None:
        if len(typed.strip()) == 1:
            self.found.show_lines([])
            return
        self._screen.ask(clients.find, typed).then(
            lambda rows: self.found.show_lines(
                [(r.id, RowText(r.name, r.number, client_id=r.id)) for r in rows]
            )
        )

    def _join(self, client_id: int) -> None:
        self.name_field.clear()
        self._screen.ask(groups.join, self._group_id, client_id).then(lambda _m: self._ask())

    def _join_known(self) -> None:
        if not all_read(self.known):
            return
        given = self.known.values()
        if given["born"] is None:
            self.known.refuse(Refused(_("Type the date of birth."), "born"))
            return
        self._screen.ask(groups.join_known, self._group_id, given["who"] or "", given["born"]).then(
            self._joined
        )

    def _joined(self, _member: GroupMember) -> None:
        self.known.set_values({})
        self.known.mark_saved()
        self._ask()

    def _part(self) -> None:
        if (client_id := self.here.current()) is not None:
            self._screen.ask(groups.leave_group, self._group_id, client_id).then(lambda _done: self._ask())

    def _turn_leader(self, staff_id: int) -> None:
        leader = self._leading[staff_id]
        if not leader.is_first:
            act = groups.lead_no_more if leader.leads else groups.lead_too
            self._screen.ask(act, self._group_id, staff_id).then(lambda _done: self._ask())

    def _ask(self) -> None:
        self._screen.ask(groups.members, self._group_id).then(
            lambda rows: self.here.show_lines([(i, RowText(name, client_id=i)) for i, name in rows])
        )
        self._screen.ask(groups.leaders, self._group_id).then(self._show_leaders)

    def _show_leaders(self, rows: list[GroupLeaderRow]) -> None:
        self._leading = {row.staff_id: row for row in rows}
        self.leaders.show_lines([(row.staff_id, _leader_line(row)) for row in rows])


def _of_colleague() -> Form:
    return Form.of(
        "",
        Field("who", _("Client: name or record number"), required=True),
        Field("born", _("Date of birth"), Kind.DATE, required=True, beside=True),
    )


def _leader_line(row: GroupLeaderRow) -> RowText:
    chips = ((_("leads it"), "accent"),) if row.leads else ()
    return RowText(row.name, chips=chips, quiet=not row.leads)


def _day_line(row: SessionRow) -> RowText:
    there = words.count(row.there, "{n} was there", "{n} were there")
    chips = () if row.is_written else ((_("notes to make"), "caution"),)
    return RowText(words.capital(words.day(row.held_on)), there, chips=chips, quiet=row.is_written)


def _line(row: GroupRow) -> RowText:
    members = words.count(row.members, "{n} member", "{n} members")
    waits = _("notes to make: {day}").format(day=words.day(row.unwritten_on)) if row.unwritten_on else ""
    chips = ((waits, "caution"),) if waits else ()
    last = words.capital(words.day(row.last_on))
    second = "   \u00b7   ".join(p for p in (members, row.about) if p)
    return RowText(row.name, second, last, chips=chips)


SCREEN = Groups
