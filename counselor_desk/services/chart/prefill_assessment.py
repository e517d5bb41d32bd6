"""A biopsychosocial assessment from what was told and found already: nothing is asked twice."""

from typing import Any

from counselor_desk.catalog import definitions
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.services.care import intakes, risk_words, vital_facts
from counselor_desk.services.chart import chart_words
from counselor_desk.services.documents.prefilling import PrefilledAnswer

TEMPLATE = "biopsychosocial"

# Which answers of the intake belong to which question, each with the words that lead it.
FROM_INTAKE = {
    "why_now": ("referral", "first_contact_wish"),
    "overdoses": ("overdoses", "last_overdose", "uses_alone", "shares"),
    "treatment_before": ("prior_episodes", "longest", "helped", "not_helped"),
    "health": ("conditions", "pregnant", "last_doctor", "hepatitis_hiv"),
    "mind": ("psychiatric", "mind"),
    "violence": ("safe_home",),
    "family": ("family", "children"),
    "learning_work": ("education", "employment", "veteran"),
    "home_money": ("living", "living_with", "income_source", "insurance", "payer"),
    "law": ("arrests", "court"),
    "relationships": ("supports", "use_around"),
    "strengths": ("strengths", "got_through", "values"),
    "barriers": ("barriers",),
}


def fill(ctx: Context, client_id: int) -> dict[str, PrefilledAnswer]:
    return {
        **from_intake(ctx, client_id),
        "use": chart_words.of_use(ctx, client_id),
        "withdrawal": chart_words.of_withdrawal(ctx, client_id),
        "medicines": chart_words.of_medicines(ctx, client_id),
        "scores": chart_words.of_scores(ctx, client_id),
        "criteria": chart_words.of_criteria(ctx, client_id),
        "suicide": risk_words.of_risk(ctx, client_id),
        **chart_words.of_diagnoses(ctx, client_id),
        **chart_words.of_needs(ctx, client_id),
    }


def from_intake(ctx: Context, client_id: int) -> dict[str, PrefilledAnswer]:
    """What was told at the intake, under the questions of the assessment."""
    intake = intakes.current(ctx, client_id)
    answers = dict(intake.answers) if intake else {}
    labels = _labels()
    source = _("the intake")
    told = {
        key: chart_words.told(source, *((labels.get(name, ""), _said(answers.get(name))) for name in names))
        for key, names in FROM_INTAKE.items()
    }
    hope = str(answers.get("hope") or "").strip()
    concern = f"\u201c{hope}\u201d" if hope else ""
    facts = vital_facts.of_client(ctx, client_id)
    if facts is not None:
        told["health"] = chart_words.joined(told["health"], chart_words.of_body(facts))
        told["family"] = chart_words.joined(told["family"], chart_words.of_children(facts))
    return {"concern": PrefilledAnswer(concern, source), **told}


def _labels() -> dict[str, str]:
    steps = definitions.intake_path().steps
    return {field.key: str(field.label) for step in steps for s in step.sections for field in s.fields}


def _said(value: Any) -> str:
    if value is True:
        return _("yes")
    return "" if value in (None, False, []) else str(value)
