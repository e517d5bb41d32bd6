"""To whom something of a chart was given, or who drew it for paper: they have to be told of a mistake."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select

from counselor_desk.desk.context import Context
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.privacy import Disclosed

EXPORTS = ("exporting.export", "exporting.everything")
MOST = 20  # papers named in one sentence: the trail has every one


@dataclass(frozen=True)
class WentOut:
    """A line of the accounting of disclosures with which it left the clinic, or may have."""

    number: int
    recipient: str
    on: date
    for_certain: bool  # it stands in the line; else it was in the chart when the chart went out


@dataclass(frozen=True)
class DrawnPaper:
    """A paper or an export of the chart, drawn while it stood there: who drew it knows to whom it went."""

    line: int  # of the trail, the latest of that day
    action: str
    by: str
    on: date


def of_person(ctx: Context, client_id: int) -> tuple[int, ...]:
    """Every chart of the person within reach, from whichever of them one begins."""
    going_on = ctx.value(select(Client.merged_into_id).where(Client.id == client_id))
    return (client_id,) if going_on is None else ctx.person_charts(going_on)


def disclosed_since(ctx: Context, client_id: int, since: datetime) -> tuple[WentOut, ...]:
    """What left of the chart since that moment: it may have been among it."""
    lines = ctx.find(
        select(Disclosed)
        .where(Disclosed.client_id.in_(of_person(ctx, client_id)), Disclosed.at >= since)
        .order_by(Disclosed.id)
    )
    return tuple(went_out(line, False) for line in lines)


def disclosed_with(ctx: Context, client_id: int, document_ids: Collection[int]) -> tuple[WentOut, ...]:
    """The disclosures in whose lines one of these documents stands."""
    lines = ctx.find(
        select(Disclosed).where(Disclosed.client_id.in_(of_person(ctx, client_id))).order_by(Disclosed.id)
    )
    named = [line for line in lines if any(one.get("id") in document_ids for one in line.documents)]
    return tuple(went_out(line, True) for line in named)


def went_out(line: Disclosed, for_certain: bool) -> WentOut:
    return WentOut(line.id, line.recipient, line.at.astimezone().date(), for_certain)


def drawn_since(
    ctx: Context, client_id: int, since: datetime, actions: Collection[str]
) -> tuple[DrawnPaper, ...]:
    """Papers of these acts that were drawn of the chart since that moment; one for a person and day."""
    charts = of_person(ctx, client_id)
    drawn = _drawn(
        ctx, AuditEntry.client_id.in_(charts), AuditEntry.at >= since, AuditEntry.action.in_(actions)
    )
    latest = {(paper.action, paper.by, paper.on): paper for paper in drawn}
    return tuple(latest.values())[-MOST:]


def drawn_at(ctx: Context, lines: Collection[int]) -> tuple[DrawnPaper, ...]:
    """The papers of these lines of the trail."""
    return tuple(_drawn(ctx, AuditEntry.id.in_(lines)))


def _drawn(ctx: Context, *where: ColumnElement[bool]) -> list[DrawnPaper]:
    statement = (
        select(AuditEntry.id, AuditEntry.action, Staff.name, AuditEntry.at)
        .join(Staff, Staff.id == AuditEntry.staff_id)
        .where(*where)
        .order_by(AuditEntry.id)
    )
    return ctx.rows(
        lambda line, action, by, at: DrawnPaper(line, action, by, at.astimezone().date()), statement
    )
