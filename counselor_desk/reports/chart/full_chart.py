"""The whole chart of a client in the order of services: every signed document with its addenda."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy, ngettext
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Form
from counselor_desk.domain.plans.plan import Plan
from counselor_desk.domain.roles import Can
from counselor_desk.records.document import WRITABLE
from counselor_desk.records.people import Client
from counselor_desk.reports.plans import plan_parts
from counselor_desk.reports.press import letterhead, marks, questions, words
from counselor_desk.reports.press.press import Report, Sheet
from counselor_desk.services.documents import documents, lists


@dataclass(frozen=True)
class ChartDocument:
    """One document of the chart."""

    title: str
    served: str
    form: Form
    body: Mapping[str, Any]
    plan: Plan | None
    signed: tuple[str, ...]
    addenda: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class FullChart:
    """All of it."""

    sheet: Sheet
    notice: str  # the long one, 42 CFR 2.32(a)(1), once in front
    leaves: tuple[ChartDocument, ...]


@query(Can.READ_CHART, "full_chart.gather")
def gather(ctx: Context, client_id: int) -> FullChart:
    client, zone = ctx.get(Client, client_id), ctx.clinic.time_zone
    rows = [r for r in lists.of_client(ctx, client_id) if r.status not in WRITABLE]
    leaves = []
    for done, row in enumerate(reversed(rows), 1):
        ctx.progress(done, len(rows))
        leaves.append(_leaf(documents.read(ctx, row.id), row.under, zone))
    notice = letterhead.part2_notice(ctx.clinic, long=True)
    return FullChart(letterhead.sheet(ctx, _("Chart"), client), notice, tuple(leaves))


def _leaf(opened: documents.DocumentDetail, under: str, zone: str) -> ChartDocument:
    document = opened.document
    form = opened.form
    signed = [_by(_("Signed by {name}, {moment}"), opened.author.signature, document.signed_at, zone)]
    if opened.cosigner is not None:
        name = opened.cosigner.signature
        signed.append(_by(_("Co-signed by {name}, {moment}"), name, document.cosigned_at, zone))
    if under:
        signed.append(_("Under record {number}").format(number=under))
    if document.void_reason:
        signed.append(_("Entered in error: {reason}").format(reason=document.void_reason))
    if document.is_late():
        signed.append(_("Late entry. {reason}").format(reason=document.late_reason))
    addenda = tuple(
        (addendum.text, _by(_("Added by {name}, {moment}"), name, addendum.signed_at, zone))
        for addendum, name in opened.addenda
    )
    body, served = form.loaded(document.body), words.day(document.occurred_on)
    plan = plan_parts.plan_of(document)
    return ChartDocument(
        title=form.title,
        served=served,
        form=form,
        body=body,
        plan=plan,
        signed=tuple(signed),
        addenda=addenda,
    )


def _by(sentence: str, name: str, at: Any, zone: str) -> str:
    return sentence.format(name=name, moment=words.moment(at, zone))


def story(chart: FullChart) -> list[Flowable]:
    count = ngettext("{n} signed document", "{n} signed documents", len(chart.leaves))
    parts: list[Flowable] = [
        marks.heading(chart.sheet.title, 0),
        marks.small(count.format(n=words.number_in_words(len(chart.leaves)))),
    ]
    parts += [marks.small(line) for line in chart.notice.split("\n") if line]
    contents = [(leaf.served, leaf.title, leaf.signed[0]) for leaf in chart.leaves]
    columns = (
        marks.TableColumn(_("Service"), 1.3),
        marks.TableColumn(_("Document"), 2),
        marks.TableColumn(_("Signature"), 4),
    )
    if contents:
        parts.append(marks.table(columns, contents))
    for leaf in chart.leaves:
        parts += [marks.new_page(), marks.heading(f"{leaf.served}: {leaf.title}", 0)]
        flowables = plan_parts.answers_story(leaf.form, leaf.body, leaf.plan, {})
        for text, by in leaf.addenda:
            flowables += [marks.heading(_("Addendum")), marks.paragraph(text), marks.small(by)]
        signed = [marks.rule(), *(marks.small(words_) for words_ in leaf.signed)]
        parts += marks.keep_with_last(flowables, signed)
    return parts


ASKS = Form.of(lazy("Whole chart"), questions.CLIENT)
REPORT = Report(
    "full_chart",
    lazy("Whole chart"),
    ASKS,
    gather,
    story,
    group="client",
    summary=lazy("Every signed document. It leaves the program only with the client's consent."),
)
