"""Widgets in the order of reading, on as many lines as the width asks for."""

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from counselor_desk.ui.kit import look


def flowing(*widgets: QWidget) -> QWidget:
    """Links and buttons in a row that breaks where the window is narrow or the type is large."""
    holder = QWidget()
    flow = Flow(holder, look.TIGHT)
    for widget in widgets:
        flow.addWidget(widget)
    return holder


class Flow(QLayout):
    """Widgets one after another, on as many lines as the width asks for."""

    def __init__(self, owner: QWidget, space: int, even: bool = False) -> None:
        """`even`: in columns of one width, where at least two of them fit."""
        super().__init__(owner)
        self._items: list[QLayoutItem] = []
        self._space, self._even = space, even
        self.setContentsMargins(0, 0, 0, 0)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        owner.setSizePolicy(policy)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        width = sum(item.sizeHint().width() + self._space for item in self._items)
        return QSize(min(width, look.MEASURE), self.minimumSize().height())

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _column(self, width: int) -> int:
        """How wide a column is at least; 0 where each is as wide as its words."""
        widest = max((i.sizeHint().width() for i in self._items if not i.isEmpty()), default=0)
        fits = self._even and 2 * widest + self._space <= width
        return widest if fits else 0

    def _place(self, rect: QRect, move: bool) -> int:
        x, y, tall, column = rect.x(), rect.y(), 0, self._column(rect.width())
        for item in self._items:
            if item.isEmpty():  # hidden: it leaves no gap
                continue
            hint = item.sizeHint()
            if x > rect.x() and x + hint.width() > rect.right() + 1:
                x, y, tall = rect.x(), y + tall + min(self._space, look.TIGHT), 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), hint))
            x += max(hint.width(), column) + self._space
            tall = max(tall, hint.height())
        return y + tall - rect.y()
