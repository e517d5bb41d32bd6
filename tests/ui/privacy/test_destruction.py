"""An administrator destroys a record with a second person, and removes the copies that hold it."""

from datetime import timedelta

import pytest

from counselor_desk.desk import client_rows
from counselor_desk.desk.desk import utc_now
from counselor_desk.domain.privacy import retention
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import staff
from counselor_desk.services.privacy import destruction, registers
from counselor_desk.ui.privacy import destruction_sheets
from tests.proofs import beside
from tests.ui.conftest import SCRATCH_WORDS, WORDS
from tests.ui.hands import press, write

REASON = "the period is over"


@pytest.fixture
def page(sit, qtbot):
    window = sit("ada")
    page = window.go("destruction")
    qtbot.waitUntil(lambda: page.periods.lines.rowCount() > 0)
    qtbot.waitUntil(window.bridge.is_idle)
    return page


def looked_up(page, qtbot, who):
    press(qtbot, page, "look_up")
    write(page, who=who)
    press(qtbot, page, "keep")
    qtbot.waitUntil(lambda: page.sheet is not None and who.title() in page.sheet.form.form.title)


def signed_by(page, clinic, name, words):
    form = page.second.form
    choices = {c.label: c.value for c in form.boxes["witness_id"].field.choices}
    form.boxes["witness_id"].write(choices[name])
    form.boxes["witness_passphrase"].write(words)


def test_every_table_has_a_name_that_people_use():
    named = {table for tables in retention.KINDS.values() for table in tables}
    assert {t.name for t in client_rows.tables()} <= named | set(retention.STAYING)


def test_the_list_is_empty_and_says_how_many_are_kept(page):
    assert page.over.lines.rowCount() == 0
    assert page.none_over.text().startswith("From no record. 3 other records are kept longer")
    assert "10 years" in page.periods.lines.line(0).spoken()


def test_a_period_is_changed_and_a_shorter_one_than_the_law_s_is_refused(page, qtbot):
    page.periods.opened.emit("adults")
    write(page, years=7, source="Our state's law")
    press(qtbot, page, "keep")
    qtbot.waitUntil(lambda: page.sheet is None)
    qtbot.waitUntil(lambda: "7 years" in page.periods.lines.line(0).spoken())
    page.periods.opened.emit("privacy")
    write(page, years=5)
    press(qtbot, page, "keep")
    told = page.sheet.form.boxes["years"].trouble
    qtbot.waitUntil(lambda: "6 years or more" in told.text())


def test_a_held_record_is_shown_and_cannot_be_destroyed(page, clinic, qtbot):
    page.bridge.opened.desk.do(registers.place_hold, clinic.clients["Dana"], "case 26-1")
    looked_up(page, qtbot, "dana reed")
    assert not page.sheet.keep.isVisible()
    assert not page.sheet.form.boxes


def test_how_long_the_file_is_written_anew_is_told_when_it_can_be_noticed():
    assert destruction_sheets.under_way_words(2_000_000) == ""
    assert "some seconds" in destruction_sheets.under_way_words(100_000_000)
    assert "about a minute" in destruction_sheets.under_way_words(676_000_000)
    assert "about 3 minutes" in destruction_sheets.under_way_words(2_200_000_000)
    assert "saved when it is done" in destruction_sheets.under_way_words(676_000_000)


