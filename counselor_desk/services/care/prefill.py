"""A suicide risk assessment begins with what the screens say."""

from counselor_desk.desk.desk import Context
from counselor_desk.services.care import risk_words
from counselor_desk.services.documents.prefilling import PrefilledAnswer

TEMPLATE = risk_words.RISK


def fill(ctx: Context, client_id: int) -> dict[str, PrefilledAnswer]:
    return {"screen": risk_words.of_screens(ctx, client_id)}
