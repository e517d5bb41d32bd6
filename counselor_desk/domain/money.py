"""Money is whole cents; here it becomes words, and words become cents."""

import re

_AMOUNT = re.compile(r"\$?\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?")


def dollars(cents: int) -> str:
    """1250 is "$12.50"; what goes the other way is "−$12.50"."""
    sign = "−" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def short_dollars(cents: int) -> str:
    """Like dollars(), without the cents where there are none: "$750"."""
    return dollars(cents).removesuffix(".00")
