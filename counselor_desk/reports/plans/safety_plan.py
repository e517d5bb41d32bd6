"""The safety plan as the client takes it home: one page for the wall, and a card for the wallet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from reportlab.platypus import Flowable

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.records.plan import PlanSignature
from counselor_desk.reports.plans.folded_card import folded
from counselor_desk.reports.press import letterhead, marks, words
from counselor_desk.reports.press.press import Report, Sheet
from counselor_desk.reports.press.signature import SignatureDrawing
from counselor_desk.services.care import safety_plans
from counselor_desk.services.documents import documents
from counselor_desk.services.plans import plans

# In the language of the client, which need not be that of the person who prints. 988 answers in
# Spanish after 2 (988lifeline.org/es). A qualified translator reads the Spanish before its use.
SAID: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "My safety plan",
        "how": "Begin at the top, and go down until the danger has passed.",
        "signs": "How I notice that it is getting bad",
        "alone": "What I can do on my own",
        "places": "People and places that take my mind off it",
        "people": "People I can ask for help",
        "professionals": "Professionals I can call",
        "safe_place": "My place is safe",
        "matters": "What matters to me",
        "now": "In danger now? Call or text 988, or call 911. Stay with someone.",
        "lines": "988  ·  911",
        "again": "We look at it again on {day}.",
        "signed": "Signed: {name}, {day}",
        "client": "Client",
        "date": "Date",
        "cut": "Cut out along the line and fold in the middle.",
        "card": "For hard hours",
        "call": "I call",
    },
    "es": {
        "title": "Mi plan de seguridad",
        "how": "Empiece arriba y siga hacia abajo hasta que pase el peligro.",
        "signs": "Cómo noto que algo va mal",
        "alone": "Lo que puedo hacer por mi cuenta",
        "places": "Gente y lugares que me distraen",
        "people": "Personas a quienes puedo pedir ayuda",
        "professionals": "Profesionales a quienes puedo llamar",
        "safe_place": "Mi lugar es seguro",
        "matters": "Lo que me importa",
        "now": "¿Hay peligro ahora? Llame al 988 y marque 2, o llame al 911. Quédese con alguien.",
        "lines": "988, marque 2  ·  911",
        "again": "Lo miramos otra vez el {day}.",
        "signed": "Firmado: {name}, {day}",
        "client": "Cliente",
        "date": "Fecha",
        "cut": "Recorte por la línea y doble por el medio.",
        "card": "Para horas difíciles",
        "call": "Llamo a",
    },
}
# The type is as large as one page allows, in points; what would be smaller than this goes on overleaf.
LARGEST, SMALLEST = 13.0, 7.5
STEPS = 7
ACROSS, DOWN = 500, 500  # points of the page that the steps have to themselves
HEADING, ROW = 2.9, 1.62  # lines of type that a heading and a line of an answer take


@dataclass(frozen=True)
class SafetyPlanPaper:
    """The plan in the client's own words, and who signed it."""

    sheet: Sheet
    phrases: Mapping[str, str]
    answers: Mapping[str, Any]
    review_on: str
    counselor: str
    of_client: str
    strokes: Sequence[dict[str, Any]]


@query(Can.READ_CHART, "safety_plan_page.gather")
def gather_page(ctx: Context, client_id: int, language: str = "") -> SafetyPlanPaper:
    """The page; its head names client and clinic, for it stays at home and in the chart."""
    return _gather(ctx, client_id, language, is_card=False)


@query(Can.READ_CHART, "safety_plan_card.gather")
def gather_card(ctx: Context, client_id: int, language: str = "") -> SafetyPlanPaper:
    """The card; whoever finds it learns neither a name nor a clinic."""
    return _gather(ctx, client_id, language, is_card=True)


def _gather(ctx: Context, client_id: int, language: str, is_card: bool) -> SafetyPlanPaper:
    here = safety_plans.standing(ctx, client_id)
    if here is None:
        raise Refused(_("There is no signed safety plan yet. Make it with the client and sign it."))
    opened = documents.read(ctx, here.document_id)
    spoken = language or opened.client.language
    phrases = SAID.get(spoken, SAID["en"])
    body = opened.document.body
    signature = _signature(plans.signatures_on(ctx, here.document_id), opened.document.digest)
    about: dict[str, Any] = {"language": spoken if spoken in SAID else "en"}
    if is_card:
        about |= {"clinic": "", "clinic_lines": (), "printed": "", "size": 11.0}
    else:
        about["size"] = _size(body)
    signed_on = here.signed_at.astimezone().date()
    return SafetyPlanPaper(
        sheet=letterhead.sheet(ctx, phrases["title"], None if is_card else opened.client, **about),
        phrases=phrases,
        answers=dict(body),
        review_on=_day(here.review_on, about["language"]),
        counselor=_signed(phrases, opened.author.signature, signed_on, about["language"]),
        of_client=(
            _signed(phrases, signature.signer, signature.signed_at.astimezone().date(), about["language"])
            if signature
            else ""
        ),
        strokes=tuple(signature.strokes) if signature else (),
    )


