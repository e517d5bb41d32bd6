"""Hands on a page: press what is seen there, write into the sheet that is open."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton


def press(qtbot, panel, name):
    def seen():
        return [b for b in panel.findChildren(QAbstractButton, name) if b.isVisible()]

    qtbot.waitUntil(lambda: bool(seen()))
    qtbot.mouseClick(seen()[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(panel.bridge.is_idle)


def write(panel, **values):
    for key, value in values.items():
        panel.sheet.form.boxes[key].write(value)
