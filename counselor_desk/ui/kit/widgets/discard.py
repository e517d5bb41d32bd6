"""Takes a widget out of its page for good, so that the page holds nothing of what it showed before."""

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

_leaving: QWidget | None = None


def discard(widget: QWidget) -> None:
    """Out of sight and out of its page at once; gone when whatever runs now has run.

    It waits in a widget that nobody sees: without any parent Python would delete it in the midst of
    its own signal, and in its old page `findChildren` would still find it.
    """
    global _leaving
    if _leaving is None or not isValid(_leaving):
        _leaving = QWidget()
    widget.hide()
    widget.setParent(_leaving)
    widget.deleteLater()
