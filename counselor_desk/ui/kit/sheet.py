"""A section with a front, and behind it one sheet at a time: a form, a result, a choice."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Form
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.screen import Go, Panel, Screen, Section
from counselor_desk.ui.kit.typed_fields import ParsedLine
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import empty, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import action, make_primary


def column(spacing: int = look.NEAR) -> tuple[QWidget, QVBoxLayout]:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    layout.setAlignment(Qt.AlignmentFlag.AlignTop)
    return holder, layout


def all_read(form: FormWidget) -> bool:
    """Whether everything typed is understood; the first that is not says so at its place."""
    for box in form.boxes.values():
        line = box.editor.main
        if isinstance(line, ParsedLine) and line.not_understood() and not box.isHidden():
            line.editingFinished.emit()
            line.setFocus()
            return False
    return True


class Sheet(QWidget):
    """A few questions with the button that keeps them, and the way back."""

    def __init__(
        self,
        form: Form,
        values: Mapping[str, Any],
        keep: tuple[str, Callable[[dict[str, Any]], object]],
        back: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setObjectName("sheet")
        self.form = FormWidget(form, values)
        words, do = keep
        self._do = do
        self.keep = action(words, self._save, "", "keep")
        make_primary(self.keep)
        self.back = link(_("Back"), back, "back")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, look.NEAR, 0, look.PAGE)
        layout.setSpacing(look.NEAR)
        layout.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout.addWidget(text.heading(form.title))
        self.notes, self._notes = column(look.HAIR)
        layout.addWidget(self.notes)
        layout.addWidget(self.form)
        self.more, self._more = column(look.TIGHT)
        layout.addWidget(self.more)
        layout.addWidget(side_by_side(self.keep, self.back))

    def _save(self) -> None:
        if all_read(self.form):
            if self.form.draft is not None:
                self.form.draft.note_sent()
            self._do(self.form.values())

    def show_note(self, words: str) -> None:
        self._notes.addWidget(text.quiet(words))

    def add_above(self, widget: QWidget) -> None:
        """Put something between the title and the questions."""
        self._notes.addWidget(widget)

    def add_below(self, widget: QWidget) -> None:
        """Put something between the questions and the button."""
        self._more.addWidget(widget)


class SheetPanel(Panel):
    """A panel that shows its front, or one sheet in its place; Esc comes back."""

    sheet: QWidget | None = None

    def build_sheets(self) -> None:
        self.front, self.front_column = column()
        self.behind, self._behind_column = column()
        self.behind.hide()
        self.page.add(self.front, self.behind)

    def open_sheet(self, sheet: QWidget) -> None:
        self.page.banner.clear()
        empty(self._behind_column)
        self.sheet = sheet
        self._behind_column.addWidget(sheet)
        self.front.hide()
        self.behind.show()
        self.page.rest_actions(resting=True)
        self.page.to_top()
        if isinstance(sheet, Sheet):
            sheet.form.focus_first()

    def close_sheet(self, *_kept: object) -> None:
        """Back to the front, which asks again for what it shows."""
        self.page.banner.clear()
        self.behind.hide()
        self.front.show()
        self.page.rest_actions(resting=False)
        empty(self._behind_column)
        self.sheet = None
        self.refresh()

    def after_saving(self, words: str) -> Callable[[object], None]:
        """What to do when a sheet's answers are in the vault."""

        def done(_result: object) -> None:
            self.close_sheet()
            self.toast(words)

        return done

    def back(self) -> bool:
        """Esc and Back lead from a sheet to the front, from the front out of the panel."""
        if self.sheet is None:
            return False
        self.leave()
        self.close_sheet()
        return True


class ChartSection(SheetPanel, Section):
    """A section of a chart with a front and sheets behind it."""

    def __init__(self, bridge: Bridge, go: Go, client_id: int) -> None:
        super().__init__(bridge, go, client_id)
        self.page.set_title(self.title)
        self.build_sheets()


class SheetScreen(SheetPanel, Screen):
    """A screen with a front and sheets behind it."""

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.build_sheets()
