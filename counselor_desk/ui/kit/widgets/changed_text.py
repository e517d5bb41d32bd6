"""A text with what was added and what was taken out, told by line as well as by color."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit

from counselor_desk.core.i18n import _
from counselor_desk.domain.word_diff import ChangeKind, WordRun
from counselor_desk.ui.kit import look


class ChangedText(QTextEdit):
    """Added words are underlined and strong, removed ones struck through: no color is needed."""

    def __init__(self, runs: Iterable[WordRun], name: str) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setAccessibleName(_("What changed: {field}").format(field=name))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        cursor = QTextCursor(self.document())
        for run in runs:
            cursor.insertText(run.text, _format(run.change))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(400, self.height())

    def _fit(self) -> None:
        self.document().setTextWidth(self.viewport().width())
        self.setFixedHeight(int(self.document().size().height()) + 4)


def _format(change: ChangeKind) -> QTextCharFormat:
    style = QTextCharFormat()
    if change is ChangeKind.ADDED:
        style.setFontWeight(QFont.Weight.DemiBold)
        style.setFontUnderline(True)
        style.setForeground(look.color("ok"))
    elif change is ChangeKind.REMOVED:
        style.setFontStrikeOut(True)
        style.setForeground(look.color("secondary"))
    return style
