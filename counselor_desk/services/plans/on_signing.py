"""A signed plan becomes the one in force; a signed note leaves a row for each objective it worked on."""

from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.domain.plans.check import check
from counselor_desk.domain.plans.plan import ObjectiveStatus, Plan, Problem
from counselor_desk.records.document import Document
from counselor_desk.records.plan import ObjectiveWork, PlanObjective
from counselor_desk.services.plans import plans

PLAN, REVIEW = "treatment_plan", "plan_review"


def before(ctx: Context, document: Document) -> None:
    """A plan with a problem that has no name or a target before its start is not signed.

    A note without an objective is signed, and listed as off the thread.
    """
    if document.template != PLAN:
        return
    stops = [f for f in check(Plan.from_body(document.body)) if f.stops]
    if stops:
        sentence = " ".join(f"{f.where}: {f.words}" if f.where else f.words for f in stops)
        raise Refused(_("Not signed yet. {said}").format(said=sentence), "outline")


def after(ctx: Context, document: Document) -> None:
    if document.template == PLAN:
        _lay_down(ctx, document)
    _note_work(ctx, document)


def _note_work(ctx: Context, document: Document) -> None:
    earlier = select(ObjectiveWork).where(ObjectiveWork.document_id == document.id)
    for work in ctx.find(earlier):
        ctx.remove(work)
    body, day = document.body, document.occurred_on or ctx.today
    if document.template == REVIEW:
        _review(ctx, document)
        ratings = [
            (r.get("objective", ""), r.get("client"), r.get("counselor")) for r in body.get("standing", [])
        ]
    else:
        seen = body.get("progress_client"), body.get("progress_counselor")
        ratings = [(label, *seen) for label in body.get("objectives", [])]
    for label, client, counselor in ratings:
        if code := code_of(label):
            ctx.add(
                ObjectiveWork(
                    client_id=document.client_id,
                    document_id=document.id,
                    code=code,
                    worked_on=day,
                    by_client=client,
                    by_counselor=counselor,
                )
            )


def _lay_down(ctx: Context, document: Document) -> None:
    """The objectives of a signed plan stand as rows; they count once the client has said a word on it.

    A plan is agreed with the client: their signature, or the reason why there is none, with a day
    (domain facts 3.5). Until then the plan before it counts.
    """
    for old in ctx.find(select(PlanObjective).where(PlanObjective.document_id == document.id)):
        ctx.remove(old)  # returned and signed again: the new text takes its place
    for problem in Plan.from_body(document.body).problems:
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


def code_of(label: str) -> str:
    """ "1.2 Carries naloxone" is objective 1.2."""
    code = label.split(" ", 1)[0]
    problem, dot, number = code.partition(".")
    return code if dot and problem.isdigit() and number.isdigit() else ""


def _review(ctx: Context, document: Document) -> None:
    rows = plans.objectives_of(ctx, document.client_id)
    standing = {code_of(r.get("objective", "")): r.get("state") for r in document.body["standing"]}
    for row in rows:
        if state := standing.get(row.code):
            row.standing = ObjectiveStatus(state)
