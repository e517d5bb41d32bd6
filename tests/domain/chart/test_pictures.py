"""Pictures stay inside their frame whatever they are given, and say the same in words."""

from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counselor_desk.domain.chart import lifeline_picture, trend_picture
from counselor_desk.domain.chart.lifeline_picture import Lane, WithdrawalScores, shown_span
from counselor_desk.domain.chart.trend_picture import DiagnosisTie, LinkedDiagnosis, Series
from counselor_desk.domain.picture import (
    DayScale,
    PictureMark,
    PictureText,
    Polyline,
    Rectangle,
    Stroke,
    months,
)
from counselor_desk.domain.plans.golden_thread import ObjectiveContact, ObjectiveThread, Thread
from counselor_desk.domain.plans.progress_picture import progress_picture, rated_contacts

START = date(2026, 12, 1)
days = st.integers(0, 4000).map(lambda n: START + timedelta(days=n))
scores = st.lists(st.tuples(days, st.integers(0, 27)), max_size=60)
marks = st.lists(st.tuples(days, st.sampled_from(["full", "open", "half", "cross"]), st.text()))
EDGE = 12


def inside(picture):
    for part in picture.parts:
        if isinstance(part, Stroke):
            points = [(part.x1, part.y1), (part.x2, part.y2)]
        elif isinstance(part, Rectangle):
            points = [(part.x, part.y), (part.x + part.width, part.y + part.height)]
            assert part.width >= 0
            assert part.height >= 0
        elif isinstance(part, Polyline):
            points = part.points
        else:
            assert isinstance(part, (PictureText, PictureMark))
            points = [(part.x, part.y)]
        for x, y in points:
            assert -EDGE <= x <= picture.width + EDGE
            assert -EDGE <= y <= picture.height + EDGE
    return True


@given(scores)
@settings(max_examples=60, deadline=None)
def test_a_trend_stays_in_its_frame(points):
    points.sort()
    drawn = trend_picture.trend(
        Series("PHQ-9", points, (0, 27), [(4, "mild"), (27, "severe")], [(10, "cut")])
    )
    assert inside(drawn)
    assert [row[1] for row in drawn.rows] == [str(value) for _on, value in points]


@given(scores, marks)
@settings(max_examples=60, deadline=None)
def test_the_life_line_stays_in_its_frame(points, happened):
    points.sort()
    series = [Series("Craving", points, (0, 27))] if points else []
    last = max([d for d, _v in points] + [d for d, _s, _w in happened] + [START])
    lanes = [Lane("Care", [(START, last, "2.1")]), Lane("Tests", (), happened)]
    drawn = lifeline_picture.lifeline(START, last, series, lanes)
    assert inside(drawn)
    assert len(drawn.rows) == len(points) + len(happened) + 1


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(0, 48)), max_size=30))
@settings(max_examples=40, deadline=None)
def test_a_withdrawal_stays_in_its_frame(points):
    points.sort()
    now = points[-1][0] if points else 0.5
    course = [("onset", 0.3, 1.0), ("peak", 2.0, 3.0), ("end", 4.0, 10.0)]
    assert inside(lifeline_picture.withdrawal(course, [WithdrawalScores("COWS", points, (0, 48))], now))


@pytest.mark.parametrize("rise", [-12, -4, -1, 0, 1, 4, 12])
@pytest.mark.parametrize("hours", [4, 5, 8, 12])
def test_two_ratings_of_a_few_hours_bear_figures_that_are_read_apart(rise, hours):
    pair = [(0.6, 14), (0.6 + hours / 24, 14 + rise), (1.8, 20), (1.8 + hours / 24, 20 + rise)]
    drawn = lifeline_picture.withdrawal([("end", 5, 14)], [WithdrawalScores("COWS", pair, (0, 36))], 2.5)
    told = {str(value) for _day, value in pair}
    figures = [p for p in drawn.parts if isinstance(p, PictureText) and p.text in told and p.x < 300
               and p.tone == "text"]  # fmt: skip
    assert len(figures) == 4
    for one, other in combinations(figures, 2):
        assert abs(one.x - other.x) >= 12 or abs(one.y - other.y) >= 9, (one, other)


@pytest.mark.parametrize(("left", "right"), [(0, 0), (1, 1), (3, 1), (1, 6)])
def test_links_stay_in_their_frame(left, right):
    use = [LinkedDiagnosis(n, "Opioid use disorder, moderate or severe", "F11.20") for n in range(left)]
    mind = [LinkedDiagnosis(100 + n, "Post-traumatic stress disorder", "F43.10") for n in range(right)]
    ties = [DiagnosisTie(u.id, m.id, "each feeds the other", True, True) for u in use for m in mind]
    drawn = trend_picture.draw_links(use, mind, ties)
    assert inside(drawn)
    assert len(drawn.rows) == len(ties)


