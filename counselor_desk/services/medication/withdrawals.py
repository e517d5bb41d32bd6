"""Withdrawals: their usual course, scores beside it, dangers, and the next step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import NotNullable, select

from counselor_desk.catalog import definitions
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import fill, refuse_future
from counselor_desk.domain.medication import withdrawal
from counselor_desk.domain.medication.withdrawal import SafetyPrompt, WithdrawalCourse, WithdrawalSituation
from counselor_desk.domain.roles import Can
from counselor_desk.records.assessment import Administration, Flag, Score
from counselor_desk.records.people import Client
from counselor_desk.records.schedule import Appointment, Attendance
from counselor_desk.records.substance import Withdrawal


@dataclass(frozen=True)
class WithdrawalRow:
    """A withdrawal laid beside its usual course."""

    withdrawal: Withdrawal
    course: WithdrawalCourse
    where: str
    prompts: list[SafetyPrompt]
    alarm: str
    scores: tuple[tuple[str, datetime, int], ...] = ()  # instrument, when, value

    @property
    def since(self) -> timedelta:
        """From the last use to the latest score."""
        latest = max((at for _key, at, _value in self.scores), default=self.withdrawal.begun_at)
        return latest - self.withdrawal.last_use_at


@query(Can.READ_CHART, "substances.withdrawals")
def withdrawals(ctx: Context, client_id: int) -> list[WithdrawalRow]:
    """Every withdrawal, the latest first, with where it stands and what is missing."""
    found = ctx.find(
        select(Withdrawal)
        .where(Withdrawal.client_id.in_(ctx.person_charts(client_id)))
        .order_by(Withdrawal.begun_at.desc())
    )
    return [_detox(ctx, one) for one in found]


@command(Can.WRITE_NOTE, "substances.begin_withdrawal")
def begin_withdrawal(
    ctx: Context, client_id: int, course: str, last_use_at: datetime, values: Mapping[str, Any]
) -> Withdrawal:
    """Values: setting, comfort, pregnant, signs. Danger raises a flag that has an owner."""
    client = ctx.get(Client, client_id)
    if course not in definitions.courses():
        raise Refused(_("Choose what the withdrawal is from."), "course")
    if last_use_at > ctx.now:
        raise Refused(_("The last use can't be in the future. Check the time."), "last_use_at")
    withdrawal = Withdrawal(client_id=client.id, course=course, last_use_at=last_use_at, begun_at=ctx.now)
    signs, pregnant = list(values.get("signs") or []), bool(values.get("pregnant"))
    fill(withdrawal, {k: v for k, v in values.items() if k in ("setting", "comfort")})
    withdrawal.signs, withdrawal.pregnant = signs, pregnant
    ctx.add(withdrawal)
    _flag_dangers(ctx, client, withdrawal)
    return withdrawal


@command(Can.WRITE_NOTE, "substances.end_withdrawal")
def end_withdrawal(ctx: Context, withdrawal_id: int, on: date) -> Withdrawal:
    found = ctx.get(Withdrawal, withdrawal_id)
    refuse_future(on, ctx.today, "ended_on")
    if on < found.last_use_at.astimezone().date():
        raise Refused(_("A withdrawal can't end before the last use."), "ended_on")
    found.ended_on = on
    return found


def prompts(found: Withdrawal) -> list[SafetyPrompt]:
    course = definitions.courses()[found.course]
    situation = WithdrawalSituation(
        substances=frozenset(course.substances),
        pregnant=found.pregnant,
        is_medical=course.medical,
        at_home=found.setting == "home",
        signs=frozenset(found.signs),
    )
    return withdrawal.prompts(situation, definitions.ingredients().opioid_substances)


def _flag_dangers(ctx: Context, client: Client, withdrawal: Withdrawal) -> None:
    for prompt in prompts(withdrawal):
        ctx.add(
            Flag(
                client_id=client.id,
                opens="medical",
                text=prompt.text,
                task=_("Arrange medical care"),
                owner_id=client.counselor_id or ctx.actor.id,
                raised_at=ctx.now,
            )
        )


def _detox(ctx: Context, found: Withdrawal) -> WithdrawalRow:
    course = definitions.courses()[found.course]
    today = ctx.today
    return WithdrawalRow(
        withdrawal=found,
        course=course,
        where=course.where(found.last_use_at, ctx.now),
        prompts=prompts(found),
        alarm=withdrawal.missing_next_step(found.ended_on, booked_days(ctx, found.client_id), today),
        scores=_scores_of(ctx, found, course),
    )


def _scores_of(
    ctx: Context, withdrawal: Withdrawal, course: WithdrawalCourse
) -> tuple[tuple[str, datetime, int], ...]:
    """Ratings from the last use to a week beyond the usual end, with craving beside."""
    until = withdrawal.last_use_at + timedelta(days=course.end_days[1] + 7)
    rows = ctx.tuples(
        select(Administration.instrument, Administration.taken_at, NotNullable(Score.value))
        .join(Score, Score.administration_id == Administration.id)
        .where(
            Administration.client_id == withdrawal.client_id,
            Administration.instrument.in_([*course.instruments, "craving"]),
            Administration.taken_at >= withdrawal.last_use_at,
            Administration.taken_at <= until,
            Administration.void_reason == "",
            Score.value.is_not(None),
        )
        .order_by(Administration.taken_at),
    )
    return tuple(rows)


def booked_days(ctx: Context, client_id: int) -> list[date]:
    """The days of a client's sessions still to come."""
    return ctx.rows(
        lambda at: at.astimezone().date(),
        select(Appointment.starts_at).where(
            Appointment.client_id == client_id,
            Appointment.attendance == Attendance.BOOKED,
            Appointment.starts_at >= ctx.now,
        ),
    )
