"""Access, registers and the trail as a person uses them."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from counselor_desk.services import access, clients, registers
from counselor_desk.ui import ask
from counselor_desk.ui.bridge import Bridge
from counselor_desk.ui.screens.access import Access
from counselor_desk.ui.screens.registers import Registers
from counselor_desk.ui.screens.trail import Trail
from tests.conftest import PASSPHRASE

ROSA, JAMES, DANA = 10, 11, 12
SUE, CAL, ADA = 1, 2, 5


@pytest.fixture
def shown(desk, qtbot):
    bridges = []

    def build(kind, staff_id):
        desk.as_(staff_id)
        bridges.append(Bridge(desk))
        build.went = []
        panel = kind(bridges[-1], lambda screen, **where: build.went.append((screen, where)))
        qtbot.addWidget(panel)
        panel.resize(1000, 1100)
        panel.show()
        qtbot.waitUntil(panel.bridge.is_idle)
        return panel

    yield build
    for bridge in bridges:
        qtbot.waitUntil(bridge.is_idle)
        bridge.close()


def press(qtbot, panel, name):
    def seen():
        return [b for b in panel.findChildren(QAbstractButton, name) if b.isVisible()]

    qtbot.waitUntil(lambda: bool(seen()))
    qtbot.mouseClick(seen()[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(panel.bridge.is_idle)


def fill(panel, **values):
    for key, value in values.items():
        panel.sheet.form.boxes[key].write(value)


def test_an_emergency_opens_the_chart_and_the_supervisor_looks_at_it(desk, shown, qtbot):
    screen = shown(Access, CAL)
    press(qtbot, screen, "emergency")
    fill(screen, who="james tull", born=date(1977, 8, 2), reason="too short", passphrase=PASSPHRASE)
    press(qtbot, screen, "keep")
    assert screen.sheet.form.boxes["reason"].trouble.text().startswith("Say what the emergency")
    fill(screen, reason="overdose on the ward, allergies needed")
    press(qtbot, screen, "keep")
    qtbot.waitUntil(lambda: shown.went == [("chart", {"client_id": JAMES})])
    screen.leave()
    assert screen.sheet is None
    review = shown(Access, SUE)
    qtbot.waitUntil(lambda: review.list.lines.rowCount() == 1)
    assert "Not looked at" in review.list.lines.line(0).spoken()
    press(qtbot, review, "review")
    assert desk.do(access.grants)[0].reviewed_at is not None


def test_coverage_is_given_by_a_form(desk, shown, qtbot, clock):
    screen = shown(Access, CAL)
    press(qtbot, screen, "cover")
    fill(screen, staff_id="3", ends_on=clock.now.date(), reason="on leave")
    press(qtbot, screen, "keep")
    qtbot.waitUntil(lambda: screen.list.lines.rowCount() == 2)
    desk.as_(3)
    assert set(desk.do(clients.matching)) == {ROSA, JAMES, DANA}


def test_a_legal_request_says_what_to_answer(desk, shown, qtbot):
    screen = shown(Registers, SUE)
    press(qtbot, screen, "new_request")
    fill(screen, who="dana", kind="legal", asked_on=date(2026, 12, 1), asked_by="J. Lawyer",
         what="all records", has_subpoena=True)  # fmt: skip
    press(qtbot, screen, "keep")
    qtbot.waitUntil(lambda: screen.requests.lines.rowCount() == 1)
    assert "Not sufficient" in screen.requests.lines.line(0).spoken()
    (row,) = desk.do(registers.everything).requests
    screen.requests.opened.emit(row.request.id)
    qtbot.waitUntil(lambda: screen.sheet is not None)
    fill(screen, outcome="answered with the script")
    press(qtbot, screen, "keep")
    assert not desk.do(registers.everything).requests[0].is_open


def test_a_breach_and_an_agreement_are_entered(desk, shown, qtbot):
    screen = shown(Registers, ADA)
    press(qtbot, screen, "new_breach")
    fill(screen, discovered_on=date(2026, 12, 1), people=500, what="a laptop was lost")
    press(qtbot, screen, "keep")
    qtbot.waitUntil(lambda: screen.breaches.lines.rowCount() == 1)
    assert "tell by 30 Jan 2027" in screen.breaches.lines.line(0).spoken()
    press(qtbot, screen, "new_agreement")
    fill(screen, organization="City Lab", services="tests", signed_on=date(2026, 1, 1), bound=True)
    press(qtbot, screen, "keep")
    assert "both promises" in screen.sheet.form.boxes["resists"].trouble.text()


def test_the_trail_is_narrowed_verified_and_saved(desk, shown, qtbot, monkeypatch, tmp_path):
    desk.do(clients.read, DANA)
    desk.do(clients.read, ROSA)
    screen = shown(Trail, ADA)
    qtbot.waitUntil(lambda: screen.list.lines.rowCount() >= 4)
    screen.form.boxes["who"].write("dana")
    qtbot.waitUntil(lambda: screen.list.lines.rowCount() == 1)
    qtbot.waitUntil(lambda: "Cal Reyes" in screen.list.lines.line(0).spoken())
    press(qtbot, screen, "verify")
    assert screen.page.banner.words.text().startswith("All ")
    path = tmp_path / "trail.csv"
    monkeypatch.setattr(ask, "save_path", lambda *_: path)
    press(qtbot, screen, "save")
    qtbot.waitUntil(path.exists)
    qtbot.waitUntil(screen.bridge.is_idle)
    lines = path.read_text("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "clients.read" in lines[1]
