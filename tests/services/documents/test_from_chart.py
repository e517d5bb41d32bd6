"""A discharge summary begins with what the chart holds, and says where each line comes from."""

from datetime import UTC, date, datetime

import pytest

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.records.care import Reason
from counselor_desk.records.schedule import Attendance
from counselor_desk.services.assessments import assessments
from counselor_desk.services.care import diagnoses, episodes, intakes, outcomes
from counselor_desk.services.documents import documents, prefilling
from counselor_desk.services.medication import medications, specimens
from counselor_desk.services.plans import plans
from counselor_desk.services.schedule import appointments
from tests.proofs import own
from tests.services.assessments.test_assessments import STORY
from tests.services.documents.test_documents import full
from tests.services.plans.test_plans import agreed, signed_plan

ROSA, ODA = 10, 3
SUMMARY = "discharge_summary"


@pytest.fixture
def stay(desk, clock):
    """Six weeks of Rosa's, closed today."""
    episode = desk.do(episodes.begin, ROSA, {"admitted_on": date(2026, 12, 1)})
    begun = desk.do(intakes.resume, ROSA).intake
    desk.do(intakes.save, begun.id, "coming", {"hope": "My sons back"})
    made = desk.do(diagnoses.diagnose, ROSA, "F11.20", {"diagnosed_by": "Dr. Hill"})
    desk.do(medications.add, ROSA, {"dose": "8 mg", "prescriber": "Dr. Ode"}, "buprenorphine")
    desk.do(medications.give_naloxone, ROSA, {"expires_on": date(2028, 1, 1)})
    desk.do(assessments.record, ROSA, "phq9", {**STORY, "q9": 0})
    desk.do(outcomes.answer, episode.id, 0, {"use_days": 30, "housing": "dependent"})
    agreed(desk, signed_plan(desk))
    at = datetime(2026, 12, 3, 16, 0, tzinfo=UTC)
    booked = desk.do(appointments.book, ROSA, at, {})
    clock.forward(days=7)
    desk.do(appointments.mark, booked.id, Attendance.ATTENDED)
    draft = desk.do(documents.start, ROSA, "dap")
    objectives = desk.do(plans.objective_choices, ROSA)
    desk.do(documents.save_draft, draft.id,
            {**full(), "objectives": objectives, "progress_client": 6}, 0)  # fmt: skip
    desk.do(documents.sign, draft.id, own(desk, documents.sign))
    desk.do(specimens.record, ROSA, {"fentanyl": "negative"}, {})
    clock.forward(days=35)
    desk.do(assessments.record, ROSA, "phq9", {**dict.fromkeys(STORY, 0), "q1": 1})
    desk.do(outcomes.answer, episode.id, 30, {"use_days": 2, "housing": "independent"})
    leaving = {"after_care": "Dr. Ode, 20 January, 9:00"}
    desk.do(episodes.discharge, episode.id, date(2027, 1, 12), Reason.COMPLETED, leaving)
    return made


def test_every_line_of_the_stay_is_there_with_its_source(desk, stay):
    body = desk.do(documents.start, ROSA, SUMMARY).body
    assert (body["admitted_on"], body["ended_on"]) == ("2026-12-01", "2027-01-12")
    assert body["reason"] == "treatment completed"
    assert "My sons back" in body["came_for"]
    assert body["diagnoses"].startswith("F11.20 Opioid use disorder")
    assert "DAP note: 1" in body["services"]
    assert "Came to 1 of 1 appointments" in body["services"]
    assert body["goals"].endswith("(client 6 of 10, Dec 8, 2026)")
    assert body["strengths"] == "Comes on time"
    assert body["scores"].count("\u2192") == 1
    assert body["scores"].startswith("PHQ-9: 11, moderate (Dec 1, 2026) \u2192 1, ")
    assert "30 \u2192 2" in body["use_change"]
    assert "Tests: 1, of them 1 as expected" in body["use_change"]
    assert "dependent \u2192 independent" in body["life_change"]
    assert body["medicines"].startswith("Buprenorphine")
    assert "prescribed by Dr. Ode" in body["medicines"]
    assert body["naloxone"] == "has it"
    assert body["aftercare"] == "Dr. Ode, 20 January, 9:00"
    assert "555 0100" in body["return"]
    form = files.templates()[SUMMARY].form()
    assert {f.key for f in form.missing(form.loaded(body))} == {"risk"}, "the counselor's to say"
    known = desk.do(prefilling.answers, ROSA, SUMMARY)
    assert {key: one.value for key, one in known.items()} == body
    assert all(one.source for one in known.values())


def test_what_was_typed_stays_and_the_rest_follows_the_chart(desk, clock):
    episode = desk.do(episodes.begin, ROSA, {"admitted_on": date(2026, 12, 1)})
    draft = desk.do(documents.start, ROSA, SUMMARY)
    assert "ended_on" not in draft.body
    body = {**draft.body, "aftercare": "Mine"}
    saved = desk.do(documents.save_draft, draft.id, body, draft.revision)
    with pytest.raises(Refused, match="nothing more"):
        desk.do(prefilling.fill_empty, draft.id, saved.revision)
    leaving = {"after_care": "Theirs"}
    desk.do(episodes.discharge, episode.id, date(2026, 12, 1), Reason.TRANSFERRED, leaving)
    filled = desk.do(prefilling.fill_empty, draft.id, saved.revision).body
    assert (filled["aftercare"], filled["reason"]) == ("Mine", "transferred")
    with pytest.raises(Refused, match="another window"):
        desk.do(prefilling.fill_empty, draft.id, saved.revision)


def test_an_empty_chart_fills_in_next_to_nothing(desk):
    assert set(desk.do(documents.start, ROSA, SUMMARY).body) == {"return"}
    assert desk.do(prefilling.answers, ROSA, "dap") == {}
    desk.as_(ODA)
    with pytest.raises(Refused):
        desk.do(prefilling.answers, ROSA, SUMMARY)
