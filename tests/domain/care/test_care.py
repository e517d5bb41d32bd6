"""Levels, needs, remission, withdrawal, medication, outcomes and the national set."""

from datetime import UTC, date, datetime, timedelta

import pytest

from counselor_desk.catalog import files
from counselor_desk.core.resources import RESOURCES
from counselor_desk.domain.assessments.schedule import AssessmentSchedule
from counselor_desk.domain.care import diagnosis, levels, outcome, teds
from counselor_desk.domain.care.diagnosis import Remission, Severity
from counselor_desk.domain.care.levels import LevelEdition
from counselor_desk.domain.care.outcome import OutcomeDomains
from counselor_desk.domain.care.substance import SUBSTANCES, Stages
from counselor_desk.domain.care.teds import Teds
from counselor_desk.domain.medication import medication, withdrawal
from counselor_desk.domain.medication.medication import Medicine
from counselor_desk.domain.medication.withdrawal import WithdrawalCourse, WithdrawalSituation

EDITIONS = files.read(LevelEdition, "levels")
THIRD, FOURTH = EDITIONS["asam3"], EDITIONS["asam4"]
COURSES = files.read(WithdrawalCourse, "withdrawal")
MEDICINES = files.read(Medicine, "medications")
DOMAINS = files.read(OutcomeDomains, "outcomes")["domains"]
TEDS = files.read(Teds, "teds")["teds"]
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=EDITIONS.keys())
def test_every_area_points_to_levels_that_exist_and_never_down(edition):
    assert [a.number for a in edition.areas] == [1, 2, 3, 4, 5, 6]
    for area in edition.areas:
        assert len(area.points_to) == 5
        ranks = [edition.level(code).rank for code in area.points_to if code]
        assert ranks == sorted(ranks)
    others = FOURTH if edition is THIRD else THIRD
    assert all(others.level(level.near) for level in edition.levels if level.near)


def test_tp13_the_most_pressing_area_drives_never_an_average():
    found = THIRD.suggest({1: 1, 5: 4})
    assert (found.level.code, found.area.number) == ("3.5", 5)
    found = THIRD.suggest({1: 4, 2: 0, 3: 0, 4: 0, 5: 1, 6: 0})
    assert (found.level.code, found.area.number) == ("4", 1)


def test_medical_needs_win_where_two_are_equal():
    assert THIRD.suggest({1: 2, 5: 2, 6: 2}).area.number == 1
    assert THIRD.suggest({}).level is None


def test_area_six_of_the_fourth_edition_sets_no_level():
    assert FOURTH.suggest({6: 4}).level is None
    assert FOURTH.suggest({6: 4, 4: 1}).level.code == "1.5"


def test_tp10_a_level_without_equivalent_says_so_and_keeps_the_original():
    assert levels.translate_level("3.3", THIRD, FOURTH) == "3.3 (Third edition (2013)): no direct equivalent"
    assert levels.translate_level("2.1", THIRD, FOURTH).startswith("2.1, recorded as 2.1")


@pytest.mark.parametrize(
    ("code", "hours", "end"),
    [
        ("1", 8.5, "9 h a week"),
        ("1", 9, "above the range"),
        ("2.1", 8.9, "below the range"),
        ("2.1", 9, "9 to 19 h a week"),
        ("2.1", 19.5, "9 to 19 h a week"),
        ("2.1", 20, "above the range"),
        ("2.5", 20, "20 h a week or more"),
        ("2.5", 19, "below the range"),
    ],
)
def test_hours_against_the_level(code, hours, end):
    assert THIRD.level(code).reading(int(hours * 60)).removesuffix(")").endswith(end)


def test_tp8_due_and_overdue():
    due = levels.due_after(date(2026, 12, 1), 90)
    assert due == date(2027, 3, 1)
    assert not levels.is_overdue(due, due)
    assert levels.is_overdue(due, date(2027, 3, 2))


def test_tp1_remission_on_methadone():
    today = date(2026, 12, 1)
    state = diagnosis.remission(date(2026, 6, 28), today)
    assert diagnosis.code_for("F11", Severity.SEVERE, state) == "F11.21"
    words = diagnosis.specifiers(state, maintenance=True, controlled=False)
    assert words == "early remission, on maintenance therapy"


