"""Charts of today and tomorrow, sealed on a seat: read there while the clinic's computer does not answer.

The passphrase opens them, and nothing else does. They are over after three days, by a clock that cannot
be set back behind what the copy has seen; whoever restores an old file and an old clock together still
needs the passphrase.
"""

import contextlib
import hashlib
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.network.codec import decode, encode
from counselor_desk.network.seat_proof import SeatKeys
from counselor_desk.records.people import Staff
from counselor_desk.vault.file import ownership
from counselor_desk.vault.keys import sealing
from counselor_desk.vault.keys.proving import SealedSlot, private_with_passphrase
from counselor_desk.vault.keys.slot_file import write_file

ENDING = ".reading"
LIFE = timedelta(days=3)
SET_BACK = timedelta(minutes=5)  # what a clock that is corrected may go back
OPENINGS = 50  # without the clinic's computer: a clock that stands still reads no longer than that
EVERY = 3600.0  # seconds between two copies


class _Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is sealed."""

    actor: bytes
    answers: dict[bytes, bytes]  # by digest of the question
    seen_at: datetime  # the latest time that it knows of
    openings: int = 0


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What lies on the disk: what the passphrase is tried on, from when it is, and the rest sealed."""

    sealed_slot: SealedSlot
    made_at: datetime
    content: bytes


@dataclass(frozen=True)
class _Clocks:
    """The wall's, and one that nobody sets, from when the copy was opened."""

    at: datetime
    steady: float


class ReadingCopy:
    """One person's copy, open. `forget` wipes its key; the file stays."""

    def __init__(self, path: Path, file: _File, key: bytearray, content: _Content, now: datetime) -> None:
        self._path, self._file, self._key, self._content = path, file, key, content
        self._opened = _Clocks(max(now, content.seen_at), time.monotonic())

    @property
    def made_at(self) -> datetime:
        return self._file.made_at

    @property
    def actor(self) -> Staff:
        found: Staff = decode(self._content.actor)
        return found

    def answer(self, use_case: str, given: Mapping[str, Any], now: datetime) -> Any:
        """What was answered to this question when the copy was made. Raises LookupError."""
        steady = self._opened.at + timedelta(seconds=time.monotonic() - self._opened.steady)
        if is_over(self._file.made_at, max(now, steady)):
            remove(self._path)
            self._content = replace(self._content, answers={})
        return decode(self._content.answers[question_digest(use_case, given)])

    def forget(self) -> None:
        sealing.wipe(self._key)
        self._content = replace(self._content, answers={})


def question_digest(use_case: str, given: Mapping[str, Any]) -> bytes:
    """The same for the same question, whoever asks."""
    return hashlib.sha256(use_case.encode() + b"\0" + encode(dict(sorted(given.items())))).digest()


def is_over(made_at: datetime, now: datetime) -> bool:
    return not timedelta(0) - SET_BACK <= now - made_at < LIFE


class CopyWriter:
    """Writes one person's copies while they sit here; nothing is written under a key that is wiped."""

    def __init__(self, folder: Path, keys: SeatKeys) -> None:
        self._folder, self._sealed = folder, keys.sealed
        self._key, self._lock, self._is_closed = (
            sealing.derive(keys.private, "reading"),
            threading.Lock(),
            False,
        )

    @property
    def sign_in(self) -> str:
        return self._sealed.slot.sign_in

    def write(self, actor: Staff, answers: dict[bytes, bytes], now: datetime) -> ReadingCopy | None:
        """In the place of the one before; None once the person has left. Raises VaultTrouble for a full
        disk."""
        with self._lock:
            if self._is_closed:
                return None
            ownership.make_folder(self._folder)
            path = _path(self._folder, self._sealed.vault, self.sign_in)
            content = _Content(actor=encode(actor), answers=answers, seen_at=now)
            blank = _File(sealed_slot=self._sealed, made_at=now, content=b"")
            file = _write(path, blank, self._key, content)
            return ReadingCopy(path, file, bytearray(self._key), content, now)

    def forget(self) -> None:
        with self._lock:
            self._is_closed = True
            sealing.wipe(self._key)


