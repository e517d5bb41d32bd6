"""Supervision beyond the queue: remarks in the text, praise, hours, random chart audits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import exists, select

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk import fill_record
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.rewards.audit_checklist import chosen
from counselor_desk.domain.roles import Can
from counselor_desk.records.care import Episode
from counselor_desk.records.document import Document, Status
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.review import AuditedChart, ChartAudit, Remark, SupervisionHour

LATELY = timedelta(days=14)  # praise is told that long
ANSWERS = (Choice("yes", "Yes"), Choice("no", "No"), Choice("n/a", "Does not apply"))


@dataclass(frozen=True)
class RemarkRow:
    """One remark with who made it."""

    id: int
    field: str
    quote: str
    words: str
    author: str
    is_praise: bool
    made_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True)
class Praised:
    """One's own document, with what a supervisor found good about it."""

    id: int
    document_id: int
    client_id: int
    client: str
    words: str
    author: str
    made_at: datetime


@command(Can.COSIGN, "review.remark")
def remark(ctx: Context, document_id: int, field: str, words: str, quote: str = "") -> Remark:
    """Words on one answer of a document under review; the text itself stays the author's."""
    document = ctx.get(Document, document_id)
    if document.status is not Status.AWAITING_COSIGN or document.author_id == ctx.actor.id:
        raise Refused(_("Remarks are for a colleague's document that awaits your co-signature."))
    if not words.strip():
        raise Refused(_("Write the remark first."), "words")
    if quote and quote not in str(document.body.get(field, "")):
        raise Refused(_("These words are not in that answer any more."), "quote")
    return _add(ctx, document, field, quote, words)


@command(Can.COSIGN, "review.praise")
def praise(ctx: Context, document_id: int, words: str) -> Remark:
    """Say what was good about it: kept with the document, and shown to its author."""
    document = ctx.get(Document, document_id)
    if document.signed_at is None or document.author_id == ctx.actor.id:
        raise Refused(_("Praise is for what a colleague has signed."))
    if not words.strip():
        raise Refused(_("Write what was good about it."), "words")
    made = _add(ctx, document, "", "", words)
    made.is_praise = True
    return made


@command(Can.COSIGN, "review.take_back")
def take_back(ctx: Context, remark_id: int) -> None:
    """A remark that its author has thought better of, before the document is returned."""
    held = ctx.get(Remark, remark_id)
    document = ctx.get(Document, held.document_id)
    if held.author_id != ctx.actor.id or document.status is not Status.AWAITING_COSIGN:
        raise Refused(_("This remark has reached its author and stays."))
    ctx.remove(held)


@command(Can.WRITE_NOTE, "review.settle")
def settle(ctx: Context, remark_id: int) -> Remark:
    """The author has done what a remark asked for."""
    held = ctx.get(Remark, remark_id)
    if ctx.get(Document, held.document_id).author_id != ctx.actor.id:
        raise Refused(_("The author of the document settles a remark."))
    held.settled_at = ctx.now
    return held


@query(Can.READ_CHART, "review.remarks")
def remarks(ctx: Context, document_id: int) -> list[RemarkRow]:
    return ctx.rows(
        RemarkRow,
        select(
            Remark.id,
            Remark.field,
            Remark.quote,
            Remark.words,
            Staff.name,
            Remark.is_praise,
            Remark.made_at,
            Remark.settled_at,
        )
        .join(Staff, Staff.id == Remark.author_id)
        .where(Remark.document_id == document_id)
        .order_by(Remark.id),
    )


@query(Can.WRITE_NOTE, "review.praise_of")
def praise_of(ctx: Context) -> list[Praised]:
    """What was lately said to be good about one's own work, the newest first."""
    return ctx.rows(
        lambda remark, document, client, name: Praised(
            remark.id, document.id, client.id, client.called, remark.words, name, remark.made_at
        ),
        select(Remark, Document, Client, Staff.name)
        .join(Document, Document.id == Remark.document_id)
        .join(Client, Client.id == Document.client_id)
        .join(Staff, Staff.id == Remark.author_id)
        .where(
            Remark.is_praise,
            Document.author_id == ctx.actor.id,
            Remark.made_at > ctx.now - LATELY,
        )
        .order_by(Remark.id.desc()),
    )


def _add(ctx: Context, document: Document, field: str, quote: str, words: str) -> Remark:
    return ctx.add(
        Remark(
            client_id=document.client_id,
            document_id=document.id,
            author_id=ctx.actor.id,
            field=field,
            quote=quote,
            words=words.strip(),
            made_at=ctx.now,
        )
    )


@command(Can.COSIGN, "review.log_hour")
def log_hour(ctx: Context, supervisee_id: int, values: Mapping[str, Any]) -> SupervisionHour:
    """A meeting of supervision with one of one's own people."""
    person = ctx.get(Staff, supervisee_id)
    if person.supervisor_id != ctx.actor.id:
        raise Refused(_("This person is not under your supervision."), "supervisee_id")
    held = SupervisionHour(
        supervisor_id=ctx.actor.id,
        supervisee_id=person.id,
        held_on=ctx.today,
        minutes=60,
        recorded_at=ctx.now,
    )
    fill_record.fill(held, values)
    fill_record.past(held.held_on, ctx.today, "held_on")
    return ctx.add(held)


