"""The charts kept closer: which, why, one more, and one that is again as the others."""

from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Field, Form
from counselor_desk.records.people import Client
from counselor_desk.services.clients import access, clients
from counselor_desk.services.clients.clients import ClientRow
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.sheet import Sheet, SheetScreen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.rows import RowList


class RestrictedCharts(Group):
    """A part of the page of who may open whose chart."""

    def __init__(self, home: SheetScreen) -> None:
        hint = text.small(_("For staff and their relatives: only the counselor and the supervisor see it."))
        self.list = RowList(_("Restricted charts"), fits=True)
        self.list.setObjectName("restricted")
        super().__init__(
            _("Restricted charts"),
            hint,
            self.list,
            side_by_side(link(_("Restrict a chart"), self._do_restrict, "restrict")),
        )
        self._home = home
        self._why: dict[int, tuple[str, str]] = {}
        self.list.opened.connect(self._ask_lift)

    def refresh(self) -> None:
        self._home.ask(access.restricted_charts).then(self._show)

    def _show(self, rows: list[tuple[int, str, str]]) -> None:
        self._why = {client_id: (name, why) for client_id, name, why in rows}
        lines = [(one, RowText(name, why, client_id=one)) for one, name, why in rows]
        self.list.show_lines(lines)
        self.list.setVisible(bool(rows))

    def _do_restrict(self) -> None:
        self._home.begin_sheet("restrict")
        form = Form.of(
            _("Restrict a chart"),
            Field("who", _("Name or record number"), required=True),
            Field("reason", _("Why"), required=True),
        )

        def save_restriction(given: dict[str, str | None]) -> None:
            self._home.ask(clients.find, given["who"] or "", 2).then(
                lambda rows: self._restrict(rows, given["reason"] or "")
            )

        close = self._home.close_sheet
        self._home.open_sheet(Sheet(form, {}, (_("Restrict"), save_restriction), close))

    def _restrict(self, rows: list[ClientRow], reason: str) -> None:
        if len(rows) != 1:
            message = _("No one matches.") if not rows else _("More than one matches.")
            self._home.page.banner.say(message + " " + _("Type the record number."))
            return
        self._home.ask(access.restrict, rows[0].id, reason).then(self._restricted)

    def _restricted(self, client: Client) -> None:
        self._home.close_sheet()
        self._home.toast(
            _("The chart of {name} is restricted.").format(name=client.called),
            lambda: self._lift(client.id),
        )

    def _ask_lift(self, client_id: int) -> None:
        name, why = self._why[client_id]
        form = Form.of(_("Remove the restriction on the chart of {name}?").format(name=name))
        lift = (_("Remove the restriction"), lambda _given: self._lift(client_id))
        sheet = Sheet(form, {}, lift, self._home.close_sheet)
        sheet.show_note(why)
        self._home.open_sheet(sheet)

    def _lift(self, client_id: int) -> None:
        done = _("The chart is no longer restricted.")
        self._home.ask(access.unrestrict, client_id).then(self._home.after_saving(done))
