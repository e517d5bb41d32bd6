"""Rewards in the windows, as a person goes through them."""

from datetime import date, timedelta

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from counselor_desk.domain.rewards.schedule import Outcome
from counselor_desk.records.schedule import Attendance
from counselor_desk.services.rewards import (
    accounts,
    audits,
    cabinet,
    enrolling,
    handing_over,
    occasions,
    schedules,
    today,
    verify,
)
from counselor_desk.services.rewards.occasions import Observation
from counselor_desk.services.schedule import appointments
from counselor_desk.ui.kit.widgets.rows import RowList
from counselor_desk.ui.rewards.reward_audit import RewardAudit
from counselor_desk.ui.rewards.reward_cabinet import RewardCabinet
from counselor_desk.ui.rewards.reward_end import RewardEnd
from counselor_desk.ui.rewards.reward_enroll import RewardEnroll
from counselor_desk.ui.rewards.reward_entry import RewardEntry
from counselor_desk.ui.rewards.reward_give import RewardGive
from counselor_desk.ui.rewards.reward_hat import RewardHat
from counselor_desk.ui.rewards.reward_limits import RewardLimits
from counselor_desk.ui.rewards.reward_lines import RewardLines
from counselor_desk.ui.rewards.reward_occasion import RewardOccasion
from counselor_desk.ui.rewards.reward_schedule_edit import RewardScheduleEdit
from counselor_desk.ui.rewards.reward_schedules import RewardSchedules
from counselor_desk.ui.rewards.rewards import RewardsScreen
from counselor_desk.ui.rewards.rewards_section import RewardsSection
from tests.proofs import words_of
from tests.services.rewards.test_rewards import (
    ADA,
    CAL,
    FLO,
    ROSA,
    SUE,
    earn,
    go_through,
    joining,
    prize,
)
from tests.ui.windows import Window

LETTERS = {"N": Outcome.MET, "P": Outcome.NOT_MET}


@pytest.fixture
def show(desk, qtbot):
    """Opens a screen or section over the desk, in the desk's own time."""
    opened = []

    def build(kind, *args, **where):
        window = Window(desk, qtbot, kind, *args, **where)
        window.panel.refresh()
        window.settle()
        opened.append(window)
        return window

    yield build
    for window in opened:
        window.close()


def move_to(desk, clock, enrollment_id):
    """The clock stands on the day of the next occasion."""
    due = desk.do(today.today, enrollment_id).due_on
    clock.now = clock.now.replace(year=due.year, month=due.month, day=due.day)


def texts(rows):
    """The second lines of a list."""
    model = rows.lines
    return [model.line(row).spoken() for row in range(model.rowCount())]


def said(window, name):
    return window.find(name, QLabel).text()


def test_six_visits_of_the_prize_bowl(desk, clock, show):
    enrollment = desk.do(enrolling.enroll, ROSA, joining("va_prize_bowl"))
    window = show(RewardsSection, ROSA)
    panel = window.panel.panels[enrollment.id]
    answers, drawn, reasons = [], [], []
    for visit, letter in enumerate("NNNPNN", 1):
        move_to(desk, clock, enrollment.id)
        window.panel.refresh()
        window.settle()
        answers.append(said(window, "earns"))
        if visit == 4:
            window.picture("rewards_visit_4")
        window.press(LETTERS[letter].value)
        window.qtbot.waitUntil(lambda v=visit: panel.today.standing.number == v)
        window.settle()
        reasons.append(said(window, "why"))
        drawn.append(len(desk.do(accounts.account, ROSA).rows))
    assert answers == ["1 draw", "2 draws", "3 draws", "4 draws", "1 draw", "2 draws"]
    assert drawn == [1, 3, 6, 6, 7, 9]
    assert reasons[2] == "3rd in a row: 3 draws; next 4 draws."
    assert reasons[3] == "Not met: nothing today; next 1 draw."
    assert window.panel.past.lines.rowCount() == 6
    assert window.panel.account.lines.rowCount() == 9
    window.picture("rewards_six_visits")


