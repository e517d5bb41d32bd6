"""A row of signatures after one typed passphrase: each for its own act, and none once the key is gone."""

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.records.document import Status
from counselor_desk.services.documents import documents
from counselor_desk.services.supervision import review_queue
from counselor_desk.services.vault.held_proof_key import IDLE, HeldProofKey
from tests.proofs import own, words_of
from tests.services.documents.test_documents import full

SUE, CAL, ROSA = 1, 2, 10


class Steady:
    """A clock that goes when it is told to."""

    at = 0.0

    def __call__(self):
        return self.at


class LeavingDesk:
    """Its person turns to another page while the desk answers."""

    def __init__(self, desk, leave):
        self._desk, self._leave = desk, leave

    def do(self, *given):
        self._leave()
        return self._desk.do(*given)


@pytest.fixture
def waiting(desk):
    """Four signed notes that Sue is to co-sign; she sits at the desk."""
    notes = []
    for _each in range(4):
        draft = desk.do(documents.start, ROSA, "dap")
        desk.do(documents.save_draft, draft.id, full(), draft.revision)
        desk.do(documents.sign, draft.id, own(desk, documents.sign))
        notes.append(draft.id)
    desk.as_(SUE)
    return notes


def needs_the_passphrase(held):
    assert not held.is_open
    with pytest.raises(Refused) as refusal:
        held.prove()
    assert refusal.value.field == "passphrase"


def test_one_passphrase_co_signs_the_whole_queue_each_note_by_a_challenge_of_its_own(desk, waiting):
    held = HeldProofKey(desk, review_queue.cosign)
    needs_the_passphrase(held)
    made = [held.prove(words_of(SUE)), *(held.prove() for _note in waiting[1:])]
    assert len({proof.challenge for proof in made}) == len({proof.signature for proof in made}) == 4
    for note, proof in zip(waiting, made, strict=True):
        assert desk.do(review_queue.cosign, note, proof).status is Status.FINAL


def test_it_is_good_for_its_own_kind_of_act_alone(desk, waiting):
    held = HeldProofKey(desk, review_queue.cosign)
    held.prove(words_of(SUE))
    draft = desk.do(documents.start, ROSA, "dap")
    desk.do(documents.save_draft, draft.id, full(), draft.revision)
    with pytest.raises(Refused, match="not your passphrase"):
        desk.do(documents.sign, draft.id, held.prove())


def test_it_is_gone_when_it_is_told_to_and_after_ten_idle_minutes(desk, waiting):
    steady = Steady()
    held = HeldProofKey(desk, review_queue.cosign, steady)
    desk.do(review_queue.cosign, waiting[0], held.prove(words_of(SUE)))
    private = held._private
    for note in waiting[1:]:  # each signature begins the ten minutes again
        steady.at += IDLE - 1
        desk.do(review_queue.cosign, note, held.prove())
    steady.at += IDLE
    needs_the_passphrase(held)
    assert not any(private), "its bytes are overwritten"
    held.prove(words_of(SUE))
    held.forget()
    needs_the_passphrase(held)


def test_a_wrong_passphrase_opens_nothing_and_ends_what_was_open(desk, waiting):
    held = HeldProofKey(desk, review_queue.cosign)
    held.prove(words_of(SUE))
    with pytest.raises(Refused, match="not your passphrase"):
        held.prove("not the right words at all")
    needs_the_passphrase(held)


def test_who_left_while_the_passphrase_was_tried_finds_nothing_open(desk, waiting):
    held = HeldProofKey(LeavingDesk(desk, lambda: held.forget()), review_queue.cosign)
    assert held.prove(words_of(SUE)).staff_id == SUE, "what was asked for is still signed"
    needs_the_passphrase(held)
