"""The quarterly reward audit on paper: to fill in at the cabinet, or as it was signed."""

from dataclasses import dataclass

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.money import dollars
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Staff
from counselor_desk.reports.press import letterhead, marks, words
from counselor_desk.reports.press.press import Report, Sheet
from counselor_desk.reports.rewards.books import as_signed, verdict
from counselor_desk.services.rewards import audits


@dataclass(frozen=True)
class Audited:
    """An audit with the names that belong to it."""

    sheet: Sheet
    audit: audits.Audit
    closed: str
    beside: str


@query(Can.AUDIT_REWARDS, "reward_audit.gather")
def gather(ctx: Context, audit_id: int) -> Audited:
    audit = audits.read(ctx, audit_id)
    record, closed, beside = audit.record, "", ""
    if record.closed_at is not None and record.closed_by is not None:
        zone = ctx.clinic.time_zone
        closed = _("Signed by {name}, {moment}").format(
            name=ctx.get(Staff, record.closed_by).signature,
            moment=words.moment(record.closed_at, zone),
        )
        if record.witness_id is not None:
            other = ctx.get(Staff, record.witness_id).signature
            beside = _("Counted with {name}, who signed too").format(name=other)
    title = _("Reward audit {quarter}").format(quarter=record.quarter)
    status = (closed or _("Not signed yet"),)
    return Audited(letterhead.sheet(ctx, title, status=status), audit, closed, beside)


def story(audited: Audited) -> list[Flowable]:
    record = audited.audit.record
    parts: list[Flowable] = [
        marks.heading(audited.sheet.title, 0),
        marks.small(words.between(record.first, record.last)),
        *(as_signed(record) if audited.closed else verdict(audited.audit.books)),
        marks.heading(_("Checked")),
        marks.table(
            (marks.Column(_("Point"), 5), marks.Column(_("Answer"), 1)),
            [
                (question.text, record.answers.get(question.key, "........"))
                for question in audited.audit.checklist.items
            ],
        ),
        marks.heading(_("Counted in the cabinet")),
        _counts(audited.audit),
    ]
    if record.explanation:
        parts += marks.answered(_("Differences explained"), record.explanation)
    elif not audited.closed:
        parts.append(marks.write_in(_("Differences explained"), 3))
    parts.append(marks.gap(6))
    if audited.closed:
        signed = [marks.paragraph(said) for said in (audited.closed, audited.beside) if said]
        again = [marks.heading(_("Checked again when this was printed")), *verdict(audited.audit.books)]
        return [*parts, marks.rule(), *signed, marks.together(again)]
    return [*parts, marks.signature([_("Counted by"), _("Supervisor")])]


def _counts(audit: audits.Audit) -> Flowable:
    columns = [marks.Column(_("Prize"), 3), marks.Column(_("Value"), 1, number=True)]
    closed = audit.record.closed_at is not None
    if not closed:  # afterwards a difference is booked, and the book shows what was counted
        columns.append(marks.Column(_("In the book"), 1, number=True))
    columns.append(marks.Column(_("Counted"), 1, number=True))
    rows = []
    for shelf in audit.shelves:
        counted = audit.record.counted.get(str(shelf.id))
        if closed and counted is None:  # put there after the audit
            continue
        row = [shelf.label, dollars(shelf.cents)]
        row += [] if closed else [str(shelf.pieces)]
        rows.append([*row, "........" if counted is None else str(counted)])
    return marks.table(columns, rows)


ASKS = Form.of(lazy("Reward audit"), Field("audit_id", lazy("Audit"), Kind.NUMBER, required=True))
REPORT = Report("reward_audit", lazy("Reward audit"), ASKS, gather, story)
