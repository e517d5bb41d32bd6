"""Random journeys of cups and corrections, to the cent, against an oracle of the published rules."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from counselor_desk.catalog import files
from counselor_desk.core.resources import RESOURCES
from counselor_desk.domain.rewards.adjustment import (
    DatedOutcome,
    RewardEvent,
    StandingAmount,
    settle,
    still_taken_back,
)
from counselor_desk.domain.rewards.awards import standing_after, step
from counselor_desk.domain.rewards.limits import Cap, LimitPurpose, Limits, apply_caps, period_span
from counselor_desk.domain.rewards.schedule import Outcome, RewardUnit, Schedule
from counselor_desk.domain.rewards.target import TestReading, decide
from tests.domain.rewards import published_rules

SCHEDULES = files.read(Schedule, "schedules")
LIMITS = files.parse(Limits, RESOURCES / "limits.toml")
FUNDING = ("clinic", "samhsa", "medi_cal")
WORDS = ("met",) * 6 + ("not met", "missed", "refused", "invalid", "excused", "clinic's side")
TARGET = ("cocaine", "methamphetamine", "amphetamine")
SAID = ("negative",) * 8 + ("positive", "not tested", None)
VALIDITIES = ("valid",) * 8 + ("dilute", "too little", "altered", "substituted", "not given")


class Journey:
    """An enrollment as the program's own rules lead it, without a vault."""

    def __init__(self, schedule, funding, limits):
        self.schedule, self.funding, self.limits = schedule, funding, limits
        self.outcomes: list[DatedOutcome] = []
        self.standing: list[StandingAmount] = []
        self.events: list[RewardEvent] = []
        self.act = datetime(2026, 1, 1, tzinfo=UTC)

    def note(self, **what):
        self.act += timedelta(seconds=1)
        self.events.append(RewardEvent(self.act, 0, **what))

    def stand(self, amounts):
        self.standing += amounts
        for one in amounts:
            self.note(number=one.number, due=one.due or int(one.is_drawn))

    def fall(self, amounts):
        for one in amounts:
            self.standing.remove(one)
            self.note(number=one.number, due=one.due or int(one.is_drawn), comes_back=True)

    def caps_on(self, day):
        ended = self.limits.ended_before(day, self.funding)
        caps = [Cap(ended.code, ended.title, 0, 0, first=day, last=day)] if ended else []
        for limit in self.limits.in_force_on(day, self.funding, LimitPurpose.CAP):
            first, last = period_span(limit.period, day, LIMITS.grant_year_begins)
            used = sum(s.paid for s in self.standing if first <= s.on <= last)
            caps.append(Cap(limit.code, limit.title, limit.cents, used, first=first, last=last))
        return caps

    def counted(self):
        standing = list(self.outcomes)
        while standing and standing[-1].outcome is Outcome.WITHDRAWN:
            standing.pop()
        return standing

    def record(self, visit, outcome, on):
        before = [one.outcome for one in self.counted()]
        assert len(before) == visit
        award = step(self.schedule, standing_after(self.schedule, before), outcome)
        del self.outcomes[visit:]
        self.outcomes.append(DatedOutcome(visit + 1, outcome, on))
        self.note(outcome=self.outcomes[-1])
        if self.schedule.unit is RewardUnit.CENTS:
            payment = apply_caps(award.due, self.caps_on(on))
            self.stand([StandingAmount(visit + 1, on, payment.due, payment.paid)] if award.due else [])
        elif self.schedule.unit is RewardUnit.DRAWS:
            self.stand([StandingAmount(visit + 1, on, 0, 0, True)] * award.due)

    def correct(self, visit, outcome):
        self.outcomes[visit] = DatedOutcome(visit + 1, outcome, self.outcomes[visit].on)
        self.note(outcome=self.outcomes[visit])
        self.settle()

    def withdraw(self, visit):
        self.fall([one for one in self.standing if one.number == visit + 1])
        self.correct(visit, Outcome.WITHDRAWN)

    def settle(self):
        back = still_taken_back(self.schedule, self.events)
        for one in settle(self.schedule, self.counted(), self.standing, self.caps_on, back).adjustments:
            slip = StandingAmount(one.number, one.on, 0, 0, True)
            amount = StandingAmount(one.number, one.on, one.payment.due, one.payment.paid)
            self.stand([slip] * one.draws if one.draws else [amount])

    @property
    def total(self):
        if self.schedule.unit is RewardUnit.DRAWS:
            return len(self.standing)
        return sum(one.paid for one in self.standing)


def with_amounts(yearly):
    """The published limits with other amounts."""
    limits = [
        replace(limit, cents=yearly[limit.funding[0]])
        if limit.code in ("samhsa_year", "california_year")
        else limit
        for limit in LIMITS.limits
    ]
    return replace(LIMITS, limits=tuple(limits))


