"""Consents: every element of 2.31, what may stand together, expiry and revocation."""

from dataclasses import replace
from datetime import date

import pytest

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.privacy.consent import (
    ALONE,
    TPO_CLASS,
    ConsentKind,
    ConsentStatus,
    ConsentTerms,
    Recipient,
    RecipientKind,
    check_together,
    missing_elements,
    names,
    purposes,
    serves,
    standing,
    why_not_usable,
)
from counselor_desk.domain.privacy.consent_form import ConsentForm, terms_of

FORMS = files.read(ConsentForm, "consents")
SISTER = ConsentTerms(
    kinds=(ConsentKind.SPECIFIC,),
    client="Dana Reed",
    discloser="Harbor Recovery Center",
    categories=frozenset({Category.ATTENDANCE}),
    information="whether I kept my appointments",
    recipients=(Recipient("Ann Reed", RecipientKind.FAMILY),),
    purpose="so that my sister can support me",
    revocation="in writing to the program",
    expires_on=date(2027, 3, 1),
    signer="Dana Reed",
    is_signed=True,
    signed_on=date(2026, 12, 1),
)
TPO = replace(
    SISTER,
    kinds=(ConsentKind.TPO,),
    recipients=(Recipient("my treating providers", RecipientKind.PROVIDER),),
    expires_on=None,
    expires_event="end of the treatment",
    redisclosure="may be redisclosed under HIPAA, except in proceedings against me",
    potential="may no longer be protected",
    consequences="what follows",
)


def test_whole_consents_lack_nothing():
    assert missing_elements(SISTER) == missing_elements(TPO) == []


@pytest.mark.parametrize(
    ("blank", "element"),
    [
        ({"client": " "}, "1"),
        ({"discloser": ""}, "2"),
        ({"information": ""}, "3"),
        ({"categories": frozenset()}, "3"),
        ({"recipients": ()}, "4"),
        ({"recipients": (Recipient(" "),)}, "4"),
        ({"recipients": (Recipient("HIE", RecipientKind.INTERMEDIARY),)}, "4(ii)"),
        ({"purpose": ""}, "5"),
        ({"revocation": ""}, "6"),
        ({"expires_on": None}, "7"),  # PV-1
        ({"is_signed": False}, "8"),
        ({"signer": ""}, "8"),
        ({"signed_on": None}, "9"),
    ],
)
def test_no_element_may_be_missing(blank, element):
    terms = replace(SISTER, **blank)
    assert [lack.element for lack in missing_elements(terms)] == [element]
    signed = terms.signed_on is not None and terms.is_signed
    expected = ConsentStatus.DEFICIENT if signed else ConsentStatus.DRAFT
    assert standing(terms, date(2026, 12, 2)) is expected


@pytest.mark.parametrize(
    ("blank", "element"),
    [
        ({"potential": ""}, "10(i)"),
        ({"consequences": ""}, "10(ii)"),
        ({"redisclosure": ""}, "4(iii)"),
    ],
)
def test_the_single_consent_needs_its_statements(blank, element):  # PV-3
    assert [lack.element for lack in missing_elements(replace(TPO, **blank))] == [element]


@pytest.mark.parametrize("alone", sorted(ALONE))
@pytest.mark.parametrize("other", [k for k in ConsentKind])
def test_counseling_notes_and_proceedings_stand_alone(alone, other):  # PV-5
    if other is alone:
        check_together([alone])
    else:
        with pytest.raises(Refused, match="cannot be combined"):
            check_together([alone, other])
    check_together([ConsentKind.TPO, ConsentKind.SPECIFIC])


def test_counseling_notes_are_in_no_other_consent():
    terms = replace(TPO, categories=frozenset({Category.NOTES, Category.COUNSELING_NOTES}))
    assert [lack.element for lack in missing_elements(terms)] == ["(b)"]
    assert missing_elements(replace(terms, kinds=(ConsentKind.COUNSELING_NOTES,))) == []


@pytest.mark.parametrize(
    ("change", "on", "stands"),
    [
        ({}, date(2026, 12, 1), ConsentStatus.IN_FORCE),
        ({}, date(2027, 3, 1), ConsentStatus.IN_FORCE),
        ({}, date(2027, 3, 2), ConsentStatus.EXPIRED),
        ({"revoked_on": date(2027, 1, 5)}, date(2027, 1, 4), ConsentStatus.IN_FORCE),
        ({"revoked_on": date(2027, 1, 5)}, date(2027, 1, 5), ConsentStatus.REVOKED),
        ({"event_on": date(2027, 1, 5)}, date(2027, 1, 6), ConsentStatus.EXPIRED),
    ],
)
def test_standing(change, on, stands):
    terms = replace(SISTER, **change)
    assert standing(terms, on) is stands
    assert bool(why_not_usable(terms, on)) is (stands is not ConsentStatus.IN_FORCE)


def test_a_consent_known_to_be_false_carries_nothing():
    assert "false" in why_not_usable(replace(SISTER, known_false=True), date(2026, 12, 2))


def test_a_class_reaches_its_members_only_in_the_single_consent():
    assert names(TPO, "Dr. Wu", RecipientKind.PROVIDER)
    assert not names(TPO, "Ann Reed", RecipientKind.FAMILY)
    assert names(SISTER, "ann  REED", RecipientKind.FAMILY)
    assert not names(SISTER, "Dr. Wu", RecipientKind.PROVIDER)


@pytest.mark.parametrize("kind", sorted(TPO_CLASS))
def test_a_single_consent_that_names_one_alone_reaches_nobody_else(kind):
    one = replace(TPO, recipients=(Recipient("Blue Cross", RecipientKind.PLAN),))
    assert names(one, "Blue Cross", RecipientKind.PLAN)
    assert not names(one, "Somebody else", kind)
    whole = FORMS["tpo"].proposed("Dana Reed", "Harbor Recovery Center")["recipients"][0]["name"]
    assert names(replace(TPO, recipients=(Recipient(whole),)), "Somebody else", kind)


def test_what_a_consent_is_for():
    assert purposes(TPO) == (TPO.purpose,), "words of its own are taken as they stand"
    whole = replace(TPO, purpose="for treatment, payment, and health care operations")
    assert purposes(whole) == ("treatment", "payment", "health care operations")
    assert purposes(replace(TPO, purpose="for payment")) == ("payment",)
    assert serves(whole, "Treatment: shared care")
    assert not serves(whole, "shared care")
    assert not serves(replace(TPO, purpose="for payment"), "treatment")
    assert serves(SISTER, SISTER.purpose)
    assert not serves(SISTER, "a job reference")


@pytest.mark.parametrize("form", FORMS.values(), ids=str)
def test_a_printed_consent_lacks_only_what_the_client_brings(form):
    assert form.id in FORMS
    values = form.proposed("Dana Reed", "Harbor Recovery Center")
    lacks = {lack.element for lack in missing_elements(terms_of(form.kind, values))}
    assert lacks <= {"3", "4", "5", "7", "8", "9"}
    assert lacks >= {"8", "9"}
    asked = {field.key for field in form.form().fields}
    if form.kind is ConsentKind.CARE:
        assert lacks == {"8", "9"}
        assert asked == {"client", "discloser", "information", "revocation", "expires_on"}
        return
    assert asked >= {"client", "discloser", "categories", "information", "recipients", "purpose",
                     "expires_on", "expires_event", "revocation"}  # fmt: skip
    if form.kind is ConsentKind.TPO:
        assert asked >= {"redisclosure", "potential", "consequences"}
        assert lacks == {"8", "9"}
