"""What a search found: whose, which document, and the passage with the words marked."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyleOptionViewItem

from counselor_desk.domain.documents.snippet_of_text import TextPiece
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.paged import ID_ROLE, LINE_ROLE, RowText
from counselor_desk.ui.kit.widgets.rows import EDGE, Index, LineDelegate, RowList

PASSAGE = 26  # its line and the air below it, at the usual size of type


class HitList(RowList):
    """Rows of three lines; the third is the passage."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.passages: dict[object, Sequence[TextPiece]] = {}
        self.setItemDelegate(PassageDelegate(self))
        self.setResizeMode(QListView.ResizeMode.Adjust)

    def show_found(self, rows: Sequence[tuple[object, RowText, Sequence[TextPiece]]]) -> None:
        self.passages = {key: pieces for key, _line, pieces in rows}
        self.show_lines([(key, line) for key, line, _pieces in rows])


class PassageDelegate(LineDelegate):
    """The row as everywhere, and a line of the text below it."""

    def __init__(self, hit_list: HitList) -> None:
        super().__init__(hit_list)
        self._found = hit_list

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, look.row() + PASSAGE - look.ROW_LINE + look.row_line())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        whole = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, option, whole)
        option.rect = QRect(whole.left(), whole.top(), whole.width(), look.row())
        self._row(painter, option, index.data(LINE_ROLE))
        painter.restore()
        place = QRect(
            whole.left() + EDGE + 20,
            whole.top() + look.row() - 6,
            whole.width() - 2 * EDGE - 20,
            whole.height() - look.row(),
        )
        self._passage(painter, place, self._found.passages.get(index.data(ID_ROLE), ()))

    @staticmethod
    def _passage(painter: QPainter, place: QRect, pieces: Sequence[TextPiece]) -> None:
        painter.save()
        x = place.left()
        for piece in pieces:
            weight = QFont.Weight.Bold if piece.is_marked else QFont.Weight.Normal
            font = look.font(look.SMALL, weight)
            font.setUnderline(piece.is_marked)
            metrics = QFontMetrics(font)
            words = piece.text.replace("\n", " ")
            room = place.right() - x
            if room <= 0:
                break
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
            painter.setFont(font)
            painter.setPen(look.color("text" if piece.is_marked else "secondary"))
            painter.drawText(
                QRect(x, place.top(), room, 20),
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
                shown,
            )
            x += metrics.horizontalAdvance(shown)
        painter.restore()
