"""A desk on another computer: the same questions, answered by the clinic's computer."""

import asyncio
import contextlib
import itertools
import random
import secrets
import ssl
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, ParamSpec, TypeVar

from msgspec import Raw
from sqlalchemy.orm import configure_mappers
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage, InvalidStatus

from counselor_desk import __version__, records
from counselor_desk.core.errors import Forbidden, Refused, VaultTrouble
from counselor_desk.core.i18n import _, language_in_use
from counselor_desk.desk.context import SignIn, UseCase
from counselor_desk.desk.desk import Changes, utc_now
from counselor_desk.desk.seat import Listener
from counselor_desk.domain.clean_text import without_nul_and_surrogates
from counselor_desk.network.arguments import named_arguments, without_defaults
from counselor_desk.network.certificates import SERVER_NAME, seal_for
from counselor_desk.network.codec import decode, encode
from counselor_desk.network.kinds import NotOnTheLine, VaultLocked, trouble_named
from counselor_desk.network.messages import (
    LARGEST_ANSWER,
    LARGEST_QUESTION,
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
    OpenVault,
    Step,
    Stop,
    TakeSeat,
    Trouble,
    Welcome,
    read_answer,
    written,
)
from counselor_desk.network.seat_proof import LineEnds, SeatKeys
from counselor_desk.network.versions import GREETING, known_there, which_to_update
from counselor_desk.records.people import Staff
from counselor_desk.vault.keys import sealing, this_computer
from counselor_desk.vault.keys.argon import normal
from counselor_desk.vault.keys.opening_part import part_of, public_of
from counselor_desk.vault.keys.proving import SealedSlot
from counselor_desk.vault.keys.slots import NotThisKey, Secret, private_of
from counselor_desk.vault.keys.throttle import MustWait
from counselor_desk.vault.keys.unlock import WrongPassphrase

P = ParamSpec("P")
R = TypeVar("R")

LARGEST_VALUES = LARGEST_QUESTION - 1000  # beside them go a number, a token and a name
PING = 10.0  # seconds
OPENING = 10.0
AGAIN_AFTER = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0)  # seconds between tries to come back
JITTER = random.SystemRandom()  # seats come back one after another; other dice stay still
WAITING_FOR_THE_VAULT = 120.0  # seconds; another version of the program raises the schema first
WHILE_LOCKED = 3.0  # seconds between two looks whether somebody has opened the vault
WAITING_FOR_THE_LINE = 30.0  # seconds that a question outlives its line


class LineCut(VaultTrouble):
    """The clinic's computer does not answer."""


class LineRefused(VaultTrouble):
    """The clinic's computer lets this computer in no more, or is not the one that was joined."""


class AccessRevoked(LineRefused):
    """An administrator has revoked this computer's access: what it holds of the clinic goes."""


class LineState(Enum):
    """How things stand between this computer and the clinic's."""

    THERE = auto()
    CUT = auto()  # it is tried again by itself
    CLOSED = auto()
    REFUSED = auto()  # trying again is of no use


@dataclass(frozen=True)
class ClinicAddress:
    """Where the clinic's computer is, and how to be sure that it is the one that was joined."""

    host: str
    port: int
    tls: ssl.SSLContext
    certificate: bytes  # this computer's own, DER

    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"wss://{host}:{self.port}/desk"


@dataclass
class _Question:
    """What was asked and has no answer yet."""

    message: Message
    future: "Future[Any]"
    initiator: object = None
    until: float = field(default=0.0)  # when it is given up, once the line is cut
    again: bool = False  # whether it may be asked again when the line is back


