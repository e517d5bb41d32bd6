"""A passphrase stays where it is typed: what comes to the desk is a proof, for one act and once."""

import inspect
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import get_args, get_type_hints

import msgspec
import pytest

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.desk.desk import UseCase
from counselor_desk.desk.proofs import (
    LIFE,
    MOST,
    SAFEKEEPING,
    PassphraseProof,
    ProofBook,
    is_proved,
    signed_words,
)
from counselor_desk.records.document import Status
from counselor_desk.services.assessments import assessments
from counselor_desk.services.clients import access
from counselor_desk.services.documents import addenda, documents
from counselor_desk.services.supervision import review_queue
from counselor_desk.services.vault import proofs, trail_lines
from counselor_desk.vault.keys import people, throttle, unlock
from counselor_desk.vault.keys.proving import PassphraseTries, sign_with_passphrase
from tests.conftest import QUICK
from tests.proofs import PASSPHRASE, beside, own, words_of
from tests.services.documents.test_documents import full
from tests.services.test_faults import FAULTS, Disk
from tests.services.test_roles import CASES

SUE, CAL, ODA, FLO, ADA, ROSA = 1, 2, 3, 4, 5, 10


@pytest.fixture
def draft(desk):
    made = desk.do(documents.start, ROSA, "dap")
    desk.do(documents.save_draft, made.id, full(), made.revision)
    return made.id


def refuses(desk, draft, proof):
    with pytest.raises(Refused, match="not your passphrase") as refusal:
        desk.do(documents.sign, draft, proof)
    assert refusal.value.field == "passphrase"
    assert desk.do(documents.read, draft).document.status is Status.DRAFT


def carried(hint, seen):
    """Every name that a value of this type has inside, however deep."""
    for part in (hint, *get_args(hint)):
        if is_dataclass(part) and isinstance(part, type) and part not in seen:
            seen.add(part)
            hints = get_type_hints(part) if part.__module__.startswith("counselor_desk.services") else {}
            for field in fields(part):
                yield field.name
                yield from carried(hints.get(field.name, field.type), seen)
        elif part is not hint:
            yield from carried(part, seen)


def names_given(case: UseCase):
    """What a use case takes: the names of its values and of what is in them."""
    for name, parameter in list(inspect.signature(case.run).parameters.items())[1:]:
        yield name
        yield from carried(parameter.annotation, set())


def test_no_use_case_takes_a_passphrase():
    taken = {name: set(names_given(case)) for name, case in CASES.items()}
    assert "proof" in taken["documents.sign"]
    assert {"proof", "witness", "challenge"} <= taken["exporting.everything"], "it looks into values, too"
    wrong = {
        (case, name)
        for case, names in taken.items()
        for name in names
        if any(word in name for word in ("passphrase", "password", "secret"))
    }
    assert wrong == set()


def takes_proof(case: UseCase):
    """Told by what it is asked with, as it reads."""
    return "challenge" in set(names_given(case))


def test_a_passphrase_is_proved_for_the_acts_that_take_a_proof_and_for_no_other(desk):
    told = {name for name, case in CASES.items() if takes_proof(case)}
    assert {"documents.sign", "exporting.everything", "slots.rewrap"} <= told
    assert {name for name in CASES if is_proved(name)} == told
    others = ("documents.read", "rewards.no_such_act", "", SAFEKEEPING + " ", "documents.sign/2")
    for act in others:
        with pytest.raises(Refused, match="No passphrase is proved"):
            desk.do(proofs.ask_own, act)
        with pytest.raises(Refused, match="No passphrase is proved"):
            desk.do(proofs.ask_beside, act, FLO)
    assert desk.do(proofs.ask_own, SAFEKEEPING).act == SAFEKEEPING


def test_a_proof_signs_once(desk, draft):
    second = desk.do(documents.start, ROSA, "dap")
    desk.do(documents.save_draft, second.id, full(), second.revision)
    proof = own(desk, documents.sign)
    assert desk.do(documents.sign, draft, proof).signed_at is not None
    refuses(desk, second.id, proof)


