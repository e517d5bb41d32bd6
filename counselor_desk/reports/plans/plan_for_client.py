"""The plan as a letter to the client: plain words, large type, the client's own goals first."""

from dataclasses import dataclass

from reportlab.platypus import Flowable

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.plans.plan import OPEN, Objective, Plan
from counselor_desk.domain.roles import Can
from counselor_desk.reports.press import letterhead, marks, words
from counselor_desk.reports.press.press import Report, Sheet
from counselor_desk.services.documents.documents import read
from counselor_desk.services.plans import plans


@dataclass(frozen=True)
class PlanLetter:
    """What the client takes home."""

    sheet: Sheet
    client_name: str
    counselor: str
    strengths: str
    plan: Plan
    still_open: frozenset[str]
    review_on: str
    phone: str


@query(Can.READ_CHART, "plan_for_client.gather")
def gather(ctx: Context, client_id: int) -> PlanLetter:
    here = plans.chart(ctx, client_id)
    if here.in_force is None:
        raise Refused(_("There is no signed plan yet. Sign the plan first."))
    opened, clinic = read(ctx, here.in_force.id), ctx.clinic
    return PlanLetter(
        sheet=letterhead.sheet(ctx, _("My plan"), opened.client, size=16),
        client_name=opened.client.preferred_name or opened.client.given_name,
        counselor=opened.author.signature,
        strengths=str(here.in_force.body.get("strengths", "")),
        plan=Plan.from_body(here.in_force.body),
        still_open=frozenset(o.code for o in here.objectives if o.standing in OPEN),
        review_on=words.day(here.review_on) if here.review_on else "",
        phone=clinic.phone,
    )


def story(letter: PlanLetter) -> list[Flowable]:
    parts: list[Flowable] = [
        marks.heading(_("My plan"), 0),
        marks.paragraph(_("Dear {name},").format(name=letter.client_name)),
        marks.paragraph(_("This is what we have agreed on. It is yours. It can change when you want it to.")),
    ]
    if letter.strengths:
        parts += [marks.heading(_("What you bring")), marks.paragraph(letter.strengths)]
    for problem in letter.plan.problems:
        goals = [g for g in problem.goals if g.words]
        open_ones = [o for o in problem.objectives if o.code in letter.still_open]
        if not (goals and open_ones):
            continue
        heads = [marks.heading(f"\u201c{goal.words}\u201d") for goal in goals]
        steps = marks.bullets(_step(o) for o in open_ones)
        parts.append(marks.keep_together([*heads, marks.label(_("The steps")), steps]))
        does = dict.fromkeys(_does(o) for o in open_ones)
        helps = [sentence for group in does for sentence in group.split("\n") if sentence]
        if helps:
            does_help = [
                marks.label(_("What helps you with it")),
                marks.bullets(dict.fromkeys(helps)),
            ]
            parts.append(marks.keep_together(does_help))
    parts += _ending(letter)
    return parts


def _step(o: Objective) -> str:
    by = _("by {day}").format(day=words.day(o.target_on)) if o.target_on else ""
    return ", ".join(p for p in (o.words, by) if p) + "."


def _does(o: Objective) -> str:
    sentences = [", ".join(p for p in (i.what, i.often) if p) for i in o.interventions]
    return "\n".join(sentences)


def _ending(letter: PlanLetter) -> list[Flowable]:
    parts: list[Flowable] = []
    if letter.review_on:
        sentence = _("We look at it together again by {day}.").format(day=letter.review_on)
        parts.append(marks.paragraph(sentence))
    if letter.phone:
        sentence = _("Call us at {phone} when something comes up.").format(phone=letter.phone)
        parts.append(marks.paragraph(sentence))
    parts.append(marks.paragraph(_("In a crisis, call or text 988. If a life is in danger, call 911.")))
    parts += [marks.gap(8), marks.paragraph(letter.counselor)]
    return [marks.keep_together(parts)]


ASKS = Form.of(lazy("My plan"), Field("client_id", lazy("Client"), Kind.NUMBER, required=True))
REPORT = Report("plan_for_client", lazy("Plan for the client"), ASKS, gather, story, group="client")
