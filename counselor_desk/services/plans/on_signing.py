"""A signed note leaves a row for each objective it worked on; a review moves where they stand."""

from sqlalchemy import select

from counselor_desk.desk.desk import Context
from counselor_desk.domain.plans.plan import Standing
from counselor_desk.records.document import Document
from counselor_desk.records.plan import ObjectiveWork, PlanObjective

REVIEW = "plan_review"


def before(ctx: Context, document: Document) -> None:
    """Nothing refuses: a note without an objective is signed, and listed as off the thread."""


def after(ctx: Context, document: Document) -> None:
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


def code_of(label: str) -> str:
    """ "1.2 Carries naloxone" is objective 1.2."""
    code = label.split(" ", 1)[0]
    problem, dot, number = code.partition(".")
    return code if dot and problem.isdigit() and number.isdigit() else ""


def _review(ctx: Context, document: Document) -> None:
    of_client = PlanObjective.client_id == document.client_id
    rows = ctx.find(select(PlanObjective).where(of_client, PlanObjective.in_force))
    standing = {code_of(r.get("objective", "")): r.get("state") for r in document.body["standing"]}
    for row in rows:
        if state := standing.get(row.code):
            row.standing = Standing(state)