class RemoteDesk:
    """What windows ask of a desk, over a line that comes back by itself when it was cut."""

    def __init__(
        self,
        address: ClinicAddress,
        clock: Callable[[], datetime] | None = None,
        may_begin_cut: bool = False,
    ) -> None:
        """Connects. Raises LineCut or LineRefused with a sentence that says what to do.

        A line that `may_begin_cut` goes on trying instead of raising LineCut.
        """
        records.every()
        configure_mappers()  # what arrives is filled in without asking any database
        self._address, self._clock, self._may_begin_cut = address, clock or utc_now, may_begin_cut
        self.signed_in: SignIn | None = None
        self.keys: SeatKeys | None = None
        self.must_change = False
        self._offset = timedelta()
        self._numbers = itertools.count(1)
        self._waiting: dict[int, _Question] = {}
        self._listeners: tuple[Listener, ...] = ()
        self._watchers: tuple[Callable[[LineState, str], None], ...] = ()
        self.state, self.reason = LineState.CUT, ""
        self._connection: ClientConnection | None = None
        self._welcome: Welcome | None = None
        self._told_language = ""  # on this line
        self.is_revoked = False  # an administrator lets this computer in no more
        self.is_person_refused = False  # whoever sat here is let in no more
        self._is_seated = True  # whoever signed in sits at the other end, too
        self._lock = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._end = asyncio.Event()
        first: Future[None] = Future()
        self._thread = threading.Thread(target=self._work, args=(first,), name="line", daemon=True)
        self._thread.start()
        try:
            first.result()
        except BaseException:
            self.close()
            raise

    # What windows ask of a desk

    @property
    def actor(self) -> Staff | None:
        return self.signed_in.actor if self.signed_in else None

    @property
    def own_keys(self) -> SeatKeys | None:
        """Of who sits at this computer, for what is opened here alone."""
        return self.keys

    def now(self) -> datetime:
        """The clinic's time, whatever this computer's clock says."""
        return self._clock() + self._offset

    def listen(self, hear: Listener) -> Callable[[], None]:
        """`hear` is told of every change, on the line's thread, until what this returns is called."""
        self._listeners = (*self._listeners, hear)

        def stop() -> None:
            self._listeners = tuple(other for other in self._listeners if other is not hear)

        return stop

    def watch(self, hear: Callable[[LineState, str], None]) -> Callable[[], None]:
        """`hear` is told when the line is cut and when it is back, on the line's thread."""
        self._watchers = (*self._watchers, hear)

        def stop() -> None:
            self._watchers = tuple(other for other in self._watchers if other is not hear)

        return stop

    def submit(
        self, initiator: object, use_case: UseCase[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> "Future[R]":
        """Ask the clinic's computer. What cannot be asked from here is refused in the future."""
        if self.signed_in is None:
            return _failed(Forbidden(_("Nobody is signed in.")))
        try:
            given = named_arguments(use_case, without_nul_and_surrogates(args), _cleaned(kwargs))
            given = without_defaults(use_case, given)
            values = encode(known_there(self.clinic_speaks, use_case.name, given))
        except NotOnTheLine:
            return _failed(VaultTrouble(_("This cannot be done from another computer yet.")))
        if len(values) > LARGEST_VALUES:
            return _failed(Refused(_("This is too large to be sent. Choose a smaller file.")))
        number = next(self._numbers)
        message = Ask(number, secrets.token_bytes(16), use_case.name, Raw(values))
        return self._ask(_Question(message, Future(), initiator, again=not use_case.in_pieces))

    def do(self, use_case: UseCase[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Ask and wait: never on the GUI thread."""
        return self.submit(None, use_case, *args, **kwargs).result()

    def do_safekeeping(self, name: str, *values: object, initiator: object = None) -> Any:
        """Something of the vault's safekeeping, done by the clinic's computer. Slow."""
        message = AskKeeper(next(self._numbers), name, Raw(encode(values)))
        return self._ask(_Question(message, Future(), initiator)).result()

    # Signing in

    def people(self) -> list[str]:
        """The names to sign in with."""
        found = self._ask(_Question(AskPeople(next(self._numbers)), Future())).result()
        return [str(name) for name in found]

    def sign_in(self, name: str, passphrase: str) -> Staff:
        """Slow: the passphrase becomes a key here, and only what that key signs goes over the line.

        Raises Refused (wrong name or passphrase, too many tries) or VaultTrouble.
        """
        sealed, challenge = self._offer(name)
        slot = sealed.slot
        extra = this_computer.fetch(sealed.vault, slot.id) if slot.device else bytearray()
        kek = Secret(normal(passphrase), extra).wrapping_key(slot)
        try:
            keys = SeatKeys(sealed, private_of(sealed.vault, slot, kek), public_of(kek))
            part = part_of(kek)
        except NotThisKey as error:
            raise WrongPassphrase from error
        finally:
            sealing.wipe(kek)
        try:
            try:
                return self._sit(keys, challenge)
            except VaultLocked:  # the clinic's computer has just started, and this person may open it
                self._open_vault(keys, challenge, part)
            return self._sit(keys, self._offer(name)[1])
        except BaseException:
            keys.forget()
            raise
        finally:
            sealing.wipe(part)

    def sign_out(self, reason: str = "") -> None:
        """Nobody is at this seat any more; what was asked before is still answered."""
        leaving, self.signed_in = self.signed_in, None
        keys, self.keys = self.keys, None
        if keys is not None:
            keys.forget()
        if leaving is not None and self.state is LineState.THERE:
            with contextlib.suppress(VaultTrouble):
                self._ask(_Question(LeaveSeat(next(self._numbers), reason), Future())).result()

    def close(self) -> None:
        """Leave, and let go of the line."""
        if self._thread.is_alive():
            with contextlib.suppress(Refused, VaultTrouble):
                self.sign_out()
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._end.set)
            self._thread.join()

    def _offer(self, name: str) -> tuple[SealedSlot, bytes]:
        sealed, challenge = self._ask(_Question(AskSlot(next(self._numbers), name), Future())).result()
        return sealed, challenge

    def _sit(self, keys: SeatKeys, challenge: bytes) -> Staff:
        message = TakeSeat(next(self._numbers), keys.sign(self._words(keys, challenge)))
        actor, session, must_change = self._ask(_Question(message, Future())).result()
        self.signed_in, self.keys, self.must_change = SignIn(actor, session), keys, must_change
        return self.signed_in.actor

    def _open_vault(self, keys: SeatKeys, challenge: bytes, part: bytearray) -> None:
        """Sends the part of the slot that opens the vault and nothing else, and waits until it is served.

        Raises what the clinic's computer says, and LineCut where it does not come back.
        """
        back = threading.Event()
        stop = self.watch(lambda state, _why: back.set() if state is LineState.THERE else None)
        try:
            facts = self._ends().opening_words(keys.sealed.vault, keys.sealed.slot.staff_id, challenge)
            sealed = seal_for(self._ends().clinic, part, facts)
            with contextlib.suppress(LineCut):  # it begins to serve at once
                self._ask(_Question(OpenVault(next(self._numbers), sealed), Future())).result()
            if not back.wait(WAITING_FOR_THE_VAULT):
                raise _cut()
        finally:
            stop()

    def _ends(self) -> LineEnds:
        connection = self._connection
        if connection is None:
            raise _cut()
        return LineEnds(_certificate_of(connection), self._address.certificate)

    def _words(self, keys: SeatKeys, challenge: bytes) -> bytes:
        return self._ends().sign_in_words(keys.sealed.vault, keys.sealed.slot.staff_id, challenge)

    @property
    def clinic_speaks(self) -> int:
        """The protocol of the clinic's computer; this program's own before it has answered."""
        return self._welcome.protocol if self._welcome is not None else PROTOCOL

    @property
    def clinic_run(self) -> bytes:
        """Another one after each start of the program over there."""
        return self._welcome.run if self._welcome is not None else b""

    # The line, on its own thread

    def _ask(self, question: _Question) -> "Future[Any]":
        with self._lock:
            if self.state in (LineState.CLOSED, LineState.REFUSED):
                return _failed(LineRefused(self.reason) if self.reason else _cut())
            if self.state is LineState.CUT and not question.again:
                return _failed(_cut())
            self._waiting[_number(question)] = question
        try:
            self._loop.call_soon_threadsafe(self._send, question)
        except RuntimeError:  # the line was closed in between
            self._waiting.pop(_number(question), None)
            return _failed(_cut())
        return question.future

    def _send(self, question: _Question) -> None:
        if self._connection is None or (question.again and not self._is_seated):
            if not question.until:
                question.until = self._loop.time() + WAITING_FOR_THE_LINE
            return
        said = [*self._greeting(), written(question.message)]
        self._loop.create_task(self._put(self._connection, *said))

    def _greeting(self) -> list[bytes]:
        """What this computer speaks, once a line and after each change of its language."""
        language = language_in_use()
        if self._told_language == language or self.clinic_speaks < GREETING:
            return []
        self._told_language = language
        return [written(Greeting(next(self._numbers), PROTOCOL, __version__, language))]

    async def _put(self, connection: ClientConnection, *said: bytes) -> None:
        with contextlib.suppress(ConnectionClosed):  # noticed where it is read
            for message in said:
                await connection.send(message)

    def _work(self, first: "Future[None]") -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._live(first))
        finally:
            if self.state is not LineState.REFUSED:
                self._become(LineState.CLOSED, "")
            self._give_up(list(self._waiting))
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    async def _live(self, first: "Future[None]") -> None:
        ending = asyncio.create_task(self._end.wait())
        connection = await self._begin(first, ending)
        while connection is not None and not ending.done():
            reading = asyncio.create_task(self._read(connection))
            await asyncio.wait({reading, ending}, return_when=asyncio.FIRST_COMPLETED)
            self._connection = None
            if ending.done():
                await connection.close()
            await asyncio.wait({reading})
            connection = None if ending.done() else await self._come_back(ending)
        ending.cancel()

    async def _begin(self, first: "Future[None]", ending: "asyncio.Task[Any]") -> ClientConnection | None:
        try:
            connection = await self._open()
        except (LineCut, LineRefused, NotOnTheLine) as error:
            if not (self._may_begin_cut and isinstance(error, LineCut)):
                first.set_exception(error)
                return None
            first.set_result(None)
            return await self._come_back(ending)
        self._become(LineState.THERE, "")
        first.set_result(None)
        return connection

    async def _open(self) -> ClientConnection:
        where = self._address
        try:
            connection = await connect(
                where.url(),
                ssl=where.tls,
                server_hostname=SERVER_NAME,
                proxy=None,  # a clinic's own network; nothing of it goes through another computer
                compression=None,
                user_agent_header=None,
                max_size=LARGEST_ANSWER,
                open_timeout=OPENING,
                ping_interval=PING,
                ping_timeout=PING,
            )
        except ssl.SSLCertVerificationError as error:
            raise LineRefused(
                _(
                    "The computer at this address is not the clinic's that was joined: its certificate is "
                    "another. Nothing was sent. Ask an administrator before you join again."
                )
            ) from error
        except (InvalidStatus, InvalidHandshake, InvalidMessage, ssl.SSLError) as error:
            raise LineRefused(
                _(
                    "The clinic's computer does not let this computer in. "
                    "Ask an administrator to invite it again."
                )
            ) from error
        except (OSError, TimeoutError) as error:
            raise _cut() from error
        try:
            message = await connection.recv()
            welcome = self._checked(read_answer(message if isinstance(message, bytes) else b""))
        except ConnectionClosed as error:
            raise _cut() from error
        except Exception:
            await connection.close()
            await connection.wait_closed()
            raise
        self._arrived(connection, welcome)
        return connection

    @staticmethod
    def _checked(said: Any) -> Welcome:
        if isinstance(said, Ended):
            raise AccessRevoked(said.words)
        if not isinstance(said, Welcome) or said.oldest > PROTOCOL:
            raise LineRefused(_("The clinic's computer has a newer Counselor Desk. Update this computer."))
        if said.protocol < OLDEST:
            raise LineRefused(_("The clinic's computer has an older Counselor Desk. Update it first."))
        return said

    def _arrived(self, connection: ClientConnection, welcome: Welcome) -> None:
        known = self._welcome
        self._welcome, self._connection, self._told_language = welcome, connection, ""
        self._set_clock(welcome.now)
        if known is not None and known.run != welcome.run:
            # It was started again: whether the last commands came through, it does not know any more.
            self._give_up([number for number, one in self._waiting.items() if one.again])

    async def _read(self, connection: ClientConnection) -> None:
        try:
            async for said in connection:
                self._take(read_answer(said if isinstance(said, bytes) else b""))
        except (ConnectionClosed, NotOnTheLine):
            pass
        finally:
            await connection.close()
            await connection.wait_closed()

    async def _come_back(self, ending: "asyncio.Task[Any]") -> ClientConnection | None:
        if self.state is LineState.REFUSED:
            return None
        self._is_seated = False
        self._become(LineState.CUT, self.reason if self.state is LineState.CUT else "")
        until = self._loop.time() + WAITING_FOR_THE_LINE
        for question in self._waiting.values():
            question.until = question.until or until
        self._give_up([number for number, one in self._waiting.items() if not one.again])
        for pause in itertools.chain(AGAIN_AFTER, itertools.repeat(AGAIN_AFTER[-1])):
            await asyncio.wait({ending}, timeout=pause * JITTER.uniform(0.7, 1.3))
            if ending.done():
                return None
            now = self._loop.time()
            self._give_up([number for number, one in self._waiting.items() if one.until < now])
            try:
                connection = await self._open()
            except LineCut:
                continue
            except (LineRefused, NotOnTheLine) as error:
                self.is_revoked = isinstance(error, AccessRevoked)
                self._become(LineState.REFUSED, str(error))
                self._give_up(list(self._waiting))
                return None
            self._sitting = self._loop.create_task(self._sit_again(connection))
            return connection
        return None

    async def _sit_again(self, connection: ClientConnection) -> None:
        """The person is still here: their key signs for the new line, and what waits is asked again."""
        try:
            seated = await self._signed_again()
        except LineCut:
            return
        except VaultLocked as locked:  # what was typed waits here until somebody has opened it
            self._become(LineState.CUT, str(locked))
            await asyncio.sleep(WHILE_LOCKED)
            await connection.close()
            return
        except (Refused, VaultTrouble) as error:
            self.is_person_refused = True
            self._become(LineState.REFUSED, str(error))
            self._give_up(list(self._waiting))
            await connection.close()
            return
        if connection is not self._connection:
            return
        if seated is not None and self.keys is not None and self.signed_in is not None:
            # The same person, who never left: what was opened with their key stays open.
            self.signed_in.actor, self.signed_in.session = seated.actor, seated.session
        self._is_seated = True
        self._become(LineState.THERE, "")
        for question in list(self._waiting.values()):
            if question.again:
                question.until = 0.0
                self._send(question)

    async def _signed_again(self) -> SignIn | None:
        keys = self.keys
        if keys is None:
            return None
        for pause in itertools.chain(AGAIN_AFTER, itertools.repeat(AGAIN_AFTER[-1])):
            try:
                sealed, challenge = await self._soon(AskSlot(next(self._numbers), keys.sealed.slot.sign_in))
                break
            except MustWait:  # the line was cut in the midst of signing in, more than once
                await asyncio.sleep(pause)
        signature = keys.sign(self._words(SeatKeys(sealed, keys.private), challenge))
        actor, session, _must_change = await self._soon(TakeSeat(next(self._numbers), signature))
        return SignIn(actor, session)

    async def _soon(self, message: Message) -> Any:
        question = _Question(message, Future())
        self._waiting[_number(question)] = question
        self._send(question)
        return await asyncio.wrap_future(question.future)

    def _take(self, answer: Any) -> None:
        match answer:
            case Answer():
                self._answered(answer)
            case Ended():
                self.is_revoked = True
                self._become(LineState.REFUSED, answer.words)
                self._give_up(list(self._waiting))
            case Trouble():
                self._know_actor(answer.actor)
                question = self._waiting.pop(answer.number, None)
                if question is not None:
                    question.future.set_exception(self._trouble_of(answer))
            case Step():
                self._stepped(answer)
            case Changed():
                self._changed(answer)

    def _answered(self, answer: Answer) -> None:
        self._set_clock(answer.now)
        question = self._waiting.pop(answer.number, None)
        self._know_actor(answer.actor)
        if question is None:
            return
        try:
            value = decode(answer.value)
        except NotOnTheLine:
            question.future.set_exception(VaultTrouble(self._which_to_update()))
        else:
            question.future.set_result(value)

    def _trouble_of(self, said: Trouble) -> Exception:
        error = _trouble_of(said)
        if isinstance(error, NotOnTheLine):
            error.args = (self._which_to_update(),)
        return error

    def _which_to_update(self) -> str:
        program = self._welcome.program if self._welcome is not None else __version__
        return which_to_update((self.clinic_speaks, program), (PROTOCOL, __version__))

    def _know_actor(self, said: Raw) -> None:
        """The person's role and place are those of this moment, as the clinic's computer knows them."""
        if said != RAW_NOTHING and self.signed_in is not None:
            self.signed_in.actor = decode(said)

    def _stepped(self, said: Step) -> None:
        question = self._waiting.get(said.number)
        step = getattr(question.initiator, "progress", None) if question is not None else None
        if step is not None:
            try:
                step(said.done, said.of)
            except Refused:  # nobody wants it any more
                stop = _Question(Stop(said.number), Future())
                self._send(stop)

    def _changed(self, said: Changed) -> None:
        question = self._waiting.get(said.asked)
        initiator = question.initiator if question is not None else None
        changes = Changes(frozenset(said.kinds), frozenset(said.client_ids), initiator, said.leaves_no_words)
        for hear in self._listeners:
            hear(changes)

    def _set_clock(self, now: datetime) -> None:
        self._offset = now - self._clock()

    def _become(self, state: LineState, reason: str) -> None:
        with self._lock:
            if self.state is state and self.reason == reason:
                return
            self.state, self.reason = state, reason
        for hear in self._watchers:
            hear(state, reason)

    def _give_up(self, numbers: list[int]) -> None:
        for number in numbers:
            question = self._waiting.pop(number, None)
            if question is not None:
                refused = self.state is LineState.REFUSED
                question.future.set_exception(LineRefused(self.reason) if refused else _cut())


def _cleaned(kwargs: dict[str, Any]) -> dict[str, Any]:
    return {name: without_nul_and_surrogates(value) for name, value in kwargs.items()}


def _number(question: _Question) -> int:
    return int(question.message.number)  # type: ignore[attr-defined]


def _failed(error: Exception) -> "Future[Any]":
    future: Future[Any] = Future()
    future.set_exception(error)
    return future


def _cut() -> LineCut:
    return LineCut(_("The clinic's computer does not answer. Check the network, and that it is switched on."))


def _trouble_of(said: Trouble) -> Exception:
    kind = trouble_named(said.kinds)
    error = kind.__new__(kind)
    Exception.__init__(error, said.words)
    if isinstance(error, Refused):
        error.field = said.field
    return error


def _certificate_of(connection: ClientConnection) -> bytes:
    """The clinic's, DER, as this line has shown it."""
    shown = connection.transport.get_extra_info("ssl_object").getpeercert(binary_form=True)
    return bytes(shown)
