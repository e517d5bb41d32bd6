"""The sheets of an instrument: choosing one, filling it in, and what it says."""

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain.assessments.instrument import Instrument
from counselor_desk.records.assessment import Administration, Flag
from counselor_desk.services.assessments.assessments import AdministrationDetail
from counselor_desk.ui.assessments.flags import FlagBox, Steps
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.answers_view import AnswersView
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.list_keys import ListKeys
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.sheet import all_read, column
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.chip import Chip
from counselor_desk.ui.kit.widgets.facts import Group, KeyValue, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import action, make_primary
from counselor_desk.ui.kit.widgets.rows import RowList


class SheetHost(Protocol):
    """What the sheets ask of the section they lie in."""

    def start(self, key: str) -> None: ...
    def save(self, taken: Administration, values: dict[str, Any]) -> None: ...
    def finish(self, taken: Administration, values: dict[str, Any], open_reason: str = "") -> None: ...
    def discard(self, taken: Administration) -> None: ...
    def put_aside(self) -> None: ...
    def hand_over(self, form: Instrument, taken: Administration) -> None: ...
    def void(self, filled: AdministrationDetail) -> None: ...
    def resolve(self, flag_id: int, done: str) -> None: ...
    def steps(self, flag: Flag) -> Steps: ...
    def close_sheet(self) -> None: ...


class InstrumentPicker(QWidget):
    """Which form: found by typing, grouped by what it is about."""

    def __init__(self, forms: Sequence[Instrument], section: SheetHost) -> None:
        super().__init__()
        self.setObjectName("choosing")
        holder, layout = column()
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Find a form"))
        self.search.setAccessibleName(_("Find a form"))
        self.list = RowList(_("Forms"), fits=True)
        self._forms = sorted(forms, key=lambda f: (f.subject, f.title))
        self.search.textChanged.connect(lambda typed: self._show(typed))
        ListKeys(self.search, self.list)
        self.list.opened.connect(section.start)
        layout.addWidget(text.heading(_("New assessment")))
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        layout.addWidget(link(_("Back"), section.close_sheet, "back"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(holder)
        self._show("")
        self.search.setFocus()

    def _show(self, typed: str) -> None:
        wanted, first = typed.casefold().split(), typed.casefold().strip()
        rows = [
            (form.key, RowText(form.title, form.about, form.subject))
            for form in sorted(self._forms, key=lambda f: not f.title.casefold().startswith(first))
            if all(w in f"{form.title} {form.subject} {form.about}".casefold() for w in wanted)
        ]
        self.list.show_lines(rows)
        self.list.choose(None)


class AdministrationEditor(QWidget):
    """A form being filled in: kept as it is typed, handed over, or finished."""

    def __init__(self, form: Instrument, taken: Administration, section: SheetHost) -> None:
        super().__init__()
        self.setObjectName("filling")
        self.taken, self.instrument = taken, form
        values = {k: v if form.item(k).is_number else str(v) for k, v in taken.answers.items()}
        self.form = FormWidget(form.form(), values).hold_elsewhere()
        self.form.settled.connect(lambda: section.save(taken, self.form.values()))
        self.form.changed.connect(lambda key: self._count())
        self.count = Chip()
        self._section = section
        self.gap = text.warning()
        self.gap.setObjectName("gap")
        self.open_reason = QLineEdit()
        self.open_reason.setObjectName("open_reason")
        self.open_reason.setPlaceholderText(_("Why questions stay open"))
        self.open_reason.setAccessibleName(_("Why questions stay open"))
        self.anyway = action(_("Finish anyway"), self._finish_anyway, name="finish_anyway")
        self.gaps = side_by_side(self.open_reason, self.anyway)
        self.finish = action(_("Finish"), self._finish, "", "finish")
        make_primary(self.finish)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, look.PAGE)
        layout.setSpacing(look.NEAR)
        layout.addWidget(text.heading(form.title))
        layout.addWidget(text.quiet(form.about))
        for message in (form.licence.notice, form.wording_note):
            if message:
                layout.addWidget(text.small(message))
        layout.addWidget(self.form)
        layout.addWidget(self.gap)
        layout.addWidget(self.gaps)
        self._hide_gaps()
        layout.addWidget(
            side_by_side(
                self.finish,
                self.count,
                link(_("Hand to the client"), lambda: section.hand_over(form, taken), "hand"),
                link(_("Set aside"), section.put_aside, "aside"),
                link(_("Discard"), lambda: section.discard(taken), "discard"),
            )
        )
        self._count()

    def _finish(self) -> None:
        if all_read(self.form):
            self._section.finish(self.taken, self.form.values())

    def _finish_anyway(self) -> None:
        if not self.open_reason.text().strip():
            self.open_reason.setFocus()
        elif all_read(self.form):
            self._section.finish(self.taken, self.form.values(), self.open_reason.text())

    def tell_gaps(self, trouble: Refused) -> bool:
        """The first question without an answer gets the keyboard; below, why it may stay open is asked."""
        if not self.form.refuse(trouble):
            return False
        self.gap.setText(str(trouble))
        self.gap.show()
        self.gaps.show()
        return True

    def _hide_gaps(self) -> None:
        self.gap.hide()
        self.gaps.hide()

    def _count(self) -> None:
        done, of = self.form.count_answered()
        self.count.say(_("{done} of {of} answered").format(done=done, of=of))


class AdministrationResult(QWidget):
    """What an administration says: scores with their rules, findings, and the answers."""

    def __init__(self, filled: AdministrationDetail, section: SheetHost) -> None:
        super().__init__()
        self.setObjectName("result")
        taken, form = filled.administration, filled.instrument
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, look.PAGE)
        layout.setSpacing(look.NEAR)
        layout.addWidget(text.heading(f"{form.title}, {words.full_day(taken.taken_on)}"))
        if taken.void_reason:
            layout.addWidget(Chip(_("Entered in error: {why}").format(why=taken.void_reason)))
        self.scores = KeyValue([(s.name, s.reading) for s in filled.scored.scores if s.of])
        layout.addWidget(self.scores)
        if filled.scored.unanswered:
            names = [form.item(key).text for key in filled.scored.unanswered]
            layout.addWidget(text.strong(_("Not answered")))
            layout.addWidget(text.body("\n".join(names)))
            if taken.open_reason:
                layout.addWidget(text.quiet(taken.open_reason))
        for finding in filled.scored.findings:
            layout.addWidget(text.strong(finding.text).wrapped() if finding.flag else text.body(finding.text))
        for flag in filled.flags:
            if flag.done_at is None:
                layout.addWidget(FlagBox(flag, section.resolve, section.steps(flag)))
        layout.addWidget(
            side_by_side(
                action(_("Back"), section.close_sheet, "", "back"),
                link(_("Entered in error"), lambda: section.void(filled), "void"),
            )
        )
        given = {k: v if form.item(k).is_number else str(v) for k, v in taken.answers.items()}
        layout.addWidget(Group(_("Answers"), AnswersView(form.form(), given)))
        rules = dict.fromkeys(s.rule for s in filled.scored.scores)
        message = _("Version {version}, {mode}. Scored by: {rules}. {source}").format(
            version=taken.version, mode=taken.mode, rules="; ".join(rules), source=form.source
        )
        layout.addWidget(text.small(message))