def test_the_answer_comes_first(desk, clock, show):
    enrollment = desk.do(enrolling.enroll, ROSA, joining(funding="samhsa"))
    go_through(desk, clock, enrollment, "N" * 8)
    move_to(desk, clock, enrollment.id)
    window = show(RewardsSection, ROSA)
    assert said(window, "earns") == "$12.50 and the $10.00 bonus"
    panel = window.panel.panels[enrollment.id]
    assert panel.because.text() == "9th in a row; the last bonus was on Dec 11"
    assert said(window, "otherwise").splitlines()[0] == (
        "If not met: nothing today, next $2.50; after five in a row back to $12.50."
    )
    assert "Balance $75.00" in said(window, "standing")
    assert "$75.00 of $750 this year" in said(window, "standing")
    assert panel.bars.words_at(7) == "Visit 8: earned $11.25"
    window.picture("rewards_vouchers")


def test_a_cap_is_said_before_the_award(desk, clock, show):
    enrollment = desk.do(enrolling.enroll, ROSA, joining(funding="samhsa", starts_on=date(2026, 1, 6)))
    clock.now = clock.now.replace(month=1, day=6)
    go_through(desk, clock, enrollment, "N" * 30)
    move_to(desk, clock, enrollment.id)
    window = show(RewardsSection, ROSA)
    limit = window.panel.panels[enrollment.id].limit
    assert limit.isVisible()
    assert limit.text().startswith("Of $40.00 due, $31.25 can be paid. Federal grant")
    window.picture("rewards_cap")


def test_an_excused_absence_asks_for_its_reason_at_the_field(desk, show):
    enrollment = desk.do(enrolling.enroll, ROSA, joining())
    window = show(RewardsSection, ROSA)
    panel = window.panel.panels[enrollment.id]
    window.press("excused")
    reason = panel.details.boxes["reason"]
    window.qtbot.waitUntil(lambda: not reason.trouble.isHidden())
    assert "excused" in reason.trouble.text()
    assert desk.do(today.today, enrollment.id).standing.number == 0
    window.qtbot.keyClicks(reason.editor.main, "court")
    window.press("excused")
    window.qtbot.waitUntil(lambda: panel.today.standing.number == 1)
    assert said(window, "earns") == "$2.50"


def test_slips_from_a_bowl_on_the_table(desk, show):
    enrollment = desk.do(enrolling.enroll, ROSA, joining("va_prize_bowl"))
    window = show(RewardsSection, ROSA)
    panel = window.panel.panels[enrollment.id]
    panel.details.boxes["by_hand"].editor.widget.setChecked(True)
    window.qtbot.waitUntil(lambda: panel.details.boxes["slip2"].isVisible())
    window.qtbot.keyClicks(panel.details.boxes["slip2"].editor.main, "1")
    window.press("met")
    window.qtbot.waitUntil(lambda: panel.today.standing.number == 1)
    assert panel.today.balance_cents == 2000


def test_without_an_enrollment_it_says_what_belongs_here(show):
    window = show(RewardsSection, ROSA)
    window.picture("rewards_empty")
    window.qtbot.mouseClick(window.panel.empty.button, Qt.MouseButton.LeftButton)
    assert window.went == [("reward_enroll", {"client_id": ROSA})]


def test_enrolling_shows_what_it_comes_to_before(desk, show):
    window = show(RewardEnroll, client_id=ROSA)
    window.answer("schedule", "higgins_vouchers")
    window.answer("funding", "samhsa")
    window.settle()
    assert said(window, "over").startswith("Over the limit of $750 at visit 31")
    for key, value in {
        "objective": "1.2 Twelve weeks without methamphetamine",
        "recommended_by": "Dr. Imani Cole",
        "agreed": True,
    }.items():
        window.answer(key, value)
    window.picture("rewards_enroll")
    window.press("enroll")
    window.qtbot.waitUntil(lambda: bool(window.went))
    assert window.went == [("chart", {"client_id": ROSA, "section": "rewards"})]
    (row,) = desk.do(today.of_client, ROSA)
    assert (row.title, row.of) == ("Vouchers, 12 weeks, three tests a week", 36)


