"""The lines of a list that opens: room around each, the chosen one on a soft ground."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QComboBox, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from counselor_desk.ui.kit import look

Index = QModelIndex | QPersistentModelIndex
TALL, EDGE = 34, 12


class OptionDelegate(QStyledItemDelegate):
    """Paints one option."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        wanted = super().sizeHint(option, index)
        return QSize(wanted.width() + 2 * EDGE, max(TALL, wanted.height() + 8))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        place = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.soft("accent", 0.16))
            painter.drawRoundedRect(place.adjusted(3, 1, -3, -1), 5, 5)
        given = index.data(Qt.ItemDataRole.UserRole) is not None
        painter.setPen(look.color("text" if given else "secondary"))
        words = place.adjusted(EDGE, 0, -EDGE, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, str(index.data() or ""))
        painter.restore()


def give_room(box: QComboBox) -> None:
    """Where the house draws controls itself; a native list is left as it is."""
    if box.style().objectName() == "calm":
        box.setItemDelegate(OptionDelegate(box))
