"""The main window: going and coming back, the palette, counts, locking."""

import gc
import time
import weakref
from datetime import timedelta

import pytest
from PySide6.QtCore import QDateTime, QEvent, QSettings, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel

from counselor_desk import __version__
from counselor_desk.core.errors import Refused
from counselor_desk.services.clients import clients
from counselor_desk.services.documents import documents, lists
from counselor_desk.ui.kit import platform
from counselor_desk.ui.kit.screen import Command
from counselor_desk.ui.kit.widgets.toast import Toast
from counselor_desk.ui.schedule.booking_card import BookingCard
from counselor_desk.ui.shell import idle_lock
from counselor_desk.ui.shell.window import MainWindow

Key, Mod = Qt.Key, Qt.KeyboardModifier


def test_esc_goes_back_the_way_one_came(sit, clinic, keys, qtbot):
    window = sit("cal")
    window.go("clients")
    window.go("chart", client_id=clinic.clients["Rosa"])
    keys.press(Key.Key_Escape)
    assert window.current().objectName() == "clients"


def test_the_number_keys_go_to_the_places(sit, keys):
    window = sit("cal")
    for at, name in enumerate(list(window.navigation.places)[:3], 1):
        keys.press(Qt.Key(Key.Key_0.value + at), Mod.ControlModifier)
        assert window.current().objectName() == name
        assert window.navigation.places[name].isChecked()


def test_f6_walks_through_the_parts_of_the_window(sit, keys):
    window = sit("cal")
    window.go("clients")
    window.focus_page()
    seen = []
    for _ in range(3):
        keys.press(Key.Key_F6)
        focused = QApplication.focusWidget()
        parts = (window.navigation, window.top, window.stack)
        seen.append(next(p.objectName() for p in parts if p.isAncestorOf(focused)))
    assert seen == ["navigation", "topbar", window.stack.objectName()]


def test_the_palette_runs_commands(sit, keys, qtbot):
    window = sit("cal")
    keys.press(Key.Key_K, Mod.ControlModifier)
    finder = window.finding.finder
    keys.type("new cli")
    qtbot.waitUntil(lambda: finder.list.lines.rowCount() == 1)
    keys.press(Key.Key_Return)
    assert window.current().objectName() == "registration"


def test_the_palette_finds_only_ones_own_clients(sit, keys, qtbot):
    window = sit("cal")
    keys.press(Key.Key_K, Mod.ControlModifier)
    finder = window.finding.finder
    keys.type("james")
    qtbot.waitUntil(finder.nothing.isVisible)
    keys.press(Key.Key_Escape)
    assert not finder.isVisible()


def test_enter_in_the_palette_does_not_wait_for_the_pause(sit, clinic, keys, qtbot):
    window = sit("cal")
    window.go("settings")
    keys.press(Key.Key_K, Mod.ControlModifier)
    keys.type("dana")
    keys.press(Key.Key_Return)
    qtbot.waitUntil(lambda: window.current().objectName() == "chart")
    assert window.current().client_id == clinic.clients["Dana"]


def test_an_appointment_is_booked_from_anywhere_in_one_line(sit, clinic, keys, qtbot):
    """ "book dana tomorrow 2:30 pm", Enter: the booking stands beside the calendar, filled in."""
    window = sit("cal")
    window.go("settings")
    keys.press(Key.Key_K, Mod.ControlModifier)
    finder = window.finding.finder
    keys.type("book dana tomorrow 2:30 pm")
    qtbot.waitUntil(lambda: "Dana" in finder.list.lines.line(0).first)
    assert "30" in finder.list.lines.line(0).second
    keys.press(Key.Key_Return)
    qtbot.waitUntil(lambda: window.current().objectName() == "schedule")
    screen = window.current()
    qtbot.waitUntil(lambda: isinstance(screen.beside.card(), BookingCard))
    card = screen.beside.card()
    assert card.picker.ids() == [clinic.clients["Dana"]]
    given = card.form.values()
    tomorrow = window.bridge.today() + timedelta(days=1)
    assert (given["on"], given["at"]) == (tomorrow, "14:30")


