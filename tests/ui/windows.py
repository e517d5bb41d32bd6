"""A chart section or screen shown over a real desk, and the hands of a person at it."""

import os
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from counselor_desk.domain.form import Kind
from counselor_desk.ui import look
from counselor_desk.ui.bridge import Bridge
from counselor_desk.ui.form import FormWidget


class Window:
    """One screen or section with its bridge; `go` remembers where it wanted to lead."""

    def __init__(self, desk, qtbot, kind, *args, **where):
        look.apply(QApplication.instance())
        self.desk, self.qtbot, self.went = desk, qtbot, []
        self.bridge = Bridge(desk)
        self.panel = kind(self.bridge, self._go, *args)
        qtbot.addWidget(self.panel)
        self.panel.resize(860, 900)
        self.panel.show()
        if where:
            self.panel.open(**where)
        self.settle()

    def _go(self, screen, **where):
        self.went.append((screen, where))

    def settle(self):
        for _ in range(3):
            QApplication.processEvents()
            self.qtbot.waitUntil(self.bridge.is_idle, timeout=10000)
        QApplication.processEvents()

    def follow(self):
        """Go where the panel wanted to lead, when that is the panel itself."""
        _screen, where = self.went.pop()
        self.panel.open(**{k: v for k, v in where.items() if k not in ("client_id", "section")})
        self.settle()

    def find(self, name, kind=QWidget, inside=None):
        found = [w for w in (inside or self.panel).findChildren(kind, name) if w.isVisible()]
        assert found, f"nothing visible is called {name}"
        return found[-1]

    def press(self, name, inside=None):
        self.qtbot.mouseClick(self.find(name, inside=inside), Qt.MouseButton.LeftButton)
        self.settle()

    def form(self, inside=None):
        found = [w for w in (inside or self.panel).findChildren(FormWidget) if w.isVisible()]
        assert found, "no form is on screen"
        return found[-1]

    def answer(self, key, value, inside=None):
        """Answer one question the way its kind is answered: a button, a list, the keyboard."""
        box = self.form(inside).boxes[key]
        main = box.editor.main
        buttons = [b for b in box.findChildren(QPushButton) if b.property("value") == value]
        if buttons:
            self.qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
        elif box.field.kind in (Kind.CHOICE, Kind.CHOICES, Kind.CHECK, Kind.ROWS):
            box.write(value)
            self.form(inside)._touched(key)
        else:
            main.setFocus()
            self.qtbot.keyClicks(main, str(value))
        QApplication.processEvents()

    def picture(self, name):
        """With PICTURES set, what is on screen is kept to be looked at."""
        if folder := os.environ.get("PICTURES"):
            QApplication.processEvents()
            self.panel.grab().save(str(Path(folder) / f"{name}.png"))

    def close(self):
        self.bridge.close()
