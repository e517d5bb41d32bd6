"""The story's client from the first call to the eve of the plan, entered as a person does."""

import pytest
from PySide6.QtCore import Qt

from counselor_desk.services import (
    answered,
    assessments,
    diagnoses,
    episodes,
    intakes,
    medications,
    specimens,
    today,
)
from counselor_desk.ui.bridge import Bridge
from counselor_desk.ui.chart.care import Care
from counselor_desk.ui.chart.diagnoses import Diagnoses
from counselor_desk.ui.chart.intake import IntakeSection
from counselor_desk.ui.chart.medication import MedicationAndTests
from counselor_desk.ui.chart.outcomes import OutcomesSection
from counselor_desk.ui.chart.overview import Overview
from counselor_desk.ui.chart.scores import Scores
from tests.ui.windows import Window

DANA = 12
PHQ = (2, 2, 1, 2, 1, 2, 1, 0, 1)


@pytest.fixture
def desk(desk):
    desk.vouches = lambda staff_id, passphrase: passphrase == "right one"
    return desk


@pytest.fixture
def section(desk, qtbot, clock, monkeypatch):
    monkeypatch.setattr(Bridge, "now", lambda self: clock.now)
    made = []

    def build(kind):
        made.append(Window(desk, qtbot, kind, DANA))
        return made[-1]

    yield build
    for window in made:
        window.close()


def admit(desk, section):
    window = section(Care)
    window.press("Begin an episode")
    window.answer("referral", "Other health care")
    window.answer("admitted_on", "1 Dec 2026")
    window.press("keep")
    window.press("place")
    window.answer("level", "asam4 2.1")
    window.press("keep")
    assert desk.do(episodes.standing, DANA).words == "2.1 Intensive outpatient, day 1"


def take_in(desk, section):
    window = section(IntakeSection)
    window.answer("sex", "female")
    window.press("next")
    window.answer("hope", "To wake up without needing anything")
    window.press("next")
    window.answer(
        "substances",
        [
            {"substance": "fentanyl", "route": "injection", "frequency": "daily"},
            {"substance": "methamphetamine", "route": "smoking", "frequency": "3-6 a week"},
        ],
    )
    window.answer("overdoses", "2")
    window.panel.show_step("strengths")
    window.settle()
    window.answer("strengths", "A fighter, a reader, an aunt")
    window.press("finish")
    assert desk.do(intakes.current, DANA).finished_at


def fill_in(window, key, answers):
    window.panel.start(key)
    window.settle()
    for item, value in answers.items():
        window.answer(item, value)
    window.press("finish")


def screen(desk, section):
    """Step 1 and 2: the PHQ-9 by the client's own hand, the red flag, PC-PTSD-5, PCL-5."""
    window = section(Scores)
    window.panel.start("phq9")
    window.settle()
    window.press("hand")
    handed = window.panel.handed
    for number, value in enumerate(PHQ, 1):
        window.answer(f"q{number}", str(value), inside=handed)
    window.press("client_done", inside=handed)
    window.qtbot.keyClicks(handed.passphrase, "right one")
    window.qtbot.keyClick(handed.passphrase, Qt.Key.Key_Return)
    window.settle()
    (flag,) = desk.do(assessments.open_flags, DANA)
    assert flag.opens == "safety"
    assert desk.do(today.due)[0].urgent
    window.press("Record the suicide-risk screen")
    window.follow()
    for item, value in {"q1": "1", "q2": "0", "q6": "0"}.items():
        window.answer(item, value)
    window.press("finish")
    window.panel.resolve(flag.id, "Screened, low; crisis plan made together")
    fill_in(window, "pc_ptsd_5", dict.fromkeys(("event", "q1", "q2", "q3", "q4", "q5"), "1"))
    # 48 over twenty questions: eight 3s and twelve 2s
    pcl = {f"q{n}": "3" if n <= 8 else "2" for n in range(1, 21)}
    fill_in(window, "pcl5", pcl)
    readings = {t.instrument: t.readings for t in desk.do(answered.taken, DANA)}
    assert readings["phq9"] == "12, moderate"
    assert readings["suicide_screen"] == "1, low"
    assert readings["pc_ptsd_5"] == "5, 4 or more: positive"
    assert readings["pcl5"].startswith("48, above")


def diagnose(desk, section):
    """Step 3: nine criteria of opioids, six of stimulants; PTSD beside them, and the link."""
    window = section(Scores)
    criteria = {f"q{n}": "1" if n <= 9 else "0" for n in range(1, 12)}
    fill_in(window, "oud_criteria", {"prescribed": "0", **criteria})
    window = section(Diagnoses)
    for typed, code in (("F11.20", "F11.20"), ("F15.20", "F15.20"), ("ptsd", "F43.10")):
        window.press("add_diagnosis")
        window.qtbot.keyClicks(window.find("search"), typed)
        window.settle()
        window.panel.sheet.list.choose(code)
        window.qtbot.keyClick(window.panel.sheet.list, Qt.Key.Key_Return)
        window.settle()
        if code.startswith("F1"):
            window.answer("severity", "severe")
        window.press("keep")
    window.press("link")
    window.answer("direction", "each feeds the other")
    window.answer("evidence", "Uses after nightmares; sleeps worse when using")
    window.press("keep")
    window.picture("story_diagnoses")
    found = desk.do(diagnoses.formulation, DANA)
    assert [s.diagnosis.code for s in found.active] == ["F11.20", "F15.20", "F43.10"]
    assert not found.unlinked


def measure(desk, section):
    """Step 4: BAM by categories, Use 4; opiates stand by themselves."""
    window = section(Scores)
    answers = dict.fromkeys(["q1", "q2", "q3", "q8", "q9", "q10", "q11", "q12", "q13"], "2")
    answers |= {"q4": "0", "q6": "4", "q14": "0", "q15": "2", "q16": "1", "q17": "2"}
    answers |= dict.fromkeys([f"q7{c}" for c in "abcdefg"], "0") | {"q7d": "3", "q7e": "4"}
    order = ["q1", "q2", "q3", "q4", "q6", *[f"q7{c}" for c in "abcdefg"]]
    order += [f"q{n}" for n in range(8, 18)]
    fill_in(window, "bam_r", {key: answers[key] for key in order})
    use = next(t for t in desk.do(assessments.trends, DANA) if t.scale.key == "use")
    assert use.points[-1].value == 4
    assert "overdose" in {f.opens for f in desk.do(assessments.open_flags, DANA)}


def treat(desk, section):
    """Medication offered and chosen, naloxone, the first test."""
    window = section(MedicationAndTests)
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
    cabinet = desk.do(medications.cabinet, DANA)
    assert (cabinet.not_offered, cabinet.naloxone) == ([], "")
    (tested,) = desk.do(specimens.of_client, DANA)
    assert tested.reading == "fentanyl positive"


@pytest.mark.slow
def test_from_the_first_call_to_the_eve_of_the_plan(desk, section):
    admit(desk, section)
    take_in(desk, section)
    screen(desk, section)
    diagnose(desk, section)
    measure(desk, section)
    treat(desk, section)
    window = section(OutcomesSection)
    window.press("ask_now")
    window.answer("use_days", "30")
    window.answer("housing", "dependent")
    window.press("keep")
    window = section(Overview)
    window.picture("story_overview")
    lanes = {row[1] for row in window.find("drawing").picture.rows}
    assert {"Level of care", "Tests"} <= lanes
    assert desk.do(intakes.teds, DANA).coded["substance_1"] == "7"
