"""What happens on a bug: a report without anybody's data, a window that says so, then the lock."""

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

log = logging.getLogger("counselor_desk")


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
    shown: list[QWidget] = []

    def hook(kind: type[BaseException], bug: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, bug, trace)
            return
        report = report_of(kind, trace)
        log.error("bug: %s", report)
        if not shown:
            QTimer.singleShot(0, lambda: _show(report, at_the_door, shown))

    sys.excepthook = hook
    threading.excepthook = _on_a_thread
    sys.unraisablehook = _in_passing


def _on_a_thread(bug: threading.ExceptHookArgs) -> None:
    """Python would print the message, which may hold a client's words."""
    if bug.exc_type is not SystemExit:
        log.error("bug on a thread: %s", report_of(bug.exc_type, bug.exc_traceback))


def _in_passing(bug: "sys.UnraisableHookArgs") -> None:
    log.error("bug in passing: %s", report_of(bug.exc_type, bug.exc_traceback))


def _show(report: str, at_the_door: Callable[[], object], shown: list[QWidget]) -> None:
    for window in QApplication.topLevelWidgets():
        lock = getattr(window, "lock_quietly", None)
        if lock is not None:
            lock()
            window.close()

    def go_on() -> None:
        shown.clear()
        at_the_door()
        window.close()

    from counselor_desk.ui.crash_window import CrashWindow

    window = CrashWindow(report, go_on)
    shown.append(window)
    window.show()
