"""A first plan from the intake: what the person brings, and what is in the way."""

from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.services.care import intakes
from counselor_desk.services.documents.prefilling import PrefilledAnswer

TEMPLATE = "treatment_plan"
ASKED = ("strengths", "barriers")


def fill(ctx: Context, client_id: int) -> dict[str, PrefilledAnswer]:
    asked = intakes.current(ctx, client_id)
    answers = asked.answers if asked else {}
    return {key: PrefilledAnswer(str(answers.get(key) or ""), _("the intake")) for key in ASKED}
