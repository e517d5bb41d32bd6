"""Every figure counts exactly the rows of the list behind it, and nobody's beyond one's reach."""

from datetime import date, timedelta

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.domain.roles import Can
from counselor_desk.records.schedule import Attendance
from counselor_desk.services.assessments import assessments
from counselor_desk.services.care import episodes
from counselor_desk.services.documents import documents
from counselor_desk.services.figures import program_figures
from counselor_desk.services.schedule import appointments
from tests.conftest import START
from tests.reports.figures.test_library import answered, booked, written

ROSA, JAMES, DANA = 10, 11, 12
SUE, CAL, ODA, FLO, ADA = range(1, 6)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def worked(desk, clock):
    """Two in care, one session kept and one missed, a draft, a signed note, a flag."""
    for client_id in (ROSA, DANA):
        episode = desk.do(episodes.begin, client_id, {"referred_on": START.date()})
        desk.do(episodes.admit, episode.id, START.date())
    kept, missed = booked(desk, ROSA, days=0), booked(desk, DANA, days=0)
    written(desk, ROSA)
    written(desk, DANA, sign=False)
    values = {f"q{n}": 1 for n in range(1, 10)}
    desk.do(assessments.record, ROSA, "phq9", values)
    clock.forward(hours=1)
    desk.do(appointments.mark, kept.id, Attendance.ATTENDED)
    desk.do(appointments.mark, missed.id, Attendance.NO_SHOW)
    return desk


def counts(desk, *days):
    return {figure.key: figure.count for figure in desk.do(program_figures.figures, *(days or YEAR))}


BOTH = ["Rosa Medina", "Dana Reed"]
CLINICAL = {
    "unsigned": ["Dana Reed"], "waiting": ["Rosa Medina"], "final": [], "flags": ["Rosa Medina"],
    "rewarded": [],
}  # fmt: skip
OF_ALL = {
    "in_care": BOTH, "long": [], "admitted": BOTH, "left": [], "kept": ["Rosa Medina"],
    "missed": ["Dana Reed"], "unmarked": [],
}  # fmt: skip


def test_each_counts_those_whom_the_hands_have_put_there(worked):
    for who in (SUE, CAL, FLO, ADA):
        expected = OF_ALL | CLINICAL if who in (SUE, CAL) else OF_ALL
        worked.as_(who)
        assert counts(worked) == {key: len(names) for key, names in expected.items()}
        for key, names in expected.items():
            found = [row.name for row in worked.do(program_figures.figure_rows, key, *YEAR)]
            assert sorted(found) == sorted(names), key
    assert counts(worked, date(2026, 1, 1), date(2026, 11, 30))["admitted"] == 0
    worked.as_(ODA)
    assert set(counts(worked).values()) == {0}, "nobody counts beyond the caseload"


def test_one_more_moves_the_number_and_the_list(worked, clock):
    more = booked(worked, DANA, days=1)
    written(worked, DANA, sign=False, data="Another day had other words in it.")
    clock.forward(days=2)
    assert counts(worked)["unmarked"] == 1
    worked.do(appointments.mark, more.id, Attendance.NO_SHOW)
    told = counts(worked)
    assert (told["missed"], told["unsigned"], told["unmarked"]) == (2, 2, 0)
    for key in ("missed", "unsigned"):
        found = [row.name for row in worked.do(program_figures.figure_rows, key, *YEAR)]
        assert found == ["Dana Reed", "Dana Reed"], key


def test_the_rows_name_the_client_what_and_when(worked):
    [row] = worked.do(program_figures.figure_rows, "missed", *YEAR)
    assert (row.client_id, row.name, row.description) == (DANA, "Dana Reed", "individual")
    [row] = worked.do(program_figures.figure_rows, "waiting", *YEAR)
    assert (row.client_id, row.description, row.on) == (ROSA, "DAP note", START.date())


def test_clinic_staff_count_no_clinical_text(worked):
    worked.as_(FLO)
    assert "flags" not in counts(worked)
    with pytest.raises(Refused, match="no such figure"):
        worked.do(program_figures.figure_rows, "flags", *YEAR)
    assert all(program_figures.KINDS[key].needs is Can.PRINT for key in counts(worked))


def test_ninety_days_count_from_the_admission(worked, clock):
    clock.forward(days=89)
    last = START.date() + timedelta(days=89)
    assert counts(worked, START.date(), last)["long"] == 0
    clock.forward(days=1)
    assert counts(worked, START.date(), last + timedelta(days=1))["long"] == 2


def test_days_that_are_turned_around_are_refused(desk):
    with pytest.raises(Refused, match="Swap them"):
        desk.do(program_figures.figures, *reversed(YEAR))


def test_answers_below_the_line_raise_no_figure(desk):
    answered(desk, ROSA, 3, START.date())
    assert counts(desk)["flags"] == 0


def test_a_draft_in_the_bin_is_not_counted(desk):
    draft = written(desk, DANA, sign=False)
    assert counts(desk)["unsigned"] == 1
    desk.do(documents.discard, draft)
    assert counts(desk)["unsigned"] == 0
    assert desk.do(program_figures.figure_rows, "unsigned", *YEAR) == []
