"""Waiting after failed tries: kept in a side file, against two clocks."""

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.vault.keys.slot_file import write_file

PAUSES = (0, 0, 0, 0, 2, 5, 15, 30, 60)  # seconds, by failures in a row
LONGEST = 300
MOST = 100  # NIST SP 800-63B-4: consecutive failures; then the recovery key or a colleague


class MustWait(Refused):
    """Too many tries in a row."""


def _steady() -> float:
    """Seconds since the computer started, asleep or not where the system counts that."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(clock) if clock is not None else time.monotonic()


@dataclass(frozen=True)
class ThrottleClocks:
    """The clock on the wall, which a person can turn back, and the one that nobody can."""

    wall: Callable[[], float] = time.time
    steady: Callable[[], float] = _steady


REAL = ThrottleClocks()


class Tries(msgspec.Struct, frozen=True):
    """The failures of one person since the last success."""

    wall: float
    steady: float
    at: tuple[float, ...] = ()  # when they were; told in the trail after the next success

    @property
    def failures(self) -> int:
        return len(self.at)


def path_of(vault: Path) -> Path:
    return vault.with_suffix(".tries")


def wait_seconds(vault: Path, sign_in: str, clocks: ThrottleClocks = REAL) -> float:
    """How long this person has to wait; infinite when only the recovery key is left."""
    tries = _read(vault).get(sign_in)
    if tries is None:
        return 0.0
    if tries.failures >= MOST:
        return float("inf")
    pause = PAUSES[tries.failures] if tries.failures < len(PAUSES) else LONGEST
    return max(0.0, pause - _passed(tries, clocks))


def check(vault: Path, sign_in: str, clocks: ThrottleClocks = REAL) -> None:
    """Raises MustWait."""
    wait = wait_seconds(vault, sign_in, clocks)
    if wait == float("inf"):
        raise MustWait(
            _("Too many tries. Use the recovery key, or ask an administrator for a new passphrase."),
            "passphrase",
        )
    if wait > 0:
        raise MustWait(
            _("Too many tries. Wait {n} seconds and try again.").format(n=int(wait) + 1),
            "passphrase",
        )


def count(vault: Path, sign_in: str, clocks: ThrottleClocks = REAL) -> None:
    """A try begins: it counts as failed until it has succeeded, also if the program is ended."""
    everyone = _read(vault)
    before = everyone.get(sign_in)
    at = (*(before.at if before else ()), clocks.wall())[-MOST:]
    everyone[sign_in] = Tries(clocks.wall(), clocks.steady(), at)
    _write(vault, everyone)


def forgive(vault: Path, sign_in: str) -> tuple[float, ...]:
    """It succeeded, or was nobody's guess: says when the failures before it were."""
    everyone = _read(vault)
    tries = everyone.pop(sign_in, None)
    if tries is not None:
        _write(vault, everyone)
    return tries.at[:-1] if tries else ()


def _passed(tries: Tries, clocks: ThrottleClocks) -> float:
    """Seconds since the last failure. The steady clock counts until a restart sets it back."""
    steady = clocks.steady() - tries.steady
    if steady >= 0:
        return steady
    return max(0.0, min(clocks.wall() - tries.wall, clocks.steady()))


def _read(vault: Path) -> dict[str, Tries]:
    try:
        return msgspec.json.decode(path_of(vault).read_bytes(), type=dict[str, Tries])
    except (OSError, ValueError, msgspec.MsgspecError, RecursionError):
        return {}  # it only slows guessing at this keyboard; the derivation slows the rest


def _write(vault: Path, everyone: dict[str, Tries]) -> None:
    with contextlib.suppress(VaultTrouble):  # a full disk must not keep people out
        write_file(path_of(vault), msgspec.json.encode(everyone))
