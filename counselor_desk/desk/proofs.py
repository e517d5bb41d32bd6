"""Proofs of a passphrase: no passphrase comes to the desk, a signature over its challenge does."""

import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol, get_args, get_type_hints

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.records.base import Record

if TYPE_CHECKING:
    from counselor_desk.vault.keys.proving import SealedSlot
    from counselor_desk.vault.keys.rewrapping import RewrappedSlot

SAFEKEEPING = "safekeeping.by_passphrase"  # what is done with the whole vault, and is no use case
LIFE = timedelta(minutes=2)  # a passphrase is asked for after it was typed: only the derivation takes time
MOST = 8  # challenges that wait in one sitting; the oldest goes


@dataclass(frozen=True)
class PassphraseProof:
    """That a person has typed their own passphrase where they sit, for one act."""

    staff_id: int
    challenge: bytes
    signature: bytes


@dataclass(frozen=True)
class ProofRequest:
    """What a proof is made from: whose slot, for which act, over which challenge."""

    staff_id: int
    name: str
    act: str
    sealed: "SealedSlot"
    challenge: bytes

    def words(self) -> bytes:
        return signed_words(self.sealed.vault, self.act, self.staff_id, self.challenge)


def signed_words(vault: str, act: str, staff_id: int, challenge: bytes) -> bytes:
    """What is signed: a proof for one act, person or vault is none for another."""
    return f"counselor-desk/proof/{vault}/{act}/{staff_id}/{challenge.hex()}".encode()


_ACTS: dict[str, Callable[..., Any]] = {}  # every use case of this program, by the name of its act


def know_act(name: str, run: Callable[..., Any]) -> None:
    """A use case is defined: its signature says whether a passphrase is proved for it."""
    _ACTS[name] = run


def is_proved(act: str) -> bool:
    """Whether this act is done by a proof: a challenge for any other is asked by no window."""
    run = _ACTS.get(act)
    return act == SAFEKEEPING or (run is not None and _takes_proof(run))


@cache
def _takes_proof(run: Callable[..., Any]) -> bool:
    hints = get_type_hints(run)
    return any(_holds_proof(hint, set()) for name, hint in hints.items() if name != "return")


def _holds_proof(hint: Any, seen: set[Any]) -> bool:
    """As `accept` looks for them: among the values, and in the values that are in them."""
    if hint is PassphraseProof:
        return True
    if isinstance(hint, type) and is_dataclass(hint) and not issubclass(hint, Record) and hint not in seen:
        seen.add(hint)
        return any(_holds_proof(inside, seen) for inside in get_type_hints(hint).values())
    return any(_holds_proof(part, seen) for part in get_args(hint))


class PassphraseCheck(Protocol):
    """What the keys of the vault do for a proof."""

    def begin(self, staff_id: int) -> "SealedSlot | None": ...
    def end(self, staff_id: int, signature: bytes, content: bytes) -> bool: ...
    def put(self, staff_id: int, new: "RewrappedSlot") -> None: ...
    def lacks_opening(self, staff_id: int, public: bytes) -> bool: ...
    def put_opening(self, staff_id: int, public: bytes, signature: bytes) -> None: ...
    def public_key(self, staff_id: int) -> bytes | None: ...


@dataclass(frozen=True)
class Challenge:
    """What a proof has to be made for; it waits for one, and not for long."""

    vault: str
    act: str
    staff_id: int
    session: str
    until: datetime


AcceptedProofs = Mapping[PassphraseProof, Challenge]


class ProofBook:
    """The challenges that wait for a proof: each of one sitting, good once and for a short while."""

    def __init__(self, check: PassphraseCheck | None) -> None:
        self._check, self._waiting = check, dict[bytes, Challenge]()
        self._lock = threading.Lock()

    def begin(
        self, session: str, act: str, staff_id: int, now: datetime
    ) -> "tuple[SealedSlot, bytes] | None":
        """The slot to try a passphrase on, and the challenge; None where the person has no slot.

        Raises MustWait after too many wrong tries.
        """
        sealed = self._check.begin(staff_id) if self._check is not None else None
        if sealed is None:
            return None
        challenge = secrets.token_bytes(32)
        with self._lock:
            live = {key: one for key, one in self._waiting.items() if one.until > now}
            mine = [key for key, one in live.items() if one.session == session]
            for key in mine[: max(0, len(mine) + 1 - MOST)]:
                del live[key]
            live[challenge] = Challenge(sealed.vault, act, staff_id, session, now + LIFE)
            self._waiting = live
        return sealed, challenge

    def accept(self, session: str, act: str, given: Iterable[object], now: datetime) -> AcceptedProofs:
        """The proofs among these values that hold for this act and sitting. Each is spent by it."""
        accepted: dict[PassphraseProof, Challenge] = {}
        for proof in _proofs_in(given):
            with self._lock:
                waiting = self._waiting.pop(proof.challenge, None)
            asked = waiting and (waiting.session, waiting.act, waiting.staff_id)
            if waiting is not None and waiting.until > now and asked == (session, act, proof.staff_id):
                content = signed_words(waiting.vault, act, proof.staff_id, proof.challenge)
                if self._check is not None and self._check.end(proof.staff_id, proof.signature, content):
                    accepted[proof] = waiting
        return accepted

    def put_slot(self, staff_id: int, new: "RewrappedSlot") -> None:
        """Another passphrase from now on. Refused where there are no keys."""
        if self._check is None:
            raise Refused(_("Your own key is needed. Lock and sign in again."))
        self._check.put(staff_id, new)

    def lacks_opening(self, staff_id: int, public: bytes) -> bool:
        """Whether this half of the person's slot does not open the vault yet, and could."""
        return self._check is not None and self._check.lacks_opening(staff_id, public)

    def put_opening(self, staff_id: int, public: bytes, signature: bytes) -> None:
        """It does from now on. Refused where there are no keys."""
        if self._check is None:
            raise Refused(_("Your own key is needed. Lock and sign in again."))
        self._check.put_opening(staff_id, public, signature)

    def public_key(self, staff_id: int) -> bytes | None:
        """What a signature of this person is checked with; None where they hold no slot."""
        return self._check.public_key(staff_id) if self._check is not None else None

    def give_back(self, accepted: AcceptedProofs) -> None:
        """The machine failed and nothing was kept: they may be used for another try."""
        with self._lock:
            self._waiting |= {proof.challenge: waiting for proof, waiting in accepted.items()}


def _proofs_in(values: Iterable[object]) -> Iterator[PassphraseProof]:
    """Among the arguments of a use case, and in the values that it takes; lists hold none."""
    for value in values:
        if isinstance(value, PassphraseProof):
            yield value
        elif is_dataclass(value) and not isinstance(value, type | Record):
            yield from _proofs_in(getattr(value, field.name) for field in fields(value))