def test_it_is_spent_by_what_was_refused(desk, draft):
    proof = own(desk, documents.sign)
    empty = desk.do(documents.start, ROSA, "dap")
    with pytest.raises(Refused, match="Still to fill in"):
        desk.do(documents.sign, empty.id, proof)
    refuses(desk, draft, proof)


def test_a_disk_that_failed_spends_nothing(desk, draft):
    proof = own(desk, documents.sign)
    with Disk(desk).failing(3, FAULTS[0]), pytest.raises(VaultTrouble):
        desk.do(documents.sign, draft, proof)
    assert desk.do(documents.sign, draft, proof).signed_at is not None


def test_it_is_for_one_act(desk, draft):
    refuses(desk, draft, own(desk, addenda.add_addendum))


def test_it_is_good_for_a_short_while(desk, draft, clock):
    proof = own(desk, documents.sign)
    clock.forward(seconds=LIFE.total_seconds())
    refuses(desk, draft, proof)
    proof = own(desk, documents.sign)
    clock.forward(seconds=LIFE.total_seconds() - 1)
    assert desk.do(documents.sign, draft, proof).signed_at is not None


def test_it_is_of_one_sitting(desk, draft):
    elsewhere = desk.add_seat()
    elsewhere.sign_in(CAL)
    refuses(desk, draft, own(elsewhere, documents.sign))


SPOILED = {
    "another's name": lambda proof: replace(proof, staff_id=SUE),
    "another challenge": lambda proof: replace(proof, challenge=bytes(32)),
    "another signature": lambda proof: replace(proof, signature=bytes(64)),
    "no signature": lambda proof: replace(proof, signature=b""),
    "half a signature": lambda proof: replace(proof, signature=proof.signature[:32]),
}


@pytest.mark.parametrize("what", SPOILED)
def test_a_spoiled_one_is_none(desk, draft, what):
    refuses(desk, draft, SPOILED[what](own(desk, documents.sign)))


def test_a_colleague_cannot_be_signed_for(desk, draft, keyring_of_all):
    """Cal's own key over Flo's challenge: he knows his passphrase, and not hers."""
    asked = desk.do(proofs.ask_beside, "reversals.reverse", FLO)
    signature = keyring_of_all[CAL].sign(asked.words())
    forged = PassphraseProof(FLO, asked.challenge, signature)
    assert desk.proofs.accept(desk.signed_in.session, "reversals.reverse", [forged], desk.now()) == {}


def test_each_has_their_own_passphrase(desk):
    with pytest.raises(Refused, match="not your passphrase"):
        own(desk, documents.sign, words_of(FLO))
    with pytest.raises(Refused, match="not the passphrase of Flo Marsh") as refusal:
        beside(desk, documents.sign, FLO, PASSPHRASE)
    assert refusal.value.field == "witness_passphrase"


@pytest.mark.parametrize("staff_id", [CAL, 99])
def test_the_second_of_two_is_somebody_else(desk, staff_id):
    with pytest.raises(Refused, match="Two different people") as refusal:
        beside(desk, documents.sign, staff_id)
    assert refusal.value.field == "witness_id"


def test_that_a_colleagues_slot_was_asked_for_is_on_the_trail(desk):
    beside(desk, documents.sign, FLO)
    desk.as_(ADA)
    ids = desk.do(trail_lines.line_ids, trail_lines.TrailFilter(action="proofs.ask_beside"))
    (line,) = desk.do(trail_lines.lines, ids).values()
    assert (line.actor_name, line.reason) == ("Cal Reyes", "staff 4 for documents.sign")


