"""What is said on one line, at the clinic's computer: who sits there, what they ask, what they are told."""

import contextlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from msgspec import Raw
from sqlalchemy.exc import StatementError

from counselor_desk.core.errors import Forbidden, Refused, VaultTrouble
from counselor_desk.core.i18n import _, speaking
from counselor_desk.core.logs import log, report_of
from counselor_desk.desk.desk import Changes, Desk, DeskSeat, UseCase
from counselor_desk.network.arguments import checked_arguments
from counselor_desk.network.codec import decode, encode
from counselor_desk.network.kinds import NotOnTheLine, trouble_names, use_case_named
from counselor_desk.network.limits import ComputerTries, QuestionPace, RefusalPace, TooOften
from counselor_desk.network.messages import (
    OLDEST,
    PROTOCOL,
    RAW_NOTHING,
    Answer,
    Ask,
    AskKeeper,
    AskPeople,
    AskSlot,
    Changed,
    Ended,
    Greeting,
    LeaveSeat,
    Message,
    Step,
    Stop,
    TakeSeat,
    Trouble,
    written,
)
from counselor_desk.network.seat_proof import CHALLENGE, SeatAddress
from counselor_desk.vault.keys.proving import PassphraseTries, SealedSlot
from counselor_desk.vault.keys.unlock import VaultKeys, WrongPassphrase

ANSWERS_KEPT = 16  # of each person at each computer: a question that was asked again after a cut runs once
KeeperCall = Callable[[DeskSeat, Any], Any]


class ServedLine(Protocol):
    """What the server does with one line."""

    address: SeatAddress
    since: datetime

    @property
    def staff_id(self) -> int | None: ...
    def take(self, message: bytes, read: Callable[[bytes], Any]) -> Callable[[], object] | None: ...
    def end(self, words: str) -> None: ...
    def note_too_large(self) -> None: ...
    def close(self) -> None: ...


class ServedSide(Protocol):
    """What the server asks of what it serves."""

    @property
    def vault_id(self) -> str: ...
    def now(self) -> datetime: ...
    def converse(
        self, address: SeatAddress, put: Callable[[bytes], None], pool: Executor, refusals: RefusalPace
    ) -> ServedLine: ...


@dataclass
class ClinicSide:
    """What every line of a served vault shares."""

    desk: Desk
    keys: VaultKeys
    keeper: Mapping[str, KeeperCall] = field(default_factory=dict)
    tries: ComputerTries = field(default_factory=ComputerTries)
    answers: "AnswerBook" = field(default_factory=lambda: AnswerBook())

    def __post_init__(self) -> None:
        self.slots = PassphraseTries(self.keys)

    @property
    def vault_id(self) -> str:
        return self.keys.vault_id

    def now(self) -> datetime:
        return self.desk.now()

    def converse(
        self, address: SeatAddress, put: Callable[[bytes], None], pool: Executor, refusals: RefusalPace
    ) -> "Conversation":
        return Conversation(self, address, put, pool, refusals)


