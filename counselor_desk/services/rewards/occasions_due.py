"""Where an enrollment stands: its occasions so far, and the days of those to come."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import func, select

from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.domain.rewards.awards import RewardState, standing_after
from counselor_desk.domain.rewards.schedule import Outcome, Schedule
from counselor_desk.records.reward import Enrollment, Occasion

EARLY_DAYS = 3  # how long before its day an occasion may be held


def standing_of(ctx: Context, enrollment: Enrollment, schedule: Schedule) -> RewardState:
    """Where the client stands, from the outcomes as they now are."""
    statement = (
        select(Occasion.occasion_no, Occasion.outcome)
        .where(Occasion.enrollment_id == enrollment.id)
        .order_by(Occasion.occasion_no, Occasion.revision)
    )
    return standing_after(schedule, counted(dict(ctx.tuples(statement)).values()))


def counted(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The outcomes that stand: a visit withdrawn at the end waits for its outcome again."""
    standing = list(outcomes)
    while standing and standing[-1] is Outcome.WITHDRAWN:
        standing.pop()
    return standing


def enrollments_of(ctx: Context, client_id: int) -> list[Enrollment]:
    """A client's enrollments, the last to begin first."""
    mine = select(Enrollment).where(Enrollment.client_id == client_id)
    return ctx.find(mine.order_by(Enrollment.starts_on.desc()))


def occasions_of(ctx: Context, enrollment_id: int) -> list[Occasion]:
    """The occasions as they now stand: of each, the last revision."""
    rows = ctx.find(
        select(Occasion)
        .where(Occasion.enrollment_id == enrollment_id)
        .order_by(Occasion.occasion_no, Occasion.revision)
    )
    return list({row.occasion_no: row for row in rows}.values())


def last_day(ctx: Context, enrollment_id: int) -> date | None:
    """The day of the last occasion that has an outcome; one day has one occasion."""
    days = [o.occurred_on for o in occasions_of(ctx, enrollment_id) if o.outcome is not Outcome.WITHDRAWN]
    return max(days, default=None)


def last_revision(ctx: Context, enrollment_id: int, number: int) -> int:
    """How often this occasion has had an outcome; 0 for one that never had."""
    revisions = select(func.max(Occasion.revision))
    found = ctx.value(
        revisions.where(Occasion.enrollment_id == enrollment_id, Occasion.occasion_no == number)
    )
    return int(found or 0)


def due_day(enrollment: Enrollment, schedule: Schedule, number: int) -> date:
    return schedule.due_on(number, enrollment.starts_on, tuple(enrollment.weekdays))


def why_not_now(ctx: Context, enrollment: Enrollment, schedule: Schedule, on: date) -> str:
    """What stands against an outcome that the chart makes by itself on that day, or ""."""
    number = standing_of(ctx, enrollment, schedule).number + 1
    if number > schedule.occasions:
        return _("The schedule has ended.")
    if on < due_day(enrollment, schedule, number) - timedelta(days=EARLY_DAYS):
        return _("No visit is due yet.")
    if number < schedule.occasions and due_day(enrollment, schedule, number + 1) <= on:
        return _("An earlier visit has no outcome yet. Record that outcome first.")
    if (last := last_day(ctx, enrollment.id)) is not None and on <= last:
        return _("That day already has its visit.")
    return ""
