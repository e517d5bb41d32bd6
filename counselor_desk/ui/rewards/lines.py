"""What a schedule comes to, in sentences: its most, its mean, and the limits it breaks."""

from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.domain.money import dollars, short_dollars
from counselor_desk.domain.rewards.earnings_picture import OccasionBar, bars
from counselor_desk.domain.rewards.ledger import EntryKind
from counselor_desk.domain.rewards.reason import amount_in_words
from counselor_desk.domain.rewards.schedule import RewardUnit
from counselor_desk.services.rewards.cabinet import PrizeStock
from counselor_desk.services.rewards.schedules import CostPreview
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.paged import RowText


def bars_of(worked: CostPreview) -> list[OccasionBar]:
    return bars(worked.schedule, [])


def cost_in_words(worked: CostPreview) -> str:
    """The most, and the mean and spread, each in one sentence."""
    best, mean = worked.best, worked.expected
    message = _("At most {best}; with {share}% met {mean} on average, plus or minus {spread}.")
    return message.format(
        best=dollars(round(best.mean)),
        share=round(worked.share * 100),
        mean=dollars(round(mean.mean)),
        spread=dollars(mean.spread),
    )


def over_in_words(worked: CostPreview) -> list[str]:
    """Which caps it breaks, and where."""
    certain = _("Over the limit of {cap} at visit {n} if all are met. {title}.")
    maybe = _("A lucky draw could pass the limit of {cap} from visit {n}. {title}.")
    confirm = _(" Confirm this limit before you rely on it.")
    return [
        (certain if limit_crossing.certain else maybe).format(
            cap=short_dollars(limit_crossing.limit.cents),
            n=limit_crossing.number,
            title=limit_crossing.limit.title,
        )
        + ("" if limit_crossing.limit.certain else confirm)
        for limit_crossing in worked.crossings
    ]


def unpaid_in_words(worked: CostPreview) -> str:
    """Which visits the money does not reach, before anybody is enrolled; or ""."""
    if (unpaid := worked.unpaid) is None:
        return ""
    if len(unpaid.numbers) == worked.schedule.occasions:
        return _("This money pays nothing on these days. {title}.").format(title=unpaid.title)
    sentence = _("From {day} on nothing is paid: {n} of {of} visits. {title}.")
    day = words.full_day(unpaid.first_on)
    return sentence.format(day=day, n=len(unpaid.numbers), of=worked.schedule.occasions, title=unpaid.title)


def table_in_words(worked: CostPreview) -> str:
    """Every occasion with what it pays and what that makes together."""
    schedule, total, lines = worked.schedule, worked.schedule.priming, []
    if total:
        first = amount_in_words(schedule.unit, total)
        lines.append(_("First day: {draws}").format(draws=first))
    for award in worked.table:
        total += award.due
        message = _("{n}. week {week}: {due}").format(
            n=award.number, week=award.week, due=amount_in_words(schedule.unit, award.due)
        )
        if schedule.unit is not RewardUnit.NAMES:
            message += _(", together {total}").format(total=amount_in_words(schedule.unit, total))
        lines.append(message)
    return "\n".join(lines)


WORDS = Glossary(
    {
        EntryKind.AWARD: lazy("Earned"),
        EntryKind.BONUS: lazy("Bonus"),
        EntryKind.DRAW: lazy("Draw"),
        EntryKind.ADJUSTMENT: lazy("Adjustment"),
        EntryKind.BANK: lazy("Left for later"),
        EntryKind.ISSUE: lazy("Given"),
        EntryKind.REDEEM: lazy("Given"),
        EntryKind.REVERSAL: lazy("Reversed"),
        EntryKind.STOCK_IN: lazy("Stocked"),
        EntryKind.STOCK_OUT: lazy("Removed"),
        EntryKind.STOCK_SHORT: lazy("Missing at the count"),
        EntryKind.STOCK_OVER: lazy("Found at the count"),
    }
)


def shelf_line(shelf: PrizeStock, drawn: bool = False) -> RowText:
    """A prize as a row: what, of which kind, how many."""
    second = "   ·   ".join(p for p in (shelf.category, shelf.prize_class, shelf.merchant) if p)
    pieces = _("{n} left").format(n=shelf.pieces)
    chips = ((_("slip drawn"), "ok"),) if drawn else ()
    return RowText(shelf.label, second, dollars(shelf.cents), pieces, chips, quiet=not shelf.pieces)
