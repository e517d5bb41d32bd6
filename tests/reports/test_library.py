"""Every report, gathered through the desk from a real vault and read back from its PDF."""

import io
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from counselor_desk.errors import Forbidden, Refused
from counselor_desk.reports import press, shelf
from counselor_desk.services import documents, schedule
from tests.conftest import PASSPHRASE, START


def read(desk, id, **asked):
    report = shelf.report(id)
    data = desk.do(report.gather, **asked)
    pdf = press.render(report, data)
    assert pdf == press.render(report, data)
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def written(desk, client_id=10, sign=True, **body):
    draft = desk.do(documents.start, client_id, "dap")
    form = documents.template_of("dap").form()
    answers = {f.key: _some(f) for f in form.fields if f.required} | body
    desk.do(documents.save_draft, draft.id, form.stored(answers), draft.revision)
    if sign:
        desk.do(documents.sign, draft.id, PASSPHRASE)
    return draft.id


def _some(field):
    if field.options:
        value = field.options[0].value
        return [value] if field.kind.value == "choices" else value
    samples = {"date": START.date(), "time": "10:00", "number": field.low or 1, "money": 100,
               "scale": field.low or 0, "check": True}  # fmt: skip
    return samples.get(field.kind.value, "The words of this session.")


def booked(desk, client_id=10, days=1, **values):
    at = START + timedelta(days=days)
    return desk.do(schedule.book, client_id, at, {"kind": "individual", **values})


def test_a_note_awaiting_its_co_signature_is_a_draft_on_paper(desk):
    text = read(desk, "signed_document", document_id=written(desk))
    for words in ("Rosa Medina", "Record 0000010", "Born Mar 14, 1989", "Signed by Cal Reyes, LADC",
                  "Awaiting co-signature", "DRAFT", "unauthorized use or disclosure",
                  "The words of this session."):  # fmt: skip
        assert words in text


def test_a_final_note_names_both_who_signed(desk):
    from counselor_desk.services import supervision

    note = written(desk)
    desk.as_(1)
    desk.do(supervision.cosign, note)
    text = read(desk, "signed_document", document_id=note)
    assert "Co-signed by Sue Park, LCSW" in text
    assert "DRAFT" not in text


def test_a_note_outside_the_caseload_is_not_printed(desk):
    note = written(desk)
    desk.as_(3)
    with pytest.raises(Refused):
        read(desk, "signed_document", document_id=note)


def test_clinic_staff_print_no_clinical_text(desk):
    note = written(desk)
    desk.as_(4)
    with pytest.raises(Forbidden):
        read(desk, "signed_document", document_id=note)


def test_the_caseload_holds_one_s_own_clients_with_their_next_time(desk):
    booked(desk)
    text = read(desk, "caseload")
    assert "Medina, Rosa" in text
    assert "Tull" not in text
    assert "Dec 2, 2026" in text


def test_a_table_report_is_also_plain_cells(desk):
    report = shelf.report("caseload")
    grid = report.grid(desk.do(report.gather))
    assert all(len(row) == len(grid.heads) for row in grid.rows)
    assert [row[1] for row in grid.rows] == ["Medina, Rosa", "Reed, Dana"]


def test_unsigned_marks_what_is_past_the_clinic_s_limit(desk, clock):
    written(desk, sign=False)
    assert "1 document not final, 0 older than 72 hours" in read(desk, "unsigned")
    clock.forward(days=4)
    text = read(desk, "unsigned")
    assert "1 older than 72 hours" in text
    assert "draft, overdue" in text


def test_an_appointment_card_tells_nothing_but_the_time(desk):
    booked(desk, place="Room 2")
    text = read(desk, "appointment_card", client_id=10)
    assert "Wednesday, Dec 2, 2026" in text
    assert "Room 2" in text
    assert "0000010" not in text
    assert "42 CFR" not in text


def test_a_sign_in_sheet_shows_first_names_and_initials(desk):
    desk.do(schedule.gather, [10, 12], START + timedelta(days=1), {"title": "Thursday group"})
    text = read(desk, "sign_in_sheet", on=date(2026, 12, 2))
    assert "Thursday group" in text
    assert "Rosa M." in text
    assert "Medina" not in text
