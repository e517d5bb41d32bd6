"""Following the golden thread: one client's picture, and the gaps of a whole caseload."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, select

from counselor_desk.catalog import files
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.care.levels import is_overdue
from counselor_desk.domain.plans.golden_thread import (
    GapKind,
    ObjectiveContact,
    ObjectiveThread,
    Thread,
    ThreadGap,
    find_gaps,
)
from counselor_desk.domain.plans.plan import OPEN
from counselor_desk.domain.roles import Can
from counselor_desk.records.care import Episode
from counselor_desk.records.document import Document, Status
from counselor_desk.records.people import Client
from counselor_desk.records.plan import ObjectiveWork, PlanObjective
from counselor_desk.services.plans import plans

Whose = Callable[[Any], ColumnElement[bool]]  # a kind of record, as far as it is asked about


@dataclass(frozen=True)
class ClientGaps:
    """One client's gaps, for a caseload's list."""

    client_id: int
    client: str
    gaps: tuple[ThreadGap, ...]


@query(Can.READ_CHART, "thread.of_client")
def of_client(ctx: Context, client_id: int) -> Thread:
    """Objectives by notes of the plan in force, with everything that is broken about it."""
    found = _threads(ctx, lambda kind: kind.client_id == client_id)
    return found(client_id)


@dataclass(frozen=True)
class PlanPage:
    """A client's plan as it stands, and what is spun from it."""

    chart: plans.ClientPlans
    thread: Thread


@query(Can.READ_CHART, "plans.page")
def page(ctx: Context, client_id: int) -> PlanPage:
    return PlanPage(plans.chart(ctx, client_id), of_client(ctx, client_id))


@query(Can.READ_CHART, "thread.off_thread")
def clients_off_thread(ctx: Context) -> list[ClientGaps]:
    """Everybody in care whose thread is broken somewhere, the most gaps first."""
    here = select(Episode.client_id).where(Episode.discharged_on.is_(None), Episode.admitted_on.is_not(None))
    in_care = ctx.tuples(
        select(Client.id, Client.called)
        .where(Client.id.in_(here))
        .order_by(Client.family_name, Client.given_name),
    )
    thread_of = _threads(ctx, lambda kind: kind.client_id.in_(here))
    client_gaps = [ClientGaps(i, name, tuple(thread_of(i).gaps)) for i, name in in_care]
    return sorted((f for f in client_gaps if f.gaps), key=lambda f: -len(f.gaps))


def _threads(ctx: Context, whose: Whose) -> Callable[[int], Thread]:
    """Each question is asked once, for everybody it is about."""
    today = ctx.today
    work: dict[tuple[int, str], list[ObjectiveContact]] = {}
    for row in ctx.find(select(ObjectiveWork).where(whose(ObjectiveWork))):
        stitch = ObjectiveContact(row.document_id, row.worked_on, row.by_client, row.by_counselor)
        work.setdefault((row.client_id, row.code), []).append(stitch)
    objectives: dict[int, list[PlanObjective]] = {}
    counts = PlanObjective.document_id.in_(plans.agreed_versions(whose(Document)))
    for objective in ctx.find(select(PlanObjective).where(whose(PlanObjective), counts)):
        objectives.setdefault(objective.client_id, []).append(objective)
    loose, due = _loose(ctx, whose), plans.reviews_due(ctx, whose(Document))

    def thread_of(client_id: int) -> Thread:
        own = sorted(objectives.get(client_id, []), key=plans.by_code)
        strands = [_strand(o, work.get((client_id, o.code), [])) for o in own]
        unnamed = loose.get(client_id, [])
        plan = _about_the_plan(due, client_id, today)
        return Thread(strands, unnamed, [*plan, *find_gaps(strands, today), *map(_named, unnamed)])

    return thread_of


def _strand(o: PlanObjective, stitches: list[ObjectiveContact]) -> ObjectiveThread:
    ordered = tuple(sorted(stitches, key=lambda s: (s.on, s.document_id)))
    return ObjectiveThread(
        code=o.code,
        words=o.words,
        problem=o.problem,
        standing=o.standing.value,
        is_open=o.standing in OPEN,
        started_on=o.started_on,
        target_on=o.target_on,
        is_shown=o.is_shown,
        stitches=ordered,
    )


def _loose(ctx: Context, whose: Whose) -> dict[int, list[ObjectiveContact]]:
    """Signed session notes that name no objective (TP-11)."""
    asked = [t.id for t in files.templates().values() if t.kind == "note" and t.header]
    named = exists(select(ObjectiveWork.id).where(ObjectiveWork.document_id == Document.id))
    objective_contacts: dict[int, list[ObjectiveContact]] = {}
    for client_id, stitch in ctx.rows(
        lambda client_id, document_id, day: (client_id, ObjectiveContact(document_id, day)),
        select(Document.client_id, Document.id, Document.occurred_on)
        .where(
            whose(Document),
            Document.template.in_(asked),
            Document.signed_at.is_not(None),
            Document.status != Status.VOID,
            Document.occurred_on.is_not(None),
            ~named,
        )
        .order_by(Document.occurred_on),
    ):
        objective_contacts.setdefault(client_id, []).append(stitch)
    return objective_contacts


def _named(stitch: ObjectiveContact) -> ThreadGap:
    return ThreadGap(GapKind.NO_OBJECTIVE, "", document_id=stitch.document_id, on=stitch.on)


def _about_the_plan(due: Mapping[int, date | None], client_id: int, today: date) -> list[ThreadGap]:
    if client_id not in due:
        return [ThreadGap(GapKind.NO_PLAN, "")]
    on = due[client_id]
    return [ThreadGap(GapKind.OVERDUE, "", on=on)] if on is not None and is_overdue(on, today) else []
