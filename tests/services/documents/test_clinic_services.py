"""A clinic puts its payers' codes into the table; a note's own code has to fit."""

import pytest

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.reports.press import shelf
from counselor_desk.services.documents import clinic_services, documents
from tests.proofs import own
from tests.services.documents.test_documents import full

SUE, CAL = 1, 2
ROSA = 10
LINE = {"code": "h0004", "unit_minutes": 10, "modifiers": "hf", "source": "State plan's list of 2026-07-01"}


def note(desk, **more):
    draft = desk.do(documents.start, ROSA, "dap")
    body = {**full(), "start": "10:00", "stop": "10:50", "place": "office", **more}
    desk.do(documents.save_draft, draft.id, body, draft.revision)
    return draft.id


def code_on(desk, document_id):
    return dict(desk.do(shelf.report("signed_document").gather, document_id).computed)["Code"]


def signed(desk, **more):
    number = note(desk, **more)
    desk.do(documents.sign, number, own(desk, documents.sign))
    return number


def test_a_clinics_own_line_counts_on_every_note_from_then_on(desk, clock):
    before = signed(desk)
    assert code_on(desk, before) == "H0004 x 3, place of service 57"
    with pytest.raises(Forbidden):
        desk.do(clinic_services.put_line, "individual", LINE)
    clock.forward(hours=1)
    desk.as_(SUE)
    row = desk.do(clinic_services.put_line, "individual", LINE)
    clock.forward(hours=1)
    desk.as_(CAL)
    after = signed(desk, plan="Another plan, so that it is another note")
    assert code_on(desk, after) == "H0004 x 5, modifier HF, place of service 57"
    assert code_on(desk, before) == "H0004 x 3, place of service 57", "a signed note keeps its code"
    desk.as_(SUE)
    desk.do(clinic_services.put_line, "individual", {**LINE, "unit_minutes": 25})
    (newest,) = desk.do(clinic_services.own_lines)
    assert newest.unit_minutes == 25
    with pytest.raises(Refused, match="already"):
        desk.do(clinic_services.take_out, row.id)
    desk.do(clinic_services.take_out, newest.id)
    assert desk.do(clinic_services.table).of("individual").line(50).words(50) == "H0004 x 3"


def test_a_payer_that_counts_a_begun_unit_from_8_minutes_on(desk, clock):
    desk.as_(SUE)
    rule = {**LINE, "modifiers": "", "unit_minutes": 15, "counts_from": 8}
    desk.do(clinic_services.put_line, "individual", rule)
    clock.forward(minutes=1)
    line = desk.do(clinic_services.table).of("individual").line
    words = [line(m).words(m) if line(m) else "" for m in (7, 8, 22, 23, 52, 53)]
    expected = "H0004 x 1", "H0004 x 1", "H0004 x 2", "H0004 x 3", "H0004 x 4"
    assert words == ["", *expected]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "H 4"}, "code"),
        ({"code": ""}, "code"),
        ({"modifiers": "HFX"}, "modifiers"),
        ({"source": " "}, "source"),
        ({"low": 30, "high": 20}, "high"),
        ({"unit_minutes": 15, "counts_from": 16}, "counts_from"),
    ],
)
def test_what_is_no_line_is_refused(desk, wrong, field):
    desk.as_(SUE)
    with pytest.raises(Refused) as refusal:
        desk.do(clinic_services.put_line, "individual", {**LINE, **wrong})
    assert refusal.value.field == field
    with pytest.raises(Refused, match="service of the table"):
        desk.do(clinic_services.put_line, "nothing", LINE)


def test_a_code_that_does_not_fit_the_note_is_not_signed(desk):
    wrong = note(desk, code="90837")
    with pytest.raises(Refused, match="is not for 50 minutes") as refusal:
        desk.do(documents.sign, wrong, own(desk, documents.sign))
    assert refusal.value.field == "code"
    right = note(desk, code="90834")
    desk.do(documents.sign, right, own(desk, documents.sign))
    assert code_on(desk, right) == "90834, place of service 57"


def test_a_payer_that_wants_gt_or_another_place_of_service_gets_it(desk, clock):
    """P2: GT where a payer wants it, an office that is 11: put in once, on every note from then on."""
    at_home = {
        "place": "telehealth video",
        "client_at": "at home",
        "telehealth_platform": "Clinic's video",
        "telehealth_consent": "in writing, in force",
        "telehealth_others": "nobody",
        "telehealth": "12 Elm St",
    }
    before = signed(desk, **at_home)
    assert code_on(desk, before) == "H0004 x 3, modifier 95, place of service 10"
    places = {place.key: place for place in desk.do(clinic_services.table).places}
    video, office = "place telehealth video, home", "place office"
    assert (places[video].code, places[office].code) == ("10", "57")
    with pytest.raises(Forbidden):
        desk.do(clinic_services.put_place, video, {"code": "10"})
    clock.forward(hours=1)
    desk.as_(SUE)
    listed = {"source": "City plan's list of July"}
    desk.do(clinic_services.put_place, video, {"code": "02", "modifiers": "95", **listed})
    row = desk.do(clinic_services.put_place, video, {"code": "10", "modifiers": "gt", **listed})
    desk.do(clinic_services.put_place, office, {"code": "11", **listed})
    clock.forward(hours=1)
    desk.as_(CAL)
    after = signed(desk, plan="Another plan, so that it is another note", **at_home)
    assert code_on(desk, after) == "H0004 x 3, modifier GT, place of service 10"
    assert code_on(desk, before) == "H0004 x 3, modifier 95, place of service 10"
    there = signed(desk, plan="A third plan, of a session in the office")
    assert code_on(desk, there) == "H0004 x 3, place of service 11"
    desk.as_(SUE)
    assert len(desk.do(clinic_services.own_lines)) == 2, "one a place"
    desk.do(clinic_services.take_out, row.id)
    (video_now,) = [p for p in desk.do(clinic_services.table).places if p.key == video]
    assert (video_now.code, video_now.modifier) == ("10", "95")
    for wrong, field in (
        ({"code": "H0"}, "code"),
        ({"modifiers": "GTX"}, "modifiers"),
        ({"source": ""}, "source"),
    ):
        with pytest.raises(Refused) as refusal:
            desk.do(clinic_services.put_place, office, {"code": "11", **listed, **wrong})
        assert refusal.value.field == field
    with pytest.raises(Refused, match="place of the table"):
        desk.do(clinic_services.put_place, "place moon", {"code": "11", **listed})
