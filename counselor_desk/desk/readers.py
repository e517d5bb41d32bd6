"""Reading connections beside the vault's thread: questions of several seats at once."""

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from sqlalchemy import Engine


class Readers:
    """A few threads with a connection each. Whoever needs the whole file waits until they rest."""

    def __init__(self, open_engine: Callable[[], Engine], count: int) -> None:
        """`open_engine` opens a connection that only reads, in the thread that will use it."""
        self._open = open_engine
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="reader")
        self._turn = threading.Condition()
        self._busy, self._resting = 0, 0
        self._own = threading.local()
        self._engines: list[Engine] = []

    def submit(self, work: Callable[[Callable[[], Engine]], object]) -> None:
        """`work` asks for its thread's connection, and answers for what it raises."""
        self._threads.submit(self._run, work)

    @contextlib.contextmanager
    def at_rest(self) -> Iterator[None]:
        """Nobody reads meanwhile: for what needs the file, or its log, to itself."""
        with self._turn:
            self._resting += 1
            self._turn.wait_for(lambda: self._busy == 0)
        try:
            yield
        finally:
            with self._turn:
                self._resting -= 1
                self._turn.notify_all()

    def let_go(self) -> None:
        """Close every connection, at rest: the next question opens its own again."""
        with self._turn:
            engines, self._engines, self._own = self._engines, [], threading.local()
        for engine in engines:
            engine.dispose()

    def close(self) -> None:
        """Finish what was asked, then let go of the file."""
        self._threads.shutdown()
        self.let_go()

    def _run(self, work: Callable[[Callable[[], Engine]], object]) -> None:
        with self._turn:
            self._turn.wait_for(lambda: self._resting == 0)
            self._busy += 1
        try:
            work(self._engine)
        finally:
            with self._turn:
                self._busy -= 1
                self._turn.notify_all()

    def _engine(self) -> Engine:
        engine: Engine | None = getattr(self._own, "engine", None)
        if engine is None:
            engine = self._own.engine = self._open()
            self._engines.append(engine)
        return engine


def after(earlier: Sequence[Future[Any]], go_on: Callable[[], object]) -> None:
    """Once these are done, however they ended; at once if they are."""
    open_ = [before for before in earlier if not before.done()]
    left, lock = [len(open_) + 1], threading.Lock()

    def one_less(*_done: object) -> None:
        with lock:
            left[0] -= 1
            is_last = left[0] == 0
        if is_last:
            go_on()

    for before in open_:
        before.add_done_callback(one_less)
    one_less()