def test_every_action_keeps_out_of_the_systems_slots(sit):
    roles = QAction.MenuRole
    for action in sit("ada").findChildren(QAction):
        if action.menuRole() is roles.TextHeuristicRole:
            assert action.menu() or action.isSeparator() or not action.text()


def test_about_settings_and_quit_have_their_places_in_the_menu_of_a_mac(sit):
    roles, key = QAction.MenuRole, QKeySequence.StandardKey
    placed = {
        action.menuRole(): action
        for action in sit("cal").findChildren(QAction)
        if action.menuRole() in (roles.AboutRole, roles.PreferencesRole, roles.QuitRole)
    }
    assert set(placed) == {roles.AboutRole, roles.PreferencesRole, roles.QuitRole}
    assert placed[roles.PreferencesRole].shortcut() == QKeySequence(key.Preferences)
    assert placed[roles.QuitRole].shortcut() == QKeySequence(key.Quit)


def test_a_mac_has_a_menu_for_the_window(sit, monkeypatch, qtbot):
    monkeypatch.setattr(platform, "lives_without_windows", lambda: True)
    window = sit("cal")
    menus = {action.text(): action.menu() for action in window.menuBar().actions()}
    minimize, zoom = menus["Window"].actions()
    assert [m.replace("&", "") for m in menus] == ["File", "Edit", "Go", "Page", "Window", "Help"]
    zoom.trigger()
    assert window.isMaximized()
    zoom.trigger()
    assert not window.isMaximized()
    minimize.trigger()
    assert window.isMinimized()


def test_the_window_and_the_settings_name_nobody(sit, clinic, tmp_path, qtbot):
    window = sit("cal")
    window.go("chart", client_id=clinic.clients["Rosa"])
    qtbot.waitUntil(window.bridge.is_idle)
    assert window.windowTitle() == "Counselor Desk"
    window.lock()
    QSettings().sync()
    kept = b"".join(path.read_bytes() for path in (tmp_path / "set").rglob("*") if path.is_file())
    assert b"Rosa" not in kept
    assert b"Medina" not in kept


def test_locking_deletes_the_screens_and_clears_the_clipboard(sit, clinic, qtbot):
    window = sit("cal")
    screen = window.go("chart", client_id=clinic.clients["Rosa"])
    QGuiApplication.clipboard().setText("a client's words")
    with qtbot.waitSignals([window.locked, screen.destroyed]):
        window.lock()
    assert QGuiApplication.clipboard().text() == ""
    again = clinic.open("cal")
    clinic.door.lock(again)


def test_nobody_there_locks_and_a_move_keeps_it_open(sit, qtbot, monkeypatch):
    window = sit("cal")
    now = [1_000_000.0]
    monkeypatch.setattr(idle_lock, "_seconds", lambda: now[0])
    window.idle.set_minutes(10)
    window.idle._last = window.idle._ticked = now[0]
    for _ in range(110):
        now[0] += 5
        window.idle._tick()
    assert "Locks in a minute" in window.top.saved.text()
    window.idle.active()
    assert window.top.saved.text() == ""
    locked = []
    window.locked.connect(lambda: locked.append(True))
    for _ in range(121):
        now[0] += 5
        if not locked:
            window.idle._tick()
    assert locked == [True]


def test_a_clock_that_is_set_back_keeps_no_vault_open(sit, monkeypatch):
    window = sit("cal")
    locked = []
    window.locked.connect(lambda: locked.append(True))
    began = idle_lock._seconds()
    long_ago = QDateTime.fromSecsSinceEpoch(0)
    monkeypatch.setattr(QDateTime, "currentDateTime", lambda: long_ago)
    monkeypatch.setattr(QDateTime, "currentMSecsSinceEpoch", lambda: 0)
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert idle_lock._seconds() >= began
    window.idle.set_minutes(0)
    window.idle._tick()
    assert locked == [True]


