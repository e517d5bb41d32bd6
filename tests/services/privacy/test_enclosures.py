"""What goes along with a disclosure: nothing that is not covered, and the pages that left stay."""

import hashlib
import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from counselor_desk.catalog import files
from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.privacy.consent import RecipientKind
from counselor_desk.domain.privacy.disclosure import Basis
from counselor_desk.records.practice import Practice
from counselor_desk.records.privacy import DisclosedPaper
from counselor_desk.reports.press import press, shelf
from counselor_desk.services.care import diagnoses
from counselor_desk.services.clinic import staff
from counselor_desk.services.documents import counseling_notes, documents, letters
from counselor_desk.services.documents.own_words import OwnWords
from counselor_desk.services.privacy import consents, disclosed_pages, disclosures
from counselor_desk.services.privacy.disclosures import DisclosureRequest, PagesToSend
from counselor_desk.services.rewards import enrolling
from counselor_desk.services.schedule import appointments
from counselor_desk.services.supervision import review_queue
from counselor_desk.services.vault import trail_lines
from counselor_desk.ui.privacy import disclosure_paper
from tests.conftest import START
from tests.own_words import write_own
from tests.proofs import own
from tests.services.documents.test_documents import full
from tests.services.privacy.disclosing import disclosed, prepared
from tests.services.privacy.test_consents import (
    ADA,
    CAL,
    DANA,
    FLO,
    ODA,
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
        with upkeep_session(engine) as session:
            session.get(Practice, 1).counseling_notes = True

    desk.on_vault(turn_on)
    return write_own(desk, DANA, WORDS)


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
    return DisclosureRequest(**{**told, **more})


def packet(desk, disclosed_id):
    report = shelf.report("disclosure")
    data = desk.do(report.gather, disclosed_id)
    pdf = press.render(report, data)
    pages = PdfReader(io.BytesIO(pdf)).pages
    return pdf, [page.extract_text() for page in pages]


def left_with(desk, line):
    return desk.do(disclosed_pages.sent_pages, line.id)


def read_aloud(pdf):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_a_counseling_note_leaves_on_a_consent_of_its_own_by_its_author(desk, own_note):
    own = consent(desk, "counseling_notes", "Dr. Ames")
    line = disclosed(desk, of_notes(own, own_note))
    assert "quetzal" in read_aloud(disclosure_paper.as_sent(left_with(desk, line), OwnWords(desk)))
    _pdf, pages = packet(desk, line.id)
    assert "quetzal" not in " ".join(pages), "drawn again from the accounting it stays sealed"
    assert line.description == "counseling notes; SUD counseling note"
    assert "quetzal" not in str(line.documents)


def test_no_other_consent_and_no_other_basis_carries_a_counseling_note(desk, own_note):
    with pytest.raises(Refused):  # 2.31(b): not among the kinds of any other consent
        consent(desk, "specific", "Dr. Ames", ["counseling notes"])
    single = consent(desk, "tpo", "Dr. Ames")
    with pytest.raises(Refused, match="does not cover counseling notes"):
        disclosed(desk, of_notes(single, own_note))
    facts = {"identified": "by a passport"}
    access = of_notes(None, own_note, basis=Basis.CLIENT, facts=facts)
    with pytest.raises(Refused, match="counseling notes may not be disclosed"):
        disclosed(desk, access)


@pytest.mark.parametrize("staff_id", [SUE, FLO, ADA])
def test_nobody_but_the_author_lets_it_out(desk, own_note, staff_id):
    own = consent(desk, "counseling_notes", "Dr. Ames")
    line = disclosed(desk, of_notes(own, own_note))
    desk.as_(staff_id)
    with pytest.raises((Forbidden, Refused)):
        disclosed(desk, of_notes(own, own_note))
    with pytest.raises(Forbidden):
        desk.do(disclosed_pages.sent_pages, line.id)
    with pytest.raises(Forbidden):
        desk.do(shelf.report("disclosure").gather, line.id)


def test_an_administrator_is_denied_a_counseling_note_and_the_trail_says_so(desk, own_note):
    """PV-18."""
    desk.as_(ADA)
    with pytest.raises(Forbidden):
        desk.do(counseling_notes.open_note, own_note)
    ids = desk.do(trail_lines.line_ids, trail_lines.TrailFilter(staff_id=ADA, action="counseling."))
    assert [row.action for row in desk.do(trail_lines.lines, ids).values()] == ["counseling.opened (refused)"]


def test_the_note_and_the_kind_are_chosen_together(desk, own_note):
    own = consent(desk, "counseling_notes", "Dr. Ames")
    with pytest.raises(Refused, match="Choose which counseling notes"):
        disclosed(desk, of_notes(own))


def test_the_pages_that_left_are_kept_byte_for_byte(desk):
    asked, weighed, printed = prepared(desk, to_sister(consent_to_sister(desk)))
    line = desk.do(disclosures.disclose, asked, weighed, printed)
    left = desk.do(disclosed_pages.sent_pages, line.id)
    assert (left.pdf, left.pages) == (printed.pdf, printed.pages)
    assert left.sha256 == hashlib.sha256(printed.pdf).hexdigest()
    (told,) = desk.do(disclosures.accounting, DANA, LAST)
    assert told.first.description.endswith(f"; {printed.pages} pages")


def test_the_line_and_its_pages_are_one_act_under_their_two_names(desk):
    line = disclosed(desk, to_sister(consent_to_sister(desk)))
    assert desk.seen[-1].kinds == {"Disclosed", "DisclosedPaper"}
    desk.as_(ADA)
    ids = desk.do(trail_lines.line_ids, trail_lines.TrailFilter(action="disclos"))
    written = [row for row in desk.do(trail_lines.lines, ids).values() if row.object]
    told = {row.action: (row.object, row.at) for row in written}
    assert told == {
        "disclosures.disclose": (f"Disclosed:{line.id}", line.at),
        "disclosed_papers.keep": ("DisclosedPaper:1", line.at),
    }


def test_nothing_on_paper_leaves_without_its_pages(desk):
    asked = to_sister(consent_to_sister(desk))
    with pytest.raises(Refused, match="Prepare the pages first"):
        desk.do(disclosures.disclose, asked)
    desk.do(disclosures.disclose, replace(asked, way="spoken"))
    assert len(desk.do(disclosures.of_client, DANA)) == 1


def diagnosis_is_made(desk, _clock, _consent_id):
    values = {"diagnosed_on": LAST, "diagnosed_by": "Dr. Ode"}
    desk.do(diagnoses.diagnose, DANA, "F11.20", values)


def consent_is_revoked(desk, _clock, consent_id):
    desk.do(consents.revoke, consent_id, LAST, "A letter")


def clinic_moves(desk, _clock, _consent_id):
    desk.as_(ADA)
    desk.do(staff.change_practice, {"address": "2 New Street"})
    desk.as_(CAL)


def another_is_made(desk, _clock, _consent_id):
    emergency = DisclosureRequest(
        client_id=10, basis=Basis.EMERGENCY, recipient="Dr. Wu", purpose="an overdose", way="spoken",
        categories=(Category.MEDICATION,),
        facts={"medic": "Dr. Wu", "affiliation": "Mercy", "discloser": "Cal", "nature": "overdose",
               "happened_at": START},
    )  # fmt: skip
    desk.do(disclosures.disclose, emergency)


def an_hour_passes(_desk, clock, _consent_id):
    clock.forward(hours=1)


def clock_goes_back(_desk, clock, _consent_id):
    clock.forward(hours=-1)


@pytest.mark.parametrize(
    ("meanwhile", "said"),
    [
        (diagnosis_is_made, "changed while the pages were prepared .Diagnoses: made"),
        (consent_is_revoked, "revoked"),
        (clinic_moves, "changed while the pages were prepared"),
        (another_is_made, "Another disclosure was made"),
        (an_hour_passes, "too long ago"),
        (clock_goes_back, "too long ago"),
    ],
)
def test_pages_that_no_longer_say_what_is_so_do_not_leave(desk, clock, meanwhile, said):
    consent_id = consent_to_sister(desk)
    given = prepared(desk, to_sister(consent_id))
    meanwhile(desk, clock, consent_id)
    with pytest.raises(Refused, match=said):
        desk.do(disclosures.disclose, *given)
    assert desk.do(disclosures.of_client, DANA) == []
    if meanwhile in (diagnosis_is_made, clinic_moves, another_is_made, an_hour_passes):
        disclosed(desk, to_sister(consent_id))  # pressed again, it goes


def test_pages_of_one_disclosure_do_not_leave_as_another(desk):
    consent_id = consent_to_sister(desk)
    _asked, weighed, printed = prepared(desk, to_sister(consent_id))
    with pytest.raises(Refused, match="for another disclosure"):
        desk.do(disclosures.disclose, to_sister(consent_id, address="fax 555 0199"), weighed, printed)


def test_the_number_on_the_pages_is_the_line_s_whoever_disclosed_before(desk):
    """Numbers run over every chart, those of other caseloads too."""
    desk.as_(ODA)
    elsewhere = DisclosureRequest(
        client_id=11, basis=Basis.CLIENT, recipient="James Tull", purpose="own copy", way="spoken",
        categories=(Category.ATTENDANCE,), facts={"identified": "a passport"},
    )  # fmt: skip
    first = desk.do(disclosures.disclose, elsewhere)
    desk.as_(CAL)
    asked, weighed, printed = prepared(desk, to_sister(consent_to_sister(desk)))
    line = desk.do(disclosures.disclose, asked, weighed, printed)
    assert (line.id, weighed.number) == (first.id + 1, first.id + 1)
    text = PdfReader(io.BytesIO(printed.pdf)).pages[0].extract_text()
    assert f"Disclosure {line.id}" in text


def test_kept_pages_cannot_be_changed_by_hand(desk):
    line = disclosed(desk, to_sister(consent_to_sister(desk)))
    kept = desk.do(disclosed_pages.sent_pages, line.id).pdf

    def tamper(engine):
        with engine.begin() as db:
            db.exec_driver_sql("UPDATE disclosed_paper SET content = x'00'")

    with pytest.raises(IntegrityError, match="append-only"):
        desk.on_vault(tamper)
    assert desk.do(disclosed_pages.sent_pages, line.id).pdf == kept


def test_pages_with_a_counseling_note_are_sealed_in_the_vault_too(desk, own_note):
    own = consent(desk, "counseling_notes", "Dr. Ames")
    asked, weighed, sealed = prepared(desk, of_notes(own, own_note))
    with pytest.raises(Refused, match="Prepare the pages first"):
        desk.do(disclosures.disclose, asked, weighed, PagesToSend(b"%PDF quetzal", 1))
    line = desk.do(disclosures.disclose, asked, weighed, sealed)

    def content(engine):
        with upkeep_session(engine) as session:
            return session.scalar(select(DisclosedPaper.content))

    assert b"%PDF" not in desk.on_vault(content)
    left = left_with(desk, line)
    assert b"%PDF" not in left.pdf
    pdf = disclosure_paper.as_sent(left, OwnWords(desk))
    assert hashlib.sha256(pdf).hexdigest() == left.sha256
    assert WORDS in " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split()
    )
    other = replace(left, seal=disclosed_pages.page_facts(DANA, line.id + 1))
    with pytest.raises(Refused, match="under a key of before"):
        disclosure_paper.as_sent(other, OwnWords(desk))

    def spoil(engine):
        seals = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'disclosed_paper'"
        with upkeep_session(engine) as session:
            for (name,) in session.execute(text(seals)).all():
                session.execute(text(f"DROP TRIGGER {name}"))
            paper = session.scalar(select(DisclosedPaper))
            paper.content = paper.content[:-1] + bytes([paper.content[-1] ^ 1])

    desk.on_vault(spoil)
    with pytest.raises(Forbidden, match="changed outside of this program"):
        disclosure_paper.as_sent(left_with(desk, line), OwnWords(desk))


