"""The story's client from the first call to the signed plan, entered as a person does."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import Qt

from counselor_desk.records.document import Status
from counselor_desk.services.assessments import answered, assessments
from counselor_desk.services.care import authorizations, diagnoses, episodes, intakes, recovery
from counselor_desk.services.clients import clients
from counselor_desk.services.medication import medications, specimens
from counselor_desk.services.plans import plans
from counselor_desk.services.schedule import appointments
from counselor_desk.services.today import today
from counselor_desk.ui.assessments.scores_section import Scores
from counselor_desk.ui.care.care_section import Care
from counselor_desk.ui.care.diagnoses_section import Diagnoses
from counselor_desk.ui.care.intake_section import IntakeSection
from counselor_desk.ui.care.outcomes_section import OutcomesSection
from counselor_desk.ui.care.recovery_section import Recovery
from counselor_desk.ui.chart.overview_section import Overview
from counselor_desk.ui.clients.registration import Registration
from counselor_desk.ui.medication.medication_section import MedicationAndTests
from counselor_desk.ui.plans.plan_section import PlanSection
from counselor_desk.ui.schedule.appointments_section import Appointments
from tests.proofs import PASSPHRASE
from tests.ui.windows import Window

PHQ = (2, 2, 1, 2, 1, 2, 1, 0, 1)


@dataclass
class Story:
    """One desk, one client, and the windows that were opened on the way."""

    desk: Any
    qtbot: Any
    client_id: int = 0
    windows: list[Window] = field(default_factory=list)

    def show(self, kind: Any) -> Window:
        where = (self.client_id,) if self.client_id else ()
        self.windows.append(Window(self.desk, self.qtbot, kind, *where))
        return self.windows[-1]

    def do(self, use_case: Any, *more: Any) -> Any:
        return self.desk.do(use_case, self.client_id, *more)


@pytest.fixture
def story(desk, qtbot):
    told = Story(desk, qtbot)
    yield told
    for window in told.windows:
        window.close()


def register(story):
    window = story.show(Registration)
    for key, value in {
        "given_name": "Dana", "family_name": "Rivers", "preferred_name": "Dee",
        "born": "14 Mar 1992", "sex": "female", "phone": "555 0134", "voicemail_ok": True,
    }.items():  # fmt: skip
        window.answer(key, value)
    window.press("register")
    _screen, where = window.went[-1]
    story.client_id = where["client_id"]
    row = story.desk.do(clients.rows, [story.client_id])[story.client_id]
    assert row.name == "Dee Rivers"
    dana = story.do(clients.read)
    assert (dana.voicemail_ok, dana.mail_ok) == (True, False), "only what was ticked may be done"


def admit(story):
    window = story.show(Care)
    window.press("Begin an episode")
    window.answer("referral", "Other health care")
    window.answer("referred_on", "27 Nov 2026")
    window.answer("admitted_on", "1 Dec 2026")
    window.press("keep")
    window.press("place")
    window.answer("level", "asam4 2.1")
    window.press("keep")
    assert story.do(episodes.standing).words == "2.1 Intensive outpatient, day 1"


def take_in(story):
    window = story.show(IntakeSection)
    window.press("next")
    for key, said in {"hope": "To wake up without needing anything", "payer": "State plan",
                      "member_number": "M-4471"}.items():  # fmt: skip
        window.answer(key, said)
    window.press("next")
    daily = {"route": "injection", "frequency": "daily"}
    window.answer(
        "substances",
        [
            {"substance": "fentanyl", **daily, "first_use_age": "31", "last_use_on": "30 Nov 2026"},
            {"substance": "heroin", "route": "injection", "first_use_age": "22",
             "last_use_on": "1 Mar 2026"},
            {"substance": "methamphetamine", "route": "smoking", "frequency": "3-6 a week"},
        ],
    )  # fmt: skip
    window.answer("overdoses", "2")
    window.enter(window.panel.steps, "health")
    window.answer("psychiatric", "yes")
    window.answer("mind", "Nightmares since 2019, sleeps with the light on")
    window.enter(window.panel.steps, "strengths")
    window.answer("strengths", "A fighter, a reader, an aunt")
    window.answer("barriers", "No car")
    window.press("finish")
    assert story.do(intakes.current).finished_at
    assert story.do(intakes.teds).coded["substance_1"] == "7"


def pay(story):
    """The payer stands in the authorization already: the intake asked."""
    window = story.show(Care)
    window.press("allow")
    window.answer("units", "60")
    window.press("keep")
    (one,) = story.do(authorizations.of_client)
    assert (one.authorization.payer, one.left) == ("State plan", 60)
    assert one.authorization.member_number == "M-4471"


def fill_in(window, name, answers):
    """Find a form by typing its name, answer it by hand, finish it."""
    if window.panel.sheet is not None:
        window.press("back")
    window.press("new_form")
    search = window.panel.sheet.search
    window.qtbot.keyClicks(search, name)
    window.qtbot.keyClick(search, Qt.Key.Key_Return)
    window.settle()
    for item, value in answers.items():
        window.answer(item, value)
    window.press("finish")


def screen(story):
    """Step 1 and 2: the PHQ-9 by the client's own hand, the red flag, PC-PTSD-5, PCL-5."""
    window = story.show(Scores)
    fill_client_form(story, window)
    (flag,) = story.do(assessments.open_flags)
    assert flag.opens == "safety"
    assert story.desk.do(today.due_items)[0].urgent
    window.press("Record the suicide-risk screen")
    window.follow()
    for item, value in {"q1": "1", "q2": "0", "q6": "0"}.items():
        window.answer(item, value)
    window.press("finish")
    window.press("back")
    box = window.find(f"flag{flag.id}")
    window.press("flag_done", inside=box)
    assert flag.id in [f.id for f in story.do(assessments.open_flags)], "not without words"
    window.write("done", "Screened, low; crisis plan made together", inside=box)
    window.press("flag_done", inside=box)
    assert flag.id not in [f.id for f in story.do(assessments.open_flags)]
    fill_in(window, "PC-PTSD-5", dict.fromkeys(("event", "q1", "q2", "q3", "q4", "q5"), "1"))
    # 48 over twenty questions: eight 3s and twelve 2s
    fill_in(window, "PCL-5", {f"q{n}": "3" if n <= 8 else "2" for n in range(1, 21)})
    readings = {t.instrument: t.readings for t in story.do(answered.assessment_rows)}
    assert readings["phq9"] == "12, moderate"
    assert readings["suicide_screen"] == "1, low"
    assert readings["pc_ptsd_5"] == "5, 4 or more: positive"
    assert readings["pcl5"].startswith("48, above")


