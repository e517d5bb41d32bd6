"""A note, score, test or booking goes from the wrong chart into the right one, with its history."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from counselor_desk.catalog.definitions import instrument
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.days import midnight
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.domain.rewards.schedule import Outcome
from counselor_desk.domain.roles import Can
from counselor_desk.records.assessment import Administration, Flag
from counselor_desk.records.document import WRITABLE, Document, Status
from counselor_desk.records.misfiling import MisfiledKind, Misfiling
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.privacy import Disclosed
from counselor_desk.records.reward import Occasion
from counselor_desk.records.schedule import Appointment
from counselor_desk.records.specimen import Specimen, SpecimenResult
from counselor_desk.services.assessments import assessments
from counselor_desk.services.clients import left_chart
from counselor_desk.services.clients.left_chart import EXPORTS, DrawnPaper, WentOut
from counselor_desk.services.documents import addenda, documents
from counselor_desk.services.medication import specimens
from counselor_desk.services.rewards.occasions_due import occasions_of


@dataclass(frozen=True)
class MisfiledThing:
    """What stands in the wrong chart, by its kind and number."""

    kind: MisfiledKind
    id: int


@dataclass(frozen=True)
class MovableThing:
    """One line of what a chart holds and could have been another person's."""

    kind: MisfiledKind
    id: int
    title: str
    on: date


@dataclass(frozen=True)
class MisfiledRow:
    """One thing that was moved out of this chart, or into it."""

    id: int
    kind: MisfiledKind
    came: bool  # it is in this chart now
    other: str  # whose chart the other one is; empty beyond the caseload
    reason: str
    at: datetime
    by: str
    went_out: tuple[WentOut, ...]
    drawn: tuple[DrawnPaper, ...] = ()


@dataclass(frozen=True)
class MisfiledMove:
    """Where it is now, and who has to be told that they were given another person's."""

    right_id: int
    went_out: tuple[WentOut, ...]
    drawn: tuple[DrawnPaper, ...] = ()


Traces = tuple[tuple[WentOut, ...], tuple[DrawnPaper, ...]]
# Which papers of a chart tell of a thing of each kind, by their acts on the trail.
DRAWN: dict[MisfiledKind, tuple[str, ...]] = {
    MisfiledKind.DOCUMENT: (
        "signed_document.gather",
        "treatment_plan.gather",
        "plan_for_client.gather",
        "full_chart.gather",
        "superbill.gather",
        *EXPORTS,
    ),
    MisfiledKind.SCORE: (
        "assessment_history.gather",
        "life_line.gather",
        "treatment_summary.gather",
        *EXPORTS,
    ),
    MisfiledKind.TEST: ("life_line.gather", "reward_statement.gather", "reward_receipt.gather", *EXPORTS),
    MisfiledKind.BOOKING: (
        "appointment_card.gather",
        "life_line.gather",
        "treatment_summary.gather",
        *EXPORTS,
    ),
}


@command(Can.WRITE_NOTE, "misfiled.move")
def move(
    ctx: Context,
    thing: MisfiledThing,
    to_client_id: int,
    reason: str,
    witness: PassphraseProof | None = None,
) -> MisfiledMove:
    """Take it out of the wrong chart, as far as that keeps what was signed, and put it into the right one.

    A signed note and a finished score stay readable where they were, marked as entered in error with
    the chart's reason; a draft goes to the bin; a test takes its reward back, by two people. Both charts
    have to be within reach, and the trail of each tells of it.
    """
    if not reason.strip():
        raise Refused(_("Say how it came into the wrong chart."), "reason")
    ctx.reason = reason.strip()
    right = ctx.get(Client, to_client_id)
    acts: dict[MisfiledKind, Callable[[], tuple[int, int, Traces]]] = {
        MisfiledKind.DOCUMENT: lambda: _document(ctx, thing.id, right, reason),
        MisfiledKind.SCORE: lambda: _score(ctx, thing.id, right, reason),
        MisfiledKind.TEST: lambda: _test(ctx, thing.id, right, reason, witness),
        MisfiledKind.BOOKING: lambda: _booking(ctx, thing.id, right),
    }
    wrong_id, right_id, (went_out, drawn) = acts[thing.kind]()
    ctx.add(
        Misfiling(
            client_id=wrong_id,
            to_client_id=right.id,
            kind=thing.kind,
            wrong_id=thing.id,
            right_id=right_id,
            reason=reason.strip(),
            at=ctx.now,
            by=ctx.actor.id,
            went_out=[
                *({"number": out.number, "certain": out.for_certain} for out in went_out),
                *({"line": paper.line} for paper in drawn),
            ],
        )
    )
    return MisfiledMove(right_id, went_out, drawn)