def test_what_is_handed_out_opens_no_vault(desk, keyring_of_all):
    asked = desk.do(proofs.ask_beside, "documents.sign", FLO)
    slot = asked.sealed.slot
    assert (slot.key, slot.turned, slot.grants) == (b"", (), {})
    told = msgspec.json.encode(slot) + repr(asked).encode()
    for key in (keyring_of_all[FLO].key, keyring_of_all[FLO].private, keyring_of_all[FLO].audit):
        assert bytes(key) not in told
        assert bytes(key).hex().encode() not in told


def test_a_co_signature_needs_its_proof(desk, draft):
    desk.do(documents.sign, draft, own(desk, documents.sign))
    desk.as_(SUE)
    for proof in (own(desk, documents.sign), PassphraseProof(SUE, b"", b"")):
        with pytest.raises(Refused, match="not your passphrase"):
            desk.do(review_queue.cosign, draft, proof)
    assert desk.do(documents.read, draft).document.status is Status.AWAITING_COSIGN
    signed = desk.do(review_queue.cosign, draft, own(desk, review_queue.cosign))
    assert signed.status is Status.FINAL


def test_the_screen_and_the_glass_ask_for_their_own(desk):
    proof = own(desk, assessments.hand_back)
    with pytest.raises(Refused, match="not your passphrase"):
        desk.do(access.break_glass, "james tull", date(1977, 8, 2), "overdose on the ward", proof)


class Clocks:
    """Stands still unless moved."""

    def __init__(self):
        self.at = 1000.0

    def __call__(self):
        return self.at


@pytest.fixture
def tries(tmp_path):
    """Ada's and Bo's slots, tried on against clocks that stand still."""
    place, clock = tmp_path / "tries.db", Clocks()
    ada, _printed = unlock.create(place, 1, "ada", words_of(1), QUICK)
    people.add_person(ada, 2, "bo", words_of(2), must_change=False)
    tries = PassphraseTries(ada, throttle.ThrottleClocks(clock, clock))
    tries.clock = clock
    return tries


def test_wrong_tries_slow_the_next_ones_of_that_person_alone(tries):
    for _each in range(4):
        tries.begin(2)
    with pytest.raises(throttle.MustWait, match="Wait 3 seconds"):
        tries.begin(2)
    assert tries.begin(1) is not None
    tries.clock.at += 3
    assert tries.begin(2) is not None


def test_a_right_one_forgives_those_before(tries):
    for _each in range(4):
        sealed = tries.begin(2)
    signature = sign_with_passphrase(sealed, words_of(2), b"content")
    assert not tries.end(2, signature, b"other content")
    assert not tries.end(1, signature, b"content")
    with pytest.raises(throttle.MustWait):
        tries.begin(2)
    assert tries.end(2, signature, b"content")
    assert tries.begin(2) is not None


def test_only_as_many_wait_as_somebody_could_need(tries, clock):
    book = ProofBook(tries)
    challenges = []
    for _each in range(MOST + 1):
        sealed, challenge = book.begin("sitting", "documents.sign", 2, clock())
        challenges.append(challenge)
        tries.clock.at += throttle.LONGEST
    made = [signed_words(sealed.vault, "documents.sign", 2, challenge) for challenge in challenges]
    given = [
        PassphraseProof(2, challenge, sign_with_passphrase(sealed, words_of(2), content))
        for challenge, content in zip(challenges, made, strict=True)
    ]
    held = book.accept("sitting", "documents.sign", given, clock())
    assert list(held) == given[1:]


def test_who_holds_no_slot_proves_nothing(tries):
    assert tries.begin(7) is None
    assert not tries.end(7, bytes(64), b"")


def test_a_desk_without_keys_asks_for_no_proof(desk, vault):
    from counselor_desk.desk.desk import Desk
    from counselor_desk.vault.file.engine import open_vault
    from tests.conftest import AUDIT_KEY, KEY

    bare = Desk(lambda: open_vault(vault, KEY), AUDIT_KEY)
    bare.sign_in(CAL)
    with pytest.raises(Refused, match="Only a person with a sign-in"):
        bare.do(proofs.ask_own, "documents.sign")
    bare.close()
