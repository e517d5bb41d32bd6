"""What happens on a bug: a report without anybody's data, a window that says so, then the lock."""

import logging
import sys
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from counselor_desk.i18n import _
from counselor_desk.ui.entry import Entry, EntryPage

log = logging.getLogger("counselor_desk")


class CrashWindow(Entry):
    """Says that something broke, that nothing typed is lost, and how to go on."""

    def __init__(self, report: str, go_on: Callable[[], object]) -> None:
        super().__init__()
        self._report = report
        page = EntryPage(
            _("Something in the program broke"),
            _("The vault is locked, and what you typed before is in it. Unlock it to go on. The "
              "report below names places in the program and nothing of your clients."),
        )  # fmt: skip
        from PySide6.QtWidgets import QPlainTextEdit

        shown = QPlainTextEdit(report)
        shown.setReadOnly(True)
        shown.setMinimumHeight(180)
        page.add_field(_("Report"), shown)
        page.add_button(_("Go on"), go_on)
        self.turn_to(page)
        assert page.button is not None
        page.button.setFocus()


def report_of(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Frames and the kind of error: messages and values may hold a client's words."""
    frames = traceback.extract_tb(trace)
    places = [f"{_short(f.filename)}:{f.lineno} {f.name}" for f in frames]
    return "\n".join([kind.__name__, *places])


def _short(path: str) -> str:
    """From the package on: a folder may bear a person's name."""
    normal = path.replace("\\", "/")
    at = normal.rfind("/counselor_desk/")
    return normal[at + 1 :] if at >= 0 else normal.rpartition("/")[2]


def install(at_the_door: Callable[[], object]) -> None:
    """From now on a bug locks the vault and shows the window."""
    shown: list[CrashWindow] = []

    def hook(kind: type[BaseException], bug: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, bug, trace)
            return
        report = report_of(kind, trace)
        log.error("bug: %s", report)
        if not shown:
            QTimer.singleShot(0, lambda: _show(report, at_the_door, shown))

    sys.excepthook = hook


def _show(report: str, at_the_door: Callable[[], object], shown: list[CrashWindow]) -> None:
    for window in QApplication.topLevelWidgets():
        lock = getattr(window, "lock_quietly", None)
        if lock is not None:
            lock()
            window.close()

    def go_on() -> None:
        shown.clear()
        at_the_door()
        window.close()

    window = CrashWindow(report, go_on)
    shown.append(window)
    window.show()
