"""What happens on a bug: a report without anybody's data, a window that says so, then the lock."""

import sys
import threading
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from counselor_desk.core import logs
from counselor_desk.core.logs import ErrorReport, log, report_of
from counselor_desk.ui.kit.surviving import run_surviving

QUIET = frozenset({QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg})


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


def keep_quiet() -> None:
    """From now on neither the program nor a library nor Qt writes anybody's words to a log."""
    logs.install_log()
    qInstallMessageHandler(_qt_says)


def _on_a_thread(bug: threading.ExceptHookArgs) -> None:
    """Python would print the message, which may hold a client's words."""
    if bug.exc_type is not SystemExit:
        log.error("bug on a thread: %s", report_of(bug.exc_type, bug.exc_traceback))


def _in_passing(bug: "sys.UnraisableHookArgs") -> None:
    log.error("bug in passing: %s", report_of(bug.exc_type, bug.exc_traceback))


def _qt_says(kind: QtMsgType, _context: object, _words: str) -> None:
    """That it has said something: its words may name a file, or hold the text of a field."""
    if kind not in QUIET:
        log.warning("Qt: %s", ErrorReport(kind.name))


def _show(report: str, at_the_door: Callable[[], object], shown: list[QWidget]) -> None:
    for window in QApplication.topLevelWidgets():
        lock = getattr(window, "lock_quietly", None)
        if lock is not None:
            run_surviving(lock)
            run_surviving(window.close)

    def go_on() -> None:
        shown.clear()
        at_the_door()
        window.close()

    from counselor_desk.ui.shell.crash_window import CrashWindow

    window = CrashWindow(report, go_on)
    shown.append(window)
    window.show()
