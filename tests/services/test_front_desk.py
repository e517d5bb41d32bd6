"""Clinic staff ask everything they may ask; no answer holds a clinical word: generated."""

import inspect
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.domain.clients.person_identity import PersonIdentity
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.privacy.consent import RecipientKind
from counselor_desk.domain.privacy.disclosure import Basis
from counselor_desk.domain.rewards.schedule import Outcome
from counselor_desk.domain.roles import GRANTS, Role
from counselor_desk.services.care import diagnoses, episodes, substances
from counselor_desk.services.clients import access
from counselor_desk.services.documents import addenda, documents
from counselor_desk.services.medication import medications
from counselor_desk.services.privacy import disclosures
from counselor_desk.services.privacy.disclosures import DisclosureRequest
from counselor_desk.services.rewards import accounts, enrolling, occasions
from counselor_desk.services.rewards.occasions import Observation
from counselor_desk.services.supervision import review_queue
from tests.conftest import START
from tests.proofs import beside, own
from tests.services.documents.test_documents import full
from tests.services.privacy.disclosing import disclosed
from tests.services.rewards.test_rewards import joining
from tests.services.test_roles import CASES

SUE, CAL, FLO, DANA = 1, 2, 4, 12
WORD = "xanthorr"
MAY = GRANTS[Role.CLINIC_STAFF]
QUERIES = {name: case for name, case in CASES.items() if not case.writes and case.needs in MAY}
DAY = date(2026, 12, 1)
NO_PROOF = PassphraseProof(FLO, b"", b"")
GUESSED = {
    "client_id": DANA, "client_ids": [DANA], "ids": [DANA], "first": DAY, "last": DAY,
    "on": DAY, "starts_on": DAY, "asked_on": DAY, "with_initials": True, "minutes": 50, "born": None,
    "starts_at": START, "percent": 70, "clients": 5, "key": "higgins_vouchers",
    "funding": "clinic", "text": "dana", "name": "Ann Reed", "proof": NO_PROOF,
    "person": PersonIdentity("Dana", "Reed"), "content": b"x",
}  # fmt: skip


@pytest.fixture
def chart(desk):
    """Dana's chart with the word in every kind of record that a counselor writes."""
    desk.do(episodes.begin, DANA, {"admitted_on": DAY})
    draft = desk.do(documents.start, DANA, "dap")
    desk.do(documents.save_draft, draft.id, {**full(), "data": WORD}, 0)
    desk.do(documents.sign, draft.id, own(desk, documents.sign))
    desk.as_(SUE)
    desk.do(review_queue.cosign, draft.id, own(desk, review_queue.cosign))
    desk.as_(CAL)
    desk.do(addenda.add_addendum, draft.id, WORD, own(desk, addenda.add_addendum))
    desk.do(diagnoses.diagnose, DANA, "F11.20", {"diagnosed_on": DAY, "note": WORD})
    desk.do(medications.add, DANA, {"name": WORD, "dose": WORD, "prescriber": WORD})
    desk.do(substances.add, DANA, {"substance": "heroin", "note": WORD})
    _rewards(desk)
    _emergency(desk)


def _rewards(desk):
    enrollment = desk.do(enrolling.enroll, DANA, joining(objective=WORD))
    told = desk.do(occasions.record, enrollment.id, Observation(Outcome.NOT_MET, DAY, f"cup, {WORD}"))
    seen = Observation(Outcome.MET, DAY, WORD, f"laboratory found {WORD}")
    desk.do(occasions.correct, told.occasion_id, seen, beside(desk, occasions.correct, SUE))


def _emergency(desk):
    desk.as_(3)
    facts = {"medic": "Dr. Hall", "affiliation": "County", "nature": WORD,
             "discloser": "Oda Lind", "happened_at": "1 Dec 2026 15:00"}  # fmt: skip
    desk.do(
        access.break_glass, "0000012", date(1992, 1, 30), f"{WORD} on the ward", own(desk, access.break_glass)
    )
    asked = DisclosureRequest(
        client_id=DANA, basis=Basis.EMERGENCY, recipient="County Hospital",
        recipient_kind=RecipientKind.PROVIDER, purpose=f"treatment of {WORD}",
        categories=(Category.MEDICATION,), facts=facts, way="spoken",
    )  # fmt: skip
    disclosed(desk, asked)
    desk.as_(CAL)


def answers(desk, name):
    """What a query answers to likely questions; several where it asks for a record by number."""
    wanted = [
        p for p in list(inspect.signature(QUERIES[name].run).parameters.values())[1:]
        if p.default is p.empty
    ]  # fmt: skip
    numbers = [p.name for p in wanted if p.name.endswith("_id") and p.name not in GUESSED]
    for number in range(1, 6) if numbers else (0,):
        given = {p.name: GUESSED.get(p.name, number if p.name in numbers else "x") for p in wanted}
        try:
            yield desk.do(QUERIES[name], **given)
        except Refused:
            continue


def words_in(found):
    """Every text in an answer, however deep it stands."""
    if isinstance(found, str | bytes):
        yield str(found)
    elif isinstance(found, Mapping):
        yield from words_in([*found.keys(), *found.values()])
    elif isinstance(found, list | tuple | set | frozenset):
        for one in found:
            yield from words_in(one)
    elif is_dataclass(found):
        yield from words_in([getattr(found, one.name) for one in fields(found)])


def test_clinic_staff_read_no_clinical_word_whatever_they_ask(desk, chart):
    desk.as_(FLO)
    asked, leaks = 0, set()
    for name in sorted(QUERIES):
        if name == "transfer.namesakes":
            continue  # asks about a file's rows, not about charts
        for found in answers(desk, name):
            asked += 1
            texts = " ".join(words_in(found))
            leaks |= {name} if WORD in texts or "F11.20" in texts else set()
    assert leaks == set()
    assert asked >= 40, "most of them answer"
    (grant,) = desk.do(access.grants)
    assert (grant.staff, grant.reason) == ("Oda Lind", "")


def test_the_word_is_there_for_who_may_read_it(desk, chart):
    """Else the test above would prove nothing."""
    (line,) = desk.do(disclosures.of_client, DANA)
    assert line.facts["nature"] == WORD
    (grant,) = desk.do(access.grants)
    assert WORD in grant.reason
    books = [r.reason for r in desk.do(accounts.account, DANA).rows]
    assert books == ["The outcome of visit 1 was corrected."]
    kept = desk.do(occasions.read, 2)
    assert kept.reason == f"laboratory found {WORD}"
