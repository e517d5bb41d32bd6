"""One typed passphrase for a row of signatures of one kind: the key that it opened, at the seat alone."""

import threading
import time
from collections.abc import Callable
from typing import Any

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Desk, UseCase
from counselor_desk.desk.proofs import PassphraseProof, ProofRequest
from counselor_desk.services.vault.proofs import ask_own
from counselor_desk.vault.keys import sealing
from counselor_desk.vault.keys.proving import private_with_passphrase
from counselor_desk.vault.keys.unlock import WrongPassphrase

IDLE = 600.0  # seconds without a signature; then the passphrase is typed again


class HeldProofKey:
    """The person's own key after a typed passphrase, for one kind of act. `forget` wipes it.

    Each act still has a challenge of its own, and its own signature: a proof is none for another act.
    """

    def __init__(
        self, desk: Desk, use_case: UseCase[..., Any], steady: Callable[[], float] = time.monotonic
    ) -> None:
        self._desk, self._use_case, self._steady = desk, use_case, steady
        self._lock = threading.Lock()
        self._private, self._public = bytearray(), b""
        self._last, self._spell = 0.0, 0

    @property
    def is_open(self) -> bool:
        """Whether the next proof needs no passphrase."""
        with self._lock:
            return self._is_alive()

    def prove(self, passphrase: str = "") -> PassphraseProof:
        """A proof for the next act. Slow with a passphrase; without one by the key that it opened before.

        Refused at "passphrase" when it is wrong, or when none is given and there is no key any more.
        """
        with self._lock:
            spell = self._spell
            if not passphrase and not self._is_alive():
                raise _needs_passphrase()
        asked = self._desk.do(ask_own, self._use_case.name)
        if not passphrase:
            return self._signed(asked)
        try:
            private = private_with_passphrase(asked.sealed, passphrase)
        except WrongPassphrase as error:
            self.forget()
            raise Refused(_("That is not your passphrase. Type it again."), "passphrase") from error
        proof = _proof(asked, private)
        with self._lock:
            if self._spell == spell:  # else its person has left in between
                sealing.wipe(self._private)
                self._private, self._public = private, asked.sealed.slot.signing
                self._last = self._steady()
            else:
                sealing.wipe(private)
        return proof

    def forget(self) -> None:
        """At the lock, on leaving the page, and when nobody has signed for a while."""
        with self._lock:
            self._spell += 1
            self._wipe()

    def _signed(self, asked: ProofRequest) -> PassphraseProof:
        with self._lock:
            # Another passphrase or another slot since: what was opened before is not theirs any more.
            if self._is_alive() and self._public == asked.sealed.slot.signing:
                self._last = self._steady()
                return _proof(asked, self._private)
            self._wipe()
        raise _needs_passphrase()

    def _is_alive(self) -> bool:
        if self._private and self._steady() - self._last >= IDLE:
            self._wipe()
        return bool(self._private)

    def _wipe(self) -> None:
        sealing.wipe(self._private)
        self._private, self._public = bytearray(), b""


def _needs_passphrase() -> Refused:
    return Refused(_("Type your passphrase."), "passphrase")


def _proof(asked: ProofRequest, private: bytearray) -> PassphraseProof:
    return PassphraseProof(asked.staff_id, asked.challenge, sealing.sign(private, asked.words()))
