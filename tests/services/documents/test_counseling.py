"""Counseling notes: for their author's eyes, unless shared; kept out of everything else."""

import pytest
from sqlalchemy import select

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.privacy.counseling_note_rules import excluded_from
from counselor_desk.records.counseling_note import CounselingNote
from counselor_desk.records.practice import Practice
from counselor_desk.services.documents import counseling_notes, search

SUE, CAL, ODA, FLO = 1, 2, 3, 4
ROSA = 10
WORDS = "What she said about her father and the silence after it: quetzal"


@pytest.fixture
def offered(desk):
    def turn_on(engine):
        with upkeep_session(engine) as session:
            session.get(Practice, 1).counseling_notes = True

    desk.on_vault(turn_on)


def test_off_until_the_clinic_turns_it_on(desk):
    assert not desk.do(counseling_notes.is_offered)
    with pytest.raises(Refused, match="turn them on"):
        desk.do(counseling_notes.write, ROSA, WORDS)


def test_the_author_reads_and_nobody_else(desk, offered):
    note = desk.do(counseling_notes.write, ROSA, WORDS)
    assert desk.do(counseling_notes.open_note, note).text == WORDS
    desk.do(counseling_notes.change, note, WORDS + " again")
    assert desk.do(counseling_notes.open_note, note).text.endswith("again")
    desk.as_(SUE)
    assert desk.do(counseling_notes.of_client, ROSA) == [], "not even that there is one"
    with pytest.raises(Forbidden, match="Only its author"):
        desk.do(counseling_notes.open_note, note)
    desk.as_(FLO)
    with pytest.raises(Forbidden):
        desk.do(counseling_notes.of_client, ROSA)


def test_no_word_of_it_is_in_the_vault_or_found(desk, offered):
    note = desk.do(counseling_notes.write, ROSA, WORDS)
    assert desk.do(search.search_documents, "quetzal").hits == []

    def kept(engine):
        with upkeep_session(engine) as session:
            return session.scalars(select(CounselingNote.sealed)).all()

    [sealed] = desk.on_vault(kept)
    assert b"quetzal" not in sealed
    assert note


def test_shared_with_a_reason_and_taken_back(desk, offered):
    note = desk.do(counseling_notes.write, ROSA, WORDS)
    with pytest.raises(Refused, match="Say why"):
        desk.do(counseling_notes.share, SUE, " ")
    desk.do(counseling_notes.share, SUE, "handing over")
    desk.as_(SUE)
    assert desk.do(counseling_notes.open_note, note).text == WORDS
    with pytest.raises(Refused, match="Only the author"):
        desk.do(counseling_notes.change, note, "mine now")
    desk.as_(CAL)
    desk.do(counseling_notes.unshare, SUE)
    desk.as_(SUE)
    with pytest.raises(Forbidden):
        desk.do(counseling_notes.open_note, note)


def test_sharing_opens_no_chart_that_is_not_ones_own(desk, offered):
    note = desk.do(counseling_notes.write, ROSA, WORDS)
    desk.do(counseling_notes.share, ODA, "covering")
    desk.as_(ODA)
    with pytest.raises(Refused, match="caseload"):
        desk.do(counseling_notes.open_note, note)
    desk.as_(CAL)
    desk.do(counseling_notes.unshare, ODA)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Start 10:00", "start and stop times"),  # SN-11
        ("We met 10:00 to 10:50", "start and stop times"),
        ("Meets criteria for F43.10", "a diagnosis"),
        ("On buprenorphine 16 mg", "medication"),
        ("Urine was negative", "test results"),
        ("PHQ-9 14", "test results"),
        ("Homework: two records", "the treatment plan"),
    ],
)
def test_what_belongs_in_the_progress_note_is_said(text, what):
    assert what in {e.what for e in excluded_from(text)}


def test_the_words_of_a_session_raise_no_warning(desk, offered):
    assert excluded_from(WORDS) == []
    note = desk.do(counseling_notes.write, ROSA, WORDS + ". Start 10:00")
    assert [e.what for e in desk.do(counseling_notes.open_note, note).excluded] == ["start and stop times"]


def test_without_a_key_of_ones_own_nothing_is_shared(desk, offered):
    desk.sign_in(CAL)
    for asked in ((counseling_notes.share, SUE, "on leave"), (counseling_notes.unshare, SUE)):
        with pytest.raises(Refused, match="own key is needed"):
            desk.do(*asked)
    assert desk.do(counseling_notes.shared_with) == ()


def test_it_is_shared_with_whom_it_is_offered_and_with_nobody_else(desk, offered):
    """Who writes no notes reads none: neither the front desk nor an administrator."""
    assert {one.id for one in desk.do(counseling_notes.could_share_with)} == {SUE, ODA}
    for nobody in (CAL, FLO, 5):
        with pytest.raises(Refused, match="Choose a colleague") as refusal:
            desk.do(counseling_notes.share, nobody, "on leave")
        assert refusal.value.field == "staff_id"
    for colleague in (SUE, ODA):
        desk.do(counseling_notes.share, colleague, "on leave")
    assert set(desk.do(counseling_notes.shared_with)) == {SUE, ODA}
    for colleague in (SUE, ODA):
        desk.do(counseling_notes.unshare, colleague)
