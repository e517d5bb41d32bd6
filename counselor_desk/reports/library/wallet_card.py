"""The relapse-prevention plan in short: a card for the wallet and a sheet for the fridge door."""

from dataclasses import dataclass
from typing import Any

from reportlab.platypus import Flowable

from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.errors import Refused
from counselor_desk.i18n import _
from counselor_desk.reports import letterhead, marks
from counselor_desk.reports.press import Report, Sheet
from counselor_desk.services.desk import Context, query
from counselor_desk.services.note_lists import last_final

Body = dict[str, Any]


@dataclass(frozen=True)
class Card:
    """What stands on it: nothing that tells a finder of treatment."""

    sheet: Sheet
    body: Body


@query(Can.READ_CHART)
def gather(ctx: Context, client_id: int) -> Card:
    plan = last_final(ctx, client_id, "relapse_prevention")
    if plan is None:
        raise Refused(_("There is no signed relapse-prevention plan yet."))
    # The client's own card: no clinic, no name, no notice, so that a lost card tells nothing.
    sheet = letterhead.sheet(ctx, _("My card"), size=13, clinic="", clinic_lines=(), printed="")
    return Card(sheet, dict(plan.body))


def story(card: Card) -> list[Flowable]:
    body = card.body
    people = [f"{p.get('name', '')}  {p.get('phone', '')}".strip() for p in body.get("people", [])]
    first = [f"{r.get('trigger', '')}: {r.get('first', '')}" for r in body.get("if_then", [])]
    return [
        marks.small(_("Cut out and fold")),
        marks.box([
            marks.label(_("I watch out for")), marks.paragraph(str(body.get("triggers_short", ""))),
            marks.label(_("I can")), marks.paragraph(", ".join(body.get("toolkit", []))),
            marks.label(_("I call")), marks.paragraph(", ".join([*people, "988", "911"])),
        ]),
        marks.gap(18),
        marks.heading(_("For the fridge door")),
        marks.label(_("Why")), marks.paragraph(str(body.get("reasons", ""))),
        marks.label(_("If this comes, I do that")), marks.bullets(first),
        marks.label(_("I call")), marks.bullets(people),
        marks.label(_("If I slip")), marks.paragraph(str(body.get("slip", ""))),
        marks.paragraph(str(body.get("emergency", ""))),
        marks.paragraph(_("In a crisis call or text 988. In danger of life call 911.")),
    ]  # fmt: skip


ASKS = Form.of(_("My card"), Field("client_id", _("Client"), Kind.NUMBER, required=True))
REPORT = Report("wallet_card", _("Wallet card and fridge sheet"), ASKS, gather, story,
                group="client")  # fmt: skip
