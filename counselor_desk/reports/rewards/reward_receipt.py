"""The receipt for something handed over: what, of which value, by whom, and the client's name."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reportlab.platypus import Flowable

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.money import dollars
from counselor_desk.domain.rewards.ledger import EntryKind
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.records.reward import LedgerEntry
from counselor_desk.reports.press import letterhead, marks, signature, words
from counselor_desk.reports.press.press import Report, Sheet
from counselor_desk.services.rewards import accounts, handing_over


@dataclass(frozen=True)
class ReceiptPaper:
    """One hand-over with its signature, if it has one."""

    sheet: Sheet
    number: int
    client: str
    item: str
    cents: int
    at: str
    by: str
    witness: str
    balance_cents: int
    reversed: bool
    strokes: tuple[dict[str, Any], ...]
    signed: str
    adjustments: tuple[str, ...]  # what corrections paid since the hand-over before this one


@query(Can.GIVE_REWARD, "reward_receipt.gather")
def gather(ctx: Context, entry_id: int) -> ReceiptPaper:
    entry = ctx.get(LedgerEntry, entry_id)
    if not entry.kind.gives:
        raise Refused(_("A receipt is for a reward that was given."))
    client, row = ctx.get(Client, entry.client_id), accounts.entry(ctx, entry_id)
    zone = ctx.clinic.time_zone
    receipt = handing_over.receipt_of(ctx, entry.id)
    return ReceiptPaper(
        sheet=letterhead.sheet(ctx, _("Receipt"), client),
        number=entry.number,
        client=client.name,
        item=row.item,
        cents=entry.cents,
        at=words.moment(entry.at, zone),
        by=row.staff_name,
        witness=row.witness,
        balance_cents=row.balance_cents,
        reversed=row.reversed,
        strokes=tuple(receipt.strokes) if receipt else (),
        adjustments=_adjustments(ctx, entry),
        signed=_signed(receipt.signed_at, zone) if receipt and not receipt.on_paper else "",
    )


def _adjustments(ctx: Context, entry: LedgerEntry) -> tuple[str, ...]:
    """One line a correction, with its reason and the two people."""
    rows = [row for row in accounts.account(ctx, entry.client_id).rows if row.number < entry.number]
    since = max((row.number for row in rows if row.kind.gives), default=0)
    cents: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        if row.kind is EntryKind.ADJUSTMENT and row.number > since and not row.reversed:
            cents[row.reason, row.staff_name, row.witness] += row.cents
    return tuple(
        _("{cents}. {reason} {first} and {second}").format(
            cents=dollars(paid), reason=reason, first=first, second=second
        )
        for (reason, first, second), paid in cents.items()
    )


def _signed(at: datetime, zone: str) -> str:
    return _("Signed on screen, {moment}").format(moment=words.moment(at, zone))


def story(handed: ReceiptPaper) -> list[Flowable]:
    sentence = _("{client} has received {item}, worth {value}.").format(
        client=handed.client, item=handed.item, value=dollars(handed.cents)
    )
    parts: list[Flowable] = [marks.heading(handed.sheet.title, 0), marks.paragraph(sentence)]
    if handed.reversed:
        parts.append(marks.box([marks.paragraph(_("This reward was reversed."))]))
    facts = [
        (_("When"), handed.at),
        (_("Given by"), handed.by),
        (_("Seen by"), handed.witness),
        (_("Adjustment"), "; ".join(handed.adjustments)),
        (_("Left on the account"), dollars(handed.balance_cents)),
        (_("Entry"), _("{number} of the reward ledger").format(number=handed.number)),
    ]
    parts.append(marks.facts([fact for fact in facts if fact[1]]))
    parts.append(marks.small(_("Not cash, and not to be exchanged for cash.")))
    return parts + _signature(handed)


def _signature(handed: ReceiptPaper) -> list[Flowable]:
    if not handed.strokes:
        return [marks.signature([handed.client, handed.by])]
    drawn = signature.SignatureDrawing(handed.strokes)
    signed = marks.small(f"{handed.client}. {handed.signed}")
    return [marks.gap(16), marks.keep_together([drawn, marks.gap(4), signed])]


ASKS = Form.of(lazy("Receipt"), Field("entry_id", lazy("Entry"), Kind.NUMBER, required=True))
REPORT = Report("reward_receipt", lazy("Reward receipt"), ASKS, gather, story, group="client")
