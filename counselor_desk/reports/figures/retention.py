"""How long people stay in care: a survival curve of a period's admissions, small counts hidden."""

from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.figures.small_counts import count_in_words
from counselor_desk.domain.figures.survival_curve import Stay, curve
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.reports.press import letterhead, marks, questions, words
from counselor_desk.reports.press.line_charts import StepChart
from counselor_desk.reports.press.marks import TableColumn
from counselor_desk.reports.press.press import Grid, Report, Sheet
from counselor_desk.services.clinic import staff
from counselor_desk.services.figures import program_reports


@dataclass(frozen=True)
class RetentionReport:
    """The stays that began in a period, one a person; no name, no number."""

    sheet: Sheet
    period: str
    stays: tuple[Stay, ...]
    least: int


@query(Can.PRINT, "retention.gather")
def gather(ctx: Context, first: date, last: date) -> RetentionReport:
    stays = tuple(program_reports.stays(ctx, first, last).values())
    sheet = letterhead.sheet(ctx, _("Retention"))
    return RetentionReport(sheet, words.date_range(first, last), stays, staff.smallest_count(ctx))


def story(retention: RetentionReport) -> list[Flowable]:
    least = retention.least
    about = _("People who began care {period}: {count}").format(
        period=retention.period, count=count_in_words(len(retention.stays), least)
    )
    parts: list[Flowable] = [marks.heading(retention.sheet.title, 0), marks.small(about)]
    points = curve(retention.stays, least)
    if not points:
        few = _(
            "Too few people have left, or too few were followed, to show a curve without identifying "
            "one of them. Choose a longer time."
        )
        return [*parts, marks.paragraph(few), marks.small(_rule(least))]
    parts += [marks.heading(_("Share of people still in care, by days since admission"))]
    steps = [(point.day, point.share) for point in points]
    parts += [StepChart(steps, points[-1].day + 15), marks.table(COLUMNS, rows(retention))]
    note = _(
        "Actuarial life table. Open episodes, planned endings and transfers count as stays of at "
        "least their days; leaving early, however it came, counts as leaving."
    )
    return [*parts, marks.small(f"{note} {_rule(least)}")]


def _rule(least: int) -> str:
    return _(
        "A day is shown only when, since the day shown before, {n} people or more have left, and as "
        "many are still followed: no step describes only a few people. Counts below {n} are not shown. "
        "Reports of overlapping times can be subtracted from each other: share only one of them."
    ).format(n=least)


COLUMNS = (
    TableColumn(lazy("Days since admission"), 2),
    TableColumn(lazy("Still in care"), 1.5, number=True),
    TableColumn(lazy("People followed so long"), 2, number=True),
)


def rows(retention: RetentionReport) -> list[tuple[str, str, str]]:
    return [
        (str(point.day), f"{100 * point.share:.0f}%", str(point.followed))
        for point in curve(retention.stays, retention.least)
    ]


def grid(retention: RetentionReport) -> Grid:
    return Grid(tuple(column.title for column in COLUMNS), rows(retention))


ASKS = Form.of(lazy("Retention"), questions.FIRST, questions.LAST)
REPORT = Report(id="retention", title=lazy("Retention"), asks=ASKS, gather=gather, story=story, grid=grid)
