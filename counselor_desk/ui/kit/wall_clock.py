"""The time that fields and words on screen go by: the open desk's, else this computer's."""

from collections.abc import Callable
from datetime import date, datetime
from weakref import WeakMethod

from counselor_desk.desk.desk import utc_now

Clock = Callable[[], datetime]

_hung: list[WeakMethod[Clock]] = []


def hang(clock: Clock) -> None:
    """From now on a bridge's desk says what time it is; the one hung last is looked at."""
    _hung.append(WeakMethod(clock))


def take_down(clock: Clock) -> None:
    _hung[:] = [method for method in _hung if method() not in (None, clock)]


def now() -> datetime:
    for method in reversed(_hung):
        if (clock := method()) is not None:
            return clock()
    return utc_now()


def today() -> date:
    return now().astimezone().date()