def test_attended_sessions_count_where_it_is_ticked(desk, clock, show):
    window = show(RewardEnroll, client_id=ROSA)
    window.answer("schedule", "attendance")
    window.settle()
    for key, value in {
        "objective": "2.1 Two sessions a week",
        "recommended_by": "Dr. Imani Cole",
        "by_session": True,
        "agreed": True,
    }.items():
        window.answer(key, value)
    window.form().boxes["starts_on"].write(clock.now.date())
    window.picture("rewards_by_session")
    window.press("enroll")
    window.qtbot.waitUntil(lambda: bool(window.went))
    slot = desk.do(appointments.book, ROSA, clock.now + timedelta(minutes=5), {"kind": "individual"})
    clock.now += timedelta(hours=1)
    desk.do(appointments.mark, slot.id, Attendance.ATTENDED)
    chart = show(RewardsSection, ROSA)
    assert chart.panel.past.lines.line(0).first == "1 of 24: Target met"


def test_an_enrollment_refuses_at_its_field(desk, show):
    window = show(RewardEnroll, client_id=ROSA)
    window.answer("schedule", "higgins_vouchers")
    window.settle()
    window.press("enroll")
    assert not window.form().boxes["objective"].trouble.isHidden()
    window.answer("objective", "x")
    window.answer("recommended_by", "y")
    window.press("enroll")
    window.qtbot.waitUntil(lambda: not window.form().boxes["agreed"].trouble.isHidden())
    assert desk.do(today.of_client, ROSA) == []


def test_handing_over_with_a_signature(desk, clock, show):
    mug = prize(desk, 500, pieces=2, name="Travel mug", prize_class="Small")
    prize(desk, 9000, name="Bicycle")
    earn(desk, clock, 3)
    window = show(RewardGive, client_id=ROSA)
    assert window.panel.cabinet.lines.rowCount() == 1
    window.picture("rewards_give")
    window.press("hand")
    window.qtbot.waitUntil(window.panel.signature.isVisible)
    pad = window.panel.pad
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(60, 90))
    for x in range(60, 400, 8):
        QTest.mouseMove(pad, QPoint(x, 90 + (x * 7) % 40 - 20))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(400, 90))
    assert pad.strokes()
    window.picture("rewards_sign")
    window.press("sign")
    window.qtbot.waitUntil(lambda: bool(window.went))
    last = desk.do(accounts.account, ROSA).rows[-1]
    assert (last.item, last.receipt, last.balance_cents) == ("Travel mug", True, 1625)
    assert [s.pieces for s in desk.do(cabinet.cabinet) if s.id == mug.id] == [1]


def test_above_the_limit_a_colleague_types_their_own_passphrase(desk, clock, show):
    prize(desk, 6000, name="Grocery card")
    earn(desk, clock, 9)
    window = show(RewardGive, client_id=ROSA)
    assert window.panel.second.isVisible()
    window.press("hand")
    witness = window.panel.second.form
    window.qtbot.waitUntil(lambda: not witness.boxes["witness_id"].trouble.isHidden())
    witness.set_values({"witness_id": str(FLO), "witness_passphrase": "wrong"})
    window.press("hand")
    window.qtbot.waitUntil(lambda: not witness.boxes["witness_passphrase"].trouble.isHidden())
    window.picture("rewards_witness")
    witness.set_values({"witness_id": str(FLO), "witness_passphrase": words_of(FLO)})
    window.press("hand")
    window.qtbot.waitUntil(window.panel.signature.isVisible)
    assert desk.do(accounts.account, ROSA).rows[-1].witness == "Flo Marsh"
    assert witness.values()["witness_passphrase"] is None


