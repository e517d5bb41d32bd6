"""Use, diagnoses, medication, tests, intake, outcomes, the life-line and what is due."""

from datetime import date, timedelta

import pytest

from counselor_desk.catalog.definitions import instruments
from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.domain.care.diagnosis import Remission
from counselor_desk.domain.medication.medication import OfferOutcome
from counselor_desk.records.schedule import Attendance
from counselor_desk.services.assessments import assessments
from counselor_desk.services.care import authorizations, diagnoses, episodes, intakes, outcomes, substances
from counselor_desk.services.chart import lifeline
from counselor_desk.services.chart.pictures import withdrawal_picture
from counselor_desk.services.medication import medications, specimens, withdrawals
from counselor_desk.services.schedule import appointments
from counselor_desk.services.today import today

ROSA, DANA = 10, 12
TODAY = date(2026, 12, 1)
FLO, ODA = 4, 3


@pytest.fixture
def episode(desk):
    return desk.do(episodes.begin, ROSA, {"admitted_on": TODAY})


def make(desk, code, **values):
    return desk.do(diagnoses.diagnose, ROSA, code, {"diagnosed_by": "Dr. Hill", **values})


def texts(desk, part=None):
    return [d.text for d in desk.do(today.due_items) if part in (None, d.part)]


# --- diagnoses -------------------------------------------------------------------------------


def test_codes_are_found_over_the_whole_list(desk):
    assert "F11.20" in [c.code for c in desk.do(diagnoses.search, "F11.2")]
    assert "F11.20" in [c.code for c in desk.do(diagnoses.search, "heroin")]
    desk.as_(FLO)
    with pytest.raises(Forbidden):
        desk.do(diagnoses.search, "heroin")


def test_remission_is_read_off_the_dates(desk, clock):
    found = make(desk, "F11.20", severity="severe", last_criterion_on=TODAY, maintenance=True)
    assert found.label == "Opioid use disorder, moderate or severe"
    clock.forward(days=150)
    (stated,) = desk.do(diagnoses.formulation, ROSA).active
    assert stated.remission is Remission.EARLY
    assert stated.words == "early remission, on maintenance therapy"
    assert stated.suggested_code == "F11.21"


@pytest.mark.parametrize(
    ("code", "values", "field"),
    [
        ("F11.2", {}, "code"),
        ("F99.99", {}, "code"),
        ("F11.20", {"diagnosed_on": TODAY + timedelta(days=1)}, "diagnosed_on"),
        ("F11.20", {"onset_on": TODAY, "diagnosed_on": TODAY - timedelta(days=1)}, "onset_on"),
        ("F11.20", {"diagnosed_by": ""}, "diagnosed_by"),
        ("F11.20", {"severity": "terrible"}, "severity"),
    ],
)
def test_a_diagnosis_that_cannot_be(desk, code, values, field):
    with pytest.raises(Refused) as no:
        make(desk, code, **values)
    assert no.value.field == field
    assert desk.do(diagnoses.formulation, ROSA).active == []


def test_links_between_use_and_mind(desk):
    opioid, trauma = make(desk, "F11.20"), make(desk, "F43.10")
    assert desk.do(diagnoses.formulation, ROSA).unlinked
    with pytest.raises(Refused) as no:
        desk.do(diagnoses.link, trauma.id, opioid.id, {})
    assert no.value.field == "use_id"
    desk.do(
        diagnoses.link, opioid.id, trauma.id,
        {"direction": "it feeds use", "evidence": "Uses after nightmares"},
    )  # fmt: skip
    desk.do(diagnoses.link, opioid.id, trauma.id, {"direction": "each feeds the other"})
    found = desk.do(diagnoses.formulation, ROSA)
    assert not found.unlinked
    assert [(link.direction, link.evidence) for link in found.links] == [
        ("each feeds the other", "Uses after nightmares")
    ]
    with pytest.raises(Refused, match="already"):
        make(desk, "F11.20")


def test_a_code_outside_its_list_is_kept_with_a_remark(desk):
    make(desk, "F43.10")
    assert "list in force" in desk.do(diagnoses.formulation, ROSA).active[0].remark


# --- medication and tests --------------------------------------------------------------------


def test_all_three_medicines_are_offered(desk):
    make(desk, "F11.20")
    assert desk.do(medications.cabinet, ROSA).not_offered == list(medications.OFFERED)
    with pytest.raises(Refused) as no:
        desk.do(medications.offer, ROSA, "methadone", OfferOutcome.DECLINED, "")
    assert no.value.field == "why"
    desk.do(medications.offer, ROSA, "methadone", OfferOutcome.DECLINED, "no ride every day")
    desk.do(medications.offer, ROSA, "buprenorphine", OfferOutcome.CHOSEN)
    assert desk.do(medications.cabinet, ROSA).not_offered == ["naltrexone"]


