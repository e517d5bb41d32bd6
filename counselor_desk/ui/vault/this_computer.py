"""One's own passphrase bound to this computer, or free of it again."""

from counselor_desk.core.i18n import _
from counselor_desk.door.port import Door, OpenVault
from counselor_desk.ui.kit.passphrase_field import SecretLine
from counselor_desk.ui.kit.screen import Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.page import action


class ThisComputer(Group):
    """Says which it is, and changes it with the passphrase."""

    def __init__(self, screen: Screen, door: Door, opened: OpenVault) -> None:
        super().__init__(_("Only on this computer"))
        self._screen, self._door, self._opened = screen, door, opened
        self.said = text.quiet()
        self.secret = SecretLine("bind_passphrase")
        self.secret.setPlaceholderText(_("Your passphrase"))
        self.secret.setAccessibleName(_("Your passphrase"))
        self.secret.setFixedWidth(300)
        self.button = action("", self._do_change, name="bind_computer")
        self.add(self.said)
        self.add(side_by_side(self.secret, self.button))
        self._show()

    def _show(self) -> None:
        if self._door.is_bound(self._opened):
            self.button.setText(_("Let any computer open it"))
            self.said.setText(
                _(
                    "Your passphrase opens the vault on this computer alone. If its keyring loses "
                    "the second key, the recovery key or an administrator is the way in."
                )
            )
        else:
            self.button.setText(_("Bind it to this computer"))
            self.said.setText(
                _(
                    "A second key in this computer's keyring: a copy of the vault and your "
                    "passphrase are then not enough on another computer."
                )
            )
        self.secret.clear()

    def _do_change(self) -> None:
        bound, message = self._door.is_bound(self._opened), self.secret.text()
        change = self._door.unbind if bound else self._door.bind
        self.button.setEnabled(False)
        self._screen.work(change, self._opened, message).then(lambda _none: self._changed()).afterwards(
            lambda: self.button.setEnabled(True)
        )

    def _changed(self) -> None:
        self._show()
        self._screen.page.banner.say(_("Changed, from the next sign-in on."), "ok")
