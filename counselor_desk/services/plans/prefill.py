"""A plan's first answers: diagnoses, level and admission; what the person brings, what is in the way."""

from counselor_desk.catalog import definitions
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.services.care import diagnoses, episodes, intakes
from counselor_desk.services.documents.prefilling import PrefilledAnswer

TEMPLATE = "treatment_plan"
ASKED = ("strengths", "barriers")


def fill(ctx: Context, client_id: int) -> dict[str, PrefilledAnswer]:
    asked = intakes.current(ctx, client_id)
    answers = asked.answers if asked else {}
    told = {key: PrefilledAnswer(str(answers.get(key) or ""), _("the intake")) for key in ASKED}
    return {**told, **standing_now(ctx, client_id)}


def standing_now(ctx: Context, client_id: int) -> dict[str, PrefilledAnswer]:
    """What stands at the head of a plan and is new with each version: diagnoses, level, admission."""
    active = diagnoses.formulation(ctx, client_id).active
    lines = [f"{s.diagnosis.code} {s.diagnosis.label}" for s in active]
    care = episodes.standing(ctx, client_id)
    admitted = care.episode.admitted_on if care.episode else None
    level = definitions.edition(care.level.edition).label(care.level.code) if care.level else ""
    source = _("the episode of care")
    return {
        "admitted_on": PrefilledAnswer(admitted.isoformat() if admitted else "", source),
        "level": PrefilledAnswer(level.replace("  ", " "), source),
        "diagnoses": PrefilledAnswer("\n".join(lines), _("the diagnoses")),
    }