def test_an_injection_falls_due_and_its_lateness_alarms(desk, clock):
    desk.do(
        medications.add, ROSA, {"form": "monthly injection", "last_taken_on": TODAY},
        "naltrexone_xr",
    )  # fmt: skip
    (followed,) = desk.do(medications.cabinet, ROSA).current
    assert followed.medication.next_due_on == date(2026, 12, 29)
    assert followed.alert == ""
    clock.forward(days=25)
    assert any("is due" in t for t in texts(desk))
    clock.forward(days=10)
    (followed,) = desk.do(medications.cabinet, ROSA).current
    assert "tolerance is low" in followed.alert
    assert any("was due" in t for t in texts(desk, today.TodayPart.WATCH))


def test_sedatives_beside_an_opioid_medicine_carry_a_caution(desk):
    desk.do(medications.add, ROSA, {}, "buprenorphine")
    desk.do(medications.add, ROSA, {"name": "Alprazolam", "kind": "psychiatric"})
    found = desk.do(medications.cabinet, ROSA)
    assert "Alprazolam with Buprenorphine" in found.cautions[0]
    with pytest.raises(Refused) as no:
        desk.do(medications.add, ROSA, {"name": " "})
    assert no.value.field == "name"


def test_naloxone_is_missed_and_reminded_of(desk, clock):
    make(desk, "F11.20")
    assert "Offer a kit" in desk.do(medications.cabinet, ROSA).naloxone
    kit = {"expires_on": TODAY + timedelta(days=60), "lot": "A1"}
    desk.do(medications.give_naloxone, ROSA, kit)
    assert desk.do(medications.cabinet, ROSA).naloxone == ""
    clock.forward(days=31)
    assert any("naloxone kit expires" in t for t in texts(desk))
    with pytest.raises(Refused) as no:
        desk.do(medications.give_naloxone, ROSA, {"expires_on": TODAY})
    assert no.value.field == "expires_on"


def test_a_prescribed_medicine_is_expected_and_no_return_to_use(desk):
    desk.do(medications.add, ROSA, {"started_on": TODAY}, "buprenorphine")
    recorded = desk.do(specimens.record, ROSA, {"buprenorphine": "positive", "opiates": "negative"}, {})
    assert recorded.tested.reading == "as expected"
    assert desk.do(assessments.open_flags, ROSA) == []
    missing = desk.do(specimens.record, ROSA, {"buprenorphine": "negative"}, {})
    assert missing.tested.reading == "buprenorphine negative"


def test_story_step_seven_fentanyl_opens_the_overdose_steps(desk):
    recorded = desk.do(specimens.record, ROSA, {"fentanyl": "positive", "methamphetamine": "negative"}, {})
    assert recorded.tested.reading == "fentanyl positive"
    (flag,) = desk.do(assessments.open_flags, ROSA)
    assert flag.opens == "overdose"


@pytest.mark.parametrize(
    ("findings", "values", "field"),
    [
        ({}, {}, "findings"),
        ({"opiates": "maybe"}, {}, "opiates"),
        ({"opiates": "negative"}, {"kind": "hair of the dog"}, "kind"),
    ],
)
def test_a_test_that_cannot_be(desk, findings, values, field):
    with pytest.raises(Refused) as no:
        desk.do(specimens.record, ROSA, findings, values)
    assert no.value.field == field
    assert desk.do(specimens.of_client, ROSA) == []


def test_a_sample_not_given_has_no_result_and_says_so(desk):
    desk.do(specimens.record, ROSA, {}, {"validity": "not given"})
    (tested,) = desk.do(specimens.of_client, ROSA)
    assert tested.reading == "not given"
    result = desk.do(specimens.record, ROSA, {"opiates": "positive"}, {}).tested.results[0]
    desk.do(specimens.follow_up, result.specimen_id, {result.id: "confirmed"}, " Laboratory courier ")
    latest = max(desk.do(specimens.of_client, ROSA), key=lambda t: t.specimen.id)
    assert latest.results[0].confirmed == "confirmed"
    assert [step["to"] for step in latest.specimen.chain] == ["Cal Reyes", "Laboratory courier"]


