"""The part of a chart that goes out: only what was picked, nothing beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from reportlab.platypus import Flowable

from counselor_desk.catalog import definitions
from counselor_desk.core.errors import Forbidden
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.domain.form import Field, Form, Kind, Section
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.money import dollars
from counselor_desk.domain.plans.plan import Plan
from counselor_desk.reports.plans import plan_parts
from counselor_desk.reports.press import marks, words
from counselor_desk.reports.press.marks import TableColumn
from counselor_desk.reports.press.styles import INK
from counselor_desk.services.assessments import assessments
from counselor_desk.services.care import diagnoses, episodes
from counselor_desk.services.clients import merging
from counselor_desk.services.documents import counseling_notes, documents
from counselor_desk.services.documents.counseling_notes import SealedNote
from counselor_desk.services.medication import medications, specimens
from counselor_desk.services.privacy.enclosures import OWN_NOTE
from counselor_desk.services.rewards import accounts
from counselor_desk.services.schedule import appointments


@dataclass(frozen=True)
class InformationTable:
    """One kind of information as a small table."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class DisclosedDocument:
    """One document with its signatures; what is hidden is not in it at all."""

    title: str
    served: str
    form: Form
    body: Mapping[str, Any]
    hidden: tuple[str, ...]
    signed: tuple[str, ...]
    addenda: tuple[tuple[str, str], ...]
    plan: Plan | None = None
    sealed: SealedNote | None = None  # its words are opened at their author's seat, and drawn there


class RedactionBar(Flowable):
    """A black bar where something was taken out; there is nothing beneath it."""

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803
        self.width, self.height = availWidth, 16
        return self.width, self.height

    def draw(self) -> None:
        self.canv.setFillColor(INK)
        self.canv.rect(0, 3, self.width, 11, stroke=0, fill=1)


def gather_tables(
    ctx: Context, client_id: int, categories: Sequence[str], until: datetime
) -> tuple[InformationTable, ...]:
    """The tables for the categories that were picked; documents are picked one by one.

    Printed again later, what has happened since is left out: it was not disclosed.
    """
    made = [LISTS[Category(c)](ctx, client_id, until) for c in categories if Category(c) in LISTS]
    return tuple(made)


def _attendance(ctx: Context, client_id: int, until: datetime) -> InformationTable:
    zone = ctx.clinic.time_zone
    rows = tuple(
        (words.moment(slot.starts_at, zone), slot.kind, slot.attendance.words)
        for slot in appointments.of_client(ctx, client_id)
        if slot.starts_at <= until
    )
    return InformationTable(_("Attendance"), (_("When"), _("What"), _("Attendance")), rows)


def _care(ctx: Context, client_id: int, until: datetime) -> InformationTable:
    history, day = episodes.history(ctx, client_id), _day(until)
    spans = [(_("Episode"), e.admitted_on, e.discharged_on) for e in history.episodes] + [
        (definitions.edition(level.edition).label(level.code), level.starts_on, level.ends_on)
        for level in history.levels
    ]
    rows = [
        (what, words.date_range(first, last if last is None or last <= day else None))
        for what, first, last in spans
        if first is None or first <= day
    ]
    return InformationTable(_("Course of care"), (_("What"), _("When")), tuple(rows))


def _diagnoses(ctx: Context, client_id: int, _until: datetime) -> InformationTable:
    active = diagnoses.formulation(ctx, client_id).active
    rows = tuple(
        (
            f"{diagnosis_row.diagnosis.code} {diagnosis_row.diagnosis.label}",
            words.join_words([diagnosis_row.diagnosis.severity, diagnosis_row.words]),
        )
        for diagnosis_row in active
    )
    return InformationTable(_("Diagnoses"), (_("Diagnosis"), _("As it is")), rows)


def _scores(ctx: Context, client_id: int, until: datetime) -> InformationTable:
    rows = tuple(
        (words.day(point.on), f"{t.instrument.title}: {t.scale.name}", str(point.value), point.band)
        for t in assessments.trends(ctx, client_id)
        for point in t.points
        if point.on <= _day(until)
    )
    return InformationTable(_("Assessments"), (_("Day"), _("Scale"), _("Score"), _("Reads as")), rows)


def _medication(ctx: Context, client_id: int, _until: datetime) -> InformationTable:
    rows = tuple(
        (f.medication.name, f.medication.dose, f.medication.prescriber)
        for f in medications.cabinet(ctx, client_id).current
    )
    return InformationTable(_("Medication"), (_("Medication"), _("Dose"), _("Prescriber")), rows)


def _tests(ctx: Context, client_id: int, until: datetime) -> InformationTable:
    zone = ctx.clinic.time_zone
    rows = tuple(
        (words.moment(t.specimen.collected_at, zone), t.specimen.kind, t.reading)
        for t in specimens.of_client(ctx, client_id)
        if not t.specimen.void_reason and t.specimen.collected_at <= until
    )
    return InformationTable(_("Drug tests"), (_("When"), _("Specimen"), _("Result")), rows)


