"""A supervisor looks at de-identified data and saves exactly what was shown."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from counselor_desk.ui.kit import file_dialogs


def test_data_are_looked_at_and_saved(sit, qtbot, tmp_path, monkeypatch):
    window = sit("sue")
    page = window.go("deidentified")
    qtbot.waitUntil(window.bridge.is_idle)
    assert not page.save.isEnabled()
    qtbot.mouseClick(page.look, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.save.isEnabled)
    shown = [label.text() for label in page.lines.findChildren(QLabel)]
    assert shown[:3] == ["person", "age", "sex"]
    path = tmp_path / "data.csv"
    monkeypatch.setattr(file_dialogs, "save_path", lambda *_: path)
    qtbot.mouseClick(page.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.page.banner.words.text() == "Saved.")
    lines = path.read_text("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert "Rosa" not in path.read_text("utf-8-sig")


def test_another_choice_forgets_what_was_shown(sit, qtbot):
    window = sit("sue")
    page = window.go("deidentified")
    qtbot.mouseClick(page.look, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.save.isEnabled)
    page.form.boxes["smallest"].write("20")
    page.form.changed.emit("smallest")
    assert not page.save.isEnabled()
    assert not page.shown.isVisible()