def test_what_the_laboratory_said_is_kept_whole_or_not_at_all(desk):
    first = desk.do(specimens.record, ROSA, {"opiates": "positive", "cocaine": "positive"}, {}).tested
    other = desk.do(specimens.record, ROSA, {"opiates": "positive"}, {}).tested
    opiates, cocaine = first.results
    for wrong, said in (
        ({opiates.id: "confirmed", cocaine.id: "perhaps"}, "Choose sent"),
        ({opiates.id: "confirmed", other.results[0].id: "sent"}, "another test"),
    ):
        with pytest.raises(Refused, match=said):
            desk.do(specimens.follow_up, first.specimen.id, wrong, "Laboratory courier")
    held = {t.specimen.id: t for t in desk.do(specimens.of_client, ROSA)}[first.specimen.id]
    assert [r.confirmed for r in held.results] == ["", ""]
    assert [step["to"] for step in held.specimen.chain] == ["Cal Reyes"]
    desk.do(specimens.follow_up, first.specimen.id, {opiates.id: "confirmed", cocaine.id: "sent"})
    held = {t.specimen.id: t for t in desk.do(specimens.of_client, ROSA)}[first.specimen.id]
    assert [r.confirmed for r in held.results] == ["confirmed", "sent"]


# --- use and withdrawal ----------------------------------------------------------------------


def test_a_stage_proposes_needs_that_stay_editable(desk):
    found = desk.do(substances.add, ROSA, {"substance": "heroin", "stage": "dependence"})
    assert "medication offered" in found.needs
    desk.do(substances.set_needs, found.id, ["sleep", ""])
    desk.do(substances.change, found.id, {"stage": "addiction"})
    assert desk.do(substances.use, ROSA).substances[0].needs == ["sleep"]
    with pytest.raises(Refused) as no:
        desk.do(substances.change, found.id, {"last_use_on": TODAY + timedelta(days=1)})
    assert no.value.field == "last_use_on"


def test_a_withdrawal_without_a_next_step_alarms_until_one_is_booked(desk, clock):
    found = desk.do(withdrawals.begin_withdrawal, ROSA, "short_opioids", clock.now - timedelta(hours=20), {})
    (detox,) = desk.do(withdrawals.withdrawals, ROSA)
    assert detox.where == "usual onset, rising"
    assert "nothing" in detox.alarm.lower()
    clock.forward(days=3)
    desk.do(withdrawals.end_withdrawal, found.id, TODAY)
    assert any("nothing booked" in t for t in texts(desk, today.TodayPart.WATCH))
    desk.do(appointments.book, ROSA, clock.now + timedelta(days=1), {})
    assert desk.do(withdrawals.withdrawals, ROSA)[0].alarm == ""
    assert not any("nothing booked" in t for t in texts(desk))


def test_danger_in_a_withdrawal_raises_a_flag(desk, clock):
    desk.do(withdrawals.begin_withdrawal, ROSA, "fentanyl", clock.now, {"pregnant": True})
    (flag,) = desk.do(assessments.open_flags, ROSA)
    assert (flag.opens, "Pregnant" in flag.text) == ("medical", True)
    assert desk.do(today.due_items)[0].urgent


def test_a_return_to_use_is_a_fact_and_opens_the_overdose_steps(desk):
    desk.do(substances.record_use, ROSA, {"substance": "heroin", "happened_on": TODAY})
    assert desk.do(assessments.open_flags, ROSA)[0].opens == "overdose"
    with pytest.raises(Refused):
        desk.do(substances.record_use, ROSA, {"happened_on": TODAY + timedelta(days=2)})


# --- intake and outcomes ---------------------------------------------------------------------


def test_an_intake_is_left_and_resumed_and_nothing_is_typed_twice(desk, clock, episode):
    begun = desk.do(intakes.resume, ROSA)
    number = begun.intake.id
    desk.do(intakes.save, number, "person", {"sex": "female", "preferred_name": "Ro"})
    rows = [
        {"substance": "fentanyl", "route": "injection", "frequency": "daily",
         "first_use_age": 19, "last_use_on": TODAY},
        {"substance": "methamphetamine", "route": "smoking"},
        {"substance": None},
    ]  # fmt: skip
    desk.do(intakes.save, number, "use", {"substances": rows})
    desk.do(intakes.save, number, "coming", {"referral": "Court or justice system", "hope": "Calm"})
    clock.forward(days=1)
    again = desk.do(intakes.resume, ROSA)
    assert (again.intake.id, again.intake.step) == (number, "coming")
    assert again.client.preferred_name == "Ro"
    assert [r["substance"] for r in again.answers["substances"]] == ["fentanyl", "methamphetamine"]
    assert again.answers["substances"][0]["last_use_on"] == TODAY
    desk.do(intakes.save, number, "use", {"substances": rows})
    assert len(desk.do(substances.use, ROSA).substances) == 2
    with pytest.raises(Refused, match="proud of"):
        desk.do(intakes.finish, number)
    desk.do(intakes.save, number, "strengths", {"strengths": "Patient with her kids"})
    assert desk.do(intakes.finish, number).finished_at
    coded = desk.do(intakes.teds, ROSA).coded
    assert (coded["substance_1"], coded["route_1"], coded["frequency_1"]) == ("7", "4", "5")
    assert (coded["sex"], coded["referral"]) == ("2", "7")


