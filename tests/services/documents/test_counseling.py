"""Counseling notes: for their author's eyes, unless shared; kept out of everything else."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.privacy.counseling_note_rules import excluded_from
from counselor_desk.records.counseling_note import CounselingNote
from counselor_desk.records.practice import Practice
from counselor_desk.services.documents import counseling_notes, search
from counselor_desk.services.documents.counseling_notes import note_facts
from counselor_desk.services.documents.own_words import OwnWords
from counselor_desk.vault.keys import compartments, sealing, slot_file
from tests.own_words import DAY, change_own, read_own, share_own, write_own

SUE, CAL, ODA, FLO = 1, 2, 3, 4
ROSA, DANA = 10, 12
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
        write_own(desk, ROSA, WORDS)


def test_the_author_reads_and_nobody_else(desk, offered):
    note = write_own(desk, ROSA, WORDS)
    assert read_own(desk, note).text == WORDS
    change_own(desk, note, ROSA, WORDS + " again")
    assert read_own(desk, note).text.endswith("again")
    desk.as_(SUE)
    assert desk.do(counseling_notes.of_client, ROSA) == [], "not even that there is one"
    with pytest.raises(Forbidden, match="Only its author"):
        desk.do(counseling_notes.open_note, note)
    desk.as_(FLO)
    with pytest.raises(Forbidden):
        desk.do(counseling_notes.of_client, ROSA)


def test_no_word_of_it_is_in_the_vault_or_found(desk, offered):
    note = write_own(desk, ROSA, WORDS)
    assert desk.do(search.search_documents, "quetzal").hits == []

    def kept(engine):
        with upkeep_session(engine) as session:
            return session.scalars(select(CounselingNote.sealed)).all()

    [sealed] = desk.on_vault(kept)
    assert b"quetzal" not in sealed
    assert note


def test_shared_with_a_reason_and_taken_back(desk, offered):
    note = write_own(desk, ROSA, WORDS)
    with pytest.raises(Refused, match="Say why"):
        share_own(desk, SUE, " ")
    share_own(desk, SUE, "handing over")
    desk.as_(SUE)
    assert read_own(desk, note).text == WORDS
    with pytest.raises(Refused, match="Only the author"):
        desk.do(counseling_notes.change, note, b"mine now")
    desk.as_(CAL)
    desk.do(counseling_notes.unshare, SUE)
    desk.as_(SUE)
    with pytest.raises(Forbidden):
        desk.do(counseling_notes.open_note, note)


def test_sharing_opens_no_chart_that_is_not_ones_own(desk, offered):
    note = write_own(desk, ROSA, WORDS)
    share_own(desk, ODA, "covering")
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
    note = write_own(desk, ROSA, WORDS + ". Start 10:00")
    assert [e.what for e in read_own(desk, note).excluded] == ["start and stop times"]


def test_without_a_key_of_ones_own_nothing_is_opened_or_shared(desk, offered):
    note = write_own(desk, ROSA, WORDS)
    desk.sign_in(CAL)
    sharing, reading = (lambda: share_own(desk, SUE, "on leave")), (lambda: read_own(desk, note))
    for needs_key in (sharing, reading, OwnWords(desk).prepare):
        with pytest.raises(Refused, match="own key is needed"):
            needs_key()
    assert desk.do(counseling_notes.shared_with) == ()


def test_the_desk_is_given_no_word_and_no_key(desk, offered, keyring_of_all):
    """All that a seat sends and gets for writing, reading and sharing."""
    seat, sent = desk.add_seat(), []
    seat.sign_in(CAL)  # without the person's own keys, as at another computer

    class Line:
        """Cal's own computer: his keys, and a desk that is somewhere else."""

        own_keys, signed_in = keyring_of_all[CAL], seat.signed_in

        def do(self, use_case, *values):
            answer = seat.do(use_case, *values)
            sent.append(repr((values, answer)))
            return answer

    line = Line()
    note = write_own(line, ROSA, WORDS)
    assert read_own(line, note).text == WORDS
    share_own(line, SUE, "handing over")
    told = " ".join(sent)
    key = compartments.compartment(keyring_of_all[CAL], counseling_notes.COMPARTMENT)
    assert "quetzal" not in told
    assert repr(key)[2:-1] not in told
    assert repr(bytes(keyring_of_all[CAL].private))[2:-1] not in told
    desk.as_(SUE)
    assert read_own(desk, note).text == WORDS
    desk.as_(CAL)
    desk.do(counseling_notes.unshare, SUE)


