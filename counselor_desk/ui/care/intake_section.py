"""The guided intake: steps at the left, one page of questions, kept as it is typed."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counselor_desk.catalog import definitions
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.care.intake import IntakeStep
from counselor_desk.records.base import form_of
from counselor_desk.records.document import Document
from counselor_desk.records.intake import Intake
from counselor_desk.records.people import Client
from counselor_desk.services.care import intakes
from counselor_desk.services.care.intakes import IntakeProgress
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Go, Section
from counselor_desk.ui.kit.sheet import all_read, column
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import empty, side_by_side
from counselor_desk.ui.kit.widgets.page import action
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.section_list import SectionGroup

SIDE = 248


class IntakeSection(Section):
    """One client's intake; it can be left at any letter and is found as it was."""

    title = lazy("Intake")
    order = 8
    group = SectionGroup.INTAKE
    shows = frozenset({"Intake", "Document"})

    def __init__(self, bridge: Bridge, go: Go, client_id: int) -> None:
        super().__init__(bridge, go, client_id)
        self.page.set_title(self.title)
        self.page.widen(980)
        self.finish = self.page.primary(_("Finish"), self._do_finish, "", "finish")
        self.sign_button = self.page.secondary(_("Sign"), self._do_sign, "", "sign_intake")
        self.progress: IntakeProgress | None = None
        self.form: FormWidget | None = None
        self.step: IntakeStep | None = None
        self.steps = RowList(_("Steps"), fits=True)
        self.steps.always_lit = True  # this step stands beside them
        self.steps.setFixedWidth(SIDE)
        self.steps.chosen.connect(self._go_to)
        self.sheet, self._sheet = column()
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.PAGE)
        side = QVBoxLayout()
        side.addWidget(self.steps)
        side.addStretch(1)
        row.addLayout(side)
        row.addWidget(self.sheet, 1)
        self.page.add(holder)

    def refresh(self) -> None:
        self.ask(intakes.resume, self.client_id).then(self._show)

    def leave(self) -> None:
        if self.form is not None:
            self.form.settle_now()

    def _show(self, progress: IntakeProgress) -> None:
        self.progress = progress
        self._show_states()
        if self.step is None:
            self.show_step(progress.intake.step or definitions.intake_path().steps[0].id)

    def _show_states(self) -> None:
        if self.progress is None:
            return
        done, of = self.progress.count_answered
        begun = _("{done} of {of} answered").format(done=done, of=of)
        finished = self.progress.intake.finished_at
        said = _("Finished. {n}").format(n=begun) if finished else begun
        if signed_at := self.progress.signed_at:
            day = words.full_day(words.local(signed_at).date())
            changed = self.progress.intake.changed_at > signed_at
            signed = _("Signed {day}, changed since") if changed else _("Signed {day}")
            said = f"{said}  ·  {signed.format(day=day)}"
        self.page.set_title(self.title, said)
        rows = []
        for step in definitions.intake_path().steps:
            given, asked = self.progress.states[step.id]
            rows.append((step.id, RowText(step.title, "", f"{given} / {asked}")))
        self.steps.blockSignals(True)
        self.steps.show_lines(rows)
        if self.step is not None:
            self.steps.choose(self.step.id)
        self.steps.blockSignals(False)

    def _go_to(self, step_id: str | None) -> None:
        if step_id and (self.step is None or step_id != self.step.id):
            self.show_step(step_id)

    def show_step(self, step_id: str) -> None:
        """Show one step's questions with what is known."""
        if self.progress is None:
            return
        self.leave()
        self.step = step = definitions.intake_path().step(step_id)
        empty(self._sheet)
        client = self.progress.client
        if step.record == "client":
            form = form_of(Client, step.title)
            values = {f.key: getattr(client, f.key) for f in form.fields}
        else:
            form, values = step.form(), self.progress.answers
        self.form = FormWidget(form, values).hold_elsewhere()
        self.form.settled.connect(lambda: self._save(step))
        for widget in (text.heading(step.title), text.quiet(step.about), self.form):
            self._sheet.addWidget(widget)
        self._sheet.addWidget(side_by_side(action(_("Next"), self._next, "", "next")))
        self.page.to_top()
        self.steps.choose(step_id)

    def _save(self, step: IntakeStep) -> None:
        form = self.form
        if form is None or self.progress is None:
            return
        values = form.values()
        self.ask(intakes.save, self.progress.intake.id, step.id, _given(step, values)).then(
            lambda progress: self._saved(progress, form, values)
        )

    def _saved(self, progress: IntakeProgress, form: FormWidget, values: dict[str, Any]) -> None:
        self.progress = progress
        form.mark_saved(values)
        self.page.banner.clear()
        self._show_states()
        self.bridge.saved.emit(self.bridge.now())

    def _next(self) -> None:
        if self.form is None or self.step is None or not all_read(self.form):
            return
        self.leave()
        steps = definitions.intake_path().steps
        at = [s.id for s in steps].index(self.step.id)
        if at + 1 < len(steps):
            self.show_step(steps[at + 1].id)
        else:
            self._do_finish()

    def _do_finish(self) -> None:
        self.leave()
        if self.progress is not None:
            self.ask(intakes.finish, self.progress.intake.id).then(self._finished)

    def _do_sign(self) -> None:
        """As a document of its own, with the client's signature; the answers stay open to change here."""
        self.leave()
        if self.progress is not None:
            self.ask(intakes.to_sign, self.progress.intake.id).then(self._to_document)

    def _to_document(self, draft: Document) -> None:
        self.go("chart", client_id=self.client_id, section="notes", document_id=draft.id)

    def _finished(self, intake: Intake) -> None:
        self.toast(_("Intake finished"))
        self.refresh()


def _given(step: IntakeStep, values: dict[str, Any]) -> dict[str, Any]:
    """The client's own record takes no blank for a tick."""
    if step.record == "client":
        return {k: v for k, v in values.items() if v is not None or k in ("born", "email", "phone")}
    return values


SECTION = IntakeSection
