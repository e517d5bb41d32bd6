"""What goes out: cover, the notice, the consent or another basis, and the chosen part."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from reportlab.platypus import Flowable

from counselor_desk.catalog import files
from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.documents.letter import Letter
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.privacy.disclosure import Basis
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.privacy import Consent, Disclosed
from counselor_desk.reports.chart import course_of_treatment
from counselor_desk.reports.chart.course_of_treatment import CourseOfTreatment
from counselor_desk.reports.documents import letter_story
from counselor_desk.reports.documents.letter_story import LetterText
from counselor_desk.reports.press import letterhead, marks, words
from counselor_desk.reports.press.press import Report, Sheet
from counselor_desk.reports.privacy import consent_paper, disclosed_chart
from counselor_desk.reports.privacy.consent_paper import ConsentPaper
from counselor_desk.reports.privacy.disclosed_chart import DisclosedDocument, InformationTable
from counselor_desk.services.documents import letters
from counselor_desk.services.documents.counseling_notes import SealedNote
from counselor_desk.services.privacy import consents, disclosures, enclosures
from counselor_desk.services.privacy.disclosures import DisclosureRequest, Weighed

FACTS = Glossary(
    {
        "medic": lazy("Medical personnel"),
        "affiliation": lazy("Of"),
        "nature": lazy("Nature of the emergency"),
        "happened_at": lazy("When"),
        "discloser": lazy("Disclosed by"),
        "court": lazy("Court"),
        "order_number": lazy("Order"),
        "ordered_on": lazy("Ordered on"),
        "scope": lazy("The order allows"),
        "body": lazy("Auditor"),
        "authority": lazy("By"),
        "agreement": lazy("Agreement"),
        "reported": lazy("Reported"),
        "police": lazy("Police"),
        "incident": lazy("Incident"),
        "organization": lazy("Organization"),
        "identified": lazy("Client identified by"),
    }
)


@dataclass(frozen=True)
class DisclosurePacket:
    """One disclosure as paper."""

    sheet: Sheet
    recipient: str
    address: str
    purpose: str
    description: str
    basis: str
    cites: str
    facts: tuple[tuple[str, str], ...]
    by: str
    on: str
    number: str
    notice: tuple[str, ...]
    consent: ConsentPaper | None
    lists: tuple[InformationTable, ...]
    leaves: tuple[DisclosedDocument, ...]
    letter: LetterText | None
    course: CourseOfTreatment | None


@dataclass(frozen=True)
class Prepared:
    """What is to be drawn, and on what it was weighed: `disclosures.disclose` asks for both."""

    packet: DisclosurePacket
    weighed: Weighed


def open_leaves(packet: DisclosurePacket, open_words: Callable[[SealedNote], str]) -> DisclosurePacket:
    """Ready to be drawn: separate counseling notes with their words, at their author's seat."""
    return replace(
        packet, leaves=tuple(disclosed_chart.open_leaf(leaf, open_words) for leaf in packet.leaves)
    )


@query(Can.DISCLOSE, "disclosure.gather")
def gather(ctx: Context, disclosed_id: int) -> DisclosurePacket:
    """A disclosure that was made, drawn again: the pages that left are shown where they are kept."""
    disclosure = ctx.get(Disclosed, disclosed_id)
    staff = ctx.get(Staff, disclosure.staff_id)
    number = _("Disclosure {n}").format(n=disclosure.id)
    zone = ctx.clinic.time_zone
    today = words.in_zone(ctx.now, zone).date()
    if today > words.in_zone(disclosure.at, zone).date():
        # The pages that left are shown from where they are kept; this is drawn where none were.
        number += _(", drawn again {day}").format(day=words.day(today))
        if {Category.DIAGNOSES, Category.MEDICATION} & set(disclosure.categories):
            number += _(": diagnoses and medications as of this day")
    return _packet(ctx, disclosure, staff.signature, number, draft=False)


@query(Can.DISCLOSE, "disclosure.preview")
def preview(ctx: Context, asked: DisclosureRequest) -> DisclosurePacket:
    """The same paper before anything left, marked as a draft."""
    return _packet(ctx, disclosures.line_of(ctx, asked), ctx.actor.signature, "", draft=True)


@query(Can.DISCLOSE, "disclosure.prepare")
def prepare(ctx: Context, asked: DisclosureRequest) -> Prepared:
    """The paper that is to leave, under the number it will have. Nothing is written yet."""
    disclosure, weighed = disclosures.weighed_line(ctx, asked)
    number = _("Disclosure {n}").format(n=disclosure.id)
    return Prepared(_packet(ctx, disclosure, ctx.actor.signature, number, draft=False), weighed)


