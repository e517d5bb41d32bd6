"""How scores moved from the first to the last in a period: better, the same, worse, in counts."""

from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable
from sqlalchemy import select

from counselor_desk.domain.form import Form
from counselor_desk.domain.instrument import Scale
from counselor_desk.domain.roles import Can
from counselor_desk.domain.small_counts import at_least, shown, thirds
from counselor_desk.i18n import _
from counselor_desk.records.measure import Administration, Score
from counselor_desk.reports import asked, letterhead, marks, words
from counselor_desk.reports.marks import Column
from counselor_desk.reports.press import Grid, Report, Sheet
from counselor_desk.services import definitions, staff
from counselor_desk.services.desk import Context, query

Pair = tuple[int, int]


@dataclass(frozen=True)
class Moved:
    """One scale and each person's first and last value; who they are is not kept."""

    name: str
    scale: Scale
    pairs: tuple[Pair, ...]

    def counts(self) -> tuple[int, int, int]:
        """Better, the same, worse: by the published reliable change, or by any difference."""
        least = max(self.scale.reliable_change, 1)
        sign = -1 if self.scale.better == "low" else 1
        moves = [sign * (after - before) for before, after in self.pairs]
        better, worse = sum(m >= least for m in moves), sum(m <= -least for m in moves)
        return better, len(moves) - better - worse, worse

    def mean(self, which: int, least: int) -> str:
        values = [pair[which] for pair in self.pairs]
        if len(values) < least:
            return ""
        if min(values) == max(values):  # the mean would be the value of every single person
            return _("not shown")
        return f"{sum(values) / len(values):.1f}"


@dataclass(frozen=True)
class Outcomes:
    """What moved in a period, over the charts that the person who asks may read."""

    sheet: Sheet
    period: str
    moved: tuple[Moved, ...]
    least: int


@query(Can.READ_CHART)
def gather(ctx: Context, first: date, last: date) -> Outcomes:
    series: dict[tuple[str, str], dict[int, list[int]]] = {}
    for client_id, instrument, scale, value in ctx.rows(
        lambda *row: row,
        select(Score.client_id, Score.instrument, Score.scale, Score.value)
        .join(Administration, Administration.id == Score.administration_id)
        .where(
            Administration.complete,
            Administration.void_reason == "",
            Score.value.is_not(None),
            Score.taken_on >= first,
            Score.taken_on <= last,
        )
        .order_by(Score.taken_on, Score.id),
    ):
        series.setdefault((instrument, scale), {}).setdefault(client_id, []).append(value)
    moved = [
        _moved(*key, tuple((v[0], v[-1]) for v in people.values() if len(v) > 1))
        for key, people in sorted(series.items())
    ]
    sheet = letterhead.sheet(ctx, _("Outcomes"))
    known = tuple(m for m in moved if m and m.pairs)
    return Outcomes(sheet, words.between(first, last), known, staff.smallest_count(ctx))


def _moved(instrument: str, key: str, pairs: tuple[Pair, ...]) -> Moved | None:
    form = definitions.instruments().get(instrument)
    scale = next((s for s in form.scales if s.key == key), None) if form else None
    if form is None or scale is None:
        return None
    name = form.title if len(form.scales) == 1 else f"{form.title}: {scale.name}"
    return Moved(name, scale, pairs)


COLUMNS = (
    Column(_("Questionnaire"), 2.6), Column(_("People with two or more"), 1.6, number=True),
    Column(_("Mean, first"), 1.2, number=True), Column(_("Mean, last"), 1.2, number=True),
    Column(_("Better"), 1.5, number=True), Column(_("The same"), 1.3, number=True),
    Column(_("Worse"), 1.3, number=True),
)  # fmt: skip


def rows(outcomes: Outcomes) -> list[tuple[str, ...]]:
    least = outcomes.least
    return [
        (one.name, shown(len(one.pairs), least), one.mean(0, least), one.mean(1, least),
         *_parts(one, least))
        for one in outcomes.moved
    ]  # fmt: skip


def _parts(one: Moved, least: int) -> list[str]:
    """A small group, and whatever would give its size away, is not shown.

    Where nearly all got better "at least 75 %" is said: "11 of 11" would tell of everyone.
    """
    counts, whole = one.counts(), len(one.pairs)
    if whole < least:
        return ["", "", ""]
    told = zip(counts, thirds(counts, least), strict=True)
    return [str(count) if show else _bound(count, whole, least) for count, show in told]


def _bound(count: int, whole: int, least: int) -> str:
    percent = at_least(count, whole, least)
    return _("not shown") if percent is None else _("at least {n}\u00a0%").format(n=percent)


def story(outcomes: Outcomes) -> list[Flowable]:
    parts: list[Flowable] = [
        marks.heading(outcomes.sheet.title, 0),
        marks.small(outcomes.period),
        marks.small(_("Counted are the charts that you may read.")),
    ]
    if not outcomes.moved:
        none = _("Nobody answered a questionnaire twice in this time. Choose a longer one.")
        return [*parts, marks.paragraph(none)]
    note = _(
        "First and last answers of the same person in the period. Better and worse: by the "
        "questionnaire's published reliable change where there is one, else by any difference. "
        "Counts below {n} are not shown, nor what would give them away; of nearly all it says "
        "“at least”. A change is no proof that care was its cause."
    ).format(n=outcomes.least)
    return [*parts, marks.table(COLUMNS, rows(outcomes)), marks.small(note)]


def grid(outcomes: Outcomes) -> Grid:
    return Grid(tuple(column.title for column in COLUMNS), rows(outcomes))


ASKS = Form.of(_("Outcomes"), asked.FIRST, asked.LAST)
REPORT = Report(
    "outcomes", _("Outcomes"), ASKS, gather, story, grid,
    summary=_("First and last scores of a period: better, the same, worse, in counts."),
)  # fmt: skip
