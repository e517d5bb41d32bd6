"""Sends the pages of a PDF in memory to a printer, one at a time: the window stays alive."""

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QObject,
    QRect,
    QSize,
    QSizeF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter

DPI = 300  # sharp on paper; a letter page is 8.4 million points


def chosen_pages(document: QPdfDocument, printer: QPrinter) -> list[int]:
    """The pages that the person asked for."""
    first = max(printer.fromPage(), 1)
    last = min(printer.toPage() or document.pageCount(), document.pageCount())
    return list(range(first - 1, last))


def both_sides(document: QPdfDocument) -> QPrinter.DuplexMode:
    """How paper is turned: a lying sheet at its short edge, a standing one at its long edge."""
    size = document.pagePointSize(0)
    lies = size.width() > size.height()
    return QPrinter.DuplexMode.DuplexShortSide if lies else QPrinter.DuplexMode.DuplexLongSide


class MemoryPdf(QPdfDocument):
    """A PDF with the bytes it is read from; it is never given others."""

    def __init__(self, pdf: bytes, parent: QObject) -> None:
        super().__init__(parent)
        self._bytes = QBuffer(self)
        self._bytes.setData(QByteArray(pdf))
        self._bytes.open(QIODevice.OpenModeFlag.ReadOnly)
        if pdf:
            self.load(self._bytes)


class PrintJob(QObject):
    """Prints a PDF page by page from memory; nothing of it is written to disk by us."""

    # The document is its own: another paper may be on screen before the last page is printed.

    advanced = Signal(int, int)  # done, of
    ended = Signal(bool)  # whether all of it went to the printer

    def __init__(self, pdf: bytes, printer: QPrinter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._painter = QPainter()  # before the printer: it has to be gone first
        self._document, self._printer = MemoryPdf(pdf, self), printer
        self._lay_out()
        self._pages, self._at = chosen_pages(self._document, printer), 0

    def start(self) -> None:
        if not self._painter.begin(self._printer):
            self.ended.emit(False)
            return
        QTimer.singleShot(0, self, self._next)

    def stop(self) -> None:
        self._printer.abort()
        self._finish(False)

    def _lay_out(self) -> None:
        size = self._document.pagePointSize(0)
        # A paper is named by its standing size; lying is a matter of orientation.
        standing = QSizeF(min(size.width(), size.height()), max(size.width(), size.height()))
        page = QPageSize(standing, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
        self._printer.setFullPage(True)
        self._printer.setPageSize(page)
        self._printer.setPageMargins(QMarginsF(0, 0, 0, 0))
        lying = size.width() > size.height()
        way = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
        self._printer.setPageOrientation(way)

    def _next(self) -> None:
        if not self._painter.isActive():
            return
        if self._at:
            self._printer.newPage()
        self._draw_page(self._pages[self._at], self._painter.viewport())
        self._at += 1
        self.advanced.emit(self._at, len(self._pages))
        if self._at < len(self._pages):
            QTimer.singleShot(0, self, self._next)
        else:
            self._finish(True)

    def _draw_page(self, page: int, room: QRect) -> None:
        size = self._document.pagePointSize(page)
        fits = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio).toSize()
        share = min(1.0, DPI / max(self._printer.resolution(), 1))
        dots = QSize(round(fits.width() * share), round(fits.height() * share))
        target = QRect(room.topLeft(), fits)
        target.moveCenter(room.center())
        self._painter.drawImage(target, self._document.render(page, dots))

    def _finish(self, whole: bool) -> None:
        if self._painter.isActive():
            self._painter.end()
            self.ended.emit(whole)
