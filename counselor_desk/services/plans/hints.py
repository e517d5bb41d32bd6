"""What a plan could have: problems that the chart speaks for, and what is still missing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import NotNullable, select

from counselor_desk.catalog import files
from counselor_desk.catalog.definitions import title_of
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.plans.check import PlanFinding, check
from counselor_desk.domain.plans.plan import Plan
from counselor_desk.domain.plans.statements import ProblemSuggestion, suggest_problems
from counselor_desk.domain.roles import Can
from counselor_desk.records.assessment import Administration, Score
from counselor_desk.records.base import Body
from counselor_desk.records.diagnosis import Diagnosis, ProblemLink
from counselor_desk.records.document import Document, Status
from counselor_desk.services.care import intakes
from counselor_desk.services.plans import plans

RECENT = timedelta(days=120)  # an older total suggests nothing


@dataclass(frozen=True)
class PlanSuggestions:
    """What the chart speaks for: problems with their evidence, and pairs that are linked."""

    problems: Sequence[ProblemSuggestion]
    links: Sequence[tuple[str, str]] = field(default_factory=list)  # codes, use and mind
    hope: str = ""  # what the client said at the intake: a goal in the client's own words


@query(Can.READ_CHART, "plan_hints.suggestions")
def suggestions(ctx: Context, client_id: int) -> PlanSuggestions:
    """Problems that the client's diagnoses and latest totals speak for: offered, never forced."""
    active = _active(ctx, client_id)
    problems = suggest_problems(
        files.statements().values(),
        {d.code: d.label for d in active},
        _totals(ctx, client_id),
    )
    code = {d.id: d.code for d in active}
    links = ctx.find(select(ProblemLink).where(ProblemLink.client_id == client_id))
    pairs = [(code[n.use_id], code[n.mind_id]) for n in links if {n.use_id, n.mind_id} <= set(code)]
    asked = intakes.current(ctx, client_id)
    hope = str(asked.answers.get("hope") or "").strip() if asked else ""
    return PlanSuggestions(problems, pairs, hope)


@query(Can.READ_CHART, "plan_hints.findings")
def findings(ctx: Context, document_id: int) -> list[PlanFinding]:
    """What the plan could have and has not, held against the client's active diagnoses."""
    document = ctx.get(Document, document_id)
    newer = ctx.first(
        select(Document).where(
            *plans.versions_of(document.client_id),
            Document.status != Status.VOID,
            Document.signed_at > document.created_at,
            Document.id != document.id,
        )
    )
    sentence = _("A version was signed after this one was started. Look at it before you sign this one.")
    overtaken = [PlanFinding("", sentence, id="overtaken")] if newer is not None else []
    return [*overtaken, *_check(ctx, document.client_id, document.body)]


def _check(ctx: Context, client_id: int, body: Body) -> list[PlanFinding]:
    codes = [d.code for d in _active(ctx, client_id)]
    reason = str(body.get("not_integrated", ""))
    found = check(Plan.from_body(body), codes, reason)
    if body.get("medication_coordination"):
        found = [f for f in found if f.id != "medication"]
    if not str(body.get("discharge_when") or "").strip() and all(f.id != "empty" for f in found):
        ending = _("When can this care end or step down? Write what will be seen by then.")
        found.append(PlanFinding("", ending, id="discharge"))
    return found


def _active(ctx: Context, client_id: int) -> list[Diagnosis]:
    return ctx.find(
        select(Diagnosis)
        .where(Diagnosis.client_id.in_(ctx.person_charts(client_id)), Diagnosis.resolved_on.is_(None))
        .order_by(Diagnosis.rank, Diagnosis.id)
    )


def _totals(ctx: Context, client_id: int) -> dict[str, tuple[int, str]]:
    """The latest total of each instrument that is not too old to speak."""
    since = ctx.today - RECENT
    newest = (
        select(Score.instrument, NotNullable(Score.value))
        .join(Administration, Administration.id == Score.administration_id)
        .where(
            Score.client_id.in_(ctx.person_charts(client_id)),
            Score.scale == "total",
            Score.value.is_not(None),
            Score.taken_on >= since,
            Administration.void_reason == "",
        )
        .order_by(Score.taken_on, Score.id)
    )
    return {key: (value, title_of(key)) for key, value in ctx.tuples(newest)}
