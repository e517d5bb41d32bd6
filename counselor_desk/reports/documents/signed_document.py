"""Any document, printed as its template lays it out, with who signed it and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.documents import computed_facts
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.records.document import Document, Status
from counselor_desk.reports.documents import client_agreement
from counselor_desk.reports.documents.client_agreement import ClientAgreement
from counselor_desk.reports.press import answers, letterhead, marks, words
from counselor_desk.reports.press.press import Report, Sheet
from counselor_desk.services.documents import documents
from counselor_desk.services.documents.documents import AnswerChanges


@dataclass(frozen=True)
class PrintedAddendum:
    """An addendum under the document."""

    text: str
    by: str
    at: str
    is_correction: bool


@dataclass(frozen=True)
class PrintedDocument:
    """A document as it stands now."""

    sheet: Sheet
    form: Form
    body: Mapping[str, Any]
    served_on: str
    late: str
    void_reason: str
    computed: tuple[tuple[str, str], ...]
    addenda: tuple[PrintedAddendum, ...]
    changes: AnswerChanges | None = None
    client_signs: bool = False
    of_client: tuple[ClientAgreement, ...] = ()


@query(Can.READ_CHART, "signed_document.gather")
def gather(ctx: Context, document_id: int) -> PrintedDocument:
    opened = documents.read(ctx, document_id)
    document, zone = opened.document, ctx.clinic.time_zone
    form = opened.form
    sheet = letterhead.sheet(
        ctx,
        form.title,
        opened.client,
        status=_status(opened, zone),
        draft=document.status is not Status.FINAL,
    )
    late = _late(document, zone) if document.is_late() else ""
    added = (
        PrintedAddendum(addendum.text, name, words.moment(addendum.signed_at, zone), addendum.is_correction)
        for addendum, name in opened.addenda
    )
    body = form.loaded(document.body)
    served = words.day(document.occurred_on)
    template = documents.template_of(document.template)
    computed = tuple(computed_facts.facts(template, document.body, opened.services))
    return PrintedDocument(
        sheet=sheet,
        form=form,
        body=body,
        served_on=served,
        late=late,
        void_reason=document.void_reason,
        computed=computed,
        addenda=tuple(added),
        changes=opened.changes,
        client_signs=template.client_signs and document.signed_at is not None,
        of_client=client_agreement.agreements(opened.client_signatures, zone),
    )


def _status(opened: documents.DocumentDetail, zone: str) -> tuple[str, ...]:
    """How far the document has come, with names and times, as it stands on every page."""
    document = opened.document
    if document.status is Status.VOID:
        return (_("Entered in error: {reason}").format(reason=document.void_reason),)
    if document.signed_at is None:
        return (_("Draft of {name}, not signed").format(name=opened.author.signature),)
    signed = [_signed(_("Signed by {name}, {moment}"), opened.author.signature, document.signed_at, zone)]
    if opened.cosigner is not None and document.cosigned_at is not None:
        who = opened.cosigner.signature
        signed.append(_signed(_("Co-signed by {name}, {moment}"), who, document.cosigned_at, zone))
    elif document.status is Status.AWAITING_COSIGN:
        signed.append(_("Awaiting co-signature"))
    return tuple(signed)


def _signed(words_of: str, name: str, at: datetime, zone: str) -> str:
    return words_of.format(name=name, moment=words.moment(at, zone))


def _late(document: Document, zone: str) -> str:
    written = words.moment(document.created_at, zone)
    return _("Late entry, written {moment}. {reason}").format(moment=written, reason=document.late_reason)


def story(printed: PrintedDocument) -> list[Flowable]:
    parts: list[Flowable] = [marks.heading(printed.sheet.title, 0)]
    if printed.served_on:
        parts.append(marks.small(_("Date of service: {day}").format(day=printed.served_on)))
    parts += [marks.small(words) for words in (printed.late,) if words]
    if printed.void_reason:
        sentence = _("Entered in error: {reason}").format(reason=printed.void_reason)
        parts.append(marks.box([marks.paragraph(sentence)]))
    if printed.computed:
        parts.append(answers.short_answers(printed.computed))
    if printed.changes is not None:
        parts += _changes(printed.changes)
    flowables = answers.story(printed.form, printed.body)
    if not printed.addenda:
        return [*parts, *marks.keep_with_last(flowables, _signatures(printed))]
    parts += flowables
    for added in printed.addenda:
        title = _("Correction") if added.is_correction else _("Addendum")
        parts += [marks.heading(title), marks.paragraph(added.text)]
        parts.append(marks.small(_("Signed by {name}, {moment}").format(name=added.by, moment=added.at)))
    return [*parts, marks.keep_together(_signatures(printed))]


def _changes(changes: AnswerChanges) -> list[Flowable]:
    """What is different now, beside what it was."""
    title = _("Changed since {day}").format(day=words.day(changes.since))
    if not changes.answers:
        return [marks.heading(title), marks.paragraph(_("Nothing that was told then has changed."))]
    told: list[Flowable] = [marks.heading(title)]
    for change in changes.answers:
        told.append(marks.label(change.label))
        told.append(marks.small(_("Then: {words}").format(words=change.before)))
        told.append(marks.paragraph(change.now or "\N{EN DASH}"))
    return told


def _signatures(printed: PrintedDocument) -> list[Flowable]:
    flowables = [marks.paragraph(words) for words in printed.sheet.status]
    if printed.client_signs:
        flowables += client_agreement.story(printed.of_client)
    return [marks.gap(10), marks.rule(), *flowables]


ASKS = Form.of(lazy("Document"), Field("document_id", lazy("Document"), Kind.NUMBER, required=True))
REPORT = Report("signed_document", lazy("Document"), ASKS, gather, story, group="client")
