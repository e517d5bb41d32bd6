"""What verification of the reward books found, as it stands on the auditor's papers."""

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _
from counselor_desk.domain.money import dollars
from counselor_desk.records.prize_cabinet import RewardAudit
from counselor_desk.reports.press import marks, words
from counselor_desk.services.rewards.verify import BooksVerdict


def verdict(books: BooksVerdict) -> list[Flowable]:
    """Whether the books hold, and the digests to compare with an earlier paper."""
    sentence = _("The ledger verifies: every entry follows from the one before.")
    if not books.hold:
        sentence = " ".join(books.faults)
    facts = [
        (_("Ledger"), _("{n} entries").format(n=words.number_in_words(books.ledger.checked))),
        (_("Digest"), group_digest(books.ledger.head)),
        (_("Cabinet"), _("{n} entries").format(n=words.number_in_words(books.stock.checked))),
        (_("Digest"), group_digest(books.stock.head)),
        (_("In the cabinet"), dollars(books.stock_value_cents)),
    ]
    return [marks.box([marks.paragraph(sentence), marks.facts(facts)])]


def as_signed(audit: RewardAudit) -> list[Flowable]:
    """What held when an audit was signed: it is not signed while the books do not hold."""
    sentence = _("When this was signed the ledger verified: every entry followed from the one before.")
    facts = [
        (_("Ledger"), _("{n} entries").format(n=words.number_in_words(audit.ledger_count))),
        (_("Digest"), group_digest(audit.ledger_digest)),
        (_("Cabinet"), _("{n} entries").format(n=words.number_in_words(audit.stock_count))),
        (_("Digest"), group_digest(audit.stock_digest)),
        (_("Pieces that differed"), str(audit.differences)),
    ]
    return [marks.box([marks.paragraph(sentence), marks.facts(facts)])]


def group_digest(digest: str) -> str:
    """A digest in groups of eight, to be compared by eye."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8)) or _("none")
