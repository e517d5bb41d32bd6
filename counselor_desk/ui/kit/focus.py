"""Keeps the keyboard in the page when what had it goes away: a sheet that closes, a button."""

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

OTHER = Qt.FocusReason.OtherFocusReason


class PageFocus(QObject):
    """Without it Qt hands the keyboard to the next thing in the window, the navigation."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._moved)

    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is None or new is None or not shiboken6.isValid(self._page):
            return
        if self._page.isAncestorOf(old) and not self._page.isAncestorOf(new):
            # Whether the old one is going away is known only when its parent is done with it.
            QTimer.singleShot(0, self, lambda: self._keep_in_page(old, new))

    def _keep_in_page(self, old: QWidget, new: QWidget) -> None:
        gone = not shiboken6.isValid(old) or not old.isVisible() or not old.isEnabled()
        if gone and shiboken6.isValid(new) and QApplication.focusWidget() is new:
            first = first_in(self._page)
            if first is not None:
                first.setFocus(OTHER)


def first_in(page: QWidget) -> QWidget | None:
    """What the keyboard works first in a page: its first control that is shown."""
    for widget in page.findChildren(QWidget):
        if not widget.isVisible() or not widget.isEnabled():
            continue
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return widget
    return None


def stops_in(part: QWidget) -> list[QWidget]:
    """What in it can have the keyboard, in the order in which it was made."""
    return [
        widget
        for widget in part.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.focusProxy() is None
        and widget.window() is part.window()
    ]
