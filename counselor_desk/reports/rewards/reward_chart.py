"""What you can earn: a schedule explained to a client on one page, with its table."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Field, Form
from counselor_desk.domain.money import dollars, short_dollars
from counselor_desk.domain.rewards.awards import Award, pay_table
from counselor_desk.domain.rewards.earnings_picture import bars
from counselor_desk.domain.rewards.reason import amount_in_words, number_word
from counselor_desk.domain.rewards.schedule import Growth, RewardUnit, RunEffect, Schedule
from counselor_desk.domain.roles import Can
from counselor_desk.reports.press import letterhead, marks, signature
from counselor_desk.reports.press.press import Grid, Report, Sheet
from counselor_desk.services.rewards.schedules import offered_schedules


@dataclass(frozen=True)
class SchedulePayout:
    """A schedule and what it pays at best."""

    sheet: Sheet
    schedule: Schedule
    table: tuple[Award, ...]


@query(Can.SEE_REWARDS, "reward_chart.gather")
def gather(ctx: Context, schedule: str) -> SchedulePayout:
    offer = offered_schedules(ctx).get(schedule)
    if offer is None:
        raise Refused(_("That schedule is no longer offered. Choose another."), "schedule")
    sheet = letterhead.sheet(ctx, _("What you can earn"), edition=offer.schedule.title_in_words)
    return SchedulePayout(sheet, offer.schedule, tuple(pay_table(offer.schedule)))


def story(offer: SchedulePayout) -> list[Flowable]:
    schedule = offer.schedule
    parts: list[Flowable] = [
        marks.heading(offer.sheet.title, 0),
        marks.paragraph(schedule.title),
        marks.bullets(_rules(schedule, offer.table)),
        signature.RewardBarsDrawing(bars(schedule, []), schedule.unit),
        marks.heading(_("If every one is met")),
        _weeks(schedule, offer.table),
    ]
    if schedule.bowl is not None:
        parts += _bowl(schedule)
    return parts


def _rules(schedule: Schedule, table: Sequence[Award]) -> list[str]:
    """The rules in the second person, one line each."""
    first = amount_in_words(schedule.unit, table[0].due)
    sentences = [_("The first one that you meet earns {first}.").format(first=first)]
    if schedule.priming:
        draws = amount_in_words(schedule.unit, schedule.priming)
        sentences.insert(0, _("On the first day you have {draws}.").format(draws=draws))
    growth = schedule.phases[0]
    step = amount_in_words(schedule.unit, growth.step)
    if growth.grows is Growth.OCCASION and growth.step:
        sentences.append(_("Each one in a row earns {step} more.").format(step=step))
    if growth.grows is Growth.WEEK:
        sentences.append(_("Each full week raises it by {step}.").format(step=step))
    if schedule.bonus:
        bonus = amount_in_words(schedule.unit, schedule.bonus.amount)
        every = number_word(schedule.bonus.every)
        sentences.append(
            _("Every {every} in a row there is a bonus of {bonus}.").format(every=every, bonus=bonus)
        )
    if schedule.policies.not_met is RunEffect.RESET and growth.grows is not Growth.NONE:
        sentences.append(_("If one is not met, the next starts at {first} again.").format(first=first))
    if schedule.policies.restoration.restores:
        after = number_word(schedule.policies.restore_after)
        sentences.append(_("After {after} in a row you are back where you were.").format(after=after))
    if schedule.policies.excused is RunEffect.HOLD:
        sentences.append(_("An excused absence changes nothing."))
    sentences.append(_("What you have earned is yours and is never taken back."))
    return sentences


WEEKS = (
    marks.TableColumn(lazy("Week"), 1),
    marks.TableColumn(lazy("Each"), 4),
    marks.TableColumn(lazy("Together"), 1.6, number=True),
)


def _weeks(schedule: Schedule, table: Sequence[Award]) -> Flowable:
    return marks.table(WEEKS, _by_week(schedule, table))


def _by_week(schedule: Schedule, table: Sequence[Award]) -> list[tuple[str, str, str]]:
    rows, total = [], schedule.priming
    for week in range(1, schedule.weeks + 1):
        these = [award for award in table if award.week == week]
        total += sum(award.due for award in these)
        each = ", ".join(amount_in_words(schedule.unit, award.due) for award in these)
        rows.append((str(week), each, _total(schedule, total)))
    return rows


def _total(schedule: Schedule, total: int) -> str:
    return amount_in_words(schedule.unit, total) if schedule.unit is not RewardUnit.NAMES else ""


def _bowl(schedule: Schedule) -> list[Flowable]:
    assert schedule.bowl is not None
    bowl = schedule.bowl
    columns = (
        marks.TableColumn(_("Slip"), 2),
        marks.TableColumn(_("How many"), 1, number=True),
        marks.TableColumn(_("Worth"), 1, number=True),
    )
    rows = [
        (slip.name, str(slip.count), short_dollars(slip.cents) if slip.cents else _("a good word"))
        for slip in bowl.slips
    ]
    sentence = _(
        "There are {size} slips in the bowl. Each goes back before the next draw. "
        "A draw brings {mean} on average."
    )
    mean = dollars(round(bowl.expected))
    return [
        marks.keep_together(
            [
                marks.heading(_("In the bowl")),
                marks.paragraph(sentence.format(size=bowl.size, mean=mean)),
                marks.table(columns, rows),
            ]
        )
    ]


def grid(offer: SchedulePayout) -> Grid:
    heads = tuple(column.title for column in WEEKS)
    return Grid(heads, _by_week(offer.schedule, offer.table))


ASKS = Form.of(lazy("What you can earn"), Field("schedule", lazy("Schedule"), required=True))
REPORT = Report(
    id="reward_chart",
    title=lazy("What you can earn"),
    asks=ASKS,
    gather=gather,
    story=story,
    grid=grid,
    group="client",
)
