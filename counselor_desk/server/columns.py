"""Which columns a server's database holds in the clear: as resources/privacy/clear_columns.toml says."""

import tomllib
from enum import Enum
from functools import cache

from sqlalchemy import Date

from counselor_desk.core.resources import RESOURCES
from counselor_desk.records.sealable import Sealable

SOURCE = RESOURCES / "privacy" / "clear_columns.toml"


class Sealing(Enum):
    """How a column stands in the database."""

    CLEAR = "clear"
    ALIKE = "alike"  # the same words, the same seal
    SEALED = "sealed"


def sealing_of(kind: Sealable) -> Sealing:
    return sealing(kind.table, kind.column, is_day=isinstance(kind.inner, Date))


@cache
def sealing(table: str, column: str, is_day: bool) -> Sealing:
    """Of a column that may hold what somebody typed."""
    told = _told()
    if is_day:
        return Sealing.SEALED if column in told["sealed_days"].get(table, ()) else Sealing.CLEAR
    if column in told["alike"].get(table, ()):
        return Sealing.ALIKE
    return Sealing.CLEAR if column in told["clear"].get(table, ()) else Sealing.SEALED


@cache
def _told() -> dict[str, dict[str, list[str]]]:
    read = tomllib.loads(SOURCE.read_text("utf-8"))
    return {part: read[part] for part in ("clear", "alike", "sealed_days")}