@query(Can.WRITE_NOTE, "review.hours")
def hours(ctx: Context, first: date, last: date) -> list[tuple[SupervisionHour, str]]:
    """One's own hours: as a supervisor those given, as a counselor those had."""
    mine = (SupervisionHour.supervisor_id == ctx.actor.id) | (SupervisionHour.supervisee_id == ctx.actor.id)
    return ctx.rows(
        lambda held, name: (held, name),
        select(SupervisionHour, Staff.name)
        .join(Staff, Staff.id == SupervisionHour.supervisee_id)
        .where(mine, SupervisionHour.held_on.between(first, last))
        .order_by(SupervisionHour.held_on.desc(), SupervisionHour.id.desc()),
    )


@query(Can.COSIGN, "review.supervisees")
def supervisees(ctx: Context) -> list[Staff]:
    mine = select(Staff).where(Staff.supervisor_id == ctx.actor.id, Staff.active)
    return ctx.find(mine.order_by(Staff.name))


@dataclass(frozen=True)
class Audit:
    """A chart audit with its charts."""

    id: int
    seed: str
    begun_at: datetime
    closed_at: datetime | None
    charts: Sequence[tuple[int, int, str, dict[str, Any]]]  # id, client, name, answers
    of: int


def checklist_form() -> Form:
    items = files.chart_checklist().items
    fields = [Field(item.key, item.label, Kind.CHOICE, choices=ANSWERS) for item in items]
    return Form.of("", *fields, Field("note", "Note", Kind.TEXT))


@command(Can.COSIGN, "review.begin_audit")
def begin_audit(ctx: Context, wanted: int, seed: str = "") -> ChartAudit:
    """Choose charts at random among those in care that this supervisor sees."""
    in_care = exists(
        select(Episode.id).where(
            Episode.client_id == Client.id,
            Episode.discharged_on.is_(None),
            Episode.admitted_on.is_not(None),
        )
    )
    pool = ctx.rows(int, select(Client.id).where(in_care).order_by(Client.id))
    if not 1 <= wanted <= max(len(pool), 1):
        raise Refused(_("Choose from 1 to {most} charts.").format(most=len(pool)), "wanted")
    seed = seed or token_hex(4)
    audit = ctx.add(
        ChartAudit(auditor_id=ctx.actor.id, seed=seed, pool=pool, wanted=wanted, begun_at=ctx.now)
    )
    for client_id in chosen(pool, wanted, seed):
        ctx.add(AuditedChart(client_id=client_id, audit_id=audit.id))
    return audit


@command(Can.COSIGN, "review.answer_audit")
def answer_audit(ctx: Context, chart_id: int, answers: Mapping[str, Any]) -> AuditedChart:
    chart = ctx.get(AuditedChart, chart_id)
    if ctx.get(ChartAudit, chart.audit_id).closed_at is not None:
        raise Refused(_("This audit is closed. Begin a new one."))
    chart.answers = {key: value for key, value in answers.items() if value}
    return chart


@command(Can.COSIGN, "review.close_audit")
def close_audit(ctx: Context, audit_id: int) -> ChartAudit:
    audit = ctx.get(ChartAudit, audit_id)
    charts = ctx.find(select(AuditedChart).where(AuditedChart.audit_id == audit_id))
    asked = {item.key for item in files.chart_checklist().items}
    if any(asked - set(chart.answers) for chart in charts):
        raise Refused(_("Answer every question of every chart first."))
    audit.closed_at = ctx.now
    return audit


@query(Can.COSIGN, "review.audits")
def audits(ctx: Context) -> list[Audit]:
    own = select(ChartAudit).where(ChartAudit.auditor_id == ctx.actor.id)
    return [_audit(ctx, audit) for audit in ctx.find(own.order_by(ChartAudit.id.desc()))]


@query(Can.COSIGN, "review.pool")
def pool(ctx: Context, audit_id: int) -> list[tuple[int, str]]:
    """From whom the charts were drawn, as far as one may see them now."""
    audit = ctx.get(ChartAudit, audit_id)
    if audit.auditor_id != ctx.actor.id:
        raise Refused(_("That audit is a colleague's. Open one of your own."))
    return ctx.rows(
        lambda client: (client.id, client.called),
        select(Client)
        .where(Client.id.in_(audit.pool))
        .order_by(Client.family_name, Client.given_name, Client.id),
    )


def _audit(ctx: Context, audit: ChartAudit) -> Audit:
    charts = ctx.rows(
        lambda chart, client: (chart.id, client.id, client.called, chart.answers),
        select(AuditedChart, Client)
        .join(Client, Client.id == AuditedChart.client_id)
        .where(AuditedChart.audit_id == audit.id)
        .order_by(AuditedChart.id),
    )
    return Audit(audit.id, audit.seed, audit.begun_at, audit.closed_at, charts, len(audit.pool))
