"""What goes along with a disclosure: documents, letters, the course, counseling notes."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.context import Context
from counselor_desk.domain.documents.letter import Letter
from counselor_desk.domain.form import Form
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.privacy.consent import RecipientKind
from counselor_desk.domain.privacy.disclosure import Basis, Disclosure
from counselor_desk.records.counseling_note import CounselingNote
from counselor_desk.records.document import Document, Status
from counselor_desk.services.clients import merging
from counselor_desk.services.documents import counseling_notes, letters
from counselor_desk.services.documents.documents import form_of, template_of

CATEGORY_OF = {
    "note": Category.NOTES,
    "plan": Category.PLAN,
    "review": Category.PLAN,
    "summary": Category.SUMMARY,
}
SPOKEN = "spoken"
WAYS = ("paper", "encrypted file", SPOKEN)
COURSE = lazy("Course of treatment")
OWN_NOTE = lazy("SUD counseling note")


@dataclass(frozen=True, kw_only=True)
class DisclosureRequest:
    """What somebody wants to disclose, as plain values."""

    client_id: int
    basis: str = Basis.CONSENT
    consent_id: int | None = None
    agreement_id: int | None = None
    recipient: str = ""
    recipient_kind: str = RecipientKind.OTHER
    address: str = ""
    purpose: str = ""
    categories: tuple[str, ...] = ()
    documents: tuple[int, ...] = ()
    hidden: Mapping[int, tuple[str, ...]] = field(default_factory=dict)  # fields burnt out
    own_notes: tuple[int, ...] = ()  # SUD counseling notes, by their author alone
    letter: str = ""
    first: date | None = None  # the days that the letter tells of
    last: date | None = None
    course: bool = False  # the course of treatment as it stands today
    facts: Mapping[str, Any] = field(default_factory=dict)
    way: str = WAYS[0]


@dataclass(frozen=True)
class EnclosableDocument:
    """A final document that could go along."""

    id: int
    title: str
    on: date | None
    category: Category
    form: Form  # its questions, as they stood when it was signed
    under: str = ""  # the number of the person's other record, in which it was signed


def final_documents(ctx: Context, client_id: int) -> list[Document]:
    documents = ctx.find(
        select(Document)
        .where(Document.client_id.in_(ctx.person_charts(client_id)), Document.status == Status.FINAL)
        .order_by(Document.occurred_on.desc(), Document.id.desc())
    )
    return [document for document in documents if document.kind in CATEGORY_OF]


def paper_of(ctx: Context, document: Document, client_id: int) -> EnclosableDocument:
    """As it could go along in the name of this chart."""
    category = CATEGORY_OF[document.kind]
    title = template_of(document.template).title
    return EnclosableDocument(
        id=document.id,
        title=title,
        on=document.occurred_on,
        category=category,
        form=form_of(ctx, document),
        under=merging.other_number(ctx, document.client_id, client_id),
    )


def own_notes(ctx: Context, client_id: int) -> list[tuple[int, date]]:
    """The counseling notes of who sits here: nobody else can let one out, 42 CFR 2.31(b)."""
    return [(n.id, n.session_on) for n in counseling_notes.of_client(ctx, client_id) if n.is_own]


def letter_of(ctx: Context, asked: DisclosureRequest) -> Letter | None:
    if not asked.letter:
        return None
    letter = letters.all_letters(ctx).get(asked.letter)
    if letter is None or not letter.discloses:
        raise Refused(_("There is no such letter to others. Choose another."), "letter")
    return letter


def check(ctx: Context, asked: DisclosureRequest, made: Disclosure) -> None:
    """Nothing goes along that is not this client's, final, and of a kind that was picked."""
    _check_documents(ctx, asked, made)
    _check_own_notes(ctx, asked, made)
    if asked.course and Category.SUMMARY not in made.categories:
        raise Refused(
            _("“{course}” belongs to summaries, which is not chosen.").format(course=COURSE), "course"
        )
    letter = letter_of(ctx, asked)
    if letter is None:
        return
    if lacking := sorted(set(letter.discloses) - {str(c) for c in made.categories}):
        raise Refused(
            _("“{title}” is about {category}, which is not chosen.").format(
                title=letter.title, category=lacking[0]
            ),
            "letter",
        )
    if asked.first is None or asked.last is None or asked.last < asked.first:
        raise Refused(_("Enter the first and the last day that the letter covers."), "first")


