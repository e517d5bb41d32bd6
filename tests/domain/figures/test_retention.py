"""The life table against one worked by hand, and against a reader who tries every caseload."""

from collections import defaultdict
from datetime import date

import pytest

from counselor_desk.domain.figures.survival_curve import Stay, curve, make_stay

LEAST = 3


def cohort(*groups):
    return [Stay(days, left) for count, days, left in groups for _ in range(count)]


def test_the_share_falls_by_those_who_left_among_those_followed():
    stays = cohort((20, 10, True), (12, 40, True), (12, 50, False), (56, 200, False))
    first, second = curve(stays, 11, (30, 60, 90))  # until the 90th day nobody left
    assert (first.day, first.share, first.followed) == (30, pytest.approx(0.8), 80)
    # 12 of 80 left; the 12 whose stay is not longer yet count for half of the time
    assert (second.day, second.followed) == (60, 56)
    assert second.share == pytest.approx(0.8 * (1 - 12 / 74))


def test_no_step_tells_of_one_person():
    just_enough = cohort((1, 10, True), (11, 400, False))
    assert curve(just_enough, 11) == ()
    assert [p.day for p in curve(cohort((5, 10, True), (6, 70, True), (30, 400, False)), 11)] == [90]


def test_who_stays_without_end_or_leaves_to_the_last_is_not_told():
    assert curve(cohort((40, 400, False)), 11) == ()
    assert curve(cohort((40, 10, True)), 11) == ()
    assert curve([], 11) == ()


def test_few_whose_stay_is_not_longer_yet_hide_the_day():
    assert curve(cohort((11, 10, True), (4, 20, False), (30, 400, False)), 11, (30,)) == ()
    assert curve(cohort((11, 10, True), (11, 20, False), (30, 400, False)), 11, (30,)) != ()


def test_an_open_episode_and_a_planned_ending_are_not_departures():
    today = date(2026, 12, 1)
    assert make_stay(date(2026, 11, 1), None, True, today) == Stay(30, False)
    assert make_stay(date(2026, 11, 1), date(2026, 11, 11), False, today) == Stay(10, False)
    assert make_stay(date(2026, 11, 1), date(2026, 11, 11), True, today) == Stay(10, True)


def test_no_small_count_can_be_found_by_trying_every_caseload():
    """Who left and who was followed no longer, in each of three stretches, from n to everybody."""
    days = (30, 60, 90)
    for whole in (LEAST, 2 * LEAST, 3 * LEAST + 1):
        worlds = defaultdict(list)
        for cells in _split(whole, 7):
            stays = cohort(*((n, 20 + 30 * (at // 2), at % 2 == 0) for at, n in enumerate(cells)))
            told = tuple((p.day, f"{p.share:.0%}", p.followed) for p in curve(stays, LEAST, days))
            worlds[told].append(cells)
        for same in worlds.values():
            for values in zip(*same, strict=True):
                could = set(values)
                assert len(could) >= LEAST or not could & set(range(1, LEAST)), same


def _split(whole, into):
    if into == 1:
        yield (whole,)
        return
    for first in range(whole + 1):
        for rest in _split(whole - first, into - 1):
            yield (first, *rest)