def test_a_computer_that_slept_locks(sit, monkeypatch):
    window = sit("cal")
    locked = []
    window.locked.connect(lambda: locked.append(True))
    before = idle_lock._seconds()
    monkeypatch.setattr(idle_lock, "_seconds", lambda: before + timedelta(minutes=2).total_seconds())
    window.idle._tick()
    assert locked == [True]


def test_changes_by_another_command_refresh_what_is_shown(sit, clinic, qtbot):
    window = sit("cal")
    screen = window.go("clients")
    qtbot.waitUntil(lambda: screen.model.rowCount() == 2)
    values = {"given_name": "Bo", "family_name": "Chen", "born": None}
    window.bridge.ask(window, clients.register, values)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 3)


def test_a_refusal_stands_in_the_screen(sit, clinic, qtbot):
    window = sit("cal")
    screen = window.go("clients")
    screen.ask(clients.read, clinic.clients["James"])
    qtbot.waitUntil(screen.page.banner.isVisible)
    assert "caseload" in screen.page.banner.words.text()


def test_an_answer_for_a_screen_that_is_gone_is_dropped(sit, clinic, qtbot):
    window = sit("cal")
    heard = []
    screen = window.go("clients")
    screen.ask(clients.read, clinic.clients["Rosa"]).then(heard.append)
    window.lock()
    QApplication.processEvents()
    assert heard == []


def test_undo_in_a_toast(sit, qtbot):
    window = sit("cal")
    undone = []
    window.current().toast("Put away.", lambda: undone.append(True))
    window.current().toast("Put away again.", lambda: undone.append(True))
    toasts = [t for t in window.findChildren(Toast) if t.isVisible()]
    assert [t.words.text() for t in toasts] == ["Put away again."]
    undo = toasts[0].findChild(object, "undo")
    qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
    assert undone == [True]


def test_a_long_command_can_be_stopped_and_leaves_nothing(sit, clinic, qtbot):
    from counselor_desk.desk.desk import command
    from counselor_desk.domain.roles import Can

    window = sit("cal")

    @command(Can.REGISTER_CLIENT, "test_window.many")
    def many(ctx):
        for n in range(1000):
            ctx.progress(n, 1000)
            values = {"given_name": "Zed", "family_name": str(n), "born": None}
            clients.register(ctx, values)

    said = []
    answer = window.bridge.ask(window, many).otherwise(said.append)
    qtbot.waitUntil(lambda: window.top.progress.text() != "")
    answer.stop()
    qtbot.waitUntil(lambda: bool(said))
    assert isinstance(said[0], Refused)
    assert window.opened.desk.do(clients.matching, "zed") == []


def test_the_commands_of_a_page_are_in_the_menu(sit, clinic, qtbot):
    window = sit("cal")
    window.go("chart", client_id=clinic.clients["Rosa"], section="notes")
    qtbot.waitUntil(window.bridge.is_idle)
    shown = {action.text() for action in window.menus._here.actions()}
    assert "New note" in shown
    for command_ in window.finding.commands():
        assert isinstance(command_, Command)


