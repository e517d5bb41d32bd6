"""No paper reaches the family without a consent; the front desk's papers hold no clinical word."""

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.domain.form import Kind
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.privacy.consent import RecipientKind
from counselor_desk.domain.privacy.disclosure import Basis
from counselor_desk.domain.roles import GRANTS, Role
from counselor_desk.reports.press import press, shelf
from counselor_desk.services.care import diagnoses
from counselor_desk.services.clients import clients
from counselor_desk.services.documents import documents
from counselor_desk.services.family import relatives
from counselor_desk.services.privacy import consents
from counselor_desk.services.privacy.disclosures import DisclosureRequest
from counselor_desk.services.schedule import appointments
from counselor_desk.services.supervision import review_queue
from tests.conftest import START
from tests.proofs import own
from tests.services.documents.test_documents import full
from tests.services.privacy.disclosing import disclosed
from tests.services.privacy.test_consents import DANA, FLO, SUPPORT, consent_to_sister

CAL, SUE = 2, 1
CANARY = "xanthorr"
# What a person hands over is asked to whom: these and no other paper has a recipient of its own.
WITH_RECIPIENT = {"letter": "to"}


@pytest.fixture
def chart(desk):
    """Dana's chart holds the canary in a final note, a diagnosis and the plan of a session."""
    draft = desk.do(documents.start, DANA, "dap")
    desk.do(documents.save_draft, draft.id, {**full(), "data": f"{CANARY} words"}, 0)
    desk.do(documents.sign, draft.id, own(desk, documents.sign))
    desk.as_(SUE)
    desk.do(review_queue.cosign, draft.id, own(desk, review_queue.cosign))
    desk.as_(CAL)
    given = {"diagnosed_on": START.date(), "note": CANARY, "diagnosed_by": CANARY}
    desk.do(diagnoses.diagnose, DANA, "F11.20", given)
    desk.do(appointments.book, DANA, START + timedelta(days=1), {"title": "visit", "place": "Room 2"})
    desk.do(relatives.add, DANA, {"name": "Ann Reed", "relation": "sister"})
    return draft.id


def asked_by(report):
    """Answers for whatever a paper asks about Dana; None when it is not about one client."""
    known = {
        "client_id": DANA, "first": date(2026, 11, 1), "last": date(2026, 12, 31),
        "on": date(2026, 12, 2), "language": "en", "who": "booked", "report": "appointment_card",
        "staff_id": CAL, "letter": "missed_you",
    }  # fmt: skip
    fields = report.asks.fields
    if any(f.required and f.key not in known and not f.options for f in fields):
        return None
    values = {f.key: known[f.key] for f in fields if f.key in known}
    choices = {
        f.key: f.options[0].value
        for f in fields
        if f.required and f.key not in known and f.options and f.kind is not Kind.CHOICES
    }
    return values | choices


MAY = GRANTS[Role.CLINIC_STAFF]
FRONT = {r.id: r for r in shelf.all_reports().values() if r.gather.needs in MAY and asked_by(r)}


def words_of(report, data):
    pages = PdfReader(io.BytesIO(press.render(report, data))).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_there_are_papers_for_the_front_desk():
    assert {"appointment_card", "accounting", "letter"} <= set(FRONT)


@pytest.mark.parametrize("id", sorted(FRONT))
def test_the_front_desk_prints_no_clinical_word(desk, chart, id):
    desk.as_(FLO)
    try:
        words = words_of(FRONT[id], desk.do(FRONT[id].gather, **asked_by(FRONT[id])))
    except Refused:  # Forbidden is one: nothing is printed at all
        return
    for clinical in (CANARY, "F11.20"):
        assert clinical.lower() not in words.lower()


def test_the_front_desk_registers_books_and_prints(desk):
    desk.as_(FLO)
    who = {"given_name": "Ines", "family_name": "Calder", "born": date(1990, 1, 1)}
    made = desk.do(clients.register, who)
    desk.do(appointments.book, made.id, START + timedelta(days=1), {"title": "visit"}, CAL)
    card = shelf.report("appointment_card")
    assert "Dec 2, 2026" in words_of(card, desk.do(card.gather, made.id))


# The family


@pytest.mark.parametrize("id", sorted(shelf.all_reports()))
def test_no_paper_but_the_wizard_s_asks_for_somebody_to_send_it_to(id):
    report = shelf.report(id)
    named = {f.key for f in report.asks.fields if f.key in ("to", "recipient", "relative")}
    assert named == ({WITH_RECIPIENT[id]} if id in WITH_RECIPIENT else set())
    if id in WITH_RECIPIENT:
        assert report.outgoing, "a draft, until the wizard lets it out"


@pytest.mark.parametrize("category", [c for c in Category if c is not Category.COUNSELING_NOTES])
def test_nothing_of_a_chart_reaches_a_relative_without_a_consent_that_covers_it(desk, chart, category):
    asked = DisclosureRequest(
        client_id=DANA,
        recipient="Ann Reed",
        recipient_kind=RecipientKind.FAMILY,
        purpose=SUPPORT,
        categories=(category,),
        documents=(chart,) if category is Category.NOTES else (),
    )
    with pytest.raises(Refused, match="without a consent"):
        disclosed(desk, asked)
    held = replace(asked, consent_id=consent_to_sister(desk))
    if category is Category.ATTENDANCE:
        assert disclosed(desk, held).basis == Basis.CONSENT
        return
    with pytest.raises(Refused, match="does not cover"):
        disclosed(desk, held)


def test_the_single_consent_is_none_for_the_family(desk, chart):
    """It names providers, plans, payers and helpers as a class: a sister is none of them."""
    made = desk.do(consents.start, DANA, "tpo")
    desk.do(consents.sign, made.id, {"signer": "Dana Reed"}, [{"points": [[1, 1], [9, 9]]}])
    asked = DisclosureRequest(
        client_id=DANA, consent_id=made.id, recipient="Ann Reed",
        recipient_kind=RecipientKind.FAMILY, purpose="x", categories=(Category.ATTENDANCE,),
    )  # fmt: skip
    with pytest.raises(Refused, match="does not name Ann Reed"):
        disclosed(desk, asked)


def test_what_may_be_told_to_a_relative_is_nothing_without_a_consent(desk, chart):
    assert desk.do(consents.may_speak_with, DANA, "Ann Reed") == []
    consent_to_sister(desk)
    assert desk.do(consents.may_speak_with, DANA, "Ann Reed") == ["attendance"]
    assert desk.do(consents.may_speak_with, DANA, "Bob Reed") == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_handout_has_a_place_for_a_client(language):
    """A handout is text alone: it is asked for by title and language, never by client."""
    report = shelf.report("handout")
    assert "client_id" not in {f.key for f in report.asks.fields}
    for handout in files.handouts(language).values():
        assert "{" not in handout.title
        assert "client_id" not in str(handout)
