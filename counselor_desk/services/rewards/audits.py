"""A supervisor's quarterly audit: a checklist, a count of the cabinet, explained and signed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import msgspec
from sqlalchemy import select

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.core.resources import RESOURCES
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Staff
from counselor_desk.records.prize_cabinet import RewardAudit
from counselor_desk.services.rewards import cabinet, verify
from counselor_desk.services.rewards import ledger as posting

ANSWERS = ("yes", "no", "does not apply")


class ChecklistQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One point of the checklist."""

    key: str
    text: str


class RewardChecklist(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an audit asks."""

    id: str
    version: int
    source: str
    items: tuple[ChecklistQuestion, ...]
    note: str = ""


@dataclass(frozen=True)
class RewardAuditDetail:
    """An audit with what it is checked against."""

    record: RewardAudit
    checklist: RewardChecklist
    shelves: tuple[cabinet.PrizeStock, ...]
    books: verify.BooksVerdict


@lru_cache(maxsize=1)
def checklist() -> RewardChecklist:
    return files.parse(RewardChecklist, RESOURCES / "checklists" / "reward_audit.toml")


def quarter_of(day: date) -> tuple[str, date, date]:
    """The name of a day's quarter, its first and its last day."""
    number = (day.month - 1) // 3
    first = date(day.year, number * 3 + 1, 1)
    after = date(day.year + (number == 3), (number + 1) % 4 * 3 + 1, 1)
    return f"{day.year} Q{number + 1}", first, date.fromordinal(after.toordinal() - 1)


@query(Can.AUDIT_REWARDS, "reward_audits.audits")
def audits(ctx: Context) -> list[RewardAudit]:
    return ctx.find(select(RewardAudit).order_by(RewardAudit.first.desc(), RewardAudit.id.desc()))


@command(Can.AUDIT_REWARDS, "reward_audits.begin")
def begin(ctx: Context, day: date) -> RewardAudit:
    """Start the audit of the quarter a day falls in, or go on with it."""
    name, first, last = quarter_of(day)
    open_one = select(RewardAudit).where(RewardAudit.quarter == name, RewardAudit.closed_at.is_(None))
    reward_audit = ctx.first(open_one)
    return reward_audit or ctx.add(
        RewardAudit(quarter=name, first=first, last=last, begun_by=ctx.actor.id, begun_at=ctx.now)
    )


@query(Can.AUDIT_REWARDS, "reward_audits.read")
def read(ctx: Context, audit_id: int) -> RewardAuditDetail:
    shelves = [s for s in cabinet.shelves(ctx) if s.pieces or str(s.id) in _counted(ctx, audit_id)]
    record = ctx.get(RewardAudit, audit_id)
    return RewardAuditDetail(record, checklist(), tuple(shelves), verify.check(ctx))


def _counted(ctx: Context, audit_id: int) -> Mapping[str, int]:
    return ctx.get(RewardAudit, audit_id).counted


@command(Can.AUDIT_REWARDS, "reward_audits.fill")
def fill(
    ctx: Context,
    audit_id: int,
    answers: Mapping[str, str],
    counted: Mapping[int, int],
    explanation: str,
) -> RewardAudit:
    """Keep what was answered and counted so far."""
    record = ctx.get(RewardAudit, audit_id)
    if record.closed_at is not None:
        raise Refused(_("This audit is closed. Start the next quarter's."))
    keys = {question.key for question in checklist().items}
    if not set(answers) <= keys or not all(_is_answer(answer) for answer in answers.values()):
        raise Refused(_("Answer yes, no, or does not apply."), "answers")
    if not all(_is_whole(number) for pair in counted.items() for number in pair):
        raise Refused(_("A count is 0 or more."), "counted")
    record.answers = dict(answers)
    record.counted = {str(prize_id): pieces for prize_id, pieces in counted.items()}
    record.explanation = explanation.strip()
    return record


def _is_answer(answer: object) -> bool:
    return isinstance(answer, str) and answer in ANSWERS


def _is_whole(number: object) -> bool:
    return isinstance(number, int) and number >= 0


@command(Can.AUDIT_REWARDS, "reward_audits.close")
def close(ctx: Context, audit_id: int, witness: PassphraseProof) -> RewardAudit:
    """Two people sign. The books must hold; a counted difference is explained and then booked."""
    return close_with(ctx, audit_id, lambda: ctx.witness(witness))


def close_with(ctx: Context, audit_id: int, second: Callable[[], Staff]) -> RewardAudit:
    """The same, with whoever is found to be the second person when all else holds."""
    record = ctx.get(RewardAudit, audit_id)
    if record.closed_at is not None:
        raise Refused(_("This audit is already closed."))
    open_points = [q.text for q in checklist().items if q.key not in record.answers]
    if open_points:
        raise Refused(_("Answer this first: {point}").format(point=open_points[0]), "answers")
    shelves = [s for s in cabinet.shelves(ctx) if s.pieces or str(s.id) in record.counted]
    missing = [shelf.label for shelf in shelves if str(shelf.id) not in record.counted]
    if missing:
        raise Refused(_("Count this first: {item}.").format(item=missing[0]), "counted")
    books = verify.check(ctx)
    if not books.hold:
        raise Refused(
            _("The reward ledger did not verify. {fault} Tell your administrator.").format(
                fault=books.faults[0]
            )
        )
    other = second()
    differing = {s.id: record.counted[str(s.id)] - s.pieces for s in shelves}
    record.differences = sum(abs(difference) for difference in differing.values())
    for prize_id, difference in differing.items():
        if difference:
            cabinet.settle_count(ctx, prize_id, difference, f"{record.quarter}: {record.explanation}")
    _anchor(ctx, record)
    record.close(ctx.actor.id, other.id, ctx.now)
    return record


def _anchor(ctx: Context, record: RewardAudit) -> None:
    """The digests that stand on the printed audit: an anchor outside the file."""
    ledger, stock = posting.head(ctx, posting.LEDGER), posting.head(ctx, posting.STOCK)
    record.ledger_count, record.ledger_digest = ledger.count, ledger.digest
    record.stock_count, record.stock_digest = stock.count, stock.digest
