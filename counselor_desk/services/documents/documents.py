"""Writing, signing and adding to documents."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import ModuleType
from typing import Any

from sqlalchemy import select

from counselor_desk.catalog import files
from counselor_desk.core.discover import modules
from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.days import within_days
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.desk.seat import WriterHere
from counselor_desk.domain.documents.service_codes import ServiceCodes
from counselor_desk.domain.documents.template import (
    ChangedAnswer,
    Template,
    carry_over,
    changed_answers,
    followed,
)
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import Body
from counselor_desk.records.document import WRITABLE, Addendum, Document, DocumentRevision, Status
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.plan import PlanSignature
from counselor_desk.records.schedule import Appointment, Attendance
from counselor_desk.services.documents import clinic_services, copied_words, signed_forms
from counselor_desk.services.documents.lists import last_final


@dataclass(frozen=True)
class SaveResult:
    """Where typed text is now: in its draft, or beside it when the draft had moved on."""

    document_id: int
    revision: int
    at: datetime
    unchanged: tuple[str, ...] = ()  # answers that are wholly as last time
    is_copy: bool = False


@dataclass(frozen=True)
class AnswerChanges:
    """What has changed since the assessment of a day; what it did not ask is no change."""

    since: date
    answers: tuple[ChangedAnswer, ...]


@dataclass(frozen=True)
class DocumentDetail:
    """A document with what belongs to reading it."""

    document: Document
    client: Client
    author: Staff
    addenda: Sequence[tuple[Addendum, str]]
    revisions: Sequence[DocumentRevision]
    form: Form  # the questions as they stood at the signature; of a draft, as they stand now
    cosigner: Staff | None = None
    writers: tuple[WriterHere, ...] = ()  # who has it open to write at another computer
    returned_by: Staff | None = None
    services: ServiceCodes = field(default_factory=files.service_codes)  # by which its minutes have a code
    client_signatures: Sequence[PlanSignature] = ()  # where the client signs, too
    changes: AnswerChanges | None = None  # of an assessment that follows an earlier one


def template_of(document_template: str) -> Template:
    template = files.templates().get(document_template)
    if template is None:
        raise Refused(_("This program does not know the note's template. Install the newer version."))
    return template


def form_of(ctx: Context, document: Document) -> Form:
    """What a document answers: a later template alters nothing that was signed."""
    return signed_forms.form_of(ctx, document) or template_of(document.template).form()


@command(Can.WRITE_NOTE, "documents.start")
def start(
    ctx: Context,
    client_id: int,
    template: str,
    occurred_on: date | None = None,
    body: Body | None = None,
) -> Document:
    """A new draft of this author, for a service of this day or an earlier one.

    What the template carries over comes from the client's last signed document; a summary
    takes its first answers from the chart.
    """
    client, form = ctx.get(Client, client_id), template_of(template)
    today = ctx.today
    day = occurred_on or today
    _check_day(day, today)
    return ctx.add(
        Document(
            client_id=client.id,
            author_id=ctx.actor.id,
            template=template,
            template_version=form.version,
            kind=form.kind.value,
            occurred_on=day,
            body={
                **_carried(ctx, client.id, form),
                **_known(ctx, client.id, template),
                **_followed(ctx, client.id, form),
                **(_booked(ctx, client.id, day) if form.header else {}),
                **(body or {}),
            },
            created_at=ctx.now,
            changed_at=ctx.now,
        )
    )


@command(Can.WRITE_NOTE, "documents.go_on")
def go_on(ctx: Context, client_id: int, template: str) -> Document:
    """This author's newest draft of a kind, else a new one of today: where a flag or Today leads."""
    draft = ctx.first(
        select(Document)
        .where(
            Document.client_id == client_id,
            Document.template == template,
            Document.author_id == ctx.actor.id,
            Document.status.in_(WRITABLE),
            Document.discarded_at.is_(None),
        )
        .order_by(Document.id.desc())
    )
    return draft if draft is not None else start(ctx, client_id, template)


@command(Can.WRITE_NOTE, "documents.save_draft")
def save_draft(ctx: Context, document_id: int, body: Body, revision: int) -> SaveResult:
    """Keep what was typed. A save from an older revision becomes a draft of its own: both stay."""
    document = ctx.get(Document, document_id)
    if document.revision != revision and document.body != body:
        return _keep_beside(ctx, document, body)
    ctx.begin_writing(document.id, document.client_id)
    document.revise(body, ctx.actor, ctx.now)
    return _saved(ctx, document)


