"""Each figure beside a report against what was counted by hand, and against the paper itself.

The hands: what the test puts into its small vault, then one more of each.
"""

from datetime import date, timedelta

import pytest

from counselor_desk.core.errors import Forbidden
from counselor_desk.records.care import Reason
from counselor_desk.records.schedule import Attendance
from counselor_desk.reports.press import shelf
from counselor_desk.services.care import episodes
from counselor_desk.services.figures import program_reports, staff_reports
from counselor_desk.services.schedule import appointments
from counselor_desk.services.supervision import review_queue
from tests.conftest import START
from tests.proofs import own
from tests.reports.figures.test_library import answered, booked, written

ROSA, JAMES, DANA = 10, 11, 12
SUE, CAL, ODA, FLO = range(1, 5)
DAY = START.date()
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def counts(found):
    """{(part, name): who is counted}"""
    return {(f.part, f.name): [row.name for row in f.rows] for f in found}


def paper(desk, report, *days):
    return desk.do(shelf.report(report).gather, *days)


def test_the_caseload_s_figures_are_its_clients(desk):
    desk.as_(SUE)
    found = counts(desk.do(staff_reports.caseload))
    assert found == {
        ("Cal Reyes", "Clients"): ["Rosa Medina", "Dana Reed"],
        ("Oda Lind", "Clients"): ["James Tull"],
    }
    assert len(paper(desk, "caseload").lines) == 3
    assert set(counts(desk.do(staff_reports.caseload, ODA))) == {("Oda Lind", "Clients")}


def test_what_is_not_final_and_what_of_it_is_late(desk, clock):
    written(desk, ROSA, sign=False)
    clock.forward(days=4)
    written(desk, DANA)
    found = counts(desk.do(staff_reports.unsigned))
    assert found == {
        ("Everyone", "Not final"): ["Rosa Medina", "Dana Reed"],
        ("Everyone", "Older than 72 hours"): ["Rosa Medina"],
        ("Cal Reyes", "Not final"): ["Rosa Medina", "Dana Reed"],
    }
    lines = paper(desk, "unsigned").lines
    assert (len(lines), sum(line.is_overdue for line in lines)) == (2, 1)
    written(desk, DANA, sign=False)
    assert len(counts(desk.do(staff_reports.unsigned))["Everyone", "Not final"]) == 3


def test_a_group_is_one_session_and_its_row_names_who_came(desk, clock):
    alone, missed = booked(desk, ROSA, days=0), booked(desk, DANA, days=0)
    group = desk.do(appointments.gather, [ROSA, DANA], START, {"title": "Tuesday group"})
    note = written(desk, ROSA)
    clock.forward(hours=1)
    for slot, came in [(alone, True), (missed, False), *((one, True) for one in group)]:
        how = Attendance.ATTENDED if came else Attendance.NO_SHOW
        desk.do(appointments.mark, slot.id, how)
    found = counts(desk.do(staff_reports.productivity, DAY, DAY))
    assert found == {
        ("Cal Reyes", "Sessions"): ["Rosa Medina", "Group of 2"],
        ("Cal Reyes", "Missed"): ["Dana Reed"],
        ("Cal Reyes", "Notes signed"): ["Rosa Medina"],
        ("Cal Reyes", "Co-signed"): [],
    }
    [row] = paper(desk, "productivity", DAY, DAY).rows
    assert (row[1], row[3], row[4], row[5]) == (2, 1, 1, 0)
    desk.as_(SUE)
    desk.do(review_queue.cosign, note, own(desk, review_queue.cosign))
    found = counts(desk.do(staff_reports.productivity, DAY, DAY))
    assert found["Cal Reyes", "Co-signed"] == ["Rosa Medina"]


def test_what_was_sent_co_signed_and_returned(desk, clock):
    first, second = written(desk, ROSA), written(desk, DANA)
    desk.as_(SUE)
    clock.forward(days=1)
    desk.do(review_queue.cosign, first, own(desk, review_queue.cosign))
    desk.do(review_queue.send_back, second, "Please name the objective.")
    found = {name: who for (_part, name), who in
             counts(desk.do(staff_reports.supervision, *YEAR)).items()}  # fmt: skip
    assert found == {
        "Sent": ["Rosa Medina", "Dana Reed"], "Sent again": [], "Co-signed": ["Rosa Medina"],
        "Waiting": [], "Returned now": ["Dana Reed"],
    }  # fmt: skip
    [row] = paper(desk, "supervision", *YEAR).rows
    assert row[1:6] == (2, 0, 1, 0, 1)
    desk.as_(CAL)
    with pytest.raises(Forbidden):
        desk.do(staff_reports.supervision, *YEAR)


def test_the_program_in_people_though_its_paper_tells_nothing_of_a_few(desk, clock):
    for client_id in (ROSA, DANA):
        episode = desk.do(episodes.begin, client_id, {"referred_on": DAY})
        desk.do(episodes.admit, episode.id, DAY)
    kept = booked(desk, ROSA, days=0)
    clock.forward(hours=1)
    desk.do(appointments.mark, kept.id, Attendance.ATTENDED)
    both = ["Rosa Medina", "Dana Reed"]
    assert counts(desk.do(program_reports.program_summary, *YEAR)) == {
        ("People", "Admitted"): both, ("People", "Left care"): [],
        ("People", "In care on the last day"): both, ("Individual", "Attended"): ["Rosa Medina"],
    }  # fmt: skip
    clock.forward(days=40)
    left_on = DAY + timedelta(days=40)
    desk.do(episodes.discharge, episode.id, left_on, Reason.AGAINST_ADVICE, {})
    found = counts(desk.do(program_reports.program_summary, DAY, DAY + timedelta(days=60)))
    assert found["People", "Left care"] == found["Endings", "Left against advice"] == ["Dana Reed"]
    assert found["People", "In care on the last day"] == ["Rosa Medina"]
    found = counts(desk.do(program_reports.retention, *YEAR))
    assert found["People", "Began care"] == both
    assert found["People", "Left early"] == ["Dana Reed"]
    assert found["People", "Followed for 30 days"] == both
    assert found["People", "Followed for 60 days"] == []
    desk.as_(ODA)
    assert all(not who for who in counts(desk.do(program_reports.retention, *YEAR)).values())


def test_who_got_better_is_for_those_who_read_charts(desk, clock):
    clock.forward(days=20)
    for client_id, first, last in ((ROSA, 20, 12), (DANA, 9, 12)):
        answered(desk, client_id, first, date(2026, 12, 2))
        answered(desk, client_id, last, date(2026, 12, 9))
    found = {name: who for (_part, name), who in
             counts(desk.do(program_reports.outcomes, *YEAR)).items()}  # fmt: skip
    assert found == {
        "People with two or more": ["Rosa Medina", "Dana Reed"], "Better": ["Rosa Medina"],
        "The same": ["Dana Reed"], "Worse": [],
    }  # fmt: skip
    answered(desk, DANA, 20, date(2026, 12, 16))
    found = {name: who for (_part, name), who in
             counts(desk.do(program_reports.outcomes, *YEAR)).items()}  # fmt: skip
    assert (found["The same"], found["Worse"]) == ([], ["Dana Reed"])
    desk.as_(FLO)
    with pytest.raises(Forbidden):
        desk.do(program_reports.outcomes, *YEAR)
