"""A meeting, or a booked session, makes the outcome of who came, in the same transaction."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.rewards.schedule import Outcome, Target
from counselor_desk.domain.rewards.target import Decision, TestReading, decide
from counselor_desk.domain.roles import Can
from counselor_desk.records.group import GroupMember, TherapyGroup
from counselor_desk.records.people import Client
from counselor_desk.records.reward import Enrollment
from counselor_desk.records.schedule import Appointment
from counselor_desk.services.rewards.occasions import Observation, OccasionResult, record
from counselor_desk.services.rewards.occasions_due import why_not_now
from counselor_desk.services.rewards.schedules import read_terms

NO_SESSION = frozenset({"group", "test"})


@query(Can.RECORD_REWARD, "meeting_rewards.groups_of")
def groups_of(ctx: Context, client_id: int) -> list[tuple[int, str]]:
    """The groups whose meetings an enrollment of this client can count."""
    client = ctx.get(Client, client_id)
    statement = (
        select(TherapyGroup)
        .join(GroupMember, GroupMember.group_id == TherapyGroup.id)
        .where(GroupMember.client_id == client.id, GroupMember.until.is_(None))
        .where(TherapyGroup.ended_on.is_(None))
        .order_by(TherapyGroup.name)
    )
    return [(group.id, group.name) for group in ctx.find(statement)]


@command(Can.RECORD_REWARD, "meeting_rewards.outcome_from_meeting")
def outcome_from_meeting(ctx: Context, client_id: int, group_id: int, on: date) -> list[OccasionResult]:
    """The client came to the group. Who did not is for a person to decide: excused, or missed."""
    client, group = ctx.get(Client, client_id), ctx.get(TherapyGroup, group_id)
    evidence = _("Group: {name}").format(name=group.name)
    return _came(ctx, client.id, Enrollment.group_id == group.id, on, evidence)


@command(Can.RECORD_REWARD, "meeting_rewards.outcome_from_session")
def outcome_from_session(ctx: Context, appointment_id: int) -> list[OccasionResult]:
    """The client came to a booked session; a group's meeting counts by its notes."""
    slot = ctx.get(Appointment, appointment_id)
    if slot.kind in NO_SESSION or not slot.came:
        return []
    begins = slot.starts_at.astimezone()
    evidence = _("Session at {time}").format(time=f"{begins:%H:%M}")
    return _came(ctx, slot.client_id, Enrollment.by_session.is_(True), begins.date(), evidence)


def _came(
    ctx: Context, client_id: int, counts: ColumnElement[bool], on: date, evidence: str
) -> list[OccasionResult]:
    running = ctx.find(
        select(Enrollment).where(
            Enrollment.client_id == client_id,
            Enrollment.target == Target.ATTENDANCE,
            Enrollment.ended_at.is_(None),
            counts,
        )
    )
    seen = Observation(Outcome.MET, on, evidence)
    return [
        record(ctx, enrollment.id, seen)
        for enrollment in running
        if not why_not_now(ctx, enrollment, read_terms(enrollment.terms), on)
    ]


@dataclass(frozen=True)
class TestedSample:
    """A sample as a test has read it, and the analytes that a medicine explains on its day."""

    __test__ = False

    id: int
    on: date
    reading: TestReading
    prescribed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TestConsequence:
    """What a test did to one enrollment, or why it did not."""

    enrollment_id: int
    decision: Decision
    result: OccasionResult | None
    note: str = ""


@command(Can.RECORD_REWARD, "specimen_rewards.outcome_from_test")
def outcome_from_test(ctx: Context, client_id: int, sample: TestedSample) -> list[TestConsequence]:
    """Called by whoever enters a test: the occasion's outcome is made in the same transaction."""
    running = ctx.find(
        select(Enrollment).where(Enrollment.client_id == client_id, Enrollment.ended_at.is_(None))
    )
    return [_from_test(ctx, enrollment, sample) for enrollment in running if enrollment.target.is_a_test]


def _from_test(ctx: Context, enrollment: Enrollment, sample: TestedSample) -> TestConsequence:
    prescribed = sample.prescribed | set(enrollment.prescribed)
    decision = decide(sample.reading, enrollment.analytes, prescribed)
    schedule = read_terms(enrollment.terms)
    if note := why_not_now(ctx, enrollment, schedule, sample.on):
        return TestConsequence(enrollment.id, decision, None, note)
    seen = Observation(decision.outcome, sample.on, decision.note or _("Urine test"), "", sample.id)
    result = record(ctx, enrollment.id, seen)
    return TestConsequence(enrollment.id, decision, result)
