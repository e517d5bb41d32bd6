"""Reading and verifying the trail of who did what."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.trail import TrailVerdict
from counselor_desk.domain.exchange.csv_table import write_table
from counselor_desk.domain.roles import Can
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.people import Staff


@dataclass(frozen=True)
class TrailFilter:
    """Which lines of the trail are wanted; what is not set does not narrow."""

    staff_id: int | None = None
    client_id: int | None = None
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class TrailRow:
    """One line as it is read: ids and kinds, and the name of who acted."""

    id: int
    at: datetime
    actor_name: str | None
    action: str
    client_id: int | None
    object: str
    reason: str


@command(Can.SEE_TRAIL, "audit.verify")
def verify(ctx: Context) -> TrailVerdict:
    """Walk the whole chain and name the first line that does not hold. Leaves a line of its own."""
    lines = ctx.tuples(select(AuditEntry).order_by(AuditEntry.id))
    return ctx.chain.verify([line for (line,) in lines])


@query(Can.SEE_TRAIL, "audit.line_ids")
def line_ids(ctx: Context, asked: TrailFilter) -> list[int]:
    """The trail's lines that were asked for, the newest first."""
    return ctx.rows(int, _narrowed(select(AuditEntry.id), asked).order_by(AuditEntry.id.desc()))


@query(Can.SEE_TRAIL, "audit.lines")
def lines(ctx: Context, ids: list[int]) -> dict[int, TrailRow]:
    statement = (
        select(
            AuditEntry.id,
            AuditEntry.at,
            Staff.name,
            AuditEntry.action,
            AuditEntry.client_id,
            AuditEntry.object,
            AuditEntry.reason,
        )
        .join(Staff, Staff.id == AuditEntry.staff_id, isouter=True)
        .where(AuditEntry.id.in_(ids))
    )
    return {row.id: row for row in ctx.rows(TrailRow, statement)}


def _narrowed(statement: Select[tuple[int]], asked: TrailFilter) -> Select[tuple[int]]:
    conditions = {
        "staff": asked.staff_id is not None and AuditEntry.staff_id == asked.staff_id,
        "client": asked.client_id is not None and AuditEntry.client_id == asked.client_id,
        "action": bool(asked.action) and AuditEntry.action.startswith(asked.action, autoescape=True),
        "since": asked.since is not None and AuditEntry.at >= asked.since,
        "until": asked.until is not None and AuditEntry.at < asked.until,
    }
    return statement.where(*(c for c in conditions.values() if not isinstance(c, bool)))


HEADS = ("line", "at (UTC)", "who", "action", "client", "object", "reason")
AT_ONCE = 500


@command(Can.SEE_TRAIL, "trail_file.as_table")
def as_table(ctx: Context, asked: TrailFilter) -> bytes:
    """The lines that were asked for as CSV; that they were taken out is a line itself."""
    ids = line_ids(ctx, asked)
    rows: list[list[str]] = []
    for start in range(0, len(ids), AT_ONCE):
        ctx.progress(start, len(ids))
        trail_rows = lines(ctx, ids[start : start + AT_ONCE])
        for number in ids[start : start + AT_ONCE]:
            line = trail_rows[number]
            moment = line.at.strftime("%Y-%m-%d %H:%M:%S")
            client = "" if line.client_id is None else str(line.client_id)
            sentences = (str(line.id), moment, line.actor_name or "", line.action, client, line.object)
            rows.append([*sentences, line.reason])
    ctx.reason = f"{len(ids)} lines"
    return write_table(HEADS, rows)