def test_an_entry_is_reversed_by_two(desk, clock, show):
    mug = prize(desk, 500, name="Travel mug")
    earn(desk, clock, 3)
    given = desk.do(handing_over.give, ROSA, mug.id)
    window = show(RewardEntry, entry_id=given.entry_id)
    window.press("reverse")
    panel, signer = window.panel, window.panel.second.form
    window.qtbot.waitUntil(lambda: not panel.reason.boxes["reason"].trouble.isHidden())
    panel.reason.set_values({"reason": "handed to the wrong person"})
    window.press("reverse")
    window.qtbot.waitUntil(lambda: not signer.boxes["witness_id"].trouble.isHidden())
    signer.set_values({"witness_id": str(FLO), "witness_passphrase": words_of(FLO)})
    window.picture("rewards_entry")
    window.press("reverse")
    window.qtbot.waitUntil(lambda: not panel.undo.isVisible())
    assert desk.do(accounts.account, ROSA).balance_cents == 2125


def test_an_outcome_is_corrected_by_two(desk, clock, show):
    enrollment = earn(desk, clock, 3)
    third = desk.do(today.today, enrollment.id).occasions[-1]
    window = show(RewardOccasion, occasion_id=third.id)
    window.panel.form.set_values({"outcome": "not met", "reason": "laboratory differs"})
    window.panel.second.form.set_values({"witness_id": str(SUE), "witness_passphrase": words_of(SUE)})
    window.picture("rewards_occasion")
    window.press("correct")
    window.qtbot.waitUntil(lambda: window.panel._id != third.id)
    assert desk.do(accounts.account, ROSA).balance_cents == 2125, "nothing is taken back"


def test_r2_a_correction_says_what_it_pays_before_anybody_signs(desk, clock, show):
    enrollment = desk.do(enrolling.enroll, ROSA, joining())
    go_through(desk, clock, enrollment, "NNPNNN")
    third = desk.do(today.today, enrollment.id).occasions[2]
    window = show(RewardOccasion, occasion_id=third.id)
    form = window.panel.form
    window.answer("evidence", "laboratory report", form)
    window.answer("outcome", "met", form)
    window.answer("reason", "laboratory error", form)
    window.qtbot.waitUntil(lambda: said(window, "foreseen") != "")
    assert said(window, "foreseen") == (
        "3rd in a row: $5.00 and the $10.00 bonus; next $6.25. "
        "Pays $26.25 more, for visits 3 to 6.\nBalance $53.75, next $10.00."
    )
    window.picture("rewards_correction")
    window.panel.second.form.set_values({"witness_id": str(SUE), "witness_passphrase": words_of(SUE)})
    window.press("correct")
    window.qtbot.waitUntil(lambda: window.panel._id != third.id)
    assert desk.do(accounts.account, ROSA).balance_cents == 5375


def test_r7_an_occasion_in_error_is_undone_by_two(desk, clock, show):
    enrollment = earn(desk, clock, 3)
    third = desk.do(today.today, enrollment.id).occasions[-1]
    window = show(RewardOccasion, occasion_id=third.id)
    window.answer("outcome", "withdrawn", window.panel.form)
    window.answer("reason", "another client was here", window.panel.form)
    window.qtbot.waitUntil(lambda: "$15.00 reversed" in said(window, "foreseen"))
    signer = window.panel.second.form
    signer.set_values({"witness_id": str(SUE), "witness_passphrase": words_of(SUE)})
    window.picture("rewards_undo")
    window.press("correct")
    window.qtbot.waitUntil(lambda: window.panel._id != third.id)
    assert desk.do(accounts.account, ROSA).balance_cents == 625