def test_rewards_go_out_as_their_entries(desk, clock):
    single = consent(desk, "specific", "Dr. Ames", ["rewards"])
    enrollment = desk.do(enrolling.enroll, DANA, joining())
    go_through(desk, clock, enrollment, "NNN")
    asked = of_notes(single, categories=(Category.REWARDS,))
    line = disclosed(desk, asked)
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
        disclosed(desk, asked)
    other = replace(asked, consent_id=consent_to_sister(desk))
    with pytest.raises(Refused, match=r"does not name Somebody|does not cover"):
        disclosed(desk, other)
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
    line = disclosed(desk, asked)
    assert line.description == "attendance; Attendance letter"
    _pdf, pages = packet(desk, line.id)
    words = " ".join(" ".join(pages).split())
    assert "has asked us to confirm attendance" in words
    assert "42 CFR part 2 prohibits unauthorized use or disclosure" in words
    assert "Ann Reed" in words


def test_a_letter_tells_no_more_than_was_picked(desk):
    sister = consent_to_sister(desk)
    asked = to_sister(sister, letter="court", first=FIRST, last=LAST)
    with pytest.raises(Refused, match="is about level of care"):
        disclosed(desk, asked)
    with pytest.raises(Refused, match="the first and the last day"):
        disclosed(desk, replace(asked, letter="attendance", first=None))
    with pytest.raises(Refused, match="no such letter"):
        disclosed(desk, replace(asked, letter="missed_you"))


