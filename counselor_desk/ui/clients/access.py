"""Who may open whose chart beyond the caseload: coverage, emergencies, charts kept closer."""

from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QLineEdit

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.days import end_of
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.privacy.disclosure import Basis
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import AccessGrant, Grant, Staff
from counselor_desk.services.clients import access, clients
from counselor_desk.services.clients.access import GLASS_HOURS, GrantRow
from counselor_desk.services.clinic import staff
from counselor_desk.ui.clients.caseload import move_sheet
from counselor_desk.ui.clients.restricted_charts import RestrictedCharts
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Command, Go, opens_sheet
from counselor_desk.ui.kit.sheet import Sheet, SheetScreen
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import action
from counselor_desk.ui.kit.widgets.rows import RowList


class Access(SheetScreen):
    """What is open now, the newest first; each way in has its reason and its end."""

    title = lazy("Access to charts")
    needs = Can.SEE_CLIENTS
    order = 95
    icon = "key"
    in_navigation = False
    everywhere = ((lazy("Access to charts"), {}),)
    shows = frozenset({"AccessGrant", "Client"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._rows: dict[int, GrantRow] = {}
        self._people: list[Staff] = []
        if bridge.may(Can.BREAK_GLASS):
            self.page.secondary(_("Emergency"), self._do_glass, "", "emergency")
        if bridge.may(Can.COVER):
            self.page.primary(_("Give coverage"), self._do_cover, "", "cover")
        if bridge.may(Can.ASSIGN_CLIENT):
            self.page.secondary(_("Move a caseload"), self._do_move, "", "move")
        self.list = RowList(_("Open now"), fits=True)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self._open_chart)
        self.end = action(_("End it"), self._do_end, name="end")
        self.review = action(_("I have reviewed it"), self._do_review, name="review")
        self.give = action(_("Disclose to medical personnel"), self._do_emergency, name="give")
        self.some = Group(
            _("Open now, or still to be reviewed"),
            self.list,
            side_by_side(self.end, self.review, self.give),
        )
        self.none = EmptyState(
            "key",
            _("No one sees more than their own caseload"),
            _(
                "Set up coverage before you are away. In an emergency a chart opens for {n} "
                "hours, with a reason, and a supervisor is notified."
            ).format(n=GLASS_HOURS),
        )
        self.front_column.addWidget(self.none)
        self.front_column.addWidget(self.some)
        self.closer: RestrictedCharts | None = None
        if bridge.may(Can.RESTRICT_CHART):
            self.closer = RestrictedCharts(self)
            self.front_column.addWidget(self.closer)

    def refresh(self) -> None:
        self.ask(access.grants).then(self._show)
        if self.closer is not None:
            self.closer.refresh()

    def commands(self) -> list[Command]:
        return [
            Command(_("Open a chart in an emergency"), self._do_glass, needs=Can.BREAK_GLASS),
            Command(_("Give coverage to a colleague"), self._do_cover, needs=Can.COVER),
            Command(_("Move a caseload"), self._do_move, needs=Can.ASSIGN_CLIENT),
        ]

    def _keep_people(self, people: list[Staff]) -> None:
        self._people = [person for person in people if person.active]

    def _show(self, rows: list[GrantRow]) -> None:
        self._rows = {row.id: row for row in rows}
        now = self.bridge.now()
        self.list.show_lines([(row.id, _line(row, now)) for row in rows])
        self.none.setVisible(not rows)
        self.some.setVisible(bool(rows))
        self._choose(self.list.current())

    def _choose(self, grant_id: int | None) -> None:
        row = self._rows.get(grant_id) if grant_id is not None else None
        self.end.setEnabled(row is not None and row.is_open(self.bridge.now()))
        unseen = row is not None and row.kind is Grant.BREAK_GLASS and row.reviewed_at is None
        mine = row is not None and row.staff_id == self.bridge.actor.id
        own = row is not None and mine and row.kind is Grant.BREAK_GLASS
        self.give.setVisible(bool(own and row and row.is_open(self.bridge.now())))
        self.review.setVisible(self.bridge.may(Can.KEEP_REGISTERS))
        self.review.setEnabled(unseen)

    def _open_chart(self, grant_id: int) -> None:
        row = self._rows[grant_id]
        if row.is_open(self.bridge.now()):
            self.go("chart", client_id=row.client_id)

    def _do_end(self) -> None:
        chosen = self.list.current()
        if chosen is not None:
            self.ask(access.end, chosen).then(lambda _grant: self.refresh())

    def _do_review(self) -> None:
        chosen = self.list.current()
        if chosen is not None:
            self.ask(access.review, chosen).then(lambda _grant: self.refresh())

    @opens_sheet("cover")
    def _do_cover(self) -> None:
        self.ask(staff.all_staff).then(self._ask_cover)

    def _ask_cover(self, people: list[Staff]) -> None:
        self._keep_people(people)
        actor = self.bridge.actor
        clinical = [p for p in self._people if p.can_hold_clients]
        away = [p for p in clinical if access.may_give_access_to(actor, p.id)]
        form = Form.of(
            _("Give coverage"),
            Field("counselor_id", _("Whose caseload"), Kind.CHOICE, True, _names(away)),
            Field("staff_id", _("Who may open it"), Kind.CHOICE, True, _names(clinical)),
            Field("ends_on", _("Until the end of"), Kind.DATE, True),
            Field("reason", _("Why"), required=True, beside=True),
        )
        mine = {"counselor_id": str(actor.id)} if actor in away or len(away) == 1 else {}

        def save_cover(given: dict[str, Any]) -> None:
            until = end_of(given["ends_on"] or self.bridge.today())
            counselor, colleague = int(given["counselor_id"] or 0), int(given["staff_id"] or 0)
            self.ask(access.cover_caseload, counselor, colleague, until, given["reason"] or "").then(
                self._covered
            )

        self.open_sheet(Sheet(form, mine, (_("Give coverage"), save_cover), self.close_sheet))

    def _covered(self, grants: list[AccessGrant]) -> None:
        self.close_sheet()
        self.toast(words.count(len(grants), "{n} chart is open.", "{n} charts are open."))

    @opens_sheet("move")
    def _do_move(self) -> None:
        self.ask(staff.all_staff).then(self._ask_move)

    def _ask_move(self, people: list[Staff]) -> None:
        def move(theirs: int, receiver: int) -> None:
            self.ask(clients.hand_over, theirs, receiver).then(self._moved)

        self.open_sheet(move_sheet(people, move, self.close_sheet))

    def _moved(self, count: int) -> None:
        self.close_sheet()
        self.toast(words.count(count, "{n} client is moved.", "{n} clients are moved."))

    @opens_sheet("glass")
    def _do_glass(self) -> None:
        form = Form.of(
            _("Open a chart in an emergency"),
            Field("who", _("Name or record number"), required=True),
            Field("born", _("Date of birth"), Kind.DATE, True, beside=True),
            Field("reason", _("What the emergency is"), Kind.TEXT, True),
            Field("passphrase", _("Your passphrase"), required=True),
        )

        def open_chart(given: dict[str, Any]) -> None:
            who, born = given["who"] or "", given["born"] or self.bridge.today()
            why = given["reason"] or ""
            self.prove(access.break_glass, given["passphrase"] or "").follow(
                lambda proof: self.ask(access.break_glass, who, born, why, proof)
            ).then(self._glass_broken)

        sheet = Sheet(form, {}, (_("Open the chart"), open_chart), self.close_sheet)
        sheet.show_note(
            _(
                "It opens for {n} hours. Your name, the time and the reason are recorded, and a "
                "supervisor is notified."
            ).format(n=GLASS_HOURS)
        )
        _hide(sheet, "passphrase")
        self.open_sheet(sheet)

    def _glass_broken(self, grant: AccessGrant) -> None:
        """What may follow is offered at once: 42 CFR 2.51 wants it written down immediately."""
        sheet = Sheet(
            Form.of(_("The chart is open until {time}").format(time=words.time(grant.ends_at))),
            {},
            (_("Open the chart"), lambda _given: self._leave_for("chart", grant.client_id)),
            self.close_sheet,
        )
        sheet.show_note(_("A supervisor sees on their first page that you opened it, and why."))
        sheet.show_note(
            _(
                "Does the emergency team need something from it? The form asks for the four facts "
                "of 42 CFR 2.51: who receives it and from where, who discloses, when, and why."
            )
        )
        give = link(
            _("Disclose to medical personnel"),
            lambda: self._leave_for("disclose", grant.client_id, basis=str(Basis.EMERGENCY)),
            "disclose_emergency",
        )
        sheet.add_below(side_by_side(give))
        self.open_sheet(sheet)

    def _leave_for(self, screen: str, client_id: int, **where: Any) -> None:
        self.close_sheet()
        self.go(screen, client_id=client_id, **where)

    def _do_emergency(self) -> None:
        row = self._rows.get(self.list.current() or 0)
        if row is not None:
            self._leave_for("disclose", row.client_id, basis=str(Basis.EMERGENCY))

    def leave(self) -> None:
        """A passphrase that was typed does not stay on the screen."""
        if self.sheet is not None:
            self.close_sheet()


def _line(row: GrantRow, now: datetime) -> RowText:
    kind = _("Emergency") if row.kind is Grant.BREAK_GLASS else _("Coverage")
    chips = [(kind, "caution" if row.kind is Grant.BREAK_GLASS else "accent")]
    if row.kind is Grant.BREAK_GLASS and row.reviewed_at is None:
        chips.append((_("Not looked at"), "caution"))
    until = _("until {moment}") if row.is_open(now) else _("ended {moment}")
    ended = row.ended_at or row.ends_at
    return RowText(
        f"{row.staff}: {row.client}",
        row.reason,
        until.format(moment=words.moment(ended)),
        chips=tuple(chips),
        client_id=row.client_id,
        quiet=not row.is_open(now),
    )


def _names(people: list[Staff]) -> tuple[Choice, ...]:
    return tuple(Choice(str(person.id), person.signature) for person in people)


def _hide(sheet: Sheet, key: str) -> None:
    line = sheet.form.boxes[key].editor.main
    if isinstance(line, QLineEdit):
        line.setEchoMode(QLineEdit.EchoMode.Password)


SCREEN = Access
