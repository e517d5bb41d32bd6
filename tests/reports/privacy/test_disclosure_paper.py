"""The disclosure on paper: cover, notice, consent, the chosen part and nothing beside it."""

import io
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from counselor_desk.catalog import files
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.privacy.consent import RecipientKind
from counselor_desk.reports.press import press
from counselor_desk.reports.privacy import accounting, consent, disclosure, privacy_notice, who_saw
from counselor_desk.services.care import diagnoses
from counselor_desk.services.documents import addenda, documents, lists
from counselor_desk.services.privacy import consents, disclosures
from counselor_desk.services.schedule import appointments
from counselor_desk.services.supervision import review_queue
from tests.proofs import own
from tests.services.documents.test_documents import full
from tests.services.privacy.disclosing import disclosed
from tests.services.privacy.test_consents import (
    DANA,
    STROKES,
    SUE,
    SUPPORT,
    consent_to_sister,
    to_sister,
)


def read(report, data):
    pages = PdfReader(io.BytesIO(press.render(report, data))).pages
    return [" ".join(page.extract_text().split()) for page in pages]


@pytest.fixture
def note(desk):
    made = desk.do(consents.start, DANA, "tpo")
    desk.do(consents.sign, made.id, {"signer": "Dana Reed"}, STROKES)
    draft = desk.do(documents.start, DANA, "dap")
    desk.do(documents.save_draft, draft.id, {**full(), "data": "CANARY words of the note"}, 0)
    desk.do(documents.sign, draft.id, own(desk, documents.sign))
    desk.as_(SUE)
    desk.do(review_queue.cosign, draft.id, own(desk, review_queue.cosign))
    desk.as_(2)
    return made.id, draft.id


def to_provider(consent_id, document_id, **more):
    told = {
        "recipient": "Dr. Wu",
        "recipient_kind": RecipientKind.PROVIDER,
        "purpose": "treatment",
        "categories": (Category.NOTES, Category.ATTENDANCE),
        "documents": (document_id,),
    }
    return to_sister(consent_id, **{**told, **more})


def test_the_packet_is_one_pdf_with_notice_consent_and_documents(desk, note):
    gone = disclosed(desk, to_provider(*note))
    pages = read(disclosure.REPORT, desk.do(disclosure.gather, gone.id))
    whole = " ".join(pages)
    long, short = files.notice("part2_2024")
    assert " ".join(long.split()) in pages[0]
    assert all(short in page for page in pages)
    assert all("Dana Reed" in page and "To Dr. Wu: treatment" in page for page in pages)
    assert f"Disclosure {gone.id}" in pages[0]
    assert "DRAFT" not in whole
    assert "take this consent back" in pages[1]
    assert "CANARY words of the note" in whole
    assert "Attendance" in whole


def test_a_preview_is_a_draft_and_leaves_no_line(desk, note):
    data = desk.do(disclosure.preview, to_provider(*note))
    assert "DRAFT" in " ".join(read(disclosure.REPORT, data))
    assert desk.do(disclosures.of_client, DANA) == []


def test_what_is_hidden_is_not_in_the_file_at_all(desk, note):
    asked = to_provider(*note, hidden={note[1]: ("data",)})
    gone = disclosed(desk, asked)
    raw = press.render(disclosure.REPORT, desk.do(disclosure.gather, gone.id))
    whole = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages)
    assert "CANARY" not in whole
    assert "was not disclosed" in whole
    # Medication was not picked: its field goes by itself.
    assert gone.documents[0]["hidden"] == ["data", "medication"]


def test_printed_again_it_tells_nothing_that_came_later(desk, clock, note):
    def sessions():
        table = desk.do(disclosure.gather, gone.id).lists[0]
        assert table.title == "Attendance"
        return len(table.rows)

    desk.do(appointments.book, DANA, clock.now + timedelta(hours=1), {"kind": "individual"})
    clock.forward(hours=2)
    gone = disclosed(desk, to_provider(*note))
    told = sessions()
    assert told
    desk.do(appointments.book, DANA, clock.now + timedelta(hours=1), {"kind": "individual"})
    [leaf] = desk.do(disclosure.gather, gone.id).leaves
    clock.forward(days=9)
    desk.do(addenda.add_addendum, note[1], "She called the next day.", own(desk, addenda.add_addendum))
    assert sessions() == told
    again = desk.do(disclosure.gather, gone.id)
    assert again.leaves == (leaf,)
    assert "drawn again Dec 10, 2026" in again.sheet.status[0]
    [opened] = [a.text for a, _name in desk.do(documents.read, note[1]).addenda]
    assert opened == "She called the next day."