def fill_client_form(story, window):
    window.press("new_form")
    window.qtbot.keyClicks(window.panel.sheet.search, "PHQ-9")
    window.qtbot.keyClick(window.panel.sheet.search, Qt.Key.Key_Return)
    window.settle()
    window.press("hand")
    handed = window.panel.handed
    for number, value in enumerate(PHQ, 1):
        window.answer(f"q{number}", str(value), inside=handed)
    window.press("client_done", inside=handed)
    window.qtbot.keyClicks(handed.passphrase, PASSPHRASE)
    window.qtbot.keyClick(handed.passphrase, Qt.Key.Key_Return)
    window.settle()


def diagnose(story):
    """Step 3: nine criteria of opioids, six of stimulants; PTSD beside them, and the links."""
    window = story.show(Scores)
    for name, met in (("Opioid use disorder", 9), ("Stimulant use disorder", 6)):
        criteria = {f"q{n}": "1" if n <= met else "0" for n in range(1, 12)}
        fill_in(window, name, {"prescribed": "0", **criteria})
    readings = {t.instrument: t.readings for t in story.do(answered.assessment_rows)}
    assert readings["oud_criteria"].startswith("9, severe")
    assert readings["stimulant_criteria"].startswith("6, severe")
    window = story.show(Diagnoses)
    for typed, code in (("heroin", "F11.20"), ("F15.20", "F15.20"), ("ptsd", "F43.10")):
        window.press("add_diagnosis")
        window.write("search", typed)
        window.enter(window.panel.sheet.list, code)
        if code.startswith("F1"):
            window.answer("severity", "severe")
        window.press("keep")
    window.press("link")
    window.answer("direction", "each feeds the other")
    window.answer("evidence", "Uses after nightmares; sleeps worse when using")
    window.press("keep")
    window.picture("story_diagnoses")
    found = story.do(diagnoses.formulation)
    assert [s.diagnosis.code for s in found.active] == ["F11.20", "F15.20", "F43.10"]
    assert not found.unlinked


