"""The clinic's computer: one desk, many seats. It listens, and lets in who shows a certificate."""

import asyncio
import contextlib
import secrets
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode

from counselor_desk import __version__
from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.core.logs import log, report_of
from counselor_desk.network.certificates import computer_of
from counselor_desk.network.conversation import ServedLine, ServedSide
from counselor_desk.network.limits import RefusalPace
from counselor_desk.network.messages import (
    LARGEST_QUESTION,
    OLDEST,
    PROTOCOL,
    Welcome,
    read_question,
    written,
)
from counselor_desk.network.seat_proof import LineEnds, SeatAddress

if TYPE_CHECKING:
    import ssl

    from websockets.http11 import Request, Response

DESK, JOIN = "/desk", "/join"
MOST_LINES = 500
MOST_WAITING = 4000  # messages that a seat has not read; it is let go then
PING = 10.0  # seconds; a line that was cut in silence is noticed within two of them
REVOKED = 4403  # why the line was closed: the certificate lets nobody in any more

# What a computer without a certificate may say once, and what it is answered.
Joining = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Listening:
    """Where the clinic's computer listens, and with which certificate."""

    tls: "ssl.SSLContext"
    certificate: bytes  # DER; signatures are bound to it
    host: str
    port: int  # 0: any that is free


@dataclass(frozen=True)
class SeatRow:
    """Who is on the line, for the administrator's page."""

    computer: str
    serial: str
    staff_id: int | None
    since: datetime


