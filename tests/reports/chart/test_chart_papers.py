"""The life-line and the scores on paper: the same drawing as on the screen, read back."""

import os
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from counselor_desk.core.errors import Forbidden
from counselor_desk.domain.chart import trend_picture
from counselor_desk.records.schedule import Attendance
from counselor_desk.reports.press import press, shelf
from counselor_desk.reports.press.words import day
from counselor_desk.services.assessments import assessments
from counselor_desk.services.care import diagnoses, episodes
from counselor_desk.services.chart import lifeline
from counselor_desk.services.chart.pictures import lifeline_picture, series_of
from counselor_desk.services.medication import medications, specimens
from counselor_desk.services.schedule import appointments

ROSA, FLO = 10, 4


@pytest.fixture
def course(desk, clock):
    """Rosa's first two months."""
    today = clock.now.astimezone().date()
    episode = desk.do(episodes.begin, ROSA, {"admitted_on": today})
    desk.do(episodes.place, episode.id, ("asam4", "2.1"), today)
    desk.do(medications.add, ROSA, {"started_on": today}, "buprenorphine")
    made = [
        desk.do(diagnoses.diagnose, ROSA, code, {"diagnosed_by": "Dr. Hill"}) for code in ("F11.20", "F43.10")
    ]
    desk.do(diagnoses.link, made[0].id, made[1].id, {"direction": "each feeds the other"})
    for week in range(8):
        slot = desk.do(appointments.book, ROSA, clock.now, {})
        desk.do(specimens.record, ROSA, {"fentanyl": "positive" if week == 2 else "negative"}, {})
        if week % 2 == 0:
            low = {f"q{n}": 2 if week < 4 else 1 for n in range(1, 9)}
            desk.do(assessments.record, ROSA, "phq9", low | {"q9": 0})
        clock.forward(days=7)
        desk.do(appointments.mark, slot.id, Attendance.NO_SHOW if week == 3 else Attendance.ATTENDED)


def printed(desk, name):
    report = shelf.report(name)
    data = desk.do(report.gather, client_id=ROSA)
    pdf = press.render(report, data)
    assert press.render(report, data) == pdf
    if folder := os.environ.get("PAPERS"):
        (Path(folder) / f"{name}.pdf").write_bytes(pdf)
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    return " ".join(" ".join(pages).split())


def test_the_life_line_on_paper_has_what_is_on_the_screen(desk, course):
    words = printed(desk, "life_line")
    picture = lifeline_picture(desk.do(lifeline.lifeline, ROSA), day)
    for lane in ("PHQ-9", "Level of care", "Medication", "Sessions", "Tests"):
        assert lane in words
    assert "fentanyl positive" in words
    assert "each feeds the other" in words
    assert all(row[0] in words for row in picture.rows)


def test_the_score_history_is_the_same_drawing(desk, course):
    words = printed(desk, "assessment_history")
    assert "moderately severe" in words
    assert "10 or more: look closer" in words


def test_an_empty_chart_still_prints(desk):
    assert "Nothing has been recorded" in printed(desk, "life_line")


def test_who_may_not_read_the_chart_prints_no_life_line(desk, course):
    desk.as_(FLO)
    with pytest.raises(Forbidden):
        printed(desk, "life_line")


def test_a_picture_carries_its_numbers_as_words(desk, course):
    trend = next(t for t in desk.do(assessments.trends, ROSA) if t.scale.key == "total")
    drawn = trend_picture.trend(series_of(trend))
    assert [row[1] for row in drawn.rows] == ["16", "16", "8", "8"]
    assert "16 (Dec 1, 2026)" in drawn.words
