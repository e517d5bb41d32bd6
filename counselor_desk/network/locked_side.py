"""The clinic's computer before anybody has opened the vault: it knows who may, and takes a part of a key."""

import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Raw

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _, speaking
from counselor_desk.core.logs import log, report_of
from counselor_desk.network.certificates import Credential, open_sealed
from counselor_desk.network.codec import encode
from counselor_desk.network.conversation import LONGEST_LANGUAGE
from counselor_desk.network.kinds import NotOnTheLine, VaultLocked, trouble_names
from counselor_desk.network.limits import ComputerTries, QuestionPace, RefusalPace
from counselor_desk.network.messages import (
    Answer,
    AskPeople,
    AskSlot,
    Ended,
    Greeting,
    OpenVault,
    Stop,
    TakeSeat,
    Trouble,
    written,
)
from counselor_desk.network.seat_proof import CHALLENGE, SeatAddress
from counselor_desk.vault.keys import entrusted_key, sealing, throttle
from counselor_desk.vault.keys.opening_part import open_with
from counselor_desk.vault.keys.proving import SealedSlot, without_vault_key
from counselor_desk.vault.keys.sealing import InvalidSignature
from counselor_desk.vault.keys.slot_file import KeyFile, key_path, read
from counselor_desk.vault.keys.slots import NotThisKey
from counselor_desk.vault.keys.unlock import VaultKeys, WrongPassphrase


@dataclass(frozen=True)
class OpenedFrom:
    """The vault's keys, and whose part at which computer gave them."""

    keys: VaultKeys = field(repr=False)
    staff_id: int
    computer: str


class LockedSide:
    """What every line to a locked vault shares. `opened` has the keys as soon as somebody has come."""

    def __init__(self, vault: Path, mine: Credential, clock: Callable[[], datetime]) -> None:
        self.vault, self.mine, self.now = vault, mine, clock
        self.tries, self.opened = ComputerTries(), Future[OpenedFrom]()
        self._one_at_a_time = threading.Lock()

    @property
    def vault_id(self) -> str:
        return self.file().vault

    def file(self) -> KeyFile:
        """As it lies there: whether it was changed is seen when somebody's part opens it."""
        return read(key_path(self.vault))

    def locked(self) -> VaultLocked:
        """Says who can open it from where they sit."""
        file = self.file()
        names = [slot.sign_in for slot in file.people() if file.opening_of(slot) is not None]
        if not names or file.turning:
            return VaultLocked(
                _("The vault is locked since the clinic's computer has started. It is opened there.")
            )
        return VaultLocked(
            _(
                "The vault is locked since the clinic's computer has started. These people can open it from "
                "any computer of the clinic, by signing in: {names}. After that everyone signs in as usual."
            ).format(names=", ".join(names))
        )

    def offer(self, sign_in: str) -> SealedSlot:
        """The slot to try a passphrase on: it counts as failed until a signature comes of it.

        Raises VaultLocked for who cannot open it from another computer, and MustWait.
        """
        with self._one_at_a_time:
            file = self.file()
            slot = file.slot_named(sign_in)
            if file.opening_of(slot) is None or file.turning:
                raise self.locked()
            slot.argon.check()
            throttle.check(self.vault, slot.sign_in)
            throttle.count(self.vault, slot.sign_in)
            return without_vault_key(file.vault, slot)

    def forgive(self, slot_sign_in: str) -> None:
        with self._one_at_a_time:
            throttle.forgive(self.vault, slot_sign_in)

    def open(self, sealed: SealedSlot, part: bytearray, computer: str) -> None:
        """Raises VaultTrouble for a key file that was changed, WrongPassphrase for another's part."""
        with self._one_at_a_time:
            if self.opened.done():
                return
            file = self.file()
            slot = file.slot_of(sealed.slot.staff_id)
            try:
                if slot is None or slot.id != sealed.slot.id or file.turning:
                    raise NotThisKey
                key = open_with(file, slot, part)
            except NotThisKey as error:
                raise WrongPassphrase from error
            keys = entrusted_key.without_person(self.vault, file, key, slot)
            self.opened.set_result(OpenedFrom(keys, slot.staff_id, computer))

    def converse(
        self, address: SeatAddress, put: Callable[[bytes], None], pool: Executor, refusals: RefusalPace
    ) -> "LockedLine":
        return LockedLine(self, address, put)


