"""Caps, costs, the ledger's arithmetic, and what a test result means."""

from datetime import date
from fractions import Fraction
from itertools import product
from math import sqrt

import pytest
from msgspec.structs import replace

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.domain.money import dollars, short_dollars
from counselor_desk.domain.rewards.awards import run_awards
from counselor_desk.domain.rewards.cost import best_run, expected_cost, running_totals, simulate
from counselor_desk.domain.rewards.ledger import (
    Account,
    EntryKind,
    balances,
    entry,
    give,
    owed_cents,
    reversal,
)
from counselor_desk.domain.rewards.limits import LimitPeriod, LimitPurpose, Limits, crossings, period_span
from counselor_desk.domain.rewards.schedule import Outcome, Schedule, Target
from counselor_desk.domain.rewards.target import (
    Safety,
    TestReading,
    decide,
    is_forbidden_good,
    missing_steps,
)


@pytest.fixture(scope="module")
def schedules():
    return files.read(Schedule, "schedules")


@pytest.fixture(scope="module")
def limits():
    return files.parse(Limits, files.RESOURCES / "limits.toml")


def test_limits_hold_by_date_and_source_of_money(limits):
    def caps(day, funding):
        return {limit.code: limit.cents for limit in limits.in_force_on(day, funding, LimitPurpose.CAP)}

    assert caps(date(2026, 12, 1), "samhsa") == {"samhsa_year": 75000}
    before = {"samhsa_year_before_2025": 7500, "samhsa_item_before_2025": 1500}
    assert caps(date(2024, 12, 31), "samhsa") == before
    assert caps(date(2026, 12, 31), "medi_cal") == {"california_year": 59900}
    assert caps(date(2027, 1, 1), "medi_cal") == {"california_year": 59900}
    assert caps(date(2026, 12, 1), "clinic") == {}


def test_r9_money_whose_authority_ended_is_found_by_its_day(limits):
    assert limits.ended_before(date(2026, 12, 31), "medi_cal") is None
    assert limits.ended_before(date(2027, 1, 1), "medi_cal").code == "california_authority"
    assert limits.ended_before(date(2022, 12, 31), "medi_cal") is not None, "not yet"
    assert limits.ended_before(date(2100, 1, 1), "clinic") is None


@pytest.mark.parametrize(("day", "cents"), [(date(2026, 6, 1), 200_000), (date(2025, 6, 1), 60_000)])
def test_the_reporting_threshold_goes_by_the_year(limits, day, cents):  # CM-18
    assert [limit.cents for limit in limits.in_force_on(day, "clinic", LimitPurpose.REPORT)] == [cents]


def test_a_grant_year_begins_on_its_own_day():
    grant, on = (9, 30), date(2026, 9, 29)
    assert period_span(LimitPeriod.YEAR, on, grant) == (date(2026, 1, 1), date(2026, 12, 31))
    assert period_span(LimitPeriod.GRANT_YEAR, on, grant) == (date(2025, 9, 30), on)
    assert period_span(LimitPeriod.GRANT_YEAR, date(2026, 9, 30), grant)[0] == date(2026, 9, 30)


def test_the_limits_a_schedule_breaks_are_known_before_it_is_used(schedules, limits):
    caps = limits.in_force_on(date(2026, 12, 1), "samhsa", LimitPurpose.CAP)
    (over,) = crossings(*running_totals(schedules["higgins_vouchers"]), caps)
    assert (over.limit.code, over.number, over.reached_cents) == ("samhsa_year", 31, 75875)
    assert over.certain
    (maybe,) = crossings(*running_totals(schedules["va_prize_bowl"]), caps)
    assert not maybe.certain
    california = limits.in_force_on(date(2026, 12, 1), "medi_cal", LimitPurpose.CAP)
    assert crossings(*running_totals(schedules["california_recovery"]), california) == []
    reference = limits.in_force_on(date(2026, 12, 1), "clinic", LimitPurpose.REFERENCE)
    totals = running_totals(schedules["higgins_vouchers"])
    assert {c.limit.code: c.number for c in crossings(*totals, reference)} == {
        "oig_nominal_year": 9,  # $75 is reached exactly at sample 8
        "safe_harbor_2024": 27,
    }


def by_hand(schedule, share):
    """Mean and variance by walking every run there is."""
    mean = square = Fraction(0)
    for successes in product((True, False), repeat=schedule.occasions):
        chance = Fraction(1)
        for success in successes:
            chance *= share if success else 1 - share
        run = [Outcome.MET if success else Outcome.NOT_MET for success in successes]
        total = sum(award.due for award in run_awards(schedule, run))
        mean += chance * total
        square += chance * total**2
    return mean, square - mean**2


@pytest.mark.parametrize("share", [Fraction(0), Fraction(1, 3), Fraction(3, 4), Fraction(1)])
@pytest.mark.parametrize("key", ["higgins_vouchers", "california_recovery"])
def test_expected_cost_is_exact(schedules, key, share):
    schedule = schedules[key]
    short = replace(schedule, phases=(replace(schedule.phases[0], weeks=4),))
    cost = expected_cost(short, share)
    assert (cost.mean, cost.variance) == by_hand(short, share)


