"""What a run of outcomes earns: one award for each, by one rule that decided it."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain.rewards.schedule import (
    ExcusedWeek,
    Growth,
    OccasionPlace,
    Outcome,
    Restoration,
    RunEffect,
    SavedLevel,
    Schedule,
)


class AwardRule(StrEnum):
    """The rule that decided an award."""

    EARNED = "earned"
    RESTORED = "restored"
    RECOVERING = "recovering"
    FLAT = "flat"
    RESET = "reset"
    HELD = "held"
    EXCUSED = "excused"
    EXCUSED_TOO_OFTEN = "excused too often"
    WITHDRAWN = "withdrawn"


class RewardState(Struct, frozen=True, kw_only=True):
    """Where a client stands between two occasions."""

    number: int = 0  # occasions behind
    streak: int = 0  # met in a row since the last reset
    level: int = 0  # steps climbed
    saved: int = 0  # the level to come back to
    needed: int = 0  # met in a row still needed to come back
    toward_bonus: int = 0
    week_met: int = 0
    week_excused: int = 0
    excused_run: int = 0


class Award(Struct, frozen=True, kw_only=True):
    """What one occasion earned, in the schedule's unit, and where the client stands after it."""

    number: int
    week: int
    outcome: Outcome
    rule: AwardRule
    amount: int
    bonus: int
    after: RewardState

    @property
    def due(self) -> int:
        return self.amount + self.bonus


def step(schedule: Schedule, before: RewardState, outcome: Outcome) -> Award:
    """The award for one outcome. A reset lowers the next award, never one already made."""
    if before.number >= schedule.occasions:
        raise Refused(_("This schedule has ended. Enroll the client again to continue."))
    place = schedule.places[before.number]
    if outcome is Outcome.MET:
        award = _met(schedule, place, before)
    elif _resets(schedule, before, outcome):
        award = _reset(schedule, place, before, outcome)
    else:
        award = _held(place, before, outcome)
    return replace(award, after=_week_closed(schedule, place, award.after))


def run_awards(
    schedule: Schedule, outcomes: Iterable[Outcome], start: RewardState | None = None
) -> Iterator[Award]:
    standing = start or RewardState()
    for outcome in outcomes:
        award = step(schedule, standing, outcome)
        standing = award.after
        yield award


def standing_after(schedule: Schedule, outcomes: Iterable[Outcome]) -> RewardState:
    standing = RewardState()
    for outcome in outcomes:
        standing = step(schedule, standing, outcome).after
    return standing


def possible_awards(schedule: Schedule, standing: RewardState) -> dict[Outcome, Award]:
    """What each outcome of the next occasion would bring; empty when the schedule has ended."""
    if standing.number >= schedule.occasions:
        return {}
    return {o: step(schedule, standing, o) for o in Outcome if o.can_be_recorded}


def next_due(schedule: Schedule, standing: RewardState) -> int | None:
    """What the next occasion earns if the target is met; None after the last."""
    if standing.number >= schedule.occasions:
        return None
    return step(schedule, standing, Outcome.MET).due


def pay_table(schedule: Schedule) -> list[Award]:
    """The best run there is: every occasion met."""
    return list(run_awards(schedule, [Outcome.MET] * schedule.occasions))


def maximum_award(schedule: Schedule) -> int:
    """The most the schedule can give, in its unit. No step is negative, so the best run has it."""
    return sum(award.due for award in pay_table(schedule))


def _resets(schedule: Schedule, before: RewardState, outcome: Outcome) -> bool:
    if _excused_too_often(schedule, before, outcome):
        outcome = Outcome.MISSED
    return schedule.effect_of(outcome) is RunEffect.RESET


def _excused_too_often(schedule: Schedule, before: RewardState, outcome: Outcome) -> bool:
    limit = schedule.policies.excused_limit
    return outcome is Outcome.EXCUSED and 0 < limit <= before.excused_run


