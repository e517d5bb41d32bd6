"""The charts kept closer: which, why, one more, and one that is again as the others."""

from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Field, Form
from counselor_desk.records.people import Client
from counselor_desk.services.clients import access, clients
from counselor_desk.services.clients.clients import ClientRow
from counselor_desk.ui.kit.paged import Line
from counselor_desk.ui.kit.sheet import Sheet, SheetScreen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, beside
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
            beside(link(_("Restrict a chart"), self._do_restrict, "restrict")),
        )
        self._home = home
        self._why: dict[int, tuple[str, str]] = {}
        self.list.opened.connect(self._ask_lift)

    def refresh(self) -> None:
        self._home.ask(access.restricted).then(self._show)

    def _show(self, found: list[tuple[int, str, str]]) -> None:
        self._why = {client_id: (name, why) for client_id, name, why in found}
        lines = [(one, Line(name, why, client_id=one)) for one, name, why in found]
        self.list.show_lines(lines)
        self.list.setVisible(bool(found))

    def _do_restrict(self) -> None:
        form = Form.of(
            _("Restrict a chart"),
            Field("who", _("Name or record number"), required=True),
            Field("reason", _("Why"), required=True),
        )

        def keep(given: dict[str, str | None]) -> None:
            self._home.ask(clients.find, given["who"] or "", 2).then(
                lambda found: self._restrict(found, given["reason"] or "")
            )

        close = self._home.close_sheet
        self._home.open_sheet(Sheet(form, {}, (_("Restrict"), keep), close))

    def _restrict(self, found: list[ClientRow], reason: str) -> None:
        if len(found) != 1:
            told = _("No one matches.") if not found else _("More than one matches.")
            self._home.page.banner.say(told + " " + _("Type the record number."))
            return
        self._home.ask(access.restrict, found[0].id, reason).then(self._restricted)

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
        sheet.note(why)
        self._home.open_sheet(sheet)

    def _lift(self, client_id: int) -> None:
        done = _("The chart is no longer restricted.")
        self._home.ask(access.unrestrict, client_id).then(self._home.kept(done))
