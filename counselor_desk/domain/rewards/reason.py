"""Says in one sentence which rule decided an award, and what comes next."""

from counselor_desk.core.i18n import _, ngettext
from counselor_desk.domain.money import dollars
from counselor_desk.domain.rewards.awards import Award, AwardRule, RewardState, next_due, step
from counselor_desk.domain.rewards.schedule import Growth, Outcome, RewardUnit, Schedule


def amount_in_words(unit: RewardUnit, amount: int) -> str:
    """An amount in the schedule's unit: "$12.50", "3 draws", "1 name in the hat"."""
    if unit is RewardUnit.CENTS:
        return dollars(amount)
    if unit is RewardUnit.DRAWS:
        return ngettext("{n} draw", "{n} draws", amount).format(n=amount)
    return ngettext("{n} name in the drawing", "{n} names in the drawing", amount).format(n=amount)


def earned_in_words(schedule: Schedule, award: Award) -> str:
    """ "$12.50 and the $10.00 bonus", or "nothing"."""
    if not award.due:
        return _("nothing")
    amount = amount_in_words(schedule.unit, award.amount)
    if not award.bonus:
        return amount
    bonus = amount_in_words(schedule.unit, award.bonus)
    return _("{amount} and the {bonus} bonus").format(amount=amount, bonus=bonus)


def rule_in_words(schedule: Schedule, award: Award) -> str:
    """The deciding rule: "3rd in a row: $5.00 and the $10.00 bonus; next $6.25."."""
    sentence = _met(schedule, award) if award.outcome is Outcome.MET else _not_met(schedule, award)
    return f"{sentence}{_what_next(schedule, award.after)}"


def foreseen_in_words(schedule: Schedule, award: Award) -> str:
    """What recording will do: "Met: $8.75 and the $10.00 bonus; next $10.00."."""
    if award.outcome is not Outcome.MET:
        return rule_in_words(schedule, award)
    earned = _("Met: {earned}").format(earned=earned_in_words(schedule, award))
    return f"{earned}{_what_next(schedule, award.after)}"


def otherwise_in_words(schedule: Schedule, award: Award) -> str:
    """The same before it happens: "If not met: nothing today, next $2.50; ..."."""
    return _("If {outcome}: {earned} today{then}").format(
        outcome=outcome_in_words(award.outcome).lower(),
        earned=earned_in_words(schedule, award),
        then=_what_next(schedule, award.after, comma=True),
    )


def outcome_in_words(outcome: Outcome) -> str:
    return {
        Outcome.MET: _("Target met"),
        Outcome.NOT_MET: _("Not met"),
        Outcome.EXCUSED: _("Excused"),
        Outcome.MISSED: _("Missed"),
        Outcome.REFUSED: _("Sample refused"),
        Outcome.INVALID: _("Sample not valid"),
        Outcome.CLINIC: _("Clinic's side"),
        Outcome.WITHDRAWN: _("Withdrawn"),
    }[outcome]


def ordinal(n: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 22nd."""
    if n % 100 in {11, 12, 13}:
        return _("{n}th").format(n=n)
    ending = {1: _("{n}st"), 2: _("{n}nd"), 3: _("{n}rd")}.get(n % 10, _("{n}th"))
    return ending.format(n=n)


def number_word(n: int) -> str:
    words = (
        *(_("none"), _("one"), _("two"), _("three"), _("four"), _("five")),
        *(_("six"), _("seven"), _("eight"), _("nine"), _("ten")),
    )
    return words[n] if n < len(words) else str(n)


def because(schedule: Schedule, award: Award) -> str:
    """Why this much, in a few words: "9th in a row"."""
    needed = schedule.policies.restore_after
    if award.rule is AwardRule.FLAT:
        return _("Target met")
    if award.rule is AwardRule.RECOVERING:
        sentence = _("{nth} in a row of the {needed} that bring the earlier amount back")
        nth = ordinal(needed - award.after.needed)
        return sentence.format(nth=nth, needed=number_word(needed))
    if award.rule is AwardRule.RESTORED:
        return _("{nth} in a row since the reset").format(nth=ordinal(award.after.streak))
    if schedule.places[award.number - 1].phase.grows is Growth.WEEK:
        return _weekly(schedule, award)
    return _("{nth} in a row").format(nth=ordinal(award.after.streak))


def _met(schedule: Schedule, award: Award) -> str:
    sentence = f"{because(schedule, award)}: {earned_in_words(schedule, award)}"
    if award.rule is AwardRule.RESTORED:
        sentence += _("; the earlier amount comes back")
    return sentence


def _weekly(schedule: Schedule, award: Award) -> str:
    place = schedule.places[award.number - 1]
    grown = place.ends_week and award.amount != place.phase.value(award.after.level)
    weeks = award.after.level - grown
    if not weeks:
        return _("Before the first full week")
    sentence = ngettext("After {weeks} full week", "After {weeks} full weeks", weeks)
    return sentence.format(weeks=number_word(weeks))


def _not_met(schedule: Schedule, award: Award) -> str:
    if award.rule is AwardRule.EXCUSED:
        if award.outcome is Outcome.CLINIC:
            return _("The clinic's side: nothing today and nothing lost")
        return _("Excused: nothing today and nothing lost")
    if award.rule is AwardRule.WITHDRAWN:
        return _("Withdrawn, its test was entered in error: nothing today and nothing lost")
    if award.rule is AwardRule.HELD:
        sentence = _("{outcome}: nothing today, and the run goes on")
    elif award.rule is AwardRule.EXCUSED_TOO_OFTEN:
        limit = number_word(schedule.policies.excused_limit)
        return _("Excused more than {limit} in a row counts as missed: nothing today").format(limit=limit)
    else:
        sentence = _("{outcome}: nothing today")
    return sentence.format(outcome=outcome_in_words(award.outcome))


def _what_next(schedule: Schedule, after: RewardState, *, comma: bool = False) -> str:
    due = next_due(schedule, after)
    if due is None:
        return _("; this was the last.")
    between = ", " if comma else "; "
    sentence = between + _("next {then}").format(then=amount_in_words(schedule.unit, due))
    back = _comes_back(schedule, after)
    return sentence + (f"; {back}." if back else ".")


def _comes_back(schedule: Schedule, after: RewardState) -> str:
    """What a reset can still get back, right after it: "after five in a row back to $12.50"."""
    if after.streak or not after.needed:
        return ""
    phase = schedule.places[after.number].phase
    level = after.level if schedule.policies.restoration.is_weekly else after.saved
    if phase.grows is Growth.NONE or phase.value(level) <= phase.first:
        return ""
    if not _worth_it(schedule, after):
        return ""
    return _("after {needed} in a row back to {amount}").format(
        needed=number_word(after.needed), amount=amount_in_words(schedule.unit, phase.value(level))
    )


def _worth_it(schedule: Schedule, after: RewardState) -> bool:
    """Whether the way back is shorter than the ordinary climb, and fits into what is left."""
    standing = after
    for _n in range(after.needed):
        if standing.number >= schedule.occasions:
            return False
        award = step(schedule, standing, Outcome.MET)
        if award.rule is AwardRule.RESTORED or schedule.policies.restoration.is_weekly:
            return True
        standing = award.after
    return False
