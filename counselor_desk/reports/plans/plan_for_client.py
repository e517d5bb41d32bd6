"""The plan as a letter to the client: plain words, large type, the client's own goals first."""

from collections.abc import Mapping
from dataclasses import dataclass

from reportlab.platypus import Flowable

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.plans.plan import OPEN, Objective, Plan
from counselor_desk.domain.plans.statements import spanish_pairs
from counselor_desk.domain.roles import Can
from counselor_desk.reports.press import letterhead, marks, words
from counselor_desk.reports.press.press import Report, Sheet
from counselor_desk.services.documents.documents import read
from counselor_desk.services.plans import plans

# In the client's language. A sentence of the library has its Spanish one beside it; what the counselor
# wrote in words of their own stands as it was written.
SAID: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "My plan",
        "dear": "Dear {name},",
        "agreed": "This is what we have agreed on. It is yours. It can change when you want it to.",
        "bring": "What you bring",
        "steps": "The steps",
        "helps": "What helps you with it",
        "by": "by {day}",
        "again": "We look at it together again by {day}.",
        "call": "Call us at {phone} when something comes up.",
        "crisis": "In a crisis, call or text 988. If a life is in danger, call 911.",
    },
    "es": {
        "title": "Mi plan",
        "dear": "Hola, {name}:",
        "agreed": "Esto es lo que acordamos. Es suyo. Puede cambiar cuando usted quiera.",
        "bring": "Lo que usted ya tiene",
        "steps": "Los pasos",
        "helps": "Lo que le ayuda",
        "by": "para el {day}",
        "again": "Lo vemos juntos otra vez a más tardar el {day}.",
        "call": "Llámenos al {phone} si pasa algo.",
        "crisis": "En una crisis, llame al 988 y marque 2. Si hay una vida en peligro, llame al 911.",
    },
}


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
    phrases: Mapping[str, str]
    pairs: Mapping[str, str]  # the library's sentences in the client's language

    def told(self, words: str) -> str:
        return self.pairs.get(words, words)


@query(Can.READ_CHART, "plan_for_client.gather")
def gather(ctx: Context, client_id: int) -> PlanLetter:
    here = plans.chart(ctx, client_id)
    if here.in_force is None:
        raise Refused(_("There is no signed plan yet. Sign the plan first."))
    opened, clinic = read(ctx, here.in_force.id), ctx.clinic
    language = opened.client.language if opened.client.language in SAID else "en"
    phrases = SAID[language]
    return PlanLetter(
        sheet=letterhead.sheet(ctx, phrases["title"], opened.client, size=16, language=language),
        client_name=opened.client.first_called,
        counselor=opened.author.signature,
        strengths=str(here.in_force.body.get("strengths", "")),
        plan=Plan.from_body(here.in_force.body),
        still_open=frozenset(o.code for o in here.objectives if o.standing in OPEN),
        review_on=words.day(here.review_on, language) if here.review_on else "",
        phone=clinic.phone,
        phrases=phrases,
        pairs=spanish_pairs(files.statements().values()) if language == "es" else {},
    )


def story(letter: PlanLetter) -> list[Flowable]:
    said = letter.phrases
    parts: list[Flowable] = [
        marks.heading(said["title"], 0),
        marks.paragraph(said["dear"].format(name=letter.client_name)),
        marks.paragraph(said["agreed"]),
    ]
    if letter.strengths:
        parts += [marks.heading(said["bring"]), marks.paragraph(letter.strengths)]
    for problem in letter.plan.problems:
        goals = [g for g in problem.goals if g.words]
        open_ones = [o for o in problem.objectives if o.code in letter.still_open]
        if not (goals and open_ones):
            continue
        heads = [marks.heading(f"\u201c{letter.told(goal.words)}\u201d") for goal in goals]
        steps = marks.bullets(_step(letter, o) for o in open_ones)
        parts.append(marks.keep_together([*heads, marks.label(said["steps"]), steps]))
        helps = dict.fromkeys(sentence for o in open_ones for sentence in _help(letter, o))
        if helps:
            parts.append(marks.keep_together([marks.label(said["helps"]), marks.bullets(helps)]))
    parts += _ending(letter)
    return parts


def _step(letter: PlanLetter, o: Objective) -> str:
    day = words.day(o.target_on, letter.sheet.language)
    by = letter.phrases["by"].format(day=day) if day else ""
    return ", ".join(p for p in (letter.told(o.words), by) if p) + "."


def _help(letter: PlanLetter, o: Objective) -> list[str]:
    done = (", ".join(letter.told(p) for p in (i.what, i.often) if p) for i in o.interventions)
    return [sentence for sentence in done if sentence]


def _ending(letter: PlanLetter) -> list[Flowable]:
    said = letter.phrases
    parts: list[Flowable] = []
    if letter.review_on:
        parts.append(marks.paragraph(said["again"].format(day=letter.review_on)))
    if letter.phone:
        parts.append(marks.paragraph(said["call"].format(phone=letter.phone)))
    parts.append(marks.paragraph(said["crisis"]))
    parts += [marks.gap(8), marks.paragraph(letter.counselor)]
    return [marks.keep_together(parts)]


ASKS = Form.of(lazy("My plan"), Field("client_id", lazy("Client"), Kind.NUMBER, required=True))
REPORT = Report("plan_for_client", lazy("Plan for the client"), ASKS, gather, story, group="client")
