"""What stands on the screen, and what of it no language could change."""

import ast
import gzip
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QLocale, QModelIndex, Qt
from PySide6.QtGui import QAction, QKeySequence, QTextDocumentFragment
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)
from sqlalchemy import Enum, String, Text, select

from counselor_desk.core.resources import RESOURCES
from counselor_desk.desk.desk import Desk
from counselor_desk.domain.privacy.consent import TPO_PURPOSES
from counselor_desk.domain.privacy.program_closing import LABEL
from counselor_desk.records.base import Record
from counselor_desk.records.sealable import own_type
from tests.words import CLOSE, OPEN, ROOT

_TOLD = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
_APART = re.compile(r"[*,;:·•|()\[\]\n–—“”\"/+×=<>→↑↓…&~%?!]|\.(?:\s|$)|\s-\s|\s{2,}")
_TAG = re.compile(r"</?\w+[^<>]*>")
_WORD = re.compile(r"[^\W\d_]{2,}")
_CODE = re.compile(r"\d|\w[._]\w")  # 10.5, v2, phq9.total, clinic.cvault
# What a standard or a regulation calls it, in any language.
CITED = ("CFR", "CCR", "FHIR", "AMB", "value", "ABCDE-FGHJK")  # the last: how an invitation looks
LAW = re.compile(
    re.escape(LABEL)
    .replace(r"\{program\}", ".+?")
    .replace(r"\{authority\}", ".+?")
    .replace(r"\{day\}", r"\w+ \d+, \d+")
)
PRODUCT = ("Counselor Desk", "Qt", "SQLCipher", "SQLAlchemy", "ReportLab", "Argon2")


def texts(root: QWidget) -> Iterator[tuple[str, str]]:
    """Where and what: everything of a window that is read, heard or hovered over."""
    for widget in (root, *root.findChildren(QWidget)):
        if not widget.isVisibleTo(root) or widget.objectName().startswith("qt_"):
            continue
        place = f"{type(widget).__name__} {widget.objectName()}".strip()
        for text in (*_of(widget), _hint_of(widget), widget.accessibleName(), widget.accessibleDescription()):
            if text:
                yield place, text
    if root.isWindow():
        yield "window title", root.windowTitle()
    for action in root.findChildren(QAction):
        if action.isVisible():
            yield "menu", action.text().replace("&", "").partition("\t")[0]


def _hint_of(widget: QWidget) -> str:
    """A tool-tip as it is read: it is kept escaped."""
    return QTextDocumentFragment.fromHtml(widget.toolTip()).toPlainText()


def _of(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text().replace("&", "") if isinstance(widget, QAbstractButton) else widget.text()
    elif isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit):
        yield widget.placeholderText()  # what is typed is data
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(at) for at in range(widget.count()))
        yield widget.placeholderText()
    elif isinstance(widget, QTabBar):
        yield from (widget.tabText(at).replace("&", "") for at in range(widget.count()))
    elif isinstance(widget, QGroupBox | QMenu):
        yield widget.title()
    elif isinstance(widget, QAbstractItemView):
        yield from _cells(widget)


def _cells(view: QAbstractItemView) -> Iterator[str]:
    model, root = view.model(), QModelIndex()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(root)
    for across in (Qt.Orientation.Horizontal, Qt.Orientation.Vertical):
        count = columns if across is Qt.Orientation.Horizontal else model.rowCount(root)
        yield from (str(model.headerData(at, across) or "") for at in range(count))
    for row in range(min(model.rowCount(root), 60)):
        for column in range(columns):
            index = model.index(row, column)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                yield str(model.data(index, role) or "")


class Kept:
    """What is typed, named or defined: it stands on the screen as it is, in any language."""

    def __init__(self, desk: Desk | None = None) -> None:
        self.phrases = set(_defined())
        self.words = {*_of_locale(), *_keys(), *map(_plain, (*PRODUCT, *CITED))}
        self.phrases |= {_plain(QLocale(name).nativeLanguageName()) for name in ("en", "es")}
        if desk is not None:
            for column, text in desk.queue(lambda: list(_of_vault(desk._engine))).result():
                self.phrases |= {_plain(part) for part in (*_parts(text), text.replace(":", " "))}
                if "name" in column:  # people are called by first and last name, and by either
                    self.words |= set(_plain(text).split())

    def untold(self, text: str) -> list[str]:
        """The pieces that are neither told through a catalog nor kept somewhere."""
        before = ""
        while before != text:
            before, text = text, _TOLD.sub("\n", text)
        text = LAW.sub(" ", _TAG.sub(" ", text))
        if self.knows(text) or Path(text).is_absolute():
            return []
        return [piece.strip() for piece in _APART.split(text) if not self.knows(piece)]

    def knows(self, text: str) -> bool:
        plain = _plain(text)
        coded = [word for word in plain.split() if not _CODE.search(word)]
        left = " ".join(word for word in coded if word not in self.words)
        return not _WORD.search(left) or not self.phrases.isdisjoint((plain, " ".join(coded), left))


