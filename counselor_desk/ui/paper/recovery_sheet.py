"""The printed recovery key: what its sheet says, on paper and in a file that a person chose."""

from dataclasses import dataclass, field

from PySide6.QtWidgets import QWidget

from counselor_desk.core.i18n import _, lazy

GROUPS_IN_LINE = 4
SAVED = lazy("Saved. Whoever has this file opens the vault: take it off this computer.")


@dataclass(frozen=True)
class RecoverySheet:
    """One recovery key with the name of its vault and the signs that tell it from another."""

    vault: str
    key: str = field(repr=False)
    signs: str

    @property
    def lines(self) -> str:
        """The key's groups as they stand on paper."""
        groups, step = self.key.split("-"), GROUPS_IN_LINE
        return "\n".join("-".join(groups[at : at + step]) for at in range(0, len(groups), step))

    def page(self) -> str:
        return _(
            "Counselor Desk: recovery key of the vault “{name}”\n\n{key}\n\nThe program shows {signs} for "
            "it, under Backups and keys. If it shows other signs there and you have made no newer sheet, "
            "somebody has changed the recovery key.\n\nKeep this page away from the computer."
        ).format(name=self.vault, key=self.lines, signs=self.signs)

    def print_from(self, window: QWidget) -> bool:
        """Whether a printer was chosen; nothing of it is written to disk by us."""
        from PySide6.QtGui import QTextDocument  # the first window does not wait for paper and files
        from PySide6.QtPrintSupport import QPrinter

        from counselor_desk.ui.kit import file_dialogs

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if not file_dialogs.printer(window, printer, 1):
            return False
        page = QTextDocument()
        page.setPlainText(self.page())
        page.print_(printer)
        return True

    def save_from(self, window: QWidget) -> bool:
        """Whether a file was chosen. Refused where it cannot be written."""
        from counselor_desk.ui.kit import chosen_file, file_dialogs

        chosen = file_dialogs.save_path(
            window, _("Save the recovery key"), "recovery-key.txt", _("Text (*.txt)")
        )
        if chosen is not None:
            chosen_file.write(chosen, self.page().encode())
        return chosen is not None
