"""Help: the keys that work here and everywhere, what to do when something is wrong, the version."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QLibraryInfo

from counselor_desk import __version__
from counselor_desk.core.i18n import LazyText, _, lazy
from counselor_desk.ui.kit import platform
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.platform import Key, Keys
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets.facts import Group, KeyValue

EVERYWHERE: tuple[tuple[Keys, LazyText], ...] = (
    ("Ctrl+K", lazy("Find a client or a command")),
    ("Ctrl+1", lazy("Go to the first place at the side, and so on to 9")),
    ("F6", lazy("From the places to the top bar to the page")),
    ("Esc", lazy("A step back")),
    (Key.Print, lazy("Print what is shown")),
    ("Ctrl+L", lazy("Lock; what is typed is saved")),
    (Key.Preferences, lazy("Settings")),
    (Key.HelpContents, lazy("This page")),
    (Key.Quit, lazy("Quit")),
)
TYPING = (
    (lazy("Arrows, Enter"), lazy("Walk through a list, open what is marked")),
    (lazy("A letter"), lazy("In a list: to the next line that begins with it")),
    (lazy("Digits, arrows"), lazy("Choose among answers shown as buttons; Backspace clears it")),
    (lazy("A date"), lazy("Any of: 3/14, Mar 14, today, yesterday, +7")),
    (lazy("A time"), lazy("2:30 PM or 14:30")),
    (lazy(";word and Tab"), lazy("Inserts the text saved under that word")),
)
WRONG = (
    (
        lazy("Did I save it?"),
        lazy(
            "Yes. Every word of a note, plan or form is in the vault two seconds after the last key; "
            "“Saved” at the top says when."
        ),
    ),
    (
        lazy("I left a form half done"),
        lazy(
            "It is on Today under To finish, until you save it or press “Discard it” above its "
            "questions. Esc and locking discard nothing. A passphrase is saved nowhere."
        ),
    ),
    (lazy("It locked"), lazy("Nothing is lost. Sign in again, and open what you were writing.")),
    (
        lazy("Archived by mistake"),
        lazy("Press Undo at the bottom of the window. Drafts stay in the trash for 30 days."),
    ),
    (
        lazy("Passphrase forgotten"),
        lazy(
            "An administrator gives you a new one. The printed recovery key opens the vault when no one can."
        ),
    ),
    (lazy("Signed with a mistake"), lazy("Add an addendum. A signed text stays as it was signed.")),
    (
        lazy("In the wrong chart"),
        lazy(
            "In that chart choose “Something is in the wrong chart”: a draft or a booking you move yourself, "
            "what is signed your supervisor."
        ),
    ),
    (
        lazy("Two charts of one person"),
        lazy("A supervisor merges them, under “Charts of one person”. It can be undone."),
    ),
)


class Help(Screen):
    """open(here=[(keys, title)]): what the page before offers, with its keys."""

    title = lazy("Help")
    in_navigation = False
    icon = "info"
    everywhere = ((lazy("Help and keys"), {}),)

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.page.secondary(_("Back"), lambda: self.go("back"), "Esc", "back")
        self.here = KeyValue()
        self.here_group = Group(_("On the page you came from"), self.here)
        self.page.add(self.here_group)
        self.page.add(Group(_("Everywhere"), KeyValue(_everywhere())))
        self.page.add(Group(_("In lists and fields"), KeyValue(_in_words(TYPING))))
        self.page.add(Group(_("When something is wrong"), KeyValue(_in_words(WRONG))))
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


def _in_words(pairs: Sequence[tuple[LazyText, LazyText]]) -> list[tuple[str, str]]:
    return [(str(head), str(words)) for head, words in pairs]


def _everywhere() -> list[tuple[str, str]]:
    rows = [(platform.name_of_keys(keys), str(title)) for keys, title in EVERYWHERE]
    if not platform.lives_without_windows():
        rows.insert(1, (_("Alt, held"), _("Shows a letter on each button and field; press it")))
    return [row for row in rows if row[0]]


SCREEN = Help
