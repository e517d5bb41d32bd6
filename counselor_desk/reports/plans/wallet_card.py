"""The relapse-prevention plan in short: a card for the wallet and a sheet for the fridge door."""

from dataclasses import dataclass
from typing import Any

from reportlab.platypus import Flowable

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.reports.plans.folded_card import folded
from counselor_desk.reports.press import letterhead, marks
from counselor_desk.reports.press.press import Report, Sheet
from counselor_desk.services.documents.lists import last_final

Body = dict[str, Any]


@dataclass(frozen=True)
class WalletCard:
    """What stands on it: nothing that tells a finder of treatment."""

    sheet: Sheet
    body: Body


@query(Can.READ_CHART, "wallet_card.gather")
def gather(ctx: Context, client_id: int) -> WalletCard:
    plan = last_final(ctx, client_id, "relapse_prevention")
    if plan is None:
        raise Refused(_("There is no signed relapse-prevention plan yet."))
    # The client's own card: no clinic, no name, no notice, so that a lost card tells nothing.
    sheet = letterhead.sheet(ctx, _("My card"), size=13, clinic="", clinic_lines=(), printed="")
    return WalletCard(sheet, dict(plan.body))


def story(card: WalletCard) -> list[Flowable]:
    body = card.body
    people = [_joined(p.get("name"), p.get("phone")) for p in body.get("people", [])]
    first = [_joined(r.get("trigger"), r.get("first"), ": ") for r in body.get("if_then", [])]
    tools = ", ".join(body.get("toolkit", []))
    front = [
        *marks.question_and_answer(_("I watch out for"), _answer(body, "triggers_short")),
        *marks.question_and_answer(_("I can"), tools),
    ]
    back = [marks.label(_("I call")), *(marks.paragraph(who) for who in people), marks.paragraph("988, 911")]
    return [
        marks.small(_("Cut out along the line and fold in the middle.")),
        folded(front, back),
        marks.heading(_("For the fridge door")),
        *marks.question_and_answer(_("Why"), _answer(body, "reasons")),
        marks.label(_("If this comes, I do that")),
        marks.bullets(first),
        marks.label(_("I call")),
        marks.bullets(people),
        *marks.question_and_answer(_("If I slip"), _answer(body, "slip")),
        *marks.question_and_answer(_("In an emergency"), _answer(body, "emergency")),
        marks.paragraph(_("In a crisis, call or text 988. If a life is in danger, call 911.")),
    ]


def _answer(body: Body, key: str) -> str:
    return str(body.get(key, ""))


def _joined(first: object, then: object, between: str = ", ") -> str:
    return between.join(str(part) for part in (first, then) if part)


ASKS = Form.of(lazy("My card"), Field("client_id", lazy("Client"), Kind.NUMBER, required=True))
REPORT = Report("wallet_card", lazy("Wallet card and fridge sheet"), ASKS, gather, story, group="client")
