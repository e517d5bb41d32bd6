"""What was shown of a chart is on the trail: one line a chart and a search, not one a keystroke."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.records.audit import AuditEntry
from counselor_desk.services.documents import documents, lists, search
from counselor_desk.services.supervision import remarks
from counselor_desk.services.today import today
from tests.proofs import own
from tests.services.documents.test_documents import full

SUE, CAL, FLO = 1, 2, 4
ROSA, DANA = 10, 12


@pytest.fixture
def written(desk):
    """A note of Rosa's that is signed, with a word in it; a draft in Dana's chart."""
    note = desk.do(documents.start, ROSA, "dap")
    desk.do(documents.save_draft, note.id, {**full(), "data": "We spoke of zanzibar"}, note.revision)
    desk.do(documents.sign, note.id, own(desk, documents.sign))
    draft = desk.do(documents.start, DANA, "dap")
    desk.do(documents.save_draft, draft.id, {**full(), "data": "We spoke of zanzibar, too"}, draft.revision)
    return note.id


def lines(desk, action):
    """Whose charts the trail says were shown by it, in order."""

    def read(engine):
        with upkeep_session(engine) as session:
            asked = select(AuditEntry.client_id).where(AuditEntry.action == action)
            return list(session.scalars(asked.order_by(AuditEntry.id)))

    return desk.on_vault(read)


def test_a_search_leaves_one_line_a_chart_however_it_is_typed(desk, written):
    for typed in ("za", "zan", "zanzi", "zan", "zanzibar"):
        assert desk.do(search.search_documents, typed).hits
    assert sorted(lines(desk, "search.look_for")) == [ROSA, DANA]
    desk.do(search.search_documents, "spoke")
    assert sorted(lines(desk, "search.look_for")) == [ROSA, ROSA, DANA, DANA], "another search"
    desk.do(search.search_documents, "of za", ROSA)
    assert lines(desk, "search.look_for")[4:] == [ROSA]
    assert desk.do(search.search_documents, "nobody wrote this").hits == []
    assert len(lines(desk, "search.look_for")) == 5
    desk.as_(CAL)  # another sitting
    desk.do(search.search_documents, "zanzibar")
    assert len(lines(desk, "search.look_for")) == 7


def test_what_today_shows_is_told_once_a_sitting_and_day(desk, clock, written):
    shown = {item.client_id for item in desk.do(today.due_items)} - {None}
    assert DANA in shown
    desk.do(today.due_items)
    assert sorted(lines(desk, "today.due")) == sorted(shown)
    clock.now += timedelta(days=1)
    desk.do(today.due_items)
    assert len(lines(desk, "today.due")) > len(shown)


def test_unfinished_notes_and_praise_are_told(desk, written):
    desk.do(lists.unfinished)
    desk.do(lists.unfinished)
    assert lines(desk, "note_lists.unfinished") == [DANA]
    desk.as_(SUE)
    desk.do(remarks.praise, written, "clear and kind")
    desk.as_(CAL)
    assert desk.do(remarks.praise_of)
    desk.do(remarks.praise_of)
    assert lines(desk, "review.praise_of") == [ROSA]


def test_no_word_of_a_search_is_on_the_trail(desk, written):
    desk.do(search.search_documents, "zanzibar")

    def everything(engine):
        with upkeep_session(engine) as session:
            return " ".join(f"{e.action} {e.object} {e.reason}" for e in session.scalars(select(AuditEntry)))

    assert "zanzibar" not in desk.on_vault(everything)
