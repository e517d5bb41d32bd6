"""How scores moved from the first to the last in a period: better, the same, worse, in counts."""

from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.assessments.instrument import Scale
from counselor_desk.domain.figures.small_counts import at_least, count_in_words, shown_thirds
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.reports.press import letterhead, marks, questions, words
from counselor_desk.reports.press.marks import TableColumn
from counselor_desk.reports.press.press import Grid, Report, Sheet
from counselor_desk.services.clinic import staff
from counselor_desk.services.figures import program_reports
from counselor_desk.services.figures.program_reports import Pair, direction


@dataclass(frozen=True)
class ScaleChange:
    """One scale and each person's first and last value; who they are is not kept."""

    name: str
    scale: Scale
    pairs: tuple[Pair, ...]

    def counts(self) -> tuple[int, int, int]:
        """Better, the same, worse."""
        moves = [direction(self.scale, pair) for pair in self.pairs]
        return moves.count(1), moves.count(0), moves.count(-1)

    def mean(self, which: int, least: int) -> str:
        values = [pair[which] for pair in self.pairs]
        if len(values) < least:
            return ""
        if min(values) == max(values):  # the mean would be the value of every single person
            return _("not shown")
        return f"{sum(values) / len(values):.1f}"


@dataclass(frozen=True)
class OutcomeReport:
    """What moved in a period, over the charts that the person who asks may read."""

    sheet: Sheet
    period: str
    changes: tuple[ScaleChange, ...]
    least: int


@query(Can.READ_CHART, "outcomes.gather")
def gather(ctx: Context, first: date, last: date) -> OutcomeReport:
    moved = []
    for key, people in program_reports.pairs(ctx, first, last).items():
        known = program_reports.scale_of(*key)
        if known is not None:
            moved.append(ScaleChange(*known, tuple(people.values())))
    sheet = letterhead.sheet(ctx, _("Outcomes"))
    least = staff.smallest_count(ctx)
    return OutcomeReport(sheet, words.date_range(first, last), tuple(moved), least)


COLUMNS = (
    TableColumn(lazy("Questionnaire"), 2.6),
    TableColumn(lazy("People with two or more"), 1.6, number=True),
    TableColumn(lazy("Mean, first"), 1.2, number=True),
    TableColumn(lazy("Mean, last"), 1.2, number=True),
    TableColumn(lazy("Better"), 1.5, number=True),
    TableColumn(lazy("The same"), 1.3, number=True),
    TableColumn(lazy("Worse"), 1.3, number=True),
)


def rows(outcomes: OutcomeReport) -> list[tuple[str, ...]]:
    least = outcomes.least
    return [
        (
            scale_change.name,
            count_in_words(len(scale_change.pairs), least),
            scale_change.mean(0, least),
            scale_change.mean(1, least),
            *_parts(scale_change, least),
        )
        for scale_change in outcomes.changes
    ]


def _parts(scale_change: ScaleChange, least: int) -> list[str]:
    """A small group, and whatever would give its size away, is not shown.

    Where nearly all got better "at least 75%" is said: "11 of 11" would tell of everyone.
    """
    counts, whole = scale_change.counts(), len(scale_change.pairs)
    if whole < least:
        return ["", "", ""]
    counts_with_shown = zip(counts, shown_thirds(counts, least), strict=True)
    return [str(count) if show else _bound(count, whole, least) for count, show in counts_with_shown]


def _bound(count: int, whole: int, least: int) -> str:
    percent = at_least(count, whole, least)
    return _("not shown") if percent is None else _("at least {n}%").format(n=percent)


def story(outcomes: OutcomeReport) -> list[Flowable]:
    parts: list[Flowable] = [
        marks.heading(outcomes.sheet.title, 0),
        marks.small(outcomes.period),
        marks.small(_("Counts the charts that you may read.")),
    ]
    if not outcomes.changes:
        none = _("Nobody answered a questionnaire twice in this time. Choose a longer one.")
        return [*parts, marks.paragraph(none)]
    note = _(
        "First and last answers of the same person in the period. Better and worse: by the "
        "questionnaire's published index of reliable change where there is one, otherwise by the published "
        "difference that matters, and where there is neither by any difference. "
        "Counts below {n} are not shown, nor anything that would reveal them; where nearly everyone is "
        "counted it says “at least”. Reports of overlapping times can be subtracted from each other: "
        "share only one of them. A change is no proof that care caused it."
    ).format(n=outcomes.least)
    return [*parts, marks.table(COLUMNS, rows(outcomes)), marks.small(note)]


def grid(outcomes: OutcomeReport) -> Grid:
    return Grid(tuple(column.title for column in COLUMNS), rows(outcomes))


ASKS = Form.of(lazy("Outcomes"), questions.FIRST, questions.LAST)
REPORT = Report(
    id="outcomes",
    title=lazy("Outcomes"),
    asks=ASKS,
    gather=gather,
    story=story,
    grid=grid,
    summary=lazy("First and last scores of a period: better, the same, worse, in counts."),
)
