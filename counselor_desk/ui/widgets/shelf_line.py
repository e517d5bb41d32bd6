"""A prize of the cabinet as a row of a list."""

from counselor_desk.domain.money import dollars
from counselor_desk.i18n import _
from counselor_desk.services.prizes import Shelf
from counselor_desk.ui.paged import Line


def shelf_line(shelf: Shelf, drawn: bool = False) -> Line:
    """A prize as a row: what, of which kind, how many."""
    second = "   ·   ".join(p for p in (shelf.category, shelf.prize_class, shelf.merchant) if p)
    pieces = _("{n} left").format(n=shelf.pieces)
    chips = ((_("slip drawn"), "ok"),) if drawn else ()
    return Line(shelf.label, second, dollars(shelf.cents), pieces, chips, quiet=not shelf.pieces)
