"""A screen with a front, and behind it one sheet of questions at a time."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from counselor_desk.ui.bridge import Bridge
from counselor_desk.ui.screen import Go, Screen
from counselor_desk.ui.sheet import Sheet, column
from counselor_desk.ui.widgets.facts import empty


class SheetScreen(Screen):
    """Shows its front, or a sheet in its place; Esc comes back."""

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.front, self.front_column = column()
        self.behind, self._behind_column = column()
        self.behind.hide()
        self.page.add(self.front, self.behind)
        self.sheet: QWidget | None = None

    def open_sheet(self, sheet: QWidget) -> None:
        self.page.banner.clear()
        empty(self._behind_column)
        self.sheet = sheet
        self._behind_column.addWidget(sheet)
        self.front.hide()
        self.behind.show()
        if isinstance(sheet, Sheet):
            sheet.form.focus_first()

    def close_sheet(self, *_kept: object) -> None:
        self.page.banner.clear()
        self.behind.hide()
        self.front.show()
        empty(self._behind_column)
        self.sheet = None
        self.refresh()

    def kept(self, words: str) -> Callable[[object], None]:
        """What to do when a sheet's answers are in the vault."""

        def done(_result: object) -> None:
            self.close_sheet()
            self.toast(words)

        return done

    def back(self) -> bool:
        if self.sheet is None:
            return False
        self.close_sheet()
        return True
