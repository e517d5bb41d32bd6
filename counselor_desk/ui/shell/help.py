"""Help: the keys that work here and everywhere, what to do when something is wrong, the version."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QLibraryInfo

from counselor_desk import __version__
from counselor_desk.core.i18n import _
from counselor_desk.ui.kit import platform
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.platform import Key, Keys
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets.facts import Group, KeyValue

EVERYWHERE: tuple[tuple[Keys, str], ...] = (
    ("Ctrl+K", _("Find a client or a command")),
    ("Ctrl+1", _("Go to the first place at the side, and so on to 9")),
    ("F6", _("From the places to the top bar to the page")),
    ("Esc", _("A step back")),
    (Key.Print, _("Print what is shown")),
    ("Ctrl+L", _("Lock; what is typed is saved")),
    (Key.Preferences, _("Settings")),
    (Key.HelpContents, _("This page")),
    (Key.Quit, _("Quit")),
)
TYPING = (
    (_("Arrows, Enter"), _("Walk through a list, open what is marked")),
    (_("A letter"), _("In a list: to the next line that begins with it")),
    (_("Digits, arrows"), _("Choose among answers shown as buttons; Backspace clears it")),
    (_("A date"), _("As you like: 3/14, 14 Mar, today, yesterday, +7")),
    (_("A time"), _("14:30 or 2:30 pm")),
    (_(";word and Tab"), _("Inserts the text saved under that word")),
)
WRONG = (
    (
        _("Did I save it?"),
        _('Yes. Every word is in the vault within two seconds; "Saved" at the top says when.'),
    ),
    (_("It locked"), _("Nothing is lost. Sign in again, and open what you were writing.")),
    (
        _("Put away by mistake"),
        _("Press Undo at the foot of the window. Drafts stay in the bin for 30 days."),
    ),
    (
        _("Passphrase forgotten"),
        _("An administrator gives you a new one. The printed recovery key opens the vault when no one can."),
    ),
    (_("Signed with a mistake"), _("Add an addendum. A signed text stays as it was signed.")),
    (_("In the wrong chart"), _("Ask your supervisor to mark it as entered in error.")),
)


class Help(Screen):
    """open(here=[(keys, title)]): what the page before offers, with its keys."""

    title = _("Help")
    in_navigation = False
    icon = "info"
    everywhere = ((_("Help and keys"), {}),)

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.page.secondary(_("Back"), lambda: self.go("back"), "Esc", "back")
        self.here = KeyValue()
        self.here_group = Group(_("On the page you came from"), self.here)
        self.page.add(self.here_group)
        self.page.add(Group(_("Everywhere"), KeyValue(_everywhere())))
        self.page.add(Group(_("In lists and fields"), KeyValue(TYPING)))
        self.page.add(Group(_("When something is wrong"), KeyValue(WRONG)))
        self.about = Group(_("About Counselor Desk"), KeyValue(self._about()))
        self.page.add(self.about)

    def open(self, **where: Any) -> None:
        listed: Sequence[tuple[str, str]] = where.get("here", ())
        self.here.show_pairs([(keys, title) for keys, title in listed if keys])
        self.here_group.setVisible(any(keys for keys, _title in listed))
        if where.get("part") == "about":
            self.page.reveal(self.about)
        else:
            self.page.to_top()

    def _about(self) -> list[tuple[str, str]]:
        opened = self.bridge.opened
        return [
            (_("Version"), __version__),
            (_("Vault"), str(opened.path) if opened is not None else ""),
            (_("License"), _("MIT. Free to use, to change and to pass on.")),
            (
                _("Made with"),
                f"Qt {QLibraryInfo.version().toString()}, SQLCipher, SQLAlchemy, ReportLab, Argon2",
            ),
            (_("Network"), _("None. Nothing leaves this computer unless you print or save it.")),
        ]


def _everywhere() -> list[tuple[str, str]]:
    rows = [(platform.name_of_keys(keys), title) for keys, title in EVERYWHERE]
    if not platform.lives_without_windows():
        rows.insert(1, (_("Alt, held"), _("Shows a letter on each button and field; press it")))
    return [row for row in rows if row[0]]


SCREEN = Help
