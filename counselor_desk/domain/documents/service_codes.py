"""What a session was and how long: the one code, its units, place and modifiers that follow from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from counselor_desk.core.i18n import _
from counselor_desk.domain.documents.session_times import length

PLACE_KEY = "place "  # begins the name by which a clinic's own line stands for a place


@dataclass(frozen=True)
class ServiceLine:
    """A code that a service may have: how it is counted, from how many minutes on, and who says so."""

    code: str
    title: str
    source: str
    minutes: int = 0  # of one unit; 0: one a session
    counts_from: int = 0  # minutes of a begun unit from which it counts; 0: whole units alone
    low: int = 1
    high: int | None = None
    client_there: str = ""  # "yes" or "no" for the codes that ask
    modifiers: tuple[str, ...] = ()
    adds: str = ""  # the code added for a longer session
    adds_from: int = 0
    adds_every: int = 0

    def holds(self, minutes: int, client_there: str = "") -> bool:
        if self.client_there and self.client_there != client_there:
            return False
        fewest = max(self.low, self.counts_from or self.minutes)
        return fewest <= minutes and (self.high is None or minutes <= self.high)

    def units(self, minutes: int) -> int:
        """Whole units, and a begun one from `counts_from` on: 8 of 15 by Medicare's rule for timed codes.

        Medicare Claims Processing Manual, chapter 5, 20.2: 8 to 22 minutes are one unit, 23 to 37 two.
        Whether a payer counts so for a counseling code, its own list says; as shipped only whole
        units count.
        """
        if not self.minutes:
            return 1
        whole, begun = divmod(minutes, self.minutes)
        return whole + (1 if self.counts_from and begun >= self.counts_from else 0)

    def added(self, minutes: int) -> int:
        """How often the code for more time is added."""
        if not self.adds or minutes < self.adds_from:
            return 0
        return 1 + (minutes - self.adds_from) // self.adds_every

    def words(self, minutes: int) -> str:
        """ "H0004 x 3", "90839, 90840 x 2"."""
        first = f"{self.code} x {self.units(minutes)}" if self.minutes else self.code
        more = self.added(minutes)
        return f"{first}, {self.adds} x {more}" if more else first


@dataclass(frozen=True)
class ServicePlace:
    """Where a session was, as payers write it: place of service and modifier."""

    id: str
    code: str
    source: str
    client_at: str = ""  # "home" or "elsewhere", for telehealth
    modifier: str = ""
    services: tuple[str, ...] = ()  # the only services that it is for; (): every one

    @property
    def key(self) -> str:
        """By which a clinic's own line names it: "place telehealth video, home"."""
        return f"{PLACE_KEY}{', '.join((self.id, *filter(None, (self.client_at,)), *self.services))}"


@dataclass(frozen=True)
class Service:
    """A kind of session and the codes it may have, the one that stands on a note first."""

    id: str
    title: str
    lines: tuple[ServiceLine, ...] = ()
    is_long: bool = False  # hours a day are usual, so nobody is asked about them
    words: tuple[str, ...] = ()  # by which an authorization may name it
    kinds: tuple[str, ...] = ()  # the appointments that are this service
    fewest: int | None = None  # members of a group
    most: int | None = None

    def code(self, minutes: int, client_there: str = "") -> str:
        """The first code of a session's whole length, none of units; "" when none holds it."""
        banded = (line for line in self.lines if not line.minutes)
        return next((line.code for line in banded if line.holds(minutes, client_there)), "")

    def codes_for(self, minutes: int, client_there: str = "") -> list[str]:
        """Every code that fits this length, units with their number."""
        return [line.words(minutes) for line in self.lines if line.holds(minutes, client_there)]

    def line(self, minutes: int, client_there: str = "", code: str = "") -> ServiceLine | None:
        """The one line that stands on a note: the code that was chosen, else the first that fits."""
        fitting = (line for line in self.lines if line.holds(minutes, client_there))
        return next((line for line in fitting if not code or line.code == code), None)

    def units(self, minutes: int) -> int:
        """How many units of an authorization a session of this length uses."""
        line = next((one for one in self.lines if one.holds(minutes, one.client_there)), None)
        return line.units(minutes) if line else 0