@query(Can.WRITE_NOTE, "misfiled.things")
def things(ctx: Context, client_id: int) -> list[MovableThing]:
    """What of a chart one could move, the newest first: nothing that is marked as entered in error."""
    client = ctx.get(Client, client_id)
    own = select(Document).where(
        Document.client_id == client.id,
        Document.discarded_at.is_(None),
        Document.status.in_((*WRITABLE, Status.FINAL)),
    )
    can_void = ctx.actor.may(Can.COSIGN)
    found = [
        MovableThing(
            MisfiledKind.DOCUMENT,
            document.id,
            documents.template_of(document.template).title,
            document.occurred_on or document.created_at.astimezone().date(),
        )
        for document in ctx.find(own)
        if (document.author_id == ctx.actor.id) == (document.status in WRITABLE)
        and (document.status in WRITABLE or can_void)
    ]
    taken = select(Administration).where(
        Administration.client_id == client.id, Administration.void_reason == ""
    )
    found += [
        MovableThing(MisfiledKind.SCORE, one.id, instrument(one.instrument).title, one.taken_on)
        for one in ctx.find(taken)
    ]
    samples = select(Specimen).where(Specimen.client_id == client.id, Specimen.void_reason == "")
    found += [
        MovableThing(MisfiledKind.TEST, one.id, one.kind, one.collected_at.astimezone().date())
        for one in ctx.find(samples)
    ]
    found += [
        MovableThing(
            MisfiledKind.BOOKING, slot.id, slot.title or slot.kind, slot.starts_at.astimezone().date()
        )
        for slot in ctx.find(select(Appointment).where(Appointment.client_id == client.id))
    ]
    return sorted(found, key=lambda thing: thing.on, reverse=True)


@query(Can.READ_CHART, "misfiled.of_client")
def of_client(ctx: Context, client_id: int) -> list[MisfiledRow]:
    """What was moved out of a chart or into it, the newest first."""
    client = ctx.get(Client, client_id)
    out = ctx.find(select(Misfiling).where(Misfiling.client_id == client.id))
    came = ctx.find(select(Misfiling).where(Misfiling.to_client_id == client.id))
    found = [_row(ctx, one, came=False) for one in out] + [_row(ctx, one, came=True) for one in came]
    return sorted(found, key=lambda row: row.at, reverse=True)


def _row(ctx: Context, one: Misfiling, *, came: bool) -> MisfiledRow:
    there = one.client_id if came else one.to_client_id
    certain = {int(out["number"]): bool(out["certain"]) for out in one.went_out if "number" in out}
    lines = ctx.find(select(Disclosed).where(Disclosed.id.in_(certain)))
    return MisfiledRow(
        id=one.id,
        kind=one.kind,
        came=came,
        other=str(ctx.value(select(Client.called).where(Client.id == there)) or ""),
        reason=one.reason,
        at=one.at,
        by=ctx.get(Staff, one.by).name,
        went_out=tuple(left_chart.went_out(line, certain[line.id]) for line in lines),
        drawn=left_chart.drawn_at(ctx, [int(out["line"]) for out in one.went_out if "line" in out]),
    )


def _document(ctx: Context, number: int, right: Client, reason: str) -> tuple[int, int, Traces]:
    """The author's own draft by the author; what is final by a second person who may co-sign."""
    wrong = ctx.get(Document, number)
    _check_other(wrong.client_id, right)
    given = left_chart.disclosed_with(ctx, wrong.client_id, {wrong.id})
    drawn = left_chart.drawn_since(ctx, wrong.client_id, wrong.created_at, DRAWN[MisfiledKind.DOCUMENT])
    if wrong.status in WRITABLE:
        documents.discard(ctx, wrong.id)
    elif wrong.status is Status.FINAL:
        addenda.void.permit(ctx.actor)
        addenda.void(ctx, wrong.id, _moved(reason))
    else:
        raise Refused(_("Recall it or let it be reviewed first: a text in review is not moved."))
    new = ctx.add(
        Document(
            client_id=right.id,
            author_id=wrong.author_id,
            template=wrong.template,
            template_version=wrong.template_version,
            kind=wrong.kind,
            occurred_on=wrong.occurred_on,
            body=dict(wrong.body),
            created_at=ctx.now,
            changed_at=ctx.now,
        )
    )
    return wrong.client_id, new.id, (given, drawn)


