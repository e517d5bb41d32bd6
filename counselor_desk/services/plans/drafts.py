"""A draft of a plan: kept as it is typed, with what it could still have."""

from collections.abc import Sequence
from dataclasses import dataclass

from counselor_desk.desk.desk import Context, command
from counselor_desk.domain.plans.check import PlanFinding
from counselor_desk.domain.plans.plan import Plan
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import Body
from counselor_desk.services.documents import documents
from counselor_desk.services.documents.documents import SaveResult
from counselor_desk.services.plans import hints


@dataclass(frozen=True)
class KeptPlan:
    """Where the typed text is now, and what the plan could still have."""

    saved: SaveResult
    findings: Sequence[PlanFinding]


@command(Can.WRITE_NOTE, "plans.save")
def save(ctx: Context, document_id: int, body: Body, revision: int) -> KeptPlan:
    """Keep a draft of a plan; its reading in words follows from its tree."""
    saved = documents.save_draft(ctx, document_id, {**body, **Plan.from_body(body).to_body()}, revision)
    return KeptPlan(saved, hints.findings(ctx, saved.document_id))
