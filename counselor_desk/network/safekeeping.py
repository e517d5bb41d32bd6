"""The safekeeping of a served vault and its people's slots, asked from a seat, done where the vault is."""

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Desk, DeskSeat, UseCase
from counselor_desk.desk.integrity import IntegrityFindings
from counselor_desk.desk.proofs import SAFEKEEPING, PassphraseProof
from counselor_desk.door.keeper import VaultKeeper
from counselor_desk.door.port import BackupRow, CopyRow, SafekeepingStatus
from counselor_desk.network.arguments import check_of
from counselor_desk.network.kinds import NotOnTheLine
from counselor_desk.records.people import Staff
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position
from counselor_desk.services.exchange import importing
from counselor_desk.services.vault.permissions import see
from counselor_desk.services.vault.proofs import prove_act
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
            "confirm": lambda seat, given: self._proved(seat, given).standing(),
            "new recovery key": lambda seat, given: self._proved(seat, given).new_recovery_key(""),
            "rotate key": self._rotate_key,
            "copies": self._copies,
            "remove copies": self._remove_copies,
            "add person": self._add_person,
            "reset person": self._reset_person,
            "retire person": self._retire_person,
        }

    def _of(self, seat: DeskSeat, given: Any, count: int) -> VaultKeeper:
        if type(given) is not tuple or len(given) != count:
            raise NotOnTheLine("other arguments of safekeeping")
        return VaultKeeper(self._keys.vault, _DeskOfSeat(self._desk, seat), self._keys)

    def _proved(self, seat: DeskSeat, given: Any, *types: Any) -> VaultKeeper:
        """For who may keep the vault, and has proved their passphrase for safekeeping a moment ago."""
        seat.do(see)
        proof, *_more = _of_types(given, PassphraseProof, *types)
        sign_in = seat.signed_in
        accepted = (
            seat.proofs.accept(sign_in.session, SAFEKEEPING, [proof], self._desk.now()) if sign_in else {}
        )
        if sign_in is None or proof.staff_id != sign_in.actor.id or proof not in accepted:
            raise Refused(_("That is not your passphrase. Type it again."), "passphrase")
        return VaultKeeper(self._keys.vault, _DeskOfSeat(self._desk, seat), self._keys, lambda _typed: True)

    def _rotate_key(self, seat: DeskSeat, given: Any) -> None:
        """Everybody's questions wait meanwhile; whoever sits at this computer itself holds the old key."""
        keeper, here = self._proved(seat, given), self._desk.signed_in
        if here is not None and here.keys is not None and here.keys is not self._keys:
            raise Refused(
                _(
                    "{name} is signed in at the clinic's computer itself, with the key that is changed. Ask "
                    "them to lock that window, then change the key."
                ).format(name=here.actor.name)
            )
        keeper.rotate_key("")

    def _copies(self, seat: DeskSeat, given: Any) -> tuple[CopyRow, ...]:
        seat.do(see)
        since, until = _of_types(given, datetime | None, datetime)
        return self._of(seat, (), 0).copies(since, until)

    def _remove_copies(self, seat: DeskSeat, given: Any) -> int:
        keeper = self._proved(seat, given, datetime | None, datetime)
        _proof, since, until = given
        return keeper.remove_copies(since, until, "")

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
        with self._listed(seat):
            holders.add_person(self._keys, person.id, person.sign_in, once)
        return once

    def _reset_person(self, seat: DeskSeat, given: Any) -> str:
        (staff_id,) = _of_types(given, int)
        once = offer()
        person = seat.do(staff.note_reset, staff_id)
        with self._listed(seat):
            if self._keys.file().slot_of(staff_id) is None:
                holders.add_person(self._keys, staff_id, person.sign_in, once)
            else:
                holders.set_passphrase(self._keys, person.sign_in, once, must_change=True)
        return once

    def _retire_person(self, seat: DeskSeat, given: Any) -> None:
        (staff_id,) = _of_types(given, int)
        seat.do(staff.retire, staff_id)  # it keeps the last administrator
        with self._listed(seat):
            holders.remove_person(self._keys, staff_id)

    @contextlib.contextmanager
    def _listed(self, seat: DeskSeat) -> Iterator[None]:
        """What differed in the key file before is told first; then the trail has the new list."""
        keeper = self._of(seat, (), 0)
        keeper.compare_keys()
        yield
        keeper.list_keys()


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
        """A disk or a stick is plugged in there, and its folder is one of that computer's."""
        raise Refused(
            _(
                "The second backup location is a folder, disk or USB stick on the clinic's "
                "computer. Choose it there, where it is plugged in."
            )
        )

    def plan_restore(self, path: Path, sign_in: str, passphrase: str) -> BackupRow:
        """The file is put in the vault's place while nobody has it open, also not the line."""
        raise Refused(
            _(
                "While a restore runs, no one can use the vault. Do it on the clinic's computer, "
                "with sharing stopped: what others type meanwhile is saved on their computers."
            )
        )

    def export(
        self, to: Path, passphrase: str, progress: Callable[[int, int], None] = lambda done, of: None
    ) -> dict[str, int]:
        """No seat holds rows beyond its person's reach, and an archive holds every one."""
        raise Refused(
            _(
                "The archive holds every record of the clinic, and no other computer may: write it at the "
                "clinic's computer."
            )
        )

    def confirm(self, passphrase: str) -> None:
        self._line.do_safekeeping("confirm", self._proof(passphrase))

    def copies(self, since: datetime | None, until: datetime) -> tuple[CopyRow, ...]:
        return cast("tuple[CopyRow, ...]", self._line.do_safekeeping("copies", since, until))

    def remove_copies(self, since: datetime | None, until: datetime, passphrase: str) -> int:
        proof = self._proof(passphrase)
        return cast("int", self._line.do_safekeeping("remove copies", proof, since, until))

    def new_recovery_key(self, passphrase: str) -> str:
        """Made there, shown here once; the old sheet opens the vault no more."""
        return cast("str", self._line.do_safekeeping("new recovery key", self._proof(passphrase)))

    def rotate_key(self, passphrase: str) -> None:
        self._line.do_safekeeping("rotate key", self._proof(passphrase))

    def _proof(self, passphrase: str) -> PassphraseProof:
        """The passphrase stays here; what is signed is good for one act of safekeeping."""
        return prove_act(cast("Desk", self._line), SAFEKEEPING, passphrase)

    def on_lock(self) -> None:
        """No key of the vault is here."""
