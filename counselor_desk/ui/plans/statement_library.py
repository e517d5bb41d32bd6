"""The statement library beside the plan: searched as one types, with the clinic's own words."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.domain.plans.plan import Intervention, ProblemArea
from counselor_desk.domain.plans.statements import LibraryObjective
from counselor_desk.services.plans import statements
from counselor_desk.services.plans.statements import StatementRow
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.list_keys import ListKeys
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.sheet import Sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.rows import RowList

Wording = Callable[[], tuple[ProblemArea, LibraryObjective, Sequence[Intervention]]]


class StatementLibrary(QWidget):
    """The program's statements and the clinic's; the clinic's can be taken out again."""

    def __init__(
        self, bridge: Bridge, take: Callable[[StatementRow], object], back: Callable[[], object]
    ) -> None:
        super().__init__()
        self._bridge, self._take = bridge, take
        self._found: list[StatementRow] = []
        self.search = QLineEdit()
        self.search.setObjectName("search_library")
        self.search.setAccessibleName(_("Search the library"))
        self.search.setPlaceholderText(_("Problem, goal, objective or intervention, in any words"))
        self.search.textChanged.connect(self._look)
        self.rows = RowList(_("Library"), fits=True)
        self.rows.setObjectName("library")
        ListKeys(self.search, self.rows)
        self.rows.opened.connect(self._chosen)
        self.rows.chosen.connect(self._offer_to_remove)
        self._remove = link(_("Delete from library"), self._take_out, "take_out")
        self.trouble = text.warning()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, look.NEAR, 0, look.PAGE)
        column.setSpacing(look.NEAR)
        foot = side_by_side(link(_("Back"), back, "back"), self._remove)
        for widget in (text.heading(_("From the library")), self.search, foot, self.trouble, self.rows):
            column.addWidget(widget)
        self.trouble.hide()
        self._look("")

    def _look(self, typed: str) -> None:
        self._bridge.ask(self, statements.find, typed).then(self._show_found)

    def _show_found(self, statement_rows: list[StatementRow]) -> None:
        self._found = statement_rows
        self.rows.show_lines([(f.statement.id, _line(f)) for f in statement_rows])
        self._offer_to_remove(self.rows.current())

    def _of(self, statement_id: str | None) -> StatementRow | None:
        return next((f for f in self._found if f.statement.id == statement_id), None)

    def _chosen(self, statement_id: str) -> None:
        if statement_row := self._of(statement_id):
            self._take(statement_row)

    def _offer_to_remove(self, statement_id: str | None) -> None:
        statement_row = self._of(statement_id)
        self._remove.setEnabled(statement_row is not None and statement_row.own_id is not None)

    def _take_out(self) -> None:
        statement_row = self._of(self.rows.current())
        if statement_row is not None and statement_row.own_id is not None:
            self._bridge.ask(self, statements.remove_statement, statement_row.own_id).then(
                lambda _done: self._look(self.search.text())
            ).otherwise(self._refused)

    def _refused(self, trouble: Refused | VaultTrouble) -> None:
        self.trouble.setText(str(trouble))
        self.trouble.show()


def offer_to_keep(bridge: Bridge, sheet: Sheet, document_id: int, wording: Wording) -> None:
    """Below a problem or an objective: keep its words for the clinic's next plans."""

    def done(_kept: object) -> None:
        keep.say(_("Saved for the clinic"))
        keep.setEnabled(False)

    def refused(trouble: Refused | VaultTrouble) -> None:
        if isinstance(trouble, Refused):
            sheet.form.refuse(trouble)
        else:
            bridge.complain(trouble)

    def do() -> None:
        area, aim, does = wording()
        if is_problem:
            asked = bridge.ask(sheet, statements.keep_problem, document_id, area, aim.words)
        else:
            asked = bridge.ask(sheet, statements.keep_objective, document_id, area, aim, does)
        asked.then(done).otherwise(refused)

    def again() -> None:
        keep.say(words)
        keep.setEnabled(True)

    words = _("Save this wording for the clinic")
    is_problem = "target_on" not in sheet.form.boxes
    keep = link(words, do, "keep_wording")
    sheet.form.changed.connect(lambda *_a: again())
    sheet.add_below(side_by_side(keep))


def _line(statement_row: StatementRow) -> RowText:
    own = ((_("the clinic's own"), "accent"),) if statement_row.own_id is not None else ()
    statement = statement_row.statement
    aims = (a.words if not statement_row.is_aim else a.measure for a in statement.objectives)
    second = "; ".join(a for a in aims if a)
    if statement_row.is_aim:
        second = "   \u00b7   ".join(p for p in (_("Objective"), second) if p)
    return RowText(statement.words, second, right=statement_row.area.value, chips=own)
