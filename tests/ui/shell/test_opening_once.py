"""A screen that is opened asks for its records once: opening and being shown is one occasion."""

import pytest
from PySide6.QtCore import QCoreApplication

from counselor_desk.desk.desk import Changes

WHERE = (
    ("figures", {"figure": "missed"}),
    ("paper", {"report": "caseload", "asked": {}}),
    ("disclose", {"client_id": "Rosa"}),
    ("reward_enroll", {"client_id": "Rosa"}),
    ("reward_give", {"client_id": "Rosa"}),
    ("handouts", {"handout": "overdose", "language": "en"}),
    ("clients", {}),
)


def come_to_rest(window, qtbot):
    """A second refresh would come with the next events, or with the answers to the first."""
    for _ in range(5):
        QCoreApplication.processEvents()
        qtbot.waitUntil(window.bridge.is_idle)


@pytest.mark.parametrize("opened", WHERE, ids=lambda opened: opened[0])
def test_a_screen_asks_once_when_it_is_opened(sit, clinic, qtbot, monkeypatch, opened):
    window, (screen, where) = sit("sue"), opened
    kind = window.kinds[screen]
    asked, real = [], kind.refresh
    monkeypatch.setattr(kind, "refresh", lambda self: (asked.append(screen), real(self)))
    if "client_id" in where:
        where = {"client_id": clinic.clients[where["client_id"]]}
    assert window.go(screen, **where).isVisible()
    come_to_rest(window, qtbot)
    assert asked == [screen]


def test_a_burst_of_changes_asks_once(sit, clinic, qtbot, monkeypatch):
    window = sit("sue")
    shown = window.go("clients")
    qtbot.waitUntil(window.bridge.is_idle)
    asked, real = [], type(shown).refresh
    monkeypatch.setattr(type(shown), "refresh", lambda self: (asked.append(1), real(self)))
    for _ in range(5):
        window.bridge.changed.emit(Changes(shown.shows, frozenset()))
    come_to_rest(window, qtbot)
    assert asked == [1]