class LockedLine:
    """One line, on which nothing is asked but to open the vault."""

    staff_id = None

    def __init__(self, side: LockedSide, address: SeatAddress, put: Callable[[bytes], None]) -> None:
        self._side, self.address, self._put = side, address, put
        self.since, self._pace, self._language = side.now(), QuestionPace(), ""
        self._offered: tuple[SealedSlot, bytes] | None = None
        self._signed: tuple[SealedSlot, bytes] | None = None

    def take(self, message: bytes, read: Callable[[bytes], Any]) -> Callable[[], object] | None:
        try:
            self._pace.count(0)
            asked = read(message)
        except (NotOnTheLine, Refused) as error:
            self._trouble(0, error)
            return None
        if isinstance(asked, Greeting):
            self._language = asked.language[:LONGEST_LANGUAGE]
            return None
        return None if isinstance(asked, Stop) else partial(self._attend, asked)

    def end(self, words: str) -> None:
        self._put(written(Ended(words)))

    def note_too_large(self) -> None:
        """There is no trail to write it on while the vault is locked."""

    def close(self) -> None:
        self._offered = self._signed = None

    def _attend(self, asked: Any) -> None:
        with speaking(self._language):
            try:
                said = Raw(encode(self._answer_to(asked)))
                self._put(written(Answer(asked.number, said, self._side.now())))
            except (Refused, VaultTrouble) as error:
                self._trouble(asked.number, error)
            except Exception as error:  # noqa: BLE001  said over there in a sentence
                log.error("bug on a thread: %s", report_of(type(error), error.__traceback__))
                self._trouble(asked.number, self._side.locked())

    def _answer_to(self, asked: Any) -> Any:
        match asked:
            case AskPeople():
                return [slot.sign_in for slot in self._side.file().people()]
            case AskSlot():
                return self._offer(asked.sign_in)
            case TakeSeat():
                self._check(asked.signature)
            case OpenVault():
                self._open(asked.part)
                return True
        raise self._side.locked()

    def _offer(self, sign_in: str) -> tuple[SealedSlot, bytes]:
        self._side.tries.check(self.address.serial)
        try:
            sealed = self._side.offer(sign_in)
        except VaultLocked:
            self._side.tries.forgive(self.address.serial)  # nothing was guessed at
            raise
        self._offered = sealed, secrets.token_bytes(CHALLENGE)
        return self._offered

    def _check(self, signature: bytes) -> None:
        """That the passphrase was right; then the vault's part may come, once."""
        offered, self._offered, self._signed = self._offered, None, None
        if offered is None:
            raise NotOnTheLine("a signature over nothing")
        sealed, challenge = offered
        words = self.address.ends.sign_in_words(sealed.vault, sealed.slot.staff_id, challenge)
        try:
            sealing.verify(sealed.slot.signing, signature, words)
        except (InvalidSignature, ValueError) as error:
            raise WrongPassphrase from error
        self._side.tries.forgive(self.address.serial)
        self._side.forgive(sealed.slot.sign_in)
        self._signed = offered

    def _open(self, sealed_part: bytes) -> None:
        signed, self._signed = self._signed, None
        if signed is None:
            raise NotOnTheLine("a part of nobody's")
        sealed, challenge = signed
        facts = self.address.ends.opening_words(sealed.vault, sealed.slot.staff_id, challenge)
        try:
            part = open_sealed(self._side.mine, sealed_part, facts)
        except ValueError as error:
            raise NotOnTheLine("a part for another line") from error
        try:
            self._side.open(sealed, part, self.address.computer)
        finally:
            sealing.wipe(part)

    def _trouble(self, number: int, error: Refused | VaultTrouble) -> None:
        self._put(written(Trouble(number, trouble_names(error), str(error), getattr(error, "field", ""))))
