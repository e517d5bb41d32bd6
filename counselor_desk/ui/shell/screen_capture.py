"""Keeps every window of the program out of screen shots and shared screens, until allowed."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from counselor_desk.ui.kit import platform

Hide = Callable[[QWidget, bool], object]


class Shield(QObject):
    """Menus, lists that fold out, hints and sheets are windows of their own: it meets each."""

    def __init__(self, window: QWidget, hide: Hide | None = None) -> None:
        """`hide` tells the system; without one it is asked whether this system listens."""
        super().__init__(window)
        self.is_open = False
        self.works = hide is not None or platform.can_hide_from_capture()
        self._hide = hide or platform.hide_from_capture
        app = QApplication.instance()
        if app is not None and self.works:
            app.installEventFilter(self)  # each event passes here: only where it is of use
            self._tell_all()

    def let_show(self, allowed: bool) -> None:
        """For a session with a supervisor or a client over a shared screen; a lock ends it."""
        self.is_open = allowed
        self._tell_all()

    def _tell_all(self) -> None:
        for widget in QApplication.topLevelWidgets():
            if widget.isVisible():
                self._hide(widget, not self.is_open)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self._hide(watched, not self.is_open)
        return False