def _check_documents(ctx: Context, asked: DisclosureRequest, made: Disclosure) -> None:
    whose = asked.client_id
    papers = {one.id: paper_of(ctx, one, whose) for one in final_documents(ctx, whose)}
    for number in asked.documents:
        if number not in papers:
            raise Refused(_("Only this client's final documents can be disclosed."), "documents")
        if papers[number].category not in made.categories:
            title, category = papers[number].title, papers[number].category
            raise Refused(
                _("“{title}” belongs to {category}, which is not chosen.").format(
                    title=title, category=category
                ),
                "documents",
            )


def _check_own_notes(ctx: Context, asked: DisclosureRequest, made: Disclosure) -> None:
    """42 CFR 2.31(b): on a consent of their own, chosen one by one, by the one who wrote them."""
    chosen = Category.COUNSELING_NOTES in made.categories
    if chosen != bool(asked.own_notes):
        sentence = _("Choose which counseling notes go out.") if chosen else _("Choose counseling notes too.")
        raise Refused(sentence, "own_notes")
    for number in asked.own_notes:
        note = ctx.get(CounselingNote, number)
        if note.client_id not in ctx.person_charts(asked.client_id):
            raise Refused(_("Only this client's notes can be disclosed."), "own_notes")
        if note.author_id != ctx.actor.id:
            raise Refused(_("Only its author can disclose a counseling note."), "own_notes")


def enclosure_records(ctx: Context, asked: DisclosureRequest) -> list[dict[str, Any]]:
    """What the accounting keeps of each enclosure: enough to find and to prove it."""
    papers = {document.id: document for document in final_documents(ctx, asked.client_id)}
    kept: list[dict[str, Any]] = [
        {"id": n, "digest": papers[n].digest, "hidden": _hidden(ctx, asked, n, papers[n])}
        for n in asked.documents
    ]
    for number in asked.own_notes:
        sealed = counseling_notes.open_note(ctx, number).sealed  # its words come to no desk
        kept.append({"own_note": number, "digest": hashlib.sha256(sealed).hexdigest()})
    letter = letter_of(ctx, asked)
    if letter and asked.first and asked.last:
        days = {"first": asked.first.isoformat(), "last": asked.last.isoformat()}
        kept.append({"letter": letter.id, "copy": letter.copy, **days})
    return [*kept, {"course": True}] if asked.course else kept


def _hidden(ctx: Context, asked: DisclosureRequest, number: int, document: Document) -> list[str]:
    """What was blacked out by hand, and every field of a kind that was not picked."""
    beyond = files.field_kinds().beyond(asked.categories)
    keys = {field.key for field in form_of(ctx, document).fields}
    return sorted({*asked.hidden.get(number, ()), *(keys & beyond)})


def describe_enclosures(ctx: Context, made: Disclosure, asked: DisclosureRequest) -> str:
    """Brief, as 164.528(b)(2)(iii) asks; never what stands in the papers."""
    papers = {document.id: document for document in final_documents(ctx, asked.client_id)}
    counted = Counter(template_of(papers[n].template).title for n in asked.documents)
    counted.update(str(OWN_NOTE) for _n in asked.own_notes)
    letter = letter_of(ctx, asked)
    counted.update([letter.title] if letter else [])
    counted.update([str(COURSE)] if asked.course else [])
    named = [f"{title} ({times})" if times > 1 else title for title, times in counted.items()]
    parts = sorted(made.categories) + named
    return "; ".join(parts) or str(made.ground.basis)
