"""A square code for scanners: dark on light in every theme, as scanners want it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

QUIET = 4  # modules of white around it: ISO/IEC 18004, 9.1
SIDE = 190  # pixels on screen, with the white around it


class QrCode(QWidget):
    """Shows one text; a screen reader hears the same words beside it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._modules: tuple[tuple[bool, ...], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_text(self, said: str) -> None:
        self._modules = _modules_of(said)
        self.update()

    def clear(self) -> None:
        self._modules = ()
        self.update()

    def image(self, side: int) -> QImage:
        """For paper, `side` pixels wide."""
        made = QImage(side, side, QImage.Format.Format_RGB32)
        painter = QPainter(made)
        self._paint(painter, QRectF(0, 0, side, side))
        painter.end()
        return made

    def sizeHint(self) -> QSize:
        return QSize(SIDE, SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._paint(QPainter(self), QRectF(self.rect()))

    def _paint(self, painter: QPainter, place: QRectF) -> None:
        painter.fillRect(place, QColor(Qt.GlobalColor.white))
        if not self._modules:
            return
        across = len(self._modules) + 2 * QUIET
        size = max(1, int(min(place.width(), place.height()) // across))  # whole pixels: sharp edges
        left = place.left() + (place.width() - size * len(self._modules)) / 2
        top = place.top() + (place.height() - size * len(self._modules)) / 2
        dark = QColor(Qt.GlobalColor.black)
        for row, line in enumerate(self._modules):
            for column, is_dark in enumerate(line):
                if is_dark:
                    painter.fillRect(QRectF(left + column * size, top + row * size, size, size), dark)


def _modules_of(said: str) -> tuple[tuple[bool, ...], ...]:
    import segno  # late: only who invites a computer needs it

    return tuple(tuple(bool(cell) for cell in row) for row in segno.make_qr(said, error="m").matrix)