def _signature(signatures: Iterable[PlanSignature], digest: str) -> PlanSignature | None:
    """The client's signature on these very words; a reason why there is none signs nothing."""
    mine = [s for s in signatures if s.shown_digest == digest and s.manner not in plans.WITHOUT]
    return mine[-1] if mine else None


def _day(on: date | None, language: str) -> str:
    return words.day(on, language) if on else ""


def _signed(phrases: Mapping[str, str], name: str, on: date, language: str) -> str:
    return phrases["signed"].format(name=name, day=_day(on, language))


def _size(body: Mapping[str, Any]) -> float:
    """The largest type in which all steps stand on one page."""
    lines = _all_lines(body)
    size = LARGEST
    while size > SMALLEST:
        a_line = ACROSS / (size * 0.5)  # letters
        rows = sum(ceil(len(line) / a_line) for line in lines)
        if size * (STEPS * HEADING + rows * ROW) <= DOWN:
            break
        size -= 0.5
    return size


def _all_lines(body: Mapping[str, Any]) -> list[str]:
    texts = ("signs", "alone", "places", "safe_place", "who_makes_safe", "matters")
    lines = [line for key in texts for line in _lines(body, key)]
    return [*lines, *_called(body, "people"), *_called(body, "professionals")]


def _lines(body: Mapping[str, Any], key: str) -> list[str]:
    return [line.strip() for line in str(body.get(key) or "").splitlines() if line.strip()]


def _called(body: Mapping[str, Any], key: str) -> list[str]:
    rows = body.get(key) or []
    return [", ".join(str(row[k]) for k in ("name", "phone", "hours") if row.get(k)) for row in rows]


def page_story(paper: SafetyPlanPaper) -> list[Flowable]:
    said, body = paper.phrases, paper.answers
    parts: list[Flowable] = [marks.heading(said["title"], 0), marks.small(said["how"])]
    steps = [
        ("signs", _lines(body, "signs")),
        ("alone", _lines(body, "alone")),
        ("places", _lines(body, "places")),
        ("people", _called(body, "people")),
        ("professionals", [*_called(body, "professionals"), said["lines"]]),
        ("safe_place", [*_lines(body, "safe_place"), *_lines(body, "who_makes_safe")]),
        ("matters", _lines(body, "matters")),
    ]
    shown = [(said[key], lines) for key, lines in steps if lines]
    for number, (title, lines) in enumerate(shown, 1):
        parts.append(marks.keep_together([marks.heading(f"{number}. {title}", 2), marks.bullets(lines)]))
    parts.append(marks.box([marks.paragraph(said["now"])]))
    if paper.review_on:
        parts.append(marks.small(said["again"].format(day=paper.review_on)))
    return [*parts, marks.keep_together(_signatures(paper))]


def _signatures(paper: SafetyPlanPaper) -> list[Flowable]:
    signed: list[Flowable] = [marks.rule()]
    if paper.strokes:
        signed.append(SignatureDrawing(paper.strokes, 150))
    if paper.of_client:
        signed.append(marks.small(paper.of_client))
    else:
        signed.append(marks.write_in_lines(f"{paper.phrases['client']}, {paper.phrases['date']}"))
    return [*signed, marks.small(paper.counselor)]


def card_story(paper: SafetyPlanPaper) -> list[Flowable]:
    said, body = paper.phrases, paper.answers
    front: list[Flowable] = [marks.label(said["card"])]
    for key in ("signs", "alone", "places"):
        front += [marks.label(said[key]), *(marks.paragraph(line) for line in _lines(body, key))]
    people = [*_called(body, "people"), *_called(body, "professionals")]
    back: list[Flowable] = [
        marks.label(said["call"]),
        *(marks.paragraph(who) for who in people),
        marks.paragraph(said["lines"]),
        marks.label(said["matters"]),
        *(marks.paragraph(line) for line in _lines(body, "matters")),
    ]
    return [marks.small(said["cut"]), folded(front, back)]


ASKS = Form.of(
    lazy("Safety plan"),
    Field("client_id", lazy("Client"), Kind.NUMBER, required=True),
    Field(
        "language",
        lazy("Language"),
        Kind.CHOICE,
        choices=(Choice("en", lazy("English")), Choice("es", lazy("Spanish"))),
        help=lazy("Empty: the language of the client's handouts. The client's own words stay as they are."),
    ),
)
PAGE = Report(
    "safety_plan_page", lazy("Safety plan, one page"), ASKS, gather_page, page_story, group="client"
)
CARD = Report(
    "safety_plan_card", lazy("Safety plan, wallet card"), ASKS, gather_card, card_story, group="client"
)
REPORTS = (PAGE, CARD)