def test_only_attendance_goes_to_the_sister(desk, note):
    consent_id = consent_to_sister(desk)
    gone = disclosed(desk, to_sister(consent_id))
    whole = " ".join(read(disclosure.REPORT, desk.do(disclosure.gather, gone.id)))
    assert "CANARY" not in whole
    assert "Ann Reed" in whole
    assert "consent, 42 CFR 2.31" in whole


def test_a_consent_to_sign_by_hand_and_as_signed(desk):
    consent_id = consent_to_sister(desk, sign=False)
    (page,) = read(consent.REPORT, desk.do(consent.gather, consent_id))
    for said in ("Dana Reed", "Ann Reed", "Mar 1, 2027", "Not signed yet", "Witness",
                 "whether I kept my appointments", "in writing"):  # fmt: skip
        assert said in page
    desk.do(consents.sign, consent_id, {"signer": "Dana Reed"}, STROKES)
    (page,) = read(consent.REPORT, desk.do(consent.gather, consent_id))
    assert "Signed by Dana Reed as client on Dec 1, 2026" in page
    assert "Witness" not in page


def test_the_accounting_matches_what_left(desk, clock, note):
    disclosed(desk, to_provider(*note))
    disclosed(desk, to_sister(consent_to_sister(desk)))
    today = clock.now.date()
    data = desk.do(accounting.gather, DANA, today)
    whole = " ".join(read(accounting.REPORT, data))
    assert {(row[1], row[3]) for row in data.rows} == {
        ("Ann Reed", SUPPORT),
        ("Dr. Wu", "treatment"),
    }
    assert "Dr. Wu" in whole
    assert "session notes" in whole


def test_who_saw_my_record_on_paper(desk):
    desk.as_(SUE)
    desk.do(consents.of_client, DANA)
    desk.do(lists.of_client, DANA)
    (page,) = read(who_saw.REPORT, desk.do(who_saw.gather, DANA))
    assert "Dana Reed" in page


def test_the_notice_for_clients_has_the_laws_header(desk, clock):
    asked = {"contact": "Marion Ellis", "reach": "555 0100, privacy@harbor.example"}
    data = desk.do(privacy_notice.gather, **asked, on=clock.now.date())
    whole = " ".join(read(privacy_notice.REPORT, data))
    for said in (
        "Notice of Privacy Practices of Harbor Recovery Center",
        "HOW HEALTH INFORMATION ABOUT YOU MAY BE USED AND DISCLOSED",
        "TO DISCUSS IT WITH Marion Ellis AT 555 0100, privacy@harbor.example IF YOU HAVE",
        "In force from Dec 1, 2026",
        # 42 CFR 2.22(b)(1)(ii)-(vi), in our own words
        "For research",
        "public health authority",
        "civil, criminal, administrative or legislative proceeding against you",
        "notice and a chance to be heard",
        "paid for in full yourself",
        "fundraising",
        "last three years",
        "told of a breach",
        "Secretary of Health and Human Services",
    ):
        assert said in whole, said


def test_a_diagnosis_goes_out_with_its_code_and_words(desk, note):
    values = {"diagnosed_on": date(2026, 11, 2), "diagnosed_by": "Dr. Wu"}
    desk.do(diagnoses.diagnose, DANA, "F11.20", values)
    asked = to_provider(*note, categories=(Category.DIAGNOSES,), documents=())
    gone = disclosed(desk, asked)
    whole = " ".join(read(disclosure.REPORT, desk.do(disclosure.gather, gone.id)))
    assert "F11.20 " in whole.partition("Diagnoses Diagnosis")[2]