def test_the_course_of_treatment_tells_the_kinds_that_were_picked(desk):
    starts = desk.do(appointments.book, DANA, START, {"title": "visit"})
    assert starts
    single = consent(desk, "specific", "Dr. Ames", ["summaries", "attendance", "scores of questionnaires"])
    asked = of_notes(single, categories=(Category.SUMMARY, Category.ATTENDANCE), course=True)
    line = disclosed(desk, asked)
    assert "Course of treatment" in line.description
    report = shelf.report("disclosure")
    told = desk.do(report.gather, line.id).course
    assert told.diagnoses == told.medicines == told.scores == ()
    with pytest.raises(Refused, match="belongs to summaries"):
        disclosed(desk, replace(asked, categories=(Category.ATTENDANCE,)))


@pytest.mark.parametrize(("more", "shown"), [((), False), ((Category.MEDICATION,), True)])
def test_a_field_of_a_kind_that_was_not_picked_is_burnt_out(desk, more, shown):
    draft = desk.do(documents.start, DANA, "dap")
    desk.do(documents.save_draft, draft.id, {**full(), "data": "said", "medication": "taken"}, 0)
    desk.do(documents.sign, draft.id, own(desk, documents.sign))
    desk.as_(SUE)
    desk.do(review_queue.cosign, draft.id, own(desk, review_queue.cosign))
    desk.as_(2)
    single = consent(desk, "specific", "Dr. Ames", ["session notes", "medication"])
    asked = of_notes(single, categories=(Category.NOTES, *more), documents=(draft.id,))
    line = disclosed(desk, asked)
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
    copy = desk.do(letters.save_letter, "", facts, "{client} keeps {attended} of {offered}.")
    desk.as_(2)
    asked = to_sister(sister, letter=copy.key, first=FIRST, last=LAST)
    line = disclosed(desk, asked)
    assert line.description == "attendance; Landlord"
    assert {"letter": copy.key, "copy": copy.id} == {
        key: value for key, value in line.documents[-1].items() if key in ("letter", "copy")
    }
    desk.as_(4)
    desk.do(letters.save_letter, copy.key, facts, "Other words.")
    desk.do(letters.withdraw, copy.key)
    desk.as_(2)
    _pdf, pages = packet(desk, line.id)
    assert "keeps 0 of 0" in " ".join(" ".join(pages).split())
