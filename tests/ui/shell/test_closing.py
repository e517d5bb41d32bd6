"""The closing of the program as an administrator does it."""

from datetime import date

import pytest

from counselor_desk.desk.desk import utc_now
from counselor_desk.services.privacy import program_closing
from tests.ui.hands import press, write

TODAY = utc_now().astimezone().date()


@pytest.fixture
def page(sit, qtbot):
    window = sit("ada")
    page = window.go("closing")
    qtbot.waitUntil(window.bridge.is_idle)
    press(qtbot, page, "begin_closing")
    write(page, ends_on=date(TODAY.year + 1, 6, 30))
    press(qtbot, page, "keep")
    qtbot.waitUntil(lambda: page.list.lines.rowCount() == 3)
    return page


def test_a_closing_begins_with_every_record_undecided(page):
    assert "3 records are not done yet" in page.left.text()
    assert not page.begin.isVisible()
    assert not page.done.isVisible()
    assert "Ask the client" in page.list.lines.line(0).spoken()


def test_a_record_is_put_under_seal_and_the_rest_of_the_way_is_told(page, clinic, qtbot):
    page.list.opened.emit(clinic.clients["Rosa"])
    qtbot.waitUntil(lambda: page.sheet is not None)
    write(page, way="destroyed")
    press(qtbot, page, "keep")
    told = page.sheet.form.boxes["way"].trouble
    qtbot.waitUntil(lambda: "It must be retained" in told.text())
    write(page, way="retained under seal", done_on=TODAY)
    press(qtbot, page, "keep")
    qtbot.waitUntil(lambda: page.sheet is None)
    qtbot.waitUntil(lambda: "2 records are not done yet" in page.left.text())
    assert "printed on the label" in page.left.text()
    press(qtbot, page, "edit_closing")
    write(page, authority="10 CCR 2500", responsible="Ada Quist, 2 Pier Road, 555 0100")
    assert page.sheet.form.boxes["keep_until"].value() is not None
    press(qtbot, page, "keep")
    qtbot.waitUntil(lambda: "printed on the label" not in page.left.text())
    found = page.bridge.opened.desk.do(program_closing.current_closing)
    assert found.label.startswith("Records of ")
    assert "10 CCR 2500 until a date not later than" in found.label


def test_the_ways_lead_to_the_record_s_destruction(page, clinic, qtbot):
    page.list.opened.emit(clinic.clients["Dana"])
    qtbot.waitUntil(lambda: page.sheet is not None)
    press(qtbot, page, "destroy")
    window = page.window()
    qtbot.waitUntil(lambda: type(window.current()).__name__ == "Destruction")
    there = window.current()
    qtbot.waitUntil(lambda: there.sheet is not None)
    assert there.sheet.form.form.title.startswith("Destroy the record of Dana Reed")


def test_the_rest_is_decided_and_sealed_with_two_links(page, qtbot):
    press(qtbot, page, "decide_rest")
    qtbot.waitUntil(lambda: "Put it under seal" in page.list.lines.line(0).spoken())
    press(qtbot, page, "seal_retained")
    qtbot.waitUntil(lambda: "not done yet" not in page.left.text())
