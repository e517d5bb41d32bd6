"""What a person's own keys do at their seat, over a real line: sign, open, seal, and wrap their slot anew."""

import pytest
from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.records.counseling_note import CounselingNote
from counselor_desk.records.document import Status
from counselor_desk.records.practice import Practice
from counselor_desk.records.privacy import DisclosedPaper
from counselor_desk.services.documents import counseling_notes, documents
from counselor_desk.services.documents.own_words import OwnWords, hand_to_newest_sheet
from counselor_desk.services.privacy import disclosed_pages
from counselor_desk.services.supervision import review_queue
from counselor_desk.services.vault.own_passphrase import change_at_seat
from counselor_desk.ui.privacy import disclosure_paper
from counselor_desk.vault.keys import compartments, people
from tests.own_words import read_own, share_own, write_own
from tests.proofs import own, words_of
from tests.services.documents.test_documents import full
from tests.services.privacy.disclosing import disclosed
from tests.services.privacy.test_enclosures import consent, of_notes, read_aloud

SUE, CAL, ROSA, DANA = 1, 2, 10, 12
NEW = "granite meadow whistles south"
WORDS = "What she said about her father and the silence after it: quetzal"


def test_a_note_is_signed_and_co_signed_from_two_seats(clinic):
    cal, sue = clinic.seat("cal"), clinic.seat("sue")
    note = cal.do(documents.start, ROSA, "dap")
    cal.do(documents.save_draft, note.id, full(), note.revision)
    with pytest.raises(Refused, match="not your passphrase"):
        own(cal, documents.sign, "not mine at all, really")
    assert cal.do(documents.sign, note.id, own(cal, documents.sign)).status is Status.AWAITING_COSIGN
    signed = sue.do(review_queue.cosign, note.id, own(sue, review_queue.cosign))
    assert signed.status is Status.FINAL


def turn_on(engine):
    with upkeep_session(engine) as session:
        session.get(Practice, 1).counseling_notes = True


def test_own_words_leave_with_a_disclosure_that_is_made_at_the_seat(clinic):
    def kept(engine):
        with upkeep_session(engine) as session:
            return session.scalars(select(DisclosedPaper.content)).all()

    clinic.desk.on_vault(turn_on)
    cal = clinic.seat("cal")
    note = write_own(cal, DANA, WORDS)
    line = disclosed(cal, of_notes(consent(cal, "counseling_notes", "Dr. Ames"), note))
    pdf = disclosure_paper.as_sent(cal.do(disclosed_pages.sent_pages, line.id), OwnWords(cal))
    assert WORDS in read_aloud(pdf)
    (sealed,) = clinic.desk.on_vault(kept)
    assert b"%PDF" not in sealed
    assert sealed != pdf


def test_own_words_are_read_at_their_author_s_seat_and_where_they_are_shared(clinic):
    def kept(engine):
        with upkeep_session(engine) as session:
            return session.get(CounselingNote, note).sealed

    clinic.desk.on_vault(turn_on)
    cal, sue = clinic.seat("cal"), clinic.seat("sue")
    note = write_own(cal, ROSA, WORDS)
    assert b"quetzal" not in clinic.desk.on_vault(kept)
    assert read_own(cal, note).text == WORDS
    with pytest.raises(Refused, match="Only its author"):
        read_own(sue, note)
    share_own(cal, SUE, "handing over")
    assert read_own(sue, note).text == WORDS
    cal.do(counseling_notes.unshare, SUE)  # the keys are those of other tests, too


def test_at_a_seat_the_newest_recovery_sheet_gets_what_it_lacks(clinic, keyring_of_all):
    keys = keyring_of_all[5]
    clinic.desk.on_vault(turn_on)
    write_own(clinic.seat("cal"), DANA, WORDS)
    people.new_recovery_key(keys)
    assert CAL in compartments.owners_without_sheet(keys.file())
    hand_to_newest_sheet(clinic.seat("cal"))
    assert CAL not in compartments.owners_without_sheet(keys.file())


def test_a_passphrase_is_changed_at_the_seat(clinic):
    cal = clinic.seat("cal")
    change_at_seat(cal, words_of(CAL), NEW)
    try:
        with pytest.raises(Refused, match="passphrase"):
            clinic.seat("cal")
        assert clinic.seat("cal", NEW).actor.id == CAL
    finally:
        change_at_seat(cal, NEW, words_of(CAL))  # the keys are those of other tests, too
    assert clinic.seat("cal").actor.id == CAL
