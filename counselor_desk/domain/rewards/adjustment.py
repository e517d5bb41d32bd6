"""What a correction pays: the schedule's difference, in the client's favor alone."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from counselor_desk.core.i18n import _
from counselor_desk.domain.money import dollars
from counselor_desk.domain.rewards.awards import Award, run_awards
from counselor_desk.domain.rewards.limits import Cap, Payment, apply_caps
from counselor_desk.domain.rewards.reason import amount_in_words
from counselor_desk.domain.rewards.schedule import Outcome, RewardUnit, Schedule

CapsOn = Callable[[date], Sequence[Cap]]


@dataclass(frozen=True)
class DatedOutcome:
    """What became of an occasion, and on which day."""

    number: int
    outcome: Outcome
    on: date


@dataclass(frozen=True)
class StandingAmount:
    """What stands on the account for an occasion: cents, or one slip that was drawn."""

    number: int
    on: date
    due: int
    paid: int
    is_drawn: bool = False


@dataclass(frozen=True)
class RewardEvent:
    """One thing that happened to an enrollment, in the order of its days: an outcome, or an amount."""

    at: datetime
    order: int  # among what happened in one act
    outcome: DatedOutcome | None = None
    number: int = 0  # of the occasion that the amount is of
    due: int = 0  # cents, or one draw
    comes_back: bool = False  # two people reversed an amount that stood


@dataclass(frozen=True)
class OccasionAdjustment:
    """What one occasion still gets: cents under the caps, or draws."""

    number: int
    on: date
    payment: Payment  # in cents; nothing for draws
    draws: int = 0


@dataclass(frozen=True)
class Settlement:
    """What the schedule says of the corrected outcomes, and what that still pays."""

    schedule: Schedule
    awards: tuple[Award, ...]
    adjustments: tuple[OccasionAdjustment, ...]
    taken_back: int = 0  # cents, or draws, that were reversed by hand and are not paid again

    @property
    def cents(self) -> int:
        return sum(one.payment.paid for one in self.adjustments)

    @property
    def draws(self) -> int:
        return sum(one.draws for one in self.adjustments)

    @property
    def sentence(self) -> str:
        """ "Pays $26.25 more, for occasions 3 to 6.", or that nothing more is paid."""
        return self._pays + (self._stays_back if self.taken_back else "")

    @property
    def _stays_back(self) -> str:
        amount = amount_in_words(self.schedule.unit, self.taken_back)
        return _(" What was reversed by hand is not paid again: {amount}.").format(amount=amount)

    @property
    def _pays(self) -> str:
        numbers = [one.number for one in self.adjustments]
        if not numbers:
            return _("Pays nothing more, and takes nothing back that was paid.")
        in_cents = self.schedule.unit is RewardUnit.CENTS
        amount = amount_in_words(self.schedule.unit, self.cents if in_cents else self.draws)
        one = _("Pays {amount} more, for visit {first}.")
        several = _("Pays {amount} more, for visits {first} to {last}.")
        sentence = one if len(numbers) == 1 else several
        amount_words = sentence.format(amount=amount, first=numbers[0], last=numbers[-1])
        held = sum(one.payment.withheld for one in self.adjustments)
        return amount_words + (
            _(" {held} is withheld by a limit.").format(held=dollars(held)) if held else ""
        )


def settle(
    schedule: Schedule,
    outcomes: Sequence[DatedOutcome],
    standing: Sequence[StandingAmount],
    caps_on: CapsOn,
    taken_back: Mapping[int, int] | None = None,
) -> Settlement:
    """What these outcomes would have paid by now, less what stands for them. Never below zero.

    In the client's favor a correction pays what the schedule would have paid; one against the client
    takes nothing back (domain fact 1.8, `adjustment`; a reset changes the next value, never the
    balance). The earliest visits get it first. `caps_on` has what every cap has let through, with
    what stands for this enrollment in it; `taken_back` by occasion what two people reversed by hand
    (`still_taken_back`): that is not paid again.
    """
    awards = tuple(run_awards(schedule, [outcome.outcome for outcome in outcomes]))
    if schedule.unit is RewardUnit.NAMES:
        return Settlement(schedule, awards, ())  # who wins from the hat is drawn at the meeting
    back = {
        award.number: min((taken_back or {}).get(award.number, 0), award.due)
        for award in awards
        if award.number in (taken_back or {})
    }
    dues = [award.due - back.get(award.number, 0) for award in awards]
    if schedule.unit is RewardUnit.DRAWS:
        paid = tuple(_draws(dues, outcomes, standing))
    else:
        paid = tuple(_cents(dues, outcomes, standing, caps_on))
    return Settlement(schedule, awards, paid, sum(back.values()))


@dataclass
class _TakenBack:
    """What stands of each occasion and what was taken back of it, event after event."""

    schedule: Schedule
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    standing: Counter[int] = field(default_factory=Counter)
    back: Counter[int] = field(default_factory=Counter)

    def happen(self, event: RewardEvent) -> None:
        if event.outcome is not None:
            self.outcomes[event.outcome.number] = event.outcome.outcome
            self._agree()
        elif event.comes_back:
            self.standing[event.number] -= event.due
            self.back[event.number] += event.due
        else:
            self.standing[event.number] += event.due

    def _agree(self) -> None:
        """Once the schedule no longer pays it, nothing is taken back any more: both say the same."""
        if not +self.back:
            return
        awards = run_awards(self.schedule, [self.outcomes[n] for n in sorted(self.outcomes)])
        due = {award.number: award.due for award in awards}
        for number, amount in self.back.items():
            self.back[number] = min(amount, max(due.get(number, 0) - self.standing[number], 0))


def still_taken_back(schedule: Schedule, events: Iterable[RewardEvent]) -> dict[int, int]:
    """By occasion, what was reversed by hand and the schedule would still pay, in its unit.

    A reversal by two people is their word that this was not owed, so no later correction of another
    visit pays it again. It has done its work once a corrected outcome says the same: what a still
    later correction brings is owed afresh.
    """
    found = _TakenBack(schedule)
    for event in sorted(events, key=lambda one: (one.at, one.order)):
        found.happen(event)
    return dict(+found.back)


def _draws(
    dues: Sequence[int], outcomes: Sequence[DatedOutcome], standing: Sequence[StandingAmount]
) -> Iterable[OccasionAdjustment]:
    drawn = [sum(s.is_drawn for s in standing if s.number == one.number) for one in outcomes]
    left = max(sum(dues) - sum(s.is_drawn for s in standing), 0)
    for one, due, there in zip(outcomes, dues, drawn, strict=True):
        part = min(max(due - there, 0), left)
        left -= part
        if part:
            yield OccasionAdjustment(one.number, one.on, Payment(0, 0), part)


def _cents(
    dues: Sequence[int],
    outcomes: Sequence[DatedOutcome],
    standing: Sequence[StandingAmount],
    caps_on: CapsOn,
) -> Iterable[OccasionAdjustment]:
    would = _paid_by_schedule(dues, outcomes, standing, caps_on)
    left_paid = max(sum(payment.paid for payment in would) - sum(s.paid for s in standing), 0)
    left_due = max(sum(payment.due for payment in would) - sum(s.due for s in standing), 0)
    now_paid: list[StandingAmount] = []
    for outcome, payment in zip(outcomes, would, strict=True):
        has_paid = sum(s.paid for s in standing if s.number == outcome.number)
        has_due = sum(s.due for s in standing if s.number == outcome.number)
        wanted = min(max(payment.paid - has_paid, 0), left_paid)
        given = apply_caps(wanted, _with(caps_on(outcome.on), now_paid))
        due = max(min(max(payment.due - has_due, 0), left_due), wanted)
        left_paid, left_due = left_paid - given.paid, max(left_due - due, 0)
        if due:
            code = (payment.cap_code or given.cap_code) if due > given.paid else ""
            now_paid.append(StandingAmount(outcome.number, outcome.on, due, given.paid))
            yield OccasionAdjustment(outcome.number, outcome.on, Payment(due, given.paid, code))


def _paid_by_schedule(
    dues: Sequence[int],
    outcomes: Sequence[DatedOutcome],
    standing: Sequence[StandingAmount],
    caps_on: CapsOn,
) -> list[Payment]:
    """What each occasion would have been paid, had all been recorded right at once."""
    again: list[StandingAmount] = []
    payments = []
    for outcome, due in zip(outcomes, dues, strict=True):
        caps = _with(_with(caps_on(outcome.on), standing, -1), again)
        payment = apply_caps(due, caps)
        again.append(StandingAmount(outcome.number, outcome.on, payment.due, payment.paid))
        payments.append(payment)
    return payments


def _with(caps: Sequence[Cap], amounts: Sequence[StandingAmount], sign: int = 1) -> list[Cap]:
    """The caps once these amounts count in them too, or no more."""
    return [
        replace(
            cap,
            paid_cents=cap.paid_cents + sign * sum(a.paid for a in amounts if cap.first <= a.on <= cap.last),
        )
        for cap in caps
    ]