def measure(story):
    """Step 4: BAM by categories, Use 4; opiates stand by themselves."""
    window = story.show(Scores)
    answers = dict.fromkeys(["q1", "q2", "q3", "q8", "q9", "q10", "q11", "q12", "q13"], "2")
    answers |= {"q4": "0", "q6": "4", "q14": "0", "q15": "2", "q16": "1", "q17": "2"}
    answers |= dict.fromkeys([f"q7{c}" for c in "abcdefg"], "0") | {"q7d": "3", "q7e": "4"}
    order = ["q1", "q2", "q3", "q4", "q6", *[f"q7{c}" for c in "abcdefg"]]
    order += [f"q{n}" for n in range(8, 18)]
    fill_in(window, "BAM-R", {key: answers[key] for key in order})
    use = next(t for t in story.do(assessments.trends) if t.scale.key == "use")
    assert use.points[-1].value == 4
    assert "overdose" in {f.opens for f in story.do(assessments.open_flags)}


def rate(story):
    window = story.show(Care)
    window.press("rate")
    for area, need in ((1, 2), (2, 1), (3, 2), (4, 3), (5, 2), (6, 1)):
        window.answer(f"area{area}", need)
    window.answer("note4", "Injects daily, two overdoses")
    window.answer("chosen", "2.1")
    window.answer("difference", "Lives near, comes daily")
    window.press("keep")
    (rated,) = story.do(episodes.history).ratings
    assert rated.suggested != rated.chosen == "2.1"


def treat(story):
    """Medication offered and chosen, naloxone, the first test."""
    window = story.show(MedicationAndTests)
    for name, choice, why in (
        ("methadone", "declined", "No ride every day"),
        ("naltrexone", "declined", "Afraid of the wait"),
        ("buprenorphine", "chosen", ""),
    ):
        window.press("offer")
        window.answer("medicine", name)
        window.answer("choice", choice)
        if why:
            window.answer("why", why)
        window.press("keep")
    window.press("add_medicine")
    window.answer("medicine", "buprenorphine")
    window.answer("prescriber", "Dr. Hill")
    window.press("keep")
    window.press("naloxone")
    window.answer("expires_on", "1 Jun 2027")
    window.press("keep")
    window.press("test")
    for analyte, result in (
        ("buprenorphine", "positive"), ("fentanyl", "positive"), ("methamphetamine", "negative")
    ):  # fmt: skip
        window.answer(f"r_{analyte}", result)
    window.press("keep")
    cabinet = story.do(medications.cabinet)
    assert (cabinet.not_offered, cabinet.naloxone) == ([], "")
    (tested,) = story.do(specimens.of_client)
    assert tested.reading == "fentanyl positive"


def look_at_life(story):
    window = story.show(OutcomesSection)
    window.press("ask_now")
    window.answer("use_days", "30")
    window.answer("housing", "dependent")
    window.press("keep")
    window = story.show(Recovery)
    window.press("supports")
    window.answer("wanted", ["smart"])
    window.press("keep")
    assert story.do(recovery.diary).supports.wanted == ["smart"]
    window = story.show(Appointments)
    window.press("book")
    window.answer("at", "16:00")
    window.answer("weeks", "11")
    window.press("keep")
    assert len(story.do(appointments.of_client)) == 12


def plan(story):
    """Step 5: two objectives for substance use and one for PTSD; nobody is told to abstain."""
    window = story.show(PlanSection)
    window.press("write_plan")
    before = window.panel.editor.before
    for key, said in (("strengths", "A fighter, a reader, an aunt"), ("barriers", "No car")):
        if not before.boxes[key].value():
            window.qtbot.keyClicks(before.boxes[key].editor.main, said)
    for baseline in ("12", "20", "48"):
        offered = window.find("offered")
        window.enter(offered, offered.lines.id_at(0))
        window.answer("goals", "To wake up without needing anything")
        window.press("keep")
        window.press("add_objective")
        aims = window.find("aims")
        window.enter(aims, aims.lines.id_at(0))
        window.answer("baseline", baseline)
        window.answer("target_on", "28 Feb 2027")
        window.press("keep")
    window.picture("story_plan")
    window.press("sign")
    window.write("passphrase", PASSPHRASE)
    window.press("confirm_sign")
    here = story.do(plans.chart)
    assert here.in_force.status is Status.AWAITING_COSIGN
    assert [o.code for o in here.objectives] == ["1.1", "2.1", "3.1"]
    assert {o.baseline for o in here.objectives} == {"12", "20", "48"}


@pytest.mark.slow
def test_from_the_first_call_to_the_signed_plan(story):
    for step in (register, admit, take_in, pay, screen, diagnose, measure, rate, treat):
        step(story)
    look_at_life(story)
    plan(story)
    window = story.show(Overview)
    window.picture("story_overview")
    lanes = {row[1] for row in window.find("drawing").picture.rows}
    assert {"Level of care", "Tests"} <= lanes
