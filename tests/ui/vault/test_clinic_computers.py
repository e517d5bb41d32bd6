"""An administrator shares the vault, invites a computer, sees it join, and revokes it."""

import threading
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton

from counselor_desk.app import vault_door
from counselor_desk.core.errors import Refused
from counselor_desk.network import waiting_line
from counselor_desk.services.clients import clients
from counselor_desk.ui.kit.widgets.qr_code import QrCode
from tests.ui.conftest import aside

HOME = "127.0.0.1"


pytestmark = pytest.mark.usefixtures("at_home")


@pytest.fixture
def page(sit, qtbot):
    """Ada's window on the page, at a port that is free."""
    window = sit("ada")
    page = window.go("clinic_computers")
    qtbot.waitUntil(lambda: bool(page.told.text()))
    page.port.setText(str(free_port()))
    return page


def free_port():
    import socket

    with socket.socket() as probe:
        probe.bind((HOME, 0))
        return probe.getsockname()[1]


def press(page, name):
    button = page.findChild(QPushButton, name)
    assert button.isEnabled(), name
    button.click()


def told(page, qtbot, words):
    qtbot.waitUntil(lambda: words in page.page.banner.words.text())


def shared(page, qtbot):
    press(page, "share")
    told(page, qtbot, "Now invite each computer")
    qtbot.waitUntil(page.inviting.isEnabled)


def invited(page, qtbot):
    press(page, "invite")
    qtbot.waitUntil(page.card.isVisible)
    return page.card.sheet


def joined(sheet, tmp_path, qtbot, computer="Cal's laptop"):
    """Another program on another computer, with the sheet in hand; its person waits for no window."""
    door, made = vault_door(), []
    code = "-".join(sheet.groups)
    work = threading.Thread(target=lambda: made.append(door.join(code, sheet.addresses[0], computer)))
    work.start()
    qtbot.waitUntil(lambda: not work.is_alive())
    return door, made[0]


def test_before_it_is_shared_nobody_is_invited(page):
    assert not page.inviting.isEnabled()
    assert "on this computer alone" in page.told.text()
    assert "Allow it on private networks" in page.firewall.text(), "the firewall's question, before it comes"


def test_a_computer_is_invited_joins_works_and_is_revoked(page, qtbot, tmp_path, clinic, ring):
    shared(page, qtbot)
    sheet = invited(page, qtbot)
    assert page.card.groups.text().replace("\n", "-") == "-".join(sheet.groups)
    assert "60 more minutes" in page.card.left.text()
    door, path = joined(sheet, tmp_path, qtbot)
    told(page, qtbot, "A computer has joined")
    assert not page.card.isVisible(), "the secret leaves the screen"
    names, opened = [], []

    def work():
        names.extend(door.people(path))
        opened.append(door.unlock(path, "cal", clinic.words("cal")))
        opened.append(opened[0].desk.do(clients.find, "medina"))

    aside = threading.Thread(target=work)
    aside.start()
    qtbot.waitUntil(lambda: not aside.is_alive())
    assert "cal" in names
    assert [one.given_name for one in opened[1]] == ["Rosa"]
    qtbot.waitUntil(lambda: ("On the line", "ok") in page.list.lines.line(0).chips)
    assert page.list.lines.line(0).first == "Cal's laptop"
    page.list.choose(1)
    press(page, "revoke")
    told(page, qtbot, "Cal's laptop reaches nothing here any more")
    qtbot.waitUntil(lambda: any("Revoked" in words for words, _tone in page.list.lines.line(0).chips))
    assert not page.revoking.isEnabled()
    closing = threading.Thread(target=lambda: door.lock(opened[0]))
    closing.start()
    qtbot.waitUntil(lambda: not closing.is_alive())


