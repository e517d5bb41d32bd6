"""Which backups stay: the newest ones, then one a day, a week and a month."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

RECENT, DAILY, WEEKLY, MONTHLY = 8, 14, 8, 12
Bucket = Callable[[datetime], object]

RULES: tuple[tuple[int, Bucket], ...] = (
    (RECENT, lambda at: at),
    (DAILY, lambda at: at.date()),
    (WEEKLY, lambda at: at.isocalendar()[:2]),
    (MONTHLY, lambda at: (at.year, at.month)),
)


def kept_backups(times: Iterable[datetime]) -> frozenset[datetime]:
    """Those of these backups that stay: of each bucket the newest, for as many as the rule has."""
    newest_first = sorted(set(times), reverse=True)
    stays: set[datetime] = set()
    for most, bucket in RULES:
        filled: set[object] = set()
        for at in newest_first:
            if len(filled) == most:
                break
            if bucket(at) not in filled:
                filled.add(bucket(at))
                stays.add(at)
    return frozenset(stays)


HORIZON = 450  # days: longer than the last monthly one stays


def removal_days(times: Iterable[datetime]) -> dict[datetime, date]:
    """On which day each of these goes, when from the newest on one is made every day."""
    held = set(times)
    if not held:
        return {}
    known, gone = frozenset(held), dict[datetime, date]()
    newest = max(held)
    for days in range(1, HORIZON):
        at = newest + timedelta(days=days)
        held = set(kept_backups([*held, at]))
        for time in known - held - gone.keys():
            gone[time] = at.date()
    return gone
