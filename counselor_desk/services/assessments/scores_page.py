"""A client's questionnaires on one page: what is raised, what was answered, how it goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can
from counselor_desk.records.assessment import Flag
from counselor_desk.services.assessments import answered, assessments
from counselor_desk.services.assessments.answered import AssessmentRow
from counselor_desk.services.assessments.assessments import ScoreTrend


@dataclass(frozen=True)
class ScoresPage:
    """Open flags, questionnaires with their answers, and the lines of their scores."""

    flags: Sequence[Flag]
    taken: Sequence[AssessmentRow]
    trends: Sequence[ScoreTrend]


@query(Can.READ_CHART, "assessments.page")
def of_client(ctx: Context, client_id: int) -> ScoresPage:
    return ScoresPage(
        assessments.open_flags(ctx, client_id),
        answered.assessment_rows(ctx, client_id),
        assessments.trends(ctx, client_id),
    )
