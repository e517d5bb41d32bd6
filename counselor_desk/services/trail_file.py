"""The audit trail as a file: for an auditor, a lawyer or the client."""

from counselor_desk.domain.exchange.tables import write_table
from counselor_desk.domain.roles import Can
from counselor_desk.services import audit
from counselor_desk.services.audit import Asked
from counselor_desk.services.desk import Context, command

HEADS = ("line", "at (UTC)", "who", "action", "client", "object", "reason")
AT_ONCE = 500


@command(Can.SEE_TRAIL)
def as_table(ctx: Context, asked: Asked) -> bytes:
    """The lines that were asked for as CSV; that they were taken out is a line itself."""
    ids = audit.line_ids(ctx, asked)
    rows: list[list[str]] = []
    for start in range(0, len(ids), AT_ONCE):
        ctx.progress(start, len(ids))
        found = audit.lines(ctx, ids[start : start + AT_ONCE])
        for number in ids[start : start + AT_ONCE]:
            line = found[number]
            moment = line.at.strftime("%Y-%m-%d %H:%M:%S")
            client = "" if line.client_id is None else str(line.client_id)
            told = (str(line.id), moment, line.who or "", line.action, client, line.object)
            rows.append([*told, line.reason])
    ctx.reason = f"{len(ids)} lines"
    return write_table(HEADS, rows)
