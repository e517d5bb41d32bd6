"""The treatment plan on paper: problems, goals, objectives, who does what, who signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab.platypus import Flowable

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.plans.plan import ObjectiveStatus, Plan
from counselor_desk.domain.roles import Can
from counselor_desk.records.document import Document, Status
from counselor_desk.reports.documents import client_agreement
from counselor_desk.reports.plans import plan_parts
from counselor_desk.reports.press import letterhead, marks, words
from counselor_desk.reports.press.press import Report, Sheet
from counselor_desk.services.documents import documents
from counselor_desk.services.plans import plans


@dataclass(frozen=True)
class PrintedPlan:
    """One version of a plan as it stands now."""

    sheet: Sheet
    form: Form
    body: Mapping[str, Any]
    plan: Plan
    standing: Mapping[str, ObjectiveStatus]
    words_of_client: tuple[client_agreement.ClientAgreement, ...]
    dates: tuple[tuple[str, str], ...]  # of the plan, as they stand at its top


@query(Can.READ_CHART, "treatment_plan.in_force")
def plan_in_force(ctx: Context, client_id: int) -> dict[str, int]:
    """The plan that counts today."""
    plan = plans.chart(ctx, client_id).in_force
    if plan is None:
        raise Refused(_("There is no signed plan yet. Sign the plan first."))
    return {"document_id": plan.id}


@query(Can.READ_CHART, "treatment_plan.gather")
def gather(ctx: Context, document_id: int) -> PrintedPlan:
    opened = documents.read(ctx, document_id)
    document, zone = opened.document, ctx.clinic.time_zone
    form = opened.form
    signatures = plans.signatures_on(ctx, document_id)
    waits = (_("Waits for the client"),) if plans.is_waiting(document, signatures) else ()
    sheet = letterhead.sheet(
        ctx,
        _("Treatment plan"),
        opened.client,
        status=(*_status(opened, zone), *waits),
        draft=document.status is not Status.FINAL,
    )
    return PrintedPlan(
        sheet=sheet,
        form=form,
        body=form.loaded(document.body),
        plan=Plan.from_body(document.body),
        standing={row.code: row.standing for row in plans.objectives_in(ctx, document_id)},
        words_of_client=client_agreement.agreements(signatures, zone),
        dates=_dates(document),
    )


def _dates(document: Document) -> tuple[tuple[str, str], ...]:
    review = document.body.get("review_on")
    asked = (
        (_("Date of the plan"), document.occurred_on),
        (_("Next review"), date.fromisoformat(review) if review else None),
    )
    return tuple((name, words.day(on)) for name, on in asked if on)


def _status(opened: documents.DocumentDetail, zone: str) -> tuple[str, ...]:
    document = opened.document
    if document.signed_at is None:
        return (_("Draft of {name}, not signed").format(name=opened.author.signature),)
    signed = _("Signed by {name}, {moment}")
    sentences = [signed.format(name=opened.author.signature, moment=words.moment(document.signed_at, zone))]
    if opened.cosigner is not None and document.cosigned_at is not None:
        cosigned = _("Co-signed by {name}, {moment}")
        moment = words.moment(document.cosigned_at, zone)
        sentences.append(cosigned.format(name=opened.cosigner.signature, moment=moment))
    elif document.status is Status.AWAITING_COSIGN:
        sentences.append(_("Awaiting co-signature"))
    return tuple(sentences)


def story(printed: PrintedPlan) -> list[Flowable]:
    parts: list[Flowable] = [marks.heading(printed.sheet.title, 0)]
    if printed.dates:
        parts.append(marks.facts_in_two(printed.dates))
    parts += plan_parts.answers_story(printed.form, printed.body, printed.plan, printed.standing)
    signed: list[Flowable] = [marks.paragraph(sentence) for sentence in printed.sheet.status]
    signed += client_agreement.story(printed.words_of_client)
    return [*parts, marks.keep_together([marks.gap(10), marks.rule(), *signed])]


ASKS = Form.of(lazy("Plan"), Field("document_id", lazy("Document"), Kind.NUMBER, required=True))
REPORT = Report(
    "treatment_plan",
    lazy("Treatment plan"),
    ASKS,
    gather,
    story,
    group="client",
    of_client=plan_in_force,
)
