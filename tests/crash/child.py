"""Starts work in a process of its own and ends it with SIGKILL a moment later."""

import os
import random
import signal
import time
import traceback
from collections.abc import Callable


def killed(work: Callable[[Callable[[], None]], None], dice: random.Random, most: float) -> bool:
    """Fork, let `work` call its `ready`, kill after at most so many seconds.

    Says whether the work had ended before the kill.
    """
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
    os.read(reading, 1)
    until = time.monotonic() + dice.uniform(0.0, most)
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        time.sleep(0.0005)  # the child needs the processor
        if done:
            os.close(reading)
            if status:
                raise RuntimeError("the work failed by itself")
            return True
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reading)
    return False
