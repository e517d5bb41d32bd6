"""How long a session was, and which service codes that length may have."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counselor_desk.core.i18n import _

DAY = 24 * 60


@dataclass(frozen=True)
class MinutesBand:
    """A code for any length between two numbers of minutes."""

    code: str
    low: int
    high: int | None = None
    client_there: str = ""  # "yes" or "no" for the codes that ask

    def holds(self, minutes: int, client_there: str) -> bool:
        if self.client_there and self.client_there != client_there:
            return False
        return self.low <= minutes and (self.high is None or minutes <= self.high)


@dataclass(frozen=True)
class UnitCode:
    """A code counted in whole units of so many minutes."""

    code: str
    minutes: int


@dataclass(frozen=True)
class Service:
    """A kind of session and the codes it may have."""

    id: str
    title: str
    bands: tuple[MinutesBand, ...] = ()
    units: tuple[UnitCode, ...] = ()
    fewest: int | None = None  # members of a group
    most: int | None = None

    def code(self, minutes: int, client_there: str = "") -> str:
        """The first code whose band holds this length; "" when none does."""
        return next((b.code for b in self.bands if b.holds(minutes, client_there)), "")

    def codes_for(self, minutes: int, client_there: str = "") -> list[str]:
        """Every code that fits this length, units with their number."""
        banded = [b.code for b in self.bands if b.holds(minutes, client_there)]
        counted = [(u.code, minutes // u.minutes) for u in self.units]
        return banded + [f"{code} x {number}" for code, number in counted if number]


@dataclass(frozen=True)
class ServiceCodes:
    """The table of services, as its file says."""

    id: str
    version: int
    source: str
    services: tuple[Service, ...]

    def of(self, service: str) -> Service | None:
        return next((s for s in self.services if s.id == service), None)


@dataclass(frozen=True)
class GroupSize:
    """How many members a payer allows in a group; nobody's word for it means not confirmed."""

    fewest: int
    most: int
    said_by: str = ""

    def words(self, present: int) -> str:
        """ "9 there; 2 to 12 allowed (not confirmed with the payer)"."""
        source = self.said_by or _("not confirmed with the payer")
        sentence = _("{n} there; {fewest} to {most} are allowed ({source})")
        return sentence.format(n=present, fewest=self.fewest, most=self.most, source=source)

    def holds(self, present: int) -> bool:
        return self.fewest <= present <= self.most


def minutes(start: str, stop: str) -> int:
    """From "23:30" to "00:20" is 50: a session that crosses midnight ends on the next day."""
    return (_minute(stop) - _minute(start)) % DAY


def length(body: Mapping[str, Any]) -> int | None:
    """The minutes of a note's session; None while it has no two times."""
    start, stop = body.get("start"), body.get("stop")
    return minutes(start, stop) if start and stop else None


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")[:2]
    return int(hour) * 60 + int(minute)
