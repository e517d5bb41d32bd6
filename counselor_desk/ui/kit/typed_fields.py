"""The fields that are typed in: lines, growing text, dates, times, numbers, amounts."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, QRegularExpression, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QRegularExpressionValidator,
    QResizeEvent,
    QTextBlockFormat,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QSizePolicy,
    QTextEdit,
    QWidget,
)

from counselor_desk.core.i18n import _
from counselor_desk.domain.dates_and_amounts import cents_of, day_of, time_of
from counselor_desk.domain.form import Field
from counselor_desk.ui.kit import look, wall_clock, words
from counselor_desk.ui.kit.clipboard import mark_private

LINES = 3  # of an empty text


class GrowingText(QTextEdit):
    """Plain text of several lines, as tall as what it holds, in the measure of reading."""

    def __init__(self, lines: int = LINES) -> None:
        super().__init__()
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(look.TIGHT)
        self._least = round(lines * self.fontMetrics().height() * look.LINE_HEIGHT / 100) + 20
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._bar: QScrollBar | None = None
        self._is_growing = False
        self.cursorPositionChanged.connect(self._follow_soon)
        self.write("")
        self._grow()

    def write(self, text: str | None) -> None:
        """Fill it; what was there before is not kept for undo."""
        self.setPlainText(text or "")
        spaced = QTextBlockFormat()
        spaced.setLineHeight(look.LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        whole = QTextCursor(self.document())
        whole.select(QTextCursor.SelectionType.Document)
        whole.mergeBlockFormat(spaced)
        self.document().clearUndoRedoStacks()

    def createMimeDataFromSelection(self) -> QMimeData:
        """Words alone are copied, marked as nothing for a clipboard's history."""
        mime = QMimeData()
        mime.setText(self.textCursor().selection().toPlainText())
        return mark_private(mime)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Words alone are pasted, whatever they came from."""
        self.textCursor().insertText(source.text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def sizeHint(self) -> QSize:
        return QSize(look.MEASURE, self._least)

    def _grow(self, *_: object) -> None:
        wanted = max(self._least, round(self.document().size().height()) + 4)
        if wanted != self.height():
            self.setFixedHeight(wanted)
            self._follow_when_taller()

    def _follow_soon(self) -> None:
        if self.hasFocus():
            QTimer.singleShot(0, self, self._follow)

    def _follow(self) -> None:
        """Keep the caret in sight: what is typed below the foot of the page would be typed blind."""
        page = self._page_around()
        inside = page.widget() if page is not None else None
        if page is not None and inside is not None and self.hasFocus():
            at = self.viewport().mapTo(inside, self.cursorRect().center())
            page.ensureVisible(at.x(), at.y(), 0, min(look.WIDE, page.viewport().height() // 3))

    def _page_around(self) -> QScrollArea | None:
        page: QWidget | None = self.parentWidget()
        while page is not None and not isinstance(page, QScrollArea):
            page = page.parentWidget()
        return page

    def _follow_when_taller(self) -> None:
        """The page knows its new length some events later; only then it can scroll so far."""
        page = self._page_around()
        if page is None or not self.hasFocus():
            return
        bar = page.verticalScrollBar()
        if self._bar is not bar:
            self._bar = bar
            bar.rangeChanged.connect(self._page_grew)
        self._is_growing = True

    def _page_grew(self) -> None:
        if self._is_growing:
            self._is_growing = False
            self._follow_soon()


class ParsedLine(QLineEdit):
    """A line that reads what was typed and rewrites it clearly when it is left."""

    changed = Signal()

    def __init__(self, hint: str, read: Callable[[str], Any], say: Callable[[Any], str]) -> None:
        super().__init__()
        self._read, self._say = read, say
        self.setPlaceholderText(hint)
        self.textChanged.connect(lambda _: self.changed.emit())
        self.editingFinished.connect(self._tidy)

    def value(self) -> Any:
        return self._read(self.text()) if self.text().strip() else None

    def write(self, value: Any) -> None:
        self.setText("" if value is None else self._say(value))

    def not_understood(self) -> bool:
        return bool(self.text().strip()) and self.value() is None

    def _tidy(self) -> None:
        value = self.value()
        if value is not None and self.text() != self._say(value):
            self.setText(self._say(value))


class DayLine(ParsedLine):
    """A date, typed as one likes, or picked from a small calendar."""

    def __init__(self) -> None:
        day_first = _day_comes_first()
        super().__init__(
            _("like Mar 14, 2026") if day_first else _("like 3/14/2026"),
            lambda text: day_of(text, wall_clock.today(), day_first),
            words.full_day,
        )
        self.setMaximumWidth(220)
        pick = QAction(_("Choose from a calendar"), self)
        look.set_icon(pick, "calendar", "secondary")
        pick.triggered.connect(self._pick)
        self.addAction(pick, QLineEdit.ActionPosition.TrailingPosition)
        self._calendar: QWidget | None = None

    def _pick(self) -> None:
        from counselor_desk.ui.kit.widgets.calendar import CalendarPopup

        popup = CalendarPopup(self, self.value() or wall_clock.today())
        popup.chosen.connect(self.write)
        popup.move(self.mapToGlobal(QPoint(0, self.height() + 2)))
        popup.show()
        self._calendar = popup


def time_line() -> ParsedLine:
    line = ParsedLine(_("like 2:30 PM"), time_of, words.typed_clock)
    line.setMaximumWidth(140)
    return line


def money_line(field: Field) -> ParsedLine:
    line = ParsedLine("$", cents_of, lambda cents: f"${cents // 100:,}.{cents % 100:02}")
    line.setMaximumWidth(160)
    return line


def number_line(field: Field) -> ParsedLine:
    """A line, not a spin box: an unanswered number must look unanswered."""

    def read(text: str) -> int | None:
        try:
            number = int(text)
        except ValueError:
            return None
        low, high = field.low, field.high
        inside = (low is None or number >= low) and (high is None or number <= high)
        return number if inside else None

    line = ParsedLine("", read, str)
    line.setValidator(QRegularExpressionValidator(QRegularExpression(r"-?\d{0,9}"), line))
    line.setMaximumWidth(140)
    return line


def _day_comes_first() -> bool:
    from PySide6.QtCore import QLocale

    if words.is_american():
        return False
    form = QLocale().dateFormat(QLocale.FormatType.ShortFormat).lower()
    return form.find("d") < form.find("m")
