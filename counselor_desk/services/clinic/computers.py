"""The computers of a clinic that shares its vault: inviting, listing, revoking."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.roles import Can
from counselor_desk.records.clinic_line import ClinicComputer, ClinicLine, ComputerContact, ComputerInvitation
from counselor_desk.records.people import Staff

INVITED_FOR = timedelta(hours=1)
MOST_OPEN = 20  # invitations at a time: each is tried against what a joining computer proves
VERIFIER_LENGTH = 64  # hex


@dataclass(frozen=True)
class ComputerSummary:
    """One computer as the administrator's list shows it."""

    id: int
    name: str
    serial: str  # of its certificate
    invited_by: str
    joined_at: datetime
    last_seen_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class OpenInvitation:
    """One that a computer may still join with."""

    id: int
    made_by: str
    ends_at: datetime


@dataclass(frozen=True)
class Sharing:
    """Whether this vault was ever shared, and who is or may come on its line."""

    server_certificate: str  # PEM; empty before the vault was first shared
    computers: tuple[ComputerSummary, ...]
    invitations: tuple[OpenInvitation, ...]


@query(Can.KEEP_VAULT, "computers.sharing")
def sharing(ctx: Context) -> Sharing:
    """What the page of the clinic's computers shows; no key is among it."""
    names = {person.id: person.name for person in ctx.find(select(Staff))}
    inviters = {made.id: names[made.made_by_id] for made in ctx.find(select(ComputerInvitation))}
    seen = {contact.id: contact.seen_at for contact in ctx.find(select(ComputerContact))}
    line = ctx.first(select(ClinicLine))
    computers = ctx.find(select(ClinicComputer).order_by(ClinicComputer.name, ClinicComputer.id))
    return Sharing(
        line.server if line else "",
        tuple(
            ComputerSummary(
                id=computer.id,
                name=computer.name,
                serial=computer.serial,
                invited_by=inviters[computer.invitation_id],
                joined_at=computer.joined_at,
                last_seen_at=seen.get(computer.id),
                revoked_at=computer.revoked_at,
            )
            for computer in computers
        ),
        tuple(
            OpenInvitation(computer.id, inviters[computer.id], computer.ends_at) for computer in _open(ctx)
        ),
    )


@command(Can.KEEP_VAULT, "computers.invite")
def invite(ctx: Context, verifier: str) -> OpenInvitation:
    """Leave for one computer to join within the hour; the secret itself stays with who invites.

    Refused before the vault is shared, and with too many invitations open.
    """
    if ctx.first(select(ClinicLine)) is None:
        raise Refused(_("Share this vault with the clinic first. Then invite its computers."))
    if len(verifier) != VERIFIER_LENGTH or not set(verifier) <= set("0123456789abcdef"):
        raise Refused(_("This invitation cannot be read. Make another."))
    if len(_open(ctx)) >= MOST_OPEN:
        raise Refused(_("Too many invitations are open. Cancel one, or wait until one expires."))
    made = ctx.add(
        ComputerInvitation(
            verifier=verifier, made_by_id=ctx.actor.id, made_at=ctx.now, ends_at=ctx.now + INVITED_FOR
        )
    )
    return OpenInvitation(made.id, ctx.actor.name, made.ends_at)


@command(Can.KEEP_VAULT, "computers.withdraw")
def withdraw(ctx: Context, invitation_id: int) -> None:
    """An invitation that went to the wrong hands opens nothing from now on."""
    made = ctx.get(ComputerInvitation, invitation_id)
    if made.used_at is not None:
        raise Refused(_("A computer has joined with this invitation. Revoke that computer instead."))
    made.withdrawn_at = made.withdrawn_at or ctx.now


@command(Can.KEEP_VAULT, "computers.revoke")
def revoke(ctx: Context, computer_id: int) -> str:
    """A lost or retired computer comes in no more, whoever sits at it; says its name."""
    computer = ctx.get(ClinicComputer, computer_id)
    if computer.revoked_at is None:
        computer.revoked_at, computer.revoked_by_id = ctx.now, ctx.actor.id
    return computer.name


def _open(ctx: Context) -> list[ComputerInvitation]:
    return ctx.find(
        select(ComputerInvitation)
        .where(
            ComputerInvitation.ends_at > ctx.now,
            ComputerInvitation.used_at.is_(None),
            ComputerInvitation.withdrawn_at.is_(None),
        )
        .order_by(ComputerInvitation.id)
    )
