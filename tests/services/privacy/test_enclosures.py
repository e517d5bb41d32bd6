"""What goes along with a disclosure: nothing that is not covered, and the pages that left stay."""

import hashlib
import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from counselor_desk.catalog import files
from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.privacy.consent import RecipientKind
from counselor_desk.domain.privacy.disclosure import Basis
from counselor_desk.records.practice import Practice
from counselor_desk.records.privacy import DisclosedPaper
from counselor_desk.reports.press import press, shelf
from counselor_desk.services.documents import counseling_notes, documents, letters
from counselor_desk.services.privacy import consents, disclosed_pages, disclosures
from counselor_desk.services.privacy.disclosures import Asked
from counselor_desk.services.rewards import enrolling
from counselor_desk.services.schedule import appointments
from counselor_desk.services.supervision import review_queue
from counselor_desk.services.vault import trail_lines
from tests.conftest import PASSPHRASE, START
from tests.services.documents.test_documents import full
from tests.services.privacy.test_consents import (
    ADA,
    DANA,
    FLO,
    STROKES,
    SUE,
    consent_to_sister,
    to_sister,
)
from tests.services.rewards.test_rewards import go_through, joining

WORDS = "What was said of the father: quetzal"
FIRST, LAST = date(2026, 11, 1), date(2026, 12, 1)


@pytest.fixture
def own_note(desk):
    """A counseling note of Cal's about Dana, in a clinic that keeps them."""

    def turn_on(engine):
        with Session(engine) as session, session.begin():
            session.info["upkeep"] = True
            session.get(Practice, 1).counseling_notes = True

    desk.on_vault(turn_on)
    return desk.do(counseling_notes.write, DANA, WORDS)


def consent(desk, form, recipient, categories=()):
    made = desk.do(consents.start, DANA, form)
    body = {
        **made.body,
        "recipients": [{"name": recipient, "kind": "treating provider"}],
        "categories": list(categories) or made.body["categories"],
        "information": "what is named above",
        "purpose": "a second opinion",
        "expires_event": "end of the treatment",
    }
    desk.do(consents.save, made.id, body)
    desk.do(consents.sign, made.id, {"signer": "Dana Reed"}, STROKES)
    return made.id


def of_notes(consent_id, *notes, **more):
    told = {
        "client_id": DANA,
        "consent_id": consent_id,
        "recipient": "Dr. Ames",
        "recipient_kind": RecipientKind.PROVIDER,
        "purpose": "a second opinion",
        "categories": (Category.COUNSELING_NOTES,),
        "own_notes": notes,
    }
    return Asked(**{**told, **more})


def packet(desk, disclosed_id):
    report = shelf.report("disclosure")
    data = desk.do(report.gather, disclosed_id)
    pdf = press.render(report, data)
    pages = PdfReader(io.BytesIO(pdf)).pages
    return pdf, [page.extract_text() for page in pages]


def test_a_counseling_note_leaves_on_a_consent_of_its_own_by_its_author(desk, own_note):
    own = consent(desk, "counseling_notes", "Dr. Ames")
    line = desk.do(disclosures.disclose, of_notes(own, own_note))
    _pdf, pages = packet(desk, line.id)
    assert "quetzal" in " ".join(pages[-1].split())
    assert line.description == "counseling notes; SUD counseling note"
    assert "quetzal" not in str(line.documents)


def test_no_other_consent_and_no_other_basis_carries_a_counseling_note(desk, own_note):
    with pytest.raises(Refused):  # 2.31(b): not among the kinds of any other consent
        consent(desk, "specific", "Dr. Ames", ["counseling notes"])
    single = consent(desk, "tpo", "Dr. Ames")
    with pytest.raises(Refused, match="does not cover counseling notes"):
        desk.do(disclosures.disclose, of_notes(single, own_note))
    facts = {"identified": "by a passport"}
    access = of_notes(None, own_note, basis=Basis.CLIENT, facts=facts)
    with pytest.raises(Refused, match="counseling notes may not be disclosed"):
        desk.do(disclosures.disclose, access)


@pytest.mark.parametrize("staff_id", [SUE, FLO, ADA])
def test_nobody_but_the_author_lets_it_out(desk, own_note, staff_id):
    own = consent(desk, "counseling_notes", "Dr. Ames")
    line = desk.do(disclosures.disclose, of_notes(own, own_note))
    pdf, _pages = packet(desk, line.id)
    desk.do(disclosed_pages.keep, line.id, pdf, 3)
    desk.as_(staff_id)
    with pytest.raises((Forbidden, Refused)):
        desk.do(disclosures.disclose, of_notes(own, own_note))
    with pytest.raises(Forbidden):
        desk.do(disclosed_pages.left, line.id)
    with pytest.raises(Forbidden):
        desk.do(shelf.report("disclosure").gather, line.id)