def test_r9_enrolling_says_when_the_money_ends(desk, clock, show):
    window = show(RewardEnroll, client_id=ROSA)
    window.answer("schedule", "california_recovery")
    window.answer("funding", "medi_cal")
    window.settle()
    assert said(window, "over").splitlines()[0].startswith("From Jan 1, 2027 on nothing is paid: 27 of 36")
    assert window.panel.page.banner.isVisible()
    window.picture("rewards_enroll_authority")


def test_why_a_client_was_paid_in_march(desk, clock, show):
    """The fifth full week of the state's schedule: the entry says it in one sentence."""
    clock.now = clock.now.replace(month=2, day=2)
    monday = {"starts_on": date(2026, 2, 2), "weekdays": (0, 3)}
    enrollment = desk.do(enrolling.enroll, ROSA, joining("california_recovery", **monday))
    go_through(desk, clock, enrollment, "N" * 7)
    paid = desk.do(accounts.account, ROSA).rows[-1]
    assert paid.cents == 1450
    window = show(RewardEntry, entry_id=paid.id)
    said_so = "Visit 7 of 36, Feb 23, 2026: After three full weeks: $14.50; next $14.50."
    assert said(window, "why") == said_so
    window.press("occasion")
    assert window.went[-1] == ("reward_occasion", {"occasion_id": paid.occasion_id})
    shown = show(RewardsSection, ROSA).panel.account
    assert any("After three full weeks: $14.50" in line for line in texts(shown))
    desk.as_(FLO)  # clinic staff hand out and see no chart
    assert desk.do(accounts.account, ROSA).rows[-1].why == ""


def test_an_auditor_finds_why_a_client_was_paid_in_march(desk, clock, show):
    """By days, client and amount, on the screen; an administrator sees no name and no chart."""
    clock.now = clock.now.replace(month=2, day=9)
    monday = {"starts_on": date(2026, 2, 9), "weekdays": (0, 3)}
    enrollment = desk.do(enrolling.enroll, ROSA, joining("california_recovery", **monday))
    go_through(desk, clock, enrollment, "N" * 7)
    desk.as_(ADA)
    window = show(RewardLines)
    window.panel.form.set_values(
        {"first": date(2026, 3, 1), "last": date(2026, 3, 31), "client": "0000010", "cents": 1450}
    )
    window.panel.form.settled.emit()
    window.settle()
    (line,) = texts(window.panel.list)
    assert "After three full weeks: $14.50" in line
    assert "Rosa" not in line
    window.panel.list.choose(next(iter(window.panel._found)))
    window.settle()
    window.picture("rewards_lines")
    answer = "Mar 2, 2026  ·  Visit 7: After three full weeks: $14.50; next $14.50."
    assert said(window, "why") == answer
    window.panel.form.set_values(window.panel.form.values() | {"client": "nobody"})
    window.panel.form.settled.emit()
    window.settle()
    assert "No client matches" in window.panel.form.boxes["client"].trouble.text()


def test_ending_an_enrollment(desk, show):
    enrollment = desk.do(enrolling.enroll, ROSA, joining())
    window = show(RewardEnd, client_id=ROSA)
    window.press("end")
    window.answer("reason", "moved away")
    window.press("end")
    window.qtbot.waitUntil(lambda: bool(window.went))
    assert desk.do(today.today, enrollment.id).enrollment.end_reason == "moved away"


def test_everyone_due(desk, show):
    enrollment = desk.do(enrolling.enroll, ROSA, joining())
    window = show(RewardsScreen)
    assert window.panel.due.lines.rowCount() == 1
    window.picture("rewards_everyone")
    window.panel.due.setFocus()
    window.qtbot.keyClick(window.panel.due, Qt.Key.Key_Return)
    assert window.went == [("chart", {"client_id": ROSA, "section": "rewards"})]
    seen = Observation(Outcome.MET, date(2026, 12, 1), "cup")
    desk.do(occasions.record, enrollment.id, seen)
    window.qtbot.waitUntil(lambda: window.panel.ahead.lines.rowCount() == 1)
    assert desk.do(today.due_today) == 0


