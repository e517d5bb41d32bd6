"""What a schedule costs: exactly where a closed form exists, by chance only where none does."""

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from random import Random

from msgspec.structs import replace

from counselor_desk.domain.rewards.awards import RewardState, maximum_award, pay_table, step
from counselor_desk.domain.rewards.schedule import Outcome, RewardUnit, Schedule

Memo = dict[tuple[RewardState, bool], tuple[int, RewardState]]


@dataclass(frozen=True)
class Cost:
    """An amount of cents that chance decides: its mean, spread and bounds."""

    mean: Fraction
    variance: Fraction
    lowest: int
    highest: int

    @property
    def spread(self) -> int:
        """The standard deviation in whole cents."""
        return isqrt(round(self.variance))

    def times(self, clients: int) -> "Cost":
        """For so many clients who do not influence each other."""
        return Cost(
            self.mean * clients,
            self.variance * clients,
            self.lowest * clients,
            self.highest * clients,
        )


@dataclass(frozen=True)
class CostRange:
    """What nine of ten simulated programs cost: between these, and half below the middle."""

    low: int
    middle: int
    high: int


def best_run(schedule: Schedule) -> Cost:
    """One client who meets the target on every occasion."""
    return _costed(schedule, Fraction(maximum_award(schedule)), Fraction(0))


def expected_cost(schedule: Schedule, share: Fraction) -> Cost:
    """One client who meets the target with this chance on each occasion, exactly."""
    if schedule.unit is RewardUnit.NAMES:
        return best_run(schedule)  # the hat gives to whoever came
    mean, square = _amount_moments(schedule, share)
    return _costed(schedule, mean, square - mean**2)


def running_totals(schedule: Schedule) -> tuple[list[int], list[int]]:
    """Cents by occasion of the best run: on average, and if every draw were the highest."""
    mean, highest, total = [], [], schedule.priming
    for award in pay_table(schedule):
        total = award.number if schedule.unit is RewardUnit.NAMES else total + award.due
        each = schedule.bowl.expected if schedule.bowl else Fraction(1)
        mean.append(round(total * each))
        highest.append(total * schedule.bowl.highest if schedule.bowl else total)
    return mean, highest


def simulate(
    schedule: Schedule, share: Fraction, clients: int, cap_cents: int | None, seed: int
) -> CostRange:
    """Many programs by chance, each client under the cap; the seed makes it repeatable."""
    chance = Random(seed)
    if schedule.unit is RewardUnit.NAMES:  # one hat for all of them, drawn at every meeting
        share, clients, cap_cents = Fraction(1), 1, None
    memo: Memo = {}
    pool = [_one_client(schedule, share, chance, memo) for _run in range(2000)]
    if cap_cents is not None:
        pool = [min(total, cap_cents) for total in pool]
    totals = sorted(sum(chance.choices(pool, k=clients)) for _program in range(2000))
    return CostRange(totals[100], totals[1000], totals[1899])


def _costed(schedule: Schedule, mean: Fraction, variance: Fraction) -> Cost:
    """Cents from units: a draw adds its own chance to that of how many there are."""
    most = schedule.priming + maximum_award(schedule)
    mean += schedule.priming
    if schedule.bowl is None:
        return Cost(mean, variance, 0, most)
    bowl = schedule.bowl
    if schedule.unit is RewardUnit.NAMES:
        drawn = schedule.occasions * (schedule.winners or 0)
        return Cost(drawn * bowl.expected, drawn * bowl.variance, 0, drawn * bowl.highest)
    return Cost(
        mean * bowl.expected,
        mean * bowl.variance + variance * bowl.expected**2,
        0,
        most * bowl.highest,
    )


def _amount_moments(schedule: Schedule, share: Fraction) -> tuple[Fraction, Fraction]:
    """Mean and mean square of the amount earned, over all runs of met and not met.

    Whole numbers throughout: after n occasions every weight stands over share.denominator ** n.
    """
    met, whole = share.numerator, share.denominator
    weights = {True: met, False: whole - met}
    mass: dict[RewardState, tuple[int, int, int]] = {RewardState(): (1, 0, 0)}
    for _number in range(schedule.occasions):
        after: dict[RewardState, tuple[int, int, int]] = {}
        for standing, (m0, m1, m2) in mass.items():
            for success, weight in weights.items():
                pay, then = _step(schedule, standing, success)
                old = after.get(then, (0, 0, 0))
                after[then] = (
                    old[0] + weight * m0,
                    old[1] + weight * (m1 + pay * m0),
                    old[2] + weight * (m2 + 2 * pay * m1 + pay * pay * m0),
                )
        mass = after
    over = whole**schedule.occasions
    return (
        Fraction(sum(m1 for _m0, m1, _m2 in mass.values()), over),
        Fraction(sum(m2 for _m0, _m1, m2 in mass.values()), over),
    )


def _step(schedule: Schedule, standing: RewardState, success: bool) -> tuple[int, RewardState]:
    award = step(schedule, standing, Outcome.MET if success else Outcome.NOT_MET)
    # The length of the run decides nothing: without it, fewer standings differ.
    return award.due, replace(award.after, streak=0)


def _one_client(schedule: Schedule, share: Fraction, chance: Random, memo: Memo) -> int:
    standing, total = RewardState(), _drawn(schedule, schedule.priming, chance)
    for _number in range(schedule.occasions):
        success = chance.random() < share
        key = (standing, success)
        if key not in memo:
            memo[key] = _step(schedule, standing, success)
        pay, standing = memo[key]
        total += pay if schedule.bowl is None else _drawn(schedule, pay, chance)
    return total


def _drawn(schedule: Schedule, draws: int, chance: Random) -> int:
    bowl = schedule.bowl
    if bowl is None or not draws:
        return 0
    if schedule.unit is RewardUnit.NAMES:
        draws = schedule.winners or 0
    values = [slip.cents for slip in bowl.slips]
    return sum(chance.choices(values, [slip.count for slip in bowl.slips], k=draws))
