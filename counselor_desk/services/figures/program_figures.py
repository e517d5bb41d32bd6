"""The figures of a caseload or a program, each with the list that it counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, select

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import Wording, _, lazy, worded
from counselor_desk.desk.days import midnight
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can
from counselor_desk.records.assessment import Flag
from counselor_desk.records.care import Episode
from counselor_desk.records.document import Document, Status
from counselor_desk.records.people import Client
from counselor_desk.records.reward import Enrollment
from counselor_desk.records.schedule import CAME, MISSED, Appointment, Attendance

LONG_ENOUGH = timedelta(days=90)  # NIDA: less than 90 days in care is of limited effect
UNSIGNED = (Status.DRAFT, Status.RETURNED)


@dataclass(frozen=True)
class FigurePeriod:
    """The days that are counted, the first and the last among them; and the day it is."""

    first: date
    last: date
    today: date

    @property
    def begin(self) -> datetime:
        return midnight(self.first)

    @property
    def end(self) -> datetime:
        return midnight(self.last + timedelta(days=1))


@dataclass(frozen=True)
class FigureRow:
    """One row behind a figure."""

    client_id: int | None  # None: of nobody alone, as a group's session
    name: str
    description: str
    on: date | datetime | None


@dataclass(frozen=True)
class Figure:
    """A number and what it counts; its list is asked for by the key."""

    key: str
    part: str
    name: str
    count: int


@worded
class _Kind:
    """How a figure's rows are found: client, name, what, day."""

    part: Wording
    name: Wording
    needs: Can
    rows: Callable[[FigurePeriod], Select[Any]]
    section: str = "overview"
    say: Callable[[str], str] = str


def _of(kind: Any, what: Any, on: Any) -> Select[Any]:
    return (
        select(Client.id, Client.called, what, on)
        .join(kind, kind.client_id == Client.id)
        .order_by(Client.family_name, Client.given_name, Client.id, on)
    )


def _in_care(period: FigurePeriod) -> Select[Any]:
    return _of(Episode, Episode.reason, Episode.admitted_on).where(
        Episode.admitted_on <= period.last,
        (Episode.discharged_on.is_(None)) | (Episode.discharged_on > period.last),
    )


def _long(period: FigurePeriod) -> Select[Any]:
    until = min(period.last, period.today)
    return _in_care(period).where(Episode.admitted_on <= until - LONG_ENOUGH)


def _admitted(period: FigurePeriod) -> Select[Any]:
    return _of(Episode, Episode.reason, Episode.admitted_on).where(
        Episode.admitted_on >= period.first, Episode.admitted_on <= period.last
    )


def _left(period: FigurePeriod) -> Select[Any]:
    return _of(Episode, Episode.reason, Episode.discharged_on).where(
        Episode.admitted_on.is_not(None),
        Episode.discharged_on >= period.first,
        Episode.discharged_on <= period.last,
    )


def _sessions(period: FigurePeriod) -> Select[Any]:
    return _of(Appointment, Appointment.kind, Appointment.starts_at).where(
        Appointment.starts_at >= period.begin, Appointment.starts_at < period.end
    )


def _documents(period: FigurePeriod) -> Select[Any]:
    return _of(Document, Document.template, Document.occurred_on).where(
        Document.occurred_on >= period.first,
        Document.occurred_on <= period.last,
        Document.discarded_at.is_(None),
    )


def _flags(period: FigurePeriod) -> Select[Any]:
    return _of(Flag, Flag.text, Flag.raised_at).where(Flag.done_at.is_(None))


def _rewarded(period: FigurePeriod) -> Select[Any]:
    return _of(Enrollment, Enrollment.objective, Enrollment.starts_on).where(
        Enrollment.ended_at.is_(None), Enrollment.starts_on <= period.last
    )


def title_of(template: str) -> str:
    known = files.templates().get(template)
    return known.title if known else template


PEOPLE, SESSIONS, WRITING, CARE = lazy("People"), lazy("Sessions"), lazy("Documents"), lazy("Care")
KINDS = {
    "in_care": _Kind(PEOPLE, lazy("In care on the last day"), Can.PRINT, _in_care, "care"),
    "long": _Kind(PEOPLE, lazy("In care for 90 days or more"), Can.PRINT, _long, "care"),
    "admitted": _Kind(PEOPLE, lazy("Admitted"), Can.PRINT, _admitted, "care"),
    "left": _Kind(PEOPLE, lazy("Left care"), Can.PRINT, _left, "care"),
    "kept": _Kind(
        SESSIONS,
        lazy("Attended"),
        Can.PRINT,
        lambda p: _sessions(p).where(Appointment.attendance.in_(CAME)),
        "appointments",
    ),
    "missed": _Kind(
        SESSIONS,
        lazy("Missed"),
        Can.PRINT,
        lambda p: _sessions(p).where(Appointment.attendance.in_(MISSED)),
        "appointments",
    ),
    "unmarked": _Kind(
        SESSIONS,
        lazy("Past, attendance not marked"),
        Can.PRINT,
        lambda p: _sessions(p).where(
            Appointment.attendance == Attendance.BOOKED,
            Appointment.starts_at < midnight(p.today),
        ),
        "appointments",
    ),
    "unsigned": _Kind(
        part=WRITING,
        name=lazy("Not signed"),
        needs=Can.READ_CHART,
        rows=lambda p: _documents(p).where(Document.status.in_(UNSIGNED)),
        section="notes",
        say=title_of,
    ),
    "waiting": _Kind(
        part=WRITING,
        name=lazy("Awaiting co-signature"),
        needs=Can.READ_CHART,
        rows=lambda p: _documents(p).where(Document.status == Status.AWAITING_COSIGN),
        section="notes",
        say=title_of,
    ),
    "final": _Kind(
        part=WRITING,
        name=lazy("Final"),
        needs=Can.READ_CHART,
        rows=lambda p: _documents(p).where(Document.status == Status.FINAL),
        section="notes",
        say=title_of,
    ),
    "flags": _Kind(CARE, lazy("Scores to act on"), Can.READ_CHART, _flags, "scores"),
    "rewarded": _Kind(CARE, lazy("In a reward program"), Can.READ_CHART, _rewarded, "rewards"),
}


@query(Can.PRINT, "figures.figures")
def figures(ctx: Context, first: date, last: date) -> list[Figure]:
    """Over the charts that one may see, and of those only what one's role may read."""
    period = _period(ctx, first, last)
    return [
        Figure(key, kind.part, kind.name, len(_rows(ctx, kind, period)))
        for key, kind in KINDS.items()
        if ctx.actor.may(kind.needs)
    ]


@query(Can.PRINT, "figures.behind")
def figure_rows(ctx: Context, key: str, first: date, last: date) -> list[FigureRow]:
    """Exactly the rows that the figure counts."""
    kind = KINDS.get(key)
    if kind is None or not ctx.actor.may(kind.needs):
        raise Refused(_("There is no such figure. Choose one from the list."))
    return _rows(ctx, kind, _period(ctx, first, last))


def _rows(ctx: Context, kind: _Kind, period: FigurePeriod) -> list[FigureRow]:
    def row(client_id: int, name: str, what: Any, on: Any) -> FigureRow:
        return FigureRow(client_id, name, kind.say(str(what or "")), on)

    return ctx.rows(row, kind.rows(period))


def _period(ctx: Context, first: date, last: date) -> FigurePeriod:
    if last < first:
        raise Refused(_("The last day is before the first. Swap them."), "last")
    return FigurePeriod(first, last, ctx.today)
