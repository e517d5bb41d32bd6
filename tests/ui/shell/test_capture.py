"""Screen shots and shared screens show no window of the program, until somebody allows it."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QWidget

from counselor_desk.ui.kit import macos, platform
from counselor_desk.ui.shell.screen_capture import Shield


class System:
    """Stands where the operating system stands: which windows it was told to leave out."""

    def __init__(self):
        self.hidden = {}

    def __call__(self, window, hidden):
        self.hidden[window.objectName()] = hidden


@pytest.fixture
def named(qtbot):
    made = []

    def named(kind, name, parent=None):
        window = kind(parent)
        window.setObjectName(name)
        made.append(window)
        return window

    yield named
    for window in reversed(made):
        window.close()
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_each_window_menu_and_sheet_is_left_out_as_it_comes(named):
    system, first = System(), named(QWidget, "first")
    first.show()
    shield = Shield(first, system)
    assert system.hidden["first"] is True
    sheet, menu, part = (
        named(QDialog, "sheet", first), named(QFrame, "menu"), named(QWidget, "part", first),
    )  # fmt: skip
    menu.setWindowFlag(Qt.WindowType.ToolTip)  # what folds out is a window of its own
    for window in (sheet, menu, part):
        window.show()
    assert system.hidden["sheet"] is True
    assert system.hidden["menu"] is True
    assert "part" not in system.hidden  # it is within the window
    shield.let_show(True)
    assert {system.hidden[name] for name in ("first", "sheet", "menu")} == {False}
    later = named(QDialog, "later", first)
    later.show()
    assert system.hidden["later"] is False
    shield.let_show(False)
    assert {system.hidden[name] for name in ("first", "sheet", "later")} == {True}


def test_a_window_is_shared_by_command_and_hidden_again_after_the_lock(sit, monkeypatch):
    class OnMac:
        platformName = staticmethod(lambda: "cocoa")

    monkeypatch.setattr(platform, "QGuiApplication", OnMac)
    window = sit("cal")
    [command] = [c for c in window.menus.standing() if "shared screens" in c.title]
    assert command.title == "Let shared screens show this window until it locks"
    command.run()
    assert window.shield.is_open
    assert window.menus.shared.isChecked()
    assert "Shared screens show this window" in window.notice.words.text()
    window.menus.shared.trigger()
    assert not window.shield.is_open
    assert "Shared screens" not in window.notice.words.text()
    window.lock()
    again = sit("cal")
    assert not again.shield.is_open


def test_a_system_without_the_word_offers_nothing(sit):
    window = sit("cal")
    assert not window.shield.works
    assert [c for c in window.menus.standing() if "shared" in c.title] == []
    assert window.menus.shared is None
    platform.hide_from_capture(window)  # and says nothing


def test_macos_is_told_by_the_window_of_the_view(monkeypatch):
    """The two messages, as AppKit names them; the real library is only on a Mac."""
    sent = []

    class Library:
        def sel_registerName(self, name):
            return name

    def function(result, *kinds):
        return lambda _where: lambda *told: sent.append((result, told)) or 77

    monkeypatch.setattr(macos, "_objective_c", Library)
    monkeypatch.setattr(macos.ctypes, "CFUNCTYPE", function)
    macos.share_window(12, shared=False)
    macos.share_window(12, shared=True)
    assert [told for _result, told in sent] == [
        (12, b"window"), (77, b"setSharingType:", 0),
        (12, b"window"), (77, b"setSharingType:", 1),
    ]  # fmt: skip
