"""The synthetic clinic behind `--demo`: made once a day, opened in a scratch folder, then gone."""

import contextlib
import hashlib
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from counselor_desk import __version__
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.demo import cast
from counselor_desk.demo.history import fill
from counselor_desk.desk.desk import utc_now
from counselor_desk.door.opening import ENDING, create_vault, desk_of, weakest_argon
from counselor_desk.door.port import NewVault, OpenVault
from counselor_desk.network.clinic_door import ClinicDoor
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position
from counselor_desk.ui.shell import locks, recent_vaults
from counselor_desk.vault.file.file_store import hasten
from counselor_desk.vault.keys import people
from counselor_desk.vault.keys.unlock import VaultKeys, unlock

NAME = f"demo{ENDING}"
PARTS = (NAME, "demo.keys")
Progress = Callable[[int, int], None]


class DemoDoor(ClinicDoor):
    """The door of the synthetic clinic: it knows its scratch vault and no other."""

    is_demo = True

    def __init__(self, vault: Path) -> None:
        super().__init__(locks.lock_vault, recent_vaults, vault)
        self._only = vault

    def recent(self) -> list[Path]:
        return [self._only]

    def people(self, path: Path) -> list[str]:
        """The counselors first: theirs is the desk that a visitor wants to see."""
        first = [person.sign_in for person in cast.STAFF if person.id in cast.COUNSELORS]
        return [*first, *(name for name in super().people(path) if name not in first)]

    def hint(self) -> str:
        return cast.PASSPHRASE

    def clinics_folder(self) -> Path:
        return self._only.parent / "clinics"

    def unlock(self, path: Path, sign_in: str, passphrase: str) -> OpenVault:
        self._refuse_others(path)
        return super().unlock(path, sign_in, passphrase)

    def recover(self, path: Path, recovery_key: str, sign_in: str, passphrase: str) -> OpenVault:
        self._refuse_others(path)
        return super().recover(path, recovery_key, sign_in, passphrase)

    def create(self, new: NewVault) -> tuple[OpenVault, str]:
        raise Refused(_("The demo makes no vaults. Start the program without --demo."))

    def _refuse_others(self, path: Path) -> None:
        if path != self._only:
            raise Refused(_("The demo opens its own clinic and no real vault."))


@contextlib.contextmanager
def demo_door(progress: Progress = lambda done, of: None) -> Iterator[DemoDoor]:
    """The synthetic clinic in a scratch folder that goes when the program ends."""
    # Windows keeps a file that a late thread still holds; the system clears its own folder.
    late = sys.platform == "win32"
    with tempfile.TemporaryDirectory(prefix="counselor-desk-demo-", ignore_cleanup_errors=late) as folder:
        scratch, kept = Path(folder), _cached_scratch()
        if not _copy(kept, scratch):
            _live_through(scratch / NAME, progress)
            _cache_scratch(scratch, kept)
        door = DemoDoor(scratch / NAME)
        try:
            yield door
        finally:
            door.end()


def _live_through(path: Path, progress: Progress) -> None:
    """Let the clinic live through its months, in a new vault."""
    first = cast.STAFF[0]
    new = NewVault(path, cast.CLINIC, first.name, first.sign_in, cast.PASSPHRASE)
    today = utc_now().astimezone().date()
    # Its trail begins before its history: a clock that goes back leaves a remark there.
    now = [cast.at(cast.year_ago(today), 6)]
    unlocked, _ = create_vault(new, weakest_argon(), now[0])
    desk = desk_of(path, unlocked, clock=lambda: now[0])
    desk.sign_in(unlocked.staff_id, unlocked)
    for person in cast.STAFF[1:]:
        position = Position(person.role, person.credential, person.supervisor_id)
        made = desk.do(staff.add, person.name, person.sign_in, position)
        people.add_person(unlocked, made.id, made.sign_in, cast.PASSPHRASE, must_change=False)
    desk.on_vault(hasten)
    sign_ins = {person.id: person.sign_in for person in cast.STAFF}
    kept: dict[int, VaultKeys] = {}

    def keys_of(staff_id: int) -> VaultKeys:
        if staff_id not in kept:
            kept[staff_id] = unlock(path, sign_ins[staff_id], cast.PASSPHRASE)
        return kept[staff_id]

    fill(desk, lambda moment: now.__setitem__(0, moment), today, keys_of, progress)
    desk.close()
    for keys in (unlocked, *kept.values()):
        keys.forget()


def _cached_scratch() -> Path:
    """Where today's clinic of this very program is kept for the next start."""
    from platformdirs import user_cache_path

    made_of = hashlib.sha256(f"{__version__} {utc_now().astimezone():%Y-%m-%d}".encode())
    here = Path(__file__).parents[1]
    for folder in (here, here.parent / "resources"):
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".py", ".toml", ".sql", ".md"):
                made_of.update(f"{path.name} {path.stat().st_mtime_ns}".encode())
    return user_cache_path("Counselor Desk") / "demo" / made_of.hexdigest()[:16]


def _copy(kept: Path, scratch: Path) -> bool:
    """Nobody exists in it, so it may lie about; whether it was there."""
    try:
        for part in PARTS:
            shutil.copy(kept / part, scratch / part)
    except OSError:  # none is kept, or another program is just putting its own there
        for part in PARTS:
            (scratch / part).unlink(missing_ok=True)
        return False
    return True


def _cache_scratch(scratch: Path, kept: Path) -> None:
    """For the next start of the day; a cache that cannot be written is done without."""
    with contextlib.suppress(OSError):
        shutil.rmtree(kept.parent, ignore_errors=True)
        half = kept.with_name(f"{kept.name}.half")
        half.mkdir(parents=True)
        for part in PARTS:
            shutil.copy(scratch / part, half / part)
        half.rename(kept)
