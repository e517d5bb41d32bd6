"""Outcomes: the domains of life at each point of care, and which way they moved."""

from typing import Any

from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.records.intake import LifeCheck
from counselor_desk.services.care import outcomes
from counselor_desk.services.care.outcomes import AT_DISCHARGE, OutcomeHistory
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.screen import Go, opens_sheet
from counselor_desk.ui.kit.sheet import ChartSection, Sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import Group, empty, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.section_list import SectionGroup
from counselor_desk.ui.kit.widgets.table import PlainTable

SIGNS = {"improved": "↑", "worse": "↓", "same": "="}
MOVED = Glossary({"improved": lazy("improved"), "worse": lazy("worse"), "same": lazy("same")})


class OutcomesSection(ChartSection):
    """How life is going, from intake on."""

    title = lazy("Outcomes")
    order = 60
    group = SectionGroup.RECORD
    shows = frozenset({"LifeCheck", "Episode", "Score"})

    def __init__(self, bridge: Bridge, go: Go, client_id: int) -> None:
        super().__init__(bridge, go, client_id)
        self.ask_now = self.page.primary(_("Record outcomes"), self._do_ask, "", "ask_now")
        self.found: OutcomeHistory | None = None
        self.nothing = EmptyState(
            "heart",
            _("No outcomes yet"),
            _(
                "Use, health, housing, work, people, justice: asked at intake, 30, 90, 180 days and "
                "at discharge."
            ),
            _("Record outcomes"),
            self._do_ask,
        )
        self.due = text.strong().wrapped()
        self.table = Group(_("How life is going"))
        self.capital = Group(_("Recovery capital"))
        self.admit = side_by_side(link(_("To care"), self._to_care, "to_care"))
        for widget in (self.due, self.admit, self.nothing, self.table, self.capital):
            self.front_column.addWidget(widget)

    def _to_care(self) -> None:
        self.go("chart", client_id=self.client_id, section="care")

    def open(self, **where: Any) -> None:
        if where.get("point") is not None:
            self._wanted = where["point"]
            self.ask(outcomes.outcomes, self.client_id).then(self._open_point)

    def refresh(self) -> None:
        self.ask(outcomes.outcomes, self.client_id).then(self._show)

    def _show(self, history: OutcomeHistory) -> None:
        self.found = history
        admitted = history.episode is not None and history.episode.admitted_on is not None
        self.ask_now.setVisible(admitted)
        self.nothing.setVisible(not history.checks and admitted)
        labels = [_point(d.point) for d in history.due]
        self.due.setVisible(bool(labels))
        self.due.setText(_("Due: {points}.").format(points=", ".join(labels)))
        if not admitted:
            self.due.setVisible(True)
            self.due.setText(_("Outcomes are counted from the admission. Admit the client first."))
        self.admit.setVisible(not admitted)
        self._show_table(history)
        self._show_capital(history)

    def _show_table(self, history: OutcomeHistory) -> None:
        empty(self.table.column)
        self.table.setVisible(bool(history.checks))
        self.table.add(text.heading(_("How life is going")))
        heads = ["", *(_point(c.point) for c in history.checks), _("since the first")]
        rows = []
        for area in history.domains.areas:
            given = [str(check.answers.get(area.key, "–")) for check in history.checks]
            moved = history.changes.get(area.key, "")
            message = f"{SIGNS[moved]} {MOVED[moved]}" if moved else ""
            rows.append([area.name, *given, message])
        self.table.add(PlainTable(heads, rows))
        last = history.checks[-1].point if history.checks else 0
        words_ = _("Correct {point}").format(point=_point(last))
        self.table.add(side_by_side(link(words_, lambda: self._ask_point(last), "correct")))

    def _show_capital(self, history: OutcomeHistory) -> None:
        empty(self.capital.column)
        self.capital.setVisible(bool(history.recovery_capital))
        self.capital.add(text.heading(_("Recovery capital")))
        rows = [[words.full_day(on), str(value)] for on, value in history.recovery_capital]
        self.capital.add(PlainTable([_("Day"), "BARC-10"], rows))

    def _do_ask(self) -> None:
        if self.found is None:
            return
        due = [d.point for d in self.found.due]
        done = [c.point for c in self.found.checks]
        left = [p for p in self.found.domains.points if p not in done]
        point = due[0] if due else (left[0] if left else AT_DISCHARGE)
        self._ask_point(point)

    def _open_point(self, history: OutcomeHistory) -> None:
        self._show(history)
        self._ask_point(self._wanted)

    @opens_sheet("point")
    def _ask_point(self, point: int) -> None:
        history = self.found
        if history is None or history.episode is None:
            return
        held: LifeCheck | None = next((c for c in history.checks if c.point == point), None)
        form = history.domains.form()
        episode_id = history.episode.id

        def save_point(values: dict[str, Any]) -> None:
            self.ask(outcomes.answer, episode_id, point, values).then(self.after_saving(_("Outcomes saved")))

        sheet = Sheet(form, held.answers if held else {}, (_("Save"), save_point), self.close_sheet)
        sheet.show_note(_point(point))
        self.open_sheet(sheet)


def _point(point: int) -> str:
    if point == AT_DISCHARGE:
        return _("discharge")
    return _("intake") if point == 0 else _("day {n}").format(n=point)


SECTION = OutcomesSection
