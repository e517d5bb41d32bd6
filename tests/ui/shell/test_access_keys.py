"""Alt and a letter reach what is in sight; no letter stands for two things."""

import string

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QTabBar, QWidget

from counselor_desk.ui.entrance.unlock import UnlockWindow
from counselor_desk.ui.kit.platform import lives_without_windows
from counselor_desk.ui.shell.access_keys import AccessKeys, keys_in
from counselor_desk.ui.shell.key_tips import KeyTips

Key, Alt = Qt.Key, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def alt(qapp):
    heard = AccessKeys(qapp)
    yield heard
    heard.hide()
    heard.deleteLater()


def hold(window):
    QTest.keyPress(window.windowHandle(), Key.Key_Alt)


def let_go(window):
    QTest.keyRelease(window.windowHandle(), Key.Key_Alt)


def letter_of(window, words):
    return next(letter for letter, t in keys_in(window).items() if t.words.startswith(words))


def mnemonic(words):
    return QKeySequence.mnemonic(words).toString()[-1:]


def doubtful(window):
    """Letters of a menu that something else has too, and shortcuts that words made by accident."""
    menus = {mnemonic(menu.text()) for menu in window.menuBar().actions()}
    assert len(menus) == len(window.menuBar().actions())
    return [
        *(menus & set(keys_in(window))),
        *(b.text() for b in window.findChildren(QPushButton) if mnemonic(b.text())),
    ]


def test_a_letter_presses_a_button_and_another_goes_to_a_field(alt, sit, qtbot):
    window = sit("cal")
    window.go("clients")
    qtbot.waitUntil(window.bridge.is_idle)
    handle = window.windowHandle()
    QTest.keyClick(handle, getattr(Key, f"Key_{letter_of(window, 'New client')}"), Alt)
    assert window.current().objectName() == "registration"
    QTest.keyClick(handle, getattr(Key, f"Key_{letter_of(window, 'Preferred name')}"), Alt)
    assert QApplication.focusWidget().objectName() == "preferred_name"
    QTest.keyClick(handle, Key.Key_A)
    assert QApplication.focusWidget().text() == "a"


def test_the_letters_show_while_alt_is_held(alt, sit, qtbot):
    window = sit("cal")
    window.go("clients")
    qtbot.waitUntil(window.bridge.is_idle)
    hold(window)
    qtbot.waitUntil(lambda: alt.tips is not None)
    tips = alt.tips
    assert letter_of(window, "New client") in tips.places
    assert all(window.rect().contains(place) for place in tips.places.values())
    let_go(window)
    assert alt.tips is None
    assert not any(tips.isVisible() for tips in window.findChildren(KeyTips))


@pytest.fixture
def screen_reader():
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def spoken(widget):
    told = QAccessible.queryAccessibleInterface(widget)
    return told.text(QAccessible.Text.Description)


def test_a_screen_reader_says_the_keys_of_what_it_comes_to(alt, sit, qtbot, screen_reader):
    window = sit("cal")
    page = window.go("registration")
    qtbot.waitUntil(window.bridge.is_idle)
    field, other = (page.findChild(QLineEdit, key) for key in ("preferred_name", "family_name"))
    help_ = field.accessibleDescription()
    assert help_
    field.setFocus()
    letter = letter_of(window, "Preferred name")
    assert spoken(field) == f"{help_} Alt+{letter}"
    other.setFocus()
    assert spoken(field) == help_
    assert f"Alt+{letter_of(window, 'Last name')}" == spoken(other)


def test_who_lets_go_at_once_sees_nothing(alt, sit, qtbot):
    window = sit("cal")
    hold(window)
    let_go(window)
    assert not alt._held.isActive()


def test_keys_without_alt_and_with_another_key_are_left_alone(alt, sit, qtbot):
    window = sit("cal")
    window.go("clients")
    qtbot.waitUntil(window.bridge.is_idle)
    key = getattr(Key, f"Key_{letter_of(window, 'New client')}")
    for mods in (Qt.KeyboardModifier.NoModifier, Alt | Qt.KeyboardModifier.ControlModifier):
        QTest.keyClick(window.windowHandle(), key, mods)
    assert window.current().objectName() == "clients"


def test_the_door_has_letters_too(alt, clinic, qtbot):
    door = UnlockWindow(clinic.door)
    qtbot.addWidget(door)
    door.show()
    named = {target.words for target in keys_in(door).values()}
    assert {"Unlock", "Passphrase", "Who are you?"} <= named


def test_more_fields_than_letters_give_the_rest_digits(qtbot, qapp):
    page = QWidget()
    qtbot.addWidget(page)
    for _ in range(40):
        QPushButton("Again", page).show()
    page.show()
    letters = list(keys_in(page))
    assert letters == [*"AGIN", *"1234567890"]
    assert set(letters) <= set(string.ascii_uppercase + string.digits)


@pytest.mark.slow
@pytest.mark.parametrize("sign_in", ["ada", "sue", "cal", "flo"])
def test_no_letter_stands_for_two_things_on_any_screen(sit, clinic, qtbot, sign_in):
    window = sit(sign_in)
    places = [(n, {}) for n, kind in window.kinds.items() if kind.in_navigation]
    chart = window.go("chart", client_id=clinic.clients["Rosa"])
    rosa = {"client_id": clinic.clients["Rosa"]}
    places += [("chart", {**rosa, "section": name}) for name in chart._kinds]
    for name, where in places:
        page = window.go(name, **where)
        qtbot.waitUntil(window.bridge.is_idle)
        QApplication.processEvents()
        assert doubtful(window) == [], name
        found = keys_in(window)
        goals = [target.goal for target in found.values()]
        assert len(set(goals)) == len(goals), name
        for button in page.findChildren(QPushButton):
            if button.property("primary") and button.isVisible() and button.isEnabled():
                assert button in goals, (name, button.text())
        for bar in page.findChildren(QTabBar):
            names = [bar.tabText(at) for at in range(bar.count())]
            assert not any(mnemonic(text) for text in names), names


def test_each_line_of_a_menu_has_a_letter_when_it_opens(sit, qtbot):
    window = sit("cal")
    window.go("clients")
    qtbot.waitUntil(window.bridge.is_idle)
    if lives_without_windows():
        pytest.skip("a Mac has no letters in menus")
    for bar in window.menuBar().actions():
        menu = bar.menu()
        menu.aboutToShow.emit()
        letters = [mnemonic(line.text()) for line in menu.actions() if not line.isSeparator()]
        assert len(set(letters)) == len(letters), bar.text()
        assert all(letters), bar.text()
