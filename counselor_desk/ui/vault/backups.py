"""What is said in one line of a backup, and of what looking through the vault has found."""

from collections.abc import Callable, Mapping

from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.desk.integrity import IntegrityFindings
from counselor_desk.door.port import BackupRow
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.paged import RowText
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group, KeyValue, side_by_side
from counselor_desk.ui.kit.widgets.page import action
from counselor_desk.ui.vault.proof_lines import differences

WHY = Glossary(
    {
        "hand": lazy("by hand"),
        "hours": lazy("while at work"),
        "quit": lazy("when it was locked"),
        "migration": lazy("before a new version"),
        "import": lazy("before an import"),
        "salvage": lazy("what could be read of a damaged vault"),
        "rotation": lazy("before a new vault key"),
        "destruction": lazy("after a record was destroyed"),
        "displaced": lazy("when the vault's file was deleted or replaced"),
    }
)


def of_row(row: BackupRow) -> RowText:
    when = words.capital(words.moment(row.taken_at))
    return RowText(when, backup_contents(row), WHY.get(row.why, row.why), size_of(row.size))


def backup_contents(row: BackupRow) -> str:
    held = row.counts.get
    return ", ".join(
        [
            words.count(held("Clients", 0), "{n} client", "{n} clients"),
            words.count(held("Documents", 0), "{n} document", "{n} documents"),
            words.count(held("Lines of the trail", 0), "{n} line", "{n} lines") + _(" of record check"),
        ]
    )


def size_of(size: int) -> str:
    return _("{n} MB").format(n=f"{max(size / 1e6, 0.1):,.1f}")


def of_findings(findings: IntegrityFindings) -> str:
    messages = []
    if findings.trail.broken_at is not None:
        messages.append(_("Line {n} of the trail did not verify.").format(n=findings.trail.broken_at))
    messages += differences(findings)
    if findings.gone_back:
        messages.append(_("The vault is older than when it was last locked."))
    return " ".join([*messages, _("Leave this vault as it is and restore a backup.")])


class OneBackup(Group):
    """Hidden until a backup is chosen."""

    def __init__(self, restore: Callable[[], object], check: Callable[[], object]) -> None:
        facts = KeyValue()
        message = _(
            "A restore leaves the current vault next to the restored one, and no backup is "
            "removed. What was written after this backup is then only in the earlier vault."
        )
        buttons = side_by_side(
            action(_("Restore this backup"), restore, name="restore_backup"),
            action(_("Read it through"), check, name="check_backup"),
        )
        super().__init__(_("This backup"), facts, text.quiet(message), buttons)
        self._facts = facts
        self.hide()

    def show_backup(self, row: BackupRow, present: Mapping[str, int]) -> None:
        """`present`: how many of each kind the vault holds now."""
        why = WHY.get(row.why, row.why)
        self._facts.show_pairs(
            [
                (_("Made"), f"{words.capital(words.moment(row.taken_at))}, {why}"),
                *(
                    (words.COUNTED.get(name, name), _then_and_now(n, present.get(name, n)))
                    for name, n in row.counts.items()
                ),
                (_("Size"), size_of(row.size)),
                (_("File"), row.path.name),
            ]
        )
        self.show()


def _then_and_now(count: int, present: int) -> str:
    same = _("{n}, as now") if present == count else _("{n}; {now} in the vault now")
    return same.format(n=f"{count:,}", now=f"{present:,}")
