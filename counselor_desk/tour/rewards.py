"""An occasion is recorded, a reward handed over and signed, and the books are looked at."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from counselor_desk.services.rewards import accounts, audits, cabinet, today
from counselor_desk.tour.guide import Stuck, Tour
from counselor_desk.tour.paper import save_paper
from counselor_desk.ui.kit.form import FormWidget

ORDER = 60


def steps(tour: Tour) -> None:
    client_id = _with_something_due(tour)
    tour.go("rewards")
    tour.picture("rewards", "Whose occasion is due")
    chart = tour.go("chart", client_id=client_id, section="rewards")
    tour.picture("rewards-today", "What today is worth, why, and what happens otherwise")
    met = next((b for b in chart.findChildren(QPushButton, "met") if b.isEnabled()), None)
    if met is not None:
        tour.click(met)
        tour.picture("rewards-recorded", "Recorded: the rule that decided it, in one sentence")
    _look_back(tour, client_id)
    screen = tour.go("reward_enroll", client_id=client_id)
    form = tour.find(FormWidget, "", screen)
    form.set_values(form.values() | {"schedule": "higgins_vouchers", "funding": "samhsa"})
    form.changed.emit("schedule")
    tour.settle()
    tour.picture("rewards-enroll", "Enrolling: what it comes to is seen before")
    tour.go("reward_hat")
    tour.picture("rewards-hat", "The group's hat: whose names are in it, and the draw")
    _hand_over(tour, client_id)
    for report, asked in (
        ("reward_statement", {"client_id": client_id}),
        ("reward_chart", {"schedule": "higgins_vouchers"}),
    ):
        save_paper(tour, report, asked)
    _supervise(tour)


def _look_back(tour: Tour, client_id: int) -> None:
    """Why it was paid, entry by entry, and how a mistake is put right by two people."""
    rows = tour.ask(accounts.account, client_id).rows
    earned = next((row for row in reversed(rows) if row.kind.earns and row.cents), None)
    if earned is not None:
        tour.go("reward_entry", entry_id=earned.id)
        tour.picture("rewards-entry", "One entry: why it was paid, and its reversal by two people")
        tour.go("reward_occasion", occasion_id=earned.occasion_id)
        tour.picture("rewards-occasion", "One occasion: its rule, and its correction")


def _with_something_due(tour: Tour) -> int:
    for sign_in in ("caleb", "nadia", "tom"):
        tour.sit(sign_in)
        due = [one for one in tour.ask(today.due_occasions, 3) if "hat" not in one.earns]
        if due:
            return int(due[0].client_id)
    raise Stuck("no counselor has a client who is enrolled in rewards")


def _hand_over(tour: Tour, client_id: int) -> None:
    """To this client or, when luck has drawn nothing, to the first who has earned something."""
    cheapest = min(shelf.cents for shelf in tour.ask(cabinet.cabinet) if shelf.pieces)
    others = [holder.client_id for holder in tour.ask(accounts.balance_holders)]
    client_id = next(
        one for one in (client_id, *others) if tour.ask(accounts.account, one).balance_cents >= cheapest
    )
    screen = tour.go("reward_give", client_id=client_id)
    tour.picture("rewards-give", "What the balance can bear")
    tour.click(tour.find(QPushButton, "hand", screen))
    pad = tour.find(QWidget, "signature", screen)
    tour.until(pad.isVisible, "the client can sign")
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(60, 90))
    for x in range(60, 420, 6):
        QTest.mouseMove(pad, QPoint(x, 80 + (x * x // 40) % 46))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(420, 90))
    tour.picture("rewards-signature", "The client signs")
    tour.click(tour.find(QPushButton, "sign", screen))
    entry = tour.ask(accounts.account, client_id).rows[-1]
    save_paper(tour, "reward_receipt", {"entry_id": entry.id})


def _supervise(tour: Tour) -> None:
    tour.sit("marion")
    tour.go("reward_schedules")
    tour.picture("rewards-schedules", "Schedules: what each pays, costs and breaks")
    tour.go("reward_schedule_edit", schedule="va_prize_bowl")
    tour.picture("rewards-edit", "A schedule of the clinic's own")
    tour.go("reward_cabinet")
    tour.picture("rewards-cabinet", "The prize cabinet and its book")
    tour.go("reward_limits")
    tour.picture("rewards-limits", "Money limits, dated and with their sources")
    screen = tour.go("reward_audit")
    tour.until(lambda: bool(screen.verdict.text()), "the books are checked")  # type: ignore[attr-defined]
    tour.picture("rewards-audit", "The books hold; a year of audits")
    tour.click(tour.find(QPushButton, "begin", screen))
    tour.picture("rewards-auditing", "The quarter's audit: checked, counted, signed by two people")
    audit = next(audit_row for audit_row in tour.ask(audits.audits) if audit_row.closed_at)
    span = {"first": audit.first, "last": audit.last}
    for report, asked in (
        ("reward_ledger", span),
        ("reward_quarter", span),
        ("reward_audit", {"audit_id": audit.id}),
    ):
        save_paper(tour, report, asked)