class AnswerBook:
    """What commands have come to, by their token: one that is asked again is answered, not done again."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, int], OrderedDict[bytes, Future[Any]]] = {}
        self._lock = threading.Lock()  # a line that came back may ask while the old one still does

    def once(self, who: tuple[str, int], token: bytes, ask: Callable[[], "Future[Any]"]) -> "Future[Any]":
        with self._lock:
            book = self._of.setdefault(who, OrderedDict())
            known = book.get(token)
            if known is None:
                known = book[token] = ask()
                while len(book) > ANSWERS_KEPT:
                    book.popitem(last=False)
            return known


class LineErrand:
    """A question under way: how far it is goes back over the line."""

    def __init__(self, number: int, send: Callable[[Message], None]) -> None:
        self.number, self._send, self.stopped = number, send, False

    def progress(self, done: int, of: int) -> None:
        if self.stopped:
            raise Refused(_("Stopped. Nothing was changed."))
        self._send(Step(self.number, done, of))


@dataclass(frozen=True)
class _Offered:
    """A challenge that waits for its signature."""

    sealed: SealedSlot
    challenge: bytes


class Conversation:
    """One line. `take` is called for one message after the other."""

    def __init__(
        self,
        clinic: ClinicSide,
        address: SeatAddress,
        put: Callable[[bytes], None],
        pool: Executor,
        refusals: RefusalPace,
    ) -> None:
        self._clinic, self.address, self._put, self._pool = clinic, address, put, pool
        self._refusals, self._pace = refusals, QuestionPace()
        self.since = clinic.desk.now()
        self._seat: DeskSeat | None = None
        self._offered: _Offered | None = None
        self._under_way: dict[int, LineErrand] = {}
        self._told: tuple[object, ...] = ()
        self._closed = False
        self._speaks, self._language = OLDEST, ""  # until its greeting says otherwise

    @property
    def staff_id(self) -> int | None:
        seat = self._seat
        return seat.actor.id if seat is not None and seat.actor is not None else None

    def take(self, message: bytes, read: Callable[[bytes], Any]) -> Callable[[], object] | None:
        """Does at once what does not wait; what does is given back, to be run before the next message."""
        with speaking(self._language):
            return self._take(message, read)

    def _take(self, message: bytes, read: Callable[[bytes], Any]) -> Callable[[], object] | None:
        try:
            self._pace.count(len(self._under_way))
            asked = read(message)
        except TooOften as error:
            return self._refuse_unread(message, read, error)
        except NotOnTheLine as error:
            self._trouble(0, error)
            return partial(self._write_down, error.why)
        match asked:
            case Stop():
                errand = self._under_way.get(asked.number)
                if errand is not None:
                    errand.stopped = True
                return None
            case Greeting():
                self._greeted(asked)
                return None
            case Ask() if len(message) < LARGE:
                return self._ask(asked)
            case Ask():
                return partial(self._ask_and_note, asked)
        return partial(self._attend, asked)

    def _greeted(self, greeting: Greeting) -> None:
        self._speaks, self._language = greeting.protocol, greeting.language[:LONGEST_LANGUAGE]
        if self._seat is not None:
            self._seat.language = self._language

    def _refuse_unread(
        self, said: bytes, read: Callable[[bytes], Any], error: TooOften
    ) -> Callable[[], object] | None:
        """Whoever floods the line is answered without a look at what is asked."""
        try:
            number = getattr(read(said), "number", 0)
        except NotOnTheLine:
            number = 0
        self._trouble(number, error)
        return partial(self._write_down, "too often") if self._refusals.is_due(self.address.serial) else None

    def end(self, words: str) -> None:
        """The line is about to be closed, and this is why."""
        self._send(Ended(words))

    def note_too_large(self) -> None:
        """The line was closed over a message that is larger than any of a window's."""
        self._write_down("a message too large")

    def close(self) -> None:
        """Whoever sat there is gone; what they have asked is finished."""
        self._closed = True
        self._leave("the line was cut")

    # Signing in and out

    def _attend(self, asked: Any) -> None:
        with speaking(self._language):
            self._attend_in_words(asked)

    def _attend_in_words(self, asked: Any) -> None:
        try:
            self._answer(asked.number, self._answer_to(asked))
        except (Refused, VaultTrouble) as error:
            self._trouble(asked.number, error)
            if isinstance(error, NotOnTheLine):
                self._write_down(error.why)
            elif isinstance(error, Forbidden):
                self._write_down("not allowed")
        except Exception as error:  # noqa: BLE001  said over there in a sentence
            self._fault(asked.number, error)

    def _answer_to(self, asked: Any) -> Any:
        match asked:
            case AskPeople():
                return [slot.sign_in for slot in self._clinic.keys.file().people()]
            case AskSlot():
                return self._offer(asked.sign_in)
            case TakeSeat():
                return self._sit(asked.signature)
            case LeaveSeat():
                return self._leave(asked.reason[:200])
            case AskKeeper():
                return self._do_safekeeping(asked)
        raise NotOnTheLine("no message")

    def _offer(self, sign_in: str) -> tuple[SealedSlot, bytes]:
        """The person's slot without the vault's key, and what their key is to sign."""
        self._clinic.tries.check(self.address.serial)
        slot = self._clinic.keys.file().slot_named(sign_in)
        if slot.device:
            raise Refused(
                _(
                    "Your passphrase opens the vault on the clinic's computer alone. Set it to open on "
                    "any computer there, in Settings, and sign in here again."
                ),
                "passphrase",
            )
        sealed = self._clinic.slots.begin(slot.staff_id)
        assert sealed is not None
        self._offered = _Offered(sealed, secrets.token_bytes(CHALLENGE))
        return sealed, self._offered.challenge

    def _sit(self, signature: bytes) -> tuple[Any, str, bool]:
        offered, self._offered = self._offered, None
        if offered is None:
            raise NotOnTheLine("a signature over nothing")
        slot, vault = offered.sealed.slot, offered.sealed.vault
        words = self.address.ends.sign_in_words(vault, slot.staff_id, offered.challenge)
        if not self._clinic.slots.end(slot.staff_id, signature, words):
            self._write_down("a wrong signature")
            raise WrongPassphrase
        self._clinic.tries.forgive(self.address.serial)
        self._leave("")
        seat = self._clinic.desk.add_seat()
        seat.language = self._language
        try:
            actor = seat.sign_in(slot.staff_id)
        except BaseException:
            self._clinic.desk.dismiss(seat)
            raise
        seat.listen(self._heard)
        self._seat, self._told = seat, _rights_of(actor)
        assert seat.signed_in is not None
        return actor, seat.signed_in.session, slot.must_change

    def _leave(self, reason: str) -> None:
        leaving, self._seat = self._seat, None
        if leaving is not None:
            self._clinic.desk.dismiss(leaving, reason)

    # Questions

    def _ask_and_note(self, asked: Ask) -> None:
        with speaking(self._language):
            work = self._ask(asked)
        if work is not None:
            work()

    def _ask(self, asked: Ask) -> Callable[[], object] | None:
        errand = LineErrand(asked.number, self._send)
        try:
            seat = self._seat
            if seat is None:
                raise Forbidden(_("Nobody is signed in."))
            use_case = use_case_named(asked.use_case)
            values = self._values_of(seat, use_case, asked)
        except (Refused, VaultTrouble) as error:
            self._trouble(asked.number, error)
            why = getattr(error, "why", "nobody signed in")
            return partial(self._write_down, why)
        self._under_way[asked.number] = errand

        def submit() -> Future[Any]:
            return seat.submit(errand, use_case, **values)

        try:
            if use_case.writes and not use_case.in_pieces:
                who = (self.address.serial, self.staff_id or 0)
                future = self._clinic.answers.once(who, asked.token, submit)
            else:
                future = submit()
        except (Refused, VaultTrouble, RuntimeError) as error:  # the vault is being closed
            self._under_way.pop(asked.number, None)
            self._trouble(
                asked.number, VaultTrouble(str(error)) if isinstance(error, RuntimeError) else error
            )
            return None
        future.add_done_callback(partial(self._done, asked.number))
        return None

    @staticmethod
    def _values_of(seat: DeskSeat, use_case: UseCase[..., Any], asked: Ask) -> dict[str, Any]:
        """Who may not is refused by the desk, which puts it on the trail, whatever they have sent."""
        try:
            return checked_arguments(use_case, decode(asked.values))
        except NotOnTheLine:
            if seat.actor is not None and not seat.actor.may(use_case.needs):
                return {}
            raise

    def _done(self, number: int, future: "Future[Any]") -> None:
        """On the vault's thread: putting the answer into words is another's work."""
        with contextlib.suppress(RuntimeError):  # the server has ended
            self._pool.submit(self._say, number, future)

    def _say(self, number: int, future: "Future[Any]") -> None:
        with speaking(self._language):
            self._say_in_words(number, future)

    def _say_in_words(self, number: int, future: "Future[Any]") -> None:
        self._under_way.pop(number, None)
        try:
            self._answer(number, future.result())
        except NotOnTheLine as error:
            log.error("bug on a thread: %s", report_of(type(error), error.__traceback__))
            self._trouble(number, VaultTrouble(_("This cannot be done from another computer yet.")))
        except (Refused, VaultTrouble) as error:
            self._trouble(number, error)
        except StatementError:  # a number of nothing, or words where a column has none: no window sends it
            refused = NotOnTheLine("a value that cannot be kept")
            self._trouble(number, refused)
            self._write_down(refused.why)
        except Exception as error:  # noqa: BLE001  said over there in a sentence
            self._fault(number, error)

    def _do_safekeeping(self, asked: AskKeeper) -> Any:
        seat, work = self._seat, self._clinic.keeper.get(asked.name)
        if seat is None:
            raise Forbidden(_("Nobody is signed in."))
        if work is None:
            raise NotOnTheLine("no such part of safekeeping")
        return work(seat, decode(asked.values))

    def _heard(self, changes: Changes) -> None:
        """On the vault's thread, before the answer to whoever did it."""
        mine = changes.initiator
        number = mine.number if isinstance(mine, LineErrand) and mine.number in self._under_way else 0
        told = tuple(sorted(changes.kinds)), tuple(sorted(changes.client_ids))
        self._send(Changed(*told, number, changes.leaves_no_words))

    # What goes back

    def _answer(self, number: int, value: object) -> None:
        said = Raw(encode(value))
        self._send(Answer(number, said, self._clinic.desk.now(), self._actor()))

    def _trouble(self, number: int, error: Refused | VaultTrouble) -> None:
        field, words = getattr(error, "field", ""), str(error)
        if isinstance(error, NotOnTheLine) and self._speaks < PROTOCOL:
            words = _("The clinic's computer has a newer Counselor Desk. Update this computer.")
        self._send(Trouble(number, trouble_names(error), words, field, self._actor()))

    def _actor(self) -> Raw:
        """Who sits there, where their role or place is another than was told before."""
        seat = self._seat
        actor = seat.actor if seat is not None else None
        if actor is None or _rights_of(actor) == self._told:
            return RAW_NOTHING
        self._told = _rights_of(actor)
        return Raw(encode(actor))

    def _fault(self, number: int, error: Exception) -> None:
        log.error("bug on a thread: %s", report_of(type(error), error.__traceback__))
        words = _(
            "Something went wrong on the clinic's computer, and nothing was saved. Tell your administrator."
        )
        self._trouble(number, VaultTrouble(words))

    def _send(self, message: Message) -> None:
        if not self._closed:
            self._put(written(message))

    def _write_down(self, why: str) -> None:
        """A refusal on the trail: which computer, who sits there, and why, by names of the program alone."""
        passed = self._refusals.since(self.address.serial)
        if passed is None:
            return
        more = f", {passed} more" if passed else ""
        reason = f"computer {self.address.computer}: {why}{more}"
        seat = self._seat
        with contextlib.suppress(VaultTrouble, RuntimeError):
            if seat is not None and seat.signed_in is not None:
                self._clinic.desk.note(seat.signed_in, "line.refused", reason)
            else:
                self._clinic.desk.note_of_nobody("line.refused", reason)


LONGEST_LANGUAGE = 16  # letters
LARGE = 1 << 18  # bytes of a question that is taken apart aside


def _rights_of(actor: Any) -> tuple[object, ...]:
    return actor.id, actor.name, actor.role, actor.supervisor_id, actor.active, actor.credential
