"""One program a person: a second start brings the first window forward and ends."""

import getpass
import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QStandardPaths, Qt, Signal
from PySide6.QtGui import QFileOpenEvent, QGuiApplication
from PySide6.QtNetwork import QLocalServer, QLocalSocket

PATIENCE_MS = 1500
TAKEN, NOT_MINE = b"taken", b"no"
LONGEST = 4096


class Instance(QObject):
    """Hears of second starts; `called` brings the vault that one was asked to open, or ""."""

    called = Signal(str)

    def __init__(self, busy_with: Callable[[], Path | None], parent: QObject | None) -> None:
        super().__init__(parent)
        self._busy_with = busy_with  # the vault that is open: another one is not for us
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)
        if sys.platform == "darwin":
            self._hear_the_dock()

    def listen(self) -> bool:
        """Whether second starts will be heard."""
        if self._server.listen(_name()):
            return True
        QLocalServer.removeServer(_name())  # what a killed program left; nobody answered there
        return self._server.listen(_name())

    def close(self) -> None:
        self._server.close()

    def _greet(self) -> None:
        socket = self._server.nextPendingConnection()
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
        mine = not asked or busy is None or Path(asked) == busy
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
    socket = QLocalSocket()
    socket.connectToServer(_name())
    if not socket.waitForConnected(PATIENCE_MS):
        return False
    path = str(vault.absolute()) if vault else ""
    socket.write(path.encode("utf-8") + b"\n")
    if not socket.waitForReadyRead(PATIENCE_MS):
        return False
    return bytes(socket.readAll().data()) == TAKEN


def _name() -> str:
    """The same for every start of this person, and nobody else's."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    told = hashlib.sha256(f"{getpass.getuser()}\n{place}".encode()).hexdigest()
    return f"counselor-desk-{told[:16]}"
