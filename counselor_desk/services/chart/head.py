"""What stands at the head of a chart: the care of today, and that a safety plan is there."""

from dataclasses import dataclass

from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can
from counselor_desk.services.care import episodes, safety_plans, vital_facts
from counselor_desk.services.care.episodes import CareStatus
from counselor_desk.services.care.safety_plans import SafetyPlanStanding


@dataclass(frozen=True)
class ChartHead:
    """The facts of the identity strip that come from care and documents."""

    care: CareStatus
    safety_plan: SafetyPlanStanding | None  # None also for who reads no charts
    alerts: tuple[str, ...] = ()  # allergies, pregnancy, interpreter


@query(Can.SEE_CLIENTS, "chart_head.of_client")
def of_client(ctx: Context, client_id: int) -> ChartHead:
    reads = ctx.actor.may(Can.READ_CHART)
    return ChartHead(
        care=episodes.standing(ctx, client_id),
        safety_plan=safety_plans.standing(ctx, client_id) if reads else None,
        alerts=vital_facts.alerts(vital_facts.of_client(ctx, client_id)) if reads else (),
    )
