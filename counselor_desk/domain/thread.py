"""The golden thread: which notes worked on which objectives, and where it is broken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

UNTOUCHED = timedelta(days=30)


class Gap(StrEnum):
    """A place where the thread is broken."""

    NO_PLAN = "no plan"
    OVERDUE = "review overdue"
    UNTOUCHED = "nobody worked on it for 30 days"
    NOT_SHOWN = "no diagnosis, score or finding behind it"
    PAST_TARGET = "past its day"
    NO_OBJECTIVE = "note without an objective"


@dataclass(frozen=True)
class Stitch:
    """One note on one objective."""

    document_id: int
    on: date
    by_client: int | None = None
    by_counselor: int | None = None


@dataclass(frozen=True)
class Strand:
    """One objective and the notes that worked on it."""

    code: str
    words: str
    problem: str
    standing: str
    is_open: bool
    started_on: date | None
    target_on: date | None
    is_shown: bool = True
    stitches: tuple[Stitch, ...] = ()

    @property
    def last(self) -> date | None:
        return max((s.on for s in self.stitches), default=None)


@dataclass(frozen=True)
class Break:
    """One gap: what, where, and where it is closed."""

    gap: Gap
    words: str
    code: str = ""
    document_id: int | None = None
    on: date | None = None


@dataclass(frozen=True)
class Thread:
    """A client's objectives by notes, and its gaps."""

    strands: Sequence[Strand]
    loose: Sequence[Stitch] = field(default_factory=list)  # notes without an objective
    gaps: Sequence[Break] = field(default_factory=list)


def gaps(strands: Iterable[Strand], today: date) -> list[Break]:
    """What is broken about the open objectives, in their order."""
    found = []
    for strand in strands:
        if not strand.is_open:
            continue
        label = f"{strand.code} {strand.words}"
        touched = strand.last or strand.started_on
        if touched is None or today - touched > UNTOUCHED:
            found.append(Break(Gap.UNTOUCHED, label, strand.code))
        if strand.target_on is not None and strand.target_on < today:
            found.append(Break(Gap.PAST_TARGET, label, strand.code))
        if not strand.is_shown:
            found.append(Break(Gap.NOT_SHOWN, label, strand.code))
    return found
