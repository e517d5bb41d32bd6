"""One clinic, many desks: the vault is shared, a computer joins, two people write, the line is cut."""

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QPushButton, QTextEdit, QWidget

from counselor_desk.demo.clinic_on_disk import DemoDoor
from counselor_desk.door.port import OpenVault
from counselor_desk.tour.guide import SIZE, Stuck, Tour
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.shell.window import MainWindow

ORDER = 97
HOME = "127.0.0.1"


def steps(tour: Tour) -> None:
    tour.sit("ana")
    page = _share(tour)
    path = _join(tour, page)
    seats = [(DemoDoor(path), who) for who in ("caleb", "marion")]
    windows: list[MainWindow] = []
    try:
        for door, who in seats:
            windows.append(_sit_elsewhere(tour, door, path, who))
        _write_together(tour, *windows)
        _list(tour, page)
        _cut(tour, page, windows[0])
    finally:
        for window in windows:
            window.lock_quietly()
            window.close()
            window.deleteLater()


def _share(tour: Tour) -> Any:
    page: Any = tour.go("clinic_computers")
    tour.until(lambda: bool(page.told.text()), "it is known whether the vault is shared")
    tour.picture("clinic-before", "A vault on one computer: what sharing means, and the firewall's question")
    page.port.setText(str(_free_port()))
    tour.click(tour.find(QPushButton, "share"))
    tour.until(page.inviting.isEnabled, "the vault is shared")
    tour.picture("clinic-shared", "The vault is shared: its address, and no computer yet")
    tour.click(tour.find(QPushButton, "invite"))
    tour.until(page.card.isVisible, "a computer is invited")
    tour.picture("clinic-invitation", "An invitation: six groups, a square code, an hour")
    return page


def _join(tour: Tour, page: Any) -> Path:
    """From an empty computer, as the sheet says."""
    from counselor_desk.ui.entrance.first_run import FirstRun

    window = FirstRun(tour.door)
    gone: list[Path] = []
    window.turned.connect(lambda _name, path: gone.append(path))
    window.show()
    tour.find(QWidget, "join", window).click()  # type: ignore[attr-defined]
    code, address = tour.find(QLineEdit, "code", window), tour.find(QLineEdit, "address", window)
    groups = list(page.card.sheet.groups)
    slip = groups[1][:-1] + ("0" if groups[1][-1] != "0" else "1")
    tour.type(code, "-".join([groups[0], slip]))
    tour.picture("clinic-join-slip", "Joining: a typing slip is told at its group", window)
    code.clear()
    tour.type(code, "-".join(groups))
    address.setText(page.card.sheet.addresses[0])
    tour.find(QLineEdit, "name", window).setText("Room 2")
    tour.picture("clinic-join", "Joining: one sheet, typed at the other computer", window)
    tour.click(tour.find(QPushButton, "go_on", window.page()))
    tour.until(lambda: bool(gone), "the computer has joined")
    window.close()
    window.deleteLater()
    tour.until(lambda: not page.card.isVisible(), "the invitation is used up")
    return gone[0]


def _sit_elsewhere(tour: Tour, door: DemoDoor, path: Path, who: str) -> MainWindow:
    from counselor_desk.ui.entrance.unlock import UnlockWindow

    unlock = UnlockWindow(door, path)
    opened: list[OpenVault] = []
    unlock.opened.connect(opened.append)
    unlock.show()
    tour.until(lambda: unlock.person.count() > 0, "the clinic's computer says who works there")
    unlock.try_as(path, who, tour.passphrase)
    tour.until(lambda: bool(opened), f"{who} is let in at the other computer")
    unlock.close()
    unlock.deleteLater()
    window = MainWindow(door, opened[0])
    window.resize(*SIZE)
    window.show()
    tour.until(window.bridge.is_idle, "the window has its answers")
    return window


def _write_together(tour: Tour, counselor: MainWindow, supervisor: MainWindow) -> None:
    """A note is begun at one computer and read at another while it is written."""
    from counselor_desk.services.clients import clients

    client_ids = _aside(tour, lambda: counselor.opened.desk.do(clients.matching))
    counselor.go("chart", client_id=client_ids[0], section="notes", template="dap")
    notes: Any = counselor.current().section("notes")  # type: ignore[union-attr]
    tour.until(lambda: notes.editor.form is not None, "a note is begun")
    _type_into(notes.editor.form, "Came on time after the night shift. ")
    tour.until(counselor.bridge.is_idle, "the first words are saved")
    document_id = notes.editor.document.id
    supervisor.go("chart", client_id=client_ids[0], section="notes", document_id=document_id)
    tour.until(
        lambda: any(one.isVisible() for one in supervisor.findChildren(QWidget, "who_writes")),
        "it is told who writes",
    )
    tour.until(supervisor.bridge.is_idle, "the supervisor's window has its answers")
    tour.picture("clinic-presence", "Another computer: the supervisor sees who is writing", supervisor)


def _list(tour: Tour, page: Any) -> None:
    tour.until(lambda: page.list.model().rowCount() == 1, "the computer is listed")
    page.page.to_top()
    _aside(tour, page.bridge.opened.keeper.back_up)
    _aside(tour, page.bridge.opened.keeper.rehearse)
    page.refresh()
    tour.until(
        lambda: page.health.status is not None and page.health.status.backups,
        "the light says how safe the vault is",
    )
    tour.picture("clinic-computers", "The clinic's computers: who is on the line, and how safe the vault is")


def _cut(tour: Tour, page: Any, counselor: MainWindow) -> None:
    """Sharing stops in the middle of a sentence, and begins again."""
    door, opened = page.bridge.door, page.bridge.opened
    port = door.shared(opened).port
    _aside(tour, lambda: door.stop_sharing(opened))
    tour.until(counselor.top.line.isVisible, "the cut is noticed")
    notes: Any = counselor.current().section("notes")  # type: ignore[union-attr]
    _type_into(notes.editor.form, "He says that he can go on alone for a while. ")
    assert counselor.bridge.opened is not None
    seat: Any = counselor.bridge.opened.desk
    tour.until(seat.waiting, "the words are kept")
    tour.settle()
    tour.picture("clinic-cut", "The line is cut: typing goes on, and the words are kept here", counselor)
    _aside(tour, lambda: door.share(opened, port))
    tour.until(lambda: not counselor.top.line.isVisible(), "the line is back and the words have gone")


def _type_into(form: FormWidget, words: str) -> None:
    field = next(
        box.editor.main
        for box in form.boxes.values()
        if isinstance(box.editor.main, QTextEdit | QPlainTextEdit)
    )
    field.insertPlainText(words)
    form.settle_now()


def _aside(tour: Tour, work: Callable[[], Any]) -> Any:
    """What waits for the line waits beside the windows."""
    with ThreadPoolExecutor(1) as beside:
        future = beside.submit(work)
        tour.until(future.done, "the line answers")
        return future.result()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOME, 0))
        port = probe.getsockname()[1]
    if not isinstance(port, int):
        raise Stuck("there is no port")
    return port
