"""Separate counseling notes in tests: written and read as at a seat, where their words are opened."""

from datetime import date

from counselor_desk.services.documents import counseling_notes
from counselor_desk.services.documents.own_words import OwnWords

DAY = date(2026, 12, 1)


def write_own(desk, client_id, words, day=DAY):
    at_hand = OwnWords(desk)
    at_hand.prepare()
    return desk.do(counseling_notes.write, client_id, day, at_hand.seal(client_id, day, words))


def change_own(desk, note_id, client_id, words, day=DAY):
    at_hand = OwnWords(desk)
    at_hand.prepare()
    desk.do(counseling_notes.change, note_id, at_hand.seal(client_id, day, words))


def read_own(desk, note_id):
    return OwnWords(desk).open(desk.do(counseling_notes.open_note, note_id))


def share_own(desk, staff_id, reason):
    colleague = desk.do(counseling_notes.whom_to_seal_to, staff_id)
    desk.do(counseling_notes.share, staff_id, reason, OwnWords(desk).seal_for(colleague))
