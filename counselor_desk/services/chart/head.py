"""What stands at the head of a chart: the care of today, open risks, and that a safety plan is there."""

from dataclasses import dataclass

from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can
from counselor_desk.services.assessments import assessments
from counselor_desk.services.care import episodes, safety_plans, vital_facts
from counselor_desk.services.care.episodes import CareStatus
from counselor_desk.services.care.safety_plans import SafetyPlanStanding

RISKS = ("safety", "overdose", "medical")


@dataclass(frozen=True)
class ChartHead:
    """The facts of the identity strip that come from care and documents."""

    care: CareStatus
    safety_plan: SafetyPlanStanding | None  # None also for who reads no charts
    alerts: tuple[str, ...] = ()  # allergies, pregnancy, interpreter
    risks: tuple[str, ...] = ()  # what open flags are about, by `Flag.opens`; () for who reads no charts


@query(Can.SEE_CLIENTS, "chart_head.of_client")
def of_client(ctx: Context, client_id: int) -> ChartHead:
    reads = ctx.actor.may(Can.READ_CHART)
    return ChartHead(
        care=episodes.standing(ctx, client_id),
        safety_plan=safety_plans.standing(ctx, client_id) if reads else None,
        alerts=vital_facts.alerts(vital_facts.of_client(ctx, client_id)) if reads else (),
        risks=_risks(ctx, client_id) if reads else (),
    )


def _risks(ctx: Context, client_id: int) -> tuple[str, ...]:
    """A follow-up that waits for its day is none yet."""
    flags = assessments.open_flags(ctx, client_id)
    opened = {flag.opens for flag in flags if flag.due_on is None or flag.due_on <= ctx.today}
    return tuple(risk for risk in RISKS if risk in opened)
