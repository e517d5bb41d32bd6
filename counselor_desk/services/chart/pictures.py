"""The chart's pictures from what the vault holds: the same for the screen and for paper."""

from collections.abc import Callable
from datetime import date

from counselor_desk.catalog import definitions
from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.domain.assessments.instrument import Instrument
from counselor_desk.domain.care.diagnosis import Direction, is_substance_use
from counselor_desk.domain.chart import lifeline_picture as lifelines
from counselor_desk.domain.chart import trend_picture
from counselor_desk.domain.chart.lifeline_picture import Lane, WithdrawalScores
from counselor_desk.domain.chart.trend_picture import DiagnosisTie, LinkedDiagnosis, Series
from counselor_desk.domain.date_words import day_words
from counselor_desk.domain.picture import Picture
from counselor_desk.services.assessments.assessments import ScoreTrend
from counselor_desk.services.care.diagnoses import Formulation
from counselor_desk.services.chart.lifeline import LifeLine
from counselor_desk.services.medication.withdrawals import WithdrawalRow

MOST_TRENDS = 4
FIRST = ("phq9.total", "gad7.total", "pcl5.total", "craving.craving", "barc10.total", "bam_r.use")
SAID = Glossary(
    {
        Direction.USE_FEEDS: lazy("use makes it worse"),
        Direction.FEEDS_USE: lazy("it leads to use"),
        Direction.BOTH: lazy("each feeds the other"),
        Direction.SHARED: lazy("shared root"),
        Direction.UNCLEAR: lazy("not clear yet"),
    }
)


def title_of(one: ScoreTrend) -> str:
    """ "PHQ-9", or "BAM, Use" where an instrument has several scales."""
    single = len(one.instrument.scales) == 1
    return one.instrument.title if single else f"{one.instrument.title}, {one.scale.name}"


def series_of(one: ScoreTrend) -> Series:
    return Series(
        title=title_of(one),
        points=[(p.on, p.value) for p in one.points],
        span=one.span,
        bands=[(band.to, band.name) for band in one.scale.bands],
        cuts=one.cuts,
        readings=[p.band for p in one.points],
    )


def chief_trends(line_of_care: LifeLine) -> list[ScoreTrend]:
    """The few scores that are shown at a glance."""
    known = {f"{t.instrument.id}.{t.scale.key}": t for t in line_of_care.trends}
    chosen = [known.pop(key) for key in FIRST if key in known]
    return (chosen + list(known.values()))[:MOST_TRENDS]


def lifeline_picture(line_of_care: LifeLine, called: Callable[[date], str] = day_words) -> Picture:
    """The life-line as it is drawn, here and on paper, which has words of its own for a day."""
    chosen = chief_trends(line_of_care)
    lanes = []
    for name in line_of_care.lanes:
        bars = [(b.start, b.end or line_of_care.last, b.label) for b in line_of_care.bars if b.lane == name]
        marks = [(m.on, m.sign, m.words) for m in line_of_care.marks if m.lane == name]
        lanes.append(Lane(name, bars, marks))
    series = [series_of(trend) for trend in chosen]
    return lifelines.lifeline(line_of_care.first, line_of_care.last, series, lanes, called)


def sides(map_of_links: Formulation) -> tuple[list[LinkedDiagnosis], list[LinkedDiagnosis]]:
    use: list[LinkedDiagnosis] = []
    mind: list[LinkedDiagnosis] = []
    for stated in map_of_links.active:
        own = stated.diagnosis
        side = use if is_substance_use(own.code) else mind
        side.append(LinkedDiagnosis(own.id, own.label, own.code))
    return use, mind


def links_picture(map_of_links: Formulation) -> Picture:
    """The links as a small drawing; the same on paper."""
    use, mind = sides(map_of_links)
    ties = [
        DiagnosisTie(
            link.use_id,
            link.mind_id,
            SAID[link.direction],
            link.direction in (Direction.USE_FEEDS, Direction.BOTH),
            link.direction in (Direction.FEEDS_USE, Direction.BOTH),
        )
        for link in map_of_links.links
    ]
    return trend_picture.draw_links(use, mind, ties)


def _reach(form: Instrument, points: list[tuple[float, int]]) -> tuple[int, int]:
    """From the scale's least value to the top of the highest band that was met."""
    scale = form.scales[0]
    low, high = form.range(scale)
    most = max(value for _day, value in points)
    return low, next((band.to for band in scale.bands if band.to >= most), high)


def withdrawal_picture(detox: WithdrawalRow) -> Picture:
    """A withdrawal's ratings over its usual course."""
    course, start = detox.course, detox.withdrawal.last_use_at
    hours = [hour / 24 for hour in course.onset_hours]
    stretches = [
        (_("usual onset"), hours[0], hours[1]),
        (_("peak"), float(course.peak_days[0]), float(course.peak_days[1])),
        (_("end"), float(course.end_days[0]), float(course.end_days[1])),
    ]
    by_key: dict[str, list[tuple[float, int]]] = {}
    for key, at, value in detox.scores:
        by_key.setdefault(key, []).append(((at - start).total_seconds() / 86400, value))
    forms = definitions.instruments()
    series = [
        WithdrawalScores(forms[key].title.partition(",")[0], points, _reach(forms[key], points))
        for key, points in by_key.items()
        if key in forms
    ]
    return lifelines.withdrawal(stretches, series, detox.since.total_seconds() / 86400)
