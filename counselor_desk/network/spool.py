"""What was typed and not yet acknowledged: sealed on this computer until the clinic's computer has it."""

import contextlib
import hashlib
import hmac
import os
import threading
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

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

    number: int = 0  # the order of typing, over all drafts; given by the spool
    use_case: str  # that keeps it
    document_id: int
    body: dict[str, Any]
    base: int  # the draft's revision that was last acknowledged before any of these texts
    told: tuple[str, ...] = ()  # digests of the texts that may have arrived, the newest last
    typed_at: datetime
    refused: str = ""  # why the clinic's computer did not take it, in its words
    head: tuple[int, str] | None = None  # of the trail over there, when this was typed

    @property
    def place(self) -> "Place":
        return self.document_id

    @property
    def digest(self) -> str:
        return digest_of(self.body)


class TypedPiece(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The newest of what was typed in a place that is no draft of a document: a text of the clinic's
    paper, a separate counseling note, which is sealed in itself."""

    number: int = 0
    use_case: str
    place: str
    values: bytes  # what the use case is asked with, as it goes over the line
    digest: str  # of the words in it: that they may have arrived is told by it
    body: dict[str, Any] = {}  # the words in it that may be shown where they wait
    sealed: "SealedWords | None" = None  # those that are opened for their author alone
    told: tuple[str, ...] = ()
    typed_at: datetime
    refused: str = ""
    head: tuple[int, str] | None = None


class SealedWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words of a separate counseling note as they go over the line, and what they are bound to."""

    words: bytes
    client_id: int
    session_on: date


Place: TypeAlias = int | str
Typed: TypeAlias = TypedText | TypedPiece


def digest_of(words: dict[str, Any] | bytes) -> str:
    """The same for the same text on any computer; words that are sealed in themselves come as bytes."""
    return hashlib.sha256(words if isinstance(words, bytes) else canonical(words)).hexdigest()


class Spool:
    """One sealed file a place, under a key that comes of the person's own and is nowhere else.

    A text is on the disk when `put` returns.
    """

    def __init__(self, folder: Path, private: sealing.Key) -> None:
        """`private`: the person's own keys, as their passphrase has opened them."""
        ownership.make_folder(folder)
        self._folder, self._key = folder, sealing.derive(private, "spool")
        self._lock, self._is_closed = threading.Lock(), False
        self._texts: dict[Place, Typed] = {text.place: text for text in self._read()}
        self._last = max((text.number for text in self._texts.values()), default=0)

    def put(self, typed: Typed) -> Typed:
        """The newest of its place, with its number and what is known of those before it.

        A text of a draft that waits already stays on the revision of the first. Raises VaultTrouble for
        a full disk.
        """
        with self._lock:
            before = self._texts.get(typed.place)
            self._last += 1
            typed = replace(typed, number=self._last, told=(before.told if before else ())[-TOLD:])
            if isinstance(typed, TypedText) and isinstance(before, TypedText):
                typed = replace(typed, base=before.base)
            self._write(typed)
            return typed

    def note_sent(self, text: Typed) -> None:
        """From now on it may have arrived, whatever is heard of it."""
        with self._lock:
            now = self._texts.get(text.place)
            if now is not None and text.digest not in now.told:
                self._write(replace(now, told=(*now.told, text.digest)))

    def note_acknowledged(self, text: Typed, revision: int = 0) -> None:
        """It is in the vault under this revision. What was typed since stays here."""
        with self._lock:
            now = self._texts.get(text.place)
            if now is None:
                return
            if now.number == text.number:
                self._drop(now)
            else:
                later = now.told[now.told.index(text.digest) + 1 :] if text.digest in now.told else now.told
                if isinstance(now, TypedText):
                    now = replace(now, base=revision)
                self._write(replace(now, told=later))

    def note_refused(self, text: Typed, why: str) -> None:
        """It cannot go where it was typed: it stays here until its person has seen it."""
        with self._lock:
            now = self._texts.get(text.place)
            if now is not None and now.number == text.number:
                self._write(replace(now, refused=why))

    def drop(self, place: Place) -> None:
        """Its person has taken the words along."""
        with self._lock:
            now = self._texts.get(place)
            if now is not None:
                self._drop(now)

    def waiting(self) -> list[Typed]:
        """In the order of typing."""
        with self._lock:
            return sorted(self._texts.values(), key=lambda text: text.number)

    def of(self, place: Place) -> Typed | None:
        with self._lock:
            return self._texts.get(place)

    def forget(self) -> None:
        """The person leaves: their words stay on the disk, sealed."""
        with self._lock:
            self._is_closed = True  # what is still heard of a text writes nothing under a key of zeros
            sealing.wipe(self._key)
            self._texts.clear()

    def _write(self, text: Typed) -> None:
        if self._is_closed:
            raise VaultTrouble(_("The vault is locked. Unlock it to continue."))
        name = self._name(text.place)
        sealed = sealing.wrap(self._key, msgspec.json.encode(text), name.encode())
        write_file(self._folder / name, sealed)
        self._texts[text.place] = text

    def _drop(self, text: Typed) -> None:
        del self._texts[text.place]
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._folder / self._name(text.place))  # noqa: PTH108  as quick as it goes

    def _read(self) -> list[Typed]:
        """One's own: a colleague's at this computer do not open, nor what was cut off or changed."""
        found: list[Typed] = []
        for path in sorted(self._folder.glob(f"*{ENDING}")):
            with contextlib.suppress(sealing.InvalidTag, msgspec.MsgspecError, OSError):
                said = sealing.unwrap(self._key, path.read_bytes(), path.name.encode())
                found.append(_read_typed(bytes(said)))
        return found

    def _name(self, place: Place) -> str:
        """Says nothing of whose draft it is."""
        return hmac.digest(self._key, str(place).encode(), "sha256").hex()[:24] + ENDING


def _read_typed(said: bytes) -> Typed:
    try:
        return msgspec.json.decode(said, type=TypedText)
    except msgspec.ValidationError:
        return msgspec.json.decode(said, type=TypedPiece)
