"""Sends the pages of a PDF in memory to a printer, one at a time: the window stays alive."""

from PySide6.QtCore import QMarginsF, QObject, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter

DPI = 300  # sharp on paper; a letter page is 8.4 million points


def booklet_order(pages: int) -> list[tuple[int | None, int | None]]:
    """Which pages stand side by side, so that the folded sheets read on. None is a blank page."""
    padded = pages + -pages % 4
    order: list[tuple[int | None, int | None]] = []
    for sheet in range(padded // 2):
        low, high = sheet, padded - 1 - sheet
        pair = (high, low) if sheet % 2 == 0 else (low, high)
        order.append(tuple(n if n < pages else None for n in pair))  # type: ignore[arg-type]
    return order


def sides(document: QPdfDocument, printer: QPrinter, booklet: bool) -> list[list[int | None]]:
    """What goes on each side of paper: one page, or two of a booklet."""
    if booklet:
        return [list(pair) for pair in booklet_order(document.pageCount())]
    first = max(printer.fromPage(), 1)
    last = min(printer.toPage() or document.pageCount(), document.pageCount())
    return [[page] for page in range(first - 1, last)]


class PrintJob(QObject):
    """Prints a document page by page from memory; nothing of it is written to disk by us."""

    advanced = Signal(int, int)  # done, of
    ended = Signal(bool)  # whether all of it went to the printer

    def __init__(self, document: QPdfDocument, printer: QPrinter, booklet: bool = False) -> None:
        super().__init__()
        self._document, self._printer = document, printer
        self._booklet = booklet
        self._lay_out()
        self._sides, self._at = sides(document, printer, booklet), 0
        self._painter = QPainter()

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
        page = QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
        self._printer.setFullPage(True)
        self._printer.setPageSize(page)
        self._printer.setPageMargins(QMarginsF(0, 0, 0, 0))
        lying = self._booklet or size.width() > size.height()
        way = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
        self._printer.setPageOrientation(way)
        if self._booklet:
            self._printer.setDuplex(QPrinter.DuplexMode.DuplexShortSide)

    def _next(self) -> None:
        if not self._painter.isActive():
            return
        if self._at:
            self._printer.newPage()
        self._draw(self._sides[self._at])
        self._at += 1
        self.advanced.emit(self._at, len(self._sides))
        if self._at < len(self._sides):
            QTimer.singleShot(0, self, self._next)
        else:
            self._finish(True)

    def _draw(self, pages: list[int | None]) -> None:
        sheet = self._painter.viewport()
        width = sheet.width() // len(pages)
        for place, page in enumerate(pages):
            if page is not None:
                self._draw_page(page, QRect(place * width, 0, width, sheet.height()))

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
