"""Retention against a table worked by hand, and counts too small to be shown."""

from datetime import date

import pytest

from counselor_desk.domain.retention import Stay, apart, followed_at, hidden, shown, stay, survival


def test_the_share_falls_by_those_who_left_among_those_followed():
    # 5 stays: left on 10 (of 5), censored on 20, left on 30 (of 3), 40 censored, left on 50 (of 1)
    stays = [Stay(10, True), Stay(20, False), Stay(30, True), Stay(40, False), Stay(50, True)]
    curve = survival(stays)
    assert curve.steps == (
        (10, pytest.approx(0.8)),
        (30, pytest.approx(0.8 * 2 / 3)),
        (50, pytest.approx(0.0)),
    )
    assert curve.share_at(9) == 1
    assert curve.share_at(29) == pytest.approx(0.8)
    assert followed_at(stays, 30) == 3


def test_nobody_left():
    assert survival([Stay(90, False)]).steps == ()
    assert survival([]).followed == 0


def test_an_open_episode_and_a_planned_ending_are_not_departures():
    today = date(2026, 12, 1)
    assert stay(date(2026, 11, 1), None, True, today) == Stay(30, False)
    assert stay(date(2026, 11, 1), date(2026, 11, 11), False, today) == Stay(10, False)
    assert stay(date(2026, 11, 1), date(2026, 11, 11), True, today) == Stay(10, True)


@pytest.mark.parametrize(("count", "words"), [(0, "0"), (1, "fewer than 11"),
                                              (10, "fewer than 11"), (11, "11")])  # fmt: skip
def test_small_counts_are_not_shown(count, words):
    assert shown(count) == words


@pytest.mark.parametrize(
    ("counts", "covered"),
    [
        ((20, 15, 30), [False, False, False]),
        ((20, 4, 30), [True, True, False]),  # alone, 4 would follow from the whole
        ((20, 4, 3), [False, True, True]),
        ((20, 0, 30), [False, False, False]),  # nobody is nobody
        ((20, 0, 5), [True, False, True]),
        ((0, 4, 0), [False, True, False]),
    ],
)
def test_a_small_count_is_not_given_away_by_the_others(counts, covered):
    assert hidden(counts) == covered


def test_a_small_step_between_two_counts_is_not_given_away():
    assert apart([23, 17, 13, 12, 3]) == [True, False, False, True, False]
    assert apart([40, 40, 20, 9]) == [True, True, True, False]
