"""People in the settings: one sheet is one act, and who reviews comes with the person."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from sqlalchemy import select

from counselor_desk.desk.desk import query
from counselor_desk.domain.roles import Can, Role
from counselor_desk.records.audit import AuditEntry
from counselor_desk.services.clinic import staff


@query(Can.USE_PROGRAM, "test.acts")
def acts(ctx):
    return [entry.action for entry in ctx.find(select(AuditEntry).order_by(AuditEntry.id))]


@pytest.fixture
def people(sit, qtbot):
    """The administrator's list of people, and a way to press a button and wait for what comes of it."""
    window = sit("ada")
    page = window.go("settings", part="people")
    qtbot.waitUntil(window.bridge.is_idle)
    return window, page.colleagues


def known(window):
    return {person.sign_in: person for person in window.opened.desk.do(staff.all_staff)}


def press(qtbot, window, people, name):
    [button] = people.findChildren(QPushButton, name)
    qtbot.waitUntil(button.isVisible)
    button.click()
    qtbot.waitUntil(window.bridge.is_idle)


def write(people, **values):
    for key, value in values.items():
        people.person.boxes[key].write(value)


def test_a_colleague_is_added_with_the_supervisor_in_one_act(people, qtbot):
    window, colleagues = people
    sue = known(window)["sue"]
    before = len(window.opened.desk.do(acts))
    write(colleagues, name="Nia Cole", sign_in="nia", role="counselor", supervisor_id=str(sue.id))
    press(qtbot, window, colleagues, "save_person")
    qtbot.waitUntil(lambda: not colleagues.person_group.isVisible())
    nia = known(window)["nia"]
    assert (nia.role, nia.supervisor_id) == (Role.COUNSELOR, sue.id)
    assert window.opened.desk.do(acts)[before:] == ["staff.add", "keys.listed"]
    assert "nia" in " ".join(label.text() for label in colleagues.once.findChildren(QLabel))


def test_f17_a_one_time_passphrase_stays_until_it_was_given(people, qtbot):
    window, colleagues = people
    for name, sign_in in (("Nia Cole", "nia"), ("Ben Ode", "ben")):
        write(colleagues, name=name, sign_in=sign_in, role="counselor")
        press(qtbot, window, colleagues, "save_person")
        qtbot.waitUntil(lambda: not colleagues.person_group.isVisible())
        once = colleagues.once.words.text()
        assert len(once) >= 15
        for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Escape):
            qtbot.keyClick(QApplication.focusWidget() or window, key)
            qtbot.waitUntil(window.bridge.is_idle)
        window.go("today")
        qtbot.waitUntil(window.bridge.is_idle)
        window.go("settings", part="people")
        qtbot.waitUntil(window.bridge.is_idle)
        assert colleagues.once.isVisible()
        assert colleagues.once.words.text() == once
        assert not colleagues.once.isAncestorOf(QApplication.focusWidget()), "no key destroys it"
    press(qtbot, window, colleagues, "copy_once")
    assert QApplication.clipboard().text() == once
    press(qtbot, window, colleagues, "once_given")
    assert not colleagues.once.isVisible()
    assert not colleagues.once.words.text()


def test_a_colleague_is_changed_with_the_supervisor_in_one_act(people, qtbot):
    window, colleagues = people
    cal = known(window)["cal"]
    colleagues._edit(cal.id)
    before = len(window.opened.desk.do(acts))
    write(colleagues, name="Cal M. Reyes", supervisor_id="")
    press(qtbot, window, colleagues, "save_person")
    qtbot.waitUntil(lambda: not colleagues.person_group.isVisible())
    assert (known(window)["cal"].name, known(window)["cal"].supervisor_id) == ("Cal M. Reyes", None)
    assert window.opened.desk.do(acts)[before:] == ["staff.change"]


def test_saving_a_name_keeps_a_supervisor_who_has_left(people, qtbot):
    window, colleagues = people
    sue, cal = known(window)["sue"], known(window)["cal"]
    window.opened.desk.do(staff.retire, sue.id)
    colleagues.refresh()
    qtbot.waitUntil(window.bridge.is_idle)
    colleagues._edit(cal.id)
    write(colleagues, name="Cal M. Reyes")
    press(qtbot, window, colleagues, "save_person")
    qtbot.waitUntil(lambda: not colleagues.person_group.isVisible())
    assert (known(window)["cal"].name, known(window)["cal"].supervisor_id) == ("Cal M. Reyes", sue.id)
