"""The whole journey of a cup in a real vault, against an oracle of the published rules."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.desk.desk import query
from counselor_desk.domain.rewards.schedule import Outcome
from counselor_desk.domain.roles import Can
from counselor_desk.records.reward import LedgerEntry, Occasion
from counselor_desk.services.medication import medications, reconsidered, specimens
from counselor_desk.services.rewards import accounts, enrolling, handing_over, occasions, verify
from counselor_desk.services.rewards import today as reward_views
from counselor_desk.services.rewards.occasions import Observation
from tests.domain.rewards import published_rules
from tests.proofs import beside
from tests.services.rewards.test_rewards import ROSA, SUE, joining

TARGET = ("cocaine", "methamphetamine", "amphetamine")
CLEAN = dict.fromkeys(TARGET, "negative")
SCHEDULES = {"higgins_vouchers": (1, 2, 4), "va_prize_bowl": (1, 4), "california_recovery": (1, 4)}
LATE = datetime(2027, 6, 1, 15).astimezone()  # everything is entered after the year's end
STORIES = (
    *("plain",) * 5,
    *("open line", "not tested", "second cup", "refused second cup", "wrong client", "wrong client, late"),
    *("overturned", "medicine later", "medicine later", "missed", "excused", "clinic's side"),
    "taken back by hand",
)


@query(Can.READ_CHART, "test_journeys.what_was_due")
def what_was_due(ctx, entry_id):
    entry = ctx.get(LedgerEntry, entry_id)
    return ctx.get(Occasion, entry.occasion_id).occasion_no, entry.due_cents


@dataclass
class Cup:
    """What was read of a visit's cup, and what became of it."""

    specimen_id: int
    on: date
    lines: dict
    result_ids: dict = field(default_factory=dict)
    is_wrong: bool = False


