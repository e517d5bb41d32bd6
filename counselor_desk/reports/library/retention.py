"""How long people stay in care: a survival curve of a period's admissions, small counts hidden."""

from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable
from sqlalchemy import select

from counselor_desk.domain.form import Form
from counselor_desk.domain.retention import (
    SMALLEST_COUNT,
    Stay,
    apart,
    followed_at,
    shown,
    stay,
    survival,
)
from counselor_desk.domain.roles import Can
from counselor_desk.i18n import _
from counselor_desk.records.care import Episode, Reason
from counselor_desk.reports import asked, letterhead, marks, words
from counselor_desk.reports.charts import Steps
from counselor_desk.reports.marks import Column
from counselor_desk.reports.press import Grid, Report, Sheet
from counselor_desk.services.desk import Context, query

PLANNED = frozenset({Reason.COMPLETED, Reason.TRANSFERRED})
POINTS = (30, 60, 90, 180, 365)


@dataclass(frozen=True)
class Retention:
    """The stays that began in a period; no name, no number."""

    sheet: Sheet
    period: str
    stays: tuple[Stay, ...]


@query(Can.PRINT)
def gather(ctx: Context, first: date, last: date) -> Retention:
    today = ctx.now.astimezone().date()
    statement = select(Episode.admitted_on, Episode.discharged_on, Episode.reason).where(
        Episode.admitted_on >= first, Episode.admitted_on <= last
    )
    stays = ctx.rows(
        lambda admitted, ended, reason: stay(admitted, ended, reason not in PLANNED, today),
        statement,
    )
    sheet = letterhead.sheet(ctx, _("Staying in care"))
    return Retention(sheet, words.between(first, last), tuple(stays))


def story(retention: Retention) -> list[Flowable]:
    parts: list[Flowable] = [marks.heading(retention.sheet.title, 0)]
    about = _("Episodes that began {period}: {count}").format(
        period=retention.period, count=shown(len(retention.stays))
    )
    parts.append(marks.small(about))
    if not _enough(retention.stays, 1):
        few = _("Too few people began care in this time to show figures without pointing to them.")
        return [*parts, marks.paragraph(few)]
    curve = survival(retention.stays)
    kept = [(day, share) for day, share in curve.steps if _enough(retention.stays, day)]
    days = max(s.days for s in retention.stays if _enough(retention.stays, s.days))
    parts += [marks.heading(_("Share of people still in care, by days since admission"))]
    parts += [Steps(kept, days), marks.table(COLUMNS, rows(retention))]
    note = _(
        "Kaplan-Meier estimate. Open episodes, planned endings and transfers count as stays of at "
        "least their days; leaving early, however it came, counts as leaving. Counts of 1 to 10 "
        "and what rests on them are not shown."
    )
    return [*parts, marks.small(note)]


COLUMNS = (
    Column(_("Days since admission"), 2), Column(_("Still in care"), 1.5, number=True),
    Column(_("People followed so long"), 2, number=True),
)  # fmt: skip


def rows(retention: Retention) -> list[tuple[str, str, str]]:
    curve = survival(retention.stays)
    counts = [followed_at(retention.stays, day) for day in POINTS]
    told = apart([len(retention.stays), *counts])[1:]
    lines = []
    for day, count, tells in zip(POINTS, counts, told, strict=True):
        share = f"{100 * curve.share_at(day):.0f} %" if _enough(retention.stays, day) else ""
        lines.append((str(day), share, str(count) if tells else _("not shown")))
    return lines


def _enough(stays: tuple[Stay, ...], day: int) -> bool:
    return followed_at(stays, day) >= SMALLEST_COUNT


def grid(retention: Retention) -> Grid:
    return Grid(tuple(column.title for column in COLUMNS), rows(retention))


ASKS = Form.of(_("Staying in care"), asked.FIRST, asked.LAST)
REPORT = Report("retention", _("Staying in care"), ASKS, gather, story, grid)
