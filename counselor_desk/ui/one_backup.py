"""One backup that was chosen: what it holds beside the vault as it is now, and what can be done."""

from collections.abc import Callable, Mapping

from counselor_desk.i18n import _
from counselor_desk.ui import backup_lines, words
from counselor_desk.ui.door import BackupRow
from counselor_desk.ui.widgets import text
from counselor_desk.ui.widgets.facts import Group, KeyValue, beside
from counselor_desk.ui.widgets.page import action


class OneBackup(Group):
    """Hidden until a backup is chosen."""

    def __init__(self, restore: Callable[[], object], check: Callable[[], object]) -> None:
        facts = KeyValue()
        said = _(
            "A restore keeps the present vault beside the restored one, and no backup is removed. "
            "What was written after this backup is then only in the vault that was kept."
        )
        buttons = beside(
            action(_("Restore this backup"), restore, name="restore_backup"),
            action(_("Read it through"), check, name="check_backup"),
        )
        super().__init__(_("This backup"), facts, text.quiet(said), buttons)
        self._facts = facts
        self.hide()

    def show_backup(self, row: BackupRow, present: Mapping[str, int]) -> None:
        """`present`: how many of each kind the vault holds now."""
        why = backup_lines.WHY.get(row.why, row.why)
        self._facts.show_pairs([
            (_("Made"), f"{words.capital(words.moment(row.taken_at))}, {why}"),
            *((_(name), _then_and_now(n, present.get(name, n))) for name, n in row.counts.items()),
            (_("Size"), backup_lines.size_of(row.size)),
            (_("File"), row.path.name),
        ])  # fmt: skip
        self.show()


def _then_and_now(count: int, present: int) -> str:
    same = _("{n}, as now") if present == count else _("{n}; {now} in the vault now")
    return same.format(n=f"{count:,}", now=f"{present:,}")
