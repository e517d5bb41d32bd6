"""What the sheet of a hand-over says is what the hand-over itself goes by."""

import msgspec
import pytest

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.domain.roles import Can
from counselor_desk.services.clinic import staff
from counselor_desk.services.rewards import enrolling, handing_over, on_offer, schedules
from tests.proofs import beside
from tests.services.rewards.test_rewards import (
    ADA,
    CAL,
    FLO,
    JAMES,
    ODA,
    ROSA,
    SUE,
    go_through,
    joining,
    prize,
)  # fmt: skip


def names(choices):
    return [one.shelf.label for one in choices.prizes]


def rich(desk, clock, times=12):
    """Rosa with something on the account."""
    go_through(desk, clock, desk.do(enrolling.enroll, ROSA, joining()), "N" * times)
    return desk.do(on_offer.choices, ROSA).balance_cents


def test_a_witness_is_asked_for_exactly_where_the_hand_over_refuses_one_person(desk, clock):
    """At the limit, a cent above it, after something was given, and after it came back."""
    for cents in (1000, 3000, 4000, 5000, 5001):
        prize(desk, cents, pieces=3, name=f"Card of {cents}")
    assert rich(desk, clock, 20) > 15_000

    def needing():
        return {p.shelf.cents for p in desk.do(on_offer.choices, ROSA).prizes if p.needs_witness}

    def by_cents(cents):
        [found] = [p for p in desk.do(on_offer.choices, ROSA).prizes if p.shelf.cents == cents]
        return found.shelf.id

    def refused():
        """What one person cannot hand over: tried for each, and taken back where it went through."""
        found, fields = set(), set()
        for offered in desk.do(on_offer.choices, ROSA).prizes:
            try:
                given = desk.do(handing_over.give, ROSA, offered.shelf.id)
            except Refused as no:
                fields.add(no.field)
                found.add(offered.shelf.cents)
            else:
                desk.do(
                    handing_over.reverse, given.entry_id, "tried", beside(desk, handing_over.reverse, FLO)
                )
        assert fields <= {"witness_id"}
        return found

    assert needing() == refused() == {5001}
    first = desk.do(handing_over.give, ROSA, by_cents(1000))
    assert needing() == refused() == {5000, 5001}
    desk.do(handing_over.give, ROSA, by_cents(5001), beside(desk, handing_over.give, FLO))
    assert needing() == refused() == {1000, 3000, 4000, 5000, 5001}
    desk.do(handing_over.reverse, first.entry_id, "wrong card", beside(desk, handing_over.reverse, FLO))
    assert needing() == refused()
    clock.forward(days=1)
    assert needing() == refused() == {5001}, "another day begins at nothing"


def test_the_clinics_own_limit_is_the_limit(desk, clock):
    prize(desk, 500, name="Mug")
    rich(desk, clock)
    [mug] = desk.do(on_offer.choices, ROSA).prizes
    assert not mug.needs_witness
    desk.as_(SUE)
    limits = msgspec.to_builtins(desk.do(schedules.policy).limits)
    desk.do(schedules.set_policy, limits, 499)
    desk.as_(CAL)
    [mug] = desk.do(on_offer.choices, ROSA).prizes
    assert mug.needs_witness
    with pytest.raises(Refused, match=r"Above \$4\.99 a day"):
        desk.do(handing_over.give, ROSA, mug.shelf.id)


def test_only_what_the_balance_can_bear_and_what_is_there_is_offered(desk, clock):
    balance = rich(desk, clock)
    prize(desk, balance + 1, name="Bicycle")
    prize(desk, balance, name="Radio")
    mug = prize(desk, 500, name="Mug")
    assert names(desk.do(on_offer.choices, ROSA)) == ["Mug", "Radio"]
    desk.do(handing_over.give, ROSA, mug.id)
    assert names(desk.do(on_offer.choices, ROSA)) == []
    assert desk.do(on_offer.choices, ROSA).balance_cents == balance - 500


def test_what_a_slip_was_drawn_for_comes_first(desk, clock):
    prize(desk, 80, name="Pen")
    prize(desk, 100, name="Bus ticket", prize_class="Small")
    go_through(desk, clock, desk.do(enrolling.enroll, ROSA, joining("va_prize_bowl")), "N" * 6)
    choices = desk.do(on_offer.choices, ROSA)
    assert [(p.shelf.label, p.slip_drawn) for p in choices.prizes] == [("Bus ticket", True), ("Pen", False)]


def test_who_can_be_the_second_is_somebody_else_who_works_here(desk, clock):
    rich(desk, clock)
    assert {one.id for one in desk.do(on_offer.choices, ROSA).witnesses} == {SUE, ODA, FLO, ADA}
    desk.as_(ADA)
    desk.do(staff.retire, ODA)
    assert {one.id for one in desk.do(staff.witnesses)} == {SUE, CAL, FLO}
    assert {one.id for one in desk.do(staff.witnesses, Can.READ_CHART)} == {SUE, CAL}
    desk.as_(CAL)
    prize(desk, 500, name="Mug")
    [mug] = desk.do(on_offer.choices, ROSA).prizes
    for nobody in (ODA, CAL, 0):
        with pytest.raises(Refused, match="Two different people"):
            desk.do(handing_over.give, ROSA, mug.shelf.id, beside(desk, handing_over.give, nobody))


def test_the_choices_keep_to_the_caseload(desk):
    with pytest.raises((Forbidden, Refused)):
        desk.do(on_offer.choices, JAMES)
