"""A test entered in the chart makes the occasion's outcome, in the same transaction."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from counselor_desk.domain.roles import Can
from counselor_desk.domain.target import Decision, TestReading, decide
from counselor_desk.i18n import _
from counselor_desk.records.reward import Enrollment
from counselor_desk.services import medications
from counselor_desk.services.desk import Context, command
from counselor_desk.services.occasions import Seen, Told, record
from counselor_desk.services.reward_schedules import read_terms
from counselor_desk.services.runs import why_not_now


@dataclass(frozen=True)
class FromTest:
    """What a test did to one enrollment, or why it did not."""

    enrollment_id: int
    decision: Decision
    told: Told | None
    note: str = ""


@command(Can.RECORD_REWARD)
def outcome_from_test(
    ctx: Context, client_id: int, reading: TestReading, on: date, specimen_id: int
) -> list[FromTest]:
    """Called by whoever enters a test: the occasion's outcome is made in the same transaction."""
    running = ctx.find(
        select(Enrollment).where(Enrollment.client_id == client_id, Enrollment.ended_at.is_(None))
    )
    return [
        _from_test(ctx, enrollment, reading, on, specimen_id)
        for enrollment in running
        if enrollment.target.is_a_test
    ]


def _from_test(
    ctx: Context, enrollment: Enrollment, reading: TestReading, on: date, specimen_id: int
) -> FromTest:
    known = medications.prescribed(ctx, enrollment.client_id, on)
    decision = decide(reading, enrollment.analytes, known | set(enrollment.prescribed))
    schedule = read_terms(enrollment.terms)
    if note := why_not_now(ctx, enrollment, schedule, on):
        return FromTest(enrollment.id, decision, None, note)
    seen = Seen(decision.outcome, on, decision.note or _("Urine test"), "", specimen_id)
    told = record(ctx, enrollment.id, seen)
    return FromTest(enrollment.id, decision, told)