@pytest.mark.parametrize("sign_in", ["cal", "sue"])
def test_two_windows_on_one_draft_keep_both_texts(sit, clinic, qtbot, sign_in):
    if sign_in == "sue":
        pytest.skip("a supervisor writes no draft of a counselor's")
    window = sit(sign_in)
    window.go("chart", client_id=clinic.clients["Rosa"], section="notes", template="dap")
    notes = window.current().section("notes")
    qtbot.waitUntil(lambda: notes.editor.form is not None)
    document = notes.editor.document
    desk = window.opened.desk
    desk.do(documents.save_draft, document.id, {"plan": "From the other window."}, 0)
    form = notes.editor.form
    key = next(f.key for f in form.form.fields if f.kind.value == "text")
    form.boxes[key].editor.main.setFocus()
    form.boxes[key].editor.write("From this one.")
    form.settle_now()
    qtbot.waitUntil(lambda: notes.editor.document.id != document.id or (
        "Both texts" in notes.page.banner.words.text()
        or "Both texts" in notes.editor.page.banner.words.text()))  # fmt: skip
    rows = desk.do(lists.of_client, clinic.clients["Rosa"])
    bodies = [desk.do(documents.read, row.id).document.body for row in rows]
    assert {"plan": "From the other window."} in bodies
    assert any(body.get(key) == "From this one." for body in bodies)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_sections_stand_at_the_side_and_in_a_narrow_window_behind_one_button(sit, clinic, keys, qtbot):
    window = sit("cal")
    chart = window.go("chart", client_id=clinic.clients["Rosa"])
    frame = chart.frame
    window.resize(1366, 700)
    qtbot.waitUntil(lambda: not frame.is_narrow())
    headings = [label.text() for label in frame.list.findChildren(QLabel)]
    assert headings == ["Intake", "Treatment", "Record", "Privacy"]
    names = list(chart._kinds)
    qtbot.mouseClick(frame.list.places[names.index("notes")], Qt.MouseButton.LeftButton)
    assert chart.section("notes").isVisible()
    assert [place.isChecked() for place in frame.list.places] == [name == "notes" for name in names]
    frame.list.places[names.index("notes")].setFocus()
    keys.press(Key.Key_Down)  # arrows go on from the section that is open
    after = names[names.index("notes") + 1]
    qtbot.waitUntil(lambda: chart.section(after) is not None and chart.section(after).isVisible())

    window.resize(window.minimumWidth(), 600)
    qtbot.waitUntil(frame.is_narrow)
    assert chart._kinds[after].title in frame.here.text()
    frame.here.setFocus()
    keys.press(Key.Key_Space)
    qtbot.waitUntil(frame.menu.isVisible)
    frame.menu.actions()[-1].trigger()
    frame.menu.close()
    assert chart.section(names[-1]).isVisible()
    assert chart._kinds[names[-1]].title in frame.here.text()


def test_going_through_the_sections_with_the_keyboard(sit, clinic, keys, qtbot):
    window = sit("cal")
    chart = window.go("chart", client_id=clinic.clients["Rosa"])
    names, seen = list(chart._kinds), []
    for _ in names:
        seen.append(chart._here)
        keys.press(Key.Key_PageDown, Mod.ControlModifier)
        qtbot.waitUntil(window.bridge.is_idle, timeout=10_000)
    assert seen == names


def test_help_shows_the_keys_of_the_page_one_came_from(sit, clinic, keys, qtbot):
    window = sit("cal")
    window.go("chart", client_id=clinic.clients["Rosa"], section="notes")
    keys.press(Key.Key_F1)
    page = window.current()
    assert page.objectName() == "help"
    said = {label.text() for label in page.here.findChildren(QLabel)}
    assert {"New note", platform.name_of_keys("Ctrl+N")} <= said
    keys.press(Key.Key_F1)  # a second time it stays what it is
    keys.press(Key.Key_Escape)
    assert window.current().objectName() == "chart"


def test_about_names_the_version_and_the_vault(sit, clinic):
    window = sit("flo")
    [about] = [a for a in window.findChildren(QAction) if a.menuRole() is QAction.MenuRole.AboutRole]
    about.trigger()
    said = {label.text() for label in window.current().about.findChildren(QLabel)}
    assert {__version__, str(clinic.path)} <= said


def test_a_locked_window_is_gone_with_all_that_it_held(clinic, qtbot):
    window = MainWindow(clinic.door, clinic.open("cal"))
    window.show()
    window.go("clients")
    qtbot.waitUntil(window.bridge.is_idle)
    gone = weakref.ref(window)
    window.lock()
    window.close()
    window.deleteLater()
    del window
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert gone() is None
