"""Many papers in one print: whose they are, in which pile, under which name sheets."""

import io
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from counselor_desk.core.errors import Refused
from counselor_desk.reports.press import press, shelf
from counselor_desk.services.clients import clients
from counselor_desk.services.schedule import appointments, groups, print_lists
from tests.conftest import START
from tests.reports.figures.test_library import booked, planned

DAY = date(2026, 12, 2)


def pages(desk, **asked):
    report = shelf.report("batch")
    data = desk.do(report.gather, **{"report": "appointment_card", "on": DAY, **asked})
    reader = PdfReader(io.BytesIO(press.render(report, data)))
    return reader, [page.extract_text() for page in reader.pages]


def bookmarks(outline, depth=0):
    for mark in outline:
        if isinstance(mark, list):
            yield from bookmarks(mark, depth + 1)
        else:
            yield depth, mark.title


@pytest.fixture
def evening(desk):
    """One group of two, and one of them alone with the counselor as well."""
    at = START + timedelta(days=1, hours=3)
    desk.do(appointments.gather, [10, 12], at, {"title": "Evening group"})
    booked(desk, 10, days=1)
    booked(desk, 12, days=2)
    return desk


@pytest.mark.parametrize(("slips", "between"), [("each", 2), ("pile", 1), ("both", 3), ("none", 0)])
def test_name_sheets_stand_where_they_are_asked_for(evening, slips, between):
    reader, texts = pages(evening, who="group", slips=slips)
    assert len(texts) == 1 + between + 2
    assert "2 papers" in texts[0]
    sheets = [text for text in texts[1:] if "Your next appointments" not in text]
    assert len(sheets) == between
    assert sum("Paper 1 of 2" in text for text in sheets) == (slips in ("each", "both"))
    # With or without name sheets one finds each client among the bookmarks.
    depths = dict((title, depth) for depth, title in bookmarks(reader.outline))
    assert (depths["Rosa Medina, 0000010"], depths["Dana Reed, 0000012"]) == (1, 1)


def test_each_client_gets_one_paper_in_the_pile_of_the_first_hour(evening):
    _reader, texts = pages(evening, who="booked", slips="none")
    assert "Cal Reyes: 1, Evening group (Cal Reyes): 1" in texts[0]
    assert len(texts) == 3
    assert all("Page 1 of 1" in text for text in texts)


def test_two_groups_called_alike_are_two_piles_and_two_people_of_one_name_two_bookmarks(desk):
    values = {"given_name": "Rosa", "family_name": "Medina", "born": date(1990, 1, 2)}
    twin = desk.do(clients.register, values, 2).id
    at = START + timedelta(days=1, hours=3)
    desk.do(appointments.gather, [10, twin], at, {"title": "Evening group"})
    desk.as_(3)
    values = {"given_name": "Rosa", "family_name": "Medina", "born": date(1991, 1, 2)}
    third = desk.do(clients.register, values, 3).id
    booked(desk, third, days=1, kind="group", title="Evening group")
    desk.as_(1)
    reader, texts = pages(desk, who="group", slips="none")
    assert "Evening group (Cal Reyes): 2, Evening group (Oda Lind): 1" in texts[0]
    marked = [title for _depth, title in bookmarks(reader.outline) if title.startswith("Rosa")]
    assert len(marked) == len(set(marked)) == 3


def test_who_has_nothing_to_print_is_named_with_the_reason(evening):
    planned(evening, 10, "2026-12-20")
    _reader, texts = pages(evening, report="treatment_plan", who="caseload", slips="none")
    assert "1 paper, 1 left out" in texts[0]
    _before, _heading, left_out = texts[0].partition("Nothing to print for")
    assert "Dana Reed" in left_out
    assert "plan" in left_out


def test_a_supervisor_finds_the_plans_due_of_the_team_and_of_one_counselor(desk):
    planned(desk, 10, "2026-12-20")
    desk.as_(1)
    due = {"report": "treatment_plan", "who": "plans", "on": date(2026, 12, 31)}
    _reader, texts = pages(desk, **due, slips="pile")
    assert "Cal Reyes" in texts[1]
    assert "Rosa Medina" in texts[2]
    with pytest.raises(Refused, match="No one is on this caseload"):
        pages(desk, **due, staff_id=1)


def test_clinic_staff_are_told_why_no_plan_is_theirs_to_print(desk):
    planned(desk, 10, "2026-12-20")
    desk.as_(4)
    with pytest.raises(Refused, match="your role can't open"):
        pages(desk, who="plans", on=date(2026, 12, 31))


def test_a_standing_group_is_printed_without_a_booking(desk):
    group = desk.do(groups.create, {"name": "Relapse prevention, Mondays"})
    desk.do(groups.join, group.id, 12)
    booked(desk, 12, days=2)
    chosen = desk.do(print_lists.groups)
    assert chosen == [(group.id, "Relapse prevention, Mondays", "Cal Reyes")]
    _reader, texts = pages(desk, who="members", group_id=group.id, slips="pile")
    assert "Relapse prevention, Mondays" in texts[1]
    assert "Dana" in texts[2]
    desk.as_(3)
    assert desk.do(print_lists.groups) == []  # nobody of Oda's belongs to it
    with pytest.raises(Refused, match="Nobody belongs"):
        pages(desk, who="members", group_id=group.id)
