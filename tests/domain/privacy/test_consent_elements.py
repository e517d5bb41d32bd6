"""42 CFR 2.31(a), generated: each element by kind of recipient, purpose and kind of consent."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.privacy.consent import (
    ConsentKind,
    ConsentStatus,
    ConsentTerms,
    PurposeKind,
    Recipient,
    RecipientKind,
    missing_elements,
    names,
    standing,
    why_not_usable,
)
from counselor_desk.domain.privacy.consent_end import (
    ChartEvents,
    ConsentEnds,
    KnownEvent,
    came_on,
    days_care_ended,
    has_no_end,
    known_event,
    last_in_effect,
)
from tests.cases import in_one_test

DAY = date(2026, 12, 2)
FUNDS = "to raise funds for this program"
PURPOSES = {
    "for treatment": PurposeKind.TPO,
    "payment of my care": PurposeKind.TPO,
    "health care operations": PurposeKind.TPO,
    "coordination of my medicines": None,
    "so that my sister can support me": PurposeKind.OTHER,
    "at the request of the client": None,
    FUNDS: PurposeKind.OTHER,
}
# Read from the rule, not from the program: who is a covered entity or its business associate.
COVERED = {"treating provider", "health plan", "third-party payer", "helps to operate this program"}


OWN_CATEGORY = {
    ConsentKind.COUNSELING_NOTES: Category.COUNSELING_NOTES,
    ConsentKind.REGISTRY: Category.MEDICATION,
}
DISCLOSING = [kind for kind in ConsentKind if kind is not ConsentKind.CARE]


def whole(kind, recipient, purpose):
    """A consent that has every element, whoever receives it for whatever purpose."""
    category = OWN_CATEGORY.get(kind, Category.ATTENDANCE)
    return ConsentTerms(
        kinds=(kind,),
        client="Dana Reed",
        discloser="Harbor Recovery Center",
        categories=frozenset({category}),
        information="whether I kept my appointments",
        recipients=(Recipient("One of them", recipient, "1 Main St"),),
        intermediary="State exchange" if recipient is RecipientKind.INTERMEDIARY else "",
        intermediary_for="Mercy Hospital" if recipient is RecipientKind.INTERMEDIARY else "",
        redisclosure="may be redisclosed under HIPAA, except in proceedings against me",
        purpose=purpose,
        purpose_kind=PURPOSES[purpose],
        fundraising="I may choose to get no such letters" if purpose == FUNDS else "",
        revocation="in writing to the program",
        expires_on=date(2027, 3, 1),
        signer="Dana Reed",
        is_signed=True,
        signed_on=date(2026, 12, 1),
        potential="may no longer be protected",
        consequences="what follows",
    )


def needed(kind, recipient, purpose):
    """What 2.31(a) asks of such a consent, by the field that would be blank."""
    elements = {
        "client": "1",
        "discloser": "2",
        "information": "3",
        "recipients": "4",
        "purpose": "5",
        "revocation": "6",
        "expires_on": "7",
        "signer": "8",
        "signed_on": "9",
    }
    if recipient is RecipientKind.INTERMEDIARY:
        elements |= {"intermediary": "4(ii)", "intermediary_for": "4(ii)"}
    if purpose == FUNDS:
        elements["fundraising"] = "5(iii)"
    single = kind is ConsentKind.TPO
    to_covered = str(recipient) in COVERED and PURPOSES[purpose] is not PurposeKind.OTHER
    # 2.31(d) and 2.34: neither is for treatment, payment or operations.
    proceedings = kind in (ConsentKind.PROCEEDINGS, ConsentKind.REGISTRY)
    if not proceedings and (single or to_covered) and PURPOSES[purpose] is not PurposeKind.OTHER:
        elements["redisclosure"] = "4(iii)"
    if single:
        elements |= {"potential": "10(i)", "consequences": "10(ii)"}
    return elements


def apart(kind, recipient):
    """2.31(d): the single consent takes in no court and no lawyer."""
    return kind is ConsentKind.TPO and recipient in (RecipientKind.COURT, RecipientKind.LAWYER)


CASES = [c for c in product(DISCLOSING, RecipientKind, PURPOSES) if not apart(c[0], c[1])]


@in_one_test("kind, recipient, purpose", CASES)
def test_l1_each_element_is_asked_alone_with_its_own_sentence(kind, recipient, purpose):
    terms = whole(kind, recipient, purpose)
    assert missing_elements(terms) == []
    assert standing(terms, DAY) is ConsentStatus.IN_FORCE
    sentences = set()
    asked = needed(kind, recipient, purpose)
    for field, element in asked.items():
        blank = {"recipients": (), "expires_on": None, "signed_on": None}.get(field, " ")
        broken = replace(terms, **{field: blank})
        lacks = missing_elements(broken)
        assert element in {lack.element for lack in lacks}, field
        if field != "recipients":
            assert {lack.element for lack in lacks} == {element}, field
        assert standing(broken, DAY) in (ConsentStatus.DEFICIENT, ConsentStatus.DRAFT)
        sentences.add(why_not_usable(broken, DAY))
    # The intermediary and whom it serves are one element with one sentence.
    assert len(sentences) == len(set(asked.values()))
    if "redisclosure" not in asked:
        assert missing_elements(replace(terms, redisclosure="")) == []


@pytest.mark.parametrize("recipient", [k for k in RecipientKind if str(k) in COVERED])
def test_l1_what_goes_to_a_provider_is_for_treatment_unless_it_is_marked(recipient):
    terms = replace(whole(ConsentKind.SPECIFIC, recipient, "for treatment"), redisclosure="")
    unsaid = replace(terms, purpose="to tell how I do", purpose_kind=None)
    assert [lack.element for lack in missing_elements(unsaid)] == ["4(iii)"]
    assert "renew" in why_not_usable(unsaid, DAY), "signed without it: shown as such, and asked for again"
    assert missing_elements(replace(unsaid, purpose_kind=PurposeKind.OTHER)) == []


NO_ENDS = (
    "none",
    "None.",
    "never",
    "n/a",
    "N.A.",
    "not applicable",
    "no expiration",
    "no end date",
    "-",
    "indefinite",
    "indefinitely",
    "forever",
    "until revoked",
    "until I revoke it",
    "does not expire",
    "open-ended",
    "ongoing",
    "until further notice",
    "no expiration date",
    "unlimited",
    "permanent",
    "lifetime",
    "nunca",
    "until withdrawn",
    "without end",
    "unknown",
    "TBD",
    "as long as needed",
    "sin fecha",
    "unless revoked",
    "no date",
    "X",
    "null",
    "nada",
    "open",
    "This consent is valid until revoked.",
    "Valid indefinitely",
    "until the consent is revoked",
    "until patient revokes consent",
    "in effect until I withdraw my consent",
    "upon revocation",
    "until my written revocation",
    "in perpetuity",
    "forever and ever",
    "no sunset date",
    "does not have an end date",
    "until otherwise notified",
    "until I tell you to stop",
    "whenever",
    "vigente hasta que yo lo revoque por escrito",
    "no expira",
)
ENDS = (
    "the end of the treatment",
    "final decision in the case",
    "when she moves out",
    "my 18th birthday",
    "end of my probation",
    "the judgment in this case",
    "when the claim is paid",
    "never mind, when I move",
    "my release",
    "until the release of the judgment",
    "when the case is withdrawn from the court",
    "when the client is released from jail",
    "until the appeal is cancelled by the court",
    "valid until my probation ends",
)


@in_one_test("event", NO_ENDS)
def test_l2_none_is_an_end_for_treatment_payment_and_operations_alone(event):
    assert has_no_end(event)
    to_sister = whole(ConsentKind.SPECIFIC, RecipientKind.FAMILY, "so that my sister can support me")
    for kind in DISCLOSING:
        own = frozenset({OWN_CATEGORY.get(kind, Category.ATTENDANCE)})
        terms = replace(to_sister, kinds=(kind,), expires_on=None, expires_event=event, categories=own)
        lacks = missing_elements(terms)
        assert [lack.element for lack in lacks] == ([] if kind is ConsentKind.TPO else ["7"])
        assert all(event in lack.told for lack in lacks)
    # The rule names the purpose, not the kind of paper: a consent to one doctor for treatment may say so.
    to_doctor = whole(ConsentKind.SPECIFIC, RecipientKind.PROVIDER, "for treatment")
    assert missing_elements(replace(to_doctor, expires_on=None, expires_event=event)) == []
    court = whole(ConsentKind.CRIMINAL_JUSTICE, RecipientKind.COURT, "for treatment")
    assert missing_elements(replace(court, expires_on=None, expires_event=event)) != []


@in_one_test("event", ENDS)
def test_l2_an_event_is_an_end(event):
    assert not has_no_end(event)
    terms = whole(ConsentKind.SPECIFIC, RecipientKind.FAMILY, "so that my sister can support me")
    assert missing_elements(replace(terms, expires_on=None, expires_event=event)) == []


def test_an_end_before_the_signature_is_none():
    terms = whole(ConsentKind.SPECIFIC, RecipientKind.FAMILY, "so that my sister can support me")
    (lack,) = missing_elements(replace(terms, expires_on=date(2026, 11, 30)))
    assert (lack.element, lack.field) == ("7", "expires_on")
    assert missing_elements(replace(terms, expires_on=date(2026, 12, 1))) == []


@pytest.mark.parametrize(
    ("named", "lacks"),
    [
        ("Mercy Hospital; Dr. Ames", []),
        ("participants who treat me", []),
        ("all treating providers among its members", []),
        ("all participants", ["4(ii)(B)"]),
        ("any member of the exchange", ["4(ii)(B)"]),
        ("its providers", ["4(ii)(B)"]),
    ],
)
def test_an_intermediary_serves_who_is_named_or_who_treats(named, lacks):
    terms = whole(ConsentKind.SPECIFIC, RecipientKind.INTERMEDIARY, "for treatment")
    found = missing_elements(replace(terms, intermediary_for=named))
    assert [lack.element for lack in found] == lacks


def test_fundraising_has_its_statement():
    terms = replace(
        whole(ConsentKind.SPECIFIC, RecipientKind.OTHER, "for treatment"), purpose="Fundraising letters"
    )
    assert [lack.element for lack in missing_elements(terms)] == ["5(iii)"]
    assert missing_elements(replace(terms, fundraising="I may choose to get none.")) == []
    meant = ("fund-raising", "Fund raising by the clinic", "to raise some money", "asking for donations")
    for purpose in (*meant, "recaudación de fondos"):
        assert [lack.element for lack in missing_elements(replace(terms, purpose=purpose))] == ["5(iii)"]
    for purpose in ("to raise my children", "funding of my care", "rent money"):
        assert missing_elements(replace(terms, purpose=purpose)) == [], purpose


@pytest.mark.parametrize(
    ("event", "known"),
    [
        ("end of the treatment", KnownEvent.CARE_ENDS),
        ("the end of the treatment", KnownEvent.CARE_ENDS),
        ("Until the end of my treatment.", KnownEvent.CARE_ENDS),
        ("End of treatment at this program", KnownEvent.CARE_ENDS),
        ("discharge", KnownEvent.CARE_ENDS),
        ("my discharge from the program", KnownEvent.CARE_ENDS),
        ("when I am discharged from treatment", KnownEvent.CARE_ENDS),
        ("completion of the program", KnownEvent.CARE_ENDS),
        ("when treatment ends", KnownEvent.CARE_ENDS),
        ("fin del tratamiento", KnownEvent.CARE_ENDS),
        ("my 18th birthday", KnownEvent.COMES_OF_AGE),
        ("when I turn 18", KnownEvent.COMES_OF_AGE),
        ("my death", KnownEvent.DEATH),
        ("60 days after discharge", KnownEvent.CARE_ENDS),
        ("one year from the end of treatment", KnownEvent.CARE_ENDS),
        ("when I leave the clinic", KnownEvent.CARE_ENDS),
        ("when my case closes", KnownEvent.CARE_ENDS),
        ("program completion", KnownEvent.CARE_ENDS),
        ("successful completion of the program", KnownEvent.CARE_ENDS),
        ("graduation from the program", KnownEvent.CARE_ENDS),
        ("date of discharge", KnownEvent.CARE_ENDS),
        ("the date on which I am discharged", KnownEvent.CARE_ENDS),
        ("last day of treatment", KnownEvent.CARE_ENDS),
        ("until services are terminated", KnownEvent.CARE_ENDS),
        ("case closure", KnownEvent.CARE_ENDS),
        ("al terminar el tratamiento", KnownEvent.CARE_ENDS),
        ("as long as I live", KnownEvent.DEATH),
        ("graduation", None),
        ("end of IOP", None),
        ("the day I am discharged from probation", None),
        ("discharge or one year, whichever is first", None),
        ("age of majority", None),
        ("30 days after the judgment", None),
        ("the end of my treatment with Dr. Ames", None),
        ("discharge from probation", None),
        ("the judgment in this case", None),
        ("none", None),
    ],
)
def test_l3_which_events_a_chart_knows(event, known):
    assert known_event(event) is known


def test_l3_the_day_on_which_a_known_event_came():
    signed = date(2026, 3, 1)
    chart = ChartEvents((date(2025, 1, 1), date(2026, 6, 1), date(2026, 9, 1)), date(2008, 2, 29), None)
    assert came_on("end of the treatment", chart, signed) == date(2026, 6, 1)
    assert came_on("my 18th birthday", chart, date(2026, 2, 1)) == date(2026, 3, 1)
    assert came_on("my death", chart, signed) is None
    assert came_on("the judgment in this case", chart, signed) is None
    assert came_on("end of the treatment", ChartEvents((date(2025, 1, 1),)), signed) is None


def test_l3_days_after_a_known_event_are_counted():
    chart = ChartEvents((date(2026, 10, 31),), date(2009, 2, 28), None)
    for event, day in (
        ("60 days after discharge", date(2026, 12, 30)),
        ("thirty days from the end of care", date(2026, 11, 30)),
        ("2 weeks after my 18th birthday", date(2027, 3, 14)),
        ("1 month after discharge", date(2026, 11, 30)),
        ("4 months after discharge", date(2027, 2, 28)),
        ("one year after the end of treatment", date(2027, 10, 31)),
        ("90 días después del alta", date(2027, 1, 29)),
        ("90 days post-discharge", date(2027, 1, 29)),
        ("discharge plus 30 days", date(2026, 11, 30)),
        ("30 days after the date of discharge", date(2026, 11, 30)),
        ("60 days after the judgment", None),
        ("60 days after my death", None),
    ):
        assert came_on(event, chart, date(2026, 1, 1)) == day, event


@pytest.mark.parametrize(
    ("ends", "care", "day"),
    [
        ({"expires_on": date(2027, 3, 1)}, (), date(2027, 3, 1)),
        ({"expires_on": date(2027, 3, 1), "revoked_on": date(2027, 1, 5)}, (), date(2027, 1, 5)),
        ({"revoked_on": date(2028, 1, 5), "expires_on": date(2027, 3, 1)}, (), date(2027, 3, 1)),
        ({"expires_event": "end of the treatment"}, (date(2027, 2, 1),), date(2027, 2, 1)),
        ({"expires_event": "end of the treatment"}, (), date(2030, 1, 1)),
        ({"expires_event": "none"}, (date(2027, 2, 1),), date(2030, 1, 1)),
        ({"expires_event": "when she moves out", "event_on": date(2027, 6, 1)}, (), date(2027, 6, 1)),
        ({"expires_on": date(2035, 1, 1)}, (), date(2030, 1, 1)),
    ],
)
def test_retention_runs_from_the_day_a_consent_was_last_in_effect(ends, care, day):
    """45 CFR 164.316(b)(2)(i): six years from the creation or from the day it last was in effect."""
    signed = ConsentEnds(signed_on=date(2026, 12, 1), **ends)
    assert last_in_effect(signed, ChartEvents(care), date(2030, 1, 1)) == day


def test_a_transfer_by_the_next_day_ends_no_care():
    first, second = (date(2026, 10, 1), date(2026, 11, 1)), (date(2026, 11, 2), None)
    assert days_care_ended([first, second]) == ()
    assert days_care_ended([first, (date(2026, 11, 3), None)]) == (date(2026, 11, 1),)
    assert days_care_ended([first, (date(2026, 9, 1), date(2026, 12, 1))]) == (date(2026, 12, 1),)


AGREED = ConsentTerms(
    kinds=(ConsentKind.CARE,),
    client="Dana Reed",
    discloser="Harbor Recovery Center",
    information="the rules of the group",
    signer="Dana Reed",
    is_signed=True,
    signed_on=date(2026, 12, 1),
)


def test_an_agreement_with_the_program_lets_nothing_out():
    assert missing_elements(AGREED) == []
    assert standing(AGREED, DAY) is ConsentStatus.IN_FORCE
    named = replace(AGREED, recipients=(Recipient("Ann Reed", RecipientKind.FAMILY),))
    assert not names(named, "Ann Reed", RecipientKind.FAMILY)
    for blank, element in (("client", "1"), ("discloser", "2"), ("information", "3"), ("signer", "8")):
        assert [lack.element for lack in missing_elements(replace(AGREED, **{blank: " "}))] == [element]
    assert standing(replace(AGREED, expires_on=date(2026, 12, 1)), DAY) is ConsentStatus.EXPIRED


def test_a_registry_stands_with_its_address_and_is_told_no_more_than_the_rule_says():
    """42 CFR 2.34(a): who it is, the drug with its dose, the days; each registry by name and address."""
    terms = whole(ConsentKind.REGISTRY, RecipientKind.OTHER, "at the request of the client")
    assert missing_elements(terms) == []
    nowhere = replace(terms, recipients=(Recipient("State registry", RecipientKind.OTHER),))
    assert [lack.element for lack in missing_elements(nowhere)] == ["2.34(a)(3)"]
    more = replace(terms, categories=frozenset({Category.MEDICATION, Category.NOTES}))
    (lack,) = missing_elements(more)
    assert lack.element == "2.34(a)(2)"
    assert "session notes" in lack.told
