"""Goes on past a bug, where there is nobody who could go back."""

from collections.abc import Callable

from counselor_desk.core.logs import log, report_of


def run_surviving(act: Callable[[], object]) -> None:
    """Do it on the way out: a bug in one place keeps no other's words, and never the vault open."""
    try:
        act()
    except Exception as bug:  # noqa: BLE001  written down; there is nobody who could go back
        log.error("bug in passing: %s", report_of(type(bug), bug.__traceback__))
