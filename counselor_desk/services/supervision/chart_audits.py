"""Audits of a sample of charts: who is drawn, what is asked, what was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import exists, select

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.rewards.audit_checklist import draw_sample
from counselor_desk.domain.roles import Can
from counselor_desk.records.care import Episode
from counselor_desk.records.people import Client
from counselor_desk.records.review import AuditedChart, ChartAudit

ANSWERS = (Choice("yes", "Yes"), Choice("no", "No"), Choice("n/a", "Does not apply"))


@dataclass(frozen=True)
class ChartAuditDetail:
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
    for client_id in draw_sample(pool, wanted, seed):
        ctx.add(AuditedChart(client_id=client_id, audit_id=audit.id))
    return audit


@command(Can.COSIGN, "review.answer_audit")
def answer_audit(ctx: Context, chart_id: int, answers: Mapping[str, Any]) -> AuditedChart:
    chart = ctx.get(AuditedChart, chart_id)
    if ctx.get(ChartAudit, chart.audit_id).closed_at is not None:
        raise Refused(_("This audit is closed. Start a new one."))
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
def audits(ctx: Context) -> list[ChartAuditDetail]:
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


def _audit(ctx: Context, audit: ChartAudit) -> ChartAuditDetail:
    charts = ctx.rows(
        lambda chart, client: (chart.id, client.id, client.called, chart.answers),
        select(AuditedChart, Client)
        .join(Client, Client.id == AuditedChart.client_id)
        .where(AuditedChart.audit_id == audit.id)
        .order_by(AuditedChart.id),
    )
    ctx.show([client_id for _chart, client_id, _name, answers in charts if answers], "review")
    return ChartAuditDetail(
        id=audit.id,
        seed=audit.seed,
        begun_at=audit.begun_at,
        closed_at=audit.closed_at,
        charts=charts,
        of=len(audit.pool),
    )
