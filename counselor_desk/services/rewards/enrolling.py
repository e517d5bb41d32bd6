"""Enrolling a client in a reward schedule, and ending it."""

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command
from counselor_desk.domain.rewards.schedule import Schedule, Target
from counselor_desk.domain.rewards.target import Safety, missing_steps
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.records.reward import Enrollment
from counselor_desk.services.rewards import ledger
from counselor_desk.services.rewards.draws import draw_first_day
from counselor_desk.services.rewards.schedules import offered_schedules, terms_of


@dataclass(frozen=True)
class EnrollmentTerms:
    """What an enrollment is made of, as the form gives it."""

    schedule: str
    objective: str
    recommended_by: str
    funding: str
    starts_on: date
    weekdays: tuple[int, ...]
    analytes: tuple[str, ...] = ()
    prescribed: tuple[str, ...] = ()
    safety: dict[str, Any] = field(default_factory=dict)
    agreed: bool = False  # the written protocol is followed; no relative of staff
    group_id: int | None = None  # whose meetings count, for attendance
    by_session: bool = False  # booked sessions count once they are marked as attended


@command(Can.RECORD_REWARD, "rewards.enroll")
def enroll(ctx: Context, client_id: int, joining: EnrollmentTerms) -> Enrollment:
    """Freeze the schedule's version for this client. What the target asks for comes first."""
    ctx.get(Client, client_id)
    offer = offered_schedules(ctx).get(joining.schedule)
    if offer is None:
        raise Refused(_("That schedule is no longer offered. Choose another."), "schedule")
    _check_joining(ctx, client_id, offer.schedule, joining)
    enrollment = ctx.add(
        Enrollment(
            client_id=client_id,
            schedule_key=offer.schedule.id,
            schedule_version=offer.schedule.version,
            terms=terms_of(offer.schedule),
            target=offer.schedule.target,
            analytes=list(joining.analytes),
            prescribed=list(joining.prescribed),
            objective=joining.objective.strip(),
            recommended_by=joining.recommended_by.strip(),
            funding=joining.funding,
            safety=joining.safety,
            group_id=joining.group_id,
            by_session=joining.by_session,
            starts_on=joining.starts_on,
            weekdays=list(joining.weekdays),
            enrolled_by=ctx.actor.id,
            enrolled_at=ctx.now,
        )
    )
    draw_first_day(ctx, enrollment, offer.schedule)
    return enrollment


def _check_joining(ctx: Context, client_id: int, schedule: Schedule, joining: EnrollmentTerms) -> None:
    if not joining.objective.strip():
        raise Refused(_("Name the plan's objective that this rewards."), "objective")
    if not joining.recommended_by.strip():
        raise Refused(_("Name the clinician who recommends it."), "recommended_by")
    if not joining.agreed:
        raise Refused(_("Confirm the written protocol and that nobody is related."), "agreed")
    if joining.funding not in ledger.limits_of(ctx).funding:
        raise Refused(_("Choose where the money comes from."), "funding")
    _check_target(schedule, joining)
    _refuse_a_second(ctx, client_id, schedule.target)


def _check_target(schedule: Schedule, joining: EnrollmentTerms) -> None:
    if len(set(joining.weekdays)) != schedule.per_week:
        raise Refused(_("Choose {number} days of the week.").format(number=schedule.per_week), "weekdays")
    if schedule.target.is_a_test and not joining.analytes:
        raise Refused(_("Name the analytes that the test must be negative for."), "analytes")
    if joining.by_session and schedule.target is not Target.ATTENDANCE:
        raise Refused(_("Booked sessions count for attendance only."), "by_session")
    if joining.group_id is not None and schedule.target is not Target.ATTENDANCE:
        raise Refused(_("A group's meetings count for attendance only."), "group")
    if strange := set(joining.safety) - {step.name for step in fields(Safety)}:
        raise Refused(_("The program fills this in. It can't be typed."), min(strange))
    if missing := missing_steps(schedule.target, Safety(**joining.safety)):
        # Lost tolerance: an opioid-abstinence target comes only after these.
        raise Refused(_("First: {steps}.").format(steps="; ".join(missing)), "safety")


def _refuse_a_second(ctx: Context, client_id: int, target: Target) -> None:
    running = ctx.first(
        select(Enrollment).where(
            Enrollment.client_id == client_id,
            Enrollment.target == target,
            Enrollment.ended_at.is_(None),
        )
    )
    if running is not None:
        raise Refused(_("The client is already enrolled for this target. End that enrollment first."))


@command(Can.RECORD_REWARD, "rewards.end")
def end(ctx: Context, enrollment_id: int, reason: str) -> None:
    """Nothing more is earned; what was earned stays the client's."""
    ctx.get(Enrollment, enrollment_id).end(reason, ctx.now)
