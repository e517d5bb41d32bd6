"""Shows a PDF from memory: pages, zoom, print; a file is written only where a person says."""

from PySide6.QtCore import QPointF, QSettings, Qt, Signal
from PySide6.QtGui import QKeySequence, QPalette, QShortcut
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.ui.kit import chosen_file, file_dialogs, look
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.paper.printing import MemoryPdf, PrintJob, both_sides

STEP = 1.2
DUPLEX = "both_sides"  # the preference's name
NARROWEST, WIDEST = 0.25, 5.0
LACKING = "\N{REPLACEMENT CHARACTER}"  # on paper for a letter that no font of ours has
LOOKED_THROUGH = 50  # pages: a name that cannot be printed is on the first of them


class Pages(QPdfView):
    """The pages of one paper, and of no other."""

    # QPdfView draws in a thread: given another document meanwhile, it loses the page, which stays
    # white, or shows one of the paper before. So a view never gets a second document, and it has
    # to be gone, and its thread with it, before the document is.

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pages")
        self.setAccessibleName(_("Pages"))
        self.setFrameShape(QPdfView.Shape.NoFrame)
        self.setPageMode(QPdfView.PageMode.MultiPage)
        self.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.setPageSpacing(look.GAP)
        self.viewport().setBackgroundRole(QPalette.ColorRole.AlternateBase)