def test_a_withdrawn_sheet_opens_nothing(page, qtbot, tmp_path):
    shared(page, qtbot)
    sheet = invited(page, qtbot)
    press(page, "withdraw_invitation")
    qtbot.waitUntil(lambda: not page.card.isVisible())
    qtbot.waitUntil(page.window().bridge.is_idle)
    refused = []

    def work():
        try:
            vault_door().join("-".join(sheet.groups), sheet.addresses[0], "x")
        except Refused as refusal:
            refused.append(str(refusal))

    aside = threading.Thread(target=work)
    aside.start()
    qtbot.waitUntil(lambda: not aside.is_alive())
    assert "has ended" in refused[0]


def test_an_invitation_that_has_ended_leaves_the_screen(page, qtbot, monkeypatch):
    shared(page, qtbot)
    invited(page, qtbot)
    later = page.bridge.now() + timedelta(minutes=61)
    page.card._now = lambda: later
    page.card._count_down()
    assert not page.card.isVisible()
    assert page.card.groups.text() == ""


def test_the_secret_is_gone_when_the_page_is_left(page, qtbot):
    shared(page, qtbot)
    invited(page, qtbot)
    page.window().go("today")
    assert page.card.sheet is None
    assert page.card.paper() is None


def test_a_port_that_is_taken_and_one_that_is_none_are_said(page, qtbot):
    import socket

    page.port.setText("none")
    press(page, "share")
    told(page, qtbot, "A port is a number")
    with socket.create_server((HOME, 0)) as taken:
        page.port.setText(str(taken.getsockname()[1]))
        press(page, "share")
        told(page, qtbot, "is taken on this computer")
        qtbot.waitUntil(page.sharing.isEnabled)


def test_sharing_stops_by_hand(page, qtbot, clinic):
    shared(page, qtbot)
    opened = page.window().opened
    press(page, "stop_sharing")
    told(page, qtbot, "No longer shared")
    assert clinic.door.shared(opened) is None
    page.window().lock()
    assert not clinic.door.is_sharing()


def test_a_locked_window_cuts_nobody_off(page, qtbot, clinic, ring):
    """An administrator goes to lunch: the others work on, and whoever comes back signs in."""
    shared(page, qtbot)
    sheet, window = invited(page, qtbot), page.window()
    keys = window.opened.desk.signed_in.keys
    window.lock()
    assert clinic.door.is_sharing()
    assert any(keys.key), "the others need it"
    door, path = joined(sheet, None, qtbot)
    elsewhere = aside(qtbot, lambda: door.unlock(path, "cal", clinic.words("cal")))
    with pytest.raises(Refused, match="does not open"):
        clinic.door.unlock(clinic.path, "cal", "something else entirely")
    with pytest.raises(Refused, match="stop sharing it first"):
        clinic.door.restore(clinic.path, clinic.path, "ada", clinic.words("ada"))
    here = clinic.open("sue")
    assert here.desk.actor.name == "Sue Park"
    assert [one.given_name for one in aside(qtbot, lambda: elsewhere.desk.do(clients.find, "medina"))] == [
        "Rosa"
    ]
    sue = here.desk.signed_in.keys
    clinic.door.lock(here)
    assert not any(sue.key), "whoever leaves takes their keys along"
    assert len(aside(qtbot, lambda: elsewhere.desk.do(clients.find, "medina"))) == 1
    aside(qtbot, lambda: (door.lock(elsewhere), True))
    clinic.door.end()
    assert not clinic.door.is_sharing()
    qtbot.waitUntil(lambda: not any(keys.key))
    assert all(not thread.name.startswith(("clinic", "announcement")) for thread in threading.enumerate())
    clinic.door.lock(clinic.open("cal"))


