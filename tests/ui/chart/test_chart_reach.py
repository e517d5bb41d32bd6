"""A long chart opens at once: a thousand sessions and five hundred scores."""

import time
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication

from counselor_desk.desk.desk import command
from counselor_desk.domain.roles import Can
from counselor_desk.records.assessment import Administration, Score
from counselor_desk.records.schedule import Appointment, Attendance
from counselor_desk.services.assessments import answered, assessments
from counselor_desk.services.chart import lifeline
from counselor_desk.services.schedule import appointments
from counselor_desk.ui.assessments.scores_section import Scores
from counselor_desk.ui.chart.overview_section import Overview
from tests.ui.windows import Window

ROSA, CAL = 10, 2
SESSIONS, SCORES = 1000, 500
FORMS = ("phq9", "gad7", "barc10", "craving", "bam_r")


@command(Can.WRITE_NOTE, "test_chart_reach.live_long")
def live_long(ctx):
    start = ctx.now - timedelta(days=SESSIONS)
    ctx.add_all(
        [
            Appointment(
                client_id=ROSA,
                staff_id=CAL,
                starts_at=start + timedelta(days=n),
                attendance=Attendance.ATTENDED,
            )
            for n in range(SESSIONS)
        ]
    )
    for n in range(SCORES):
        key, day = FORMS[n % len(FORMS)], start + timedelta(days=2 * n)
        scale = {"craving": "craving", "bam_r": "use"}.get(key, "total")
        taken = ctx.add(
            Administration(
                client_id=ROSA, instrument=key, version=1, taken_on=day.date(), taken_at=day,
                taken_by=CAL, finished=True, complete=True,
            )
        )  # fmt: skip
        ctx.add(
            Score(
                client_id=ROSA, administration_id=taken.id, instrument=key, version=1,
                scale=scale, value=10 + n % 10 if key == "barc10" else n % 10, of=9, answered=9,
                taken_on=day.date(),
            )
        )  # fmt: skip


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@pytest.mark.slow
def test_a_long_chart_opens_at_once(desk, qtbot):
    desk.do(live_long)
    desk.do(lifeline.lifeline, ROSA)  # definitions are read once
    asked = {
        "trends": timed(lambda: desk.do(assessments.trends, ROSA)),
        "taken": timed(lambda: desk.do(answered.assessment_rows, ROSA)),
        "sessions": timed(lambda: desk.do(appointments.of_client, ROSA)),
        "life-line": timed(lambda: desk.do(lifeline.lifeline, ROSA)),
    }
    line = desk.do(lifeline.lifeline, ROSA)
    taken, trends = desk.do(answered.assessment_rows, ROSA), desk.do(assessments.trends, ROSA)
    window = Window(desk, qtbot, Overview, ROSA)
    scores = Window(desk, qtbot, Scores, ROSA)
    shown = {
        "life-line drawn": timed(lambda: (window.panel._show_line(line), paint())),
        "list shown": timed(lambda: (scores.panel._show_taken(taken), paint())),
        "trends drawn": timed(lambda: (scores.panel._show_trends(trends), paint())),
    }
    for name, seconds in {**asked, **shown}.items():
        print(f"{name}: {seconds * 1000:.0f} ms")  # noqa: T201
    window.close()
    scores.close()
    assert max(shown.values()) < 0.5  # 100 ms is the aim; the margin is for a busy machine
    assert max(asked.values()) < 1.0


def paint():
    QApplication.processEvents()