@dataclass(frozen=True)
class ServiceCodes:
    """The table of services, as its file says and as the clinic has changed it."""

    id: str
    version: int
    source: str
    note: str
    services: tuple[Service, ...]
    places: tuple[ServicePlace, ...]

    def of(self, service: str) -> Service | None:
        return next((s for s in self.services if s.id == service), None)

    def named(self, words: str) -> Service | None:
        """The service that an authorization names: by its id, its title, or a word for it."""
        asked = " ".join(words.casefold().split())
        if not asked:
            return None
        exact = (s for s in self.services if asked in (s.id, s.title.casefold(), *s.words))
        within = (s for s in self.services if any(f" {word} " in f" {asked} " for word in s.words))
        codes = (s for s in self.services if any(line.code.casefold() == asked for line in s.lines))
        return next((found for found in (*exact, *codes, *within)), None)

    def of_kind(self, kind: str) -> Service | None:
        """The service that an appointment of a kind is; None for what is no service to a payer."""
        return next((s for s in self.services if kind in s.kinds), None)

    def place(self, place: str, client_at: str = "", service: str = "") -> ServicePlace | None:
        """The line of a service of its own before the one for every service."""
        at = {"at home": "home", "elsewhere": "elsewhere"}.get(client_at, "")
        here = [p for p in self.places if p.id == place and (not p.services or service in p.services)]
        fitting = [p for p in here if p.client_at in ("", at)]
        if not fitting and here:  # 02 or 10 by where the client was: nobody guesses
            return replace(here[0], code="", client_at="")
        return max(fitting, key=lambda p: len(p.services), default=None)

    def with_own(self, own: Mapping[str, Iterable[ServiceLine]]) -> "ServiceCodes":
        """The same with the clinic's own lines before the published ones of each service."""
        changed = []
        for service in self.services:
            lines = tuple(own.get(service.id, ()))
            codes = {(line.code, line.client_there) for line in lines}
            others = tuple(one for one in service.lines if (one.code, one.client_there) not in codes)
            changed.append(replace(service, lines=(*lines, *others)))
        return replace(self, services=tuple(changed))

    def with_own_places(self, own: Mapping[str, ServiceLine]) -> "ServiceCodes":
        """The same with the clinic's own place of service and modifier where it has put one in."""
        return replace(self, places=tuple(_own_place(place, own.get(place.key)) for place in self.places))


def _own_place(place: ServicePlace, line: ServiceLine | None) -> ServicePlace:
    if line is None:
        return place
    return replace(place, code=line.code, modifier=" ".join(line.modifiers), source=line.source)


@dataclass(frozen=True)
class RenderedService:
    """What one note says to a payer: service, code, units, place and modifiers."""

    service: Service
    minutes: int
    line: ServiceLine | None
    place: ServicePlace | None

    @property
    def modifiers(self) -> tuple[str, ...]:
        of_place = self.place.modifier.split() if self.place else ()
        return (*(self.line.modifiers if self.line else ()), *of_place)

    @property
    def words(self) -> str:
        """ "H0004 x 3, modifier 95, place of service 10", or why there is no code."""
        if self.line is None:
            return _("none: {n} minutes are too short for a code of this service").format(n=self.minutes)
        parts = [self.line.words(self.minutes)]
        parts += [_("modifier {modifier}").format(modifier=one) for one in self.modifiers]
        if self.place is not None:
            where = _("place of service {place}").format(place=self.place.code)
            parts.append(where if self.place.code else _("place of service open: say where the client was"))
        return ", ".join(parts)


def rendered(codes: ServiceCodes, usual: str, body: Mapping[str, Any]) -> RenderedService | None:
    """What a note's answers come to; None while it has no two times, or is of a service without codes."""
    spent = length(body)
    service = codes.of(str(body.get("service") or usual))
    if spent is None or service is None or not service.lines:
        return None
    there = str(body.get("client_present") or "")
    line = service.line(spent, there, str(body.get("code") or "").strip().upper())
    place = codes.place(str(body.get("place") or ""), str(body.get("client_at") or ""), service.id)
    return RenderedService(service, spent, line, place)


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
