"""Money is whole cents; here it becomes words, and words become cents."""

import re

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _

_AMOUNT = re.compile(r"\$?\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?")


def dollars(cents: int) -> str:
    """1250 is "$12.50"; what goes the other way is "−$12.50"."""
    sign = "−" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def short_dollars(cents: int) -> str:
    """Like dollars(), without the cents where there are none: "$750"."""
    return dollars(cents).removesuffix(".00")


def cents_of(text: str, field: str = "") -> int:
    """What a person typed, as cents; never through a float."""
    given = _AMOUNT.fullmatch(text.strip())
    if given is None:
        raise Refused(_("That is not an amount of money. Write it like 12.50."), field=field)
    whole, part = given.group(1).replace(",", ""), (given.group(2) or "").ljust(2, "0")
    return int(whole) * 100 + int(part)
