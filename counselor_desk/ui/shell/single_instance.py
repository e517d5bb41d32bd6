"""One window a vault: a second start brings forward the program that has it, and ends."""

import getpass
import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QStandardPaths, Qt, Signal
from PySide6.QtGui import QFileOpenEvent, QGuiApplication
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from counselor_desk.ui.kit import platform

PATIENCE_MS = 1500
TAKEN, NOT_MINE = b"taken", b"no"
LONGEST = 4096


class Instance(QObject):
    """Hears of second starts; `called` brings the vault that one was asked to open, or ""."""

    called = Signal(str)

    def __init__(self, busy_with: Callable[[], Path | None], parent: QObject | None) -> None:
        super().__init__(parent)
        self._busy_with = busy_with  # the vault that is open: another one is not for us
        self._server = self._ear()
        self._own = self._ear()
        if sys.platform == "darwin":
            self._hear_the_dock()

    def listen(self) -> bool:
        """Whether second starts will be heard that ask for no vault, or for one that nobody has."""
        return _listen(self._server, _name(None))

    def work_on(self, vault: Path | None) -> None:
        """Who asks for this vault is heard here, also where another program hears the others."""
        self._own.close()
        if vault is not None:
            _listen(self._own, _name(vault))

    def close(self) -> None:
        self._server.close()
        self._own.close()

    def _ear(self) -> QLocalServer:
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(lambda: self._greet(server))
        return server

    def _greet(self, server: QLocalServer) -> None:
        socket = server.nextPendingConnection()
        socket.readyRead.connect(lambda: self._answer(socket))
        socket.disconnected.connect(socket.deleteLater)
        if socket.bytesAvailable():
            self._answer(socket)

    def _answer(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > LONGEST:
                socket.abort()
            return
        asked = bytes(socket.readLine(LONGEST).data()).decode("utf-8", "replace").rstrip("\n")
        busy = self._busy_with()
        mine = not asked or busy is None or is_same(Path(asked), busy)
        socket.write(TAKEN if mine else NOT_MINE)
        socket.disconnectFromServer()
        if mine:
            self.called.emit(asked)

    # macOS starts no second program: it sends files, and wakes the one that runs.

    def _hear_the_dock(self) -> None:
        app = QCoreApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.installEventFilter(self)
        app.applicationStateChanged.connect(self._woken)

    def _woken(self, state: Qt.ApplicationState) -> None:
        nothing_shown = not any(window.isVisible() for window in QGuiApplication.topLevelWindows())
        if state == Qt.ApplicationState.ApplicationActive and nothing_shown:
            self.called.emit("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self.called.emit(event.file())
            return True
        return False


def hand_over(vault: Path | None) -> bool:
    """Ask a program that runs already to come forward; False when this one has to start."""
    path = str(vault.absolute()) if vault else ""
    names = [_name(vault), _name(None)] if vault else [_name(None)]
    platform.let_others_forward()
    return any(_is_taken(name, path) for name in names)


def is_same(one: Path, other: Path) -> bool:
    """The same file, however it is written."""
    return _place(one) == _place(other)


def _is_taken(name: str, path: str) -> bool:
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(PATIENCE_MS):
        return False
    socket.write(path.encode("utf-8") + b"\n")
    if not socket.waitForReadyRead(PATIENCE_MS):
        return False
    return bytes(socket.readAll().data()) == TAKEN


def _listen(server: QLocalServer, name: str) -> bool:
    if server.listen(name):
        return True
    QLocalServer.removeServer(name)  # what a killed program left; nobody answered there
    return server.listen(name)


def _place(vault: Path) -> str:
    return os.path.normcase(os.path.realpath(vault))


def _name(vault: Path | None) -> str:
    """The same for every start of this person, or for this vault of theirs; and nobody else's."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    words = [getpass.getuser(), place, _place(vault) if vault else ""]
    message = hashlib.sha256("\n".join(words).encode("utf-8", "surrogatepass")).hexdigest()
    return f"counselor-desk-{message[:16]}"
