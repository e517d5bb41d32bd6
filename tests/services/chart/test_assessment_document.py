"""The biopsychosocial assessment: it takes what the chart holds, and the update shows what changed."""

from datetime import date

import pytest

from counselor_desk.domain.care.diagnosis import CRITERIA_FORMS, Severity, criteria_code
from counselor_desk.domain.documents.template import changed_answers
from counselor_desk.reports.press import press, shelf
from counselor_desk.services.assessments import assessments
from counselor_desk.services.care import diagnoses, episodes, intakes
from counselor_desk.services.documents import documents, prefilling
from counselor_desk.services.medication import medications
from counselor_desk.services.plans import plans
from counselor_desk.services.supervision import review_queue
from counselor_desk.services.today import today
from tests.proofs import own
from tests.services.plans.test_plans import signed_plan
from tests.ui.paper.test_wallet_card import some
from tests.ui.privacy.test_story_consents import words_of

SUE, CAL, ROSA = 1, 2, 10


def fill_in(desk, draft, **more):
    """Answers for what is still asked and empty, in the order of the form."""
    body = {
        **draft.body,
        "start": "09:00",
        "stop": "10:00",
        "place": "office",
        "risk": "none",
        "risk_others": "none",
        **more,
    }
    form = documents.template_of(draft.template).form()
    while missing := form.missing(body):
        body[missing[0].key] = some(missing[0])
    return desk.do(documents.save_draft, draft.id, body, draft.revision)


def sign(desk, draft):
    desk.do(documents.sign, draft.id, own(desk, documents.sign))
    desk.as_(SUE)
    desk.do(review_queue.cosign, draft.id, own(desk, review_queue.cosign))
    desk.as_(CAL)


@pytest.fixture
def chart(desk):
    desk.do(episodes.begin, ROSA, {"admitted_on": date(2026, 12, 1)})
    progress = desk.do(intakes.resume, ROSA)
    told = {
        "coming": {"hope": "I want my evenings back", "referral": "Self or family"},
        "use": {
            "substances": [
                {"substance": "alcohol", "route": "oral", "frequency": "daily", "first_use_age": 15}
            ]
        },
        "life": {"living": "Independent", "employment": "Part-time", "court": "Probation until May"},
        "strengths": {"strengths": "Stubborn in a good way"},
    }
    for step, values in told.items():
        desk.do(intakes.save, progress.intake.id, step, values)
    desk.do(assessments.record, ROSA, "alcohol_criteria", {f"q{n}": int(n < 5) for n in range(1, 12)})
    desk.do(assessments.record, ROSA, "phq9", {f"q{n}": 1 for n in range(1, 10)})
    desk.do(diagnoses.diagnose, ROSA, "F10.20", {"diagnosed_by": "Dr. Hill"})
    desk.do(medications.add, ROSA, {"name": "Naltrexone", "dose": "50 mg", "prescriber": "Dr. Hill"})
    return desk


def test_nothing_that_was_told_is_asked_again_and_the_update_shows_what_changed(chart, clock):
    desk = chart
    draft = desk.do(documents.start, ROSA, "biopsychosocial")
    said = {
        "concern": "I want my evenings back",
        "use": "Alcohol: By mouth, Daily, first at 15",
        "law": "Probation until May",
        "learning_work": "Part-time",
        "strengths": "Stubborn in a good way",
        "medicines": "Naltrexone 50 mg, prescribed by Dr. Hill",
        "scores": "PHQ-9: 9, mild",
        "diagnoses": "F10.20",
        "suicide": "PHQ-9",
    }
    for key, words in said.items():
        assert words in draft.body[key], key
    assert draft.body["criteria"].startswith("Alcohol use disorder: criteria: 4 of 11, moderate (drinks more")
    assert "Usual code F10.20" in draft.body["criteria"]
    sources = desk.do(prefilling.of_draft, draft.id)
    assert sources["law"].source == "the intake"
    fill_in(desk, draft, mind="Worry at night", family="Lives with a sister")
    clock.forward(hours=3)
    sign(desk, draft)
    assert desk.do(documents.read, draft.id).changes is None, "the first one follows nothing"

    clock.forward(days=30)
    desk.do(assessments.record, ROSA, "phq9", {f"q{n}": 0 for n in range(1, 10)})
    update = desk.do(documents.start, ROSA, "psychosocial_update")
    assert update.body["mind"] == "Worry at night", "the counselor's words stand, not the intake's again"
    assert "PHQ-9: 0" in update.body["scores"], "what the chart has found since is new"
    fill_in(desk, update, family="Lives alone since May")
    clock.forward(hours=3)
    sign(desk, update)
    changes = desk.do(documents.read, update.id).changes
    changed = {change.label: (change.before, change.now) for change in changes.answers}
    assert changed["Family now: who, children, custody"] == ("Lives with a sister", "Lives alone since May")
    assert not any("Mental health" in label for label in changed)
    report = shelf.report("signed_document")
    text = " ".join(words_of(press.render(report, desk.do(report.gather, update.id))))
    assert "Changed since" in text
    assert "Lives with a sister" in text
    assert "Lives alone since May" in text