def _plain(text: str) -> str:
    return " ".join(text.replace("\u200b", "").casefold().split()).strip(" .,;:-…")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


@cache
def _defined() -> frozenset[str]:
    every = (*PRODUCT, *TPO_PURPOSES, *_resources(), *_of_sources())
    return frozenset(_plain(text) for text in every)


def _of_sources() -> frozenset[str]:
    """What the demonstration and the tour type, and what is said in the language of a form or paper."""
    found = set[str]()
    for path in (ROOT / "counselor_desk").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        parts = [tree] if {"demo", "tour"} & set(path.parts) else _by_language(tree)
        for node in (one for part in parts for one in ast.walk(part)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
                found |= set(_parts(node.value))  # a single word is a key more often than a text
                found |= set(_names_in_list(node.value))
    return frozenset(found)


def _names_in_list(text: str) -> Iterator[str]:
    """First and last name stand in two cells of a list that is read in."""
    for line in text.splitlines():
        yield from (f"{first} {last}" for first, last in pairwise(line.split(",")))


def _by_language(tree: ast.Module) -> list[ast.AST]:
    """Tables with a text for each language, "en" and "es"."""
    tables = [node for node in ast.walk(tree) if isinstance(node, ast.Dict)]
    return [t for t in tables if {"en", "es"} <= {getattr(key, "value", None) for key in t.keys}]


def _resources() -> frozenset[str]:
    """Words of definitions, handouts and code lists, each whole and line by line."""
    found = set[str]()
    for path in RESOURCES.rglob("*.toml"):
        found |= {part for text in _strings(tomllib.loads(path.read_text("utf-8"))) for part in _parts(text)}
    for path in (*RESOURCES.rglob("*.md"), *RESOURCES.rglob("*.txt")):
        found |= set(_parts(path.read_text("utf-8")))
    for path in RESOURCES.rglob("*.tsv.gz"):
        lines = set(_APART.split(gzip.decompress(path.read_bytes()).decode("utf-8").replace("\t", "|")))
        # A diagnosis of DSM-5's words is shown with what is special about its code.
        found |= lines | {f"with {line.partition(' with ')[2]}" for line in lines if " with " in line}
    return frozenset(found)


def _parts(text: str) -> Iterator[str]:
    yield text
    yield from text.splitlines()
    yield from _APART.split(text)


def _of_vault(engine: Any) -> Iterator[tuple[str, str]]:
    """Every string that somebody typed: columns of words of the program (enums) apart."""
    with engine.connect() as connection:
        for mapper in Record.registry.mappers:
            for column in mapper.columns:
                kind = own_type(column)
                if isinstance(kind, Enum):
                    continue
                if isinstance(kind, String | Text) or type(kind).__name__ == "JSON":
                    for value in connection.scalars(select(column).distinct()):
                        yield from ((column.key, text) for text in _strings(value))


def _of_locale() -> Iterable[str]:
    """Days, months and halves of the day are the locale's."""
    locale = QLocale()
    forms = (QLocale.FormatType.LongFormat, QLocale.FormatType.ShortFormat)
    days = [locale.dayName(day, form) for day in range(1, 8) for form in forms]
    months = [locale.monthName(month, form) for month in range(1, 13) for form in forms]
    return [_plain(word) for word in (*days, *months, locale.amText(), locale.pmText())]


def _keys() -> set[str]:
    names = ("Ctrl+Return", "Esc", "Alt+F4", "Shift+Tab", "PgUp", "PgDown", "Home", "End", "Del", "Backspace")
    told = [QKeySequence(name).toString(QKeySequence.SequenceFormat.NativeText) for name in names]
    return {_plain(part) for name in told for part in name.split("+")} | {"f1", "mb", "kb"}


def untold(kept: Kept, *roots: QWidget) -> set[str]:
    """Of these windows and of every other that is open."""
    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    return {
        f"{place}: {piece}"
        for root in dict.fromkeys((*roots, *windows))
        for place, text in texts(root)
        for piece in kept.untold(text)
    }
