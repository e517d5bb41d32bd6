"""What holds for every schedule and every run of outcomes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.domain.rewards.awards import RewardState, next_due, run_awards, step
from counselor_desk.domain.rewards.ledger import (
    Account,
    ChainLink,
    EntryKind,
    balances,
    digest,
    entry,
    give,
    owed_cents,
    reversal,
    verify,
)
from counselor_desk.domain.rewards.limits import Cap, pay_each
from counselor_desk.domain.rewards.schedule import (
    Bonus,
    Growth,
    Outcome,
    Phase,
    Policies,
    Restoration,
    RewardUnit,
    SavedLevel,
    Schedule,
    Target,
)

EVERYDAY = settings(max_examples=200, deadline=None, database=None)
THOROUGH = settings(max_examples=10_000, deadline=None, database=None)

SHIPPED = list(files.read(Schedule, "schedules").values())
ANY_RUN = st.lists(st.sampled_from(Outcome), max_size=60)
MOSTLY_MET = st.lists(
    st.one_of(st.just(Outcome.MET), st.just(Outcome.MET), st.sampled_from(Outcome)), max_size=60
)


@st.composite
def climbing(draw):
    """A schedule that climbs by the occasion, with any numbers and any policy."""
    first = draw(st.integers(0, 2000))
    step = draw(st.integers(0, 500))
    top = draw(st.none() | st.integers(first, first + 20 * step + 1))
    weekly = draw(st.booleans())
    kinds = [r for r in Restoration if r.is_weekly == weekly]
    return Schedule(
        id="any",
        title="Any",
        version=1,
        source="drawn",
        target=Target.STIMULANT_NEGATIVE,
        unit=RewardUnit.CENTS,
        phases=(
            Phase(
                weeks=draw(st.integers(1, 12)),
                per_week=draw(st.integers(1, 5)),
                grows=Growth.WEEK if weekly else Growth.OCCASION,
                first=first,
                step=step,
                top=top,
            ),
        ),
        bonus=draw(st.none() | st.builds(Bonus, every=st.integers(1, 6), amount=st.integers(0, 2000))),
        policies=Policies(
            restoration=draw(st.sampled_from(kinds)),
            restore_after=draw(st.integers(1, 8)),
            saved=draw(st.sampled_from(SavedLevel)),
            excused_limit=draw(st.integers(0, 3)),
        ),
    )


SCHEDULES = st.one_of(st.sampled_from(SHIPPED), climbing())


def laws_of_awards(schedule, outcomes, cap):
    made = list(run_awards(schedule, outcomes[: schedule.occasions]))
    payments = pay_each([a.due for a in made], [Cap("c", "", cap, 0)])
    total = 0
    for award, payment in zip(made, payments, strict=True):
        assert award.due >= 0
        assert 0 <= payment.paid <= payment.due
        assert payment.withheld == payment.due - payment.paid
        assert bool(payment.withheld) == bool(payment.cap_code)
        total += payment.paid
        assert total <= cap
        if award.outcome is not Outcome.MET:
            assert award.due == 0


def laws_of_resets(schedule, outcomes):
    """An excused absence changes nothing, and no met occasion lowers the next amount."""
    standing = RewardState()
    for outcome in outcomes[: schedule.occasions]:
        award = step(schedule, standing, outcome)
        before, after = next_amount(schedule, standing), next_amount(schedule, award.after)
        phases = {p.phase for p in schedule.places[standing.number : award.after.number + 1]}
        if outcome is Outcome.MET and None not in (before, after) and len(phases) == 1:
            assert after >= before
        standing = award.after


def next_amount(schedule, standing):
    if standing.number >= schedule.occasions:
        return None
    return step(schedule, standing, Outcome.MET).amount


def law_of_restoration(schedule, outcomes):
    """The same run never earns less with restoration than without."""
    weekly = schedule.policies.restoration.is_weekly
    order = (
        (Restoration.WEEK_NOT, Restoration.WEEK_NEXT, Restoration.WEEK_AT_ONCE)
        if weekly
        else (Restoration.NOT, Restoration.NEXT, Restoration.AT_ONCE)
    )
    outcomes = outcomes[: schedule.occasions]

    def under(policy):
        policies = replace(schedule.policies, restoration=policy)
        return [a.due for a in run_awards(replace(schedule, policies=policies), outcomes)]

    without, later, at_once = map(under, order)
    assert sum(later) <= sum(at_once)
    if not weekly:
        assert all(a <= b for a, b in zip(without, later, strict=True))


@EVERYDAY
@given(SCHEDULES, ANY_RUN, st.integers(0, 100_000))
def test_laws_of_awards(schedule, outcomes, cap):
    laws_of_awards(schedule, outcomes, cap)


@EVERYDAY
@given(SCHEDULES, MOSTLY_MET)
def test_laws_of_resets_and_restoration(schedule, outcomes):
    laws_of_resets(schedule, outcomes)
    law_of_restoration(schedule, outcomes)


@pytest.mark.slow
@THOROUGH
@given(SCHEDULES, MOSTLY_MET, st.integers(0, 100_000))
def test_laws_of_awards_over_ten_thousand_runs(schedule, outcomes, cap):
    laws_of_awards(schedule, outcomes, cap)
    laws_of_resets(schedule, outcomes)
    law_of_restoration(schedule, outcomes)


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["award", "bonus", "draw", "bank", "issue", "redeem", "reversal"]),
        st.integers(0, 5000),
    ),
    max_size=40,
)


def laws_of_the_ledger(events):
    """Replayed from its entries, the ledger gives the balance that was kept in the head."""
    lines, balance = [], 0
    for number, (what, cents) in enumerate(events, 1):
        try:
            line = post(number, what, cents, lines)
        except Refused:
            continue
        lines.append(line)
        balance += change(line)
        assert owed_cents(lines) == balance >= 0
        assert sum(balances(lines).values()) == 0
    earned = sum(x.cents for x in lines if x.kind.earns) - undone(lines, lambda kind: kind.earns)
    given_out = sum(x.cents for x in lines if x.kind.gives) - undone(lines, lambda kind: kind.gives)
    assert given_out <= earned
    assert balance == earned - given_out


def post(number, what, cents, lines):
    if what == "reversal":
        if not lines:
            raise Refused("Nothing to reverse.")
        return reversal(number, lines[cents % len(lines)], lines)
    kind = EntryKind(what)
    return give(number, kind, cents, lines) if kind.gives else entry(number, kind, cents)


def change(line):
    return line.cents * ((line.credit is Account.OWED) - (line.debit is Account.OWED))


def undone(lines, of_kind):
    by_id = {line.id: line for line in lines}
    reversed_lines = (by_id[x.reverses] for x in lines if x.reverses)
    return sum(x.cents for x in reversed_lines if of_kind(x.kind))


@EVERYDAY
@given(EVENTS)
def test_laws_of_the_ledger(events):
    laws_of_the_ledger(events)


@pytest.mark.slow
@THOROUGH
@given(EVENTS)
def test_laws_of_the_ledger_over_ten_thousand_runs(events):
    laws_of_the_ledger(events)


@EVERYDAY
@given(st.lists(st.integers(0, 9999), min_size=2, max_size=12), st.data())
def test_any_change_to_the_chain_is_found(amounts, data):
    links, previous = [], ""
    for number, cents in enumerate(amounts, 1):
        content = (number, cents, "award", None)
        made = digest(previous, content)
        links.append(ChainLink(number, content, previous, made))
        previous = made
    assert verify(links, previous, len(links)).broken_at is None
    at = data.draw(st.integers(0, len(links) - 1))
    old = links[at]
    changed = ChainLink(old.number, (*old.content[:1], -1, *old.content[2:]), old.previous, old.digest)
    edited = [*links[:at], changed, *links[at + 1 :]]
    assert verify(edited, previous, len(links)).broken_at == at + 1
    without = [*links[:at], *links[at + 1 :]]
    assert verify(without, previous, len(links)).broken_at == at + 1


def test_next_due_is_what_the_next_success_pays():
    schedule = SHIPPED[0]
    standing = RewardState()
    for _n in range(schedule.occasions):
        due = next_due(schedule, standing)
        award = step(schedule, standing, Outcome.MET)
        assert award.due == due
        standing = award.after
    assert next_due(schedule, standing) is None
