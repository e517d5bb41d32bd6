"""One widget that draws any form as a page and speaks in plain values."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, Self, runtime_checkable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QScrollArea, QVBoxLayout, QWidget

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Form, Kind, Section, is_blank
from counselor_desk.ui.kit import (
    look,
    rows_field,  # noqa: F401  the field whose rows are fields
)
from counselor_desk.ui.kit.fields import FieldBox, boxes_for, lay_out, read_all
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.discard import discard
from counselor_desk.ui.kit.widgets.facts import side_by_side
from counselor_desk.ui.kit.widgets.link import link

PAUSE_MS = 1500  # after the last keystroke
LONGEST_MS = 1900  # after the first one that is not saved: a long sentence is not at risk


class KeptDraft(Protocol):
    """What saves a form's answers as they are typed, until they are where they belong."""

    def begin_again(self) -> None: ...
    def send(self) -> None: ...
    def finish(self) -> None: ...
    def note_sent(self) -> None: ...


@runtime_checkable
class TypingPlace(Protocol):
    """Where forms stand, and from where what is typed into them finds back."""

    def hold_typed(self, form: "FormWidget") -> None: ...


class FormWidget(QWidget):
    """Shows a form. `values()` is what is on screen; `settled` says that it should be kept."""

    settled = Signal()
    changed = Signal(str)  # the key of the field

    def __init__(self, form: Form, values: Mapping[str, Any] | None = None, pause_ms: int = PAUSE_MS) -> None:
        super().__init__()
        self.form, self._filling = form, True
        self.draft: KeptDraft | None = None
        self._is_kept_elsewhere = False
        self.about = ""  # which of several things it is about, where the way to it does not say it
        self._told: QWidget | None = None
        self._pause = self._timer(pause_ms)
        self._latest = self._timer(max(pause_ms, LONGEST_MS))
        self.boxes: dict[str, FieldBox] = {}
        for section in form.sections:
            self.boxes |= boxes_for(section.fields)
        self._leaders = {key for f in form.fields if f.when for key in f.when.leaders}
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.GAP)
        for section in form.sections:
            self._add_section(section, column)
        for key, box in self.boxes.items():
            box.editor.changed.connect(lambda *_args, key=key: self._touched(key))
        self._filling = False
        self.set_values(values or {})
        self.mark_saved()

    def hold_elsewhere(self) -> Self:
        """Its answers are saved by whoever shows it, or only choose what is shown: no draft is made."""
        self._is_kept_elsewhere = True
        return self

    def can_be_unfinished(self) -> bool:
        """Whether more than a line is asked, and nobody else saves it as it is typed."""
        asked = self.form.fields
        several = len(asked) > 1 or any(f.kind in (Kind.TEXT, Kind.ROWS) for f in asked)
        return several and not self._is_kept_elsewhere

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.draft is None and self.can_be_unfinished():
            place: QWidget | None = self.parentWidget()
            while place is not None and not isinstance(place, TypingPlace):
                place = place.parentWidget()
            if isinstance(place, TypingPlace):
                place.hold_typed(self)

    def hideEvent(self, event: QHideEvent) -> None:
        if self.draft is not None:
            self.draft.send()
        super().hideEvent(event)

    def finish_draft(self) -> None:
        """Its answers are where they belong."""
        if self.draft is not None:
            self.draft.finish()

    def name_after(self, whom: str) -> None:
        """For who cannot see in whose row a question stands: its name says it."""
        for box in self.boxes.values():
            main = box.editor.main
            main.setAccessibleName(f"{whom}: {main.accessibleName()}")

    def is_secret(self, key: str) -> bool:
        """Whether dots stand for what is typed: it goes nowhere before its own act."""
        line = self.boxes[key].editor.main
        return isinstance(line, QLineEdit) and line.echoMode() is not QLineEdit.EchoMode.Normal

    def tell_of_draft(self, words: str, throw_away: Callable[[], object]) -> None:
        """Above the questions, that they hold what was begun before, with the way to be rid of it."""
        if self._told is not None:
            self._column.removeWidget(self._told)
            discard(self._told)
            self._told = None
        if words:
            away = link(_("Discard it"), throw_away, "throw_draft_away")
            self._told = side_by_side(text.quiet(words), away, stretch=0)
            self._column.insertWidget(0, self._told)

    def _timer(self, after_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(after_ms)
        timer.setSingleShot(True)
        timer.timeout.connect(self._settle)
        return timer

    def _add_section(self, section: Section, column: QVBoxLayout) -> None:
        head = QVBoxLayout()
        head.setSpacing(2)
        if section.title:
            heading = text.heading(section.title)
            heading.setContentsMargins(0, look.TIGHT, 0, 0)
            head.addWidget(heading)
        if section.help:
            head.addWidget(text.small(section.help))
        if head.count():
            column.addLayout(head)
        lay_out([self.boxes[f.key] for f in section.fields], column)

    def values(self) -> dict[str, Any]:
        """The answers on screen by key; None where nothing is answered."""
        return read_all(self.boxes)

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Put these answers on screen. It saves nothing; call mark_saved if they are kept."""
        self._filling = True
        for key, box in self.boxes.items():
            box.write(values.get(key))
            box.accept()
        self._filling = False
        self._ask_what_applies()

    def is_dirty(self) -> bool:
        return _answers(self.values()) != self._saved

    def mark_saved(self, values: Mapping[str, Any] | None = None) -> None:
        """These are in the vault: by default what is on screen now."""
        self._saved = _answers(self.values() if values is None else values)
        if self.draft is not None and values is None:
            self.draft.begin_again()

    def settle_now(self) -> None:
        """Send what the pause still holds back: before locking, closing or leaving."""
        self._settle()

    def refuse(self, trouble: Refused) -> bool:
        """Show a refusal at the field that it names; False when it names none of these."""
        box = self.boxes.get(trouble.field)
        if box is None or box.isHidden():
            return False
        box.refuse(str(trouble))
        box.editor.main.setFocus()
        self.reveal(trouble.field)
        return True

    def reveal(self, key: str) -> None:
        """Scroll the page to a field."""
        page: QWidget | None = self.parentWidget()
        while page is not None and not isinstance(page, QScrollArea):
            page = page.parentWidget()
        if isinstance(page, QScrollArea):
            page.ensureWidgetVisible(self.boxes[key], 0, look.WIDE)

    def accept(self) -> None:
        """Take every refusal away."""
        for box in self.boxes.values():
            box.accept()

    def count_answered(self) -> tuple[int, int]:
        """How many of the questions asked now have an answer."""
        asked = [box for box in self.boxes.values() if not box.isHidden()]
        return sum(not is_blank(box.value()) for box in asked), len(asked)

    def focus_first(self) -> None:
        """The keyboard to the first question that needs an answer, else to the first without."""
        asked = [box for box in self.boxes.values() if not box.isHidden()]
        blank = [box for box in asked if is_blank(box.value())]
        open_ones = [box for box in blank if box.field.required] or blank or asked
        if open_ones:
            open_ones[0].editor.main.setFocus()

    def _touched(self, key: str) -> None:
        if self._filling:
            return
        self.boxes[key].accept()
        if key in self._leaders:
            self._ask_what_applies()
        self._pause.start()
        if not self._latest.isActive():
            self._latest.start()
        self.changed.emit(key)

    def _ask_what_applies(self) -> None:
        """Show the questions whose condition holds; an answer that is hidden is only put aside."""
        if not self._leaders:
            return
        values = {key: box.value() for key, box in self.boxes.items()}
        asked = self.form.asked(values)
        for key, box in self.boxes.items():
            if box.field.when:
                box.setVisible(key in asked)

    def _settle(self) -> None:
        self._pause.stop()
        self._latest.stop()
        if self.is_dirty():
            self.settled.emit()


def _answers(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if not is_blank(value)}
