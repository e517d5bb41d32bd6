"""The bowl: what it holds, what a draw is worth, and that chance alone decides."""

import secrets
from fractions import Fraction
from math import isclose, sqrt
from random import Random

import pytest

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.domain.rewards.prize_bowl import draw, draw_names
from counselor_desk.domain.rewards.schedule import Schedule


@pytest.fixture(scope="module")
def bowl():
    return files.read(Schedule, "schedules")["va_prize_bowl"].bowl


def test_what_a_draw_is_worth(bowl):
    assert bowl.expected == Fraction("221.8")
    assert round(float(bowl.variance) / 10_000, 3) == 47.498
    assert round(sqrt(bowl.variance) / 100, 3) == 6.892
    assert round(sqrt(164 * bowl.variance) / 100, 2) == 88.26
    assert round(float(bowl.chance_of_a_prize(8)), 4) == 0.9961
    contributions = {s.name: Fraction(s.count * s.cents, bowl.size * 100) for s in bowl.slips}
    assert contributions == {
        "Good job!": 0,
        "Small": Fraction("0.418"),
        "Large": Fraction("1.6"),
        "Jumbo": Fraction("0.2"),
    }


def test_the_hat_averages_469_cents():
    schedule = files.read(Schedule, "schedules")["name_in_the_hat"]
    assert schedule.bowl.expected == 469
    assert schedule.bowl.chance_of_a_prize(1) == 1
    assert schedule.occasions * schedule.winners * schedule.bowl.expected == 37520


def test_200_000_draws_from_a_seed(bowl):  # CM-11
    drawn = draw(bowl, 200_000, Random(2026).randrange)
    assert abs(sum(s.cents for s in drawn) / len(drawn) / 100 - 2.218) <= 0.05
    assert abs(sum(s.name == "Jumbo" for s in drawn) / len(drawn) - 0.002) <= 0.0005


def test_chi_square_of_draws_by_the_operating_system(bowl):
    times = 50_000
    drawn = draw(bowl, times)
    square = 0.0
    for slip in bowl.slips:
        expected = times * slip.count / bowl.size
        square += (sum(s is slip for s in drawn) - expected) ** 2 / expected
    # Three degrees of freedom: 27.9 is passed by chance once in a quarter of a million runs.
    assert square < 27.9


def test_every_slip_has_its_own_place_in_the_bowl(bowl):
    names = [draw(bowl, 1, lambda _size, at=at: at)[0].name for at in range(bowl.size)]
    assert [names.count(s.name) for s in bowl.slips] == [250, 209, 40, 1]


def test_the_bowl_is_the_same_before_every_draw(bowl):
    asked = []

    def below(size):
        asked.append(size)
        return 499

    assert [s.name for s in draw(bowl, 3, below)] == ["Jumbo"] * 3
    assert asked == [500, 500, 500]


def test_without_a_seed_the_operating_system_decides():
    assert draw.__defaults__ == (secrets.randbelow,)
    assert draw_names.__defaults__ == (secrets.randbelow,)


def test_names_in_the_hat_are_drawn_once_each():
    hat = {7: 3, 8: 0, 9: 1, 10: 2}
    assert draw_names(hat, 2, lambda size: size - 1) == [10, 9]
    assert sorted(draw_names(hat, 5)) == [7, 9, 10]
    assert draw_names({}, 5) == []


def test_names_are_drawn_by_their_slips():
    chance = Random(5)
    first = [draw_names({1: 3, 2: 1}, 1, chance.randrange)[0] for _n in range(4000)]
    assert isclose(first.count(1) / 4000, 0.75, abs_tol=0.03)


def test_a_slip_the_bowl_does_not_hold_is_refused(bowl):
    assert bowl.slip_named("Large").cents == 2000
    with pytest.raises(Refused, match="no slip called Huge"):
        bowl.slip_named("Huge")