def test_what_an_update_does_not_ask_is_no_change():
    template = documents.template_of("psychosocial_update")
    before = {"ms_mood": "gray", "family": "sister", "start": "09:00", "mind": "worry"}
    now = {"family": "sister", "start": "10:00"}
    assert [(c.label, c.now) for c in changed_answers(template, before, now)] == [
        ("Mental health now and before: problems, care, hospital", "")
    ]


def test_every_class_of_substance_has_its_count_and_code():
    assert set(CRITERIA_FORMS.values()) == {"F10", "F11", "F12", "F13", "F15", "F16", "F17", "F18", "F19"}
    assert criteria_code("F12", Severity.MILD) == "F12.10"
    assert criteria_code("F12", Severity.SEVERE) == "F12.20"
    assert criteria_code("F17", Severity.MILD) == "Z72.0"
    assert criteria_code("F17", Severity.MODERATE) == "F17.200"
    assert criteria_code("F10", Severity.NONE) == ""


def test_the_intake_is_signed_as_it_was_answered_and_stays_open(chart):
    desk = chart
    intake = desk.do(intakes.resume, ROSA).intake
    draft = desk.do(intakes.to_sign, intake.id)
    assert draft.body["hope"] == "I want my evenings back"
    assert draft.body["substances"][0]["substance"] == "alcohol"
    assert desk.do(intakes.to_sign, intake.id).id == draft.id, "one draft, however often it is asked for"
    assert desk.do(intakes.resume, ROSA).signed_at is None
    sign(desk, draft)
    desk.do(plans.take_signature, draft.id, {"signer": "Rosa Medina", "manner": "typed"})
    assert len(desk.do(documents.read, draft.id).client_signatures) == 1
    after = desk.do(intakes.resume, ROSA)
    assert after.signed_at is not None
    assert after.intake.changed_at <= after.signed_at
    desk.do(intakes.save, intake.id, "coming", {"hope": "And my mornings"})
    assert desk.do(documents.read, draft.id).document.body["hope"] == "I want my evenings back"
    newer = desk.do(intakes.to_sign, intake.id)
    assert newer.id != draft.id
    assert newer.body["hope"] == "And my mornings"


def test_the_assessment_is_updated_for_the_review_of_the_plan(chart, clock):
    desk = chart
    clock.forward(hours=3)
    draft = desk.do(documents.start, ROSA, "biopsychosocial")
    fill_in(desk, draft)
    sign(desk, draft)
    signed_plan(desk, review_on="2027-01-30")

    def asked():
        return [d.where for d in desk.do(today.due_items) if "assessment is to be updated" in d.text]

    assert asked() == []
    clock.forward(days=55)
    assert [where["template"] for where in asked()] == ["psychosocial_update"], "a week before its day"
    update = desk.do(documents.start, ROSA, "psychosocial_update")
    fill_in(desk, update)
    clock.forward(hours=3)
    sign(desk, update)
    assert asked() == []