def test_it_is_shared_again_by_itself_whoever_opens_it(page, qtbot, clinic, ring):
    shared(page, qtbot)
    qtbot.waitUntil(page.by_itself.isVisible)
    page.by_itself.click()
    qtbot.waitUntil(lambda: page.bridge.is_idle() and page.by_itself.isChecked())
    page.entrusted.click()
    qtbot.waitUntil(lambda: page.bridge.is_idle() and page.entrusted.isChecked())
    assert ring.kept, "its secret is in the keyring"
    page.entrusted.click()
    qtbot.waitUntil(lambda: page.bridge.is_idle() and not page.entrusted.isChecked())
    assert not ring.kept
    page.by_people.click()
    qtbot.waitUntil(lambda: page.bridge.is_idle() and page.by_people.isChecked())
    assert waiting_line.is_chosen(clinic.path)
    page.by_people.click()
    qtbot.waitUntil(lambda: page.bridge.is_idle() and not page.by_people.isChecked())
    assert not waiting_line.is_chosen(clinic.path)
    port = page._shared.port
    page.window().lock()
    clinic.door.end()
    here = clinic.open("cal")  # a counselor, who may not keep the vault
    assert clinic.door.shared(here).port == port
    clinic.door.stop_sharing(here)
    clinic.door.lock(here)


def test_the_sheet_says_all_that_is_needed(page, qtbot):
    shared(page, qtbot)
    sheet = invited(page, qtbot)
    said = page.card.paper().toPlainText()
    for words in (
        "-".join(sheet.groups[:3]),
        "-".join(sheet.groups[3:]),
        sheet.addresses[0],
        "Join a clinic",
    ):
        assert words in said
    assert page.card.paper().pageCount() == 1


def test_the_square_code_is_whole_and_has_its_quiet_zone(qtbot):
    code = QrCode("code")
    qtbot.addWidget(code)
    code.show_text("COUNSELOR-DESK 127.0.0.1:5178 AAAAA-BBBBB")
    image = code.image(400)
    white = QImage(400, 400, QImage.Format.Format_RGB32)
    white.fill(Qt.GlobalColor.white)
    across = len(code._modules) + 8
    edge = 400 // across * 4 - 1
    assert image.copy(0, 0, 400, edge) == white.copy(0, 0, 400, edge)
    black = sum(image.pixelColor(x, 200).value() < 128 for x in range(400))
    assert 60 < black < 340
    code.clear()
    assert code.image(400) == white


def test_counselors_have_no_such_page(sit):
    assert "clinic_computers" not in sit("cal").kinds


def test_the_light_says_how_safe_the_vault_is(page, qtbot, clinic):
    qtbot.waitUntil(lambda: page.health.chip.words == "No backup yet")
    aside(qtbot, lambda: page.window().opened.keeper.back_up())
    page.refresh()
    qtbot.waitUntil(lambda: page.health.chip.words == "No restore was tested lately")
    assert "Last backup today" in page.health.said.text()
    aside(qtbot, lambda: page.window().opened.keeper.rehearse())
    page.refresh()
    qtbot.waitUntil(lambda: page.health.chip.words == "No second backup location")


def test_the_light_shines_at_every_administrator_s_computer(shared_clinic, sit_elsewhere, qtbot):
    aside(qtbot, lambda: shared_clinic.opened.keeper.back_up())
    window = sit_elsewhere("ada")
    page = window.go("clinic_computers")
    qtbot.waitUntil(lambda: "Last backup today" in page.health.said.text())
    qtbot.waitUntil(lambda: "on the clinic's computer" in page.told.text())


def test_an_administrator_invites_from_another_computer(shared_clinic, sit_elsewhere, qtbot):
    window = sit_elsewhere("ada")
    page = window.go("clinic_computers")
    qtbot.waitUntil(page.inviting.isEnabled)
    sheet = invited(page, qtbot)
    assert sheet.addresses, "where this computer has found the clinic itself"
    other = vault_door()
    path = aside(qtbot, lambda: other.join("-".join(sheet.groups), sheet.addresses[0], "a third"))
    qtbot.waitUntil(lambda: page.list.model().rowCount() == 2)
    assert path.exists()
