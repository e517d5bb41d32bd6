"""Until when a record is kept, and what forbids to destroy it."""

from datetime import date

import pytest

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.domain.privacy.retention import (
    PeriodStart,
    RetentionDates,
    changed,
    standing,
    years_later,
)

PERIODS = files.retention().period
BY_ID = {one.id: one for one in PERIODS}
GROWN = date(1980, 5, 1)
TODAY = date(2026, 12, 1)


def stands(born=GROWN, care=date(2014, 3, 3), **more):
    last = {PeriodStart.CARE: care}
    last |= {PeriodStart(key): more.pop(key) for key in ("privacy", "money") if key in more}
    return standing(PERIODS, RetentionDates(born, last, **more))


@pytest.mark.parametrize(
    ("born", "care", "until"),
    [
        (GROWN, date(2014, 3, 3), date(2024, 3, 3)),
        (GROWN, date(2016, 2, 29), date(2026, 3, 1)),
        (None, date(2014, 3, 3), date(2024, 3, 3)),
        (date(2000, 7, 1), date(2014, 3, 3), date(2028, 7, 1)),  # ten years after 18
        (date(1996, 7, 1), date(2014, 6, 30), date(2024, 7, 1)),  # one day before 18
        (date(1996, 7, 1), date(2014, 7, 1), date(2024, 7, 1)),  # an adult from that day on
    ],
)
def test_a_chart_is_kept_ten_years_and_a_minor_s_until_ten_after_majority(born, care, until):
    assert stands(born, care).until.day == until


def test_the_latest_class_decides_and_says_why_in_one_sentence():
    found = stands(privacy=date(2022, 5, 6), money=date(2013, 1, 1))
    assert found.until.day == date(2028, 5, 6)
    assert found.until.why == (
        "The last consent, disclosure or request is of May 6, 2022; consents, disclosures and "
        "requests about privacy are kept 6 years: until May 6, 2028."
    )
    young = stands(date(2000, 7, 1)).until.why
    assert young.endswith("kept until 10 years after the age of 18: until July 1, 2028.")


def test_a_record_is_over_on_its_day_and_not_before():
    assert stands().is_over(date(2024, 3, 3))
    assert not stands().is_over(date(2024, 3, 2))


@pytest.mark.parametrize(
    ("bar", "words"),
    [
        ({"on_hold": True}, "legal hold"),
        ({"in_care": True}, "in care"),
        ({"owed_cents": 1250}, r"owed \$12.50"),
    ],
)
def test_a_hold_open_care_and_money_owed_are_never_set_aside(bar, words):
    with pytest.raises(Refused, match=words):
        stands(**bar).refuse(TODAY, "the court said so")


def test_before_its_day_it_takes_a_reason_and_the_law_s_own_period_takes_none():
    early = stands(care=date(2020, 1, 1))
    with pytest.raises(Refused, match="Say why") as refusal:
        early.refuse(TODAY, " ")
    assert refusal.value.field == "early"
    early.refuse(TODAY, "the state's period is six years")
    firm = stands(care=date(2010, 1, 1), privacy=date(2022, 1, 1))
    with pytest.raises(Refused, match="No reason can shorten"):
        firm.refuse(TODAY, "we want to")


def test_a_clinic_lengthens_the_law_s_period_and_may_shorten_its_own():
    own = changed(BY_ID["adults"], 7, 0, "Our state: 7 years", "")
    assert (own.years, own.source) == (7, "Our state: 7 years")
    assert changed(BY_ID["privacy"], 8, 0, "Contract", "").years == 8
    with pytest.raises(Refused, match="6 years or more"):
        changed(BY_ID["privacy"], 5, 0, "Wish", "")
    with pytest.raises(Refused, match="which law"):
        changed(BY_ID["adults"], 7, 0, " ", "")


def test_every_period_names_its_source_and_what_is_from_memory_says_so():
    assert all(one.source for one in PERIODS)
    assert all("confirm" in one.note for one in PERIODS if not one.firm)
    assert years_later(date(2024, 2, 29), 4) == date(2028, 2, 29)
