"""The first hour: makes a vault, shows the recovery key until it is typed back, or opens one."""

import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QTimer
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QCheckBox, QLineEdit

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.door.port import Door, NewVault, OpenVault
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.calm_page import CalmWindow, EntryPage
from counselor_desk.ui.kit.clipboard import copy_words
from counselor_desk.ui.kit.passphrase_field import NewPassphrase
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.paper.recovery_sheet import SAVED, RecoverySheet

CLIPBOARD_MS = 30_000


class FirstRun(CalmWindow):
    """Welcome, clinic, passphrase, recovery key: four short pages."""

    def __init__(self, door: Door, came_from: Path | None = None) -> None:
        """`came_from` is the vault at whose door the person stood before."""
        super().__init__()
        self._door, self._came_from = door, came_from
        self._path = door.default_path()
        self._opened: OpenVault | None = None
        self._sheet: RecoverySheet | None = None
        self._welcome = self._build_welcome()
        self._clinic = self._build_clinic()
        self._secret = self._build_secret()
        self.turn_to(self._welcome)

    def _build_welcome(self) -> EntryPage:
        page = EntryPage(
            _("Welcome"),
            _(
                "Counselor Desk keeps the records of your clients on this computer, encrypted, "
                "and nowhere else."
            ),
        )
        before = self._came_from
        back = link(_("Back"), lambda: self.turned.emit("unlock", before), "back") if before else None
        page.add_button(_("Create a vault"), lambda: self.turn_to(self._clinic), back)
        page.add_links(
            link(_("Join a clinic"), self._ask_invitation, "join"),
            link(_("Open an existing vault"), self._open_existing, "open"),
            link(_("Restore a backup"), self._ask_backup, "restore"),
            link(_("Open an archive"), self._ask_archive, "archive"),
            link(_("Try the demonstration"), self._start_demo, "demo"),
        )
        return page

    def _ask_backup(self) -> None:
        from counselor_desk.ui.entrance.restore_page import RestorePage

        page = RestorePage(self, self._door, self._path, lambda: self.turn_to(self._welcome))
        self.turn_to(page)

    def _ask_invitation(self) -> None:
        from counselor_desk.ui.entrance.join_page import JoinPage

        joined = lambda path: self.turned.emit("unlock", path)  # noqa: E731
        self.turn_to(JoinPage(self, self._door, joined, lambda: self.turn_to(self._welcome)))

    def _ask_archive(self) -> None:
        from counselor_desk.ui.kit import file_dialogs

        chosen = file_dialogs.open_path(
            self, _("Open an archive"), str(self._path.parent), _("Archive (*.cvault)")
        )
        if chosen is not None:
            self.unpack(chosen)

    def unpack(self, archive: Path) -> None:
        """Make the vault of a portable archive instead of an empty one."""
        from counselor_desk.ui.entrance.archive_page import ArchivePage

        back = lambda: self.turn_to(self._welcome)  # noqa: E731
        self.turn_to(ArchivePage(self, self._door, archive, self._unpacked, back))

    def _unpacked(self, made: tuple[OpenVault, str]) -> None:
        self._path = made[0].path
        self._show_sheet(made)

    def _build_clinic(self) -> EntryPage:
        page = EntryPage(
            _("Your clinic"), _("It is printed on your documents. All of this can be changed later.")
        )
        self.clinic, self.name, self.sign_in = QLineEdit(), QLineEdit(), QLineEdit()
        for field, key in ((self.clinic, "clinic"), (self.name, "name"), (self.sign_in, "sign_in")):
            field.setObjectName(key)
        page.add_field(_("Clinic"), self.clinic)
        page.add_field(
            _("Your name"),
            self.name,
            _("You become the first administrator: you add the people and look after the vault."),
        )
        page.add_field(_("Your sign-in name"), self.sign_in, _("Short: you choose it each day."))
        self.name.textEdited.connect(self._suggest_sign_in)
        self._place = text.small(str(self._path))
        self._place_warning = text.warning()
        page.column.addSpacing(look.TIGHT)
        page.column.addWidget(text.label(_("Where the vault is kept")))
        page.column.addWidget(self._place)
        page.column.addWidget(self._place_warning)
        page.column.addWidget(link(_("Choose another place"), self._choose_place, "place"))
        back = link(_("Back"), lambda: self.turn_to(self._welcome), "back")
        page.add_button(_("Continue"), self._do_clinic, back)
        return page

    def _build_secret(self) -> EntryPage:
        page = EntryPage(
            _("Your passphrase"),
            _(
                "It opens the vault each day. No one can look it up, and it can't be reset by mail: "
                "the recovery key on the next page is the only other way in."
            ),
        )
        self.chosen = NewPassphrase(self._judge, self._door.offer, self.aside)
        page.column.addWidget(self.chosen)
        page.begin_at(self.chosen)
        self.this_computer = QCheckBox(_("Open on this computer only"))
        text.explain(
            self.this_computer, _("A second secret in this computer's keychain is asked for as well.")
        )
        page.column.addSpacing(look.TIGHT)
        page.column.addWidget(self.this_computer)
        back = link(_("Back"), lambda: self.turn_to(self._clinic), "back")
        page.add_button(_("Create the vault"), self._do_make, back)
        return page

    def _judge(self, typed: str) -> str:
        return self._door.judge(typed, self.sign_in.text(), self.name.text(), self.clinic.text())

    def _suggest_sign_in(self, name: str) -> None:
        first = name.split()[0].lower() if name.split() else ""
        if not self.sign_in.isModified():
            self.sign_in.setText("".join(c for c in first if c.isalnum()))

    def _choose_place(self) -> None:
        from counselor_desk.ui.kit import file_dialogs as ask

        chosen = ask.save_path(self, _("Where to keep the vault"), str(self._path), "Vault (*.db)")
        if chosen is not None:
            self._path = chosen.with_suffix(".db")
            self._place.setText(str(self._path))
            path = self._path
            self.aside.run(lambda: self._door.warn_of_place(path), self._place_warning.setText)

    def _do_clinic(self) -> None:
        for field, words in (
            (self.clinic, _("Type the name of the clinic.")),
            (self.name, _("Type your name.")),
            (self.sign_in, _("Choose a name to sign in with.")),
        ):
            if not field.text().strip():
                self._clinic.banner.say(words)
                field.setFocus()
                return
        self.turn_to(self._secret)

    def _do_make(self) -> None:
        if not self.chosen.is_ready():
            self._secret.banner.say(
                self.chosen.verdict.text()
                if self.chosen.again.text() == self.chosen.passphrase()
                else _("The passphrases do not match. Type it a second time.")
            )
            return
        new = NewVault(
            path=self._path,
            clinic=self.clinic.text().strip(),
            administrator=self.name.text().strip(),
            sign_in=self.sign_in.text().strip(),
            passphrase=self.chosen.passphrase(),
            this_computer_only=self.this_computer.isChecked(),
        )
        self._secret.wait(True, _("Creating the vault"))
        self.aside.run(lambda: self._door.create(new), self._made, self.complain)

    def _made(self, made: tuple[OpenVault, str]) -> None:
        self.chosen.field.clear()
        self.chosen.again.clear()
        self._show_sheet(made)

    def _show_sheet(self, made: tuple[OpenVault, str]) -> None:
        self._opened, key = made
        self._sheet = RecoverySheet(self._path.stem, key, self._door.sheet_signs(self._opened))
        self.turn_to(self._build_recovery(self._sheet))

    def _build_recovery(self, sheet: RecoverySheet) -> EntryPage:
        page = EntryPage(
            _("The recovery key"),
            _(
                "If every passphrase is forgotten, this key opens the vault. Print it and keep "
                "it with what must not be lost, never next to the computer."
            ),
        )
        shown = text.Text(sheet.lines, 1.25, QFont.Weight.DemiBold, self.foregroundRole()).selectable()
        shown.setObjectName("shown_key")
        page.column.addWidget(shown)
        page.column.addWidget(text.small(_("Its signs: {signs}").format(signs=sheet.signs)))
        page.column.addWidget(
            side_by_side(
                link(_("Print"), lambda: sheet.print_from(self), "print_key"),
                link(_("Save as a file"), lambda: self._save_key(sheet), "save_key"),
                link(_("Copy"), lambda: self._copy_key(sheet.key), "copy_key"),
            )
        )
        self.typed = QLineEdit()
        self.typed.setObjectName("typed_key")
        page.add_field(_("Type it back"), self.typed, _("From the paper, to prove that it can be read."))
        page.add_button(_("Open the vault"), self._do_prove)
        return page

    def _do_prove(self) -> None:
        opened, typed = self._opened, self.typed.text()
        assert opened is not None
        self.page().wait(True, _("Trying it"))
        self.aside.run(lambda: self._door.is_recovery_key(opened, typed), self._proved, self.complain)

    def _proved(self, right: bool) -> None:
        self.page().wait(waiting=False)
        if not right:
            self.complain(Refused(_("This is not the key above. Compare it letter by letter.")))
            self.typed.setFocus()
            return
        opened, self._opened, self._sheet = self._opened, None, None
        self.opened.emit(opened)

    def _save_key(self, sheet: RecoverySheet) -> None:
        try:
            if sheet.save_from(self):
                self.page().banner.say(str(SAVED), "ok")
        except Refused as refused:
            self.complain(refused)

    def _copy_key(self, key: str) -> None:
        clipboard = QGuiApplication.clipboard()
        copy_words(key)

        def forget() -> None:
            if clipboard.text() == key:
                clipboard.clear()

        QTimer.singleShot(CLIPBOARD_MS, self, forget)

    def _open_existing(self) -> None:
        from counselor_desk.ui.kit import file_dialogs

        chosen = file_dialogs.open_path(self, _("Open a vault"), str(self._path.parent), "Vault (*.db)")
        if chosen is not None:
            self.turned.emit("unlock", chosen)

    def _start_demo(self) -> None:
        """In a process of its own: the demonstration and a real vault never meet."""
        frozen = getattr(sys, "frozen", False)
        words = ["--demo"] if frozen else ["-m", "counselor_desk", "--demo"]
        QProcess.startDetached(sys.executable, words)

    def closeEvent(self, event: object) -> None:
        """Closed before the key was typed back: the vault is there and locked."""
        opened, self._opened = self._opened, None
        if opened is not None:
            self._door.lock(opened)
        super().closeEvent(event)  # type: ignore[arg-type]
