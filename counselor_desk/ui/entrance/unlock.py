"""The door of a vault: who one is, and the passphrase that opens it."""

import importlib
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QLineEdit

from counselor_desk.core.i18n import _, ngettext
from counselor_desk.door.port import Door, OpenVault
from counselor_desk.ui.kit.background import Trouble
from counselor_desk.ui.kit.calm_page import CalmWindow, EntryPage
from counselor_desk.ui.kit.passphrase_field import CapsHint, NewPassphrase, SecretLine
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.options import give_room

LAST_PERSON = "unlock/person"


class UnlockWindow(CalmWindow):
    """Opens a vault that exists: by passphrase, or with the printed recovery key."""

    def __init__(self, door: Door, path: Path | None = None) -> None:
        super().__init__()
        self._door, self._path = door, path or door.recent()[0]
        self._asked_people = False
        self._passphrase = ""
        self._waiting: OpenVault | None = None
        self._throttle = QTimer(self)
        self._throttle.setInterval(500)
        self._throttle.timeout.connect(self._count_down)
        self._page = self._build()
        self.turn_to(self._page)

    def _build(self) -> EntryPage:
        page = EntryPage("Counselor Desk", self._path.stem if not self._door.is_demo else "")
        self.person = QComboBox()
        self.person.setObjectName("person")
        give_room(self.person)
        self.secret = SecretLine()
        self.caps = CapsHint(self.secret)
        page.add_field(_("Who are you?"), self.person)
        page.add_field(_("Passphrase"), self.secret)
        page.column.addWidget(self.caps)
        hint = self._door.hint()
        if hint:
            message = _("In the demonstration everyone's passphrase is: {words}")
            page.column.addWidget(text.small(message.format(words=hint)))
            self.secret.setText(hint)
        page.add_button(_("Unlock"), self._do_unlock)
        elsewhere = self._door.is_elsewhere(self._path)
        others = [] if elsewhere else [link(_("Use the recovery key"), self._ask_recovery_key, "recover")]
        if not self._door.is_demo:
            others.append(link(_("Join a clinic"), self._ask_invitation, "join"))
            others.append(link(_("Open another vault"), self._choose_vault, "another"))
            others.append(link(_("Create a vault"), self._make_vault, "new"))
            if elsewhere:
                others.append(link(_("Leave this clinic"), self._leave_clinic, "leave_clinic"))
            else:
                others.append(link(_("Restore a backup"), self._ask_backup, "restore"))
        page.add_links(*others)
        return page

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the names, and load the rest of the program while the passphrase is typed."""
        super().showEvent(event)
        if not self._asked_people:
            self._asked_people = True
            self._ask_people()
            QTimer.singleShot(150, self, self._load_the_rest)
        self.secret.setFocus()

    def _load_the_rest(self) -> None:
        self.aside.run(lambda: importlib.import_module("counselor_desk.ui.shell.window"), lambda module: None)

    def _ask_people(self) -> None:
        path = self._path
        self.aside.run(lambda: self._door.people(path), self._show_people, self.complain)

    def _show_people(self, names: list[str]) -> None:
        chosen = self.person.currentText() or str(QSettings().value(LAST_PERSON, ""))
        self.person.clear()
        for name in names:
            self.person.addItem(name, name)
        self.person.setCurrentIndex(max(0, self.person.findText(chosen)))

    def try_as(self, path: Path, sign_in: str, passphrase: str) -> None:
        """Fill the fields and go on, as a person would."""
        self._path = path
        if self.person.findText(sign_in) < 0:
            self.person.addItem(sign_in)
        self.person.setCurrentText(sign_in)
        self.secret.setText(passphrase)
        self._do_unlock()

    def _do_unlock(self) -> None:
        name, typed = self.person.currentText(), self.secret.text()
        if not name and self._door.is_elsewhere(self._path):
            self._page.banner.clear()
            self._ask_people()  # the clinic's computer did not answer before
            return
        if not typed:
            self._page.banner.say(_("Type your passphrase."))
            self.secret.setFocus()
            return
        if not self._page.button or not self._page.button.isEnabled():
            return
        self._page.banner.clear()
        self._page.wait(True, _("Opening"))
        self._passphrase = typed
        path = self._path
        self.aside.run(lambda: self._door.unlock(path, name, typed), self._came_in, self._refused)

    def _came_in(self, opened: OpenVault) -> None:
        self.secret.clear()
        if not opened.is_demo:
            QSettings().setValue(LAST_PERSON, self.person.currentText())
        if opened.must_change:
            self._waiting = opened
            self._ask_new_passphrase()
            return
        self._passphrase = ""
        self.opened.emit(opened)

    def _refused(self, trouble: Trouble) -> None:
        self._passphrase = ""
        self.complain(trouble)
        self.secret.selectAll()
        self.secret.setFocus()
        self._look_at_throttle()

    def _look_at_throttle(self) -> None:
        path, name = self._path, self.person.currentText()
        self.aside.run(lambda: self._door.wait_seconds(path, name), self._wait_for, lambda trouble: None)

    def _wait_for(self, seconds: float) -> None:
        self._left = seconds
        if seconds > 0:
            self._throttle.start()
            self._count_down()

    def _count_down(self) -> None:
        left = round(self._left)
        self._left -= 0.5
        button = self._page.button
        assert button is not None
        button.setEnabled(left <= 0)
        if left > 0:
            words = ngettext(
                "That did not open it. Try again in {n} second.",
                "That did not open it. Try again in {n} seconds.",
                left,
            )
            self._page.banner.say(words.format(n=left))
        else:
            self._throttle.stop()
            self._page.banner.clear()
            self.secret.setFocus()

    # The first time with a one-time passphrase

    def _ask_new_passphrase(self) -> None:
        page = EntryPage(
            _("Choose your own passphrase"),
            _("The one that you were given works only once. No one but you knows the new one."),
        )
        chosen = self._new_passphrase()
        page.column.addWidget(chosen)
        page.add_button(_("Continue"), lambda: self._change(chosen))
        assert page.button is not None
        page.button.setEnabled(False)
        chosen.ready.connect(page.button.setEnabled)
        self.turn_to(page)
        page.button.setEnabled(False)
        chosen.field.setFocus()

    def _new_passphrase(self) -> NewPassphrase:
        names = [self.person.currentText()]
        actor = self._waiting.desk.actor if self._waiting is not None else None
        if actor is not None:  # a one-time passphrase has opened it: the name is known
            names.append(actor.name)
        return NewPassphrase(lambda typed: self._door.judge(typed, *names), self._door.offer, self.aside)

    def _change(self, chosen: NewPassphrase) -> None:
        opened, old, new = self._waiting, self._passphrase, chosen.passphrase()
        assert opened is not None
        self.page().wait(True, _("Changing"))
        self.aside.run(
            lambda: self._door.change_passphrase(opened, old, new),
            lambda _done: self._changed(opened),
            self.complain,
        )

    def _changed(self, opened: OpenVault) -> None:
        self._passphrase, self._waiting = "", None
        self.opened.emit(opened)

    # Other ways in

    def _ask_recovery_key(self) -> None:
        page = EntryPage(
            _("Use the recovery key"),
            _(
                "Type the key that was printed when the vault was made, and choose a new "
                "passphrase for yourself."
            ),
        )
        key = QLineEdit()
        key.setObjectName("recovery_key")
        key.setPlaceholderText("ABCDE-FGHJK-…")
        page.add_field(_("Recovery key"), key)
        chosen = self._new_passphrase()
        page.column.addWidget(chosen)
        back = link(_("Back"), lambda: self.turn_to(self._page), "back")
        page.add_button(_("Unlock"), lambda: self._recover(key.text(), chosen), back)
        page.column.insertWidget(2, text.small(_("For: {name}").format(name=self.person.currentText())))
        self.turn_to(page)

    def _recover(self, key: str, chosen: NewPassphrase) -> None:
        if not chosen.is_ready():
            self.page().banner.say(_("Choose a passphrase and confirm it."))
            return
        path, name, new = self._path, self.person.currentText(), chosen.passphrase()
        self.page().wait(True, _("Opening"))
        self._passphrase = new  # an older sheet goes with the passphrase of now, which may be a one-time one
        self.aside.run(lambda: self._door.recover(path, key, name, new), self._came_in, self._not_recovered)

    def _not_recovered(self, trouble: Trouble) -> None:
        self._passphrase = ""
        self.complain(trouble)

    def _ask_backup(self) -> None:
        from counselor_desk.ui.entrance.restore_page import RestorePage

        self.turn_to(RestorePage(self, self._door, self._path, lambda: self.turn_to(self._page)))

    def _ask_invitation(self) -> None:
        from counselor_desk.ui.entrance.join_page import JoinPage

        joined = lambda path: self.turned.emit("unlock", path)  # noqa: E731
        self.turn_to(JoinPage(self, self._door, joined, lambda: self.turn_to(self._page)))

    def _leave_clinic(self) -> None:
        path = self._path
        gone = lambda _none: self.turned.emit("first_run", None)  # noqa: E731
        self.aside.run(lambda: self._door.leave_clinic(path), gone, self.complain)

    def _choose_vault(self) -> None:
        from counselor_desk.ui.kit import file_dialogs

        kinds = "Vault (*.db *.clinic)"
        chosen = file_dialogs.open_path(self, _("Open a vault"), str(self._path.parent), kinds)
        if chosen is None:
            return
        if self._door.is_elsewhere(chosen) != self._door.is_elsewhere(self._path):
            self.turned.emit("unlock", chosen)  # another door: the ways in are others
            return
        self._path = chosen
        self._page.words.setText(chosen.stem)
        self._page.words.show()
        self.turn_to(self._page)
        self._ask_people()

    def _make_vault(self) -> None:
        self.turned.emit("first_run", self._path)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closed between the one-time passphrase and the own one: the vault is locked again."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._door.lock(waiting)
        super().closeEvent(event)
