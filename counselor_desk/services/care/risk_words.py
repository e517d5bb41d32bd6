"""What screens and the last assessment say of the risk of suicide, told in lines."""

from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.domain.date_words import day_words
from counselor_desk.services.assessments import answered
from counselor_desk.services.documents.documents import last_signed_of, template_of
from counselor_desk.services.documents.prefilling import PrefilledAnswer

SCREENS = ("suicide_screen", "phq9")
RISK = "suicide_risk"


def of_screens(ctx: Context, client_id: int) -> PrefilledAnswer:
    """The last screen and the last questionnaire that asks about death, with their days."""
    lines = []
    for instrument in SCREENS:
        rows = [row for row in answered.assessment_rows(ctx, client_id) if row.instrument == instrument]
        last = next((row for row in rows if row.finished and not row.void), None)
        if last is not None:
            lines.append(f"{last.title}: {last.readings} ({day_words(last.taken_on)})")
    return PrefilledAnswer("\n".join(lines), _("the answered instruments"))


def of_risk(ctx: Context, client_id: int) -> PrefilledAnswer:
    """The level of the last signed assessment of risk, else what the screens say."""
    last = last_signed_of(ctx, client_id, (RISK,))
    if last is None:
        return of_screens(ctx, client_id)
    asked = {field.key: field for field in template_of(RISK).form().fields}
    lines = [
        f"{asked[key].label}: {asked[key].label_of(str(last.body[key]))}"
        for key in ("level", "thoughts", "intent", "plan", "self_harm")
        if last.body.get(key)
    ]
    tried = [
        ", ".join(str(row[k]) for k in ("when", "how", "after") if row.get(k))
        for row in last.body.get("attempts", [])
    ]
    if tried:
        lines.append(_("Earlier attempts: {told}").format(told="; ".join(tried)))
    day = day_words(last.occurred_on) if last.occurred_on else ""
    return PrefilledAnswer("\n".join(lines), _("the risk assessment of {day}").format(day=day))