def test_days_have_ticks_that_do_not_crowd():
    for span in (0, 1, 20, 45, 200, 900, 4000):
        axis = DayScale(START, START + timedelta(days=span), 30, 500)
        places = [x for x, _label in axis.ticks()]
        assert places == sorted(places)
        assert all(b - a >= 25 for a, b in pairwise(places))
    assert months(date(2026, 11, 15), date(2027, 2, 1)) == [
        date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)
    ]  # fmt: skip


def _contact(number, day, client, counselor):
    return ObjectiveContact(number, date(2026, 11, day), client, counselor)


def test_progress_is_two_lines_and_the_numbers_beside_them():
    both = _contact(1, 2, 3, 4), _contact(2, 9, 5, None), _contact(3, 16, None, 6)
    silent = _contact(4, 20, None, None)
    strands = [
        ObjectiveThread("1.1", "a", "p", "open", True, None, None, True, (*both, silent)),
        ObjectiveThread("1.2", "b", "p", "open", True, None, None, True, both[:1]),
    ]
    contacts = rated_contacts(Thread(strands))
    assert [s.document_id for s in contacts] == [1, 2, 3], "each contact once, none without word"
    drawn = progress_picture(contacts, date(2026, 11, 23))
    paths = [part for part in drawn.parts if isinstance(part, Polyline)]
    assert [len(path.points) for path in paths] == [2, 2]
    client = paths[1].points
    assert client[0][1] > client[1][1], "more progress stands higher"
    assert drawn.rows == (
        ("Nov 16, 2026", "", "6"),
        ("Nov 9, 2026", "5", ""),
        ("Nov 2, 2026", "3", "4"),
    )


def test_one_rating_is_a_point_without_a_line():
    drawn = progress_picture([_contact(1, 2, 3, None)], date(2026, 11, 2))
    assert not [part for part in drawn.parts if isinstance(part, Polyline)]
    assert [p.sign for p in drawn.parts if isinstance(p, PictureMark)] == ["full"]


def test_no_figure_is_struck_through_by_a_cut_off():
    when = [date(2026, 6, 1) + timedelta(days=30 * n) for n in range(6)]
    points = tuple(zip(when, (11, 11, 8, 8, 6, 7), strict=True))
    series = Series("PHQ-9", points, (0, 27), (), ((10, "10 or more: look closer"),))
    parts = trend_picture.trend(series).parts
    [cut] = [p for p in parts if isinstance(p, Stroke) and p.dashed]
    figures = [p for p in parts if isinstance(p, PictureText) and p.bold]
    assert [f.text for f in figures] == ["11", "11", "8", "8", "6", "7"]
    assert all(abs(f.y - cut.y1) >= 7 for f in figures)


def test_the_name_of_a_cut_off_stands_neither_among_the_days_nor_on_a_lonely_score():
    day = date(2026, 11, 5)
    low = trend_picture.trend(Series("Use", [(day, 5)], (0, 12), cuts=[(1, "1 or more: talk")]))
    name = next(p for p in low.parts if isinstance(p, PictureText) and p.text.startswith("1 or more"))
    days = max(p.y for p in low.parts if isinstance(p, PictureText))
    assert days - name.y > 12
    one = trend_picture.trend(Series("PHQ-9", [(day, 11)], (0, 27), cuts=[(10, "10 or more: look")]))
    name = next(p for p in one.parts if isinstance(p, PictureText) and p.text.startswith("10 or more"))
    dot = next(p for p in one.parts if isinstance(p, PictureMark))
    assert abs(dot.y - name.y) > 7 or name.anchor == "right"


@given(st.tuples(st.integers(0, 20), st.integers(1, 80)), st.data())
def test_a_small_picture_shows_change_and_at_least_a_third_of_the_scale(scale, data):
    """GAD-7 from 16 to 10 fills most of its row; two points of 27 stay a small step."""
    low, high = scale[0], scale[0] + scale[1]
    values = data.draw(st.lists(st.integers(low, high), min_size=1, max_size=8))
    bottom, top = shown_span(values, (low, high))
    assert low <= bottom <= min(values) <= max(values) <= top <= high
    assert 3 * (top - bottom) >= high - low
    assert top - bottom in (max(values) - min(values), -(-(high - low) // 3))


def test_the_spans_of_known_scores():
    assert shown_span([16, 12, 10], (0, 21)) == (10, 17)
    assert shown_span([7, 9], (0, 27)) == (4, 13)
    assert shown_span([0, 27], (0, 27)) == (0, 27)
    assert shown_span([], (0, 27)) == (0, 27)
