"""What the kinds of ledger entries are called on the screen."""

from counselor_desk.domain.ledger import EntryKind
from counselor_desk.i18n import _

WORDS = {
    EntryKind.AWARD: _("Earned"),
    EntryKind.BONUS: _("Bonus"),
    EntryKind.DRAW: _("Draw"),
    EntryKind.BANK: _("Left for later"),
    EntryKind.ISSUE: _("Handed over"),
    EntryKind.REDEEM: _("Handed over"),
    EntryKind.REVERSAL: _("Reversed"),
}
