"""The sections of the chart, as a person goes through them with the story's client."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from sqlalchemy import select

from counselor_desk.desk.desk import query
from counselor_desk.domain.roles import Can
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.schedule import Attendance
from counselor_desk.services.assessments import assessments
from counselor_desk.services.care import (
    authorizations,
    diagnoses,
    episodes,
    intakes,
    outcomes,
    substances,
)
from counselor_desk.services.clients import clients
from counselor_desk.services.medication import medications, specimens, withdrawals
from counselor_desk.services.schedule import appointments
from counselor_desk.services.today.today import TodayPart
from counselor_desk.ui.care.care_section import Care
from counselor_desk.ui.care.diagnoses_section import Diagnoses
from counselor_desk.ui.care.intake_section import IntakeSection
from counselor_desk.ui.care.outcomes_section import OutcomesSection
from counselor_desk.ui.chart.overview_section import Overview
from counselor_desk.ui.chart.score_card import ScoreCard
from counselor_desk.ui.kit import words
from counselor_desk.ui.medication.medication_section import MedicationAndTests
from counselor_desk.ui.schedule.appointments_section import Appointments
from counselor_desk.ui.schedule.schedule import Schedule as ScheduleScreen
from counselor_desk.ui.today.today import TodayScreen
from tests.ui.windows import Window

SUE, CAL, ODA = 1, 2, 3
ROSA = 10
TODAY = date(2026, 12, 1)


@pytest.fixture
def open_section(desk, qtbot):
    made = []

    def build(kind, **where):
        window = Window(desk, qtbot, kind, ROSA, **where)
        made.append(window)
        return window

    yield build
    for window in made:
        window.close()


def test_an_episode_begins_is_admitted_placed_and_closed(desk, open_section):
    window = open_section(Care)
    window.press("Begin an episode")
    window.answer("referral", "Court or justice system")
    window.answer("referred_on", "25 Nov 2026")
    window.press("keep")
    window.press("admit")
    window.press("keep")
    assert desk.do(episodes.standing, ROSA).day == 1
    window.press("place")
    window.answer("level", "asam4 2.1")
    window.press("keep")
    assert desk.do(episodes.standing, ROSA).words == "2.1 Intensive outpatient, day 1"
    window.press("rate")
    for area, need in ((1, 2), (3, 2), (4, 3), (5, 2)):
        window.answer(f"area{area}", need)
    assert "2.7" in window.panel.sheet.suggestion.text() or "2.5" in (window.panel.sheet.suggestion.text())
    window.answer("chosen", "2.1")
    window.picture("care_rating")
    window.press("keep")
    assert "Say why" in window.form().boxes["difference"].trouble.text()
    window.answer("difference", "No place free")
    window.press("keep")
    window.picture("care_front")
    window.panel.ratings.opened.emit(desk.do(episodes.history, ROSA).ratings[0].id)
    window.settle()
    window.picture("care_rated")
    assert window.find("rated").isVisible()
    window.press("back")
    window.press("rate")
    window.press("other_edition")
    assert window.panel.sheet.edition.id == "asam3"
    window.answer("area5", 4)
    window.answer("chosen", "3.5")
    window.press("keep")
    assert desk.do(episodes.history, ROSA).ratings[0].edition == "asam3"
    window.press("discharge")
    window.answer("reason", "completed")
    window.press("keep")
    assert "after-care" in window.form().boxes["after_care"].trouble.text()
    assert desk.do(episodes.standing, ROSA).episode is not None
    window.answer("after_care", "Peer group on Fridays")
    window.press("keep")
    assert desk.do(episodes.standing, ROSA).episode is None


def test_an_authorization_that_is_done_with_warns_no_more(desk, open_section):
    window = open_section(Care)
    window.press("allow")
    window.answer("payer", "State plan")
    window.answer("ends_on", "3 Dec 2026")
    window.press("keep")
    [held] = desk.do(authorizations.of_client, ROSA)
    assert "It ends in 2 days" in held.warning
    window.panel.allowed.opened.emit(held.authorization.id)
    window.settle()
    window.press("close_it")
    [held] = desk.do(authorizations.of_client, ROSA)
    assert held.warning == ""
    assert window.panel.allowed.lines.line(0).chips == (("closed", "secondary"),)


def test_a_date_that_cannot_be_read_is_said_at_its_place(desk, open_section):
    window = open_section(Care)
    window.press("Begin an episode")
    window.answer("referred_on", "the 40th of May")
    window.press("keep")
    assert "not a date" in window.form().boxes["referred_on"].trouble.text()
    assert desk.do(episodes.standing, ROSA).episode is None


def test_a_level_of_the_earlier_edition_says_what_it_would_be(desk, open_section):
    episode = desk.do(episodes.begin, ROSA, {"admitted_on": TODAY})
    desk.do(episodes.place, episode.id, ("asam3", "3.3"), TODAY)
    window = open_section(Care)
    line = window.panel.levels.lines.line(0)
    assert line.first.startswith("3.3")
    assert "no direct equivalent" in line.second


def test_an_intake_is_left_in_the_middle_and_resumed(desk, open_section):
    window = open_section(IntakeSection)
    window.answer("preferred_name", "Ro")
    window.press("next")
    window.answer("referral", "Self or family")
    window.answer("hope", "I want to sleep again")
    window.press("next")
    window.answer(
        "substances",
        [{"substance": "fentanyl", "route": "injection", "frequency": "daily",
          "first_use_age": 19, "last_use_on": TODAY}],
    )  # fmt: skip
    window.picture("intake_use")
    window.panel.leave()
    window.settle()
    again = open_section(IntakeSection)
    assert again.panel.step.id == "use"
    assert again.form().values()["substances"][0]["substance"] == "fentanyl"
    assert desk.do(substances.use, ROSA).substances[0].frequency == "daily"
    again.press("finish")
    assert "before finishing" in again.panel.page.banner.words.text()
    again.panel.show_step("strengths")
    again.settle()
    again.answer("strengths", "Patient, funny, good with engines")
    again.press("finish")
    assert desk.do(intakes.current, ROSA).finished_at is not None
    assert desk.do(intakes.resume, ROSA).client.preferred_name == "Ro"


def test_diagnoses_are_found_made_and_linked(desk, open_section):
    window = open_section(Diagnoses)
    for typed, code in (("heroin", "F11.20"), ("ptsd", "F43.10")):
        window.press("add_diagnosis")
        search = window.find("search")
        window.qtbot.keyClicks(search, typed)
        window.settle()
        window.picture("diagnoses_search")
        window.panel.sheet.list.choose(code)
        window.qtbot.keyClick(window.panel.sheet.list, Qt.Key.Key_Return)
        window.settle()
        window.press("keep")
    window.press("link")
    window.answer("direction", "each feeds the other")
    window.answer("evidence", "Uses after nightmares, sleeps worse when using")
    window.press("keep")
    window.picture("diagnoses_front")
    found = desk.do(diagnoses.formulation, ROSA)
    assert {s.diagnosis.code for s in found.active} == {"F11.20", "F43.10"}
    assert [link.direction for link in found.links] == ["each feeds the other"]
    window.press(f"unlink{found.links[0].id}")
    assert desk.do(diagnoses.formulation, ROSA).links == []
    window.press("undo", inside=window.panel.window())
    [again] = desk.do(diagnoses.formulation, ROSA).links
    assert (again.direction, again.evidence) == (found.links[0].direction, found.links[0].evidence)


def test_the_end_of_the_code_list_is_said_where_codes_are_chosen(desk, open_section, clock):
    window = open_section(Diagnoses)  # 1 December 2026: the list of April ended in September
    assert "until Sep 30, 2026" in window.find("edition").text()
    clock.forward(days=-100)
    window = open_section(Diagnoses)
    assert not window.panel.edition.isVisible()


def test_a_heading_is_no_diagnosis_and_narrows_the_search(desk, open_section):
    window = open_section(Diagnoses)
    window.press("add_diagnosis")
    window.qtbot.keyClicks(window.find("search"), "F11.2")
    window.settle()
    window.panel.sheet.list.choose("F11.2")
    if window.panel.sheet.list.current() == "F11.2":
        window.qtbot.keyClick(window.panel.sheet.list, Qt.Key.Key_Return)
    assert desk.do(diagnoses.formulation, ROSA).active == []


def test_medication_offers_and_tests(desk, open_section):
    window = open_section(MedicationAndTests)
    window.press("add_medicine")
    window.answer("medicine", "buprenorphine")
    window.answer("prescriber", "Dr. Hill")
    window.answer("started_on", "1 Dec 2026")
    window.press("keep")
    assert desk.do(medications.cabinet, ROSA).current[0].medication.prescriber == "Dr. Hill"
    window.press("offer")
    window.answer("medicine", "methadone")
    window.answer("choice", "declined")
    window.press("keep")
    assert "reason" in window.form().boxes["why"].trouble.text()
    window.answer("why", "No ride every day")
    window.press("keep")
    window.press("test")
    window.answer("r_buprenorphine", "positive")
    window.answer("r_fentanyl", "positive")
    window.answer("r_methamphetamine", "negative")
    window.press("keep")
    (tested,) = desk.do(specimens.of_client, ROSA)
    assert tested.reading == "fentanyl positive"
    window.picture("medication_front")
    window.press("naloxone")
    window.answer("expires_on", "1 Nov 2026")
    window.press("keep")
    assert "expired" in window.form().boxes["expires_on"].trouble.text()


def test_a_withdrawal_shows_what_is_missing(desk, open_section):
    window = open_section(MedicationAndTests)
    window.press("withdrawal")
    window.answer("course", "short_opioids")
    window.answer("pregnant", True)
    window.press("keep")
    (detox,) = desk.do(withdrawals.withdrawals, ROSA)
    assert detox.withdrawal.pregnant
    assert "nothing" in detox.alarm.lower()
    window.picture("medication_withdrawal")
    window.press("cows")
    assert window.went[-1][1]["instrument"] == "cows"


def test_outcomes_are_asked_and_compared(desk, open_section, clock):
    episode = desk.do(episodes.begin, ROSA, {"admitted_on": TODAY})
    window = open_section(OutcomesSection)
    window.press("ask_now")
    window.answer("housing", "homeless")
    window.answer("use_days", "20")
    window.press("keep")
    clock.forward(days=31)
    desk.do(outcomes.answer, episode.id, 30, {"housing": "independent", "use_days": 3})
    window.panel.refresh()
    window.settle()
    window.picture("outcomes")
    assert desk.do(outcomes.outcomes, ROSA).changes["housing"] == "improved"
    window.press("ask_now")
    window.answer("use_days", "31")
    window.press("keep")
    assert "0 to 30" in window.form().boxes["use_days"].trouble.text()


def test_a_session_is_booked_every_week_and_marked(desk, open_section):
    window = open_section(Appointments)
    window.press("Book")
    window.press("keep")
    assert "when" in window.form().boxes["at"].trouble.text()
    window.answer("at", "09:00")
    window.answer("weeks", "3")
    window.press("keep")
    slots = desk.do(appointments.of_client, ROSA)
    assert len(slots) == 4
    window.panel.open(appointment_id=slots[-1].id)
    window.settle()
    window.answer("attendance", "did not come")
    window.answer("why", "transport")
    window.picture("appointments_mark")
    window.press("keep")
    window.picture("appointments")
    assert {s.attendance for s in desk.do(appointments.of_client, ROSA)} == {
        "booked",
        "did not come",
    }


def test_the_overview_draws_the_life_line(desk, open_section, clock):
    episode = desk.do(episodes.begin, ROSA, {"admitted_on": TODAY})
    desk.do(episodes.place, episode.id, ("asam4", "2.1"), TODAY)
    desk.do(medications.add, ROSA, {"started_on": TODAY}, "buprenorphine")
    desk.do(diagnoses.diagnose, ROSA, "F11.20", {"diagnosed_by": "Dr. Hill"})
    for n, low in enumerate((3, 2, 2, 1)):
        desk.do(assessments.record, ROSA, "phq9", dict.fromkeys([f"q{i}" for i in range(1, 9)], low)
                | {"q9": 0})  # fmt: skip
        slot = desk.do(appointments.book, ROSA, clock.now, {})
        clock.forward(days=10)
        desk.do(appointments.mark, slot.id, Attendance.ATTENDED if n else Attendance.NO_SHOW)
    desk.do(specimens.record, ROSA, {"fentanyl": "positive"}, {})
    intake = desk.do(intakes.resume, ROSA).intake
    desk.do(intakes.save, intake.id, "strengths", {"strengths": "a gardener", "values": "my boy"})
    choices = {"words_avoid": "clean", "seat": "near the door", "counselor_gender": "no preference"}
    desk.do(intakes.save, intake.id, "preferences", choices)
    desk.do(assessments.record, ROSA, "barc10", {f"q{n}": 5 for n in range(1, 11)})
    window = open_section(Overview)
    window.picture("overview")
    shown = window.panel._pairs
    assert shown["Strengths"] == "a gardener"
    assert shown["What matters"] == "my boy"
    assert shown["The client's choices"] == "words to avoid: clean; seat: near the door"
    assert shown["Recovery capital"].startswith("50 of 60")
    labels = [one.text() for one in window.panel.facts.findChildren(QLabel) if one.isVisible()]
    assert labels[0] == "Strengths", "recovery capital and strengths stand first on the page"
    drawn = window.find("drawing").picture
    assert {row[1] for row in drawn.rows} >= {"PHQ-9", "Sessions", "Tests", "Level of care"}
    named = {c.accessibleName().partition(":")[0]: c for c in window.panel.findChildren(ScoreCard)}
    card = named["PHQ-9"]
    assert {"PHQ-9"} <= set(named) <= {row[1] for row in drawn.rows}
    window.press(card.objectName())
    assert window.went[-1] == ("chart", {"client_id": ROSA, "section": "scores"})
    window.press("to_appointments")
    assert window.went[-1][1]["section"] == "appointments"


def test_a_card_says_how_far_a_score_has_come(desk, open_section):
    """From the first to the last, in the units of the scale, and "the same" where nothing moved."""
    first = TODAY - timedelta(days=60)
    for on, value in ((first, 2), (TODAY - timedelta(days=30), 3), (TODAY, 1)):
        desk.do(assessments.record, ROSA, "gad7", {f"q{n}": value for n in range(1, 8)}, on)
    window = open_section(Overview)
    [card] = [c for c in window.panel.findChildren(ScoreCard) if ".gad7." in c.objectName()]
    assert f"7 less than on {words.full_day(first)}" in card.accessibleName()
    assert card.isVisible()
    assert card.width() > card.fontMetrics().horizontalAdvance("7 less than on")


def test_today_leads_to_each_thing_with_one_key(desk, qtbot, clock):
    desk.do(assessments.record, ROSA, "phq9", {"q9": 2})
    desk.do(appointments.book, ROSA, clock.now, {})
    desk.do(episodes.begin, ROSA, {"admitted_on": TODAY})
    window = Window(desk, qtbot, TodayScreen)
    watch = window.panel.lists[TodayPart.WATCH]
    watch.choose(0)
    window.qtbot.keyClick(watch, Qt.Key.Key_Return)
    assert window.went[-1][1]["section"] == "scores"
    window.picture("today")
    finish = window.panel.lists[TodayPart.FINISH]
    window.qtbot.keyClick(finish, Qt.Key.Key_Return)
    assert window.went[-1][1]["section"] == "outcomes"
    window.close()


def test_a_stage_suggests_needs_that_are_edited(desk, open_section):
    window = open_section(Diagnoses)
    window.press("add_substance")
    window.press("keep")
    assert "Choose" in window.form().boxes["substance"].trouble.text()
    window.answer("substance", "heroin")
    window.answer("stage", "dependence")
    window.press("keep")
    (found,) = desk.do(substances.use, ROSA).substances
    assert "medication offered" in found.needs
    window.panel.used._do_change(found.id)
    window.settle()
    window.form().boxes["needs"].write("sleep\nan offer of medication")
    window.press("keep")
    window.picture("use")
    assert desk.do(substances.use, ROSA).substances[0].needs == ["sleep", "an offer of medication"]


def test_p10_the_words_of_a_stage_go_by_the_substance(desk, open_section):
    desk.do(substances.add, ROSA, {"substance": "cocaine", "stage": "addiction"})
    window = open_section(Diagnoses)
    (found,) = desk.do(substances.use, ROSA).substances
    window.panel.used._do_change(found.id)
    window.settle()
    told = " ".join(label.text() for label in window.panel.sheet.findChildren(QLabel))
    assert "contingency management" in told
    assert "medication offered" not in told


def test_a_day_is_turned_a_group_booked_and_marked(desk, qtbot, clock):
    window = Window(desk, qtbot, ScheduleScreen)
    window.press("view_day")
    window.press("day_after")
    window.press("book_group")
    window.answer("title", "Thursday group")
    window.press("keep")
    assert "before booking" in window.form().boxes["at"].trouble.text()
    window.answer("at", "10:00")
    window.form().boxes["members"].write(["10", "12"])
    window.press("keep")
    assert len(window.panel.slots) == 2
    window.picture("schedule")
    (block,) = window.panel.grid.blocks
    window.panel.grid.choose(block.key)
    window.qtbot.keyClick(window.panel.grid, Qt.Key.Key_Return)
    window.settle()
    window.enter(window.find("members"), block.key)
    window.answer("attendance", "excused")
    window.press("keep")
    day = clock.now.astimezone().date() + timedelta(days=1)
    assert {s.attendance for s in desk.do(appointments.day, day)} == {"booked", "excused"}
    window.close()


def test_clinic_staff_see_the_whole_clinics_day(desk, qtbot, clock):
    desk.do(appointments.book, ROSA, clock.now, {})
    desk.as_(4)
    window = Window(desk, qtbot, ScheduleScreen)
    assert [s.client for s in window.panel.slots.values()] == ["Rosa Medina"]
    window.close()


def test_clinic_staff_admit_without_reading_the_chart(desk, open_section):
    desk.as_(4)
    window = open_section(Care)
    window.press("Begin an episode")
    window.answer("admitted_on", "1 Dec 2026")
    window.press("keep")
    window.picture("care_staff")
    assert desk.do(episodes.standing, ROSA).day == 1
    assert window.panel.page.banner.isHidden()
    assert not window.panel.links.isVisible()


def test_a_test_is_confirmed_handed_on_or_an_error(desk, open_section):
    desk.do(specimens.record, ROSA, {"fentanyl": "positive", "cocaine": "negative"}, {})
    (tested,) = desk.do(specimens.of_client, ROSA)
    positive = next(r for r in tested.results if r.finding == "positive")
    window = open_section(MedicationAndTests)
    window.panel._do_follow(tested.specimen.id)
    window.settle()
    window.answer(f"c{positive.id}", "confirmed")
    window.answer("to", "Courier")
    window.press("keep")
    (tested,) = desk.do(specimens.of_client, ROSA)
    assert {r.analyte: r.confirmed for r in tested.results}["fentanyl"] == "confirmed"
    assert tested.specimen.chain[-1]["to"] == "Courier"
    window.panel._do_follow(tested.specimen.id)
    window.settle()
    window.answer("reason", "Another client's cup")
    window.press("keep")
    assert desk.do(specimens.of_client, ROSA)[0].reading == "entered in error"


def test_dates_are_corrected_and_their_order_holds(desk, open_section):
    episode = desk.do(episodes.begin, ROSA, {"admitted_on": TODAY})
    desk.do(episodes.place, episode.id, ("asam4", "2.1"), TODAY)
    window = open_section(Care)
    window.press("correct_dates")
    window.form().boxes["admitted_on"].write(None)
    window.press("keep")
    assert "began before" in window.form().boxes["admitted_on"].trouble.text()
    window.form().boxes["admitted_on"].write(TODAY - timedelta(days=3))
    window.answer("referred_on", "30 Nov 2026")
    window.press("keep")
    assert "before referral" in window.form().boxes["admitted_on"].trouble.text()
    window.form().boxes["referred_on"].write(date(2026, 11, 20))
    window.press("keep")
    assert desk.do(episodes.standing, ROSA).day == 4


@query(Can.USE_PROGRAM, "test.acts")
def acts(ctx):
    """What was written, each act once, the oldest first."""
    return list(dict.fromkeys(ctx.rows(str, select(AuditEntry.action).order_by(AuditEntry.id))))


def says(window, words):
    """Whether these words are on screen, in the section or in what lies over it."""
    labels = window.panel.window().findChildren(QLabel)
    return any(words in label.text() for label in labels if label.isVisible())


def test_a_sheet_is_one_act_and_is_kept_whole_or_not_at_all(desk, open_section):
    """Two findings, a changed dose with the stop, a note with the end."""
    [fentanyl, cocaine] = desk.do(
        specimens.record, ROSA, {"fentanyl": "positive", "cocaine": "positive"}, {}
    ).tested.results
    taken = desk.do(medications.add, ROSA, {"started_on": TODAY}, "buprenorphine")
    opioid = desk.do(diagnoses.diagnose, ROSA, "F11.20", {"diagnosed_on": TODAY, "diagnosed_by": "Dr. Hill"})
    window = open_section(MedicationAndTests)
    window.panel._do_follow(fentanyl.specimen_id)
    window.answer(f"c{fentanyl.id}", "confirmed")
    window.answer(f"c{cocaine.id}", "sent")
    window.press("keep")
    [tested] = desk.do(specimens.of_client, ROSA)
    assert [r.confirmed for r in tested.results] == ["confirmed", "sent"]
    assert says(window, "Test saved")
    window.panel._do_change(taken.id)
    window.answer("dose", "8 mg")
    window.answer("stopped_on", "1 Dec 2026")
    window.press("keep")
    assert "Say why" in window.form().boxes["why"].trouble.text()
    assert desk.do(medications.cabinet, ROSA).current[0].medication.dose == "", (
        "a refused sheet keeps nothing"
    )
    window.answer("why", "Wants the shot")
    window.press("keep")
    [stopped] = desk.do(medications.cabinet, ROSA).stopped
    assert (stopped.dose, stopped.stop_reason) == ("8 mg", "Wants the shot")
    window = open_section(Diagnoses)
    window.panel._do_change(opioid.id)
    window.answer("note", "In remission for long.")
    window.answer("resolved_on", "1 Dec 2026")
    window.press("keep")
    [ended] = desk.do(diagnoses.formulation, ROSA).resolved
    assert ended.note == "In remission for long."
    written = [act for act in desk.do(acts) if act.endswith(("follow_up", "stop", "change", "resolve"))]
    assert written == ["specimens.follow_up", "medications.stop", "diagnoses.resolve"]


def test_a_test_that_was_refused_is_not_said_to_be_kept(desk, open_section):
    """Another counselor has the client by now; the sheet stays open and says so."""
    desk.do(specimens.record, ROSA, {"fentanyl": "positive"}, {})
    [tested] = desk.do(specimens.of_client, ROSA)
    window = open_section(MedicationAndTests)
    window.panel._do_follow(tested.specimen.id)
    window.answer(f"c{tested.results[0].id}", "confirmed")
    desk.as_(SUE)
    desk.do(clients.assign, ROSA, ODA)
    desk.as_(CAL)
    window.press("keep")
    assert says(window, "not in your caseload")
    assert not says(window, "Test saved")
    assert window.panel.sheet is not None
    desk.as_(ODA)
    assert desk.do(specimens.of_client, ROSA)[0].results[0].confirmed == ""