class Preview(QWidget):
    """Paper on screen, as it will be printed."""

    said = Signal(str)  # how printing or saving went, for a toast
    refused = Signal(str)  # why it did not

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("preview")
        self.setAccessibleName(_("Preview"))
        self._pdf, self._title = b"", ""
        self._job: PrintJob | None = None
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._bar())
        self.lacking = text.small()
        self.lacking.setObjectName("lacking")
        self.lacking.setContentsMargins(look.PAGE, 0, look.PAGE, look.TIGHT)
        self.lacking.hide()
        column.addWidget(self.lacking)
        self.view = Pages()
        column.addWidget(self.view, 1)
        self.document = MemoryPdf(b"", self)
        self._bind_keys()

    def _bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(look.PAGE, 0, look.PAGE, look.TIGHT)
        row.setSpacing(look.HAIR)
        self.place = text.quiet()
        self.place.setWordWrap(False)
        self.place.setObjectName("place")
        row.addWidget(self.place)
        row.addStretch(1)
        row.addWidget(self._duplex())
        for words, do, name in (
            (_("Smaller"), self.zoom_out, "zoom_out"),
            (_("Larger"), self.zoom_in, "zoom_in"),
            (_("Width"), self.fit_width, "fit_width"),
            (_("Whole page"), self.fit_page, "fit_page"),
        ):
            button = QToolButton()
            button.setText(words)
            button.setObjectName(name)
            button.setAutoRaise(True)
            button.clicked.connect(do)
            row.addWidget(button)
        self._last_button = button
        return row

    def _duplex(self) -> QToolButton:
        """Whether to print on both sides: of this computer, as printers are."""
        self.both_sides = QToolButton()
        self.both_sides.setText(_("Both sides"))
        self.both_sides.setObjectName("both_sides")
        self.both_sides.setCheckable(True)
        self.both_sides.setAutoRaise(True)
        self.both_sides.setChecked(QSettings().value(DUPLEX, "no") == "yes")
        self.both_sides.toggled.connect(lambda on: QSettings().setValue(DUPLEX, "yes" if on else "no"))
        return self.both_sides

    def _bind_keys(self) -> None:
        near = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, do in (
            (QKeySequence.StandardKey.ZoomIn, self.zoom_in),
            (QKeySequence.StandardKey.ZoomOut, self.zoom_out),
            (QKeySequence("Ctrl+0"), self.fit_width),
            (QKeySequence("PgDown"), self.next_page),
            (QKeySequence("PgUp"), self.previous_page),
            (QKeySequence("Home"), self.first_page),
            (QKeySequence("End"), self.last_page),
        ):
            QShortcut(QKeySequence(keys), self, do, context=near)

    def show_pdf(self, pdf: bytes, title: str) -> None:
        """The pages of a PDF; the title is offered as its file name."""
        self._put(pdf, title)
        self._start_readable()
        if not self.pages:
            self.refused.emit(_("This file is damaged and cannot be shown. Save it to look at it."))

    def redraw(self, pdf: bytes, title: str) -> None:
        """The same paper after a change: what was looked at stays in sight."""
        if not self.pages:
            self.show_pdf(pdf, title)
            return
        before = self.view
        mode, factor, down = before.zoomMode(), before.zoomFactor(), before.verticalScrollBar()
        at = down.value()
        self._put(pdf, title)
        self.view.setZoomFactor(factor)
        self.view.setZoomMode(mode)
        self.view.verticalScrollBar().setValue(at)

    def _put(self, pdf: bytes, title: str) -> None:
        """A view of its own for each paper, in the place of the one before."""
        before, had_keyboard = self.view, self.view.hasFocus()
        self._pdf, self._title = pdf, title
        self.view = Pages()
        self._column.replaceWidget(before, self.view)
        self.view.setGeometry(before.geometry())
        self.view.pageNavigator().currentPageChanged.connect(self._show_place)
        self.setTabOrder(self._last_button, self.view)
        self.view.show()
        if had_keyboard:
            self.view.setFocus()
        before.hide()
        before.deleteLater()
        self.document.deleteLater()
        self.document = MemoryPdf(pdf, self)
        self.view.setDocument(self.document)
        message = _("Preview of {title}").format(title=title) if title else _("Preview")
        self.setAccessibleName(message)
        self._show_place()
        self._show_lacking()

    def _show_lacking(self) -> None:
        """Which words cannot be printed, before they are: in a script that no font here has."""
        message = ""
        for page in range(min(self.pages, LOOKED_THROUGH)):
            lines = self.document.getAllText(page).text().splitlines()
            if found := next((line for line in lines if LACKING in line), ""):
                words = " ".join(found.split())[:60]
                message = _("Page {page} has letters that cannot be printed: “{words}”. Add them by hand.")
                message = message.format(page=page + 1, words=words)
                break
        self.lacking.setText(message)
        self.lacking.setVisible(bool(message))

    def _start_readable(self) -> None:
        """As wide as is good to read, not as wide as the window."""
        if not self.pages:
            return
        inch = self.view.logicalDpiX() / 72
        readable = look.MEASURE * 1.3 / (self.document.pagePointSize(0).width() * inch)
        self.fit_width()
        if self._factor() > readable:
            self._zoom(readable)

    def is_drawn(self) -> bool:
        """Whether ink is on the screen yet; pages are drawn behind the scenes."""
        image = self.view.viewport().grab().toImage()
        across, down = image.width(), image.height()
        return any(
            image.pixelColor(x, y).lightness() < 90
            for y in range(0, down, 2)
            for x in range(across // 8, across - across // 8, 3)
        )

    def clear(self) -> None:
        self._put(b"", "")

    def zoom_in(self) -> None:
        self._zoom(self._factor() * STEP)

    def zoom_out(self) -> None:
        self._zoom(self._factor() / STEP)

    def fit_width(self) -> None:
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)

    def fit_page(self) -> None:
        self.view.setZoomMode(QPdfView.ZoomMode.FitInView)

    def next_page(self) -> None:
        self.turn_to(self.page + 1)

    def previous_page(self) -> None:
        self.turn_to(self.page - 1)

    def first_page(self) -> None:
        self.turn_to(0)

    def last_page(self) -> None:
        self.turn_to(self.pages - 1)

    @property
    def page(self) -> int:
        return self.view.pageNavigator().currentPage()

    @property
    def pages(self) -> int:
        return self.document.pageCount()

    def duplex(self) -> QPrinter.DuplexMode:
        on = self.both_sides.isChecked()
        return both_sides(self.document) if on else QPrinter.DuplexMode.DuplexNone

    def save(self) -> None:
        """As a PDF at a place that the person chooses: the one clear-text file there is."""
        path = file_dialogs.save_path(self, _("Save as PDF"), f"{self._title}.pdf", _("PDF (*.pdf)"))
        if path is None:
            return
        try:
            chosen_file.write(path, self._pdf)
        except Refused as refused:
            self.refused.emit(str(refused))
        else:
            self.said.emit(_("Saved. The file is not encrypted: keep it where it is safe."))

    def print(self) -> None:
        """On both sides if that is on; the dialog still lets a person choose otherwise."""
        if not self.pages or self._job is not None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._title)
        printer.setDuplex(self.duplex())
        if not file_dialogs.printer(self, printer, self.pages):
            return
        self._job = PrintJob(self._pdf, printer, self)
        self._job.advanced.connect(self._show_progress)
        self._job.ended.connect(self._printed)
        self._job.start()

    def _printed(self, whole: bool) -> None:
        self._job = None
        self._show_place()
        if whole:
            self.said.emit(_("Sent to the printer."))
        else:
            self.refused.emit(_("The printer did not accept it. Choose another printer."))

    def _show_progress(self, done: int, of: int) -> None:
        self.place.setText(_("Printing {done} of {of}").format(done=done, of=of))

    def _show_place(self) -> None:
        if self.pages:
            message = _("Page {page} of {pages}").format(page=self.page + 1, pages=self.pages)
            self.place.setText(message)
        else:
            self.place.setText("")

    def _factor(self) -> float:
        """How large a point is shown now; QPdfView does not tell while it fits by itself."""
        if self.view.zoomMode() is QPdfView.ZoomMode.Custom or not self.pages:
            return self.view.zoomFactor()
        size, room = self.document.pagePointSize(self.page), self.view.viewport().size()
        inch = self.view.logicalDpiX() / 72
        wide = room.width() / (size.width() * inch)
        if self.view.zoomMode() is QPdfView.ZoomMode.FitToWidth:
            return wide
        return min(wide, room.height() / (size.height() * inch))

    def _zoom(self, factor: float) -> None:
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(min(WIDEST, max(NARROWEST, factor)))

    def turn_to(self, page: int) -> None:
        if 0 <= page < self.pages:
            self.view.pageNavigator().jump(page, QPointF(), self.view.pageNavigator().currentZoom())
