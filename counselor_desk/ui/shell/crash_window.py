"""The window after a bug: what happened, without anybody's data, and the way to go on."""

from collections.abc import Callable

from PySide6.QtWidgets import QPlainTextEdit

from counselor_desk.core.i18n import _
from counselor_desk.ui.kit.calm_page import CalmWindow, EntryPage


class CrashWindow(CalmWindow):
    """Says that something broke, that nothing typed is lost, and how to go on."""

    def __init__(self, report: str, go_on: Callable[[], object]) -> None:
        super().__init__()
        page = EntryPage(
            _("Something went wrong in the program"),
            _(
                "The vault is locked, and what you typed before is in it. Unlock it to continue. "
                "The report below names places in the program and nothing about your clients."
            ),
        )
        shown = QPlainTextEdit(report)
        shown.setReadOnly(True)
        shown.setMinimumHeight(180)
        page.add_field(_("Report"), shown)
        page.add_button(_("Continue"), go_on)
        self.turn_to(page)
        assert page.button is not None
        page.button.setFocus()
