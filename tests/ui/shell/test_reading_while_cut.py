"""A window while nobody answers: the charts of today and tomorrow are read, and the window says from when."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from counselor_desk.network.remote_desk import LineState
from counselor_desk.services.clinic import staff
from counselor_desk.services.documents import documents
from counselor_desk.services.schedule import appointments
from counselor_desk.ui.shell.window import MainWindow
from tests.ui.conftest import aside


@pytest.fixture
def day(shared_clinic, qtbot):
    """The clinic lets charts be read, and Rosa is booked with Cal for tomorrow."""
    desk, rosa = shared_clinic.opened.desk, shared_clinic.clients["Rosa"]
    aside(qtbot, lambda: desk.do(staff.change_practice, {"reading_copies": True}))
    cal = next(
        person.id for person in aside(qtbot, lambda: desk.do(staff.all_staff)) if person.sign_in == "cal"
    )
    at = desk.now() + timedelta(minutes=1)
    aside(qtbot, lambda: desk.do(appointments.book, rosa, at, {"kind": "individual"}, cal))
    return rosa


def said(window):
    return " ".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def reads_the_chart(window, rosa, qtbot):
    window.go("chart", client_id=rosa)
    qtbot.waitUntil(lambda: "Rosa Medina" in said(window))
    qtbot.waitUntil(window.bridge.is_idle)
    assert not window.current().page.banner.isVisible(), "everything on the page is there"
    assert "Charts are as of" in window.top.line.words()


@pytest.mark.slow
def test_charts_are_read_while_the_line_is_cut_and_when_the_program_starts_meanwhile(
    sit_elsewhere, shared_clinic, day, cut_line, qtbot
):
    window = sit_elsewhere("cal")
    qtbot.waitUntil(lambda: window.opened.desk.charts_kept_at is not None)
    cut_line.cut()
    qtbot.waitUntil(window.top.line.isVisible)
    reads_the_chart(window, day, qtbot)
    window.lock()
    aside(qtbot, lambda: (shared_clinic.door.stop_sharing(shared_clinic.opened), True))  # it is switched off
    door, path = window._door, window.opened.path
    assert aside(qtbot, lambda: door.people(path)) == ["cal"]
    opened = aside(qtbot, lambda: door.unlock(path, "cal", shared_clinic.words("cal")))
    again = MainWindow(door, opened)
    again.resize(1200, 800)
    again.show()
    qtbot.waitUntil(again.bridge.is_idle)
    assert opened.desk.state is LineState.CUT
    assert not again.current().page.banner.isVisible(), "Today is whole"
    reads_the_chart(again, day, qtbot)
    asked = opened.desk.submit(None, documents.start, day, "dap")
    assert "wait until it does" in str(asked.exception(60))
    aside(qtbot, lambda: shared_clinic.door.share(shared_clinic.opened, shared_clinic.port))
    cut_line.mend()
    qtbot.waitUntil(lambda: opened.desk.state is LineState.THERE)
    qtbot.waitUntil(lambda: not again.top.line.isVisible())
    aside(qtbot, lambda: (door.lock(opened), True))
    again.close()
    again.deleteLater()
    QApplication.processEvents()
