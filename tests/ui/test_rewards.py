"""Rewards in the windows, as a person goes through them."""

import os
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from counselor_desk.domain.schedule import Outcome
from counselor_desk.services import reward_views, rewards
from counselor_desk.ui import look
from counselor_desk.ui.bridge import Bridge
from counselor_desk.ui.chart.rewards import Rewards
from tests.services.test_rewards import ROSA, joining

LETTERS = {
    "N": Outcome.MET,
    "P": Outcome.NOT_MET,
    "E": Outcome.EXCUSED,
    "M": Outcome.MISSED,
}


class Went(list):
    """Where the screen asked to go."""

    def __call__(self, screen, **where):
        self.append((screen, where))


@pytest.fixture
def desk(desk):
    desk.vouches = lambda staff_id, passphrase: passphrase == f"of {staff_id}"
    return desk


@pytest.fixture
def go():
    return Went()


@pytest.fixture
def show(desk, qtbot, go):
    """Builds a screen or section, shown and with its answers in."""
    look.apply(QApplication.instance())
    bridge = Bridge(desk)

    def build(kind, *args, size=(860, 900), **where):
        made = kind(bridge, go, *args)
        qtbot.addWidget(made)
        made.resize(*size)
        made.show()
        if where:
            made.open(**where)
        settle(qtbot, bridge)
        return made

    build.bridge = bridge
    yield build
    bridge.close()


def settle(qtbot, bridge):
    QApplication.processEvents()
    qtbot.waitUntil(bridge.is_idle, timeout=5000)
    QApplication.processEvents()
    qtbot.waitUntil(bridge.is_idle, timeout=5000)


def picture(widget, name):
    """With PICTURES set, what is on screen is kept to be looked at."""
    if folder := os.environ.get("PICTURES"):
        QApplication.processEvents()
        widget.grab().save(str(Path(folder) / f"{name}.png"))


def press(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def move_to(desk, clock, enrollment_id):
    """The clock stands on the day of the next occasion."""
    due = desk.do(reward_views.today, enrollment_id).due_on
    clock.now = clock.now.replace(year=due.year, month=due.month, day=due.day)


def test_six_visits_of_the_prize_bowl(desk, clock, show, qtbot):
    enrollment = desk.do(rewards.enroll, ROSA, joining("va_prize_bowl"))
    section = show(Rewards, ROSA)
    panel = section.panels[enrollment.id]
    answers, slips = [], []
    for visit, letter in enumerate("NNNPNN"):
        move_to(desk, clock, enrollment.id)
        section.refresh()
        settle(qtbot, show.bridge)
        answers.append(panel.answer.text())
        if visit == 3:
            picture(section, "rewards_visit_4")
        press(qtbot, panel.buttons[LETTERS[letter]])
        qtbot.waitUntil(lambda v=visit: panel.today.standing.number == v + 1)
        settle(qtbot, show.bridge)
        slips.append(len(panel.findChildren(type(panel), "x")) or _drawn(desk))
    assert answers == ["1 draw", "2 draws", "3 draws", "4 draws", "1 draw", "2 draws"]
    assert slips == [1, 3, 6, 6, 7, 9]
    assert section.past.lines.rowCount() == 6
    assert section.account.lines.rowCount() == 9
    picture(section, "rewards_six_visits")


def _drawn(desk):
    return len(desk.do(reward_views.account, ROSA).rows)


def test_the_answer_comes_first(desk, clock, show, qtbot):
    enrollment = desk.do(rewards.enroll, ROSA, joining(funding="samhsa"))
    section = show(Rewards, ROSA)
    panel = section.panels[enrollment.id]
    for _visit in range(8):
        move_to(desk, clock, enrollment.id)
        section.refresh()
        settle(qtbot, show.bridge)
        number = panel.today.standing.number
        press(qtbot, panel.buttons[Outcome.MET])
        qtbot.waitUntil(lambda n=number: panel.today.standing.number == n + 1)
    move_to(desk, clock, enrollment.id)
    section.refresh()
    settle(qtbot, show.bridge)
    assert panel.answer.text() == "$12.50 and the $10.00 bonus"
    assert panel.because.text() == "9th in a row; the last bonus was on 11 December"
    assert panel.otherwise.text().splitlines()[0] == (
        "If not met: nothing today, next $2.50; after five in a row back to $12.50."
    )
    assert "Balance $75.00" in panel.standing.text()
    assert "$75.00 of $750 this year" in panel.standing.text()
    picture(section, "rewards_vouchers")


def test_an_excused_absence_asks_for_its_reason_at_the_field(desk, clock, show, qtbot):
    enrollment = desk.do(rewards.enroll, ROSA, joining())
    section = show(Rewards, ROSA)
    panel = section.panels[enrollment.id]
    press(qtbot, panel.buttons[Outcome.EXCUSED])
    reason = panel.details.boxes["reason"]
    qtbot.waitUntil(lambda: not reason.trouble.isHidden())
    assert "excused" in reason.trouble.text()
    assert desk.do(reward_views.today, enrollment.id).standing.number == 0
    qtbot.keyClicks(reason.editor.main, "court")
    press(qtbot, panel.buttons[Outcome.EXCUSED])
    qtbot.waitUntil(lambda: panel.today.standing.number == 1)
    assert panel.answer.text() == "$2.50"


def test_slips_from_a_bowl_on_the_table(desk, clock, show, qtbot):
    enrollment = desk.do(rewards.enroll, ROSA, joining("va_prize_bowl"))
    section = show(Rewards, ROSA)
    panel = section.panels[enrollment.id]
    panel.details.boxes["by_hand"].editor.widget.setChecked(True)
    qtbot.waitUntil(lambda: panel.details.boxes["slip2"].isVisible())
    qtbot.keyClicks(panel.details.boxes["slip2"].editor.main, "1")
    press(qtbot, panel.buttons[Outcome.MET])
    qtbot.waitUntil(lambda: panel.today.standing.number == 1)
    assert panel.today.balance_cents == 2000


def test_without_an_enrollment_it_says_what_belongs_here(show, qtbot, go):
    section = show(Rewards, ROSA)
    qtbot.waitUntil(section.empty.isVisible)
    picture(section, "rewards_empty")
    press(qtbot, section.empty.button)
    assert go == [("reward_enroll", {"client_id": ROSA})]
    assert date(2026, 12, 1)
