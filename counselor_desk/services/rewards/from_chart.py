"""A meeting, or a booked session, makes the outcome of who came, in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.date_words import clock_words
from counselor_desk.domain.medication.ingredients import Ingredients
from counselor_desk.domain.money import dollars
from counselor_desk.domain.rewards.awards import step
from counselor_desk.domain.rewards.limits import Cap, Payment, apply_caps
from counselor_desk.domain.rewards.reason import foreseen_in_words
from counselor_desk.domain.rewards.schedule import Outcome, RewardUnit, Target
from counselor_desk.domain.rewards.target import Decision, TestReading, decide
from counselor_desk.domain.roles import Can
from counselor_desk.records.group import GroupMember, TherapyGroup
from counselor_desk.records.people import Client
from counselor_desk.records.reward import Enrollment
from counselor_desk.records.schedule import Appointment
from counselor_desk.services.clinic.medicine_names import ingredients_of
from counselor_desk.services.rewards import ledger
from counselor_desk.services.rewards.occasions import Observation, OccasionResult, record
from counselor_desk.services.rewards.occasions_due import standing_of, why_not_now
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
    evidence = _("Session at {time}").format(time=clock_words(begins))
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

    id: int | None  # None while it is only looked at
    on: date
    reading: TestReading
    prescribed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TestConsequence:
    """What a test did to one enrollment, or why it did not."""

    enrollment_id: int
    decision: Decision
    result: OccasionResult | None
    note: str = ""  # why the visit has no outcome yet


@dataclass(frozen=True)
class TestForeseen:
    """What a test will do to one enrollment once it is kept, in one sentence."""

    __test__ = False

    enrollment_id: int
    title: str
    sentence: str
    unanswered: tuple[str, ...] = ()


@command(Can.RECORD_REWARD, "specimen_rewards.outcome_from_test")
def outcome_from_test(ctx: Context, client_id: int, sample: TestedSample) -> list[TestConsequence]:
    """Called by whoever enters a test: the occasion's outcome is made in the same transaction.

    Refused while a line is open that the target needs: a reset is for what the client did, never
    for what nobody entered.
    """
    return [_from_test(ctx, enrollment, sample) for enrollment in tested_on(ctx, client_id, sample.on)]


@query(Can.RECORD_REWARD, "specimen_rewards.foresee_test")
def foresee_test(ctx: Context, client_id: int, sample: TestedSample) -> list[TestForeseen]:
    """The same before anything is posted."""
    return [_foreseen(ctx, enrollment, sample) for enrollment in tested_on(ctx, client_id, sample.on)]


def tested_on(ctx: Context, client_id: int, on: date) -> list[Enrollment]:
    """The enrollments that a sample of this day counts for, also those that ended since.

    A promise made before the sample holds when its result comes after the end of care.
    """
    everyone = ctx.find(
        select(Enrollment).where(Enrollment.client_id == client_id).order_by(Enrollment.starts_on)
    )
    there = [
        one
        for one in everyone
        if one.target.is_a_test and (one.ended_at is None or on <= one.ended_at.astimezone().date())
    ]
    by_target = {one.target: one for one in there if one.ended_at is not None and one.starts_on <= on}
    return list((by_target | {one.target: one for one in there if one.ended_at is None}).values())


def decided(names: Ingredients, enrollment: Enrollment, sample: TestedSample) -> Decision:
    """What a sample says of an enrollment's target, by its own policy and the one list of names."""
    own = {names.analyte(one) for one in enrollment.prescribed} | names.explained_by(enrollment.prescribed)
    policy = read_terms(enrollment.terms).policies.unreadable_cup
    return decide(sample.reading, lines_of(names, enrollment), sample.prescribed | own, policy)


def lines_of(names: Ingredients, enrollment: Enrollment) -> tuple[str, ...]:
    """The analytes of a target by their own names, each once, in the order they were typed."""
    return tuple(dict.fromkeys(names.analyte(one) for one in enrollment.analytes))


def _from_test(ctx: Context, enrollment: Enrollment, sample: TestedSample) -> TestConsequence:
    decision = decided(ingredients_of(ctx), enrollment, sample)
    if note := why_not_now(ctx, enrollment, read_terms(enrollment.terms), sample.on):
        return TestConsequence(enrollment.id, decision, None, note)
    if decision.unanswered:
        raise Refused(decision.note, f"r_{decision.unanswered[0]}")
    if decision.outcome is None:
        return TestConsequence(enrollment.id, decision, None, decision.note)
    seen = Observation(decision.outcome, sample.on, decision.note or _("Urine test"), "", sample.id)
    result = record(ctx, enrollment.id, seen)
    return TestConsequence(enrollment.id, decision, result)


def _foreseen(ctx: Context, enrollment: Enrollment, sample: TestedSample) -> TestForeseen:
    decision, schedule = decided(ingredients_of(ctx), enrollment, sample), read_terms(enrollment.terms)
    sentence = why_not_now(ctx, enrollment, schedule, sample.on) or decision.note
    unanswered = decision.unanswered
    if why_not_now(ctx, enrollment, schedule, sample.on):
        unanswered = ()
    elif decision.outcome is not None:
        award = step(schedule, standing_of(ctx, enrollment, schedule), decision.outcome)
        sentence = foreseen_in_words(schedule, award)
        if schedule.unit is RewardUnit.CENTS and award.due:
            caps = ledger.caps_for(ctx, enrollment.client_id, enrollment.funding, sample.on, enrollment.id)
            sentence += held_in_words(apply_caps(award.due, caps), caps)
    return TestForeseen(enrollment.id, schedule.title, sentence, unanswered)


def held_in_words(payment: Payment, caps: Sequence[Cap]) -> str:
    """What a limit keeps back, before the award and not after it; or ""."""
    if not payment.withheld:
        return ""
    title = next(cap.title for cap in caps if cap.code == payment.cap_code)
    sentence = _(" Of {due} due, {paid} can be paid. {title}.")
    return sentence.format(due=dollars(payment.due), paid=dollars(payment.paid), title=title)
