"""The recovery log as a person keeps it."""

import pytest

from counselor_desk.services.care import recovery
from counselor_desk.ui.care.recovery_section import Recovery
from tests.ui.windows import Window

DANA = 12


@pytest.fixture
def window(desk, qtbot):
    made = Window(desk, qtbot, Recovery, DANA)
    yield made
    made.close()


def test_a_meeting_is_logged_changed_and_taken_out(window, desk):
    window.press("log_activity")
    window.answer("kind", "smart")
    window.answer("minutes", "90")
    window.answer("helped", 7)
    window.press("keep")
    (kept,) = desk.do(recovery.diary, DANA).activities
    assert (kept.kind, kept.minutes, kept.helped) == ("smart", 90, 7)
    window.panel.list.opened.emit(kept.id)
    window.settle()
    window.press("strike")
    assert desk.do(recovery.diary, DANA).activities == []


def test_supports_are_asked_in_the_window(window, desk):
    window.press("supports")
    window.answer("wanted", ["twelve_step"])
    window.answer("coach", "Mo Castillo")
    window.press("keep")
    held = desk.do(recovery.diary, DANA).supports
    assert (held.wanted, held.coach) == (["twelve_step"], "Mo Castillo")


def test_a_kind_not_chosen_is_said_at_its_field(window, desk):
    window.press("log_activity")
    window.press("keep")
    assert not desk.do(recovery.diary, DANA).activities
    assert window.form().boxes["kind"].trouble.isVisible()
