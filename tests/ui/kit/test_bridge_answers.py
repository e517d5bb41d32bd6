"""An answer goes to whoever is still there to show it."""

import shiboken6
from PySide6.QtWidgets import QLabel, QWidget

from counselor_desk.services.clinic import staff
from counselor_desk.ui.kit.bridge import Bridge


class ClinicLabel(QLabel):
    """On a sheet that may be put away before the page that it lies on."""

    def show_clinic(self, practice):
        self.setText(practice.name)


def test_an_answer_for_a_sheet_that_was_put_away_is_dropped(desk, qtbot):
    bridge, page = Bridge(desk), QWidget()
    qtbot.addWidget(page)
    gone, there = ClinicLabel(page), ClinicLabel(page)
    for label in (gone, there):
        bridge.ask(page, staff.practice).then(label.show_clinic)
    shiboken6.delete(gone)
    with qtbot.captureExceptions() as faults:
        qtbot.waitUntil(bridge.is_idle)
    assert faults == []
    assert there.text() == desk.do(staff.practice).name
    bridge.close()
