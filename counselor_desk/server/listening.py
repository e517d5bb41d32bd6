"""What other desks on the same records have written is heard, and what was missed while the line was cut."""

import json
import select
import socket
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any

import psycopg
from sqlalchemy import Connection

from counselor_desk.core.logs import log, report_of
from counselor_desk.records.base import Record
from counselor_desk.records.store import ChangeListener

CHANNEL = "counselor_desk"
LONGEST = 7_900  # bytes; PostgreSQL's own limit of one word is 8,000
AGAIN_AFTER = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)  # seconds


def tell(db: Connection, sender: str, kinds: Collection[str], client_ids: Collection[int]) -> None:
    """Told when the transaction commits, and not at all where it does not: kinds and numbers alone.

    Of more charts than fit, the kinds go without a chart: everybody who shows such records asks again.
    """
    words = _words(sender, kinds, client_ids)
    if len(words) > LONGEST:
        words = _words(sender, kinds, ())
    db.exec_driver_sql("SELECT pg_notify(%s, %s)", (CHANNEL, words))


def _words(sender: str, kinds: Collection[str], client_ids: Collection[int]) -> str:
    return json.dumps([sender, sorted(kinds), sorted(client_ids)], separators=(",", ":"))


class ChangesElsewhere:
    """Listens on a line of its own, on a thread of its own, until it is stopped."""

    def __init__(
        self, connect: Callable[[], "psycopg.Connection"], sender: str, hear: ChangeListener
    ) -> None:
        """Listens once this returns. `sender`: whose words are this desk's own, and not heard."""
        self._connect, self._sender, self._hear = connect, sender, hear
        self._wake, self._woken = socket.socketpair()
        self._line: psycopg.Connection | None = self._listen()
        self._thread = threading.Thread(target=self._run, name="changes elsewhere", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        with suppress(OSError):
            self._wake.send(b"x")
        self._thread.join()
        self._wake.close()
        self._woken.close()

    def _listen(self) -> "psycopg.Connection | None":
        """None where the server does not answer: it is tried again."""
        line = None
        try:
            line = self._connect()
            line.execute(f"LISTEN {CHANNEL}")
        except psycopg.Error:
            if line is not None:
                line.close()
            return None
        return line

    def _run(self) -> None:
        tries = 0
        while True:
            line = self._line
            if line is None:
                if self._is_stopped(AGAIN_AFTER[min(tries, len(AGAIN_AFTER) - 1)]):
                    return
                tries += 1
                self._line = self._listen()
                if self._line is not None:
                    tries = 0
                    self._say(_every_kind(), frozenset())
                continue
            try:
                if self._is_stopped(None, line):
                    line.close()
                    return
                for notice in line.notifies(timeout=0):
                    self._take(notice.payload)
            except (psycopg.Error, OSError):
                line.close()
                self._line = None

    def _is_stopped(self, seconds: float | None, line: "psycopg.Connection | None" = None) -> bool:
        """Waits for a word on the line, for the end, or for so many seconds."""
        waiting: list[Any] = [self._woken, *([line.fileno()] if line is not None else [])]
        return self._woken in select.select(waiting, [], [], seconds)[0]

    def _take(self, payload: str) -> None:
        """Of what is no word of ours nothing is taken."""
        try:
            sender, kinds, client_ids = json.loads(payload)
            heard = frozenset(map(str, kinds)) & _every_kind(), frozenset(map(int, client_ids))
        except (ValueError, TypeError, RecursionError):  # any login of the database may say something
            return
        if sender != self._sender:
            self._say(*heard)

    def _say(self, kinds: frozenset[str], client_ids: frozenset[int]) -> None:
        try:
            self._hear(kinds, client_ids)
        except Exception as error:  # noqa: BLE001  who listens must not end the listening
            log.error("bug on a thread: %s", report_of(type(error), error.__traceback__))


def _every_kind() -> frozenset[str]:
    return frozenset(mapper.class_.__name__ for mapper in Record.registry.mappers)
