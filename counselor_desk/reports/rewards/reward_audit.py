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
class RewardAuditPaper:
    """An audit with the names that belong to it."""

    sheet: Sheet
    audit: audits.RewardAuditDetail
    closed: str
    beside: str


@query(Can.AUDIT_REWARDS, "reward_audit.gather")
def gather(ctx: Context, audit_id: int) -> RewardAuditPaper:
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
    return RewardAuditPaper(letterhead.sheet(ctx, title, status=status), audit, closed, beside)


def story(audited: RewardAuditPaper) -> list[Flowable]:
    record = audited.audit.record
    parts: list[Flowable] = [
        marks.heading(audited.sheet.title, 0),
        marks.small(words.date_range(record.first, record.last)),
        *(as_signed(record) if audited.closed else verdict(audited.audit.books)),
        marks.heading(_("Checked")),
        marks.table(
            (marks.TableColumn(_("Point"), 5), marks.TableColumn(_("Answer"), 1)),
            [
                (question.text, record.answers.get(question.key, "........"))
                for question in audited.audit.checklist.items
            ],
        ),
        marks.heading(_("Counted in the cabinet")),
        _counts(audited.audit),
    ]
    if record.explanation:
        parts += marks.question_and_answer(_("Differences explained"), record.explanation)
    elif not audited.closed:
        parts.append(marks.write_in_lines(_("Differences explained"), 3))
    parts.append(marks.gap(6))
    if audited.closed:
        signed = [marks.paragraph(sentence) for sentence in (audited.closed, audited.beside) if sentence]
        again = [marks.heading(_("Checked again when this was printed")), *verdict(audited.audit.books)]
        return [*parts, marks.rule(), *signed, marks.keep_together(again)]
    return [*parts, marks.signature([_("Counted by"), _("Supervisor")])]


def _counts(audit: audits.RewardAuditDetail) -> Flowable:
    columns = [marks.TableColumn(_("Prize"), 3), marks.TableColumn(_("Value"), 1, number=True)]
    closed = audit.record.closed_at is not None
    if not closed:  # afterwards a difference is booked, and the book shows what was counted
        columns.append(marks.TableColumn(_("On record"), 1, number=True))
    columns.append(marks.TableColumn(_("Counted"), 1, number=True))
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
