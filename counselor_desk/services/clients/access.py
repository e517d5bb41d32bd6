"""Opening charts beyond the caseload: coverage, break-the-glass, and charts kept closer."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.desk.scope import own_caseload
from counselor_desk.domain.roles import Can, Role
from counselor_desk.records.people import AccessGrant, Client, Grant, Staff

LONGEST_COVER = timedelta(days=60)
GLASS_HOURS = 4
LEAST_REASON = 10


@dataclass(frozen=True)
class GrantRow:
    """One leave to open a chart, with the names that belong to it."""

    id: int
    client_id: int
    client: str
    staff_id: int
    staff: str
    kind: Grant
    reason: str
    starts_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    reviewed_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        return self.ended_at is None and self.ends_at > now


@command(Can.COVER, "access.cover")
def cover(
    ctx: Context, client_ids: list[int], staff_id: int, ends_at: datetime, reason: str
) -> list[AccessGrant]:
    """A colleague may open these charts until a moment: each is one of the giver's own reach.

    What somebody has by another's leave, or in an emergency, is passed on no longer than they have it.
    """
    colleague = _colleague(ctx, staff_id)
    _check_period(ctx, ends_at, reason)
    if not client_ids:
        raise Refused(_("Choose whose charts the colleague may open."), "client_ids")
    return [
        ctx.add(
            AccessGrant(
                client_id=ctx.get(Client, client_id).id,
                staff_id=colleague.id,
                kind=Grant.COVERAGE,
                reason=reason.strip(),
                granted_by=ctx.actor.id,
                starts_at=ctx.now,
                ends_at=min(ends_at, _reach_ends(ctx, ctx.actor, client_id) or ends_at),
            )
        )
        for client_id in client_ids
    ]


def _reach_ends(
    ctx: Context, person: Staff, client_id: int, gone: frozenset[int] = frozenset()
) -> datetime | None:
    """When a person's own access to a chart ends; None for their own caseload, which has no end.

    Grants in `gone` count as ended. Somebody who has no access left gets this moment.
    """
    own = select(Client.id).where(Client.id == client_id, own_caseload(person))
    if ctx.value(own) is not None:
        return None
    leave = select(AccessGrant).where(
        AccessGrant.client_id == client_id,
        AccessGrant.staff_id == person.id,
        AccessGrant.ended_at.is_(None),
        AccessGrant.ends_at > ctx.now,
        AccessGrant.id.not_in(gone),
    )
    return max((grant.ends_at for grant in ctx.find(leave)), default=ctx.now)


def _shorten_passed_on(ctx: Context, grant: AccessGrant) -> None:
    """What its holder gave to others ends with what the holder still has, and so on down."""
    gone, holders = {grant.id}, [grant.staff_id]
    while holders:
        person = ctx.get(Staff, holders.pop())
        until = _reach_ends(ctx, person, grant.client_id, frozenset(gone))
        given = select(AccessGrant).where(
            AccessGrant.client_id == grant.client_id,
            AccessGrant.granted_by == person.id,
            AccessGrant.kind == Grant.COVERAGE,
            AccessGrant.ended_at.is_(None),
            AccessGrant.id.not_in(gone),
        )
        if until is None:
            continue
        for passed in ctx.find(given):
            if passed.ends_at > until:
                passed.ends_at = until
                gone |= {passed.id} if until <= ctx.now else set()
                holders.append(passed.staff_id)


@command(Can.COVER, "access.cover_caseload")
def cover_caseload(
    ctx: Context, counselor_id: int, staff_id: int, ends_at: datetime, reason: str
) -> list[AccessGrant]:
    """The whole caseload of someone who is away; charts kept closer are named one by one."""
    if not may_give_access_to(ctx.actor, counselor_id):
        raise Refused(_("A counselor can give access to their own caseload only."), "counselor_id")
    mine = select(Client.id).where(
        Client.counselor_id == counselor_id,
        Client.closed_at.is_(None),
        Client.restricted.is_(False),
    )
    return cover(ctx, ctx.rows(int, mine), staff_id, ends_at, reason)


def may_give_access_to(actor: Staff, counselor_id: int) -> bool:
    """Whose caseload: a counselor the own alone."""
    return actor.role is not Role.COUNSELOR or counselor_id == actor.id


@command(Can.BREAK_GLASS, "access.break_glass")
def break_glass(ctx: Context, who: str, born: date, reason: str, proof: PassphraseProof) -> AccessGrant:
    """Open a chart beyond the caseload in an emergency: for hours, with the reason, told at once.

    The disclosure that may follow has its own form with the four facts of 42 CFR 2.51.
    """
    if len(reason.strip()) < LEAST_REASON:
        raise Refused(_("Say what the emergency is, in a sentence."), "reason")
    ctx.confirm(proof)
    client_id = ctx.find_client_id(who, born)
    ctx.reason = "break-the-glass"
    return ctx.add(
        AccessGrant(
            client_id=client_id,
            staff_id=ctx.actor.id,
            kind=Grant.BREAK_GLASS,
            reason=reason.strip(),
            granted_by=ctx.actor.id,
            starts_at=ctx.now,
            ends_at=ctx.now + timedelta(hours=GLASS_HOURS),
        )
    )


@command(Can.SEE_CLIENTS, "access.end")
def end(ctx: Context, grant_id: int) -> AccessGrant:
    """Give back a leave, or take one back that one has given."""
    grant = ctx.get(AccessGrant, grant_id)
    own = ctx.actor.id in (grant.staff_id, grant.granted_by)
    if not own and not ctx.actor.may(Can.KEEP_REGISTERS):
        raise Refused(_("Only the person who gave it, the person who has it, or a supervisor can end it."))
    if grant.ended_at is None:
        _shorten_passed_on(ctx, grant)
        grant.ended_at = ctx.now
    return grant


@command(Can.KEEP_REGISTERS, "access.review")
def review(ctx: Context, grant_id: int) -> AccessGrant:
    """A supervisor has looked at why a chart was opened in an emergency."""
    grant = ctx.get(AccessGrant, grant_id)
    if grant.staff_id == ctx.actor.id:
        raise Refused(_("Someone else has to review what you opened."))
    grant.reviewed_at, grant.reviewed_by = ctx.now, ctx.actor.id
    return grant


@command(Can.RESTRICT_CHART, "access.restrict")
def restrict(ctx: Context, client_id: int, reason: str) -> Client:
    """Keep a chart closer: a colleague's, a relative's. Front desk and administrators lose it."""
    if not reason.strip():
        raise Refused(_("Say why the chart is restricted."), "reason")
    client = ctx.get(Client, client_id)
    client.restricted, client.restricted_why = True, reason.strip()
    ctx.reason = "restricted"  # the words stay with the chart
    return client


@command(Can.RESTRICT_CHART, "access.unrestrict")
def unrestrict(ctx: Context, client_id: int) -> Client:
    client = ctx.get(Client, client_id)
    client.restricted, client.restricted_why = False, ""
    ctx.reason = "no longer restricted"
    return client


@query(Can.RESTRICT_CHART, "access.restricted")
def restricted_charts(ctx: Context) -> list[tuple[int, str, str]]:
    """The charts kept closer that one sees oneself: number, name and why."""
    closer = select(Client).where(Client.restricted, Client.merged_into_id.is_(None))
    sentences = ctx.tuples(closer.order_by(Client.family_name))
    return [(client.id, client.called, client.restricted_why) for (client,) in sentences]


@query(Can.SEE_CLIENTS, "access.grants")
def grants(ctx: Context, open_only: bool = True) -> list[GrantRow]:
    """Who may open whose chart beyond the caseload, the newest first."""
    statement = (
        select(
            AccessGrant.id,
            AccessGrant.client_id,
            func.trim(Client.given_name + " " + Client.family_name),
            Staff.id,
            Staff.name,
            AccessGrant.kind,
            AccessGrant.reason,
            AccessGrant.starts_at,
            AccessGrant.ends_at,
            AccessGrant.ended_at,
            AccessGrant.reviewed_at,
        )
        .join(Client, Client.id == AccessGrant.client_id)
        .join(Staff, Staff.id == AccessGrant.staff_id)
        .order_by(AccessGrant.id.desc())
    )
    if open_only:
        unseen = AccessGrant.reviewed_at.is_(None) & (AccessGrant.kind == Grant.BREAK_GLASS)
        now = (AccessGrant.ends_at > ctx.now) & AccessGrant.ended_at.is_(None)
        statement = statement.where(now | unseen)
    rows = ctx.rows(GrantRow, statement)
    if ctx.actor.may(Can.READ_CHART) or ctx.actor.may(Can.KEEP_REGISTERS):
        return rows
    return [replace(row, reason="") for row in rows]  # what an emergency is, is clinical


def _colleague(ctx: Context, staff_id: int) -> Staff:
    colleague = ctx.get(Staff, staff_id)
    if not colleague.active or not colleague.may(Can.READ_CHART):
        raise Refused(_("Choose an active counselor or supervisor."), "staff_id")
    if colleague.id == ctx.actor.id:
        raise Refused(_("Choose a colleague."), "staff_id")
    return colleague


def _check_period(ctx: Context, ends_at: datetime, reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say why: leave, illness, a move."), "reason")
    if not ctx.now < ends_at <= ctx.now + LONGEST_COVER:
        days = LONGEST_COVER.days
        raise Refused(_("Access ends within {days} days, and not in the past.").format(days=days), "ends_on")