@pytest.mark.parametrize(
    ("last", "state"),
    [
        (None, Remission.NONE),
        (date(2026, 9, 2), Remission.NONE),
        (date(2026, 9, 1), Remission.EARLY),
        (date(2025, 12, 2), Remission.EARLY),
        (date(2025, 12, 1), Remission.SUSTAINED),
    ],
)
def test_remission_from_the_last_criterion(last, state):
    assert diagnosis.remission(last, date(2026, 12, 1)) is state


@pytest.mark.parametrize(
    ("grade", "code"),
    [
        (Severity.NONE, ""),
        (Severity.MILD, "F11.10"),
        (Severity.MODERATE, "F11.20"),
        (Severity.SEVERE, "F11.20"),
    ],
)
def test_codes_by_severity(grade, code):
    assert diagnosis.code_for("F11", grade, Remission.NONE) == code


@pytest.mark.parametrize("course", COURSES.values(), ids=COURSES.keys())
def test_a_course_runs_onset_peak_end(course):
    stretch = course.stretch(NOON)
    assert stretch.onset[0] <= stretch.peak[1] <= stretch.end[1]
    assert course.note
    assert course.where(NOON, stretch.end[1] + timedelta(hours=1)) == "past the usual course"


def test_where_in_the_course_a_moment_lies():
    course = COURSES["short_opioids"]
    where = [course.where(NOON, NOON + timedelta(hours=h)) for h in (4, 20, 60, 120, 300)]
    assert where == [
        "before the usual onset",
        "usual onset, rising",
        "usual peak",
        "usual easing",
        "past the usual course",
    ]


def test_mo10_pregnancy_and_opioid_withdrawal():
    found = withdrawal.prompts(WithdrawalSituation(frozenset({"fentanyl"}), pregnant=True), {"fentanyl"})
    assert ["urgent medical referral" in p.text for p in found] == [True]


def test_mo11_daily_alcohol_stopped_at_home():
    found = withdrawal.prompts(WithdrawalSituation(daily=frozenset({"alcohol"}), at_home=True), ())
    assert "fatal" in found[0].text
    assert "Do not stop at home" in found[1].text


def test_a_withdrawal_that_leads_nowhere_raises_the_alarm():
    today = date(2026, 12, 4)
    assert "3 days ago, nothing booked" in withdrawal.missing_next_step(date(2026, 12, 1), [], today)
    assert withdrawal.missing_next_step(date(2026, 12, 1), [date(2026, 12, 7)], today) == ""
    assert "nothing booked" in withdrawal.missing_next_step(date(2026, 12, 1), [date(2026, 12, 2)], today)


def test_mo3_missed_methadone():
    methadone = MEDICINES["methadone"]
    assert "before the next dose" in methadone.missed(4)
    assert methadone.missed(2) == ""
    assert not any(" mg" in m.missed_alert for m in MEDICINES.values())


def test_injections_fall_due():
    monthly = MEDICINES["buprenorphine_injection"]
    assert monthly.next_injection(date(2026, 12, 1), "monthly injection") == date(2026, 12, 29)
    assert monthly.next_injection(date(2026, 12, 1), "weekly injection") == date(2026, 12, 8)
    assert MEDICINES["methadone"].next_injection(date(2026, 12, 1), "liquid") is None
    assert monthly.injection_window(date(2026, 12, 1), "monthly injection") == (
        date(2026, 12, 27),
        date(2027, 1, 5),
    )
    assert monthly.injection_window(date(2026, 12, 1), "weekly injection") == (
        date(2026, 12, 6),
        date(2026, 12, 10),
    )
    assert MEDICINES["acamprosate"].injection_window(date(2026, 12, 1), "tablet") is None


@pytest.mark.parametrize(
    ("expires", "words"),
    [
        (None, "expiration date is not recorded"),
        (date(2026, 12, 31), "expires in 30 days"),
        (date(2027, 1, 1), ""),
        (date(2026, 11, 30), "has expired"),
    ],
)
def test_mo5_naloxone(expires, words):
    said = medication.naloxone_reminder(expires, date(2026, 12, 1))
    assert said == "" if not words else words in said


def test_mo8_from_homeless_to_independent_is_better():
    moved = DOMAINS.changes(
        {"housing": "homeless", "use_days": 20, "work": "unemployed", "arrests": 0},
        {"housing": "independent", "use_days": 0, "work": "not in labor force", "arrests": 0},
    )
    assert moved["housing"] == "improved"
    assert moved["use_days"] == "improved"
    assert moved["work"] == "same"
    assert moved["arrests"] == "same"
    assert moved["mental"] == ""


