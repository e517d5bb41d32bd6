"""The reports of counts alone, over a small clinic whose people the test has put there itself."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import product

import pytest

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.records.care import Episode, Reason
from counselor_desk.records.people import Client
from counselor_desk.records.schedule import Appointment, Attendance
from counselor_desk.reports.figures import outcomes, program_summary, retention
from counselor_desk.services.clinic import staff
from counselor_desk.services.figures import program_reports
from tests.conftest import START
from tests.reports.figures.test_library import read

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
CAL, ODA, ADA = 2, 3, 5


@pytest.fixture
def people(desk):
    """people(count, begun, ended, reason) puts so many of Cal's clients into the vault."""
    made = []

    def people(count, begun=date(2026, 2, 1), ended=None, reason=None):
        ids = range(100 + len(made), 100 + len(made) + count)
        made.extend(ids)
        kept = [_client(n) for n in ids]
        kept += [
            Episode(client_id=n, admitted_on=begun, discharged_on=ended, reason=reason)
            for n in ids
        ]  # fmt: skip
        _put(desk, kept)
        return list(ids)

    return people


def _client(n):
    client = Client(
        id=n, counselor_id=CAL, number=f"{n:07}", given_name=f"Person {n}", family_name="Small",
        born=date(1990, 1, 1), registered_at=START,
    )  # fmt: skip
    client.index()
    return client


def _put(desk, kept):
    def put(engine):
        with upkeep_session(engine) as session:
            for kind in (Client, Episode, Appointment):
                session.add_all([one for one in kept if isinstance(one, kind)])
                session.flush()

    desk.on_vault(put)


def summary(desk):
    parts = desk.do(program_summary.gather, FIRST, LAST).parts
    return {name: told for _title, rows in parts for name, told in rows}


def ended(people, **counts):
    for reason, count in counts.items():
        people(count, date(2026, 2, 1), date(2026, 3, 1), Reason[reason])


def test_people_are_counted_once_and_a_reason_alone_is_not_given_away(desk, people):
    ended(people, COMPLETED=14, AGAINST_ADVICE=12, DIED=3)
    told = summary(desk)
    assert (told["Completed"], told["Left against advice"]) == ("14", "12")
    assert told["Admitted"] == told["Left care"] == "not shown", "29 less 14 and 12 would be 3"
    assert "Died" not in told
    assert [told[name] for name in told if name.startswith("All others")] == ["not shown"]
    people(9, date(2026, 2, 1), date(2026, 3, 1), Reason.TRANSFERRED)
    told = summary(desk)
    assert (told["Left care"], told["Admitted"]) == ("38", "38")
    assert [told[name] for name in told if name.startswith("All others")] == ["12"]


def test_two_clinics_that_differ_in_what_is_hidden_print_the_same(desk, people):
    ended(people, COMPLETED=14, AGAINST_ADVICE=12, DIED=1, INCARCERATED=6)
    [one, *_more] = people(5, date(2026, 2, 1), date(2026, 3, 1), Reason.TRANSFERRED)
    before = summary(desk)

    def other(engine):
        with upkeep_session(engine) as session:
            session.query(Episode).filter_by(client_id=one).one().reason = Reason.DIED

    desk.on_vault(other)
    assert summary(desk) == before


def test_many_sessions_of_a_few_people_are_a_small_count(desk, people):
    few, many = people(3), people(11)
    kinds = [("individual", few, 5), ("group", many, 1)]
    _put(desk, [
        Appointment(client_id=n, staff_id=CAL, kind=kind, starts_at=START - timedelta(days=9 + at),
                    minutes=50, attendance=Attendance.ATTENDED)
        for kind, ids, times in kinds for n in ids for at in range(times)
    ])  # fmt: skip
    told = summary(desk)
    assert told["Individual"] == "not shown"
    assert told["Group"] == "11 kept, not shown missed"


def test_the_curve_moves_with_one_person_only_when_all_its_counts_are_large(desk, people):
    people(11, date(2026, 2, 1), date(2026, 2, 10), Reason.AGAINST_ADVICE)
    people(19, date(2026, 2, 1))
    data = desk.do(retention.gather, FIRST, LAST)
    # 11 of 30 left before the 30th day: 19 of 30 stayed; later nobody left
    assert retention.rows(data) == [("30", "63%", "19")]
    people(1, date(2026, 2, 1))
    data = desk.do(retention.gather, FIRST, LAST)
    assert retention.rows(data) == [("30", "65%", "20")]
    people(10, date(2026, 2, 1), date(2026, 3, 10), Reason.AGAINST_ADVICE)
    data = desk.do(retention.gather, FIRST, LAST)
    assert [day for day, _share, _n in retention.rows(data)] == ["30"], "ten more are too few"
    assert "People who began care" in read(desk, "retention", first=FIRST, last=LAST)


def test_one_person_s_two_episodes_are_one_person(desk, people):
    ids = people(11, date(2026, 2, 1), date(2026, 2, 10), Reason.AGAINST_ADVICE)
    _put(desk, [Episode(client_id=n, admitted_on=date(2026, 5, 1)) for n in ids])
    data = desk.do(retention.gather, FIRST, LAST)
    assert Counter(stay.days for stay in data.stays) == {9: 11}


def test_the_clinic_sets_the_limit_never_below_the_floor_and_the_paper_names_it(desk, people):
    people(6)
    assert summary(desk)["In care on the last day"] == "fewer than 11"
    with pytest.raises(Forbidden):
        desk.do(staff.change_practice, {"smallest_count": 5})
    desk.as_(ADA)
    for wrong in (2, 0, 101, None):
        with pytest.raises(Refused, match="from 3 to 100"):
            desk.do(staff.change_practice, {"smallest_count": wrong})
    desk.do(staff.change_practice, {"smallest_count": 5})
    assert summary(desk)["In care on the last day"] == "6"
    assert "fewer than 5 people" in read(desk, "program_summary", first=FIRST, last=LAST)


LEAST = 5
PAIRS = ((20, 10), (12, 12), (10, 20))  # of the PHQ-9: better, the same, worse


def test_nobody_finds_a_part_of_the_outcomes_by_trying_every_table():
    """Of every group up to 26 people what the paper says; the means are left out: here they are
    those of three made-up pairs, among people they are sums of any answers."""
    _name, scale = program_reports.scale_of("phq9", "total")
    for whole in range(LEAST, 27):
        worlds = defaultdict(list)
        for first, middle in product(range(whole + 1), repeat=2):
            if (last := whole - first - middle) >= 0:
                counts = (first, middle, last)
                pairs = sum(((p,) * n for p, n in zip(PAIRS, counts, strict=True)), ())
                moved = outcomes.ScaleChange("PHQ-9", scale, pairs)
                assert moved.counts() == counts
                [row] = outcomes.rows(outcomes.OutcomeReport(None, "", (moved,), LEAST))
                worlds[row[:2] + row[4:]].append(counts)
        for same in worlds.values():
            for values in zip(*same, strict=True):
                assert _is_open(set(values)), (whole, same)
                assert _is_open({whole - value for value in values}), (whole, same)


def _is_open(could):
    """Told and large; or it may be as many numbers as a small count may be."""
    return len(could) >= LEAST - 1 or (len(could) == 1 and min(could) >= LEAST)
