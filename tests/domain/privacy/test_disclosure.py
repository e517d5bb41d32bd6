"""Disclosures: a valid basis or none, the minimum, accounting and clocks (rows of 5.7)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.privacy.consent import RecipientKind
from counselor_desk.domain.privacy.deadlines import (
    AccountingLine,
    RequestDeadline,
    breach_duties,
    select_accountable,
    summed_up,
)
from counselor_desk.domain.privacy.disclosure import (
    GROUNDS,
    AuditGround,
    Basis,
    ChildAbuseGround,
    ClientRequestGround,
    ConsentGround,
    CourtOrderGround,
    CrimeGround,
    Disclosure,
    DisclosureGround,
    EmergencyGround,
    ServiceGround,
    offered_categories,
)
from tests.domain.privacy.test_consent import SISTER, TPO

AT = datetime(2026, 12, 2, 15, tzinfo=UTC)
ATTENDANCE = frozenset({Category.ATTENDANCE})


def disclosed(ground, **more):
    told = {
        "recipient": "Ann Reed",
        "recipient_kind": RecipientKind.FAMILY,
        "purpose": SISTER.purpose,
        "categories": ATTENDANCE,
        "at": AT,
        "discloser": "Cal Reyes",
    }
    return Disclosure(**{**told, **more}, ground=ground)


def test_within_the_consent_it_goes_out_with_the_notice():
    assert disclosed(ConsentGround(terms=SISTER, consent_id=1)).needs_notice


@pytest.mark.parametrize("nothing", [None, "consent", object()])
def test_no_disclosure_without_a_basis(nothing):
    with pytest.raises(Refused, match="without a consent"):
        disclosed(nothing)


@pytest.mark.parametrize(
    ("terms", "more", "words"),
    [
        (SISTER, {"categories": frozenset({Category.TESTS})}, "does not cover drug tests"),
        (SISTER, {"recipient": "Mrs. Other"}, "does not name Mrs. Other"),
        (SISTER, {"at": datetime(2027, 3, 2, 15, tzinfo=UTC)}, "expired"),
        (replace(SISTER, revoked_on=date(2026, 12, 1)), {}, "revoked on Dec 1, 2026"),  # PV-6
        (replace(SISTER, expires_on=None), {}, "incomplete"),
        (SISTER, {"categories": frozenset()}, "Choose what goes out"),
        (SISTER, {"purpose": " "}, "purpose"),
        (SISTER, {"purpose": "a job reference"}, "is for “so that my sister can support me” alone"),
        (TPO, {"categories": frozenset({Category.COUNSELING_NOTES})}, "does not name"),
        (TPO, {"recipient": "Dr. Wu", "recipient_kind": RecipientKind.PROVIDER,
               "categories": frozenset({Category.COUNSELING_NOTES})}, "counseling notes"),
    ],
)  # fmt: skip
def test_what_no_consent_covers_is_refused_in_one_sentence(terms, more, words):
    with pytest.raises(Refused, match=words):
        disclosed(ConsentGround(terms=terms, consent_id=1), **more)


def test_the_picker_shows_what_the_consent_allows():  # PV-20
    assert offered_categories(Basis.CONSENT, SISTER) == ATTENDANCE
    assert offered_categories(Basis.CONSENT) == frozenset()
    assert Category.COUNSELING_NOTES not in offered_categories(Basis.CLIENT, SISTER)
    assert offered_categories(Basis.CRIME) == {Category.ATTENDANCE}


EMERGENCY = {"medic": "Dr. Ames", "affiliation": "Mercy Hospital", "discloser": "Cal Reyes",
             "happened_at": AT, "nature": "overdose"}  # fmt: skip
ORDER = {"court": "District Court", "order_number": "26-1", "ordered_on": date(2026, 12, 1),
         "has_order": True, "has_subpoena": True, "scope": "attendance"}  # fmt: skip
AUDIT = {"body": "State agency", "authority": "licensing", "agreement": "signed 1 Dec 2026"}
ABUSE = {"authority": "Child services", "reported": "neglect"}
CRIME = {"police": "City police", "incident": "theft at the desk"}
SERVICE = {"organization": "Lab", "agreement_id": 1, "signed_on": date(2026, 1, 1)}
WITH_FACTS = [
    (EmergencyGround, EMERGENCY), (CourtOrderGround, ORDER), (AuditGround, AUDIT), (ChildAbuseGround, ABUSE),
    (CrimeGround, CRIME), (ServiceGround, SERVICE), (ClientRequestGround, {"identified": "passport"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "facts"), WITH_FACTS, ids=lambda v: getattr(v, "__name__", ""))
def test_every_fact_of_a_basis_is_needed(kind, facts):  # PV-11, PV-13
    categories = ATTENDANCE & kind.allowed
    assert disclosed(kind(**facts), categories=categories).ground.basis in Basis
    for fact in facts:
        for nothing in (None, "", False):
            with pytest.raises(Refused) as refusal:
                kind(**{**facts, fact: nothing})
            assert refusal.value.field == fact


def test_a_subpoena_alone_is_not_enough():  # PV-13
    with pytest.raises(Refused, match="a subpoena alone is not enough"):
        CourtOrderGround(**{**ORDER, "has_order": False})


def test_a_report_of_child_abuse_takes_no_page_of_the_chart():
    with pytest.raises(Refused, match="may not be disclosed"):
        disclosed(ChildAbuseGround(**ABUSE), categories=ATTENDANCE)
    assert not disclosed(ChildAbuseGround(**ABUSE), categories=frozenset()).needs_notice


def test_a_service_agreement_has_to_be_in_force():
    with pytest.raises(Refused, match="has ended"):
        disclosed(ServiceGround(**SERVICE, ends_on=date(2026, 12, 1)))
    with pytest.raises(Refused, match="not in force yet"):
        disclosed(ServiceGround(**{**SERVICE, "signed_on": date(2027, 1, 1)}))


@given(
    categories=st.frozensets(st.sampled_from(Category)),
    day=st.dates(date(2026, 11, 1), date(2027, 4, 1)),
    recipient=st.sampled_from(["Ann Reed", "Dr. Wu", ""]),
)
def test_whatever_is_asked_nothing_beyond_the_consent_exists(categories, day, recipient):
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    terms = replace(SISTER, revoked_on=date(2027, 2, 1))
    try:
        made = disclosed(
            ConsentGround(terms=terms, consent_id=1),
            categories=categories, at=at, recipient=recipient,
        )  # fmt: skip
    except Refused:
        return
    assert made.categories == ATTENDANCE
    assert made.recipient == "Ann Reed"
    assert day < date(2027, 2, 1)


def test_the_notice_is_the_one_of_2024():  # PV-8: the digest of the wording in 42 CFR 2.32(a)
    long, short = files.notice("part2_2024")
    assert short == "42 CFR part 2 prohibits unauthorized use or disclosure of these records."
    assert "prohibits unauthorized disclosure" not in long + short  # the words before 2024
    assert sha256(long.encode()).hexdigest() == NOTICE


NOTICE = "dae0b4d455d63722bc4e0d3760e8319ba4ea929068b0a9d96244bf20c338245d"


CLOCKS = {clock.id: clock for clock in files.clocks()}


def test_clocks():
    assert CLOCKS["intermediary"].due(date(2026, 12, 1)) == date(2026, 12, 31)  # PV-10
    assert CLOCKS["access"].due(date(2026, 12, 1)) == date(2026, 12, 31)
    assert CLOCKS["access"].due(date(2026, 12, 1), extended=True) == date(2027, 1, 30)
    assert CLOCKS["accounting"].due(date(2026, 12, 1)) == date(2027, 1, 30)
    assert RequestDeadline("x", "X", 5, "own").due(date(2026, 12, 28)) == date(2027, 1, 2)


def test_499_and_500_people():
    rule, day = files.breach_clock(), date(2026, 12, 1)
    few, many = breach_duties(day, 499, rule), breach_duties(day, 500, rule)
    by = date(2026, 12, 1) + timedelta(days=60)
    assert (few.people_by, few.hhs_by, few.media_by) == (by, date(2027, 3, 1), None)
    assert (many.people_by, many.hhs_by, many.media_by) == (by, by, by)


def entry(on, consent=True, **more):
    told = {"recipient": "Dr. Wu", "address": "", "description": "plan", "purpose": "treatment"}
    return AccountingLine(on, **{**told, **more}, with_consent=consent)


def test_the_accounting_looks_back_three_years_with_consent_and_six_without():
    asked = date(2026, 12, 1)
    entries = [
        entry(date(2023, 11, 30)), entry(date(2023, 12, 1)), entry(date(2026, 12, 1)),
        entry(date(2020, 12, 1), False), entry(date(2020, 11, 30), False), entry(date(2027, 1, 1)),
    ]  # fmt: skip
    told = [e.on for e in select_accountable(entries, asked)]
    assert told == [date(2020, 12, 1), date(2023, 12, 1), date(2026, 12, 1)]


def test_repeated_disclosures_are_told_once():
    entries = [entry(date(2026, m, 1)) for m in (3, 1, 2)] + [entry(date(2026, 1, 15), purpose="x")]
    told = summed_up(entries)
    assert [(t.first.on, t.times, t.last_on) for t in told] == [
        (date(2026, 1, 1), 3, date(2026, 3, 1)),
        (date(2026, 1, 15), 1, date(2026, 1, 15)),
    ]


def test_no_ground_without_a_citation():
    kinds = [kind for kind, _facts in WITH_FACTS] + [ConsentGround]
    assert set(GROUNDS) == set(Basis)
    assert set(DisclosureGround.__subclasses__()) == set(GROUNDS.values()) == set(kinds)
    assert all("CFR" in kind.cites for kind in kinds)