class Life:
    """One enrollment at the desk and the same in the oracle."""

    def __init__(self, desk, clock, seed, name):
        self.desk, self.dice, self.name = desk, random.Random(f"{name} {seed}"), name
        self.clock, clock.now = clock, LATE
        self.funding = self.dice.choice(("clinic", "samhsa", "medi_cal"))
        starts = date(2026, 10, 6) if self.dice.random() < 0.5 else date(2026, 12, 15)
        terms = joining(
            name, analytes=TARGET, funding=self.funding, starts_on=starts, weekdays=SCHEDULES[name]
        )
        self.enrollment = desk.do(enrolling.enroll, ROSA, terms)
        self.oracle = published_rules.Account(name, self.funding)
        self.cups: dict[int, Cup] = {}
        self.story = []

    @property
    def visit(self):
        return len(self.oracle.words) - self.oracle.waits

    @property
    def day(self):
        return self.desk.do(reward_views.today, self.enrollment.id).due_on

    def live(self, visits):
        for _visit in range(visits):
            what = self.dice.choice(STORIES)
            self.story.append(what)
            self.clock.forward(minutes=1)
            getattr(self, what.replace(",", "").replace("'", "").replace(" ", "_"))()
            self.compare()
        if self.dice.random() < 0.5:
            self.discharged_before_the_result()
        self.learn_later()
        self.desk.as_(SUE)
        assert self.desk.do(verify.check).hold

    def compare(self):
        self.clock.forward(seconds=1)  # no two acts are of one moment
        rows = self.desk.do(accounts.account, ROSA).rows
        if self.name in published_rules.IN_CENTS:
            total = rows[-1].balance_cents if rows else 0
        else:
            total = sum(bool(row.slip) and row.reverses is None and not row.reversed for row in rows)
        assert total == self.oracle.total, (self.funding, self.story, self.oracle.words)

    def enter(self, lines, on, validity="valid"):
        at = datetime.combine(on, time(12)).astimezone()
        return self.desk.do(specimens.record, ROSA, lines, {"validity": validity}, at)

    def cup(self, lines, on, validity="valid"):
        """A cup that makes the visit's outcome, in both worlds."""
        told = self.enter(lines, on, validity)
        [consequence] = told.rewards
        word = published_rules.cup_says(validity, lines, TARGET)
        assert consequence.result.outcome == word, self.story
        visit = self.visit
        results = {r.analyte: r.id for r in told.tested.results}
        self.cups[visit] = Cup(told.tested.specimen.id, on, dict(lines), results)
        self.oracle.record(visit, word, on.year)
        return self.cups[visit]

    def read(self):
        return {line: self.dice.choice(("negative",) * 4 + ("positive",)) for line in TARGET}

    def plain(self):
        self.cup(self.read(), self.day)

    def open_line(self):
        on, lines = self.day, dict(CLEAN)
        del lines[self.dice.choice(TARGET)]
        with pytest.raises(Refused, match="was not answered"):
            self.enter(lines, on)
        self.cup(CLEAN, on)

    def not_tested(self):
        on = self.day
        told = self.enter(CLEAN | {self.dice.choice(TARGET): "not tested"}, on)
        assert told.rewards[0].result is None
        self.by_hand("excused", on)

    def second_cup(self):
        on = self.day
        assert self.enter({}, on, "dilute").rewards[0].result is None
        self.compare()
        self.cup(self.read(), on)

    def refused_second_cup(self):
        on = self.day
        assert self.enter({}, on, "too little").rewards[0].result is None
        self.cup({}, on, "not given")

    def wrong_client(self):
        on = self.day
        wrong = self.cup(self.read(), on)
        self.void(wrong, self.visit - 1)
        self.cup(self.read(), on)

    def wrong_client_late(self):
        self.cup(self.read(), self.day).is_wrong = True

    def overturned(self):
        self.cup(CLEAN | {"amphetamine": "positive"}, self.day)

    def medicine_later(self):
        self.cup(CLEAN | {"methamphetamine": "positive"}, self.day)

    def missed(self):
        self.by_hand("missed", self.day)

    def excused(self):
        self.by_hand("excused", self.day)

    def clinics_side(self):
        self.by_hand("clinic's side", self.day)

    def taken_back_by_hand(self):
        """Two people reverse an entry and say nothing of the outcome that it came from."""
        rows = [
            row for row in self.desk.do(accounts.account, ROSA).rows if row.kind.earns and not row.reversed
        ]
        left = self.desk.do(accounts.account, ROSA).balance_cents
        rows = [row for row in rows if row.cents <= left]
        if not rows:
            return
        row = self.dice.choice(rows)
        number, due = self.desk.do(what_was_due, row.id)
        taken = (1, 1) if row.slip else (due, row.cents)
        self.desk.do(handing_over.reverse, row.id, "by mistake", beside(self.desk, handing_over.reverse, SUE))
        self.oracle.reverse(number - 1, *taken)

    def discharged_before_the_result(self):
        """The sample is given, care ends on the same day, the result comes a day later."""
        on = self.day
        self.clock.now = datetime.combine(max(on, self.clock.now.date()), time(17)).astimezone()
        self.desk.do(enrolling.end, self.enrollment.id, "discharged")
        self.clock.forward(days=1)
        self.story.append("discharged before the result")
        self.cup(self.read(), on)
        self.compare()

    def by_hand(self, word, on):
        seen = Observation(Outcome(word), on, reason="" if word == "missed" else "court")
        self.desk.do(occasions.record, self.enrollment.id, seen)
        self.oracle.record(self.visit, word, on.year)

    def void(self, cup, visit):
        proof = beside(self.desk, specimens.void, SUE)
        self.clock.forward(seconds=1)
        self.desk.do(specimens.void, cup.specimen_id, "another client's cup", proof)
        self.oracle.withdraw(visit)
        self.compare()

    def learn_later(self):
        """The laboratory answers, a medicine is found, cups turn out to be another client's."""
        for visit, cup in sorted(self.cups.items()):
            self.clock.forward(minutes=1)
            if cup.is_wrong and visit < len(self.oracle.words) - 1:
                self.void(cup, visit)
                lines = self.read()
                self.cups[visit] = Cup(self.enter(lines, cup.on).tested.specimen.id, cup.on, lines)
            elif cup.lines == CLEAN | {"amphetamine": "positive"} and self.dice.random() < 0.5:
                found = {cup.result_ids["amphetamine"]: "not confirmed"}
                self.desk.do(specimens.follow_up, cup.specimen_id, found)
                cup.lines = dict(CLEAN)
        since = self.dice.choice([cup.on for cup in self.cups.values()] or [date(2026, 10, 1)])
        self.desk.do(medications.add, ROSA, {"name": "Desoxyn 5 mg", "started_on": since})
        self.make_up(since)

    def make_up(self, since):
        """Every visit that is met by what is known now, and no other, waits to be corrected."""
        owed = [
            visit + 1
            for visit, cup in sorted(self.cups.items())
            if self.oracle.words[visit] in ("not met", "withdrawn")
            and visit < self.visit
            and published_rules.cup_says("valid", cup.lines, TARGET, TARGET[1:] * (cup.on >= since)) == "met"
        ]
        found = self.desk.do(reconsidered.reconsidered_of, ROSA)
        assert sorted(one.number for one in found) == owed, self.story
        for one in found:
            self.clock.forward(minutes=1)
            where = reconsidered.where_of(one)
            seen = Observation(Outcome.MET, one.on, where["evidence"], where["reason"], one.specimen_id)
            foreseen = self.desk.do(occasions.foresee_correction, one.occasion_id, seen)
            proof = beside(self.desk, occasions.correct, SUE)
            told = self.desk.do(occasions.correct, one.occasion_id, seen, proof)
            self.oracle.correct(one.number - 1, "met")
            self.compare()
            assert told.adjusted_cents == foreseen.cents or foreseen.draws == len(told.slips)
        assert self.desk.do(reconsidered.reconsidered_of, ROSA) == []


@pytest.mark.parametrize("name", sorted(SCHEDULES))
@pytest.mark.parametrize("seed", range(2))
def test_a_journey_of_cups_pays_what_the_published_rules_say(desk, clock, name, seed):
    Life(desk, clock, seed, name).live(8)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SCHEDULES))
@pytest.mark.parametrize("seed", range(100, 200))
def test_hundreds_of_journeys_pay_what_the_published_rules_say(desk, clock, name, seed):
    Life(desk, clock, seed, name).live(14)