@pytest.mark.parametrize(
    ("step", "values", "field"),
    [
        ("life", {"arrests": 97}, "arrests"),
        ("life", {"hope": "x"}, "hope"),
        ("person", {"born": date(2030, 1, 1)}, "born"),
        ("use", {"substances": [{"substance": "heroin", "first_use_age": 200}]}, "substances"),
    ],
)
def test_an_answer_that_cannot_be_leaves_the_others_as_they_were(desk, step, values, field):
    number = desk.do(intakes.resume, ROSA).intake.id
    desk.do(intakes.save, number, "life", {"arrests": 2})
    with pytest.raises(Refused) as no:
        desk.do(intakes.save, number, step, values)
    assert no.value.field == field
    assert desk.do(intakes.resume, ROSA).answers["arrests"] == 2


def test_teds_lists_what_the_chart_lacks(desk, episode):
    missing = {f.key for f in desk.do(intakes.teds, ROSA).missing}
    assert "admission_date" not in missing
    assert {"substance_1", "race", "living"} <= missing


def test_outcomes_fall_due_and_say_which_way_they_moved(desk, clock, episode):
    assert any("Outcomes at intake" in t for t in texts(desk))
    first = {"housing": "homeless", "use_days": 20, "mental": "poor"}
    desk.do(outcomes.answer, episode.id, 0, first)
    assert not any("Outcomes" in t for t in texts(desk))
    clock.forward(days=31)
    assert any("Outcomes at day 30" in t for t in texts(desk))
    desk.do(outcomes.answer, episode.id, 30, {"housing": "independent", "use_days": 2})
    changes = desk.do(outcomes.outcomes, ROSA).changes
    assert (changes["housing"], changes["use_days"], changes["mental"]) == (
        "improved", "improved", ""
    )  # fmt: skip
    with pytest.raises(Refused) as no:
        desk.do(outcomes.answer, episode.id, 30, {"use_days": 31})
    assert no.value.field == "use_days"


def test_units_run_out_with_a_warning(desk, clock, episode):
    desk.do(authorizations.add, ROSA, {"payer": "State plan", "units": 4, "starts_on": TODAY})
    (allowed,) = desk.do(authorizations.of_client, ROSA)
    assert (allowed.left, allowed.warning) == (4, "")
    slot = desk.do(appointments.book, ROSA, clock.now, {})
    clock.forward(hours=1)
    desk.do(appointments.mark, slot.id, Attendance.ATTENDED)
    (allowed,) = desk.do(authorizations.of_client, ROSA)
    assert "3 units are left" in allowed.warning
    assert "3 units of State plan are left." in texts(desk, today.TodayPart.SOON)
    with pytest.raises(Refused) as no:
        desk.do(authorizations.add, ROSA, {"payer": ""})
    assert no.value.field == "payer"


def visited(desk, clock, kind, minutes):
    slot = desk.do(appointments.book, ROSA, clock.now, {"kind": kind, "minutes": minutes})
    clock.forward(hours=2)
    desk.do(appointments.mark, slot.id, Attendance.ATTENDED)


@pytest.mark.parametrize("named", [{"service": "Individual counseling"}, {"service_kind": "individual"}])
def test_p3_a_visit_uses_the_units_of_its_own_service_alone(desk, clock, episode, named):
    allowance = {"payer": "State plan", "units": 20, "starts_on": TODAY, **named}
    desk.do(authorizations.add, ROSA, allowance)

    def row():
        return desk.do(authorizations.of_client, ROSA)[0]

    visited(desk, clock, "test", 10)
    assert (row().used, row().left) == (0, 20), "a sample is no individual counseling"
    visited(desk, clock, "individual", 50)
    assert (row().used, row().left) == (3, 17), "50 minutes are three units of 15"
    visited(desk, clock, "individual", 10)
    visited(desk, clock, "group", 90)
    assert row().used == 3, "too short for a unit, and another service"
    desk.do(appointments.book, ROSA, clock.now, {"kind": "individual", "minutes": 60})
    assert (row().used, row().pending) == (3, 4)