def test_cost_of_draws_adds_the_chance_of_the_bowl(schedules):
    va = schedules["va_prize_bowl"]
    best = best_run(va)
    assert best.mean == 36375 + Fraction(1, 5)
    assert round(sqrt(best.variance) / 100, 2) == 88.26
    assert best.highest == 1_640_000
    assert expected_cost(va, Fraction(1)) == best
    half = expected_cost(va, Fraction(1, 2))
    assert half.mean < best.mean
    assert half.variance > 0
    assert expected_cost(va, Fraction(0)).mean == 0


def test_the_hat_costs_the_same_however_many_come(schedules):
    hat = schedules["name_in_the_hat"]
    assert expected_cost(hat, Fraction(1, 2)).mean == 37520


@pytest.mark.parametrize("key", ["higgins_vouchers", "va_prize_bowl"])
def test_simulation_agrees_with_what_is_exact(schedules, key):
    exact = expected_cost(schedules[key], Fraction(7, 10)).times(20)
    span = simulate(schedules[key], Fraction(7, 10), 20, None, seed=1)
    assert span.low < span.middle < span.high
    assert abs(span.middle - exact.mean) < exact.mean / 20
    # Nine of ten of a normal spread lie within 1.645 standard deviations.
    assert abs((span.high - span.low) / 3.29 - exact.spread) < exact.spread / 5
    assert simulate(schedules[key], Fraction(7, 10), 20, None, seed=1) == span
    assert simulate(schedules[key], Fraction(1), 20, 10_000, seed=1).high <= 200_000


def test_earning_banking_and_giving():
    lines = [entry(1, EntryKind.AWARD, 500), entry(2, EntryKind.BONUS, 1000)]
    lines.append(entry(3, EntryKind.BANK, 1500))
    assert owed_cents(lines) == 1500
    lines.append(give(4, EntryKind.REDEEM, 1200, lines))
    assert owed_cents(lines) == 300
    assert balances(lines) == {
        Account.BUDGET: 1500,
        Account.OWED: -300,
        Account.STOCK: -1200,
        Account.PURCHASES: 0,
        Account.DIFFERENCES: 0,
    }
    with pytest.raises(Refused, match=r"balance is \$3.00; \$3.01 is more"):
        give(5, EntryKind.ISSUE, 301, lines)


def test_a_reversal_is_the_opposite_once_and_never_below_zero():
    lines = [entry(1, EntryKind.AWARD, 500)]
    lines.append(give(2, EntryKind.ISSUE, 500, lines))
    with pytest.raises(Refused, match="below zero"):
        reversal(3, lines[0], lines)
    lines.append(reversal(3, lines[1], lines))
    assert owed_cents(lines) == 500
    lines.append(reversal(4, lines[0], lines))
    assert owed_cents(lines) == 0
    assert set(balances(lines).values()) == {0}
    with pytest.raises(Refused, match="already"):
        reversal(5, lines[0], lines)
    with pytest.raises(Refused, match="can't be reversed"):
        reversal(5, lines[2], lines)


STIMULANTS = ("cocaine", "methamphetamine", "amphetamine")
NEGATIVE = frozenset(STIMULANTS)


@pytest.mark.parametrize(
    ("reading", "prescribed", "outcome"),
    [
        (TestReading(frozenset(), NEGATIVE), (), Outcome.MET),
        (TestReading(frozenset({"fentanyl"}), NEGATIVE), (), Outcome.MET),
        (
            TestReading(frozenset({"Cocaine"}), NEGATIVE - {"cocaine"}),
            (),
            Outcome.NOT_MET,
        ),
        (
            TestReading(frozenset({"amphetamine"}), NEGATIVE - {"amphetamine"}),
            ("amphetamine",),
            Outcome.MET,
        ),
        (TestReading(frozenset(), NEGATIVE, valid=False), (), Outcome.INVALID),
        (TestReading(frozenset(), frozenset(), refused=True), (), Outcome.REFUSED),
        (TestReading(frozenset(), NEGATIVE, valid=False, unreadable=True), (), None),
        (TestReading(frozenset(), frozenset({"cocaine"})), (), None),
        (
            TestReading(frozenset(), frozenset({"cocaine"}), not_tested=NEGATIVE - {"cocaine"}),
            (),
            None,
        ),
        (TestReading(frozenset({"cocaine"}), frozenset()), (), Outcome.NOT_MET),
    ],
)
def test_a_test_result_decides(reading, prescribed, outcome):
    assert decide(reading, STIMULANTS, prescribed).outcome == outcome


def test_an_opioid_target_waits_for_its_safety_steps():
    assert missing_steps(Target.STIMULANT_NEGATIVE, Safety()) == []
    assert len(missing_steps(Target.OPIOID_NEGATIVE, Safety())) == 5
    done = Safety(True, True, True, "asked for by the client, on naltrexone", True)
    assert missing_steps(Target.OPIOID_NEGATIVE, done) == []
    assert missing_steps(Target.OPIOID_NEGATIVE, Safety(True, False, True, "why", True)) == ["Naloxone given"]


def test_goods_that_are_never_given():
    assert is_forbidden_good("Tobacco")
    assert is_forbidden_good(" lottery ")
    assert all(is_forbidden_good(one) for one in ("Wine", "cigarettes", "guns", "casino", "cash"))
    assert not is_forbidden_good("groceries")


def test_money_in_words():
    assert dollars(123456) == "$1,234.56"
    assert dollars(-5) == "−$0.05"
    assert short_dollars(75000) == "$750"
