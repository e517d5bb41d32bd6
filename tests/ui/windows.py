"""A chart section or screen shown over a real desk, and the hands of a person at it."""

import os
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from counselor_desk.domain.form import Kind
from counselor_desk.ui.kit import dress
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.choice_fields import ChoiceBox, TickBoxes
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.rows_field import RowsField


class Window:
    """One screen or section with its bridge; `go` remembers where it wanted to lead."""

    def __init__(self, desk, qtbot, kind, *args, **where):
        dress.apply(QApplication.instance())
        self.desk, self.qtbot, self.went = desk, qtbot, []
        self.bridge = Bridge(desk)
        self.bridge.form_drafts.when_known(lambda: None)  # as the main window asks when it opens
        self.panel = kind(self.bridge, self._go, *args)
        qtbot.addWidget(self.panel, before_close_func=lambda _panel: self.close())
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
        if isinstance(inside, FormWidget):
            return inside
        found = [w for w in (inside or self.panel).findChildren(FormWidget) if w.isVisible()]
        assert found, "no form is on screen"
        return found[-1]

    def answer(self, key, value, inside=None):
        """Answer one question the way its kind is answered: a button, a list, the keyboard."""
        self._by_hand(self.form(inside).boxes[key], value)
        QApplication.processEvents()

    def _by_hand(self, box, value):
        """As its kind is answered: a button, the arrow keys, ticks, the keyboard."""
        buttons = [b for b in box.findChildren(QPushButton) if b.property("value") == value]
        main = box.editor.main
        special = {Kind.ROWS: self._rows, Kind.CHOICES: self._tick, Kind.CHECK: self._check}
        if buttons:
            self._click(buttons[0])
        elif box.field.kind in special:
            special[box.field.kind](box, value)
        elif isinstance(main, ChoiceBox):
            self._turn(main, value)
        else:
            main.setFocus()
            self.qtbot.keyClicks(main, str(value))

    def _rows(self, box, value):
        rows = box.findChild(RowsField)
        for at, row in enumerate(value):
            if at == len(rows.rows):
                self._click(rows.add_button)
            for key, one in row.items():
                self._by_hand(rows.rows[at].boxes[key], one)

    def _tick(self, box, value):
        for key, tick in box.findChild(TickBoxes).boxes.items():
            if tick.isChecked() != (key in value):
                self._click(tick)

    def _check(self, box, value):
        if bool(box.value()) != value:
            box.editor.main.setFocus()
            self.qtbot.keyClick(box.editor.main, Qt.Key.Key_Space)

    def _turn(self, combo, value):
        """With the arrow keys to the answer, as far as there are answers."""
        combo.setFocus()
        self.qtbot.keyClick(combo, Qt.Key.Key_Home)
        for _ in range(combo.count()):
            if combo.value() == value:
                return
            self.qtbot.keyClick(combo, Qt.Key.Key_Down)
        raise AssertionError(f"{value!r} is not offered")

    def _click(self, widget):
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)

    def write(self, name, words, inside=None):
        """Type into a line that is no question of a form."""
        self.qtbot.keyClicks(self.find(name, inside=inside), words)
        self.settle()

    def enter(self, rows, key):
        """Open one line of a list with the keyboard."""
        assert key in [rows.lines.id_at(n) for n in range(rows.lines.rowCount())], key
        rows.choose(key)
        self.qtbot.keyClick(rows, Qt.Key.Key_Return)
        self.settle()

    def picture(self, name):
        """With PICTURES set, what is on screen is kept to be looked at."""
        if folder := os.environ.get("PICTURES"):
            QApplication.processEvents()
            self.panel.grab().save(str(Path(folder) / f"{name}.png"))

    def close(self):
        self.bridge.close()
