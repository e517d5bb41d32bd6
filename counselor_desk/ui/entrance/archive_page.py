"""A vault made of a portable archive: what opens it, what it holds, whose it becomes."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QComboBox

from counselor_desk.core.i18n import _
from counselor_desk.door.port import ArchiveRow, Door, NewVault, OpenVault
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.calm_page import CalmWindow, EntryPage
from counselor_desk.ui.kit.passphrase_field import NewPassphrase, SecretLine
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.options import give_room


class ArchivePage(EntryPage):
    """Asks for what opens the archive and reads it through before anything is made."""

    def __init__(
        self,
        window: CalmWindow,
        door: Door,
        archive: Path,
        made: Callable[[tuple[OpenVault, str]], object],
        back: Callable[[], object],
    ) -> None:
        super().__init__(
            _("Open an archive"),
            _("It becomes a separate vault. The archive stays as it is, and no vault here is changed."),
        )
        self.entry, self.door, self._archive = window, door, archive
        self.made, self.back = made, back
        self.column.addWidget(text.label(_("Archive")))
        self.column.addWidget(text.small(archive.name))
        self.secret = SecretLine("archive_secret")
        self.add_field(_("Its passphrase"), self.secret, _("Or the recovery key that was printed for it."))
        self.add_button(_("View contents"), self._look, link(_("Back"), back, "back"))

    def _look(self) -> None:
        message = self.secret.text()
        if not message:
            self.banner.say(_("Type the passphrase of the archive."))
            return
        self.wait(True, _("Reading it through"))
        self.entry.aside.run(
            lambda: self.door.read_archive(self._archive, message), self._found, self.entry.complain
        )

    def _found(self, row: ArchiveRow) -> None:
        message = self.secret.text()
        self.secret.clear()
        self.entry.turn_to(FoundPage(self, row, message))


class FoundPage(EntryPage):
    """What is in the archive, who one is, a passphrase and a place: then the vault is made."""

    def __init__(self, before: ArchivePage, row: ArchiveRow, secret: str) -> None:
        held = ", ".join(f"{words.COUNTED.get(name, name)}: {count:,}" for name, count in row.counts.items())
        super().__init__(
            _("Make a vault of it"),
            _("Made {when}. {held}.").format(when=words.moment(row.made_at), held=held),
        )
        window, door = before.entry, before.door
        self._window, self._door, self._row, self._secret = window, door, row, secret
        self._made = before.made
        self._path = _free(door.default_path().with_stem(row.path.stem))
        self.person = QComboBox()
        self.person.setObjectName("person")
        self.person.addItems(list(row.administrators))
        give_room(self.person)
        self.add_field(
            _("Who are you?"),
            self.person,
            _("An administrator. Colleagues get new one-time passphrases from you afterwards."),
        )
        self.chosen = NewPassphrase(
            lambda typed: door.judge(typed, self.person.currentText()), door.offer, window.aside
        )
        self.column.addWidget(self.chosen)
        self._place = text.small(str(self._path))
        self._warning = text.warning()
        self.column.addSpacing(look.TIGHT)
        self.column.addWidget(text.label(_("Where the vault is kept")))
        self.column.addWidget(self._place)
        self.column.addWidget(self._warning)
        self.column.addWidget(link(_("Choose another place"), self._choose_place, "place"))
        self.add_button(_("Create the vault"), self._make, link(_("Back"), before.back, "back"))
        if not row.administrators:
            self.banner.say(_("This archive has no administrator. Ask for another archive."))

    def _choose_place(self) -> None:
        from counselor_desk.ui.kit import file_dialogs

        chosen = file_dialogs.save_path(
            self, _("Where to keep the vault"), str(self._path), _("Vault (*.db)")
        )
        if chosen is not None:
            self._path = chosen.with_suffix(".db")
            self._place.setText(str(self._path))
            path = self._path
            self._window.aside.run(lambda: self._door.warn_of_place(path), self._warning.setText)

    def _make(self) -> None:
        if not self.chosen.is_ready():
            self.banner.say(
                self.chosen.verdict.text()
                if self.chosen.again.text() == self.chosen.passphrase()
                else _("The passphrases do not match. Type it a second time.")
            )
            return
        who = self.person.currentText()
        new = NewVault(self._path, "", who, who, self.chosen.passphrase())
        self.wait(True, _("Creating the vault"))
        self._window.aside.run(
            lambda: self._door.unpack(self._row.path, self._secret, new),
            self._came,
            self._window.complain,
        )

    def _came(self, made: tuple[OpenVault, str]) -> None:
        self._secret = ""
        self.chosen.field.clear()
        self.chosen.again.clear()
        self._made(made)


def _free(path: Path) -> Path:
    """The first name beside it that no file has."""
    number, tried = 2, path
    while tried.exists():
        tried, number = path.with_stem(f"{path.stem}-{number}"), number + 1
    return tried