def _rewards(ctx: Context, client_id: int, until: datetime) -> InformationTable:
    account = accounts.account(ctx, client_id)
    rows = [
        (words.day(r.on), words.join_words([str(r.kind), r.item]), dollars(r.cents), dollars(r.balance_cents))
        for r in account.rows
        if r.on <= _day(until)
    ]
    if rows and len(rows) == len(account.rows):
        left = _("Earned {earned}, received {given}").format(
            earned=dollars(account.earned_cents), given=dollars(account.given_cents)
        )
        rows.append((_("Together"), left, "", dollars(account.balance_cents)))
    return InformationTable(_("Rewards"), (_("Date"), _("What"), _("Amount"), _("Left")), tuple(rows))


def _day(moment: datetime) -> date:
    return moment.astimezone().date()


LISTS: dict[Category, Callable[[Context, int, datetime], InformationTable]] = {
    Category.ATTENDANCE: _attendance,
    Category.CARE: _care,
    Category.DIAGNOSES: _diagnoses,
    Category.SCORES: _scores,
    Category.MEDICATION: _medication,
    Category.TESTS: _tests,
    Category.REWARDS: _rewards,
}


def leaf(
    ctx: Context, client_id: int, document_id: int, hidden: Sequence[str], until: datetime
) -> DisclosedDocument:
    """A document whose hidden fields are taken out here, before anything is drawn.

    Addenda and a co-signature that came after `until` did not leave with it.
    """
    opened, zone = documents.read(ctx, document_id), ctx.clinic.time_zone
    document = opened.document
    form = opened.form
    labels = tuple(field.label for field in form.fields if field.key in hidden)
    kept = {key: value for key, value in form.loaded(document.body).items() if key not in hidden}
    signed = [_by(_("Signed by {name}, {moment}"), opened.author.signature, document.signed_at, zone)]
    if opened.cosigner is not None and document.cosigned_at and document.cosigned_at <= until:
        name = opened.cosigner.signature
        signed.append(_by(_("Co-signed by {name}, {moment}"), name, document.cosigned_at, zone))
    if under := merging.other_number(ctx, document.client_id, client_id):
        signed.append(_("Under record {number}").format(number=under))
    addenda = tuple(
        (addendum.text, _by(_("Added by {name}, {moment}"), name, addendum.signed_at, zone))
        for addendum, name in opened.addenda
        if addendum.signed_at <= until
    )
    # An addendum may say again what was taken out: it goes along only with the whole document.
    return DisclosedDocument(
        title=form.title,
        served=words.day(document.occurred_on),
        form=_without(form, hidden),
        body=kept,
        hidden=labels,
        signed=tuple(signed),
        addenda=() if hidden else addenda,
        plan=None if plan_parts.OUTLINE in hidden else plan_parts.plan_of(document),
    )


def own_note(ctx: Context, note_id: int) -> DisclosedDocument:
    """A SUD counseling note as it is sealed: nobody but its author can open and print it."""
    opened = counseling_notes.open_note(ctx, note_id)
    if not opened.is_own:
        raise Forbidden(_("Only its author can read a counseling note."))
    form = Form.of(OWN_NOTE, Field("text", _("Counseling note"), Kind.TEXT))
    by = _("Written by {name}; kept apart from the record").format(name=ctx.actor.signature)
    day = words.day(opened.session_on)
    return DisclosedDocument(
        title=form.title,
        served=day,
        form=form,
        body={},
        sealed=opened,
        hidden=(),
        signed=(by,),
        addenda=(),
    )


def open_leaf(leaf: DisclosedDocument, open_words: Callable[[SealedNote], str]) -> DisclosedDocument:
    """With its words, where they can be opened."""
    return leaf if leaf.sealed is None else replace(leaf, body={"text": open_words(leaf.sealed)}, sealed=None)


def listed_story(listed: InformationTable) -> list[Flowable]:
    parts: list[Flowable] = [marks.heading(listed.title)]
    if not listed.rows:
        return [*parts, marks.paragraph(_("Nothing is recorded."))]
    columns = [TableColumn(head, 2 if at else 3) for at, head in enumerate(listed.heads)]
    return [*parts, marks.table(columns, listed.rows)]


def leaf_story(leaf: DisclosedDocument) -> list[Flowable]:
    parts: list[Flowable] = [marks.new_page(), marks.heading(leaf.title, 0)]
    if leaf.served:
        parts.append(marks.small(_("Date of service: {day}").format(day=leaf.served)))
    if leaf.sealed is not None:  # drawn again from the accounting, where nobody has opened it
        parts.append(marks.paragraph(_("Kept apart from the record: its author alone opens it.")))
    parts += plan_parts.answers_story(leaf.form, leaf.body, leaf.plan, {})
    for label in leaf.hidden:
        parts += [marks.label(label), RedactionBar()]
    if leaf.hidden:
        parts.append(marks.small(_("What is black was not disclosed and is not in this file.")))
    for text, by in leaf.addenda:
        parts += [marks.heading(_("Addendum")), marks.paragraph(text), marks.small(by)]
    return [*parts, marks.gap(8), marks.rule(), *[marks.small(line) for line in leaf.signed]]


def _without(form: Form, hidden: Sequence[str]) -> Form:
    sections = tuple(
        Section(section.title, tuple(f for f in section.fields if f.key not in hidden))
        for section in form.sections
    )
    return Form(form.title, sections)


def _by(sentence: str, name: str, at: Any, zone: str) -> str:
    return sentence.format(name=name, moment=words.moment(at, zone))
