"""Finding, registering and correcting clients, as the front desk and a counselor do it."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton

from counselor_desk.domain.privacy.consent import age
from counselor_desk.services.assessments import assessments
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import staff
from counselor_desk.ui.kit import wall_clock
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.paged import PAGE, PagedModel, RowText, WholeListModel

Key, Mod = Qt.Key, Qt.KeyboardModifier


def test_typing_finds_and_enter_opens(sit, clinic, keys, qtbot):
    window = sit("flo")
    screen = window.go("clients")
    qtbot.waitUntil(lambda: screen.model.rowCount() == 3)
    keys.type("dana r")
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1)
    keys.press(Key.Key_Return)
    qtbot.waitUntil(lambda: window.current().objectName() == "chart")
    assert window.current().client_id == clinic.clients["Dana"]


def test_enter_at_once_opens_the_right_one(sit, clinic, keys, qtbot):
    window = sit("flo")
    screen = window.go("clients")
    qtbot.waitUntil(lambda: screen.model.rowCount() == 3)
    keys.type("dana")
    keys.press(Key.Key_Return)
    qtbot.waitUntil(lambda: window.current().objectName() == "chart")
    assert window.current().client_id == clinic.clients["Dana"]


def test_a_birth_date_finds_too(sit, clinic, keys, qtbot):
    window = sit("flo")
    screen = window.go("clients")
    qtbot.waitUntil(lambda: screen.model.rowCount() == 3)
    keys.type("1977-08-02")
    qtbot.waitUntil(lambda: screen.model.rowCount() == 1)
    assert screen.model.id_at(0) == clinic.clients["James"]


def test_down_goes_into_the_list_and_a_letter_back_to_the_field(sit, keys, qtbot):
    window = sit("flo")
    screen = window.go("clients")
    qtbot.waitUntil(lambda: screen.model.rowCount() == 3)
    keys.press(Key.Key_Down)
    assert screen.list.hasFocus()
    keys.type("r")
    assert screen.field.hasFocus()
    assert screen.field.text() == "r"


def test_nobody_found_says_so(sit, keys, qtbot):
    window = sit("cal")
    screen = window.go("clients")
    keys.type("zzz")
    qtbot.waitUntil(screen.empty.isVisible)
    assert screen.empty.title.text() == "No one by this name"


def test_registering_from_the_keyboard(sit, keys, qtbot):
    window = sit("cal")
    keys.press(Key.Key_K, Mod.ControlModifier)
    finder = window.finding.finder
    keys.type("new client")
    qtbot.waitUntil(lambda: finder.list.lines.rowCount() == 1)
    keys.press(Key.Key_Return)
    page = window.current()
    for words in ("Bo", "", "Chen", "", "they/them", "1/2/90"):
        keys.type(words)
        keys.press(Key.Key_Tab)
    keys.press(Key.Key_Return, Mod.ControlModifier)
    qtbot.waitUntil(lambda: window.current().objectName() == "chart")
    qtbot.waitUntil(lambda: window.current().strip.name.text() == "Bo Chen")
    found = window.opened.desk.do(clients.find, "bo chen")
    assert [str(row.born) for row in found] == ["1990-01-02"]
    assert page.form.is_dirty() is False


def test_a_likely_double_is_told_while_one_types(sit, clinic, qtbot):
    window = sit("cal")
    page = window.go("registration", new=True)
    qtbot.keyClicks(page.form.boxes["given_name"].editor.main, "Rosa")
    assert not page.likely.isVisible()
    qtbot.keyClicks(page.form.boxes["family_name"].editor.main, "Medina")
    qtbot.waitUntil(page.likely.isVisible)
    assert page.list.current() == clinic.clients["Rosa"]


def test_what_is_missing_is_said_at_its_field(sit, qtbot):
    window = sit("cal")
    page = window.go("registration", new=True)
    page.button.click()
    qtbot.waitUntil(lambda: page.form.boxes["family_name"].trouble.isVisible())
    assert "last name" in page.form.boxes["family_name"].trouble.text()
    for key, typed in (("given_name", "Ann"), ("family_name", "Roe"), ("born", "3/99/1989")):
        qtbot.keyClicks(page.form.boxes[key].editor.main, typed)
    page.button.click()  # a day of birth that cannot be read is not left out in silence
    assert "not a date yet" in page.form.boxes["born"].trouble.text()
    assert window.current() is page


def test_correcting_shows_at_once_on_the_strip(sit, clinic, qtbot):
    window = sit("cal")
    window.go("chart", client_id=clinic.clients["Rosa"])
    page = window.go("registration", client_id=clinic.clients["Rosa"])
    qtbot.waitUntil(lambda: page.form.values()["family_name"] == "Medina")
    page.form.boxes["preferred_name"].editor.main.setText("Rosie")
    page.form.boxes["voicemail_ok"].editor.main.setChecked(True)
    page.button.click()
    qtbot.waitUntil(lambda: window.current().objectName() == "chart")
    qtbot.waitUntil(lambda: window.current().strip.name.text() == "Rosie Medina")
    assert "no voicemail" not in window.current().strip.accessibleName()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_head_of_a_chart_says_who_how_old_what_number_and_what_is_at_risk(sit, clinic, qtbot):
    """The legal name beside the one in use, a number that a click copies, and an open flag until it ends."""
    window = sit("cal")
    rosa, desk = clinic.clients["Rosa"], window.opened.desk
    page = window.go("registration", client_id=rosa)
    qtbot.waitUntil(lambda: page.form.values()["family_name"] == "Medina")
    for key, said in (("preferred_name", "Ro"), ("phone", "555-0142"), ("born", "3/14/1989")):
        page.form.boxes[key].editor.main.setText(said)
    page.button.click()
    qtbot.waitUntil(lambda: window.current().objectName() == "chart")
    chart = window.current()
    strip = chart.strip
    qtbot.waitUntil(lambda: strip.name.text() == "Ro Medina")
    assert "legal name Rosa" in strip.facts.text()
    assert f"({age(date(1989, 3, 14), wall_clock.today())})" in strip.facts.text()
    qtbot.mouseClick(strip.phone, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == strip.phone.text() != ""

    flags = desk.do(assessments.record, rosa, "phq9", {f"q{n}": 1 for n in range(1, 11)}).flags
    chart.refresh()
    qtbot.waitUntil(lambda: "safety risk open" in strip.accessibleName())
    for flag in flags:
        desk.do(assessments.resolve, flag.id, "Asked, and made a plan.")
    chart.refresh()
    qtbot.waitUntil(lambda: "safety risk open" not in strip.accessibleName())

    window.go("chart", client_id=clinic.clients["Dana"])
    qtbot.waitUntil(lambda: strip.name.text() == "Dana Reed")
    assert strip.phone.text() != "555-0142"


def test_another_client_leaves_nothing_of_the_one_before(sit, clinic, qtbot):
    window = sit("cal")
    chart = window.go("chart", client_id=clinic.clients["Rosa"], section="notes")
    before = chart.section("notes")
    with qtbot.waitSignal(before.destroyed):
        window.go("chart", client_id=clinic.clients["Dana"])
    qtbot.waitUntil(lambda: chart.strip.name.text() == "Dana Reed")
    assert "Rosa" not in chart.strip.accessibleName()


def test_a_page_of_rows_is_asked_for_once(qtmodeltester, qapp):
    asked = []

    def fetch(ids, show):
        asked.append(ids)
        show({n: f"row {n}" for n in ids})

    model = PagedModel(fetch, lambda row: RowText(row))
    model.show(list(range(1000)))
    for at in range(PAGE * 2):
        assert model.line(at).first == f"row {at}"
    assert [len(ids) for ids in asked] == [PAGE, PAGE]
    assert model.place_of(999) == 999
    qtmodeltester.check(model)


def test_rows_that_come_too_late_are_not_shown(qapp):
    waiting = []
    model = PagedModel(lambda ids, show: waiting.append(show), lambda row: RowText(row))
    model.show([1, 2])
    assert model.line(0).first == "…"
    model.show([3])
    model.line(0)
    waiting[0]({1: "old", 2: "old"})
    assert model.line(0).first == "…"
    waiting[1]({3: "new"})
    assert model.line(0).first == "new"


def test_a_list_speaks_its_whole_row(qtmodeltester, qapp):
    model = WholeListModel()
    model.show([(7, RowText("Rosa", "0000010", right="today", chips=(("Draft", "secondary"),)))])
    spoken = model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Rosa, 0000010, Draft, today"
    qtmodeltester.check(model)
    assert QApplication.instance() is not None


def test_the_front_desk_registers_into_a_caseload(sit, clinic, qtbot):
    window = sit("flo")
    page = window.go("registration", new=True)
    qtbot.waitUntil(lambda: page.caseload.form is not None)
    page.form.boxes["given_name"].write("Ines")
    page.form.boxes["family_name"].write("Calder")
    page.form.boxes["born"].write(date(1990, 4, 2))
    choice = page.caseload.form.boxes["counselor_id"]
    choice.write(str(person(window, qtbot, "oda")))
    page.button.click()
    qtbot.waitUntil(lambda: window.current().objectName() == "chart")
    qtbot.waitUntil(window.bridge.is_idle)
    assert window.current()._client.counselor_id == person(window, qtbot, "oda")


def test_a_supervisor_moves_a_client_to_another_caseload(sit, clinic, qtbot):
    window = sit("sue")
    page = window.go("registration", client_id=clinic.clients["Rosa"])
    qtbot.waitUntil(lambda: page.caseload.form is not None and page.caseload.isVisible())
    choice = page.caseload.form.boxes["counselor_id"]
    assert choice.value() == str(person(window, qtbot, "cal"))
    choice.write(str(person(window, qtbot, "oda")))
    page.button.click()
    qtbot.waitUntil(lambda: window.current().objectName() == "chart")
    qtbot.waitUntil(window.bridge.is_idle)
    assert window.current()._client.counselor_id == person(window, qtbot, "oda")


def test_a_counselor_registers_into_the_own_caseload_and_moves_nobody(sit, clinic, qtbot):
    window = sit("cal")
    page = window.go("registration", new=True)
    assert not page.caseload.isVisible()
    page = window.go("registration", client_id=clinic.clients["Rosa"])
    qtbot.waitUntil(page.caseload.close_link.isVisible)
    assert page.caseload.form is None


def test_a_chart_is_closed_and_opened_again(sit, clinic, qtbot):
    window = sit("cal")
    rosa = clinic.clients["Rosa"]
    page = window.go("registration", client_id=rosa)
    qtbot.waitUntil(page.caseload.close_link.isVisible)
    page.caseload.close_link.click()
    qtbot.waitUntil(lambda: window.current().objectName() == "clients")
    qtbot.waitUntil(lambda: window.current().model.rowCount() == 1)
    page = window.go("registration", client_id=rosa)
    qtbot.waitUntil(page.caseload.open_link.isVisible)
    page.caseload.open_link.click()
    qtbot.waitUntil(lambda: window.current().objectName() == "chart")
    clients_ = window.go("clients")
    qtbot.waitUntil(lambda: clients_.model.rowCount() == 2)


def test_a_whole_caseload_moves(sit, clinic, qtbot):
    window = sit("sue")
    page = window.go("access")
    page.findChild(QPushButton, "move").click()
    qtbot.waitUntil(lambda: page.findChild(FormWidget) is not None)
    form = page.findChild(FormWidget)
    form.boxes["from_id"].write(str(person(window, qtbot, "cal")))
    form.boxes["counselor_id"].write(str(person(window, qtbot, "oda")))
    page.findChild(QPushButton, "keep").click()
    qtbot.waitUntil(lambda: page.findChild(FormWidget) is None)
    qtbot.waitUntil(window.bridge.is_idle)
    held = []
    oda = person(window, qtbot, "oda")
    window.bridge.ask(window, clients.matching, "", oda).then(held.append)
    qtbot.waitUntil(lambda: bool(held))
    assert sorted(held[0]) == sorted(clinic.clients.values())


def person(window, qtbot, sign_in):
    found = []
    window.bridge.ask(window, staff.all_staff).then(found.extend)
    qtbot.waitUntil(lambda: bool(found))
    return next(one.id for one in found if one.sign_in == sign_in)
