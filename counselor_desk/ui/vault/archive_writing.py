"""The portable archive's part of a page: what it is, its own passphrase, what reads it alone."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal

from counselor_desk.core.i18n import _
from counselor_desk.door.port import Door, Keeper
from counselor_desk.ui.kit.background import BackgroundTask
from counselor_desk.ui.kit.passphrase_field import NewPassphrase
from counselor_desk.ui.kit.post import ErrandSlip
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.discard import discard
from counselor_desk.ui.kit.widgets.facts import Group, side_by_side
from counselor_desk.ui.kit.widgets.link import link
from counselor_desk.ui.kit.widgets.page import action


class ArchiveWriting(Group):
    """Asks twice for the passphrase that opens the archive: a slip would close it for ever."""

    wanted = Signal()
    chosen = Signal()  # the passphrase is there; who writes it is asked next
    troubled = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("Portable archive"))
        self.begin = action(_("Write an archive"), self.wanted.emit, name="write_archive")
        self.write = action(_("Continue"), self._go_on, name="archive_go_on")
        self._off = link(_("Not yet"), self.forget, "archive_not_yet")
        self.field: NewPassphrase | None = None
        self.foot = side_by_side(self.write, self._off)
        self.foot.hide()
        for widget in (
            text.quiet(
                _(
                    "Every record in one file under its own passphrase, in a published format that "
                    "other programs can read. Make one when the clinic moves or closes."
                )
            ),
            text.quiet(
                _(
                    "Beside it go FORMAT.md, which says what each byte is, and read_archive.py, "
                    "which reads it with Python and its package cryptography alone: python "
                    "read_archive.py records.cvault records.sqlite. “Open an archive”, where a "
                    "vault is created, turns it back into a vault."
                )
            ),
            side_by_side(self.begin),
        ):
            self.add(widget)

    def ask(self, door: Door) -> None:
        """Show the fields for a new passphrase."""
        self.forget()
        self.field = NewPassphrase(door.judge, door.offer, BackgroundTask(self))
        self.add(self.field)
        self.add(self.foot)
        self.foot.show()
        self.begin.setEnabled(False)
        self.field.field.setFocus()

    def passphrase(self) -> str:
        return self.field.passphrase() if self.field is not None else ""

    def forget(self) -> None:
        """Nothing typed here stays."""
        self.begin.setEnabled(True)
        self.foot.hide()
        if self.field is not None:
            self.field.field.clear()
            self.field.again.clear()
            discard(self.field)
            self.field = None

    def _go_on(self) -> None:
        if self.field is None:
            return
        if self.field.is_ready():
            self.chosen.emit()
            return
        verdict = self.field.verdict.text()
        same = self.field.again.text() == self.field.passphrase()
        again = _("The passphrases do not match. Type it a second time.")
        self.troubled.emit(verdict if verdict and same else again)


def write_archive(keeper: Keeper, to: Path, passphrase: str, box: list[ErrandSlip]) -> dict[str, int]:
    """Slow. Says how far it is through the slip in the box, and stops when nobody wants it."""
    return keeper.export(to, passphrase, partial(_step, box))


def _step(box: list[ErrandSlip], done: int, of: int) -> None:
    for slip in box:
        slip.progress(done, of)