def test_an_administrator_is_denied_a_counseling_note_and_the_trail_says_so(desk, own_note):
    """PV-18."""
    desk.as_(ADA)
    with pytest.raises(Forbidden):
        desk.do(counseling_notes.opened, own_note)
    ids = desk.do(trail_lines.line_ids, trail_lines.Asked(staff_id=ADA, action="counseling."))
    assert [row.action for row in desk.do(trail_lines.lines, ids).values()] == ["counseling.opened (refused)"]


def test_the_note_and_the_kind_are_chosen_together(desk, own_note):
    own = consent(desk, "counseling_notes", "Dr. Ames")
    with pytest.raises(Refused, match="Choose which counseling notes"):
        desk.do(disclosures.disclose, of_notes(own))


def test_the_pages_that_left_are_kept_byte_for_byte(desk):
    line = desk.do(disclosures.disclose, to_sister(consent_to_sister(desk)))
    pdf, pages = packet(desk, line.id)
    desk.do(disclosed_pages.keep, line.id, pdf, len(pages))
    left = desk.do(disclosed_pages.left, line.id)
    assert (left.pdf, left.pages) == (pdf, len(pages))
    assert left.sha256 == hashlib.sha256(pdf).hexdigest()
    with pytest.raises(Refused, match="kept already"):
        desk.do(disclosed_pages.keep, line.id, b"another", 1)
    (told,) = desk.do(disclosures.accounting, DANA, LAST)
    assert told.first.description.endswith(f"; {len(pages)} pages")


def test_kept_pages_cannot_be_changed_by_hand(desk):
    line = desk.do(disclosures.disclose, to_sister(consent_to_sister(desk)))
    desk.do(disclosed_pages.keep, line.id, b"%PDF", 1)

    def tamper(engine):
        with engine.begin() as db:
            db.exec_driver_sql("UPDATE disclosed_paper SET content = x'00'")

    with pytest.raises(IntegrityError, match="append-only"):
        desk.on_vault(tamper)
    assert desk.do(disclosed_pages.left, line.id).pdf == b"%PDF"


def test_pages_with_a_counseling_note_are_sealed_in_the_vault_too(desk, own_note):
    own = consent(desk, "counseling_notes", "Dr. Ames")
    line = desk.do(disclosures.disclose, of_notes(own, own_note))
    desk.do(disclosed_pages.keep, line.id, b"%PDF quetzal", 1)

    def content(engine):
        with Session(engine) as session:
            session.info["upkeep"] = True
            return session.scalar(select(DisclosedPaper.content))

    assert b"quetzal" not in desk.on_vault(content)
    assert desk.do(disclosed_pages.left, line.id).pdf == b"%PDF quetzal"


def test_rewards_go_out_as_their_entries(desk, clock):
    single = consent(desk, "specific", "Dr. Ames", ["rewards"])
    enrollment = desk.do(enrolling.enroll, DANA, joining())
    go_through(desk, clock, enrollment, "NNN")
    asked = of_notes(single, categories=(Category.REWARDS,))
    line = desk.do(disclosures.disclose, asked)
    _pdf, pages = packet(desk, line.id)
    words = " ".join(pages[-1].split())
    assert "Rewards" in words
    assert "Earned $21.25, received $0.00" in words


# Letters and the course of treatment leave through the wizard alone.

OTHERS = [letter for letter in files.letters().values() if letter.discloses]


def test_every_letter_that_is_not_to_the_client_says_what_it_tells():
    to_clients = {one.id for one in files.letters().values() if not one.discloses}
    assert to_clients == {"missed_you"}
    assert len(OTHERS) >= 4


@pytest.mark.parametrize("letter", OTHERS, ids=lambda one: one.id)
@pytest.mark.parametrize("kind", RecipientKind)
def test_no_letter_reaches_anybody_without_a_consent(desk, letter, kind):
    asked = to_sister(
        None, recipient="Somebody", recipient_kind=kind, letter=letter.id, first=FIRST, last=LAST,
        categories=letter.discloses,
    )  # fmt: skip
    with pytest.raises(Refused, match="without a consent"):
        desk.do(disclosures.disclose, asked)
    other = replace(asked, consent_id=consent_to_sister(desk))
    with pytest.raises(Refused, match=r"does not name Somebody|does not cover"):
        desk.do(disclosures.disclose, other)
    assert desk.do(disclosures.of_client, DANA) == []


