"""What is set right in a chart afterwards: diagnoses, medicines, tests, dates, payers, scores."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.desk.desk import query
from counselor_desk.domain.roles import Can
from counselor_desk.records.audit import AuditEntry
from counselor_desk.services.assessments import assessments
from counselor_desk.services.care import authorizations, diagnoses, episodes, recovery
from counselor_desk.services.documents import documents, prefilling
from counselor_desk.services.medication import medications, specimens
from counselor_desk.services.today import today
from tests.proofs import own
from tests.services.care.test_chart import make, texts

ROSA, DANA, CAL, ODA = 10, 12, 2, 3
TODAY = date(2026, 12, 1)


@query(Can.USE_PROGRAM, "test_chart_corrections.trail")
def trail(ctx):
    """What was written, the newest first."""
    return ctx.rows(str, select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(1))


def test_a_diagnosis_is_changed_unlinked_and_resolved(desk, clock):
    opioid = make(desk, "F11.20", diagnosed_on=TODAY)
    trauma = make(desk, "F43.10", diagnosed_on=TODAY)
    desk.do(diagnoses.change, opioid.id, {"severity": "severe", "note": "Nine criteria."})
    assert desk.do(trail) == ["diagnoses.change"]
    with pytest.raises(Refused) as refused:
        desk.do(diagnoses.change, opioid.id, {"diagnosed_on": TODAY + timedelta(days=1)})
    assert refused.value.field == "diagnosed_on"
    link = desk.do(diagnoses.link, opioid.id, trauma.id, {"direction": "each feeds the other"})
    held = desk.do(diagnoses.formulation, ROSA)
    assert [s.diagnosis.severity for s in held.active] == ["severe", ""]
    assert [one.id for one in held.links] == [link.id]
    desk.do(diagnoses.unlink, link.id)
    assert desk.do(diagnoses.formulation, ROSA).unlinked
    with pytest.raises(Refused, match="before it was made"):
        desk.do(diagnoses.resolve, trauma.id, {"note": "Slept."}, TODAY - timedelta(days=1))
    with pytest.raises(Refused) as refused:
        desk.do(diagnoses.resolve, trauma.id, {}, TODAY + timedelta(days=1))
    assert refused.value.field == "resolved_on"
    assert [s.diagnosis.note for s in desk.do(diagnoses.formulation, ROSA).active] == ["Nine criteria.", ""]
    desk.do(diagnoses.resolve, trauma.id, {"note": "Slept all month."}, TODAY)
    assert desk.do(trail) == ["diagnoses.resolve"]
    after = desk.do(diagnoses.formulation, ROSA)
    assert ([s.diagnosis.code for s in after.active], [d.code for d in after.resolved]) == (
        ["F11.20"],
        ["F43.10"],
    )
    assert after.resolved[0].note == "Slept all month."


def test_a_medicine_is_changed_and_stopped_with_the_reason(desk, clock):
    taken = desk.do(medications.add, ROSA, {"started_on": TODAY}, "buprenorphine")
    clock.forward(hours=1)
    desk.do(medications.change, taken.id, {"dose": "16 mg", "prescriber": "Dr. Hill"})
    [held] = desk.do(medications.cabinet, ROSA).current
    assert (held.medication.dose, held.medication.changed_at) == ("16 mg", clock.now)
    for on, why, said in (
        (TODAY - timedelta(days=1), "moved", "before it was started"),
        (TODAY, "  ", "Say why"),
    ):
        with pytest.raises(Refused, match=said):
            desk.do(medications.stop, taken.id, {"dose": "8 mg"}, on, why)
    [held] = desk.do(medications.cabinet, ROSA).current
    assert held.medication.dose == "16 mg", "nothing of a refused sheet is kept"
    desk.do(medications.stop, taken.id, {"dose": "24 mg"}, TODAY, " Wants the monthly shot ")
    assert desk.do(trail) == ["medications.stop"]
    after = desk.do(medications.cabinet, ROSA)
    assert (after.current, after.stopped[0].dose) == ([], "24 mg")
    assert [(m.stopped_on, m.stop_reason) for m in after.stopped] == [(TODAY, "Wants the monthly shot")]


def test_a_test_in_error_stays_readable_and_counts_no_more(desk):
    desk.do(medications.add, ROSA, {"started_on": TODAY}, "buprenorphine")
    kept = desk.do(specimens.record, ROSA, {"fentanyl": "positive"}, {}).tested.specimen
    with pytest.raises(Refused, match="Say why") as refused:
        desk.do(specimens.void, kept.id, " ")
    assert refused.value.field == "reason"
    desk.do(specimens.void, kept.id, "Another client's cup")
    assert desk.do(trail) == ["specimens.void"]
    with pytest.raises(Refused, match="already"):
        desk.do(specimens.void, kept.id, "Another reason")
    [told] = desk.do(specimens.of_client, ROSA)
    assert told.specimen.void_reason == "Another client's cup"


def test_dates_of_care_keep_their_order(desk, clock):
    episode = desk.do(episodes.begin, ROSA, {"referred_on": TODAY, "admitted_on": TODAY})
    clock.forward(days=5)
    desk.do(episodes.place, episode.id, ("asam3", "2.1"), TODAY + timedelta(days=2))
    wrong = (
        ({"admitted_on": TODAY - timedelta(days=1)}, "before referral"),
        ({"admitted_on": TODAY + timedelta(days=3)}, "level of care began"),
        ({"admitted_on": TODAY + timedelta(days=9)}, "future"),
    )
    for values, said in wrong:
        with pytest.raises(Refused, match=said) as refused:
            desk.do(episodes.correct, episode.id, values)
        assert refused.value.field == "admitted_on"
    desk.do(episodes.correct, episode.id, {"admitted_on": TODAY + timedelta(days=1)})
    held = desk.do(episodes.standing, ROSA).episode
    assert (held.referred_on, held.admitted_on) == (TODAY, TODAY + timedelta(days=1))


def test_a_payer_s_leave_is_changed_and_closed(desk, clock):
    allowed = desk.do(authorizations.add, ROSA, {"payer": "State plan", "units": 4,
                                                 "starts_on": TODAY})  # fmt: skip
    desk.do(authorizations.change, allowed.id, {"units": 9})
    [told] = desk.do(authorizations.of_client, ROSA)
    assert (told.authorization.units, told.authorization.payer) == (9, "State plan")
    with pytest.raises(Refused) as refused:
        desk.do(authorizations.change, allowed.id, {"payer": ""})
    assert refused.value.field == "payer"
    desk.do(authorizations.change, allowed.id, {"ends_on": TODAY + timedelta(days=3)})
    assert any("State plan" in line for line in texts(desk, today.TodayPart.SOON))
    desk.do(authorizations.close, allowed.id)
    assert not any("State plan" in line for line in texts(desk, today.TodayPart.SOON))


def test_a_form_is_finished_on_the_screen_that_is_handed_back(desk):
    begun = desk.do(assessments.start, ROSA, "phq9")
    answers = {f"q{n}": 1 for n in range(1, 9)} | {"q9": 2}
    filled = desk.do(assessments.finish, begun.id, answers)
    assert filled.administration.finished
    assert [score.value for score in filled.scored.scores] == [10]
    assert any("Question 9" in flag.text for flag in filled.flags)
    with pytest.raises(Refused, match="finished"):
        desk.do(assessments.finish, begun.id, answers)
    with pytest.raises(Refused, match="not your passphrase"):
        own(desk, assessments.hand_back, "letmein")
    assert desk.do(assessments.hand_back, own(desk, assessments.hand_back)) is None


def test_a_draft_gets_its_day_and_what_the_chart_knows(desk):
    make(desk, "F11.20", diagnosed_on=TODAY)
    draft = desk.do(documents.start, ROSA, "discharge_summary")
    known = desk.do(prefilling.of_draft, draft.id)
    assert any("F11.20" in str(answer.value) for answer in known.values())
    desk.do(documents.date_draft, draft.id, TODAY - timedelta(days=2))
    assert desk.do(documents.read, draft.id).document.occurred_on == TODAY - timedelta(days=2)
    with pytest.raises(Refused) as refused:
        desk.do(documents.date_draft, draft.id, TODAY + timedelta(days=1))
    assert refused.value.field == "occurred_on"
    desk.as_(1)
    with pytest.raises(Refused, match="Only the author"):
        desk.do(documents.date_draft, draft.id, TODAY)


def test_an_entry_of_the_recovery_log_is_changed(desk):
    made = desk.do(recovery.log, DANA, {"kind": "smart", "minutes": 90})
    desk.do(recovery.change, made.id, {"minutes": 60, "helped": 8})
    [held] = desk.do(recovery.diary, DANA).activities
    assert (held.kind, held.minutes, held.helped) == ("smart", 60, 8)
    with pytest.raises(Refused) as refused:
        desk.do(recovery.change, made.id, {"helped": 11})
    assert refused.value.field == "helped"
