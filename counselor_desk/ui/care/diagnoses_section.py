"""Diagnoses: searched over the official list, with remission, and how they hang together."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.care.icd10 import DiagnosisCode
from counselor_desk.domain.care.icd10_order import dotted, is_code
from counselor_desk.domain.chart.trend_picture import LinkedDiagnosis
from counselor_desk.domain.form import Choice, Field, Form, Kind, Section
from counselor_desk.records.base import form_of
from counselor_desk.records.diagnosis import Diagnosis, ProblemLink
from counselor_desk.services.care import diagnoses, problems_page
from counselor_desk.services.care.diagnoses import DiagnosisRow, Formulation
from counselor_desk.services.care.problems_page import ProblemsPage
from counselor_desk.services.chart.pictures import SAID, links_picture, sides
from counselor_desk.ui.care.use_panel import UsePanel
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.list_keys import ListKeys
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.screen import Go, opens_sheet
from counselor_desk.ui.kit.sheet import ChartSection, Sheet
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.drawing import DrawingWithTable
from counselor_desk.ui.kit.widgets.empty_state import EmptyState
from counselor_desk.ui.kit.widgets.facts import Group, empty, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.kit.widgets.section_list import SectionGroup


class Diagnoses(ChartSection):
    """The diagnoses of one client and their links."""

    title = lazy("Diagnoses & use")
    order = 40
    group = SectionGroup.INTAKE
    shows = frozenset({"Diagnosis", "ProblemLink", "Substance", "UseEvent"})

    def __init__(self, bridge: Bridge, go: Go, client_id: int) -> None:
        super().__init__(bridge, go, client_id)
        self.page.primary(_("Add diagnosis"), self._do_search, "", "add_diagnosis")
        self.found: Formulation | None = None
        self.list = RowList(_("Diagnoses"), fits=True)
        self.list.opened.connect(self._do_change)
        self.nothing = EmptyState(
            "page",
            _("No diagnosis yet"),
            _("Search by code, by name or by an everyday word: F11.2, opioid, heroin."),
            _("Add diagnosis"),
            self._do_search,
        )
        self.ties = Group(_("How these are linked"))
        self.past = RowList(_("Earlier"), fits=True)
        self.earlier = Group(_("Earlier"), self.past)
        self.used = UsePanel(self)
        self.edition = text.quiet().wrapped()
        self.edition.setObjectName("edition")
        parts = (self.nothing, self.list, self.ties, self.used, self.earlier, self.edition)
        for widget in parts:
            self.front_column.addWidget(widget)

    def refresh(self) -> None:
        self.ask(problems_page.of_client, self.client_id).then(self._show_page)

    def _show_page(self, page: ProblemsPage) -> None:
        self._show(page.formulation)
        self.used.show_use(page.use)

    def _show(self, formulation: Formulation) -> None:
        self.found = formulation
        self.edition.setText(formulation.list_remark)
        self.edition.setVisible(bool(formulation.list_remark))
        self.nothing.setVisible(not formulation.active and not formulation.resolved)
        self.list.show_lines([(s.diagnosis.id, _line(s)) for s in formulation.active])
        self.earlier.setVisible(bool(formulation.resolved))
        self.past.show_lines(
            [
                (d.id, RowText(d.label, d.code, words.full_day(d.resolved_on), quiet=True))
                for d in formulation.resolved
            ]
        )
        self._show_ties(formulation)

    def _show_ties(self, formulation: Formulation) -> None:
        empty(self.ties.column)
        use, mind = sides(formulation)
        self.ties.setVisible(bool(use and mind))
        if not (use and mind):
            return
        self.ties.add(text.heading(_("How these are linked")))
        if formulation.unlinked:
            words_ = _("Both kinds are here. Say how they are linked: the plan builds on it.")
            self.ties.add(text.quiet(words_))
        self.ties.add(DrawingWithTable(links_picture(formulation)))
        for tie in formulation.links:
            message = ": ".join(part for part in (SAID[tie.direction], tie.evidence) if part)
            away = link(_("Unlink"), partial(self._do_unlink, tie), f"unlink{tie.id}")
            self.ties.add(side_by_side(text.quiet(words.capital(message)), away, stretch=0))
        self.ties.add(side_by_side(link(_("Link two diagnoses"), self._do_link, "link")))

    # --- sheets -------------------------------------------------------------------------------

    def _do_search(self) -> None:
        sheet = CodeSearch(self)
        self.open_sheet(sheet)
        self.look_for(sheet, "")  # the list is read while the hands are on their way to the keys
        sheet.search.setFocus()

    def look_for(self, sheet: "CodeSearch", typed: str) -> None:
        self.ask(diagnoses.search, typed).then(
            lambda codes: sheet.show_codes(typed, self._with_own(typed, codes))
        )

    def _with_own(self, typed: str, codes: list[DiagnosisCode]) -> list[DiagnosisCode]:
        """A whole code that the list does not have can be taken all the same, with a remark."""
        if codes or len(typed.strip()) < 4 or not is_code(typed):
            return codes
        return [
            DiagnosisCode(
                dotted(typed), _("Not on the list: accepted with a comment"), True, is_unlisted=True
            )
        ]

    def choose(self, code: DiagnosisCode) -> None:
        self.begin_sheet("diagnose", code.code)
        base = form_of(Diagnosis, f"{code.code}  {code.label}")
        words_of = Field("label", _("In words, as the newer list has it"))
        form = Form(base.title, (Section("", (words_of,)), *base.sections)) if code.is_unlisted else base
        today = self.bridge.today()
        values = {"diagnosed_on": today, "diagnosed_by": self.bridge.actor.signature}

        def save_diagnosis(given: dict[str, Any]) -> None:
            self.ask(diagnoses.diagnose, self.client_id, code.code, given).then(
                self.after_saving(_("Diagnosis added"))
            )

        sheet = Sheet(form, values, (_("Add"), save_diagnosis), self.close_sheet)
        if self.found is not None and self.found.list_remark:
            sheet.show_note(self.found.list_remark)
        self.open_sheet(sheet)

    @opens_sheet("change")
    def _do_change(self, diagnosis_id: int) -> None:
        held = self._held(diagnosis_id)
        if held is None:
            return
        own = held.diagnosis
        base = form_of(Diagnosis, f"{own.code}  {own.label}")
        ended = Field("resolved_on", _("Ended on"), Kind.DATE, help=_("Moves to past diagnoses."))
        form = Form(base.title, (*base.sections, Section("", (ended,))))
        values = {f.key: getattr(own, f.key) for f in base.fields}

        def save_change(given: dict[str, Any]) -> None:
            resolved = given.pop("resolved_on")
            done = self.after_saving(_("Diagnosis saved"))
            if resolved is None:
                self.ask(diagnoses.change, own.id, given).then(done)
            else:
                self.ask(diagnoses.resolve, own.id, given, resolved).then(done)

        sheet = Sheet(form, values, (_("Save"), save_change), self.close_sheet)
        for message in (held.words, held.remark):
            if message:
                sheet.show_note(message)
        if held.suggested_code:
            sheet.show_note(_("Severity and dates point to {code}.").format(code=held.suggested_code))
        self.open_sheet(sheet)

    def _held(self, diagnosis_id: int) -> DiagnosisRow | None:
        active = self.found.active if self.found else []
        return next((s for s in active if s.diagnosis.id == diagnosis_id), None)

    @opens_sheet("link")
    def _do_link(self) -> None:
        if self.found is None:
            return
        use, mind = sides(self.found)
        own = (
            Field("use_id", _("Substance use"), Kind.CHOICE, required=True, choices=_as(use)),
            Field("mind_id", _("Mind or body"), Kind.CHOICE, required=True, choices=_as(mind)),
        )
        form = Form(
            _("How these are linked"),
            (Section("", own), Section("", form_of(ProblemLink, "").fields)),
        )
        first = {"use_id": str(use[0].id), "mind_id": str(mind[0].id)}

        def save_link(given: dict[str, Any]) -> None:
            ids = int(given.pop("use_id") or 0), int(given.pop("mind_id") or 0)
            known = {k: v for k, v in given.items() if v is not None}
            self.ask(diagnoses.link, *ids, known).then(self.after_saving(_("Linked")))

        self.open_sheet(Sheet(form, first, (_("Save"), save_link), self.close_sheet))

    def _do_unlink(self, tie: ProblemLink) -> None:
        known = {"direction": tie.direction, "evidence": tie.evidence}
        again = partial(self.ask, diagnoses.link, tie.use_id, tie.mind_id, known)

        def said(_done: None) -> None:
            self.toast(_("Not linked any more."), again)
            self.refresh()

        self.ask(diagnoses.unlink, tie.id).then(said)


class CodeSearch(QWidget):
    """Typing finds codes; Enter or a click takes one."""

    def __init__(self, section: Diagnoses) -> None:
        super().__init__()
        self.setObjectName("code_search")
        self._section, self._codes = section, dict[str, DiagnosisCode]()
        self.search = QLineEdit()
        self.search.setObjectName("search")
        self.search.setPlaceholderText(_("Code, name or everyday word"))
        self.search.setAccessibleName(_("Find a diagnosis"))
        self.list = RowList(_("Codes"), fits=True)
        self.said = text.quiet(_("Try F11.2, opioid, heroin, PTSD or sleep."))
        self.search.textChanged.connect(lambda typed: section.look_for(self, typed))
        ListKeys(self.search, self.list)
        self.list.opened.connect(self._take)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, look.PAGE)
        layout.setSpacing(look.NEAR)
        for widget in (text.heading(_("Add diagnosis")), self.search, self.said, self.list):
            layout.addWidget(widget)
        layout.addWidget(link(_("Back"), section.close_sheet, "back"))

    def show_codes(self, typed: str, codes: list[DiagnosisCode]) -> None:
        """Answers may come late: only those to what stands there now are shown."""
        if typed != self.search.text():
            return
        self._codes = {code.code: code for code in codes[:12]}
        self.list.show_lines([(code.code, _code_row(code)) for code in codes[:12]])
        self.list.choose(None)
        message = "" if codes or not typed.strip() else _("Nothing found. Try another word.")
        self.said.setText(message)
        self.said.setVisible(bool(message))

    def _take(self, code: str | None) -> None:
        diagnosis_code = self._codes.get(code or "")
        if diagnosis_code is not None and diagnosis_code.billable:
            self._section.choose(diagnosis_code)
        elif diagnosis_code is not None:
            self.search.setText(diagnosis_code.code)


def _code_row(code: DiagnosisCode) -> RowText:
    chips = () if code.billable else ((_("heading"), "secondary"),)
    official = code.title if code.title != code.label else ""
    return RowText(code.label, official, code.code, chips=chips, quiet=not code.billable)


def _line(stated: DiagnosisRow) -> RowText:
    own = stated.diagnosis
    grade = own.severity
    second = ", ".join(part for part in (own.code, grade, stated.words, own.diagnosed_by) if part)
    chips = ((_("check the code"), "caution"),) if stated.suggested_code else ()
    since = words.full_day(own.onset_on or own.diagnosed_on)
    return RowText(own.label, second, since, chips=chips)


def _as(problems: list[LinkedDiagnosis]) -> tuple[Choice, ...]:
    return tuple(Choice(str(p.id), f"{p.code}  {p.label}") for p in problems)


SECTION = Diagnoses