def test_p3_the_last_day_counts_and_no_day_after_it(desk, clock, episode):
    last = TODAY + timedelta(days=1)
    allowance = {"payer": "Plan", "units": 20, "starts_on": TODAY, "ends_on": last, "service": "H0004"}
    desk.do(authorizations.add, ROSA, allowance)
    clock.forward(days=1)
    visited(desk, clock, "individual", 30)
    clock.forward(days=1)
    visited(desk, clock, "individual", 30)
    (row,) = desk.do(authorizations.of_client, ROSA)
    assert row.used == 2
    assert "has ended" in row.warning


def test_p3_more_booked_than_left_is_said_on_today(desk, clock, episode):
    desk.do(authorizations.add, ROSA, {"payer": "Plan", "units": 6, "starts_on": TODAY, "service": "peer"})
    for _n in range(2):
        desk.do(appointments.book, ROSA, clock.now, {"kind": "peer", "minutes": 60})
        clock.forward(hours=3)
    (row,) = desk.do(authorizations.of_client, ROSA)
    assert (row.used, row.pending, row.left) == (0, 8, 6)
    assert "6 units of Plan are left, and 8 are booked." in texts(desk, today.TodayPart.SOON)
    with pytest.raises(Refused) as no:
        desk.do(authorizations.add, ROSA, {"payer": "Plan", "starts_on": TODAY, "service_kind": "nothing"})
    assert no.value.field == "service_kind"


# --- the life-line and Today -----------------------------------------------------------------


def test_the_life_line_lays_everything_on_one_axis(desk, clock, episode):
    desk.do(episodes.place, episode.id, ("asam3", "2.1"), TODAY)
    desk.do(medications.add, ROSA, {"started_on": TODAY}, "buprenorphine")
    desk.do(specimens.record, ROSA, {"fentanyl": "positive"}, {})
    desk.do(substances.record_use, ROSA, {"substance": "fentanyl", "happened_on": TODAY})
    slot = desk.do(appointments.book, ROSA, clock.now, {})
    clock.forward(hours=1)
    desk.do(appointments.mark, slot.id, Attendance.NO_SHOW, "ill")
    for _ in range(2):
        desk.do(assessments.record, ROSA, "craving", {"now": 7})
        clock.forward(days=10)
    line = desk.do(lifeline.lifeline, ROSA)
    assert line.lanes == ["Level of care", "Medication", "Sessions", "Tests", "Return to use"]
    assert {(m.lane, m.sign) for m in line.marks} == {
        ("Sessions", "open"), ("Tests", "cross"), ("Return to use", "cross")
    }  # fmt: skip
    assert [t.scale.key for t in line.trends] == ["craving"]
    assert (line.first, line.last) == (TODAY, TODAY + timedelta(days=20))


def test_today_puts_danger_first_and_shows_nobody_elses(desk, clock):
    desk.do(assessments.record, ROSA, "phq9", {"q9": 2})
    desk.do(assessments.start, DANA, "gad7")
    slot = clock.now
    desk.do(appointments.book, DANA, slot, {})
    clock.forward(days=1)
    lines = desk.do(today.due_items)
    assert lines[0].urgent
    assert lines[0].where["section"] == "scores"
    assert {d.part for d in lines} == {today.TodayPart.WATCH, today.TodayPart.FINISH}
    assert any("GAD-7 is not finished" in d.text for d in lines)
    assert any("Say who came" in d.text for d in lines)
    desk.as_(ODA)
    assert desk.do(today.due_items) == []
    desk.as_(FLO)
    assert all("Say who came" in d.text for d in desk.do(today.due_items))


def test_ratings_lie_over_the_usual_course(desk, clock):
    desk.do(withdrawals.begin_withdrawal, ROSA, "short_opioids", clock.now, {})
    for hours, pulse in ((20, 90), (44, 125), (100, 70)):
        clock.forward(hours=hours if hours == 20 else 24)
        rated = {i.key: 0 for i in instruments()["cows"].items} | {"q1": pulse}
        desk.do(assessments.record, ROSA, "cows", rated)
        desk.do(assessments.record, ROSA, "craving", {"now": 5})
    (detox,) = desk.do(withdrawals.withdrawals, ROSA)
    drawn = withdrawal_picture(detox)
    assert [row for row in drawn.rows if row[1] == "COWS"] == [
        ("0.8", "COWS", "1"), ("1.8", "COWS", "4"), ("2.8", "COWS", "0")
    ]  # fmt: skip
    assert {row[1] for row in drawn.rows} == {"COWS", "Craving"}
