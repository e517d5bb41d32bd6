"""Tool-tips as the pointer shows them, and a file that says whether any word has opened it."""

import ctypes
import os
import struct
import sys
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QToolTip, QWidget

IN_OPEN = 0x20
ROWS = 40  # of a list: as many as a person scrolls through


class Bait:
    """A file, and whether anybody has opened it (inotify)."""

    def __init__(self, folder):
        self.path = folder / "bait.png"
        self.path.write_bytes(b"not a picture")
        self.words = f'<img src="file://{self.path}"><b>x</b>'
        self._libc = ctypes.CDLL(None)
        self._watch = self._libc.inotify_init1(os.O_NONBLOCK)
        self._libc.inotify_add_watch(self._watch, os.fsencode(self.path), IN_OPEN)

    def opened(self):
        try:
            return len(os.read(self._watch, 4096)) // struct.calcsize("iIII")
        except BlockingIOError:
            return 0

    def close(self):
        os.close(self._watch)


@contextmanager
def baited(folder):
    if not sys.platform.startswith("linux"):
        pytest.skip("inotify says whether a file was opened")
    laid = Bait(folder)
    try:
        yield laid
    finally:
        laid.close()


def is_hint(widget):
    return widget.metaObject().className() == "QTipLabel"


def hints(root):
    """What every tool-tip under here says when the pointer rests there; each is drawn."""
    found = [_rest_on(w, w.rect().center()) for w in root.findChildren(QWidget) if w.toolTip()]
    for view in root.findChildren(QAbstractItemView):
        model = view.model()
        for row in range(min(model.rowCount(), ROWS) if model is not None else 0):
            found.append(_rest_on(view.viewport(), view.visualRect(model.index(row, 0)).center()))
    return "\n".join(found)


def _rest_on(widget, at):
    QToolTip.hideText()
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
    for top in filter(is_hint, QApplication.topLevelWidgets()):
        top.grab()
    return QToolTip.text()
