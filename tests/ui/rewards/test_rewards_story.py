"""One client's six visits in the main window: paid, kept, handed over, witnessed, signed."""

from datetime import date, timedelta

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from sqlalchemy import select

from counselor_desk.desk.desk import query
from counselor_desk.domain.rewards.ledger import EntryKind
from counselor_desk.domain.rewards.schedule import Outcome
from counselor_desk.domain.roles import Can
from counselor_desk.records.reward import LedgerEntry
from counselor_desk.reports.press import press, shelf
from counselor_desk.services.clinic import staff
from counselor_desk.services.rewards import accounts, cabinet, schedules, verify

START = date.today() - timedelta(days=17)  # noqa: DTZ011  the sixth visit is today's
WEEKDAYS = sorted({START.weekday(), (START.weekday() + 3) % 7})


def wait(qtbot, window):
    for _ in range(3):
        QApplication.processEvents()
        qtbot.waitUntil(window.bridge.is_idle, timeout=10_000)


def press_button(qtbot, place, name):
    found = [b for b in place.findChildren(QAbstractButton, name) if b.isVisible()]
    assert found, f"no button {name}"
    qtbot.mouseClick(found[0], Qt.MouseButton.LeftButton)


@pytest.fixture
def stocked(clinic):
    """Three prizes in the cabinet; above $10 two people hand over."""
    opened = clinic.open("sue")
    desk = opened.desk
    desk.do(schedules.set_policy, limits(desk), 1000)
    for name, cents in (("Fine pen", 500), ("Travel mug", 1200), ("Bicycle", 9000)):
        values = {"name": name, "category": "household", "cents": cents, "prize_class": "Large"}
        made = desk.do(cabinet.add, values)
        desk.do(cabinet.receive, made.id, 1, "R-1")
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
    visits = list(enumerate("NNNPNN", 1))
    drawn = [_visit(qtbot, window, panel, n, letter) for n, letter in visits[:3]]
    _leaves_it_for_later(qtbot, window, dana)
    _hand_over(qtbot, window, "Fine pen", EntryKind.REDEEM)
    panel = _panel(qtbot, window)
    drawn += [_visit(qtbot, window, panel, n, letter) for n, letter in visits[3:]]
    assert drawn == [1, 2, 3, 0, 1, 2]
    account = window.opened.desk.do(accounts.account, dana)
    assert len([row for row in account.rows if row.slip]) == 9
    assert account.balance_cents >= 3500  # two Larges, a pen less
    _hand_over(qtbot, window, "Travel mug", EntryKind.ISSUE, (stocked.words("sue"), "Sue Park"))
    account = window.opened.desk.do(accounts.account, dana)
    assert (account.given_cents, account.rows[-1].receipt) == (1700, True)
    assert [row.receipt for row in account.rows if row.kind.gives] == [True, True]
    assert account.balance_cents == account.earned_cents - account.given_cents
    _prints(qtbot, window)
    with qtbot.waitSignal(window.locked):
        window.lock()
    _audited(stocked)


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
    from counselor_desk.ui.rewards.today_card import TodayPanel

    qtbot.waitUntil(lambda: bool(window.findChildren(TodayPanel)))
    wait(qtbot, window)
    return window.findChildren(TodayPanel)[-1]


def _visit(qtbot, window, panel, number, letter):
    by_hand = {1: {"slip2": 1}, 6: {"slip1": 1, "slip2": 1}}
    slips = {"by_hand": number in by_hand} | by_hand.get(number, {})
    panel.details.set_values(panel.details.values() | slips)
    outcome = Outcome.MET if letter == "N" else Outcome.NOT_MET
    before = panel.today.standing.number
    assert before == number - 1
    press_button(qtbot, panel, outcome.value)
    qtbot.waitUntil(lambda: panel.today.standing.number == number)
    wait(qtbot, window)
    return panel.today.occasions[-1].amount


def _leaves_it_for_later(qtbot, window, dana):
    press_button(qtbot, window, "bank")
    wait(qtbot, window)
    kept = window.opened.desk.do(accounts.account, dana)
    assert kept.rows[-1].kind is EntryKind.BANK
    assert kept.balance_cents == kept.earned_cents >= 2000  # the first slip was a Large


def _hand_over(qtbot, window, label, kind, witness=()):
    """Choose it, let a colleague sign where two are needed, and let the client sign."""
    press_button(qtbot, window, "give")
    wait(qtbot, window)
    screen = window.current()
    items = [s for s in window.opened.desk.do(cabinet.cabinet) if s.label == label]
    screen.cabinet.choose(items[0].id)
    if witness:
        words, name = witness
        colleague = next(s for s in window.opened.desk.do(staff.all_staff) if s.name == name)
        _with_a_witness(qtbot, screen, words, colleague)
    press_button(qtbot, screen, "hand")
    pad = screen.findChild(QWidget, "signature")
    qtbot.waitUntil(pad.isVisible)
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(40, 60))
    for x in range(40, 200, 10):
        QTest.mouseMove(pad, QPoint(x, 60 + x % 30))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(200, 60))
    press_button(qtbot, screen, "sign")
    wait(qtbot, window)
    desk = window.opened.desk
    last = desk.do(accounts.account, desk.do(newest_giver)).rows[-1]
    assert (last.kind, last.item, last.staff_name) == (kind, label, "Cal Reyes")
    assert last.witness == (witness[1] if witness else "")


def _with_a_witness(qtbot, screen, words, colleague):
    """Without one, and with a wrong passphrase, nothing is handed over."""
    signer = screen.second.form
    boxes = signer.boxes
    press_button(qtbot, screen, "hand")
    qtbot.waitUntil(lambda: not boxes["witness_id"].trouble.isHidden())
    signer.set_values({"witness_id": str(colleague.id), "witness_passphrase": "guessed"})
    press_button(qtbot, screen, "hand")
    qtbot.waitUntil(lambda: not boxes["witness_passphrase"].trouble.isHidden())
    signed = {"witness_id": str(colleague.id), "witness_passphrase": words}
    signer.set_values(signed)


@query(Can.GIVE_REWARD, "test_rewards_story.newest_giver")
def newest_giver(ctx):
    """The client of the last hand-over."""
    statement = select(LedgerEntry.client_id).order_by(LedgerEntry.number.desc()).limit(1)
    return ctx.value(statement)


def _prints(qtbot, window):
    """The statement from the chart, the receipt from its entry: each opens as paper."""
    desk = window.opened.desk
    dana = desk.do(newest_giver)
    entry = desk.do(accounts.account, dana).rows[-1].id
    press_button(qtbot, window, "statement")
    wait(qtbot, window)
    assert type(window.current()).__name__ == "Paper"
    for report, asked in (
        ("reward_receipt", {"entry_id": entry}),
        ("reward_statement", {"client_id": dana}),
    ):
        found = shelf.report(report)
        data = desk.do(found.gather, **asked)
        assert press.render(found, data).startswith(b"%PDF")


def _audited(clinic):
    """The books hold after all of it, for who audits them."""
    opened = clinic.open("sue")
    books = opened.desk.do(verify.check)
    clinic.door.lock(opened)
    assert books.hold, books.faults


def limits(desk):
    return msgspec.to_builtins(desk.do(schedules.policy).limits)
