"""What stands round every paper, filled from the vault."""

import pytest
from sqlalchemy import Engine, event

from counselor_desk.reports.press import letterhead, shelf
from counselor_desk.services.clinic import staff
from tests.conftest import START
from tests.reports.figures.test_library import written

DAY = START.date()


@pytest.fixture
def statements(desk):
    """Every statement that reaches the vault from here on."""
    seen = []
    listen = lambda db, cursor, statement, *more: seen.append(statement)  # noqa: E731
    event.listen(Engine, "before_cursor_execute", listen)  # on the vault's thread, or beside it
    yield seen
    event.remove(Engine, "before_cursor_execute", listen)


@pytest.mark.parametrize("paper", ["signed_document", "treatment_summary", "unsigned", "letter"])
def test_a_paper_reads_the_clinic_once(desk, statements, paper):
    note = written(desk)
    report = shelf.report(paper)
    asked = {
        "signed_document": {"document_id": note},
        "treatment_summary": {"client_id": 10},
        "unsigned": {},
        "letter": {"client_id": 10, "letter": "attendance", "first": DAY, "last": DAY},
    }[paper]
    statements.clear()
    desk.do(report.gather, **asked)
    assert len([one for one in statements if "FROM practice" in one]) == 1


def test_the_next_paper_has_the_clinic_s_new_name(desk):
    desk.as_(5)
    desk.do(staff.change_practice, {"name": "Elm House"})
    assert desk.do(letterhead.blank_sheet).clinic == "Elm House"
    desk.do(staff.change_practice, {"name": "Oak House"})
    assert desk.do(letterhead.blank_sheet).clinic == "Oak House"
