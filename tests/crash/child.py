"""Starts work in a process of its own and ends it with SIGKILL a moment later."""

import os
import signal
import time
import traceback
from collections.abc import Callable
from itertools import pairwise

Work = Callable[[Callable[[], None]], None]  # it is given what to call when a part of it begins


def timed(work: Work) -> list[float]:
    """Let it run to its end once; says how many seconds each of its parts took."""
    reading, child = _begun(work)
    at = []
    while os.read(reading, 1):
        at.append(time.monotonic())
    at.append(time.monotonic())
    _check(child)
    os.close(reading)
    return [end - start for start, end in pairwise(at)]


def killed_in(work: Work, part: int, after: float) -> int | None:
    """Kill it so many seconds after a part began; says in which one it was, None at its end."""
    reading, child = _begun(work)
    heard = 0
    while heard <= part and os.read(reading, 1):
        heard += 1
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    has_ended = _check(child)
    while os.read(reading, 1):
        heard += 1
    os.close(reading)
    return None if has_ended else heard - 1


def _begun(work: Work) -> tuple[int, int]:
    """What it says, a byte for each part, and its number."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work(lambda: os.write(writing, b"."))  # type: ignore[arg-type,return-value]
            os._exit(0)
        except BaseException:  # noqa: BLE001  shown; the parent sees the exit status
            traceback.print_exc()
        finally:
            os._exit(3)
    os.close(writing)
    return reading, child


def _check(child: int) -> bool:
    """Wait for it; whether it came to its end by itself."""
    _number, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError("the work failed by itself")
    return os.WIFEXITED(status)
