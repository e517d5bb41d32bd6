"""The figures of a time at the left; at the right the list that the chosen one counts."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.services.figures import program_figures
from counselor_desk.services.figures.program_figures import KINDS, Figure, FigureRow
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.rows import EDGE, RowList
from counselor_desk.ui.paper.counted_line import counted_line

ASKS = Form.of(
    "",
    Field("first", lazy("From"), Kind.DATE, required=True),
    Field("last", lazy("Until"), Kind.DATE, required=True, beside=True),
)


class Figures(Screen):
    """Each number opens its list, and each row of the list the chart."""

    title = lazy("Dashboard")
    needs = Can.PRINT
    order = 81
    icon = "reports"
    in_navigation = False
    shows = frozenset({"Episode", "Appointment", "Document", "Flag", "Enrollment", "Client"})

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self._found: list[FigureRow] = []
        self._wanted = ""
        today = bridge.today()
        self.form = FormWidget(ASKS, {"first": today.replace(day=1), "last": today}).hold_elsewhere()
        self.form.changed.connect(lambda _key: self.refresh())
        self.behind = RowList(_("What the figure counts"))
        self.behind.opened.connect(self._open)
        self.list = RowList(_("Dashboard"))
        self.list.setMinimumWidth(280)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(lambda _key: self.behind.setFocus())
        self.name, self.count = text.heading(), text.quiet()
        self.page.fill(self._arrange())

    def _arrange(self) -> QWidget:
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.addWidget(_side((self.form,), self.list))
        both.addWidget(_side((self.name, self.count), self.behind))
        both.setSizes([420, 640])
        both.setStretchFactor(1, 1)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(look.NEAR, 0, look.NEAR, 0)
        row.addWidget(both)
        return whole

    def open(self, **where: Any) -> None:
        """figures(figure="missed") chooses one."""
        self._wanted = where.get("figure", self._wanted)
        self.refresh_now()

    def refresh(self) -> None:
        days = self._days()
        if days is not None and self.bridge.is_open():
            self.page.banner.clear()
            self.ask(program_figures.figures, *days).then(self._show)

    def _days(self) -> tuple[date, date] | None:
        values = self.form.values()
        first, last = values.get("first"), values.get("last")
        return (first, last) if first is not None and last is not None else None

    def _show(self, figures: list[Figure]) -> None:
        chosen, self._wanted = self._wanted or self.list.current(), ""
        self.list.show_lines([(f.key, RowText(f.name, f.part, f"{f.count:,}")) for f in figures])
        keys = [figure.key for figure in figures]
        if keys:
            self.list.choose(chosen if chosen in keys else keys[0])

    def _choose(self, key: Any) -> None:
        days = self._days()
        if key in KINDS and days is not None:
            self.ask(program_figures.figure_rows, key, *days).then(lambda rows: self._show_behind(key, rows))

    def _show_behind(self, key: str, rows: list[FigureRow]) -> None:
        if key != self.list.current():
            return
        self._found = rows
        self.name.setText(KINDS[key].name)
        self.count.setText(
            words.count(len(rows), "{n} entry", "{n} entries")
            if rows
            else _("Nothing is counted here in this time.")
        )
        self.behind.show_lines([(at, counted_line(row)) for at, row in enumerate(rows)])

    def _open(self, at: Any) -> None:
        section = KINDS[self.list.current()].section
        self.go("chart", client_id=self._found[at].client_id, section=section)


def _side(above: Sequence[QWidget], rows: RowList) -> QWidget:
    """What stands over a list begins where the words of its rows do."""
    side, head = QWidget(), QVBoxLayout()
    column = QVBoxLayout(side)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look.GAP)
    head.setContentsMargins(EDGE, 0, EDGE, 0)
    head.setSpacing(look.HAIR)
    for widget in above:
        head.addWidget(widget)
    column.addLayout(head)
    column.addWidget(rows, 1)
    return side


SCREEN = Figures
