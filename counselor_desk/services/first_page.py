"""What stands first on a chart: what a client brings, what matters, and the choices made."""

from dataclasses import dataclass

from sqlalchemy import select

from counselor_desk.domain.roles import Can
from counselor_desk.i18n import _
from counselor_desk.records.intake import Intake
from counselor_desk.services.desk import Context, query

CHOICES = {
    "words_avoid": _("words to avoid: {what}"),
    "helps": _("what helps: {what}"),
    "avoid": _("to avoid: {what}"),
    "seat": _("seat: {what}"),
    "counselor_gender": _("counselor: {what}"),
    "touch": _("touch: {what}"),
}
NONE = {"no preference"}


@dataclass(frozen=True)
class Person:
    """In the client's own words, as the newest intake has them."""

    strengths: str
    matters: str
    choices: tuple[str, ...]  # how the client wants to be met


@query(Can.READ_CHART)
def person(ctx: Context, client_id: int) -> Person:
    newest = select(Intake).where(Intake.client_id == client_id).order_by(Intake.id.desc())
    found = ctx.first(newest)
    told = dict(found.answers) if found else {}
    choices = tuple(
        said.format(what=told[key])
        for key, said in CHOICES.items()
        if told.get(key) and told[key] not in NONE
    )
    return Person(
        " ".join(str(told.get("strengths") or "").split()),
        " ".join(str(told.get("values") or "").split()),
        choices,
    )
