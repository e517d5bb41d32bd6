"""A psychosocial update: what the chart has found since stands in it beside what was told before."""

from counselor_desk.desk.desk import Context
from counselor_desk.services.chart import prefill_assessment
from counselor_desk.services.documents.prefilling import PrefilledAnswer

TEMPLATE = "psychosocial_update"


def fill(ctx: Context, client_id: int) -> dict[str, PrefilledAnswer]:
    return prefill_assessment.fill(ctx, client_id)
