"""A new vault: nobody stands before an empty page and wonders what comes next."""

import pytest
from PySide6.QtWidgets import QPushButton

from counselor_desk.demo import scratch
from counselor_desk.domain.roles import Role
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.shell.settings import Settings
from counselor_desk.ui.today.today import TodayScreen
from tests.ui.windows import Window


@pytest.fixture
def new(tmp_path):
    """A vault a minute old, its administrator at the desk."""
    opened = scratch.scratch(tmp_path)
    yield opened.desk
    opened.desk.close()


def step(window):
    """What the empty page says, and its button."""
    state = window.panel.nothing
    assert state.isVisible()
    button = state.button
    return state.title.text(), button.text() if isinstance(button, QPushButton) else ""


def test_the_first_administrator_is_led_to_the_people(new, qtbot):
    window = Window(new, qtbot, TodayScreen)
    assert step(window) == ("Your vault is ready", "Add a colleague")
    window.panel.nothing.button.click()
    assert window.went == [("settings", {"part": "people"})]
    new.do(staff.add, "Cal Reyes", "cal", Position(Role.COUNSELOR))
    window.panel.refresh()
    window.settle()
    assert len(new.do(staff.all_staff)) == 2


def test_who_has_no_client_is_led_to_the_first(tmp_path, qtbot):
    new = scratch.scratch(tmp_path, counselor=True).desk
    window = Window(new, qtbot, TodayScreen)
    assert step(window) == ("No clients yet", "New client")
    new.do(clients.register, {"given_name": "Rosa", "family_name": "Medina"})
    again = Window(new, qtbot, TodayScreen)
    assert step(again) == ("Nothing is due", "")
    new.close()


def test_a_colleague_gets_a_name_to_sign_in_with(new, qtbot):
    window = Window(new, qtbot, Settings, part="people")
    boxes = window.panel.colleagues.person.boxes
    qtbot.keyClicks(boxes["name"].editor.main, "Marion Ellis")
    assert boxes["sign_in"].value() == "marion"
    qtbot.keyClicks(boxes["sign_in"].editor.main, "e")  # a name that somebody chose stays
    qtbot.keyClicks(boxes["name"].editor.main, "-Roe")
    assert boxes["sign_in"].value() == "marione"


def test_words_that_were_narrow_take_less_room_again(qtbot):
    label = text.body("What was written on two lines in a narrow window stands on one in a wide.")
    qtbot.addWidget(label)
    label.resize(200, 100)
    label.show()
    qtbot.waitUntil(lambda: label.minimumHeight() > 40)
    label.resize(900, 100)
    qtbot.waitUntil(lambda: label.minimumHeight() < 30)