def test_the_cabinet(desk, show):
    desk.as_(SUE)
    window = show(RewardCabinet)
    window.press("add")
    for key, value in {"name": "Movie ticket", "category": "tobacco", "cents": "12.00"}.items():
        window.answer(key, value, inside=window.panel.new)
    window.press("save")
    refused = window.panel.form.boxes["category"]
    window.qtbot.waitUntil(lambda: not refused.trouble.isHidden())
    refused.editor.main.clear()
    window.answer("category", "entertainment", inside=window.panel.new)
    window.press("save")
    window.qtbot.waitUntil(lambda: window.panel.shelves.lines.rowCount() == 1)
    window.settle()
    window.answer("pieces", "4", inside=window.panel.moves)
    window.answer("receipt", "R-17", inside=window.panel.moves)
    window.press("receive")
    window.qtbot.waitUntil(lambda: [s.pieces for s in desk.do(cabinet.cabinet)] == [4])
    window.settle()
    window.picture("rewards_cabinet")
    desk.do(schedules.set_policy, published(desk), 2000)
    window.answer("pieces", "2", inside=window.panel.moves)
    window.answer("reason", "expired", inside=window.panel.moves)
    assert window.panel.second.isHidden()
    window.press("take_out")
    window.qtbot.waitUntil(window.panel.second.isVisible)
    window.picture("rewards_cabinet_witness")
    signer = {"witness_id": str(FLO), "witness_passphrase": words_of(FLO)}
    window.panel.second.form.set_values(signer)
    window.press("take_out")
    window.qtbot.waitUntil(lambda: [s.pieces for s in desk.do(cabinet.cabinet)] == [2])
    window.settle()
    assert window.panel.second.isHidden()
    hat = ("69", "20", "10", "1")
    for bowl, slips in (("va_prize_bowl", ("250", "208", "40", "1")), ("name_in_the_hat", hat)):
        if bowl != "va_prize_bowl":  # that one is shown first
            window.answer("bowl", bowl, inside=window.panel.count)
        for at, pieces in enumerate(slips):
            window.answer(f"{bowl}_{at}", pieces, inside=window.panel.count)
        window.press("count")
        if bowl == "va_prize_bowl":
            trouble = window.panel.counting.boxes["explanation"].trouble
            window.qtbot.waitUntil(lambda t=trouble: "differs" in t.text())
            window.answer("explanation", "one slip torn and replaced", inside=window.panel.count)
            window.press("count")
        key = bowl
        window.qtbot.waitUntil(lambda k=key: desk.do(cabinet.slip_counts)[0].schedule_key == k)
        window.settle()
    assert "Name in the hat, 16 group meetings: counted today." in window.panel.counted.text()
    assert "Prize bowl, 12 weeks, two tests a week: counted today." in window.panel.counted.text()


def published(desk):
    return msgspec.to_builtins(desk.do(schedules.policy).limits)


def test_schedules_and_what_they_cost(desk, show):
    desk.as_(SUE)
    window = show(RewardSchedules)
    window.panel.list.choose("higgins_vouchers")
    window.settle()
    assert "At most $997.50" in window.panel.costs.text()
    assert window.panel.table.text().count("\n") == 35
    window.press("simulate")
    window.qtbot.waitUntil(lambda: "nine of ten" in said(window, "span"))
    window.picture("rewards_schedules")
    window.press("edit")
    assert window.went == [("reward_schedule_edit", {"schedule": "higgins_vouchers"})]


