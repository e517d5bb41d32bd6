"""The first page of a chart: what to act on, where care stands, and the one life-line."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.roles import Can
from counselor_desk.records.assessment import Flag
from counselor_desk.services.assessments import assessments
from counselor_desk.services.care.diagnoses import Formulation
from counselor_desk.services.care.episodes import CareStatus
from counselor_desk.services.care.intakes import ClientPreferences
from counselor_desk.services.care.outcomes import OutcomeHistory
from counselor_desk.services.chart import overview
from counselor_desk.services.chart.lifeline import LifeLine
from counselor_desk.services.chart.overview import ChartOverview
from counselor_desk.services.chart.pictures import chief_trends, lifeline_picture
from counselor_desk.services.schedule import appointments
from counselor_desk.services.schedule.appointments import AppointmentSlot
from counselor_desk.ui.assessments.flags import FlagBox, steps_of
from counselor_desk.ui.chart.score_card import ScoreCard
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.platform import Key
from counselor_desk.ui.kit.screen import Go
from counselor_desk.ui.kit.sheet import ChartSection
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.drawing import DrawingWithTable
from counselor_desk.ui.kit.widgets.facts import Group, KeyValue, empty
from counselor_desk.ui.kit.widgets.flow import Flow, flowing
from counselor_desk.ui.kit.widgets.page import action, make_primary
from counselor_desk.ui.kit.widgets.section_list import SectionGroup


class Overview(ChartSection):
    """Everything at one glance; each line leads to where it is done."""

    title = lazy("Overview")
    order = 5
    group = SectionGroup.GLANCE
    shows = frozenset(
        {
            "Flag",
            "Episode",
            "LevelOfCare",
            "Diagnosis",
            "Appointment",
            "Score",
            "Medication",
            "Specimen",
            "UseEvent",
            "Occasion",
            "LifeCheck",
            "Intake",
        }
    )

    def __init__(self, bridge: Bridge, go: Go, client_id: int) -> None:
        super().__init__(bridge, go, client_id)
        self.page.widen(900)
        if bridge.may(Can.WRITE_NOTE):
            self.page.primary(_("New note"), self._do_note, Key.New, "new_note")
        self.flags = Group("")
        self.flags.heading.hide()
        self.facts = KeyValue()
        self._pairs: dict[str, str] = {}
        self.begin = action(_("Begin an episode of care"), lambda: self._to("care"), None, "to_care")
        make_primary(self.begin)
        self.begin.hide()
        self.book = action(_("Book"), lambda: self._to("appointments"), None, "to_appointments")
        self.steps = flowing(
            self.begin,
            self.book,
            action(_("New assessment"), lambda: self._to("scores"), None, "to_scores"),
            action(_("Intake"), lambda: self._to("intake"), None, "to_intake"),
            action(_("Print scores"), self._do_print, None, "print_scores"),
        )
        self.cards = QWidget()
        self._cards = Flow(self.cards, look.NEAR, even=True)
        self.line = Group(_("Timeline"))
        for widget in (self.flags, self.facts, self.steps, self.cards, self.line):
            self.front_column.addWidget(widget)

    def refresh(self) -> None:
        self.ask(overview.of_client, self.client_id).then(self._show)
        self.ask(appointments.of_client, self.client_id, 40).then(self._show_next)

    def _show(self, chart_overview: ChartOverview) -> None:
        self._show_flags(chart_overview.flags)
        self._show_person(chart_overview.person)
        self._show_standing(chart_overview.standing)
        self._show_diagnoses(chart_overview.formulation)
        self._show_outcomes(chart_overview.outcomes)
        self._show_cards(chart_overview.line)
        self._show_line(chart_overview.line)

    def _show_flags(self, flags: Sequence[Flag]) -> None:
        empty(self.flags.column)
        self.flags.setVisible(bool(flags))
        for flag in flags:
            self.flags.add(FlagBox(flag, self._do_resolve, steps_of(flag, self.go)))

    def _show_person(self, client_preferences: ClientPreferences) -> None:
        """What a client brings stands before what is wrong."""
        self._say(_("Strengths"), client_preferences.strengths)
        self._say(_("What matters"), client_preferences.matters)
        self._say(_("The client's choices"), "; ".join(client_preferences.choices))

    def _show_standing(self, now: CareStatus) -> None:
        self.begin.setVisible(now.episode is None)
        self._say(_("Care"), now.words)
        self._say(_("This week"), now.hours)

    def _show_diagnoses(self, formulation: Formulation) -> None:
        messages = [s.diagnosis.label + (f", {s.words}" if s.words else "") for s in formulation.active]
        self._say(_("Diagnoses"), "\n".join(messages))

    def _show_next(self, slots: list[AppointmentSlot]) -> None:
        now = self.bridge.now()
        coming = [s for s in slots if s.starts_at >= now]
        nearest = min(coming, key=lambda s: s.starts_at, default=None)
        self.book.setText(_("Book") if nearest else _("Book the next session"))
        message = f"{words.moment(nearest.starts_at)}, {nearest.kind}" if nearest else _("none")
        self._say(_("Next session"), message)

    def _show_outcomes(self, history: OutcomeHistory) -> None:
        better = [a.name for a in history.domains.areas if history.changes.get(a.key) == "improved"]
        self._say(_("Better since intake"), ", ".join(better))
        scores = history.recovery_capital
        if scores:
            message = _("{last} of 60 on {day} (BARC-10)").format(
                last=scores[-1][1], day=words.full_day(scores[-1][0])
            )
            first = _("{said}; {first} at first").format(said=message, first=scores[0][1])
            self._say(_("Recovery capital"), first if len(scores) > 1 else message)

    def _say(self, name: str, value: str) -> None:
        self._pairs[name] = value
        order = (
            _("Strengths"),
            _("What matters"),
            _("Recovery capital"),
            _("The client's choices"),
            _("Care"),
            _("This week"),
            _("Diagnoses"),
            _("Next session"),
            _("Better since intake"),
        )
        self.facts.show_pairs([(key, self._pairs.get(key, "")) for key in order])

    def _show_cards(self, life_line: LifeLine) -> None:
        empty(self._cards)
        trends = [trend for trend in chief_trends(life_line) if trend.points]
        for trend in trends:
            card = ScoreCard(trend)
            card.clicked.connect(lambda: self._to("scores"))
            self._cards.addWidget(card)
            card.show()
        self.cards.setVisible(bool(trends))

    def _show_line(self, life_line: LifeLine) -> None:
        empty(self.line.column)
        self.line.add(text.heading(_("Timeline")))
        if not (life_line.bars or life_line.marks or life_line.trends):
            self.line.add(text.quiet(_("What happens in care is drawn here on a timeline.")))
            return
        self.line.add(DrawingWithTable(lifeline_picture(life_line)))
        self.line.add(text.small(_("● as hoped   ○ missed or not met   ✕ unexpected, or a return to use")))

    def _do_resolve(self, flag_id: int, done: str) -> None:
        def refuse(trouble: Any) -> None:
            for box in self.flags.findChildren(FlagBox):
                if box.flag.id == flag_id:
                    box.refuse(str(trouble))

        self.ask(assessments.resolve, flag_id, done).then(lambda flag: self.refresh()).otherwise(refuse)

    def _do_print(self) -> None:
        self.go("paper", report="assessment_history", asked={"client_id": self.client_id})

    def _do_note(self) -> None:
        self.go("chart", client_id=self.client_id, section="notes", new=True)

    def _to(self, section: str) -> None:
        self.go("chart", client_id=self.client_id, section=section)


SECTION = Overview
