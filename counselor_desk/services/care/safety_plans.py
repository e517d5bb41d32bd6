"""The safety plan of a client: which one counts, whose signature it lacks, and when it is looked at again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from counselor_desk.core.i18n import LazyPlural, _
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can
from counselor_desk.records.assessment import Flag
from counselor_desk.records.document import WRITABLE, Document, Status
from counselor_desk.records.plan import PlanSignature

TEMPLATE = "safety_plan"


@dataclass(frozen=True)
class SafetyPlanStanding:
    """That a client has a safety plan, how old it is, and why it should be looked at again."""

    document_id: int
    signed_at: datetime
    age: int  # days since its day
    review_on: date | None
    client_has_said: bool  # signed these very words, or a reason is written why not
    flagged_at: datetime | None = None  # the last flag of danger that was raised after it

    @property
    def words(self) -> str:
        """What the head of the chart says of it."""
        if self.age < 1:
            return _("safety plan of today")
        if self.age < 60:
            return LazyPlural("safety plan, {n} day old", "safety plan, {n} days old").of(self.age)
        return LazyPlural("safety plan, {n} month old", "safety plan, {n} months old").of(self.age // 30)


@query(Can.READ_CHART, "safety_plans.standing")
def standing(ctx: Context, client_id: int) -> SafetyPlanStanding | None:
    """The signed plan that counts today; none was made, or it was entered in error: None."""
    return standings(ctx, [client_id]).get(client_id)


def standings(ctx: Context, client_ids: Iterable[int] | None = None) -> dict[int, SafetyPlanStanding]:
    """Of each of these clients (None: of all within reach) the safety plan that counts."""
    statement = (
        select(Document)
        .where(
            Document.template == TEMPLATE,
            Document.signed_at.is_not(None),
            Document.status.not_in((*WRITABLE, Status.VOID)),
            Document.discarded_at.is_(None),
        )
        .order_by(Document.occurred_on, Document.id)
    )
    if client_ids is not None:
        statement = statement.where(Document.client_id.in_(list(client_ids)))
    newest = {plan.client_id: plan for plan in ctx.find(statement)}
    said = _said_by_clients(ctx, [plan.id for plan in newest.values()])
    flagged = _last_flags(ctx, list(newest))
    return {
        client_id: _standing(ctx, plan, (plan.id, plan.digest) in said, flagged.get(client_id))
        for client_id, plan in newest.items()
    }


def _said_by_clients(ctx: Context, document_ids: list[int]) -> set[tuple[int, str]]:
    return set(
        ctx.tuples(
            select(PlanSignature.document_id, PlanSignature.shown_digest).where(
                PlanSignature.document_id.in_(document_ids)
            )
        )
    )


def _last_flags(ctx: Context, client_ids: list[int]) -> dict[int, datetime]:
    """Of each client the last moment at which an answer told of danger to life."""
    return dict(
        ctx.tuples(
            select(Flag.client_id, func.max(Flag.raised_at))
            .where(Flag.opens == "safety", Flag.client_id.in_(client_ids))
            .group_by(Flag.client_id)
        )
    )


def _standing(
    ctx: Context, plan: Document, client_has_said: bool, flagged: datetime | None
) -> SafetyPlanStanding:
    assert plan.signed_at is not None
    made_on = plan.occurred_on or plan.signed_at.astimezone().date()
    review_on = plan.body.get("review_on")
    return SafetyPlanStanding(
        document_id=plan.id,
        signed_at=plan.signed_at,
        age=(ctx.today - made_on).days,
        review_on=date.fromisoformat(str(review_on)) if review_on else None,
        client_has_said=client_has_said,
        flagged_at=flagged if flagged is not None and flagged > plan.signed_at else None,
    )
