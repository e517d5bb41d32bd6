"""A superbill says by day what was done, by which code and by whom, and what it still lacks."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from counselor_desk.core.errors import Forbidden
from counselor_desk.domain.roles import Role
from counselor_desk.reports.press import press, shelf
from counselor_desk.services.care import authorizations, diagnoses
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position
from counselor_desk.services.documents import documents
from counselor_desk.services.supervision import review_queue
from tests.proofs import own
from tests.services.documents.test_documents import full

ROSA = 10
SUE, CAL, FLO, ADA = 1, 2, 4, 5
DAYS = {"client_id": ROSA, "first": date(2026, 11, 1), "last": date(2026, 12, 31)}


def final(desk, template="dap", **body):
    draft = desk.do(documents.start, ROSA, template)
    values = {**full(template), "start": "10:00", "stop": "10:50", "place": "office", **body}
    desk.do(documents.save_draft, draft.id, values, draft.revision)
    desk.do(documents.sign, draft.id, own(desk, documents.sign))
    desk.as_(SUE)
    desk.do(review_queue.cosign, draft.id, own(desk, review_queue.cosign))
    desk.as_(CAL)


@pytest.fixture
def whole(desk):
    desk.as_(ADA)
    numbers = {"license": "LADC-77", "license_state": "MA", "npi": "1234567893"}
    desk.do(staff.change, CAL, "Cal Reyes", Position(Role.COUNSELOR, "LADC", SUE, **numbers))
    clinic = {"npi": "1245319599", "tax_number": "123456789", "address": "1 Pier Rd", "state": "MA"}
    desk.do(staff.change_practice, clinic)
    desk.as_(CAL)
    desk.do(clients.change, ROSA, {"address": "2 Elm St\nBoston, MA 02115"})
    desk.do(diagnoses.diagnose, ROSA, "F11.20", {"diagnosed_by": "Dr. Hill"})
    allowed = {"payer": "State plan", "member_number": "M-1", "number": "A-9", "starts_on": date(2026, 11, 1)}
    desk.do(authorizations.add, ROSA, allowed)
    final(desk)
    at_home = {"place": "telehealth video", "client_at": "at home", "telehealth": "2 Elm St"}
    heard = {"telehealth_platform": "Line", "telehealth_consent": "in writing, in force"}
    final(desk, "crisis_contact", stop="11:20", **at_home, **heard, telehealth_others="Nobody")
    final(desk, "family", stop="10:10", client_present="yes")
    return desk


def printed(desk):
    report = shelf.report("superbill")
    paper = desk.do(report.gather, **DAYS)
    pages = PdfReader(io.BytesIO(press.render(report, paper))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_each_service_has_its_code_units_place_and_provider(whole):
    report = shelf.report("superbill")
    table = report.grid(whole.do(report.gather, **DAYS))
    rows = [dict(zip(table.heads, row, strict=True)) for row in table.rows]
    assert [(r["Code"], r["Units"], r["Place of service"], r["Modifiers"]) for r in rows] == [
        ("H0004", "3", "57", ""),
        ("90839", "1", "10", "95"),
        ("90840", "1", "10", "95"),
    ]
    for row in rows:
        assert (row["NPI"], row["License"], row["Clinic's NPI"]) == ("1234567893", "LADC-77 MA", "1245319599")
        assert (row["Tax number"], row["Diagnoses"]) == ("12-3456789", "F11.20")
        assert (row["Payer"], row["Member number"], row["Authorization"]) == ("State plan", "M-1", "A-9")
        assert row["Supervisor"].startswith("Sue")


def test_the_paper_tells_all_of_it_and_that_no_claim_is_sent(whole):
    words = printed(whole)
    for told in (
        "Superbill",
        "Rosa Medina",
        "F11.20",
        "H0004",
        "90840",
        "12-3456789",
        "1245319599",
        "NPI 1234567893",
        "LADC-77 MA",
        "none is sent",
        "1 more final note has no code",
    ):
        assert told in words, told
    assert "Still to fill in" not in words


def test_what_a_payer_sends_it_back_for_is_said(desk):
    final(desk)
    words = printed(desk)
    for lacking in ("the clinic's NPI", "the clinic's tax number", "a diagnosis", "the NPI of Cal Reyes"):
        assert lacking in words


def test_who_reads_no_chart_prints_no_superbill(desk):
    desk.as_(FLO)
    with pytest.raises(Forbidden):
        desk.do(shelf.report("superbill").gather, **DAYS)


def test_p3_each_line_has_its_own_authorization_payer_and_diagnoses(whole, clock):
    """Two payers at once, one that ended, a diagnosis made later and one that ended before."""
    day = clock.now.date()
    other = {"payer": "City plan", "member_number": "C-2", "starts_on": day}
    whole.do(authorizations.add, ROSA, {**other, "number": "B-4", "service_kind": "crisis"})
    whole.do(authorizations.add, ROSA, {**other, "number": "G-7", "service_kind": "group"})
    gone = {"payer": "Old plan", "starts_on": date(2026, 1, 1), "ends_on": date(2026, 9, 30)}
    whole.do(authorizations.add, ROSA, {**gone, "number": "O-1"})
    alcohol = {"diagnosed_by": "Dr. Hill", "diagnosed_on": date(2026, 6, 1)}
    ended = whole.do(diagnoses.diagnose, ROSA, "F10.20", alcohol)
    whole.do(diagnoses.resolve, ended.id, {}, date(2026, 9, 1))
    clock.forward(days=2)
    whole.do(diagnoses.diagnose, ROSA, "F33.1", {"diagnosed_by": "Dr. Hill"})
    final(whole, "dap", data="We went through what came up since.")
    report = shelf.report("superbill")
    table = report.grid(whole.do(report.gather, **DAYS))
    rows = [dict(zip(table.heads, row, strict=True)) for row in table.rows]
    assert [
        (r["Code"], r["Payer"], r["Member number"], r["Authorization"], r["Diagnoses"]) for r in rows
    ] == [
        ("H0004", "State plan", "M-1", "A-9", "F11.20"),
        ("90839", "City plan", "C-2", "B-4", "F11.20"),
        ("90840", "City plan", "C-2", "B-4", "F11.20"),
        ("H0004", "State plan", "M-1", "A-9", "F11.20 F33.1"),
    ]
    words = printed(whole)
    assert "City plan, C-2" in words
    assert "authorization B-4 City plan" in words
    assert "authorization A-9 State plan" in words
    assert "State plan, M-1" in words
    assert "Old plan" not in words
    assert "F10.20" not in words
    september = {"client_id": ROSA, "first": date(2026, 8, 1), "last": date(2026, 9, 30)}
    past = whole.do(report.gather, **september).bill
    assert (past.payers, [code for code, _label in past.diagnoses]) == ((("Old plan", ""),), ["F10.20"])


def test_a_service_before_its_diagnosis_says_what_it_lacks(desk, clock):
    final(desk)
    clock.forward(days=1)
    desk.do(diagnoses.diagnose, ROSA, "F11.20", {"diagnosed_by": "Dr. Hill"})
    assert "a diagnosis that stood on" in printed(desk)