@command(Can.WRITE_NOTE, "documents.date_draft")
def date_draft(ctx: Context, document_id: int, occurred_on: date) -> Document:
    """Set the day of the service; a day before today makes a late entry, never a back-dated one."""
    document = _own_draft(ctx, document_id)
    _check_day(occurred_on, ctx.today)
    document.occurred_on = occurred_on
    return document


@command(Can.WRITE_NOTE, "documents.sign")
def sign(ctx: Context, document_id: int, proof: PassphraseProof, late_reason: str = "") -> Document:
    """Seal a draft. Refused with the names of what is still missing; needs the passphrase."""
    document = _own_draft(ctx, document_id)
    form = template_of(document.template).form()
    missing = form.missing(document.body)
    if missing:
        names = ", ".join(field.label for field in missing)
        raise Refused(_("Not signed yet. Still to fill in: {names}.").format(names=names), missing[0].key)
    if document.is_late() and not (late_reason.strip() or document.late_reason):
        raise Refused(_("This is a late entry. Say why it is written later."), "late_reason")
    for area in _areas():
        area.before(ctx, document)
    ctx.confirm(proof)
    document.late_reason = late_reason.strip() or document.late_reason
    document.sign(ctx.actor, ctx.now)
    keep_revision(ctx, document)
    return document


@command(Can.WRITE_NOTE, "documents.recall")
def recall(ctx: Context, document_id: int) -> Document:
    """Take a document back from review to write on; the text that was sent stays on file."""
    document = ctx.get(Document, document_id)
    document.recall(ctx.actor)
    return document


@command(Can.WRITE_NOTE, "documents.discard")
def discard(ctx: Context, document_id: int) -> Document:
    """Put a draft in the bin, where it stays for 30 days. What was ever signed is never binned."""
    document = _own_draft(ctx, document_id)
    if document.status is not Status.DRAFT or _was_signed(ctx, document.id):
        raise Refused(_("This text was signed before and has to stay. Finish it instead."))
    document.discarded_at = ctx.now
    return document


@command(Can.WRITE_NOTE, "documents.restore")
def restore(ctx: Context, document_id: int) -> Document:
    document = _own_draft(ctx, document_id)
    document.discarded_at = None
    return document


@query(Can.READ_CHART, "documents.read")
def read(ctx: Context, document_id: int) -> DocumentDetail:
    """Open a document; what is signed is held against its seal."""
    document = ctx.get(Document, document_id)
    if document.signed_at is not None and document.seal() != document.digest:
        raise Forbidden(_("This document is not what was signed. Tell your administrator."))
    addenda = ctx.tuples(
        select(Addendum, Staff.name)
        .join(Staff, Staff.id == Addendum.author_id)
        .where(Addendum.document_id == document_id)
        .order_by(Addendum.id),
    )
    revisions = ctx.find(
        select(DocumentRevision)
        .where(DocumentRevision.document_id == document_id)
        .order_by(DocumentRevision.number)
    )
    return DocumentDetail(
        document=document,
        client=ctx.get(Client, document.client_id),
        author=ctx.get(Staff, document.author_id),
        addenda=addenda,
        revisions=revisions,
        form=form_of(ctx, document),
        cosigner=ctx.get(Staff, document.cosigned_by) if document.cosigned_by else None,
        writers=ctx.writers(document_id),
        returned_by=ctx.get(Staff, document.returned_by) if document.returned_by else None,
        services=clinic_services.services_here(ctx, document.signed_at),
        client_signatures=_client_signatures(ctx, document),
        changes=_changes(ctx, document) if document.signed_at is not None else None,
    )


def _client_signatures(ctx: Context, document: Document) -> list[PlanSignature]:
    template = files.templates().get(document.template)
    if template is None or not template.client_signs:
        return []
    on_this = select(PlanSignature).where(PlanSignature.document_id == document.id)
    return ctx.find(on_this.order_by(PlanSignature.id))


def _carried(ctx: Context, client_id: int, template: Template) -> Body:
    body: Body = {}
    for source in {carry.template or template.id for carry in template.carries}:
        last = last_final(ctx, client_id, source)
        if last is not None:
            body |= carry_over(template, source, last.body)
    return body


def _followed(ctx: Context, client_id: int, template: Template) -> Body:
    """What was told in the last assessment stands, until the author changes it."""
    last = last_signed_of(ctx, client_id, template.follows) if template.follows else None
    return followed(template, last.body) if last is not None else {}


