"""Spelling and wording, marked as one writes: wavy for a word unknown, dotted for a better one."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QContextMenuEvent, QSyntaxHighlighter, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QMenu, QTextEdit, QWidget

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.core.resources import RESOURCES
from counselor_desk.domain.roles import Can
from counselor_desk.services.documents import writing_aids
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.typed_fields import GrowingText

WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
OFFERED = 5
Underline = QTextCharFormat.UnderlineStyle


class Speller:
    """The dictionary, read once off the GUI thread, with drug and clinical words."""

    def __init__(self) -> None:
        import spylls
        from spylls.hunspell import Dictionary

        place = Path(spylls.__file__).parent / "hunspell" / "data" / "en" / "en_US"
        self._dictionary: Any = Dictionary.from_files(str(place))
        clinical = (RESOURCES / "words" / "clinical.txt").read_text("utf-8")
        self._known = {word.casefold() for word in re.split(r"[\s-]+", clinical) if word}
        self._seen: dict[str, bool] = {}

    def knows(self, word: str) -> bool:
        plain = word.replace("\u2019", "'")
        if plain.casefold() in self._known or plain.casefold().removesuffix("'s") in self._known:
            return True
        if plain not in self._seen:
            self._seen[plain] = bool(self._dictionary.lookup(plain))
        return self._seen[plain]

    def suggest(self, word: str) -> list[str]:
        """A few words that may have been meant; this can take a second."""
        found: list[str] = []
        for offered in self._dictionary.suggest(word):
            found.append(str(offered))
            if len(found) == OFFERED:
                break
        return found


@cache
def speller() -> Speller:
    """The one dictionary of this run. A program without it writes on, with wording alone."""
    try:
        return Speller()
    except (ImportError, FileNotFoundError) as error:
        raise Refused(_("The spelling dictionary is missing. Install the program again.")) from (error)


class SpellingHighlighter(QSyntaxHighlighter):
    """Marks one text as it is typed; the word under the cursor is left in peace."""

    def __init__(self, edit: QTextEdit) -> None:
        super().__init__(edit.document())
        self._edit = edit
        self.speller: Speller | None = None
        self.own: set[str] = set()  # names of this chart, and what this person has taught it
        self._spared: QTextCursor | None = None  # behind the word that is still being typed
        edit.cursorPositionChanged.connect(self._moved)
        self._wrong, self._flag = QTextCharFormat(), QTextCharFormat()
        self._wrong.setUnderlineStyle(Underline.SpellCheckUnderline)
        self._flag.setUnderlineStyle(Underline.DotLine)

    def _moved(self) -> None:
        """The caret left the word by a click or an arrow: now it is looked at."""
        spared, here = self._spared, self._edit.textCursor()
        if spared is not None and spared.position() != here.position():
            self._spared = None
            self.rehighlightBlock(spared.block())

    def knows(self, word: str) -> bool:
        plain = word.replace("\u2019", "'").casefold()
        own = plain in self.own or plain.removesuffix("'s") in self.own
        return own or (self.speller is not None and self.speller.knows(word))

    def highlightBlock(self, block: str) -> None:
        self._wrong.setUnderlineColor(look.color("danger"))
        self._flag.setUnderlineColor(look.color("caution"))
        for flag in files.wording().flags(block):
            self.setFormat(flag.start, flag.length, self._flag)
        if self.speller is None:
            return
        here = self._edit.textCursor()
        typing = here.positionInBlock() if here.block() == self.currentBlock() else -1
        for match in WORD.finditer(block):
            if len(match[0]) < 3 or match[0].isupper():
                continue
            if match.end() == typing:
                self._spared = here
                continue
            if not self.knows(match[0]):
                self.setFormat(match.start(), len(match[0]), self._wrong)


class Checker(QObject):
    """Watches the texts of a form: marks them, and offers words in their context menus."""

    def __init__(
        self,
        bridge: Bridge,
        form: QWidget,
        names: Iterable[str],
        learned: Iterable[str] | None = None,  # None: they are asked for
    ) -> None:
        super().__init__(form)
        self._bridge, self._knows_learned = bridge, learned is not None
        self._own = {part.casefold() for name in names for part in WORD.findall(name)}
        self._own.update(word.casefold() for word in learned or ())
        self._marks: dict[QTextEdit, SpellingHighlighter] = {}
        for edit in form.findChildren(GrowingText):
            self._marks[edit] = SpellingHighlighter(edit)
            edit.installEventFilter(self)
            edit.viewport().installEventFilter(self)  # a real mouse reaches this, and never the edit
        bridge.work(self, speller).then(self._ready).otherwise(lambda _trouble: None)

    def _ready(self, found: Speller) -> None:
        self._show(found)
        if not self._knows_learned and self._bridge.may(Can.WRITE_NOTE):
            self._bridge.ask(self, writing_aids.learned).then(self._know)

    def _know(self, words: Iterable[str]) -> None:
        """Names of this chart are no mistakes, nor is what this person has taught it."""
        self._own.update(word.casefold() for word in words)
        self._show(speller())

    def _show(self, found: Speller) -> None:
        for edit, marks in self._marks.items():
            if shiboken6.isValid(edit):  # a page that went while the dictionary was read
                marks.speller, marks.own = found, self._own
                marks.rehighlight()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QContextMenuEvent):
            edit = watched if isinstance(watched, GrowingText) else watched.parent()
            if isinstance(edit, GrowingText):
                self._menu(edit, event)
                return True
        return super().eventFilter(watched, event)

    def _menu(self, edit: GrowingText, event: QContextMenuEvent) -> None:
        """The usual menu, with better words on top; suggestions come when they are ready."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        at = edit.textCursor() if by_key else edit.cursorForPosition(event.pos())
        menu = edit.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._offer_wording(menu, edit, at)
        self._offer_spelling(menu, edit, at)
        place = edit.mapToGlobal(edit.cursorRect().bottomLeft()) if by_key else event.globalPos()
        menu.popup(place)

    def _offer_wording(self, menu: QMenu, edit: GrowingText, at: QTextCursor) -> None:
        place = at.positionInBlock()
        for flag in files.wording().flags(at.block().text()):
            if flag.start <= place <= flag.start + flag.length:
                span = _span(edit, at, flag.start, flag.length)
                self._offer(menu, span, list(flag.say))
                return

    def _offer_spelling(self, menu: QMenu, edit: GrowingText, at: QTextCursor) -> None:
        marks = self._marks[edit]
        match = next(
            (m for m in WORD.finditer(at.block().text()) if m.start() <= at.positionInBlock() <= m.end()),
            None,
        )
        if marks.speller is None or match is None or marks.knows(match[0]):
            return
        span = _span(edit, at, match.start(), len(match[0]))
        first = menu.actions()[0]
        learn = menu.addAction(_("Learn \u201c{word}\u201d").format(word=match[0]))
        learn.triggered.connect(lambda: self._learn(match[0]))
        menu.insertAction(first, learn)
        self._bridge.work(menu, marks.speller.suggest, match[0]).then(
            lambda words: self._offer(menu, span, words)
        )

    def _learn(self, word: str) -> None:
        """For good: it returns with this person's next sign-in, and can be taken back."""
        plain = word.replace("\u2019", "'").removesuffix("'s")
        self._bridge.ask(self, writing_aids.learn, plain).then(lambda _none: self._know([plain]))

    @staticmethod
    def _offer(menu: QMenu, span: QTextCursor, words: list[str]) -> None:
        first = menu.actions()[0]
        for word in words:
            action = menu.addAction(word)
            action.triggered.connect(_replace(span, word))
            menu.insertAction(first, action)
        menu.insertSeparator(first)


def _replace(span: QTextCursor, word: str) -> Callable[[], None]:
    return lambda: span.insertText(word)  # undone with Ctrl+Z like anything typed


def _span(edit: QTextEdit, at: QTextCursor, start: int, length: int) -> QTextCursor:
    span = QTextCursor(edit.document())
    span.setPosition(at.block().position() + start)
    span.setPosition(at.block().position() + start + length, QTextCursor.MoveMode.KeepAnchor)
    return span
