"""Instruments in the chart: what must be acted on, trends, what was answered, and a new form."""

from collections.abc import Sequence
from typing import Any

from counselor_desk.catalog import definitions
from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.assessments.instrument import Instrument
from counselor_desk.domain.chart import trend_picture
from counselor_desk.domain.form import Field, Form
from counselor_desk.records.assessment import Administration, Flag
from counselor_desk.services.assessments import assessments, scores_page
from counselor_desk.services.assessments.answered import AssessmentRow
from counselor_desk.services.assessments.assessments import AdministrationDetail, ScoreTrend
from counselor_desk.services.assessments.scores_page import ScoresPage
from counselor_desk.services.chart.pictures import series_of, title_of
from counselor_desk.ui.assessments.client_fills_in import ClientForm
from counselor_desk.ui.assessments.flags import FlagBox, Steps, steps_of
from counselor_desk.ui.assessments.sheets import AdministrationEditor, AdministrationResult, InstrumentPicker
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Command, Go
from counselor_desk.ui.kit.sheet import ChartSection, Sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.discard import discard
from counselor_desk.ui.kit.widgets.drawing import heading_and_drawing
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import Group, empty
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.section_list import SectionGroup


class Scores(ChartSection):
    """The instruments of one client."""

    title = lazy("Assessments")
    order = 20
    group = SectionGroup.RECORD
    shows = frozenset({"Administration", "Score", "Flag"})

    def __init__(self, bridge: Bridge, go: Go, client_id: int) -> None:
        super().__init__(bridge, go, client_id)
        self.page.primary(_("New assessment"), self._do_choose, "", "new_form")
        self.flags = Group(_("To act on"))
        self.trends = Group(_("Over time"))
        self.list = RowList(_("Answered"), fits=True)
        self.list.opened.connect(self._do_open)
        self.answered = Group(_("Answered"), self.list)
        self.nothing = EmptyState(
            "scores",
            _("No scores yet"),
            _("Answers, scores and trends are shown here. You can ask a form, or hand it to the client."),
            _("New assessment"),
            self._do_choose,
        )
        for widget in (self.flags, self.nothing, self.trends, self.answered):
            self.front_column.addWidget(widget)
        self.filling: AdministrationEditor | None = None
        self.handed: ClientForm | None = None

    def open(self, **where: Any) -> None:
        """`administration_id` opens an answered or begun form, `instrument` begins one."""
        if where.get("administration_id") is not None:
            self._do_open(where["administration_id"])
        elif where.get("instrument"):
            self._do_start(where["instrument"])

    def commands(self) -> list[Command]:
        return [Command(_("New assessment"), self._do_choose)]

    def refresh(self) -> None:
        self.ask(scores_page.of_client, self.client_id).then(self._show)

    def _show(self, found: ScoresPage) -> None:
        self._show_flags(found.flags)
        self._show_taken(found.taken)
        self._show_trends(found.trends)

    def leave(self) -> None:
        if self.filling is not None:
            self.filling.form.settle_now()
        if self.handed is not None:  # the vault locks: the unlock window must be reached
            self.handed.questions.settle_now()
            self.handed.set_free()
            self.handed = None

    # --- front --------------------------------------------------------------------------------

    def _show_flags(self, flags: Sequence[Flag]) -> None:
        self.flags.setVisible(bool(flags))
        for box in self.flags.findChildren(FlagBox):
            discard(box)
        for flag in flags:
            self.flags.add(FlagBox(flag, self.resolve, self.steps(flag)))

    def steps(self, flag: Flag) -> Steps:
        return steps_of(flag, self.go)

    def _show_taken(self, taken: Sequence[AssessmentRow]) -> None:
        self.answered.setVisible(bool(taken))
        self.nothing.setVisible(not taken)
        self.list.show_lines([(assessment_row.id, _line(assessment_row)) for assessment_row in taken])

    def _show_trends(self, trends: Sequence[ScoreTrend]) -> None:
        shown = [t for t in trends if len(t.points) > 1]
        self.trends.setVisible(bool(shown))
        empty(self.trends.column)
        self.trends.column.addWidget(text.heading(_("Over time")))
        for score_trend in shown:
            title = title_of(score_trend)
            if score_trend.change:
                title += f", {score_trend.change}"
            if score_trend.is_significant:
                title += _(", clinically significant")
            self.trends.add(heading_and_drawing(title, trend_picture.trend(series_of(score_trend))))

    def resolve(self, flag_id: int, done: str) -> None:
        self.ask(assessments.resolve, flag_id, done).then(lambda flag: self.refresh()).otherwise(
            lambda trouble: self._refuse_flag(flag_id, trouble)
        )

    def _refuse_flag(self, flag_id: int, trouble: Refused | VaultTrouble) -> None:
        for box in self.flags.findChildren(FlagBox):
            if box.flag.id == flag_id:
                box.refuse(str(trouble))

    # --- a form -------------------------------------------------------------------------------

    def _do_choose(self) -> None:
        self.leave()
        self.ask(assessments.available).then(lambda forms: self.open_sheet(InstrumentPicker(forms, self)))

    def start(self, key: str) -> None:
        self._do_start(key)

    def _do_start(self, key: str) -> None:
        self.ask(assessments.start, self.client_id, key).then(
            lambda taken: self._fill(definitions.instrument(key), taken)
        )

    def _do_open(self, administration_id: int) -> None:
        self.ask(assessments.read_administration, administration_id).then(self._opened)

    def _opened(self, filled: AdministrationDetail) -> None:
        if filled.administration.finished:
            self._show_result(filled)
        else:
            self._fill(filled.instrument, filled.administration)

    def _fill(self, form: Instrument, taken: Administration) -> None:
        self.filling = AdministrationEditor(form, taken, self)
        self.open_sheet(self.filling)
        self.filling.form.focus_first()

    def save(self, taken: Administration, values: dict[str, Any]) -> None:
        self.ask(assessments.save, taken.id, values).then(self._saved)

    def _saved(self, taken: Administration) -> None:
        if self.filling is not None and self.filling.taken.id == taken.id:
            self.filling.form.mark_saved()
            self.bridge.saved.emit(self.bridge.now())

    def finish(self, taken: Administration, values: dict[str, Any], open_reason: str = "") -> None:
        answer = self.ask(assessments.finish, taken.id, values, open_reason).then(self._finished)
        answer.otherwise(self._refuse_finish)

    def _refuse_finish(self, trouble: Refused | VaultTrouble) -> None:
        told = self.filling is not None and isinstance(trouble, Refused) and self.filling.tell_gaps(trouble)
        if not told:
            self.complain(trouble)

    def _finished(self, filled: AdministrationDetail) -> None:
        self.filling = None
        self._show_result(filled)
        self.refresh()

    def put_aside(self) -> None:
        """Leave the form as it is; it waits under "not finished"."""
        self.leave()
        self.close_sheet()

    def discard(self, taken: Administration) -> None:
        self.filling = None
        self.ask(assessments.discard, taken.id).then(self.close_sheet)

    def close_sheet(self, *_kept: object) -> None:
        self.filling = None
        super().close_sheet()

    def _show_result(self, filled: AdministrationDetail) -> None:
        self.open_sheet(AdministrationResult(filled, self))

    def void(self, filled: AdministrationDetail) -> None:
        self.begin_sheet("void", filled.administration.id)
        form = Form.of(_("Entered in error"), Field("reason", _("Why"), required=True))

        def save_reason(values: dict[str, Any]) -> None:
            self.ask(assessments.void, filled.administration.id, values["reason"] or "").then(
                self.after_saving(_("Marked as entered in error"))
            )

        self.open_sheet(Sheet(form, {}, (_("Mark as entered in error"), save_reason), self.close_sheet))

    # --- handed to the client -----------------------------------------------------------------

    def hand_over(self, form: Instrument, taken: Administration) -> None:
        """Nothing else can be seen or reached until the passphrase is typed."""
        if self.filling is not None:
            self.filling.form.settle_now()
        answers = self.filling.form.values() if self.filling is not None else {}
        handed = self.handed = ClientForm(self, form, answers)
        handed.settled.connect(lambda values: self.ask(assessments.save, taken.id, values))
        handed.finished.connect(lambda values: self._client_done(taken, values))
        handed.returned.connect(self._do_return)
        handed.hand_over()

    def _client_done(self, taken: Administration, values: dict[str, Any]) -> None:
        handed = self.handed
        if handed is not None:
            answer = self.ask(assessments.finish, taken.id, values).then(self._finished)
            answer.otherwise(handed.complain)

    def _do_return(self, passphrase: str) -> None:
        handed = self.handed
        if handed is not None:
            answer = self.prove(assessments.hand_back, passphrase).follow(
                lambda proof: self.ask(assessments.hand_back, proof)
            )
            answer.then(lambda nothing: self._returned()).otherwise(handed.complain)

    def _returned(self) -> None:
        if self.handed is not None:
            self.handed.set_free()
            self.handed = None
        if self.filling is not None:
            self._do_open(self.filling.taken.id)


def _line(assessment_row: AssessmentRow) -> RowText:
    chips: list[tuple[str, str]] = []
    if assessment_row.flags:
        chips.append((_("act on it"), "danger"))
    if not assessment_row.finished:
        chips.append((_("not finished"), "caution"))
    if assessment_row.void:
        chips.append((_("entered in error"), "secondary"))
    under = _("record {number}").format(number=assessment_row.under) if assessment_row.under else ""
    return RowText(
        assessment_row.title,
        "  ·  ".join(fact for fact in (assessment_row.readings, under) if fact),
        words.day(assessment_row.taken_on),
        chips=tuple(chips),
        quiet=assessment_row.void,
    )


SECTION = Scores