@pytest.mark.slow
def test_a_record_is_destroyed_and_the_copies_go(page, clinic, qtbot):
    desk = page.bridge.opened.desk
    keeper = page.bridge.opened.keeper
    keeper.back_up("hand")
    looked_up(page, qtbot, "dana reed")
    write(page, reason=REASON, early="the state's six years are over")
    press(qtbot, page, "keep")
    qtbot.waitUntil(lambda: page.second.form.boxes["witness_id"].trouble.text() != "")
    signed_by(page, clinic, "Sue Park", "wrong words")
    press(qtbot, page, "keep")
    told = page.second.form.boxes["witness_passphrase"].trouble
    qtbot.waitUntil(lambda: "not the passphrase of Sue Park" in told.text())
    signed_by(page, clinic, "Sue Park", WORDS)
    press(qtbot, page, "keep")
    qtbot.waitUntil(lambda: "destroyed" in page.sheet.form.form.title)
    qtbot.waitUntil(lambda: page.sheet.copies.lines.rowCount() == 1)
    assert page.second is None
    assert "goes on" in page.sheet.copies.lines.line(0).spoken()
    (made,) = desk.do(destruction.all_destroyed)
    assert (made.reason, made.early != "") == (REASON, True)
    assert desk.do(clients.matching, "dana", None, True) == []
    write(page, passphrase="not it")
    press(qtbot, page, "keep")
    told = page.sheet.form.boxes["passphrase"].trouble
    qtbot.waitUntil(lambda: "not your passphrase" in told.text())
    write(page, passphrase=SCRATCH_WORDS)
    press(qtbot, page, "keep")
    qtbot.waitUntil(lambda: "1 copy was removed" in page.page.banner.words.text())
    qtbot.waitUntil(lambda: page.sheet.copies.lines.rowCount() == 0)
    (left,) = keeper.standing().backups
    assert left.counts["Clients"] == 3  # one of them a number without a word
    press(qtbot, page, "certificate")
    assert page.window().current() is not page


@pytest.mark.slow
def test_a_restored_backup_that_brings_a_destroyed_record_back_says_so(page, clinic, qtbot):
    opened = page.bridge.opened
    copy = opened.keeper.back_up("hand")
    sue = next(one for one in opened.desk.do(staff.all_staff) if one.sign_in == "sue")
    early = "the state's six years are over"
    dana = clinic.clients["Dana"]
    by_sue = beside(opened.desk, destruction.destroy, sue.id, WORDS)
    made = opened.desk.do(destruction.destroy, dana, REASON, by_sue, early)
    opened.keeper.plan_restore(copy.path, "ada", SCRATCH_WORDS)
    window = page.window()
    with qtbot.waitSignal(window.locked, timeout=20000):
        window.lock()
    again = clinic.open("ada")
    assert made.number in again.notice
    assert "Destroy them again" in again.notice
    by_sue = beside(again.desk, destruction.destroy, sue.id, WORDS)
    again.desk.do(destruction.destroy, dana, REASON, by_sue, early)
    clinic.door.lock(again)
    last = clinic.open("ada")
    assert made.number not in last.notice
    clinic.door.lock(last)


def test_a_colleague_s_passphrase_is_forgotten_on_leaving(page, clinic, qtbot):
    looked_up(page, qtbot, "rosa medina")
    signed_by(page, clinic, "Sue Park", WORDS)
    form = page.second.form
    page.leave()
    assert not form.values()["witness_passphrase"]


def test_a_day_far_away_puts_records_on_the_list(page, clinic, qtbot):
    desk = page.bridge.opened.desk
    desk.now = lambda: utc_now() + timedelta(days=11 * 366)
    page.refresh()
    qtbot.waitUntil(lambda: page.over.lines.rowCount() == 3)
    assert "charts of adults are kept 10 years" in page.over.lines.line(0).spoken()


def test_all_that_nothing_bars_are_destroyed_with_one_signature(page, clinic, qtbot):
    desk = page.bridge.opened.desk
    desk.now = lambda: utc_now() + timedelta(days=11 * 366)
    desk.do(registers.place_hold, clinic.clients["James"], "case 26-1")
    page.refresh()
    press(qtbot, page, "destroy_all")
    assert page.sheet.form.form.title == "Destroy 2 records"
    write(page, reason=REASON)
    signed_by(page, clinic, "Sue Park", WORDS)
    press(qtbot, page, "keep")
    qtbot.waitUntil(lambda: page.made.lines.rowCount() == 2)
    assert "2 records are destroyed" in page.page.banner.words.text()
    assert [name for name in clinic.clients if desk.do(clients.find, name)] == ["James"]


def test_words_of_kinds_gather_tables():
    rows = {"document": 2, "addendum": 1, "consent": 4, "unheard_of": 5}
    told = dict(retention.kinds_in_words(rows))
    assert sorted(told.values()) == [3, 4, 5]
    assert told["unheard_of"] == 5
