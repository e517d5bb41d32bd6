"""The prize bowl: its slips, what a draw is worth, and a draw nobody can steer."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Annotated

from msgspec import Meta, Struct

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _

Count = Annotated[int, Meta(ge=1)]
Cents = Annotated[int, Meta(ge=0)]
Words = Annotated[str, Meta(min_length=1)]

# A whole number from zero up to, not including, its argument.
Below = Callable[[int], int]


class Slip(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of slip; the name is also the class of prize on the shelf."""

    name: Words
    count: Count
    cents: Cents


class Bowl(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A numbered version of what is in the bowl."""

    version: Count
    size: Count
    slips: tuple[Slip, ...]

    def __post_init__(self) -> None:
        held = sum(slip.count for slip in self.slips)
        if held != self.size:
            raise ValueError(f"the slips make {held}, but the bowl holds {self.size}")
        if len({slip.name for slip in self.slips}) != len(self.slips):
            raise ValueError("two kinds of slip have the same name")

    @property
    def expected(self) -> Fraction:
        """Cents a draw brings on average, exactly."""
        return Fraction(sum(slip.count * slip.cents for slip in self.slips), self.size)

    @property
    def variance(self) -> Fraction:
        square = Fraction(sum(slip.count * slip.cents**2 for slip in self.slips), self.size)
        return square - self.expected**2

    @property
    def highest(self) -> int:
        return max(slip.cents for slip in self.slips)

    def slip_named(self, name: str) -> Slip:
        for slip in self.slips:
            if slip.name == name:
                return slip
        raise Refused(_("This bowl has no slip called {name}. Choose one of its own.").format(name=name))

    def chance_of_a_prize(self, draws: int) -> Fraction:
        empty = sum(slip.count for slip in self.slips if slip.cents == 0)
        return 1 - Fraction(empty, self.size) ** draws


def draw(bowl: Bowl, times: int, below: Below = secrets.randbelow) -> list[Slip]:
    """Slips drawn one after the other, each put back before the next.

    Only tests give `below`: outside them the operating system decides.
    """
    return [_slip_at(bowl, below(bowl.size)) for _n in range(times)]


def _slip_at(bowl: Bowl, position: int) -> Slip:
    for slip in bowl.slips:
        if position < slip.count:
            return slip
        position -= slip.count
    raise IndexError(position)


def draw_names(hat: Mapping[int, int], winners: int, below: Below = secrets.randbelow) -> list[int]:
    """Who is drawn from a hat that holds each person's name so many times.

    A person wins once a meeting: a drawn name takes its other slips out with it.
    """
    left, drawn = {who: times for who, times in hat.items() if times > 0}, list[int]()
    while left and len(drawn) < winners:
        winner = _name_at(list(left.items()), below(sum(left.values())))
        drawn.append(winner)
        del left[winner]
    return drawn


def _name_at(hat: Sequence[tuple[int, int]], position: int) -> int:
    for who, times in hat:
        if position < times:
            return who
        position -= times
    raise IndexError(position)