def test_a_note_is_of_today_or_before(desk, offered):
    tomorrow = DAY + timedelta(days=1)
    with pytest.raises(Refused, match="today or a day before") as refusal:
        desk.do(counseling_notes.write, ROSA, tomorrow, b"sealed")
    assert refusal.value.field == "session_on"
    with pytest.raises(Refused, match="Write the note first"):
        write_own(desk, ROSA, "  ")


def test_what_was_put_in_its_place_does_not_open(desk, offered):
    """Not in another chart, not of another day, not by somebody who has the vault."""
    note, other = write_own(desk, ROSA, WORDS), write_own(desk, DANA, "another")
    sealed = {one: desk.do(counseling_notes.open_note, one).sealed for one in (note, other)}
    put_beneath(desk, note, sealed[other])
    with pytest.raises(Forbidden, match="changed outside of this program"):
        read_own(desk, note)
    put_beneath(desk, note, sealed[note])
    assert read_own(desk, note).text == WORDS


def put_beneath(desk, note_id, sealed):
    """As a program of one's own writes it: no line of the trail tells."""

    def put(engine):
        with upkeep_session(engine) as session:
            session.get(CounselingNote, note_id).sealed = sealed

    desk.on_vault(put)


def test_a_note_under_a_key_of_before_accuses_nobody(desk, offered, keyring_of_all):
    """It was called tampering when a new recovery sheet had lost the key."""
    note = write_own(desk, ROSA, WORDS)
    lost = sealing.wrap(sealing.new_key(), WORDS.encode(), note_facts(ROSA, CAL, DAY))
    desk.do(counseling_notes.change, note, lost)
    with pytest.raises(Refused, match="cannot be opened") as refusal:
        read_own(desk, note)
    assert not isinstance(refusal.value, Forbidden)


def test_the_newest_recovery_sheet_is_given_what_it_lacks(desk, offered, keyring_of_all):
    write_own(desk, ROSA, WORDS)
    keys = keyring_of_all[CAL]
    file = keys.file()
    slot_file.write(keys.path, file.with_slot(replace(file.recovery(), grants={})), keys.key)
    made = compartments.for_newest_sheet(keys.private, desk.do(counseling_notes.own_compartments))
    desk.do(counseling_notes.hand_to_sheet, made)
    assert compartments.owners_without_sheet(keys.file()) == []
    assert desk.do(counseling_notes.own_compartments).unsheeted == ()


def test_no_fresh_key_is_made_while_something_is_sealed_under_one_of_before(desk, offered, keyring_of_all):
    write_own(desk, ROSA, WORDS)
    keys = keyring_of_all[CAL]
    file = keys.file()
    mine, paper = file.slot_of(CAL), file.recovery()
    none = file.with_slot(replace(mine, grants={})).with_slot(replace(paper, grants={}))
    slot_file.write(keys.path, none, keys.key)
    try:
        with pytest.raises(Refused, match="their key is not in the key file"):
            OwnWords(desk).prepare()
        sealed = desk.do(counseling_notes.own_compartments)
        _key, new = compartments.make(keys.private, sealed, counseling_notes.COMPARTMENT)
        with pytest.raises(Refused, match="cannot be opened"):
            desk.do(counseling_notes.begin_compartment, new)
    finally:
        slot_file.write(keys.path, file, keys.key)


def test_a_second_computer_makes_no_second_key(desk, offered, keyring_of_all):
    write_own(desk, ROSA, WORDS)
    sealed = desk.do(counseling_notes.own_compartments)
    _key, new = compartments.make(keyring_of_all[CAL].private, sealed, counseling_notes.COMPARTMENT)
    with pytest.raises(Refused, match="cannot be opened"):
        desk.do(counseling_notes.begin_compartment, new)


def test_it_is_shared_with_whom_it_is_offered_and_with_nobody_else(desk, offered):
    """Who writes no notes reads none: neither the front desk nor an administrator."""
    assert {one.id for one in desk.do(counseling_notes.could_share_with)} == {SUE, ODA}
    for nobody in (CAL, FLO, 5):
        with pytest.raises(Refused, match="Choose a colleague") as refusal:
            share_own(desk, nobody, "on leave")
        assert refusal.value.field == "staff_id"
        with pytest.raises(Refused, match="Choose a colleague"):
            desk.do(counseling_notes.share, nobody, "on leave", b"a key that was sealed all the same")
    for colleague in (SUE, ODA):
        share_own(desk, colleague, "on leave")
    assert set(desk.do(counseling_notes.shared_with)) == {SUE, ODA}
    for colleague in (SUE, ODA):
        desk.do(counseling_notes.unshare, colleague)
