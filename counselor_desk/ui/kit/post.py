"""Brings word from other threads to the GUI thread, which alone may hold and free widgets."""

import atexit
import threading
import traceback
from collections.abc import Callable
from itertools import count
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance, Slot

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _

Receive = Callable[[Any], object]
Step = Callable[[int, int], object]


class ErrandSlip:
    """What another thread knows of an errand: its number, and whether it is still wanted."""

    def __init__(self, number: int, post: "Post") -> None:
        self._number, self._post = number, post
        self.stopped = False

    def send(self, word: object) -> None:
        """From any thread, once: the errand is done."""
        self._post.send(self._post.came, self._number, word)

    def progress(self, done: int, of: int) -> None:
        """From any thread, between the steps of long work; ends it when nobody wants it now."""
        if self.stopped:
            raise Refused(_("Stopped. Nothing was changed."))
        self._post.send(self._post.stepped, self._number, done, of)


class Post(QObject):
    """Keeps who waits for what; another thread never holds the one who waits."""

    came = Signal(object, object)  # number, word
    stepped = Signal(object, int, int)  # number, done, of

    def __init__(self) -> None:
        super().__init__()
        self._numbers, self._open, self._closing = count(), True, threading.Lock()
        self._waiting: dict[int, tuple[Receive, Step]] = {}
        self.came.connect(self._bring, Qt.ConnectionType.QueuedConnection)
        self.stepped.connect(self._step, Qt.ConnectionType.QueuedConnection)

    def expect(self, receive: Receive, step: Step = lambda done, of: None) -> ErrandSlip:
        """A slip for an errand; `receive` gets its word on the GUI thread."""
        number = next(self._numbers)
        self._waiting[number] = (receive, step)
        return ErrandSlip(number, self)

    def send(self, way: SignalInstance, *words: object) -> None:
        """From any thread; after the end of the program nothing goes on its way."""
        with self._closing:
            if self._open:
                way.emit(*words)

    def close(self) -> None:
        """Python is about to take Qt apart, while threads may still have something to say."""
        with self._closing:
            self._open = False

    @Slot(object, object)
    def _bring(self, number: int, word: object) -> None:
        receive, _step = self._waiting.pop(number)
        receive(word)

    @Slot(object, int, int)
    def _step(self, number: int, done: int, of: int) -> None:
        if number in self._waiting:
            self._waiting[number][1](done, of)


_post: list[Post] = []


def post() -> Post:
    """The one of this program: made on the GUI thread, it stays to the end."""
    if not _post:
        _post.append(Post())
        atexit.register(_post[0].close)  # what is registered last ends first: before Qt's own end
    return _post[0]


def run_errand(box: list[Callable[[], Any]]) -> Any:
    """Do what lies in the box, on another thread, and keep nothing of it there.

    Whoever asked holds the errand until its word has come, so that no widget in it is freed here.
    """
    errand = box.pop()
    try:
        return errand()
    except BaseException as error:
        traceback.clear_frames(error.__traceback__)
        raise
    finally:
        del errand


class ErrandOutcome:
    """What came of an errand: its result, or the error that ended it."""

    def __init__(self, box: list[Callable[[], Any]]) -> None:
        self._result: Any = None
        self._error: BaseException | None = None
        try:
            self._result = run_errand(box)
        except BaseException as error:  # noqa: BLE001  raised again where it is seen
            self._error = error

    def unwrap(self) -> Any:
        """The result; raises what the errand raised."""
        if self._error is not None:
            raise self._error
        return self._result
