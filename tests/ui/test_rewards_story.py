"""One client's six visits in the main window, from enrolling to the signed receipt."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from counselor_desk.domain.schedule import Outcome
from counselor_desk.reports import press, shelf
from counselor_desk.services import prizes, reward_accounts

START = date.today() - timedelta(days=28)  # noqa: DTZ011  six visits have had their day
WEEKDAYS = sorted({START.weekday(), (START.weekday() + 3) % 7})


def wait(qtbot, window):
    for _ in range(3):
        QApplication.processEvents()
        qtbot.waitUntil(window.bridge.is_idle, timeout=10_000)


def press_button(qtbot, place, name):
    found = [b for b in place.findChildren(QPushButton, name) if b.isVisible()]
    assert found, f"no button {name}"
    qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)


@pytest.fixture
def stocked(clinic):
    """A travel mug and a bicycle in the cabinet."""
    opened = clinic.open("sue")
    desk = opened.desk
    for name, cents in (("Travel mug", 1200), ("Bicycle", 9000)):
        values = {"name": name, "category": "household", "cents": cents, "prize_class": "Large"}
        made = desk.do(prizes.add, values)
        desk.do(prizes.receive, made.id, 1, "R-1")
    clinic.door.lock(opened)
    return clinic


@pytest.mark.slow
def test_danas_six_visits(stocked, sit, qtbot):
    dana = stocked.clients["Dana"]
    window = sit("cal")
    chart = window.go("chart", client_id=dana, section="rewards")
    wait(qtbot, window)
    press_button(qtbot, chart, "Enroll")
    wait(qtbot, window)
    _enroll(qtbot, window)
    panel = _panel(qtbot, window)
    drawn = [_visit(qtbot, window, panel, n, letter) for n, letter in enumerate("NNNPNN", 1)]
    assert drawn == [1, 2, 3, 0, 1, 2]
    account = window.opened.desk.do(reward_accounts.account, dana)
    assert len([row for row in account.rows if row.slip]) == 9
    assert account.balance_cents >= 2000  # the first slip was a Large
    _hand_over(qtbot, window)
    account = window.opened.desk.do(reward_accounts.account, dana)
    assert (account.given_cents, account.rows[-1].receipt) == (1200, True)
    for report, asked in (
        ("reward_receipt", {"entry_id": account.rows[-1].id}),
        ("reward_statement", {"client_id": dana}),
    ):
        found = shelf.report(report)
        data = window.opened.desk.do(found.gather, **asked)
        assert press.render(found, data).startswith(b"%PDF")


def _enroll(qtbot, window):
    screen = window.current()
    screen.form.set_values({"funding": "samhsa", "starts_on": START})
    schedule = screen.form.boxes["schedule"]
    schedule.write("va_prize_bowl")
    screen.form._touched("schedule")
    wait(qtbot, window)
    values = screen.form.values() | {
        "weekdays": [str(day) for day in WEEKDAYS],
        "objective": "2. No methamphetamine for twelve weeks",
        "analytes": "methamphetamine",
        "recommended_by": "Dr. Imani Cole",
        "agreed": True,
    }
    screen.form.set_values(values)
    assert "lucky hand could pass the limit of $750" in screen.over.text()
    press_button(qtbot, screen, "enroll")
    wait(qtbot, window)


def _panel(qtbot, window):
    from counselor_desk.ui.widgets.reward_today import TodayPanel

    qtbot.waitUntil(lambda: bool(window.findChildren(TodayPanel)))
    wait(qtbot, window)
    return window.findChildren(TodayPanel)[-1]


def _visit(qtbot, window, panel, number, letter):
    if number == 1:
        panel.details.set_values(panel.details.values() | {"by_hand": True, "slip2": 1})
    if number == 2:
        panel.details.set_values(panel.details.values() | {"by_hand": False})
    outcome = Outcome.MET if letter == "N" else Outcome.NOT_MET
    before = panel.today.standing.number
    assert before == number - 1
    press_button(qtbot, panel, outcome.value)
    qtbot.waitUntil(lambda: panel.today.standing.number == number)
    wait(qtbot, window)
    return panel.today.occasions[-1].amount


def _hand_over(qtbot, window):
    press_button(qtbot, window, "give")
    wait(qtbot, window)
    screen = window.current()
    items = [s for s in window.opened.desk.do(prizes.cabinet) if s.label == "Travel mug"]
    screen.cabinet.choose(items[0].id)
    press_button(qtbot, screen, "hand")
    pad = screen.findChild(QWidget, "signature")
    qtbot.waitUntil(pad.isVisible)
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(40, 60))
    for x in range(40, 200, 10):
        QTest.mouseMove(pad, QPoint(x, 60 + x % 30))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(200, 60))
    press_button(qtbot, screen, "sign")
    wait(qtbot, window)
