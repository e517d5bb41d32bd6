"""What the keyboard reaches: the letters that show while Alt is held."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from counselor_desk.tour.guide import Tour

if TYPE_CHECKING:
    from counselor_desk.ui.shell.access_keys import AccessKeys

ORDER = 16


def steps(tour: Tour) -> None:
    from counselor_desk.ui.kit import platform
    from counselor_desk.ui.shell.access_keys import AccessKeys

    heard = QApplication.instance().findChild(AccessKeys)  # type: ignore[union-attr]
    if heard is None or platform.lives_without_windows():
        return  # a Mac has no such letters
    tour.sit("caleb")
    tour.go("registration", new=True)
    _hold_alt(tour, heard, "keys-form", "Alt is held: a letter for each field and button")
    clients = tour.go("clients")
    tour.until(lambda: clients.model.rowCount() > 0, "the caseload is shown")  # type: ignore[attr-defined]
    client_id = clients.model.id_at(0)  # type: ignore[attr-defined]
    tour.go("chart", client_id=client_id, section="medication")
    _help(tour)
    tour.go("chart", client_id=client_id, section="medication")
    _hold_alt(tour, heard, "keys-chart", "The same in a chart")


def _help(tour: Tour) -> None:
    assert tour.window is not None
    tour.window.menus.open_help()  # type: ignore[attr-defined]
    tour.picture("help", "Help: the keys, and what to do when something is wrong")
    page = tour.go("help", part="about")
    tour.picture("help-about", "The foot of it: which version, which vault", page.window())


def _hold_alt(tour: Tour, heard: "AccessKeys", name: str, title: str) -> None:
    assert tour.window is not None
    tour.settle()
    handle = tour.window.windowHandle()
    QTest.keyPress(handle, Qt.Key.Key_Alt)
    tour.until(lambda: heard.tips is not None, "the letters are shown")
    tour.picture(name, title)
    QTest.keyRelease(handle, Qt.Key.Key_Alt)
