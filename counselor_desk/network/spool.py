"""What was typed and not yet acknowledged: sealed on this computer until the clinic's computer has it."""

import contextlib
import hashlib
import hmac
import os
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.records.base import canonical
from counselor_desk.vault.file import ownership
from counselor_desk.vault.keys import sealing
from counselor_desk.vault.keys.slot_file import write_file

ENDING = ".typed"
TOLD = 50  # of the texts of one draft: which of them arrived is told by what the draft holds


class TypedText(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The newest text of one draft, and what became of those before it."""

    number: int  # the order of typing, over all drafts
    use_case: str  # that keeps it
    document_id: int
    body: dict[str, Any]
    base: int  # the draft's revision that was last acknowledged before any of these texts
    told: tuple[str, ...] = ()  # digests of the texts that may have arrived, the newest last
    typed_at: datetime
    refused: str = ""  # why the clinic's computer did not take it, in its words

    @property
    def digest(self) -> str:
        return digest_of(self.body)


def digest_of(body: dict[str, Any]) -> str:
    """The same for the same text on any computer."""
    return hashlib.sha256(canonical(body)).hexdigest()


class Spool:
    """One sealed file a draft, under a key that comes of the person's own and is nowhere else.

    A text is on the disk when `put` returns.
    """

    def __init__(self, folder: Path, private: sealing.Key) -> None:
        """`private`: the person's own keys, as their passphrase has opened them."""
        ownership.make_folder(folder)
        self._folder, self._key = folder, sealing.derive(private, "spool")
        self._lock, self._is_closed = threading.Lock(), False
        self._texts = {text.document_id: text for text in self._read()}
        self._last = max((text.number for text in self._texts.values()), default=0)

    def put(
        self, use_case: str, document_id: int, body: dict[str, Any], revision: int, at: datetime
    ) -> TypedText:
        """The newest text of a draft, typed on `revision`. Raises VaultTrouble for a full disk."""
        with self._lock:
            before = self._texts.get(document_id)
            self._last += 1
            text = TypedText(
                number=self._last,
                use_case=use_case,
                document_id=document_id,
                body=body,
                base=before.base if before else revision,
                told=(before.told if before else ())[-TOLD:],
                typed_at=at,
            )
            self._write(text)
            return text

    def note_sent(self, text: TypedText) -> None:
        """From now on it may have arrived, whatever is heard of it."""
        with self._lock:
            now = self._texts.get(text.document_id)
            if now is not None and text.digest not in now.told:
                self._write(replace(now, told=(*now.told, text.digest)))

    def note_acknowledged(self, text: TypedText, revision: int) -> None:
        """It is in the vault under this revision. What was typed since stays here."""
        with self._lock:
            now = self._texts.get(text.document_id)
            if now is None:
                return
            if now.number == text.number:
                self._drop(now)
            else:
                later = now.told[now.told.index(text.digest) + 1 :] if text.digest in now.told else now.told
                self._write(replace(now, base=revision, told=later))

    def note_refused(self, text: TypedText, why: str) -> None:
        """It cannot go where it was typed: it stays here until its person has seen it."""
        with self._lock:
            now = self._texts.get(text.document_id)
            if now is not None and now.number == text.number:
                self._write(replace(now, refused=why))

    def drop(self, document_id: int) -> None:
        """Its person has taken the words along."""
        with self._lock:
            now = self._texts.get(document_id)
            if now is not None:
                self._drop(now)

    def waiting(self) -> list[TypedText]:
        """In the order of typing."""
        with self._lock:
            return sorted(self._texts.values(), key=lambda text: text.number)

    def of(self, document_id: int) -> TypedText | None:
        with self._lock:
            return self._texts.get(document_id)

    def forget(self) -> None:
        """The person leaves: their words stay on the disk, sealed."""
        with self._lock:
            self._is_closed = True  # what is still heard of a text writes nothing under a key of zeros
            sealing.wipe(self._key)
            self._texts.clear()

    def _write(self, text: TypedText) -> None:
        if self._is_closed:
            raise VaultTrouble(_("The vault is locked. Unlock it to go on."))
        name = self._name(text.document_id)
        sealed = sealing.wrap(self._key, msgspec.json.encode(text), name.encode())
        write_file(self._folder / name, sealed)
        self._texts[text.document_id] = text

    def _drop(self, text: TypedText) -> None:
        del self._texts[text.document_id]
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._folder / self._name(text.document_id))  # noqa: PTH108  as quick as it goes

    def _read(self) -> list[TypedText]:
        """One's own: a colleague's at this computer do not open, nor what was cut off or changed."""
        found = []
        for path in sorted(self._folder.glob(f"*{ENDING}")):
            with contextlib.suppress(sealing.InvalidTag, msgspec.MsgspecError, OSError):
                said = sealing.unwrap(self._key, path.read_bytes(), path.name.encode())
                found.append(msgspec.json.decode(bytes(said), type=TypedText))
        return found

    def _name(self, document_id: int) -> str:
        """Says nothing of whose draft it is."""
        return hmac.digest(self._key, str(document_id).encode(), "sha256").hex()[:24] + ENDING