def test_a_schedule_of_our_own(desk, show):
    desk.as_(SUE)
    window = show(RewardScheduleEdit, schedule="va_prize_bowl")
    window.picture("rewards_edit")
    size = window.panel.form.boxes["size"].editor.main
    size.clear()
    window.answer("size", "501")
    window.qtbot.waitUntil(lambda: "slips make 500" in said(window, "costs"))
    size.clear()
    window.answer("size", "500")
    window.qtbot.waitUntil(lambda: "At most $363.75" in said(window, "costs"))
    assert "lucky draw could pass the limit of $750" in window.panel.over.text()
    assert "lucky draw could pass the limit of $599" in window.panel.over.text()
    assert window.panel.table.text().splitlines()[-1].endswith("together 164 draws")
    window.answer("priming", "2")
    window.qtbot.waitUntil(lambda: "At most $368.19" in said(window, "costs"))
    assert window.panel.table.text().splitlines()[0] == "First day: 2 draws"
    title = window.panel.form.boxes["title"].editor.main
    title.clear()
    window.answer("title", "Our bowl")
    window.press("save")
    window.qtbot.waitUntil(lambda: bool(window.went))
    own = [one for one in desk.do(schedules.schedules) if one.is_own]
    assert [(o.schedule.title, o.schedule.version) for o in own] == [("Our bowl", 2)]


def test_limits_keep_what_was_not_touched(desk, show):
    desk.as_(ADA)
    before = desk.do(schedules.policy).limits
    window = show(RewardLimits)
    window.picture("rewards_limits")
    above = window.panel.form.boxes["witness_above_cents"].editor.main
    above.clear()
    window.answer("witness_above_cents", "25.00")
    window.press("save")
    window.qtbot.waitUntil(lambda: desk.do(schedules.policy).edited)
    after = desk.do(schedules.policy)
    assert after.limits == before
    assert after.witness_above_cents == 2500


def test_the_quarters_audit_closes(desk, clock, show):
    mug = prize(desk, 500, pieces=3, name="Travel mug")
    earn(desk, clock, 3)
    desk.do(handing_over.give, ROSA, mug.id)
    desk.as_(SUE)
    window = show(RewardAudit)
    assert said(window, "verdict").startswith("The ledger verifies")
    window.press("begin")
    window.qtbot.waitUntil(lambda: window.panel.form is not None)
    window.settle()
    window.press("sign")
    window.qtbot.waitUntil(lambda: "Answer this first" in window.panel.page.banner.words.text())
    for question in audits.checklist().items:
        window.answer(f"q_{question.key}", "yes")
    window.answer(f"n_{mug.id}", "2")
    window.press("sign")
    trouble = window.panel.second.form.boxes["witness_id"].trouble
    window.qtbot.waitUntil(lambda: "Two different people are needed" in trouble.text())
    window.answer("witness_id", str(CAL), window.panel.second)
    window.answer("witness_passphrase", words_of(CAL), window.panel.second)
    window.picture("rewards_audit")
    window.press("sign")
    window.qtbot.waitUntil(lambda: desk.do(audits.audits)[0].closed_at is not None)
    window.settle()
    assert desk.do(audits.audits)[0].differences == 0
    assert desk.do(verify.check).hold
    window.picture("rewards_audited")


def test_the_hat_is_drawn_once(desk, show):
    hat = joining("name_in_the_hat", weekdays=(1,), analytes=())
    for client_id in (ROSA, 12):
        enrollment = desk.do(enrolling.enroll, client_id, hat)
        seen = Observation(Outcome.MET, date(2026, 12, 1), "sign-in sheet")
        desk.do(occasions.record, enrollment.id, seen)
    window = show(RewardHat)
    (names,) = window.panel.findChildren(RowList)
    assert names.lines.rowCount() == 2
    window.press("draw")
    window.qtbot.waitUntil(lambda: not window.panel.findChildren(QPushButton, "draw"))
    window.picture("rewards_hat")
    won = [desk.do(accounts.account, client_id).balance_cents for client_id in (ROSA, 12)]
    assert all(cents > 0 for cents in won)
    assert CAL