def live(seed, name):
    """One random history in both worlds, compared after every event."""
    dice = random.Random(f"{name} {seed}")
    funding, schedule = dice.choice(FUNDING), SCHEDULES[name]
    words = dice.choice((WORDS, ("met",) * 30 + WORDS))
    yearly = dict(published_rules.YEARLY)
    if dice.random() < 0.6:  # a limit that is reached
        yearly = dict.fromkeys(yearly, dice.randrange(500, 20_000))
    ours = Journey(schedule, funding, with_amounts(yearly))
    theirs = published_rules.Account(name, funding, yearly)
    day = date(2026, 7, 1) + timedelta(days=dice.randrange(180))  # some cross the year's end
    events = []
    for _event in range(dice.randint(1, schedule.occasions)):
        done = len(ours.counted())
        acts = ("visit", "correct", "withdraw", "reverse")
        what = dice.choices(acts, (8, 2, 1, 1))[0] if done else "visit"
        if what == "visit" and done < schedule.occasions:
            day += timedelta(days=dice.randint(1, 7))
            come(ours, theirs, dice.choice(words), day)
        elif what != "visit":
            change(ours, theirs, what, dice, words)
        events.append((what, [one.outcome.value for one in ours.outcomes]))
        if schedule.unit is not RewardUnit.NAMES:
            assert ours.total == theirs.total, (seed, funding, events)
        assert [a.due for a in _awards(ours)] == theirs.pays([o.outcome.value for o in ours.counted()])


def come(ours, theirs, word, day):
    """The next visit in both worlds; one that was withdrawn at the end has its day already."""
    done = len(ours.counted())
    on = ours.outcomes[done].on if done < len(ours.outcomes) else day
    del ours.outcomes[done + 1 :]
    theirs.forget_after(done)
    ours.record(done, Outcome(word), on)
    theirs.record(done, word, on.year)


def change(ours, theirs, what, dice, words):
    """What is learned later of a visit, or two people take an amount back by hand."""
    visit, word = dice.randrange(len(ours.counted())), dice.choice(words)
    if what == "reverse" and ours.standing:
        taken = dice.choice(ours.standing)
        ours.fall([taken])
        theirs.reverse(taken.number - 1, *((1, 1) if taken.is_drawn else (taken.due, taken.paid)))
    elif what == "withdraw":
        ours.withdraw(visit)
        theirs.withdraw(visit)
    elif what == "correct" and ours.outcomes[visit].outcome != word:
        ours.correct(visit, Outcome(word))
        theirs.correct(visit, word)


def _awards(journey):
    return settle(journey.schedule, journey.counted(), (), lambda _day: []).awards


@pytest.mark.parametrize("name", sorted(SCHEDULES))
def test_300_random_histories_pay_what_the_published_rules_say(name):
    for seed in range(300):
        live(seed, name)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SCHEDULES))
def test_10000_random_histories_pay_what_the_published_rules_say(name):
    for seed in range(10_000):
        live(seed, name)


def a_cup(dice):
    said = {line: dice.choice(SAID) for line in TARGET}
    explained = tuple(line for line in TARGET if dice.random() < 0.1)
    return dice.choice(VALIDITIES), {line: word for line, word in said.items() if word}, explained


def decided(validity, lines, explained):
    def those(word):
        return frozenset(line for line, said in lines.items() if said == word)

    reading = TestReading(
        positive=those("positive"),
        negative=those("negative"),
        valid=validity == "valid",
        refused=validity == "not given",
        unreadable=validity in published_rules.UNREADABLE,
        not_tested=those("not tested"),
    )
    return decide(reading, TARGET, explained)


def test_2000_random_cups_say_what_the_published_rules_say():
    dice = random.Random("cups")
    for _cup in range(2000):
        validity, lines, explained = a_cup(dice)
        found = decided(validity, lines, explained)
        assert found.outcome == published_rules.cup_says(validity, lines, TARGET, explained)
        waits = found.outcome is None and validity == "valid"
        open_lines = [one for one in TARGET if one not in lines and one not in explained]
        assert list(found.unanswered) == sorted(open_lines) * waits


@pytest.mark.parametrize(
    ("name", "letters", "total"),
    [
        ("higgins_vouchers", "N" * 36, 99750),
        ("higgins_vouchers", "NNNNNNPNNNNNNNNN", 15625),
        ("higgins_vouchers", "NNNPNNNNNNN", 8500),
        ("higgins_vouchers", "NNMNN", 1250),
        ("higgins_vouchers", "NNENN", 2750),
        ("california_recovery", "N" * 36, 59900),
        ("california_recovery", "N" * 8 + "PNNNNN", 9800 + 1000 + 1000 + 1600 + 3500),
        ("va_prize_bowl", "N" * 24, 164),
        ("va_prize_bowl", "NNNPNN", 9),
        ("va_prize_bowl", "NNNENN", 15),
    ],
)
def test_the_oracle_has_the_published_totals(name, letters, total):
    words = {"N": "met", "P": "not met", "M": "missed", "E": "excused"}
    assert sum(published_rules.PAYS[name]([words[letter] for letter in letters])) == total
