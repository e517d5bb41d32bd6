"""How much one computer may ask, and how often it may guess."""

import time
from collections.abc import Callable

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.vault.keys.throttle import LONGEST, PAUSES, MustWait

A_SECOND = 300.0  # questions, of a computer; a person who turns pages quickly asks a tenth of it
AT_ONCE = 1500  # before the pace counts
UNDER_WAY = 256  # questions that wait for an answer
WRITTEN_DOWN_EVERY = 10.0  # seconds, for each computer: who floods the line does not flood the trail


class TooOften(Refused):
    """A computer asks more than anybody types."""

    def __init__(self) -> None:
        super().__init__(_("This computer asks too much at once. Wait a moment and try again."))


class QuestionPace:
    """A bucket that fills by the second; each question takes one out of it."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady, self._left, self._at = steady, float(AT_ONCE), steady()

    def count(self, under_way: int) -> None:
        """Raises TooOften."""
        now = self._steady()
        self._left = min(float(AT_ONCE), self._left + (now - self._at) * A_SECOND)
        self._at = now
        if self._left < 1 or under_way >= UNDER_WAY:
            raise TooOften
        self._left -= 1


class ComputerTries:
    """Failed tries to sign in by computer, whatever names were tried: each makes the next wait longer."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        self._failed: dict[str, tuple[int, float]] = {}

    def check(self, serial: str) -> None:
        """Raises MustWait. A try counts as failed until it has succeeded."""
        failures, at = self._failed.get(serial, (0, 0.0))
        pause = PAUSES[failures] if failures < len(PAUSES) else LONGEST
        wait = pause - (self._steady() - at)
        if wait > 0:
            words = _("Too many tries. Wait {n} seconds and try again.").format(n=int(wait) + 1)
            raise MustWait(words, "passphrase")
        self._failed[serial] = (failures + 1, self._steady())

    def forgive(self, serial: str) -> None:
        self._failed.pop(serial, None)


class RefusalPace:
    """Which refusals of a computer are written down: the first, and then one now and again."""

    def __init__(self, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady, self._last = steady, dict[str, tuple[float, int]]()

    def is_due(self, computer: str) -> bool:
        """Whether the next refusal of this computer would be written down; if not it is counted."""
        at, passed = self._last.get(computer, (-WRITTEN_DOWN_EVERY, 0))
        if self._steady() - at >= WRITTEN_DOWN_EVERY:
            return True
        self._last[computer] = (at, passed + 1)
        return False

    def since(self, computer: str) -> int | None:
        """How many were passed over since the last one that was written down; None for one more of them."""
        at, passed = self._last.get(computer, (-WRITTEN_DOWN_EVERY, 0))
        now = self._steady()
        if now - at < WRITTEN_DOWN_EVERY:
            self._last[computer] = (at, passed + 1)
            return None
        self._last[computer] = (now, 0)
        return passed
