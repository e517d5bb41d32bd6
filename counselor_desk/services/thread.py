"""Following the golden thread: one client's picture, and the gaps of a whole caseload."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select

from counselor_desk import catalog
from counselor_desk.domain.plan import OPEN
from counselor_desk.domain.roles import Can
from counselor_desk.domain.thread import Break, Gap, Stitch, Strand, Thread, gaps
from counselor_desk.records.care import Episode
from counselor_desk.records.document import Document, Status
from counselor_desk.records.people import Client
from counselor_desk.records.plan import ObjectiveWork, PlanObjective
from counselor_desk.services import plans
from counselor_desk.services.desk import Context, query
from counselor_desk.services.episodes import today_of


@dataclass(frozen=True)
class Gapped:
    """One client's gaps, for a caseload's list."""

    client_id: int
    client: str
    gaps: tuple[Break, ...]


@query(Can.READ_CHART)
def of_client(ctx: Context, client_id: int) -> Thread:
    """Objectives by notes of the plan in force, with everything that is broken about it."""
    today = today_of(ctx)
    work: dict[str, list[Stitch]] = {}
    for row in ctx.find(select(ObjectiveWork).where(ObjectiveWork.client_id == client_id)):
        stitch = Stitch(row.document_id, row.worked_on, row.by_client, row.by_counselor)
        work.setdefault(row.code, []).append(stitch)
    strands = [_strand(o, work.get(o.code, [])) for o in plans.objectives_of(ctx, client_id)]
    loose = _loose(ctx, client_id)
    broken = [*_about_the_plan(ctx, client_id, today), *gaps(strands, today), *map(_named, loose)]
    return Thread(strands, loose, broken)


@query(Can.READ_CHART)
def off_thread(ctx: Context) -> list[Gapped]:
    """Everybody in care whose thread is broken somewhere, the most gaps first."""
    in_care = ctx.rows(
        lambda client_id, given, preferred, family: (client_id, f"{preferred or given} {family}"),
        select(Client.id, Client.given_name, Client.preferred_name, Client.family_name)
        .where(
            exists(
                select(Episode.id).where(
                    Episode.client_id == Client.id,
                    Episode.discharged_on.is_(None),
                    Episode.admitted_on.is_not(None),
                )
            )
        )
        .order_by(Client.family_name, Client.given_name),
    )
    found = [Gapped(i, name, tuple(of_client(ctx, i).gaps)) for i, name in in_care]
    return sorted((f for f in found if f.gaps), key=lambda f: -len(f.gaps))


def _strand(o: PlanObjective, stitches: list[Stitch]) -> Strand:
    ordered = tuple(sorted(stitches, key=lambda s: (s.on, s.document_id)))
    return Strand(
        o.code, o.words, o.problem, o.standing.value, o.standing in OPEN,
        o.started_on, o.target_on, o.is_shown, ordered,
    )  # fmt: skip


def _loose(ctx: Context, client_id: int) -> list[Stitch]:
    """Signed session notes that name no objective (TP-11)."""
    asked = [t.id for t in catalog.templates().values() if t.kind == "note" and t.header]
    named = exists(select(ObjectiveWork.id).where(ObjectiveWork.document_id == Document.id))
    return ctx.rows(
        lambda document_id, day: Stitch(document_id, day),
        select(Document.id, Document.occurred_on)
        .where(
            Document.client_id == client_id,
            Document.template.in_(asked),
            Document.signed_at.is_not(None),
            Document.status != Status.VOID,
            Document.occurred_on.is_not(None),
            ~named,
        )
        .order_by(Document.occurred_on),
    )


def _named(stitch: Stitch) -> Break:
    return Break(Gap.NO_OBJECTIVE, "", document_id=stitch.document_id, on=stitch.on)


def _about_the_plan(ctx: Context, client_id: int, today: date) -> list[Break]:
    here = plans.chart(ctx, client_id)
    if here.in_force is None:
        return [Break(Gap.NO_PLAN, "")]
    return [Break(Gap.OVERDUE, "", on=here.review_on)] if here.is_overdue else []
