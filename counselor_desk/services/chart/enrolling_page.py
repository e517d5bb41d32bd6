"""What enrolling a client in rewards asks of the chart and the clinic, in one trip."""

from collections.abc import Sequence
from dataclasses import dataclass

from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.services.clients import clients
from counselor_desk.services.plans import plans
from counselor_desk.services.rewards import from_chart, schedules
from counselor_desk.services.rewards.schedules import OfferedSchedule, Policy


@dataclass(frozen=True)
class EnrollingPage:
    """Who is enrolled, in which schedules, for which objectives, with which money."""

    client: Client
    policy: Policy
    objectives: tuple[str, ...]
    groups: Sequence[tuple[int, str]]
    offers: Sequence[OfferedSchedule]


@query(Can.RECORD_REWARD, "reward_views.enrolling")
def enrolling_page(ctx: Context, client_id: int) -> EnrollingPage:
    return EnrollingPage(
        client=clients.read(ctx, client_id),
        policy=schedules.policy(ctx),
        objectives=tuple(plans.objective_choices(ctx, client_id)),
        groups=from_chart.groups_of(ctx, client_id),
        offers=schedules.schedules(ctx),
    )
