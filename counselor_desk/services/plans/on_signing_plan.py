"""A signed plan becomes the one in force: its objectives stand as rows."""

from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.domain.plans.check import check
from counselor_desk.domain.plans.plan import Plan, Problem
from counselor_desk.records.document import Document
from counselor_desk.records.plan import PlanObjective

TEMPLATE = "treatment_plan"


def before(ctx: Context, document: Document) -> None:
    """A plan with a problem that has no name or a target before its start is not signed."""
    if document.template != TEMPLATE:
        return
    stops = [f for f in check(Plan.of(document.body)) if f.stops]
    if stops:
        said = " ".join(f"{f.where}: {f.words}" if f.where else f.words for f in stops)
        raise Refused(_("Not signed yet. {reason}").format(reason=said), "outline")


def after(ctx: Context, document: Document) -> None:
    if document.template != TEMPLATE:
        return
    of_client = PlanObjective.client_id == document.client_id
    for old in ctx.find(select(PlanObjective).where(of_client, PlanObjective.in_force)):
        if old.document_id == document.id:
            ctx.remove(old)  # returned and signed again: the new text takes its place
        else:
            old.in_force = False
    for problem in Plan.of(document.body).problems:
        ctx.add_all(_rows(document, problem))


def _rows(document: Document, problem: Problem) -> list[PlanObjective]:
    return [
        PlanObjective(
            client_id=document.client_id,
            document_id=document.id,
            code=o.code,
            area=problem.area,
            problem=problem.words,
            words=o.words,
            measure=o.measure,
            baseline=o.baseline,
            target=o.target,
            started_on=o.started_on,
            target_on=o.target_on,
            standing=o.standing,
            is_shown=bool(problem.shown_by),
        )
        for o in problem.objectives
    ]
