"""A backup put in the place of a vault that does not open: which one, who one is, go on."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QComboBox

from counselor_desk.core.i18n import _, ngettext
from counselor_desk.door.port import BackupRow, Door, OpenVault, SalvageReport
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.calm_page import CalmWindow, EntryPage
from counselor_desk.ui.kit.passphrase_field import SecretLine
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.options import give_room


class RestorePage(EntryPage):
    """Shows dates and counts first; the file that is there now is kept beside."""

    def __init__(self, window: CalmWindow, door: Door, path: Path, back: Callable[[], object]) -> None:
        super().__init__(
            _("Restore a backup"),
            _("For a vault that is damaged or gone. The file that is there now is kept beside it."),
        )
        self._window, self._door, self._path = window, door, path
        self._rows: list[BackupRow] = []
        self.which, self.person, self.secret = QComboBox(), QComboBox(), SecretLine()
        self.which.setObjectName("backup")
        self.person.setObjectName("person")
        self.person.setEditable(False)
        for box in (self.which, self.person):
            give_room(box)
        self.add_field(_("Backup"), self.which)
        self.holds = text.small("")
        self.column.addWidget(self.holds)
        self.add_field(_("Who are you?"), self.person)
        self.add_field(_("Passphrase, today's or of that day"), self.secret)
        self.add_button(_("Restore"), self._do_restore, link(_("Back"), back, "back"))
        self.add_links(
            link(_("Choose a backup from a USB stick"), self._choose, "choose_backup"),
            link(_("Save what can be read of the damaged vault"), self._do_salvage, "salvage"),
        )
        self.rescued = text.small("")
        self.column.addWidget(self.rescued)
        self.which.currentIndexChanged.connect(self._show)
        window.aside.run(lambda: door.backups(path), self.offer, window.complain)

    def offer(self, rows: list[BackupRow]) -> None:
        """The newest first, and it is chosen."""
        self._rows = [*rows, *self._rows]
        self.which.clear()
        for row in self._rows:
            message = words.capital(words.moment(row.taken_at))
            read = _("{when}, read from the damaged vault").format(when=message)
            self.which.addItem(read if row.why == "salvage" else message)
        if not self._rows:
            self.banner.say(
                _(
                    "There is no backup next to this vault. Choose one from a USB stick, or save what "
                    "can be read of the damaged file."
                )
            )
            self._window.aside.run(
                lambda: self._door.people(self._path), self._show_people, self._window.complain
            )

    def _show(self, at: int) -> None:
        if not 0 <= at < len(self._rows):
            return
        row = self._rows[at]
        held = ", ".join(f"{words.COUNTED.get(name, name)}: {count:,}" for name, count in row.counts.items())
        self.holds.setText(f"{held}. {row.path.name}")
        self._window.aside.run(lambda: self._door.people(row.path), self._show_people, self._window.complain)

    def _show_people(self, names: list[str]) -> None:
        chosen = self.person.currentText()
        self.person.clear()
        self.person.addItems(names)
        self.person.setCurrentIndex(max(0, self.person.findText(chosen)))

    def _choose(self) -> None:
        from counselor_desk.ui.kit import file_dialogs

        chosen = file_dialogs.open_path(
            self, _("Choose a backup"), str(self._path.parent), _("Backup (*.backup)")
        )
        if chosen is not None:
            self._window.aside.run(lambda: [self._door.backup_at(chosen)], self.offer, self._window.complain)

    def _do_salvage(self) -> None:
        """Whoever can open the vault may: nothing of it is changed, and nothing is shown."""
        name, message = self.person.currentText(), self.secret.text()
        if not name or not message:
            self.banner.say(_("Choose who you are and type your passphrase; then save it."))
            self.secret.setFocus()
            return
        self.banner.clear()
        self.wait(True, _("Reading what can be read"))
        self._window.aside.run(
            lambda: self._door.salvage(self._path, name, message),
            self._saved,
            self._window.complain,
        )

    def _saved(self, salvage_report: SalvageReport) -> None:
        self.wait(False)
        self.offer([salvage_report.row])
        self.rescued.setText("\n".join(_rescue_lines(salvage_report)))

    def _do_restore(self) -> None:
        at = self.which.currentIndex()
        if not 0 <= at < len(self._rows):
            return
        row, name, message = self._rows[at], self.person.currentText(), self.secret.text()
        self.wait(True, _("Reading it through"))
        self._window.aside.run(
            lambda: self._door.restore(self._path, row.path, name, message),
            self._came_back,
            self._window.complain,
        )

    def _came_back(self, opened: OpenVault) -> None:
        self.secret.clear()
        self._window.opened.emit(opened)


def _rescue_lines(salvage_report: SalvageReport) -> list[str]:
    """What was read, what a backup gave, what is gone; then what to do."""
    messages = [_("{n} entries were read. They are chosen above.").format(n=f"{salvage_report.read:,}")]
    if not salvage_report.gaps:
        messages.append(_("Nothing is missing."))
    for table, places in salvage_report.gaps.items():
        gap = ngettext(
            "{table}: {n} place cannot be read.", "{table}: {n} places cannot be read.", places
        ).format(table=_in_words(table), n=places)
        filled = salvage_report.filled.get(table, 0)
        if filled:
            gap += " " + ngettext(
                "The newest backup gives {n} entry.", "The newest backup gives {n} entries.", filled
            ).format(n=filled)
        messages.append(gap)
    for table, left in salvage_report.without_parent.items():
        messages.append(
            ngettext(
                "{table}: {n} entry is left out, since what it belongs to is gone.",
                "{table}: {n} entries are left out, since what they belong to is gone.",
                left,
            ).format(table=_in_words(table), n=left)
        )
    messages.append(_("Compare it with your newest backup, then restore the better one."))
    return messages


def _in_words(table: str) -> str:
    return words.capital(table.replace("_", " "))