def open_copy(folder: Path, sign_in: str, passphrase: str, now: datetime) -> tuple[SeatKeys, ReadingCopy]:
    """With the passphrase alone, while nobody answers. Slow. Raises WrongPassphrase, and Refused where
    there is none or it is over."""
    path, file = _named(folder, sign_in)
    private = private_with_passphrase(file.sealed_slot, passphrase)
    key = sealing.derive(private, "reading")
    try:
        content = msgspec.msgpack.decode(
            bytes(sealing.unwrap(key, file.content, _facts(path, file))), type=_Content
        )
    except (sealing.InvalidTag, msgspec.MsgspecError) as error:
        sealing.wipe(private, key)
        remove(path)
        raise _gone() from error
    is_set_back = now < content.seen_at - SET_BACK
    if is_over(file.made_at, max(now, content.seen_at)) or is_set_back or content.openings >= OPENINGS:
        sealing.wipe(private, key)
        remove(path)
        raise _gone()
    content = replace(content, seen_at=max(now, content.seen_at), openings=content.openings + 1)
    file = _write(path, file, key, content)
    return SeatKeys(file.sealed_slot, private), ReadingCopy(path, file, key, content, now)


def has_any(folder: Path) -> bool:
    return any(folder.glob(f"*{ENDING}"))


def names(folder: Path, now: datetime) -> list[str]:
    """Whose copies lie here; those that are over are taken away."""
    found = []
    for path, file in _files(folder):
        if is_over(file.made_at, now):
            remove(path)
        else:
            found.append(file.sealed_slot.slot.sign_in)
    return sorted(found)


def remove_all(folder: Path) -> None:
    """This computer was lost, and is let in no more."""
    for path in folder.glob(f"*{ENDING}"):
        remove(path)


def remove_of_others(folder: Path, people: Collection[str]) -> None:
    """Who no longer signs in at the clinic has no copy here: known at the first contact."""
    known = {name.casefold() for name in people}
    for path, file in _files(folder):
        if file.sealed_slot.slot.sign_in.casefold() not in known:
            remove(path)


def remove_of(folder: Path, sign_in: str) -> None:
    for path, file in _files(folder):
        if file.sealed_slot.slot.sign_in.casefold() == sign_in.casefold():
            remove(path)


def remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


class CopyRounds:
    """Takes a copy now, and again every hour, on a thread of its own until it is ended."""

    def __init__(self, take: Callable[[], object]) -> None:
        self._take, self._ended = take, threading.Event()
        self._thread = threading.Thread(target=self._go_round, name="reading copy", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """No more of them. One that still waits for an answer finds its person gone."""
        self._ended.set()

    def _go_round(self) -> None:
        while not self._ended.is_set():
            self._take()
            self._ended.wait(EVERY)


def _write(path: Path, file: _File, key: bytearray, content: _Content) -> _File:
    sealed = sealing.wrap(key, msgspec.msgpack.encode(content), _facts(path, file))
    file = replace(file, content=sealed)
    write_file(path, msgspec.msgpack.encode(file))
    return file


def _facts(path: Path, file: _File) -> bytes:
    return f"{path.name}/{file.made_at.isoformat()}".encode()


def _path(folder: Path, vault: str, sign_in: str) -> Path:
    digest = hashlib.sha256(f"{vault}/{sign_in.casefold()}".encode()).hexdigest()
    return folder / f"{digest[:24]}{ENDING}"


def _named(folder: Path, sign_in: str) -> tuple[Path, _File]:
    wanted = sign_in.strip().casefold()
    for path, file in _files(folder):
        if file.sealed_slot.slot.sign_in.casefold() == wanted:
            return path, file
    raise Refused(_("Nobody signs in with this name here. Check its spelling."), "sign_in")


def _files(folder: Path) -> Iterator[tuple[Path, _File]]:
    for path in sorted(folder.glob(f"*{ENDING}")):
        try:
            yield path, msgspec.msgpack.decode(path.read_bytes(), type=_File)
        except OSError:
            continue
        except (msgspec.MsgspecError, ValueError):
            remove(path)


def _gone() -> Refused:
    return Refused(
        _(
            "The charts that were kept on this computer are over three days old, or its clock was set back. "
            "They are gone; sign in when the clinic's computer answers."
        )
    )
