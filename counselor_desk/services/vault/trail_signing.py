"""The trail's head, signed at the seat of who works at another computer: the key for it is there alone."""

from dataclasses import dataclass

from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.roles import Can
from counselor_desk.records.audit import AuditEntry


@dataclass(frozen=True)
class HeadToSign:
    """The newest line: its number, and the MAC that stands for it and all before it."""

    line: int
    mac: str


@query(Can.USE_PROGRAM, "trail.head")
def head(ctx: Context) -> HeadToSign:
    newest = select(AuditEntry.id, AuditEntry.mac).order_by(AuditEntry.id.desc()).limit(1)
    return ctx.rows(HeadToSign, newest)[0]


@query(Can.USE_PROGRAM, "trail.holds")
def holds(ctx: Context, line: int, mac: str) -> bool:
    """Whether the trail goes on from this head: after a restore from an earlier backup it does not."""
    return bool(ctx.value(select(AuditEntry.mac).where(AuditEntry.id == line)) == mac)


@command(Can.USE_PROGRAM, "trail.sign")
def sign(ctx: Context, line: int, signature: bytes) -> bool:
    """One's own signature of a line; False where another has signed it. Refused for any other key."""
    mac = ctx.value(select(AuditEntry.mac).where(AuditEntry.id == line))
    if mac is None:
        raise Refused(_("The audit trail has no such line."))
    ctx.reason = f"line {line}"
    return ctx.sign_trail(line, mac, signature)
