"""The safekeeping of a served vault and its people's slots, asked from a seat, done where the vault is."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec, TypeVar, cast

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Desk, DeskSeat, UseCase
from counselor_desk.desk.integrity import IntegrityFindings
from counselor_desk.door.keeper import VaultKeeper
from counselor_desk.door.port import BackupRow, CopyRow, SafekeepingStatus
from counselor_desk.network.arguments import check_of
from counselor_desk.network.kinds import NotOnTheLine
from counselor_desk.records.people import Staff
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position
from counselor_desk.services.exchange import importing
from counselor_desk.services.vault.permissions import see
from counselor_desk.vault.keys import people as holders
from counselor_desk.vault.keys.passphrase import offer
from counselor_desk.vault.keys.unlock import VaultKeys

if TYPE_CHECKING:
    from counselor_desk.network.remote_desk import RemoteDesk

P = ParamSpec("P")
R = TypeVar("R")


class _DeskOfSeat:
    """The clinic's desk, at which this seat's person asks: their permission, their name on the trail."""

    def __init__(self, desk: Desk, seat: DeskSeat) -> None:
        self._seat, self._desk = seat, desk
        self.now, self.on_vault, self.with_file_closed = desk.now, desk.on_vault, desk.with_file_closed
        self.is_displaced = desk.is_displaced

    @property
    def actor(self) -> Staff | None:
        return self._seat.actor

    def do(self, use_case: UseCase[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return self._seat.do(use_case, *args, **kwargs)

    def log_event(self, action: str, reason: str = "") -> None:
        if self._seat.signed_in is not None:
            self._desk.note(self._seat.signed_in, action, reason)


class ServedKeeper:
    """What a seat may have done with the whole vault; each asks for the person's permission first."""

    def __init__(self, desk: Desk, keys: VaultKeys) -> None:
        self._desk, self._keys = desk, keys

    def calls(self) -> dict[str, Callable[[DeskSeat, Any], Any]]:
        """The closed list: by its name, with what a seat sends beside it."""
        return {
            "standing": self._standing,
            "back up": lambda seat, given: self._of(seat, given, 0).back_up(),
            "back up before": self._back_up_before,
            "check": self._check,
            "verify records": lambda seat, given: self._of(seat, given, 0).verify_records(),
            "rehearse": lambda seat, given: self._of(seat, given, 0).rehearse(),
            "add person": self._add_person,
            "reset person": self._reset_person,
            "retire person": self._retire_person,
        }

    def _of(self, seat: DeskSeat, given: Any, count: int) -> VaultKeeper:
        if type(given) is not tuple or len(given) != count:
            raise NotOnTheLine("other arguments of safekeeping")
        return VaultKeeper(self._keys.vault, _DeskOfSeat(self._desk, seat), self._keys)

    def _standing(self, seat: DeskSeat, given: Any) -> SafekeepingStatus:
        seat.do(see)
        return self._of(seat, given, 0).standing()

    def _back_up_before(self, seat: DeskSeat, given: Any) -> None:
        seat.do(importing.batches)  # who may take over clients may have a copy to go back to
        self._of(seat, given, 0).backup_before("import")

    def _check(self, seat: DeskSeat, given: Any) -> BackupRow:
        """One of the backups that the list shows, and no other file of the clinic's computer."""
        keeper = self._of(seat, given, 1)
        rows = self._standing(seat, ()).backups
        for row in rows:
            if str(row.path) == given[0]:
                return keeper.check(row.path)
        raise Refused(_("That backup is not there any more. Choose another."))

    # People: the use case asks for the permission and writes the trail, then their slot follows.

    def _add_person(self, seat: DeskSeat, given: Any) -> str:
        """Says the one-time passphrase, which is made here and is good until its person has changed it."""
        name, sign_in, position = _of_types(given, str, str, Position)
        once = offer()
        person = seat.do(staff.add, name, sign_in, position)
        holders.add_person(self._keys, person.id, person.sign_in, once)
        return once

    def _reset_person(self, seat: DeskSeat, given: Any) -> str:
        (staff_id,) = _of_types(given, int)
        once = offer()
        person = seat.do(staff.note_reset, staff_id)
        if self._keys.file().slot_of(staff_id) is None:
            holders.add_person(self._keys, staff_id, person.sign_in, once)
        else:
            holders.set_passphrase(self._keys, person.sign_in, once, must_change=True)
        return once

    def _retire_person(self, seat: DeskSeat, given: Any) -> None:
        (staff_id,) = _of_types(given, int)
        seat.do(staff.retire, staff_id)  # it keeps the last administrator
        holders.remove_person(self._keys, staff_id)


def _of_types(given: Any, *types: Any) -> list[Any]:
    """What a seat has sent, if it is of these types. Raises NotOnTheLine."""
    if type(given) is not tuple or len(given) != len(types):
        raise NotOnTheLine("other arguments of safekeeping")
    return [check_of(kind)(value) for kind, value in zip(types, given, strict=True)]


class SeatKeeper:
    """A window's keeper at another computer. What needs the computer itself is said to be done there."""

    def __init__(self, line: "RemoteDesk") -> None:
        self._line = line

    def standing(self) -> SafekeepingStatus:
        return cast("SafekeepingStatus", self._line.do_safekeeping("standing"))

    def back_up(self) -> BackupRow:
        return cast("BackupRow", self._line.do_safekeeping("back up"))

    def backup_before(self, what: str) -> None:
        """A copy on the clinic's computer, to go back to."""
        self._line.do_safekeeping("back up before")

    def run_due(self) -> str:
        """Nothing is due here: the clinic's computer does it by itself."""
        return ""

    def check(self, path: Path) -> BackupRow:
        return cast("BackupRow", self._line.do_safekeeping("check", str(path)))

    def verify_records(self) -> IntegrityFindings:
        return cast("IntegrityFindings", self._line.do_safekeeping("verify records"))

    def rehearse(self) -> BackupRow:
        return cast("BackupRow", self._line.do_safekeeping("rehearse"))

    def set_second(self, folder: Path | None) -> None:
        _say_where()

    def plan_restore(self, path: Path, sign_in: str, passphrase: str) -> BackupRow:
        _say_where()

    def export(
        self, to: Path, passphrase: str, progress: Callable[[int, int], None] = lambda done, of: None
    ) -> dict[str, int]:
        _say_where()

    def confirm(self, passphrase: str) -> None:
        _say_where()

    def copies(self, since: datetime | None, until: datetime) -> tuple[CopyRow, ...]:
        _say_where()

    def remove_copies(self, since: datetime | None, until: datetime, passphrase: str) -> int:
        _say_where()

    def new_recovery_key(self, passphrase: str) -> str:
        _say_where()

    def rotate_key(self, passphrase: str) -> None:
        _say_where()

    def on_lock(self) -> None:
        """No key of the vault is here."""


def _say_where() -> NoReturn:
    raise Refused(_("This is done at the clinic's computer. Sign in there."))