def _score(ctx: Context, number: int, right: Client, reason: str) -> tuple[int, int, Traces]:
    """The answers are scored again: some cut-offs go by the person."""
    wrong = ctx.get(Administration, number)
    _check_other(wrong.client_id, right)
    if wrong.void_reason:
        raise Refused(_("These answers are marked as entered in error already."))
    since = _since(ctx, MisfiledKind.SCORE, wrong.client_id, wrong.taken_on)
    answers, finished = dict(wrong.answers), wrong.finished
    new = assessments.start(ctx, right.id, wrong.instrument, wrong.mode, wrong.taken_on)
    if finished:
        why = wrong.open_reason or ("" if wrong.complete else _("It came so from the other chart."))
        assessments.finish(ctx, new.id, answers, why)
        assessments.void(ctx, wrong.id, _moved(reason))
        for flag in ctx.find(select(Flag).where(Flag.administration_id == wrong.id, Flag.done_at.is_(None))):
            flag.resolve(_("The answers are another person's."), ctx.actor.id, ctx.now)
    else:
        assessments.save(ctx, new.id, answers)
        assessments.discard(ctx, wrong.id)
    return wrong.client_id, new.id, since


def _test(
    ctx: Context, number: int, right: Client, reason: str, witness: PassphraseProof | None
) -> tuple[int, int, Traces]:
    """Its reward is undone by two people; in the right chart it counts as that person's sample."""
    wrong = ctx.get(Specimen, number)
    _check_other(wrong.client_id, right)
    results = ctx.find(select(SpecimenResult).where(SpecimenResult.specimen_id == wrong.id))
    since = _since(ctx, MisfiledKind.TEST, wrong.client_id, wrong.collected_at.astimezone().date())
    specimens.void(ctx, wrong.id, _moved(reason), witness)
    values = {
        "kind": wrong.kind,
        "observed": wrong.observed,
        "note": wrong.note,
        "panel": wrong.panel,
        "validity": wrong.validity.value,
    }
    findings = {result.analyte: result.finding.value for result in results}
    new = specimens.record(ctx, right.id, findings, values, wrong.collected_at).tested.specimen
    new.chain = [*wrong.chain]
    again = ctx.find(select(SpecimenResult).where(SpecimenResult.specimen_id == new.id))
    told = {result.analyte: result for result in results}
    for result in again:
        result.confirmed, result.level = told[result.analyte].confirmed, told[result.analyte].level
    return wrong.client_id, new.id, since


def _booking(ctx: Context, number: int, right: Client) -> tuple[int, int, Traces]:
    """Nobody has signed a booking: it goes as it is. One that was rewarded is undone before."""
    slot = ctx.get(Appointment, number)
    wrong_id = slot.client_id
    _check_other(wrong_id, right)
    on = slot.starts_at.astimezone().date()
    if slot.came and _is_rewarded(ctx, wrong_id, on):
        raise Refused(_("A reward hangs on this day. Undo that first, then move the session."))
    slot.client_id = right.id
    return wrong_id, slot.id, _since(ctx, MisfiledKind.BOOKING, wrong_id, on) if slot.came else ((), ())


def _is_rewarded(ctx: Context, client_id: int, on: date) -> bool:
    """An outcome of this day stands, in any of the client's enrollments."""
    joined = select(Occasion.enrollment_id).where(Occasion.client_id == client_id, Occasion.occurred_on == on)
    standing = (one for number in set(ctx.rows(int, joined)) for one in occasions_of(ctx, number))
    return any(one.occurred_on == on and one.outcome is not Outcome.WITHDRAWN for one in standing)


def _check_other(wrong_id: int, right: Client) -> None:
    if wrong_id == right.id:
        raise Refused(_("It is in this chart. Choose the other client."), "to_client_id")
    if right.merged_into_id is not None:
        raise Refused(_("This chart goes on in another one. Choose that."), "to_client_id")


def _moved(reason: str) -> str:
    return _("In the wrong chart: {reason}").format(reason=reason.strip())


def _since(ctx: Context, kind: MisfiledKind, client_id: int, on: date) -> Traces:
    """What left of the chart, or was drawn of it, since it stood there: it may have been among it."""
    since = midnight(on)
    return (
        left_chart.disclosed_since(ctx, client_id, since),
        left_chart.drawn_since(ctx, client_id, since, DRAWN[kind]),
    )