def _packet(ctx: Context, disclosure: Disclosed, by: str, number: str, draft: bool) -> DisclosurePacket:
    client, clinic = ctx.get(Client, disclosure.client_id), ctx.clinic
    consent = ctx.get(Consent, disclosure.consent_id) if disclosure.consent_id else None
    form = consents.form_of(consent.form) if consent else None
    sentence = _("To {recipient}: {purpose}").format(
        recipient=disclosure.recipient, purpose=disclosure.purpose
    )
    sheet = letterhead.sheet(
        ctx, _("Disclosure"), client, status=tuple(p for p in (number, sentence) if p), draft=draft
    )
    return DisclosurePacket(
        sheet=sheet,
        recipient=disclosure.recipient,
        address=disclosure.address,
        purpose=disclosure.purpose,
        description=disclosure.description,
        basis=Basis(disclosure.basis).words,
        cites=str(disclosure.facts.get("cites", "")),
        facts=_facts(disclosure.facts),
        by=by,
        on=words.moment(disclosure.at, clinic.time_zone),
        number=number,
        notice=files.notice("part2_2024")[:1] if clinic.part2_program else (),
        consent=consent_paper.paper(consent, form, clinic.time_zone) if consent and form else None,
        lists=disclosed_chart.gather_tables(ctx, client.id, _listed(ctx, disclosure), disclosure.at),
        leaves=tuple(_leaves(ctx, disclosure)),
        letter=_letter(ctx, disclosure),
        course=course_of_treatment.gather_course(ctx, client.id, disclosure.categories)
        if _course(disclosure)
        else None,
    )


def _leaves(ctx: Context, disclosure: Disclosed) -> Iterator[DisclosedDocument]:
    for enclosed in disclosure.documents:
        if "id" in enclosed:
            yield disclosed_chart.leaf(
                ctx, disclosure.client_id, enclosed["id"], enclosed["hidden"], disclosure.at
            )
        elif "own_note" in enclosed:
            yield disclosed_chart.own_note(ctx, enclosed["own_note"])


def _letter(ctx: Context, disclosure: Disclosed) -> LetterText | None:
    found = next((d for d in disclosure.documents if "letter" in d), None)
    if found is None:
        return None
    template = _as_sent(ctx, found)
    days = date.fromisoformat(found["first"]), date.fromisoformat(found["last"])
    to = "\n".join(p for p in (disclosure.recipient, disclosure.address) if p)
    return letter_story.write_letter(ctx, disclosure.client_id, template, days, to)


def _as_sent(ctx: Context, enclosed: Mapping[str, Any]) -> Letter:
    return letters.as_sent(ctx, enclosed["letter"], enclosed.get("copy", 0))


def _listed(ctx: Context, disclosure: Disclosed) -> list[str]:
    """The kinds that go out as tables: what a letter or the course tells goes out once."""
    sentences: set[str] = set(course_of_treatment.TOLD) if _course(disclosure) else set()
    for enclosed in disclosure.documents:
        if "letter" in enclosed:
            sentences |= set(_as_sent(ctx, enclosed).discloses)
    return [category for category in disclosure.categories if category not in sentences]


def _course(disclosure: Disclosed) -> bool:
    return any("course" in enclosed for enclosed in disclosure.documents)


def _facts(facts: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((label, str(facts[key])) for key, label in FACTS.items() if facts.get(key))


def story(packet: DisclosurePacket) -> list[Flowable]:
    parts: list[Flowable] = [marks.heading(packet.sheet.title, 0)]
    sentences = (
        (_("To"), packet.recipient),
        (_("Address"), packet.address),
        (_("From"), packet.by),
        (_("Date"), packet.on),
        (_("Number"), packet.number),
        (_("Purpose"), packet.purpose),
        (_("What is disclosed"), packet.description),
        (_("On the basis of"), f"{packet.basis}, {packet.cites}"),
        *packet.facts,
    )
    parts.append(marks.facts((name, value) for name, value in sentences if value))
    # The wording of 42 CFR 2.32(a)(1), as it stands there, paragraph by paragraph.
    for statement in packet.notice:
        parts.append(marks.heading(_("Notice to the recipient")))
        parts += [marks.paragraph(line) for line in statement.split("\n")]
    if packet.consent is not None:
        parts += [marks.new_page(), *consent_paper.story(packet.consent)]
    if packet.letter is not None:
        parts += [marks.new_page(), *letter_story.story(packet.letter)]
    if packet.course is not None:
        parts += [marks.new_page(), marks.heading(str(enclosures.COURSE), 0)]
        parts += course_of_treatment.story(packet.course)
    if packet.lists:
        parts.append(marks.new_page())
    for listed in packet.lists:
        parts += disclosed_chart.listed_story(listed)
    for leaf in packet.leaves:
        parts += disclosed_chart.leaf_story(leaf)
    return parts


ASKS = Form.of(lazy("Disclosure"), Field("disclosed_id", lazy("Disclosure"), Kind.NUMBER, required=True))
REPORT = Report("disclosure", lazy("Disclosure"), ASKS, gather, story, group="client")
