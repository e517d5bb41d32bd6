"""Dates, times and amounts as people type them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counselor_desk.domain.dates_and_amounts import cents_of, day_of, time_of

TODAY = date(2026, 11, 24)

DAYS = {
    "3/14/89": date(1989, 3, 14),
    "03-14-1989": date(1989, 3, 14),
    "14.3.1989": date(1989, 3, 14),
    "14 Mar 1989": date(1989, 3, 14),
    "March 14, 1989": date(1989, 3, 14),
    "1989-03-14": date(1989, 3, 14),
    "03141989": date(1989, 3, 14),
    "14 marzo 1989": date(1989, 3, 14),
    "12 ene 2026": date(2026, 1, 12),
    "today": TODAY,
    "Yesterday": TODAY - timedelta(days=1),
    "mañana": TODAY + timedelta(days=1),
    "+7": TODAY + timedelta(days=7),
    "12/1": date(2026, 12, 1),
    "1 dec": date(2026, 12, 1),
    "5/6/36": date(2036, 5, 6),
    "5/6/37": date(1937, 5, 6),
    "2/30/2026": None,
    "next week": None,
    "14 foo 1989": None,
    "": None,
    "13/13/2026": None,
}


@pytest.mark.parametrize("typed", DAYS)
def test_days(typed):
    assert day_of(typed, TODAY) == DAYS[typed]


def test_where_the_day_comes_first():
    assert day_of("3/4/2026", TODAY, day_first=True) == date(2026, 4, 3)
    assert day_of("3/4/2026", TODAY) == date(2026, 3, 4)
    assert day_of("3/14/1989", TODAY, day_first=True) == date(1989, 3, 14)
    assert day_of("14/3/1989", TODAY) == date(1989, 3, 14)
    assert day_of("2/30/1989", TODAY, day_first=True) is None


TIMES = {
    "9": "09:00", "930": "09:30", "9:30": "09:30", "9.30": "09:30", "14h": "14:00",
    "14h30": "14:30", "2:30 pm": "14:30", "2p": "14:00", "12 am": "00:00", "12pm": "12:00",
    "24:00": None, "13 pm": None, "9:75": None, "soon": None, "": None,
}  # fmt: skip


@pytest.mark.parametrize("typed", TIMES)
def test_times(typed):
    assert time_of(typed) == TIMES[typed]


AMOUNTS = {
    "12": 1200, "12.5": 1250, "$12.50": 1250, "1,200.00": 120000, "0": 0, ".5": None,
    "12.505": None, "-5": None, "five": None, "": None,
}  # fmt: skip


@pytest.mark.parametrize("typed", AMOUNTS)
def test_amounts(typed):
    assert cents_of(typed) == AMOUNTS[typed]


@given(st.dates(date(1900, 1, 1), date(2036, 12, 31)))
def test_what_the_program_writes_it_reads(day):
    assert day_of(f"{day.day} {day:%b} {day.year}", TODAY) == day
    assert day_of(day.isoformat(), TODAY) == day


@given(st.text(max_size=12))
def test_nothing_typed_breaks_the_reader(typed):
    assert day_of(typed, TODAY) is None or isinstance(day_of(typed, TODAY), date)
    assert time_of(typed) is None or len(time_of(typed)) == 5
    assert cents_of(typed) is None or cents_of(typed) >= 0
