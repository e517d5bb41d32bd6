"""The messages of the line, each of a closed shape; what they carry is the codec's."""

from datetime import datetime
from typing import Any, TypeAlias

import msgspec

from counselor_desk.network.kinds import NotOnTheLine

PROTOCOL = 2  # the next one still speaks with this one
OLDEST = 1
LARGEST_QUESTION = 48 << 20  # bytes; a scanned paper or a file to be taken over is the largest
LARGEST_ANSWER = 256 << 20  # bytes; an archive of every chart
RAW_NOTHING = msgspec.Raw(b"\xc0")


class Message(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What goes over the line in one piece."""


class Greeting(Message, tag="hello", frozen=True, array_like=True):
    """What a seat speaks, since protocol 2: also again when its person chooses another language."""

    number: int
    protocol: int
    program: str
    language: str


class AskPeople(Message, tag="people", frozen=True, array_like=True):
    """The names to sign in with."""

    number: int


class AskSlot(Message, tag="slot", frozen=True, array_like=True):
    """What this person's passphrase is to be tried on."""

    number: int
    sign_in: str


class TakeSeat(Message, tag="sit", frozen=True, array_like=True):
    """That this person is here: their key's signature over the challenge."""

    number: int
    signature: bytes


class OpenVault(Message, tag="open", frozen=True, array_like=True):
    """The part of the person's slot that opens the vault, sealed to the certificate of the clinic's
    computer: after a signature, and only while nobody has opened it."""

    number: int
    part: bytes


class LeaveSeat(Message, tag="leave", frozen=True, array_like=True):
    """The person goes; the line stays."""

    number: int
    reason: str


class Ask(Message, tag="ask", frozen=True, array_like=True):
    """A use case by its name. The token is the same when it is asked again after a cut."""

    number: int
    token: bytes
    use_case: str
    values: msgspec.Raw


class AskKeeper(Message, tag="keep", frozen=True, array_like=True):
    """Something of the vault's safekeeping, which the clinic's computer does."""

    number: int
    name: str
    values: msgspec.Raw


class Stop(Message, tag="stop", frozen=True, array_like=True):
    """Nobody waits any more for the answer to that question."""

    number: int


class Welcome(Message, tag="welcome", frozen=True, array_like=True):
    """The clinic's computer: what it speaks, which vault it serves, what time it is there."""

    protocol: int
    oldest: int
    program: str
    vault: str
    run: bytes  # another one after each start: what was asked before is not known any more
    now: datetime


class Answer(Message, tag="answer", frozen=True, array_like=True):
    """What came of a question; the actor where the person's role or place is another than before."""

    number: int
    value: msgspec.Raw
    now: datetime
    actor: msgspec.Raw = RAW_NOTHING


class Trouble(Message, tag="trouble", frozen=True, array_like=True):
    """Why a question was not answered, in a sentence."""

    number: int
    kinds: tuple[str, ...]  # the nearest first
    words: str
    field: str
    actor: msgspec.Raw = RAW_NOTHING


class Step(Message, tag="step", frozen=True, array_like=True):
    """How far a long question is."""

    number: int
    done: int
    of: int


class Changed(Message, tag="changed", frozen=True, array_like=True):
    """Kinds of record and numbers of charts, never what is in them."""

    kinds: tuple[str, ...]
    client_ids: tuple[int, ...]
    asked: int  # the question of this seat that did it; 0: somebody else's
    leaves_no_words: bool


class Ended(Message, tag="ended", frozen=True, array_like=True):
    """The line is closed by the clinic's computer, and trying again is of no use."""

    words: str


FromSeat: TypeAlias = (
    Greeting | AskPeople | AskSlot | TakeSeat | OpenVault | LeaveSeat | Ask | AskKeeper | Stop
)
FromClinic: TypeAlias = Welcome | Ended | Answer | Trouble | Step | Changed

_encoder = msgspec.msgpack.Encoder()
_from_seat, _from_clinic = msgspec.msgpack.Decoder(FromSeat), msgspec.msgpack.Decoder(FromClinic)


def written(message: Message) -> bytes:
    return _encoder.encode(message)


def read_question(said: bytes) -> Any:
    """Raises NotOnTheLine for what is no message of a seat."""
    return _read(_from_seat, said)


def read_answer(said: bytes) -> Any:
    """Raises NotOnTheLine for what is no message of the clinic's computer."""
    return _read(_from_clinic, said)


def _read(decoder: "msgspec.msgpack.Decoder[Any]", said: bytes) -> Any:
    try:
        return decoder.decode(said)
    except (msgspec.MsgspecError, ValueError, RecursionError, MemoryError) as error:
        raise NotOnTheLine("no message") from error
