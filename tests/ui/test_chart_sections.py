"""The sections of the chart, as a person goes through them with the story's client."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from counselor_desk.services import diagnoses, episodes, intakes, substances
from counselor_desk.ui.chart.care import Care
from counselor_desk.ui.chart.diagnoses import Diagnoses
from counselor_desk.ui.chart.intake import IntakeSection
from tests.ui.windows import Window

ROSA = 10
TODAY = date(2026, 12, 1)


@pytest.fixture
def open_section(desk, qtbot, clock, monkeypatch):
    made = []

    def build(kind, **where):
        window = Window(desk, qtbot, kind, ROSA, **where)
        monkeypatch.setattr(window.bridge, "now", lambda: clock.now)
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
    assert "2.7" in window.panel.sheet.suggestion.text() or "2.5" in (
        window.panel.sheet.suggestion.text()
    )
    window.answer("chosen", "2.1")
    window.picture("care_rating")
    window.press("keep")
    assert "Say why" in window.form().boxes["difference"].trouble.text()
    window.answer("difference", "No place free")
    window.press("keep")
    window.picture("care_front")
    window.press("discharge")
    window.answer("reason", "completed")
    window.press("keep")
    assert "after-care" in window.form().boxes["after_care"].trouble.text()
    assert desk.do(episodes.standing, ROSA).episode is not None
    window.answer("after_care", "Peer group on Fridays")
    window.press("keep")
    assert desk.do(episodes.standing, ROSA).episode is None


def test_a_date_that_cannot_be_read_is_said_at_its_place(desk, open_section):
    window = open_section(Care)
    window.press("Begin an episode")
    window.answer("referred_on", "the 40th of May")
    window.press("keep")
    assert "not a day" in window.form().boxes["referred_on"].trouble.text()
    assert desk.do(episodes.standing, ROSA).episode is None


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


def test_a_heading_is_no_diagnosis_and_narrows_the_search(desk, open_section):
    window = open_section(Diagnoses)
    window.press("add_diagnosis")
    window.qtbot.keyClicks(window.find("search"), "F11.2")
    window.settle()
    window.panel.sheet.list.choose("F11.2")
    if window.panel.sheet.list.current() == "F11.2":
        window.qtbot.keyClick(window.panel.sheet.list, Qt.Key.Key_Return)
    assert desk.do(diagnoses.formulation, ROSA).active == []
