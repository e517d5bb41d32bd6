"""A one-time passphrase until it is handed over: read, copied, and gone only when one says so."""

from counselor_desk.core.i18n import _
from counselor_desk.ui.kit.clipboard import copy_words
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.page import action


class OncePassphrase(Group):
    """Stays above the people while others are added; no key and no other page takes it away unread."""

    def __init__(self) -> None:
        super().__init__(_("One-time passphrase"))
        self._told = text.body()
        self.words = text.strong().selectable()
        self.words.setObjectName("once")
        self._copy = action(_("Copy"), self._do_copy, name="copy_once")
        self._done = action(_("I have given it to them"), self._do_done, name="once_given")
        self.add(self._told)
        self.add(self.words)
        self.add(side_by_side(self._copy, self._done))
        self.hide()

    def say(self, sign_in: str, once: str) -> None:
        """Show what a colleague signs in with the first time; the keyboard stays where it is."""
        self._told.setText(
            _(
                "Give this to your colleague: sign in as {name} with this passphrase. It has to be "
                "changed at the first sign-in and is not shown again."
            ).format(name=sign_in)
        )
        self.words.setText(once)
        self.show()

    def _do_copy(self) -> None:
        copy_words(self.words.text())

    def _do_done(self) -> None:
        self.words.setText("")
        self.hide()
