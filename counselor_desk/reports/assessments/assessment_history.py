"""A client's scores over time, one chart a scale, with bands and the changes that count."""

from dataclasses import dataclass

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.chart import trend_picture
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.reports.press import letterhead, marks, questions, words
from counselor_desk.reports.press.drawing import Drawing
from counselor_desk.reports.press.marks import TableColumn
from counselor_desk.reports.press.press import Grid, Report, Sheet
from counselor_desk.services.assessments import assessments
from counselor_desk.services.chart.pictures import series_of


@dataclass(frozen=True)
class AssessmentHistory:
    """The trends of one client."""

    sheet: Sheet
    trends: tuple[assessments.ScoreTrend, ...]


@query(Can.READ_CHART, "assessment_history.gather")
def gather(ctx: Context, client_id: int) -> AssessmentHistory:
    client = ctx.get(Client, client_id)
    trends = [t for t in assessments.trends(ctx, client_id) if t.points]
    return AssessmentHistory(letterhead.sheet(ctx, _("Assessment history"), client), tuple(trends))


TALL = 176.0  # of a picture: two measures with half a year of rows share a page
FEW = 12  # rows that stand on one page with their picture
COLUMNS = (
    TableColumn(lazy("Day"), 1.2),
    TableColumn(lazy("Score"), 0.8, number=True),
    TableColumn(lazy("Reads as"), 3),
)


def story(history: AssessmentHistory) -> list[Flowable]:
    parts: list[Flowable] = [marks.heading(history.sheet.title, 0)]
    for trend in history.trends:
        parts += _trend_story(trend)
    if not history.trends:
        parts.append(marks.paragraph(_("Nothing has been scored yet.")))
    note = _("A score is one piece of information. It is not a diagnosis and not advice on a dose.")
    return [*parts, marks.small(note)]


def _trend_story(trend: assessments.ScoreTrend) -> list[Flowable]:
    title = f"{trend.instrument.title}: {trend.scale.name}"
    parts: list[Flowable] = [Drawing(trend_picture.trend(series_of(trend), TALL))]
    if trend.change:
        sentence = _("From {before} to {last}: {change}")
        before, last = (words.day(point.on) for point in trend.points[-2:])
        parts.append(marks.small(sentence.format(before=before, last=last, change=trend.change)))
    reads = any(point.band for point in trend.points)
    columns = COLUMNS if reads else (*COLUMNS[:2], TableColumn("", COLUMNS[2].share))
    rows = [_cells(point) for point in reversed(trend.points)]
    table = marks.table(columns, rows)
    if len(rows) <= FEW:
        return [marks.keep_together([marks.heading(title), *parts, table])]
    return [marks.keep_together([marks.heading(title), *parts]), table]


def _cells(point: assessments.TrendPoint) -> tuple[str, str, str]:
    return (words.day(point.on), str(point.value), point.band)


def grid(history: AssessmentHistory) -> Grid:
    heads = (_("Instrument"), _("Scale"), _("Day"), _("Score"), _("Reads as"))
    rows = [
        (t.instrument.title, t.scale.name, p.on.isoformat(), str(p.value), p.band)
        for t in history.trends
        for p in t.points
    ]
    return Grid(heads, rows)


ASKS = Form.of(lazy("Assessment history"), questions.CLIENT)
REPORT = Report(
    id="assessment_history",
    title=lazy("Assessment history"),
    asks=ASKS,
    gather=gather,
    story=story,
    grid=grid,
    group="client",
)