def _met(schedule: Schedule, place: OccasionPlace, before: RewardState) -> Award:
    last_needed = before.needed == 1
    toward = before.toward_bonus + 1
    bonus = schedule.bonus
    earned = bonus is not None and toward >= bonus.every
    after = replace(
        before,
        number=place.number,
        streak=before.streak + 1,
        needed=max(before.needed - 1, 0),
        toward_bonus=0 if earned else toward,
        week_met=before.week_met + 1,
        excused_run=0,
    )
    if place.phase.grows is Growth.OCCASION:
        rule, amount, after = _climb(schedule, place, after, last_needed)
    elif place.phase.grows is Growth.WEEK:
        rule, amount = _weekly(schedule, place, before)
    else:
        rule, amount = AwardRule.FLAT, place.phase.first
    extra = bonus.amount if bonus and earned else 0
    return _award(place, Outcome.MET, rule, after, (amount, extra))


def _climb(
    schedule: Schedule, place: OccasionPlace, after: RewardState, last_needed: bool
) -> tuple[AwardRule, int, RewardState]:
    """One step up; back to the saved level when the last one needed is in, never down to it."""
    at_once = schedule.policies.restoration.at_once
    level, rule = after.level, AwardRule.EARNED
    if last_needed and at_once:
        level, rule = _restored(level, after.saved, rule)
    amount = place.phase.value(level)
    level += 1
    if last_needed and not at_once:
        level, rule = _restored(level, after.saved, rule)
    return rule, amount, replace(after, level=level, saved=0 if last_needed else after.saved)


def _restored(level: int, saved: int, rule: AwardRule) -> tuple[int, AwardRule]:
    return (saved, AwardRule.RESTORED) if saved > level else (level, rule)


def _weekly(schedule: Schedule, place: OccasionPlace, before: RewardState) -> tuple[AwardRule, int]:
    paid_now = before.needed == 1 and schedule.policies.restoration.at_once
    if before.needed and not paid_now:
        return AwardRule.RECOVERING, place.phase.first
    return AwardRule.RESTORED if paid_now else AwardRule.EARNED, place.phase.value(before.level)


def _reset(schedule: Schedule, place: OccasionPlace, before: RewardState, outcome: Outcome) -> Award:
    rules = schedule.policies
    level, saved = 0, 0
    if rules.restoration.is_weekly and rules.restoration.restores:
        level = before.level
    elif rules.restoration.restores:
        saved = before.level
        if rules.saved is SavedLevel.HIGHEST:
            saved = max(saved, before.saved)
    comes_back = rules.restoration is not Restoration.NOT and (level or saved)
    after = replace(
        before,
        number=place.number,
        streak=0,
        level=level,
        saved=saved,
        needed=rules.restore_after if comes_back else 0,
        toward_bonus=0 if rules.bonus_after_reset is RunEffect.RESET else before.toward_bonus,
        excused_run=before.excused_run + 1 if outcome is Outcome.EXCUSED else 0,
    )
    too_often = _excused_too_often(schedule, before, outcome)
    return _award(place, outcome, AwardRule.EXCUSED_TOO_OFTEN if too_often else AwardRule.RESET, after)


def _held(place: OccasionPlace, before: RewardState, outcome: Outcome) -> Award:
    """Nothing earned and nothing lost; what was the clinic's side is no absence of the client's."""
    excused, clinics = outcome is Outcome.EXCUSED, outcome in (Outcome.CLINIC, Outcome.WITHDRAWN)
    behind = before.excused_run if excused or clinics else 0
    after = replace(
        before,
        number=place.number,
        week_excused=before.week_excused + (excused or clinics),
        excused_run=behind + excused,
    )
    if outcome is Outcome.WITHDRAWN:
        return _award(place, outcome, AwardRule.WITHDRAWN, after)
    rule = AwardRule.EXCUSED if excused or clinics else AwardRule.HELD
    return _award(place, outcome, rule, after)


def _award(
    place: OccasionPlace, outcome: Outcome, rule: AwardRule, after: RewardState, pay: tuple[int, int] = (0, 0)
) -> Award:
    return Award(
        number=place.number,
        week=place.week,
        outcome=outcome,
        rule=rule,
        amount=pay[0],
        bonus=pay[1],
        after=after,
    )


def _week_closed(schedule: Schedule, place: OccasionPlace, after: RewardState) -> RewardState:
    """At the end of a week a full one raises the level where weeks are what counts."""
    if not place.ends_week:
        return after
    counted = after.week_met
    if counted and schedule.policies.excused_week is ExcusedWeek.COUNTS:
        counted += after.week_excused
    full = place.phase.grows is Growth.WEEK and counted == place.phase.per_week
    return replace(after, week_met=0, week_excused=0, level=after.level + full)
