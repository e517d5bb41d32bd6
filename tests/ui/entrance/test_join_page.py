"""An empty computer joins: the sheet is typed, a slip is told at its group, and its person signs in."""

import pytest
from PySide6.QtWidgets import QWidget

from counselor_desk.app import vault_door
from counselor_desk.ui.entrance.first_window import FirstWindow
from counselor_desk.ui.entrance.join_page import JoinPage
from counselor_desk.ui.entrance.unlock import UnlockWindow
from tests.ui.conftest import aside


@pytest.fixture
def door(shared_clinic, tmp_path, monkeypatch):
    """Of a computer that has opened nothing before."""
    from counselor_desk.ui.shell import recent_vaults

    known = []
    monkeypatch.setattr(recent_vaults, "vaults", lambda: list(known))
    monkeypatch.setattr(recent_vaults, "add", lambda path: known.insert(0, path))
    return vault_door()


@pytest.fixture
def window(door, qtbot):
    window = FirstWindow(door)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: window._filled)
    window.inside.findChild(QWidget, "join").click()
    assert isinstance(window.inside.page(), JoinPage)
    yield window
    for line in list(door._lines.values()):
        aside(qtbot, lambda: (line.close(), True))  # noqa: B023  done when it returns


def test_from_the_sheet_to_the_desk(window, shared_clinic, qtbot):
    page, sheet = window.inside.page(), shared_clinic.sheet()
    opened = []
    window.opened.connect(opened.append)
    page.code.setText("-".join(sheet.groups).lower())
    page.address.setText(sheet.addresses[0])
    page.computer.setText("Front desk")
    page.button.click()
    qtbot.waitUntil(lambda: isinstance(window.inside, UnlockWindow))
    qtbot.waitUntil(lambda: window.inside.person.count() == 5)
    assert window.inside.findChild(QWidget, "recover") is None, "that is done at the clinic's computer"
    window.inside.person.setCurrentText("cal")
    window.inside.secret.setText(shared_clinic.words("cal"))
    window.inside.page().button.click()
    qtbot.waitUntil(lambda: bool(opened))
    assert opened[0].desk.actor.name == "Cal Reyes"
    assert opened[0].path.suffix == ".clinic"


def test_a_slip_is_told_while_one_types(window, shared_clinic, qtbot):
    page, groups = window.inside.page(), list(shared_clinic.sheet().groups)
    page.code.setText(groups[0])
    page._look(page.code.text())
    assert page.slip.text() == ""
    wrong = groups[1][:-1] + ("0" if groups[1][-1] != "0" else "1")  # one slip is always noticed
    page._look(f"{groups[0]}-{wrong[:3]}")
    assert page.slip.text() == "", "the group under the hands is not judged"
    page._look(f"{groups[0]}-{wrong}")
    assert page.slip.text().startswith("Group 2 ")


def test_what_went_wrong_is_one_sentence_and_the_keyboard_is_where_it_is_put_right(
    window, shared_clinic, qtbot
):
    page, sheet = window.inside.page(), shared_clinic.sheet()
    page.button.click()
    assert "Type the invitation" in page.banner.words.text()
    page.code.setText("-".join(sheet.groups))
    page.address.setText("not an address")
    page.button.click()
    qtbot.waitUntil(lambda: "This is not an address" in page.banner.words.text())
    assert page.address.hasFocus()
    page.address.setText("127.0.0.1:1")
    page.button.click()
    qtbot.waitUntil(lambda: "No clinic answers at 127.0.0.1:1" in page.banner.words.text())
    page.address.setText(sheet.addresses[0])
    page.button.click()
    qtbot.waitUntil(lambda: isinstance(window.inside, UnlockWindow))
    window.inside.findChild(QWidget, "join").click()
    page = window.inside.page()
    page.code.setText("-".join(sheet.groups))
    page.address.setText(sheet.addresses[0])
    page.button.click()
    qtbot.waitUntil(lambda: "has ended or was used" in page.banner.words.text())
    assert page.code.hasFocus()


def test_a_computer_leaves_the_clinic(window, shared_clinic, door, qtbot):
    page, sheet = window.inside.page(), shared_clinic.sheet()
    page.code.setText("-".join(sheet.groups))
    page.address.setText(sheet.addresses[0])
    page.button.click()
    qtbot.waitUntil(lambda: isinstance(window.inside, UnlockWindow))
    qtbot.waitUntil(lambda: window.inside.person.count() == 5)
    [path] = door.recent()
    window.inside.findChild(QWidget, "leave_clinic").click()
    qtbot.waitUntil(lambda: not isinstance(window.inside, UnlockWindow))
    assert not path.exists()
    assert door.recent() == []
