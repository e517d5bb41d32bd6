"""The first page of a chart: what is known of the person and the care, in one answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can
from counselor_desk.records.assessment import Flag
from counselor_desk.services.assessments import assessments
from counselor_desk.services.care import diagnoses, episodes, intakes, outcomes
from counselor_desk.services.care.diagnoses import Formulation
from counselor_desk.services.care.episodes import CareStatus
from counselor_desk.services.care.intakes import ClientPreferences
from counselor_desk.services.care.outcomes import OutcomeHistory
from counselor_desk.services.chart import lifeline
from counselor_desk.services.chart.lifeline import LifeLine


@dataclass(frozen=True)
class ChartOverview:
    """Everything on it but the appointments, which the schedule tells."""

    flags: Sequence[Flag]
    person: ClientPreferences
    standing: CareStatus
    formulation: Formulation
    outcomes: OutcomeHistory
    line: LifeLine


@query(Can.READ_CHART, "overview.of_client")
def of_client(ctx: Context, client_id: int) -> ChartOverview:
    return ChartOverview(
        flags=assessments.open_flags(ctx, client_id),
        person=intakes.person(ctx, client_id),
        standing=episodes.standing(ctx, client_id),
        formulation=diagnoses.formulation(ctx, client_id),
        outcomes=outcomes.outcomes(ctx, client_id),
        line=lifeline.lifeline(ctx, client_id),
    )