def last_signed_of(
    ctx: Context, client_id: int, templates: Sequence[str], before_id: int | None = None
) -> Document | None:
    """The newest signed document of these kinds that stands, or the one before `before_id`."""
    statement = select(Document).where(
        Document.client_id == client_id,
        Document.template.in_(templates),
        Document.signed_at.is_not(None),
        Document.status.not_in((*WRITABLE, Status.VOID)),
    )
    if before_id is not None:
        statement = statement.where(Document.id < before_id)
    return ctx.first(statement.order_by(Document.occurred_on.desc(), Document.id.desc()))


def _changes(ctx: Context, document: Document) -> AnswerChanges | None:
    """What an assessment says differently from the one that it follows."""
    template = files.templates().get(document.template)
    if template is None or not template.follows:
        return None
    last = last_signed_of(ctx, document.client_id, template.follows, document.id)
    if last is None:
        return None
    changed = changed_answers(template, last.body, document.body)
    return AnswerChanges(last.occurred_on or last.created_at.astimezone().date(), tuple(changed))


def _booked(ctx: Context, client_id: int, day: date) -> Body:
    """Start and stop of this person's session with the client on that day, as booked."""
    slot = ctx.first(
        select(Appointment)
        .where(
            Appointment.client_id == client_id,
            Appointment.staff_id == ctx.actor.id,
            *within_days(Appointment.starts_at, day, day),
            Appointment.attendance.in_((Attendance.BOOKED, Attendance.ATTENDED)),
        )
        .order_by(Appointment.starts_at)
    )
    if slot is None:
        return {}
    begins = slot.starts_at.astimezone()
    ends = (slot.starts_at + timedelta(minutes=slot.minutes)).astimezone()
    return {"start": f"{begins:%H:%M}", "stop": f"{ends:%H:%M}"}


def _own_draft(ctx: Context, document_id: int) -> Document:
    document = ctx.get(Document, document_id)
    if document.author_id != ctx.actor.id:
        raise Refused(_("Only the author can change a draft."))
    if document.status not in WRITABLE:
        raise Refused(_("A signed document cannot be changed. Add an addendum."))
    return document


def _keep_beside(ctx: Context, document: Document, body: Body) -> SaveResult:
    """Two windows wrote on one draft: the later text becomes a draft beside it."""
    if document.author_id != ctx.actor.id:
        raise Refused(_("Only the author can change a draft."))
    copy: dict[str, Any] = {
        "client_id": document.client_id,
        "author_id": document.author_id,
        "template": document.template,
        "template_version": document.template_version,
        "kind": document.kind,
        "occurred_on": document.occurred_on,
    }
    beside = ctx.add(Document(**copy, body=body, created_at=ctx.now, changed_at=ctx.now))
    return _saved(ctx, beside, is_copy=True)


def _saved(ctx: Context, document: Document, is_copy: bool = False) -> SaveResult:
    same = copied_words.unchanged(ctx, document)
    return SaveResult(document.id, document.revision, ctx.now, same, is_copy)


def keep_revision(ctx: Context, document: Document) -> None:
    """Put the text that was just signed on file, where it stays, and do what follows from it."""
    assert document.signed_at is not None
    ctx.add(
        DocumentRevision(
            client_id=document.client_id,
            document_id=document.id,
            number=1 + _revisions(ctx, document.id),
            body=document.body,
            signed_at=document.signed_at,
            digest=document.digest,
            form_digest=signed_forms.store_form(ctx, template_of(document.template).form()),
        )
    )
    for area in _areas():
        area.after(ctx, document)


def _known(ctx: Context, client_id: int, template: str) -> Body:
    from counselor_desk.services.documents import prefilling

    if not prefilling.can_prefill(template):
        return {}
    return {
        k: prefilled_answer.value
        for k, prefilled_answer in prefilling.answers(ctx, client_id, template).items()
    }


def _areas() -> list[ModuleType]:
    from counselor_desk import services

    return modules(services, "on_signing")


def _revisions(ctx: Context, document_id: int) -> int:
    statement = select(DocumentRevision.id).where(DocumentRevision.document_id == document_id)
    return len(ctx.rows(int, statement))


def _was_signed(ctx: Context, document_id: int) -> bool:
    return _revisions(ctx, document_id) > 0


def _check_day(day: date, today: date) -> None:
    if day > today:
        raise Refused(_("A note is for today or a day before. Check the date."), "occurred_on")