def test_outcomes_fall_due_by_the_admission():
    admitted = date(2026, 12, 1)
    points = DOMAINS.points

    def due(day, answered=()):
        found = outcome.due_points(points, admitted, answered, admitted + timedelta(days=day))
        return [d.point for d in found]

    assert due(0) == [0]
    assert due(29, (0,)) == []
    assert due(30, (0,)) == [30]
    assert due(95, (0,)) == [90]
    assert due(400, (0, 30, 90, 180)) == []


def test_teds_says_what_it_lacks_and_codes_what_it_has():
    values = {"sex": "female", "living": "Homeless", "arrests": 0, "employment": "on the moon"}
    missing = {f.key for f in TEDS.missing(values)}
    assert "sex" not in missing
    assert "arrests" not in missing
    assert "employment" in missing
    assert TEDS.coded(values)["living"] == "1"
    assert {f.key for f in TEDS.missing({}, "discharge")} == {
        "discharge_date", "last_contact", "discharge_reason"
    }  # fmt: skip


def test_stages_of_use_propose_needs():
    stages = files.read(Stages, "stages")["stages_of_use"]
    assert [s.id for s in stages.stages] == ["initial", "regular", "dependence", "addiction"]
    assert all(s.needs for s in stages.stages)
    assert isinstance(TEDS, teds.Teds)


def test_p10_needs_go_by_the_substance():
    stages = files.read(Stages, "stages")["stages_of_use"]
    known = {key for key, _name, _code in SUBSTANCES}
    named = {need for stage in stages.stages for need in stage.needs}
    for one in stages.by_substance:
        assert set(one.substances) <= known
        assert one.source
        assert one.need in named or one.also_at
    for key in known:
        offered = {s.id for s in stages.stages if "medication offered" in stages.needs_of(s, key)}
        approved = key in {"alcohol", "heroin", "methadone", "fentanyl", "opioids"}
        assert offered == ({"dependence", "addiction"} if approved else set()), key
    assert all(stage.body and stage.mind for stage in stages.stages)
    dependence = stages.stage("dependence")
    assert "withdrawal care with a next step booked" not in stages.needs_of(dependence, "cocaine")
    assert stages.needs_of(dependence, "cocaine")[-1].startswith("contingency management")
    assert "overdose education and naloxone" in stages.needs_of(dependence, "cocaine")
    assert "overdose education and naloxone" not in stages.needs_of(dependence, "cannabis")


def test_forms_are_asked_again_in_their_rhythm():
    rhythm = files.parse(AssessmentSchedule, RESOURCES / "assessment_schedule.toml")
    admitted, taken = date(2026, 12, 1), {}
    at_intake = ["phq9", "gad7", "bam_r", "barc10", "pc_ptsd_5", "audit_c"]
    assert rhythm.due(admitted, taken, admitted) == at_intake
    taken = dict.fromkeys(["phq9", "gad7", "bam", "barc10", "pcl5", "audit_c"], admitted)
    assert rhythm.due(admitted, taken, date(2026, 12, 30)) == []
    assert rhythm.due(admitted, taken, date(2026, 12, 31)) == ["phq9", "gad7", "bam_r"]
    assert "barc10" in rhythm.due(admitted, taken, date(2027, 3, 1))


@pytest.mark.parametrize(
    ("code", "young", "hours", "said"),
    [
        ("2.1", False, 7, "below the range"),
        ("2.1", True, 7, ""),
        ("2.1", True, 5, "below the range"),
        ("1", False, 7, ""),
        ("1", True, 7, "above the range"),
        ("2.5", True, 19, "below the range"),
    ],
)
def test_hours_by_level_know_adolescents(code, young, hours, said):
    edition = files.read(levels.LevelEdition, "levels")["asam3"]
    reading = edition.level(code).for_age(young).reading(hours * 60)
    assert ("range" in reading.partition(")")[2]) is bool(said)
    assert said in reading


def test_a_withdrawal_that_has_needed_a_hospital_sends_on_at_once():
    course = COURSES["medetomidine"]
    assert course.medical
    situation = withdrawal.WithdrawalSituation(frozenset(course.substances), is_medical=course.medical)
    assert any("911" in prompt.text and prompt.urgent for prompt in withdrawal.prompts(situation, ()))
    calm = withdrawal.WithdrawalSituation(frozenset(COURSES["cannabis"].substances))
    assert withdrawal.prompts(calm, ()) == []
