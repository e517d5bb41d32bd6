"""A line to search in and its list: the arrows walk the list while the words are still typed."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from counselor_desk.ui.kit.widgets.rows import RowList

STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 5,
    Qt.Key.Key_PageUp: -5,
}


class ListKeys(QObject):
    """Down, Up and the pages go to the list, Enter takes what is marked there; letters stay in the line."""

    def __init__(self, line: QLineEdit, rows: RowList) -> None:
        super().__init__(line)
        self._rows = rows
        rows.always_lit = True  # what Enter would take is in sight
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or event.modifiers():
            return False
        key = Qt.Key(event.key())
        if key in STEPS:
            self._rows.step(STEPS[key])
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._rows.current() is not None:
            self._rows.opened.emit(self._rows.current())
            return True
        return False
