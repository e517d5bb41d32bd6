"""The language is chosen on the Settings page, is there at once, and is remembered."""

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction, QKeySequence

from counselor_desk.core import i18n
from counselor_desk.ui.shell import language
from tests import words


@pytest.fixture
def two_languages(tmp_path, monkeypatch):
    """English, and one that nobody speaks."""
    folder = tmp_path / "locale"
    words.pseudo_in(folder)
    monkeypatch.setattr(i18n, "LOCALES", folder)
    yield
    i18n.use_language(i18n.ENGLISH)


def choose(window, qtbot, value):
    page = window.go("settings")
    button = next(b for b in page.language_choice.buttons if b.property("value") == value)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.current() is not page)
    qtbot.waitUntil(window.bridge.is_idle)


def is_told(text):
    return text.startswith(words.OPEN)


def test_the_whole_window_speaks_the_language_that_was_chosen(sit, qtbot, two_languages):
    window = sit("ada")
    assert window.navigation.places["clients"].text() == "Clients"
    choose(window, qtbot, words.PSEUDO)
    assert window.current().objectName() == "settings"
    assert window.current().language_choice.value() == words.PSEUDO
    assert all(is_told(place.text()) for place in window.navigation.places.values())
    assert all(is_told(action.text()) for action in window.menuBar().actions())
    assert is_told(window.go("clients").title)
    choose(window, qtbot, "en")
    assert window.navigation.places["clients"].text() == "Clients"


def test_what_is_typed_is_kept_and_no_key_is_left_to_two(sit, qtbot, two_languages):
    window = sit("ada")
    page = window.go("settings")
    qtbot.waitUntil(lambda: page.clinic is not None)
    name = page.clinic.boxes["name"].editor.main
    name.clear()
    qtbot.keyClicks(name, "Harbor Clinic")
    choose(window, qtbot, words.PSEUDO)
    qtbot.waitUntil(lambda: window.current().clinic is not None)
    assert window.current().clinic.values()["name"] == "Harbor Clinic"
    actions = [a for a in window.menuBar().findChildren(QAction) if a.shortcut() == QKeySequence("Ctrl+L")]
    assert len(actions) == 1


def test_it_is_remembered_and_read_before_the_first_window(sit, qtbot, two_languages):
    window = sit("ada")
    choose(window, qtbot, words.PSEUDO)
    assert QSettings().value("language") == words.PSEUDO
    i18n.use_language(i18n.ENGLISH)
    language.begin()
    assert is_told(i18n._("Settings"))
    language.choose("en")
    assert i18n._("Settings") == "Settings"


def test_a_language_whose_catalog_is_gone_is_english(two_languages):
    language.choose("tlh")
    assert i18n._("Settings") == "Settings"


def test_the_system_s_languages_are_asked_one_after_the_other(two_languages):
    assert language.first_known(["fr-CA", "fr", "en-XA", "en"]) == words.PSEUDO
    assert language.first_known(["fr-CA", "en-US", "en-XA"]) == "en"
    assert language.first_known(["fr"]) == "en"
    assert language.first_known([]) == "en"


def test_each_language_stands_there_by_its_own_name(sit, two_languages):
    page = sit("cal").go("settings")
    offered = [button.property("value") for button in page.language_choice.buttons]
    assert offered == [language.AS_THE_SYSTEM, "en", words.PSEUDO]
    assert page.language_choice.value() == language.AS_THE_SYSTEM