class ClinicServer:
    """Serves one open vault until it is closed. Its threads are its own; the vault's is the desk's."""

    def __init__(
        self,
        clinic: ServedSide,
        listening: Listening,
        admits: Callable[[str], bool],
        joining: Joining | None = None,
    ) -> None:
        """Listens at once. `admits`: whether the certificate with this serial may still come in.

        Raises VaultTrouble when the port is taken or the address is not this computer's.
        """
        self._clinic, self._listening, self._admits, self._joining = clinic, listening, admits, joining
        self._run = secrets.token_bytes(16)
        self._refusals = RefusalPace()
        self._lines: dict[ServerConnection, ServedLine] = {}
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="line")
        self._loop = asyncio.new_event_loop()
        self._closing = asyncio.Event()
        begun: Future[int] = Future()
        self._thread = threading.Thread(target=self._work, args=(begun,), name="clinic")
        self._thread.start()
        try:
            self.port = begun.result()
        except OSError as error:
            self._thread.join()
            self._pool.shutdown()
            raise VaultTrouble(
                _(
                    "Port {port} is taken on this computer, or its address is another. "
                    "Close what uses it, or choose another port."
                ).format(port=listening.port)
            ) from error

    def seats(self) -> list[SeatRow]:
        """Who is on the line now."""
        rows = [
            SeatRow(line.address.computer, line.address.serial, line.staff_id, line.since)
            for line in list(self._lines.values())
        ]
        return sorted(rows, key=lambda row: row.since)

    def drop(self, serial: str) -> None:
        """Cut every line of a computer whose certificate was revoked."""

        def cut() -> None:
            for connection, line in list(self._lines.items()):
                if line.address.serial == serial:
                    line.end(
                        _("This computer's access was revoked. Ask an administrator to invite it again.")
                    )
                    self._loop.create_task(connection.close(REVOKED))

        self._loop.call_soon_threadsafe(cut)

    def close(self) -> None:
        """Every seat is told, what was asked before is finished, and nobody is let in any more."""
        if self._thread.is_alive():
            with contextlib.suppress(RuntimeError):  # it has ended in between
                self._loop.call_soon_threadsafe(self._closing.set)
            self._thread.join()
        self._pool.shutdown()

    # On the loop

    def _work(self, begun: "Future[int]") -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve(begun))
        finally:
            self._loop.close()

    async def _serve(self, begun: "Future[int]") -> None:
        where = self._listening
        try:
            server: Server = await serve(
                self._converse,
                where.host,
                where.port,
                ssl=where.tls,
                process_request=self._first_look,
                compression=None,  # what is secret and what is chosen by others is never squeezed together
                server_header=None,
                max_size=LARGEST_QUESTION,
                ping_interval=PING,
                ping_timeout=PING,
                logger=log.getChild("line"),
            )
        except OSError as error:
            begun.set_exception(error)
            return
        begun.set_result(next(iter(server.sockets)).getsockname()[1])
        await self._closing.wait()
        server.close()
        await server.wait_closed()

    def _first_look(self, connection: ServerConnection, request: "Request") -> "Response | None":
        """Before the first word: who shows no certificate may ask to join, and nothing else."""
        shown = _certificate_of(connection)
        if len(self._lines) >= MOST_LINES:
            return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, "")
        if request.path == DESK and shown is not None:
            return None
        if request.path == JOIN and self._joining is not None:
            return None
        return connection.respond(HTTPStatus.FORBIDDEN, "")

    async def _converse(self, connection: ServerConnection) -> None:
        request = connection.request
        try:
            if request is not None and request.path == JOIN:
                await self._join(connection)
            else:
                await self._sit(connection)
        except ConnectionClosed:
            pass
        except Exception as error:  # noqa: BLE001  one seat's fault is not the others'
            log.error("bug on a thread: %s", report_of(type(error), error.__traceback__))

    async def _join(self, connection: ServerConnection) -> None:
        assert self._joining is not None
        async with asyncio.timeout(PING):
            asked = await connection.recv()
        if isinstance(asked, bytes):
            await connection.send(await self._aside(self._joining, asked))

    async def _sit(self, connection: ServerConnection) -> None:
        shown = _certificate_of(connection)
        assert shown is not None
        computer, serial = computer_of(shown)
        out = _Outbox(self._loop)
        address = SeatAddress(computer, serial, LineEnds(self._listening.certificate, shown))
        line = self._clinic.converse(address, out.put, self._pool, self._refusals)
        self._lines[connection] = line
        sending = asyncio.create_task(out.send_all(connection))
        try:
            if not await self._aside(self._admits, serial):
                line.end(_revoked())
                await out.emptied()
                await connection.close(REVOKED)
                return
            now = self._clinic.now()
            welcome = Welcome(PROTOCOL, OLDEST, __version__, self._clinic.vault_id, self._run, now)
            out.put(written(welcome))
            async for message in connection:
                work = line.take(message if isinstance(message, bytes) else b"", read_question)
                if work is not None:
                    await self._aside(work)
        except ConnectionClosed as closed:
            if closed.sent is not None and closed.sent.code == CloseCode.MESSAGE_TOO_BIG:
                await self._aside(line.note_too_large)
        finally:
            self._lines.pop(connection, None)
            sending.cancel()
            with contextlib.suppress(VaultTrouble, RuntimeError):  # the vault was closed before the line
                await self._aside(line.close)

    def _aside(self, work: Callable[..., Any], *given: Any) -> Awaitable[Any]:
        """What waits for the vault or a file does not hold up the other lines."""
        return self._loop.run_in_executor(self._pool, work, *given)


class _Outbox:
    """What is to be sent to one seat, in order; any thread may add to it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue()

    def put(self, said: bytes) -> None:
        with contextlib.suppress(RuntimeError):  # the server has ended
            self._loop.call_soon_threadsafe(self._waiting.put_nowait, said)

    async def send_all(self, connection: ServerConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                said = await self._waiting.get()
                await connection.send(said)
                self._waiting.task_done()
                if self._waiting.qsize() > MOST_WAITING:
                    await connection.close()

    async def emptied(self) -> None:
        await asyncio.sleep(0)
        await self._waiting.join()


def _revoked() -> str:
    return _("This computer's access was revoked. Ask an administrator to invite it again.")


def _certificate_of(connection: ServerConnection) -> bytes | None:
    """DER, of a certificate that this clinic's authority has issued: TLS has checked that."""
    layer = connection.transport.get_extra_info("ssl_object")
    return layer.getpeercert(binary_form=True) if layer is not None else None
