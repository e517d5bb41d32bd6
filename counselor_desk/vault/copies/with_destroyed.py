"""Which copies of a vault hold a record that is destroyed in it, until when, and removing them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.vault.copies import backup, generations
from counselor_desk.vault.copies.restore import SIDE_FILES
from counselor_desk.vault.keys.slot_file import key_path

BESIDE, SECOND, BEFORE_RESTORE = "beside", "second", "before a restore"
AWAY = "away"  # the second place is not connected: nobody knows what is there


@dataclass(frozen=True)
class Copy:
    """One copy, where it lies, and the day on which the generations let it go."""

    path: Path
    place: str
    taken_at: datetime
    leaves_on: date | None  # None: it stays until somebody removes it
    files: tuple[Path, ...]


def copies_holding(
    vault: Path, second: Path | None, vault_id: str, span: tuple[datetime | None, datetime]
) -> list[Copy]:
    """The copies made while the record was there: from its registration until its destruction."""
    copies_left = []
    places = [(BESIDE, backup.folder_of(vault))]
    places += [(SECOND, second)] if second is not None and second.is_dir() else []
    for place, folder in places:
        copies = backup.all_in(folder, vault_id)
        leaving = generations.removal_days([copy.manifest.taken_at for copy in copies])
        copies_left += [
            Copy(row.path, place, row.manifest.taken_at, leaving[row.manifest.taken_at], row.files())
            for row in copies
            if _within(row.manifest.taken_at, span)
        ]
    if second is not None and not second.is_dir():
        copies_left.append(Copy(second, AWAY, span[1], None, ()))
    return [*copies_left, *(copy for copy in _before_restores(vault) if _within(copy.taken_at, span))]


def remove(copies: list[Copy]) -> int:
    """For good; says how many. The manifest goes first: without it there is no backup."""
    try:
        for copy in copies:
            for file in reversed(copy.files):
                file.unlink(missing_ok=True)
    except OSError as error:
        raise VaultTrouble(
            _("A copy could not be removed. Connect its disk, or close what holds it.")
        ) from error
    return sum(bool(copy.files) for copy in copies)


def _before_restores(vault: Path) -> list[Copy]:
    """What a restore has put aside: no generation lets it go."""
    copies = []
    for path in sorted(vault.parent.glob(f"{vault.stem}.before-*{vault.suffix}")):
        try:
            taken_at = datetime.strptime(path.stem.rpartition("-")[2], "%Y%m%dT%H%M%S%z")
        except ValueError:
            continue
        side = tuple(path.with_name(path.name + ending) for ending in SIDE_FILES)
        copies.append(Copy(path, BEFORE_RESTORE, taken_at, None, (key_path(path), *side, path)))
    return copies


def _within(at: datetime, span: tuple[datetime | None, datetime]) -> bool:
    since, until = span
    return (since is None or at >= since - timedelta(minutes=1)) and at < until
