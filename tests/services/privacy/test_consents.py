"""Consents and disclosures for the client of the whole story: made, used, revoked."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from counselor_desk.catalog import files
from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.desk.desk import command
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.privacy.consent import ConsentStatus, RecipientKind, SignerKind
from counselor_desk.domain.privacy.disclosure import Basis
from counselor_desk.records.care import Reason
from counselor_desk.records.privacy import Consent
from counselor_desk.reports.press import shelf
from counselor_desk.services.care import episodes
from counselor_desk.services.clients import clients
from counselor_desk.services.documents import documents
from counselor_desk.services.privacy import consents, disclosures
from counselor_desk.services.privacy.disclosures import DisclosureRequest
from counselor_desk.services.supervision import review_queue
from counselor_desk.services.today import today
from tests.proofs import own
from tests.services.documents.test_documents import full
from tests.services.privacy.disclosing import disclosed

DANA, ROSA, JAMES = 12, 10, 11
SUE, CAL, ODA, FLO, ADA = 1, 2, 3, 4, 5
NOBODY = [{"name": "X", "kind": "other", "address": "1 Main St"}]
WITH_PARENT = "client together with parent or guardian"
SUPPORT = "so that my family can support my recovery"  # as the printed consent has it
STROKES = [{"points": [[10, 10], [200, 90]]}]


def consent_to_sister(desk, sign=True, **more):
    """Dana lets her sister know whether she keeps her appointments, until 1 March 2027."""
    made = desk.do(consents.start, DANA, "family")
    body = {
        **made.body,
        "recipients": [{"name": "Ann Reed", "kind": "family or friend", "relation": "sister"}],
        "expires_on": "2027-03-01",
        **more,
    }
    desk.do(consents.save, made.id, body)
    if sign:
        desk.do(consents.sign, made.id, {"signer": "Dana Reed"}, STROKES)
    return made.id


def to_sister(consent_id, **more):
    told = {
        "client_id": DANA,
        "consent_id": consent_id,
        "recipient": "Ann Reed",
        "recipient_kind": RecipientKind.FAMILY,
        "purpose": SUPPORT,
        "categories": (Category.ATTENDANCE,),
    }
    return DisclosureRequest(**{**told, **more})


def at(clock, day):
    clock.now = clock.now.replace(year=day.year, month=day.month, day=day.day)


def standing(desk, consent_id):
    return next(r for r in desk.do(consents.of_client, DANA) if r.id == consent_id).standing


def test_attendance_to_the_sister_and_nothing_else(desk, clock):
    consent_id = consent_to_sister(desk)
    with pytest.raises(Refused, match="does not cover drug tests"):
        disclosed(desk, to_sister(consent_id, categories=(Category.TESTS,)))
    assert desk.do(disclosures.of_client, DANA) == []
    made = disclosed(desk, to_sister(consent_id))
    assert (made.recipient, made.basis, made.description) == ("Ann Reed", "consent", "attendance")
    at(clock, date(2027, 3, 1))
    disclosed(desk, to_sister(consent_id))
    at(clock, date(2027, 3, 2))
    with pytest.raises(Refused, match="expired"):
        disclosed(desk, to_sister(consent_id))
    (told,) = desk.do(disclosures.accounting, DANA, date(2027, 3, 2))
    assert (told.first.on, told.times, told.last_on) == (date(2026, 12, 1), 2, date(2027, 3, 1))


def test_a_revocation_stops_what_comes_and_keeps_what_was(desk, clock):
    consent_id = consent_to_sister(desk)
    disclosed(desk, to_sister(consent_id))
    clock.forward(days=1)
    desk.do(consents.revoke, consent_id, date(2026, 12, 2), "letter of 2 December")
    clock.forward(days=1)
    with pytest.raises(Refused, match="revoked on Dec 2, 2026"):  # PV-6
        disclosed(desk, to_sister(consent_id))
    assert len(desk.do(disclosures.of_client, DANA)) == 1
    with pytest.raises(Refused, match="already"):
        desk.do(consents.revoke, consent_id, date(2026, 12, 3), "again")
    assert standing(desk, consent_id) is ConsentStatus.REVOKED


def test_a_consent_without_an_end_cannot_be_signed(desk):  # PV-1
    consent_id = consent_to_sister(desk, sign=False, expires_on=None)
    with pytest.raises(Refused, match="date or event") as refusal:
        desk.do(consents.sign, consent_id, {"signer": "Dana Reed"}, STROKES)
    assert refusal.value.field == "expires_on"


@pytest.mark.parametrize("statement", ["potential", "consequences", "redisclosure"])
def test_the_single_consent_needs_its_statements(desk, statement):  # PV-3
    made = desk.do(consents.start, DANA, "tpo")
    desk.do(consents.save, made.id, {**made.body, statement: " "})
    with pytest.raises(Refused, match="statement"):
        desk.do(consents.sign, made.id, {"signer": "Dana Reed"}, STROKES)
    desk.do(consents.save, made.id, made.body)
    desk.do(consents.sign, made.id, {"signer": "Dana Reed"}, STROKES)
    assert standing(desk, made.id) is ConsentStatus.IN_FORCE


@pytest.mark.parametrize("kind", ["court, probation or parole", "lawyer"])
def test_the_single_consent_takes_in_no_court_and_no_lawyer(desk, kind):  # PV-5
    made = desk.do(consents.start, DANA, "tpo")
    both = [*made.body["recipients"], {"name": "Superior Court", "kind": kind}]
    desk.do(consents.save, made.id, {**made.body, "recipients": both})
    with pytest.raises(Refused, match="separate consent for a court") as refusal:
        desk.do(consents.sign, made.id, {"signer": "Dana Reed"}, STROKES)
    assert refusal.value.field == "recipients"
    desk.do(consents.save, made.id, made.body)
    desk.do(consents.sign, made.id, {"signer": "Dana Reed"}, STROKES)


@pytest.mark.parametrize(
    ("values", "strokes", "field"),
    [
        ({"signer": ""}, STROKES, "signer"),
        ({"signer": "Dana Reed"}, [], "signature"),
        (
            {"signer": "Mo Reed", "signer_basis": "personal representative"},
            STROKES,
            "signer_reason",
        ),
        ({"signer": "Mo Reed", "signer_basis": "parent or guardian"}, STROKES, "signer_basis"),
        (
            {
                "signer": "Dana Reed",
                "signer_basis": WITH_PARENT,
                "signer_reason": "Mo Reed, mother",
            },
            STROKES,
            "signer_basis",
        ),
        ({"signer": "Dana Reed", "signed_on": date(2026, 12, 9)}, STROKES, "signed_on"),
    ],
)
def test_a_signature_needs_someone_who_may_sign(desk, values, strokes, field):
    consent_id = consent_to_sister(desk, sign=False)
    with pytest.raises(Refused) as refusal:
        desk.do(consents.sign, consent_id, values, strokes)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("basis", "why", "refused"),
    [
        ("client", "", "under 18"),
        ("client", "State law lets who is 14 consent to treatment alone", ""),
        (WITH_PARENT, "", "Name the parent"),
        (WITH_PARENT, "Mo Reed, mother", ""),
    ],
)
def test_for_a_minor_the_minor_signs_and_a_parent_as_state_law_asks(desk, basis, why, refused):
    """42 CFR 2.14(b), (c): the minor alone where the law allows it, else both; a parent never."""
    desk.do(clients.change, DANA, {"given_name": "Dana", "family_name": "Reed",
                                   "born": date(2010, 1, 30)})  # fmt: skip
    consent_id = consent_to_sister(desk, sign=False)
    values = {"signer": "Dana Reed", "signer_basis": basis, "signer_reason": why}
    if refused:
        with pytest.raises(Refused, match=refused) as refusal:
            desk.do(consents.sign, consent_id, values, STROKES)
        assert refusal.value.field == "signer_reason"
        return
    assert desk.do(consents.sign, consent_id, values, STROKES).signer_reason == why


def test_a_paper_signature_counts_and_its_scan_stays_in_the_vault(desk):
    consent_id = consent_to_sister(desk, sign=False)
    scan = desk.do(consents.attach_scan, consent_id, "  signed\npaper ", b"%PDF-1.7 the scan")
    desk.do(consents.sign, consent_id, {"signer": "Dana Reed", "on_paper": True})
    assert (scan.label, scan.media) == ("signed paper", "application/pdf")
    assert desk.do(consents.scans, consent_id)[0].content == b"%PDF-1.7 the scan"
    with pytest.raises(Refused, match="PDF, PNG or JPEG"):
        desk.do(consents.attach_scan, consent_id, "x", b"MZ program")


def test_a_signed_consent_is_sealed(desk):
    consent_id = consent_to_sister(desk)
    with pytest.raises(Refused, match="cannot be changed"):
        desk.do(consents.save, consent_id, {})
    with pytest.raises(Refused, match="Revoke it"):
        desk.do(consents.discard, consent_id)

    def tamper(engine, statement):
        with engine.begin() as connection:
            connection.execute(text(statement))

    for statement in ("UPDATE consent SET body = '{}'", "DELETE FROM consent"):
        with pytest.raises(DBAPIError):
            desk.on_vault(lambda engine, s=statement: tamper(engine, s))
    disclosed(desk, to_sister(consent_id))
    for statement in ("UPDATE disclosed SET recipient = 'x'", "DELETE FROM disclosed"):
        with pytest.raises(DBAPIError):
            desk.on_vault(lambda engine, s=statement: tamper(engine, s))


def test_a_draft_is_discarded(desk):
    consent_id = consent_to_sister(desk, sign=False)
    desk.do(consents.attach_scan, consent_id, "scan", b"%PDF-1.7")
    desk.do(consents.discard, consent_id)
    assert desk.do(consents.of_client, DANA) == []


def test_consents_that_end_soon_are_listed(desk, clock):
    consent_id = consent_to_sister(desk)
    assert desk.do(consents.ending_consents) == []
    at(clock, date(2027, 2, 1))
    (ending,) = desk.do(consents.ending_consents)
    assert (ending.consent_id, ending.client, ending.expires_on) == (
        consent_id, "Dana Reed", date(2027, 3, 1),
    )  # fmt: skip
    desk.do(consents.revoke, consent_id, date(2027, 2, 1), "by letter")
    assert desk.do(consents.ending_consents, timedelta(days=60)) == []


def test_an_event_ends_a_consent(desk, clock):
    made = desk.do(consents.start, DANA, "tpo")
    desk.do(consents.sign, made.id, {"signer": "Dana Reed"}, STROKES)
    with pytest.raises(Refused, match="not come yet"):
        desk.do(consents.end, made.id, date(2026, 12, 2))
    desk.do(consents.end, made.id, date(2026, 12, 1))
    assert standing(desk, made.id) is ConsentStatus.EXPIRED
    known = consent_to_sister(desk)
    desk.do(consents.mark_false, known, "the signature is not hers")
    with pytest.raises(Refused, match="known to be false"):
        disclosed(desk, to_sister(known))


def asked_of(desk, consent_id):
    return [d for d in desk.do(today.due_items) if d.where.get("consent_id") == consent_id]


def test_l3_the_end_of_the_treatment_ends_the_consent(desk, clock):
    consent_id = consent_to_sister(desk, expires_on=None, expires_event="the end of the treatment")
    begun = desk.do(episodes.begin, DANA, {"admitted_on": date(2026, 11, 2)})
    clock.forward(days=10)
    assert disclosed(desk, to_sister(consent_id)).id, "in care: nobody is asked what the chart knows"
    desk.do(episodes.discharge, begun.id, date(2026, 12, 11), Reason.COMPLETED, {"after_care": "Peer group"})
    at(clock, date(2027, 2, 9))
    with pytest.raises(Refused, match="ended on Dec 11, 2026 with “the end of the treatment”"):
        disclosed(desk, to_sister(consent_id))
    assert standing(desk, consent_id) is ConsentStatus.EXPIRED
    assert desk.do(consents.may_speak_with, DANA, "Ann Reed") == []
    assert desk.do(disclosures.choices, DANA).consents == []
    assert asked_of(desk, consent_id) == [], "the chart knows: nothing is asked"
    # Coming again is other care: the old consent stays ended.
    desk.do(episodes.begin, DANA, {"admitted_on": date(2027, 2, 9)})
    assert standing(desk, consent_id) is ConsentStatus.EXPIRED


def test_l3_a_transfer_by_the_next_day_ends_no_treatment(desk, clock):
    consent_id = consent_to_sister(desk, expires_on=None, expires_event="discharge")
    begun = desk.do(episodes.begin, DANA, {"admitted_on": date(2026, 11, 2)})
    desk.do(episodes.discharge, begun.id, date(2026, 12, 1), Reason.TRANSFERRED, {"after_care": "Level 1"})
    assert standing(desk, consent_id) is ConsentStatus.EXPIRED
    clock.forward(days=1)
    desk.do(episodes.begin, DANA, {"admitted_on": date(2026, 12, 2)})
    assert standing(desk, consent_id) is ConsentStatus.IN_FORCE


def test_l3_of_an_event_that_no_chart_knows_somebody_is_asked(desk, clock):
    consent_id = consent_to_sister(desk, expires_on=None, expires_event="when she moves out")
    with pytest.raises(Refused, match="ends with “when she moves out”"):
        disclosed(desk, to_sister(consent_id))
    made = disclosed(desk, to_sister(consent_id, facts={"event_is_open": True}))
    assert made.facts["not come yet"] == "when she moves out", "the accounting keeps what was said"
    desk.do(consents.end, consent_id, date(2026, 12, 1))
    with pytest.raises(Refused, match="expired"):
        disclosed(desk, to_sister(consent_id, facts={"event_is_open": True}))


def test_after_care_a_consent_until_another_event_is_asked_about(desk):
    consent_id = consent_to_sister(desk, expires_on=None, expires_event="when she moves out")
    begun = desk.do(episodes.begin, DANA, {"admitted_on": date(2026, 11, 2)})
    assert asked_of(desk, consent_id) == []
    desk.do(episodes.discharge, begun.id, date(2026, 12, 1), Reason.COMPLETED, {"after_care": "Peer group"})
    (line,) = asked_of(desk, consent_id)
    assert "is until “when she moves out”: has that come?" in line.text
    desk.do(consents.end, consent_id, date(2026, 12, 1))
    assert asked_of(desk, consent_id) == []


DOCTOR = [{"name": "Dr. Ames", "kind": "treating provider"}]


def consent_to_doctor(desk, **more):
    made = desk.do(consents.start, DANA, "specific")
    body = {
        **made.body,
        "recipients": DOCTOR,
        "categories": ["attendance"],
        "information": "whether I kept my appointments",
        "purpose": "for my treatment",
        "expires_on": "2027-03-01",
        **more,
    }
    desk.do(consents.save, made.id, body)
    return made.id


def test_l1_a_consent_to_a_doctor_has_the_statement_on_redisclosure(desk):
    consent_id = consent_to_doctor(desk, redisclosure="")
    with pytest.raises(Refused, match="redisclosure under HIPAA") as refusal:
        desk.do(consents.sign, consent_id, {"signer": "Dana Reed"}, STROKES)
    assert refusal.value.field == "redisclosure"
    consent_id = consent_to_doctor(desk)  # as the printed form proposes it
    desk.do(consents.sign, consent_id, {"signer": "Dana Reed"}, STROKES)
    assert standing(desk, consent_id) is ConsentStatus.IN_FORCE


@command(consents.sign.needs, "test_consents.signed_before")
def signed_before(ctx, consent_id, blank):
    """As an older version let it be signed: the seal is over what stands there."""
    consent = ctx.get(Consent, consent_id)
    consent.strokes = STROKES
    consent.sign("Dana Reed", "client", "", ctx.today, ctx.now)
    consent.body = {**consent.body, **blank}
    consent.digest = consent.seal()


@pytest.mark.parametrize("blank", [{"redisclosure": ""}, {"discloser": " "}])
def test_l1_what_was_signed_without_it_lets_nothing_out_until_it_is_renewed(desk, blank):
    consent_id = consent_to_doctor(desk)
    desk.do(signed_before, consent_id, blank)
    assert standing(desk, consent_id) is ConsentStatus.DEFICIENT
    to_doctor = to_sister(
        consent_id, recipient="Dr. Ames", recipient_kind=RecipientKind.PROVIDER, purpose="for my treatment"
    )
    with pytest.raises(Refused, match=r"incomplete: it lacks .*renew it"):
        disclosed(desk, to_doctor)
    assert desk.do(disclosures.choices, DANA).consents == []
    (line,) = asked_of(desk, consent_id)
    assert "nothing goes out on it" in line.text
    assert line.action == "Renew"
    renewed = desk.do(consents.renew, consent_id)
    assert renewed.body["recipients"] == DOCTOR
    assert renewed.body["redisclosure"].strip()
    assert renewed.body["discloser"].strip()
    desk.do(consents.save, renewed.id, {**renewed.body, "expires_on": "2027-06-01"})
    desk.do(consents.sign, renewed.id, {"signer": "Dana Reed"}, STROKES)
    assert asked_of(desk, consent_id) == [], "renewed: nothing is asked any more"
    assert disclosed(desk, replace(to_doctor, consent_id=renewed.id)).id
    with pytest.raises(Refused, match="renew it"):
        disclosed(desk, to_doctor)


@pytest.mark.parametrize("never", ["none", "Never", "n/a", "until revoked"])
def test_l2_a_consent_that_never_ends_is_not_signed(desk, never):
    consent_id = consent_to_sister(desk, sign=False, expires_on=None, expires_event=never)
    with pytest.raises(Refused, match=f"“{never}” is no end") as refusal:
        desk.do(consents.sign, consent_id, {"signer": "Dana Reed"}, STROKES)
    assert refusal.value.field == "expires_event"
    made = desk.do(consents.start, DANA, "tpo")
    desk.do(consents.save, made.id, {**made.body, "expires_event": never})
    desk.do(consents.sign, made.id, {"signer": "Dana Reed"}, STROKES)
    assert standing(desk, made.id) is ConsentStatus.IN_FORCE


def test_the_family_hears_only_what_is_covered(desk):
    consent_to_sister(desk)
    assert desk.do(consents.may_speak_with, DANA, "ann reed") == ["attendance"]
    assert desk.do(consents.may_speak_with, DANA, "Someone Else") == []
    (row,) = desk.do(consents.of_client, DANA)
    desk.do(consents.mark_false, row.id, "the signature is not hers")
    assert desk.do(consents.may_speak_with, DANA, "ann reed") == [], "known to be false carries nothing"


def test_nobody_signs_or_discloses_for_another_caseload(desk):
    consent_id = consent_to_sister(desk)
    desk.as_(ODA)
    with pytest.raises(Refused, match="caseload"):
        desk.do(consents.read, consent_id)
    with pytest.raises(Refused, match="caseload"):
        disclosed(desk, to_sister(consent_id))
    desk.as_(FLO)
    desk.do(consents.of_client, DANA)
    with pytest.raises(Forbidden, match="disclose records"):
        disclosed(desk, to_sister(consent_id))


def test_another_clients_consent_is_no_basis(desk):
    consent_id = consent_to_sister(desk)
    with pytest.raises(Refused, match="another client's"):
        disclosed(desk, to_sister(consent_id, client_id=ROSA))


EMERGENCY = {"medic": "Dr. Ames", "affiliation": "Mercy Hospital", "discloser": "Cal Reyes",
             "happened_at": "2026-12-01 15:00", "nature": "overdose"}  # fmt: skip


def in_emergency(**facts):
    return to_sister(
        None, basis=Basis.EMERGENCY, recipient="Dr. Ames", recipient_kind=RecipientKind.PROVIDER,
        purpose="emergency care", categories=(Category.MEDICATION,), facts={**EMERGENCY, **facts},
    )  # fmt: skip


@pytest.mark.parametrize("fact", EMERGENCY)
def test_an_emergency_needs_its_facts(desk, fact):  # PV-11
    with pytest.raises(Refused) as refusal:
        disclosed(desk, in_emergency(**{fact: ""}))
    assert refusal.value.field == fact
    assert desk.do(disclosures.of_client, DANA) == []


def test_an_emergency_is_told_in_the_accounting(desk, clock):
    made = disclosed(desk, in_emergency())
    assert made.facts["affiliation"] == "Mercy Hospital"
    assert made.consent_id is None
    assert len(desk.do(disclosures.accounting, DANA, date(2026, 12, 1))) == 1


def test_only_final_documents_of_a_chosen_kind_go_along(desk, clock):
    made = desk.do(consents.start, DANA, "tpo")
    desk.do(consents.sign, made.id, {"signer": "Dana Reed"}, STROKES)
    draft = desk.do(documents.start, DANA, "dap")
    desk.do(documents.save_draft, draft.id, full(), 0)
    asked = {"recipient": "Dr. Wu", "recipient_kind": RecipientKind.PROVIDER,
             "purpose": "treatment", "documents": (draft.id,)}  # fmt: skip
    with pytest.raises(Refused, match="Only this client's final documents"):
        disclosed(desk, to_sister(made.id, **asked, categories=(Category.NOTES,)))
    desk.do(documents.sign, draft.id, own(desk, documents.sign))
    desk.as_(SUE)
    desk.do(review_queue.cosign, draft.id, own(desk, review_queue.cosign))
    desk.as_(CAL)
    assert [p.id for p in desk.do(disclosures.choices, DANA).papers] == [draft.id]
    with pytest.raises(Refused, match="not chosen"):
        disclosed(desk, to_sister(made.id, **asked))
    gone = disclosed(desk, to_sister(made.id, **asked, categories=(Category.NOTES,)))
    assert gone.documents[0]["digest"]


def test_who_saw_my_record(desk):
    desk.as_(FLO)
    desk.do(clients.read, DANA)
    desk.do(clients.read, DANA)
    desk.as_(SUE)
    seen = desk.do(disclosures.who_saw, DANA)
    assert ("Flo Marsh", "Client's details: viewed", 2) in [(s.staff_name, s.actions, s.times) for s in seen]
    desk.as_(CAL)
    with pytest.raises(Forbidden):
        desk.do(disclosures.who_saw, DANA)


@pytest.mark.parametrize(
    "form", ["treatment", "telehealth", "recording", "group_rules", "reward_agreement", "notice_receipt"]
)
def test_an_agreement_is_signed_kept_and_no_basis_for_a_disclosure(desk, form):
    made = desk.do(consents.start, DANA, form)
    desk.do(consents.sign, made.id, {"signer": "Dana Reed"}, STROKES)
    assert standing(desk, made.id) is ConsentStatus.IN_FORCE
    assert desk.do(disclosures.choices, DANA).consents == []
    with pytest.raises(Refused, match="lets nothing out"):
        disclosed(desk, to_sister(made.id))


def test_the_receipt_of_the_notice_is_a_record_even_when_the_client_declines_to_sign(desk):
    """45 CFR 164.520(c)(2)(ii): that it was offered, and the reason why there is no signature."""
    made = desk.do(consents.start, DANA, "notice_receipt")
    declined = {"signer": "Dana Reed", "signer_basis": str(SignerKind.DECLINED)}
    with pytest.raises(Refused, match="Say why") as refusal:
        desk.do(consents.sign, made.id, declined)
    assert refusal.value.field == "signer_reason"
    why = {"signer_reason": "Dana wants to read it at home first."}
    kept = desk.do(consents.sign, made.id, declined | why)
    assert (kept.signer, kept.strokes, kept.witnessed_by) == ("Cal Reyes, LADC", [], CAL)
    assert standing(desk, made.id) is ConsentStatus.IN_FORCE
    report = shelf.report("consent")
    printed = desk.do(report.gather, made.id).paper
    assert printed.signed.startswith("Not signed by the client. Offered by Cal Reyes, LADC on")
    assert printed.signer_reason == why["signer_reason"]


def test_nothing_but_a_receipt_stands_without_the_clients_signature(desk):
    declined = {"signer_basis": str(SignerKind.DECLINED), "signer_reason": "Would not"}
    for form in files.consent_forms().values():
        if form.may_decline:
            assert form.id == "notice_receipt"
            continue
        made = desk.do(consents.start, DANA, form.id)
        with pytest.raises(Refused, match="carries nothing") as refusal:
            desk.do(consents.sign, made.id, declined)
        assert refusal.value.field == "signer_basis", form.id


def test_every_printed_consent_can_be_started_and_signed(desk):
    for form in files.consent_forms().values():
        made = desk.do(consents.start, DANA, form.id)
        body = {**made.body, "information": "what is needed", "purpose": "as asked",
                "categories": made.body["categories"] or ["attendance"], "expires_on": "2027-03-01",
                "recipients": made.body["recipients"] or NOBODY}  # fmt: skip
        desk.do(consents.save, made.id, body)
        desk.do(consents.sign, made.id, {"signer": "Dana Reed"}, STROKES)
    assert {r.standing for r in desk.do(consents.of_client, DANA)} == {ConsentStatus.IN_FORCE}
