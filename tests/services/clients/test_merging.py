"""Two charts of one person: one goes on, both stay as they were, and it is undone in one act."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.desk import integrity
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.privacy.disclosure import Basis
from counselor_desk.reports.chart import full_chart, treatment_summary
from counselor_desk.reports.documents import signed_document
from counselor_desk.reports.press import press, shelf
from counselor_desk.services.assessments import answered, assessments
from counselor_desk.services.care import diagnoses, substances
from counselor_desk.services.clients import clients, merging
from counselor_desk.services.documents import documents, lists, search
from counselor_desk.services.exchange import exporting
from counselor_desk.services.medication import medications, specimens
from counselor_desk.services.privacy import disclosures
from counselor_desk.services.privacy.disclosures import DisclosureRequest
from counselor_desk.services.schedule import appointments, groups
from counselor_desk.services.supervision import review_queue
from tests.proofs import beside, own
from tests.services.documents.test_documents import full

SUE, CAL, ODA = 1, 2, 3
ROSA, DANA = 10, 12
GARDEN = "Spoke of the garden she planted."


def second_rosa(desk):
    values = {"given_name": "Rosita", "family_name": "Medina Cruz"}
    return desk.do(clients.register, values).id


def test_g5_bookings_and_groups_go_on_and_either_name_finds_the_chart_that_does(desk, clock):
    other = second_rosa(desk)
    number = desk.do(clients.read, other).number
    coming = desk.do(appointments.book, other, clock.now + timedelta(days=3), {})
    group = desk.do(groups.create, {"name": "Monday"})
    desk.do(groups.join, group.id, other)
    desk.as_(SUE)
    found = desk.do(merging.preview, ROSA, other)
    assert (found.bookings, found.groups, found.needs_second) == (1, 1, False)
    with pytest.raises(Refused, match="how you know"):
        desk.do(merging.merge, ROSA, other, " ")
    done = desk.do(merging.merge, ROSA, other, "same phone, same birthday")
    assert [slot.id for slot in desk.do(appointments.of_client, ROSA)] == [coming.id]
    for typed in ("Rosita", "medina cruz", number, "Rosa Medina"):
        assert [row.id for row in desk.do(clients.find, typed)] == [ROSA], typed
        assert desk.do(clients.matching, typed) == [ROSA], typed
    assert [(c.client_id, c.goes_on) for c in desk.do(merging.charts_of_person, ROSA)] == [(other, False)]
    assert [(c.client_id, c.goes_on) for c in desk.do(merging.charts_of_person, other)] == [(ROSA, True)]
    for again in (lambda: desk.do(merging.merge, DANA, other, "x"), lambda: desk.do(clients.reopen, other)):
        with pytest.raises(Refused, match=r"merged already|goes on"):
            again()
    with pytest.raises(Refused, match="why the charts are two"):
        desk.do(merging.undo, done.id, "")
    desk.do(merging.undo, done.id, "two sisters")
    assert desk.do(appointments.of_client, ROSA) == []
    assert [slot.id for slot in desk.do(appointments.of_client, other)] == [coming.id]
    assert desk.do(clients.read, other).closed_at is None
    assert [row.id for row in desk.do(clients.find, "Rosita")] == [other]
    with pytest.raises(Refused, match="undone already"):
        desk.do(merging.undo, done.id, "again")
    desk.as_(CAL)
    assert [client_id for client_id, _name in desk.do(groups.members, group.id)] == [other]


def test_a_signature_takes_two_people_and_stays_where_it_was_signed(desk):
    other = second_rosa(desk)
    note = desk.do(documents.start, other, "dap", None, full())
    desk.do(documents.sign, note.id, own(desk, documents.sign))
    desk.as_(SUE)
    with pytest.raises(Refused, match="second person") as refusal:
        desk.do(merging.merge, ROSA, other, "same person")
    assert refusal.value.field == "witness_id"
    done = desk.do(merging.merge, ROSA, other, "same person", beside(desk, merging.merge, CAL))
    assert done.witness_id == CAL
    signed = desk.do(documents.read, note.id).document
    assert (signed.client_id, signed.digest) == (other, desk.do(documents.read, note.id).document.digest)
    assert signed.signed_at is not None


def test_who_may_not_assign_or_see_both_charts_merges_nothing(desk):
    with pytest.raises(Forbidden):
        desk.do(merging.merge, ROSA, DANA, "x")
    desk.as_(SUE)
    with pytest.raises(Refused, match="one chart"):
        desk.do(merging.preview, ROSA, ROSA)
    with pytest.raises(Refused, match="not in your caseload"):
        desk.do(merging.preview, ROSA, 99)


def test_the_trail_of_both_charts_tells_of_it_and_the_vault_is_whole(desk, counted):
    other = second_rosa(desk)
    desk.as_(SUE)
    done = desk.do(merging.merge, ROSA, other, "same person")
    desk.do(merging.undo, done.id, "two sisters")
    found = desk.on_vault(lambda engine: integrity.verify_records(engine, desk.chain))
    assert found.is_whole, found.words


def test_whoever_has_the_chart_that_goes_on_has_the_merged_one_and_nobody_else_is_told_of_it(desk):
    james = 11  # a colleague's, who has it as before
    desk.as_(SUE)
    desk.do(merging.merge, ROSA, james, "one person, two intakes")
    assert [chart.client_id for chart in desk.do(merging.charts_of_person, ROSA)] == [james]
    desk.as_(CAL)
    assert [chart.client_id for chart in desk.do(merging.charts_of_person, ROSA)] == [james]
    assert [row.id for row in desk.do(clients.find, "Tull")] == [ROSA]
    desk.as_(ODA)
    assert desk.do(merging.charts_of_person, james) == []
    with pytest.raises(Refused, match="caseload"):
        desk.do(clients.read, ROSA)


def read_pdf(report, data):
    pages = PdfReader(io.BytesIO(press.render(shelf.report(report), data))).pages
    return " ".join("\n".join(page.extract_text() for page in pages).split())


@pytest.mark.slow
def test_g5_the_signed_past_is_read_printed_disclosed_counted_and_exported_where_it_goes_on(desk, clock):
    """Under the number of its own record; and when the charts are two again, it is there alone."""
    other = second_rosa(desk)
    number, going_on = (desk.do(clients.read, chart).number for chart in (other, ROSA))
    note = desk.do(documents.start, other, "dap", None, {**full(), "data": GARDEN})
    desk.do(documents.sign, note.id, own(desk, documents.sign))
    desk.as_(SUE)
    desk.do(review_queue.cosign, note.id, own(desk, review_queue.cosign))
    desk.as_(CAL)
    desk.do(diagnoses.diagnose, other, "F10.20", {})
    desk.do(medications.add, other, {"name": "naltrexone", "dose": "50 mg"})
    desk.do(substances.add, other, {"substance": "alcohol"})
    desk.do(assessments.record, other, "phq9", {f"q{n}": int(n < 9) for n in range(1, 10)})
    desk.do(specimens.record, other, {"cocaine": "negative"}, {})
    slot = desk.do(appointments.book, other, clock.now + timedelta(hours=1), {"kind": "individual"})
    clock.forward(hours=3)
    desk.do(appointments.mark, slot.id, "attended")

    def read_at(chart):
        """What of the other record each page, paper and file of this chart has."""
        notes = desk.do(lists.of_client, chart)
        desk.as_(SUE)  # exports are a supervisor's
        made = desk.do(exporting.export, "JSON", [chart])
        fhir = desk.do(exporting.export, "FHIR", [chart])
        desk.as_(CAL)
        whole = desk.do(full_chart.gather, chart)
        printed = str(whole.leaves)
        course = str(desk.do(treatment_summary.gather, chart).course)
        return {
            "list": [(row.id, row.under) for row in notes if row.id == note.id] == [(note.id, number)],
            "search": [hit.document_id for hit in desk.do(search.search_documents, "garden", chart).hits],
            "diagnoses": [row.diagnosis.code for row in desk.do(diagnoses.formulation, chart).active],
            "medicines": [m.medication.name for m in desk.do(medications.cabinet, chart).current],
            "substances": [s.substance for s in desk.do(substances.use, chart).substances],
            "scores": [row.under for row in desk.do(answered.assessment_rows, chart)],
            "trends": len(desk.do(assessments.trends, chart)) > 0,
            "tests": len(desk.do(specimens.of_client, chart)),
            "visits": [row.id for row in desk.do(appointments.of_client, chart)],
            "whole chart": GARDEN in printed and f"Under record {number}" in printed,
            "head of the paper": f"Record {going_on}, with {number}" in whole.sheet.facts,
            "course": "naltrexone" in course and "1 attended" in course,
            "JSON": GARDEN.encode() in b"".join(made.files.values()),
            "FHIR": b"naltrexone" in b"".join(fhir.files.values()),
            "to disclose": [p.under for p in desk.do(disclosures.choices, chart).papers if p.id == note.id],
        }

    before = read_at(ROSA)
    assert not any(before.values()), before
    desk.as_(SUE)
    done = desk.do(merging.merge, ROSA, other, "one person", beside(desk, merging.merge, CAL))
    desk.as_(CAL)
    after = read_at(ROSA)
    assert all(after.values()), [part for part, found in after.items() if not found]
    assert after["scores"] == after["to disclose"] == [number]
    alone = desk.do(signed_document.gather, note.id)
    assert f"Record {number}, goes on in record {going_on}" in alone.sheet.facts
    printed = read_pdf("full_chart", desk.do(full_chart.gather, ROSA))
    for words in (GARDEN, f"Under record {number}", f"Record {going_on}, with {number}"):
        assert words in printed, words
    desk.do(
        disclosures.disclose,
        DisclosureRequest(
            client_id=ROSA,
            basis=Basis.CLIENT,
            recipient="Rosa Medina",
            purpose="her own copy",
            categories=(Category.NOTES,),
            documents=(note.id,),
            facts={"identified": "by a passport"},
            way=disclosures.SPOKEN,
        ),
    )
    desk.as_(SUE)
    undone = desk.do(merging.undo, done.id, "two sisters")
    assert [(out.recipient, out.for_certain) for out in undone.went_out] == [("Rosa Medina", True)]
    drawn = {(paper.action, paper.by) for paper in undone.drawn}
    assert {("full_chart.gather", "Cal Reyes"), ("exporting.export", "Sue Park")} <= drawn
    desk.as_(CAL)
    assert read_at(ROSA) == before


def test_three_charts_of_one_person_are_one_step_from_the_one_that_goes_on(desk, clock):
    first, second = second_rosa(desk), second_rosa(desk)
    coming = desk.do(appointments.book, first, clock.now + timedelta(days=3), {})
    desk.as_(SUE)
    inner = desk.do(merging.merge, second, first, "one person")
    outer = desk.do(merging.merge, ROSA, second, "one person")
    assert [slot.id for slot in desk.do(appointments.of_client, ROSA)] == [coming.id]
    assert desk.do(clients.read, first).merged_into_id == ROSA
    desk.do(merging.undo, outer.id, "not Rosa")
    assert desk.do(clients.read, first).merged_into_id == second
    desk.do(merging.merge, ROSA, second, "she is")
    desk.do(merging.undo, inner.id, "the first is somebody else")
    assert desk.do(clients.read, first).merged_into_id is None
    assert [slot.client_id for slot in desk.do(appointments.of_client, first)] == [first]
    assert desk.do(appointments.of_client, ROSA) == []