@pytest.mark.parametrize("letter", OTHERS, ids=lambda one: one.id)
def test_outside_the_wizard_a_letter_is_a_draft(desk, letter):
    report = shelf.report("letter")
    data = desk.do(report.gather, DANA, letter.id, FIRST, LAST)
    assert data.sheet.draft
    assert report.outgoing


def test_a_letter_on_a_consent_keeps_its_line_and_its_pages(desk):
    sister = consent_to_sister(desk)
    asked = to_sister(sister, letter="attendance", first=FIRST, last=LAST)
    line = desk.do(disclosures.disclose, asked)
    assert line.description == "attendance; Attendance letter"
    _pdf, pages = packet(desk, line.id)
    words = " ".join(" ".join(pages).split())
    assert "has asked us to confirm attendance" in words
    assert "42 CFR part 2 prohibits unauthorized use or disclosure" in words
    assert "Ann Reed" in words


def test_a_letter_tells_no_more_than_was_picked(desk):
    sister = consent_to_sister(desk)
    asked = to_sister(sister, letter="court", first=FIRST, last=LAST)
    with pytest.raises(Refused, match="tells of level of care"):
        desk.do(disclosures.disclose, asked)
    with pytest.raises(Refused, match="from which day"):
        desk.do(disclosures.disclose, replace(asked, letter="attendance", first=None))
    with pytest.raises(Refused, match="no such letter"):
        desk.do(disclosures.disclose, replace(asked, letter="missed_you"))


def test_the_course_of_treatment_tells_the_kinds_that_were_picked(desk):
    starts = desk.do(appointments.book, DANA, START, {"title": "visit"})
    assert starts
    single = consent(desk, "specific", "Dr. Ames", ["summaries", "attendance", "scores of questionnaires"])
    asked = of_notes(single, categories=(Category.SUMMARY, Category.ATTENDANCE), course=True)
    line = desk.do(disclosures.disclose, asked)
    assert "Course of treatment" in line.description
    report = shelf.report("disclosure")
    told = desk.do(report.gather, line.id).course
    assert told.diagnoses == told.medicines == told.scores == ()
    with pytest.raises(Refused, match="belongs to summaries"):
        desk.do(disclosures.disclose, replace(asked, categories=(Category.ATTENDANCE,)))


@pytest.mark.parametrize(("more", "shown"), [((), False), ((Category.MEDICATION,), True)])
def test_a_field_of_a_kind_that_was_not_picked_is_burnt_out(desk, more, shown):
    draft = desk.do(documents.start, DANA, "dap")
    desk.do(documents.save_draft, draft.id, {**full(), "data": "said", "medication": "taken"}, 0)
    desk.do(documents.sign, draft.id, PASSPHRASE)
    desk.as_(SUE)
    desk.do(review_queue.cosign, draft.id)
    desk.as_(2)
    single = consent(desk, "specific", "Dr. Ames", ["session notes", "medication"])
    asked = of_notes(single, categories=(Category.NOTES, *more), documents=(draft.id,))
    line = desk.do(disclosures.disclose, asked)
    assert ("medication" in line.documents[0]["hidden"]) is not shown
    (leaf,) = desk.do(shelf.report("disclosure").gather, line.id).leaves
    assert ("medication" in leaf.body) is shown


def test_the_list_of_kinds_names_fields_that_there_are():
    keys = {f.key for one in files.templates().values() for f in one.form().fields}
    for kind, fields in files.field_kinds().fields.items():
        assert Category(kind)
        assert set(fields) <= keys


def test_a_letter_of_the_clinic_s_own_leaves_as_it_was_and_stays_so(desk):
    sister = consent_to_sister(desk)
    facts = {"title": "Landlord", "greeting": "Hello", "discloses": ("attendance",)}
    desk.as_(4)
    copy = desk.do(letters.keep, "", facts, "{client} keeps {attended} of {offered}.")
    desk.as_(2)
    asked = to_sister(sister, letter=copy.key, first=FIRST, last=LAST)
    line = desk.do(disclosures.disclose, asked)
    assert line.description == "attendance; Landlord"
    assert {"letter": copy.key, "copy": copy.id} == {
        key: value for key, value in line.documents[-1].items() if key in ("letter", "copy")
    }
    desk.as_(4)
    desk.do(letters.keep, copy.key, facts, "Other words.")
    desk.do(letters.withdraw, copy.key)
    desk.as_(2)
    _pdf, pages = packet(desk, line.id)
    assert "keeps 0 of 0" in " ".join(" ".join(pages).split())
