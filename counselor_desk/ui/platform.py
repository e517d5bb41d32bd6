"""What the operating system tells of locking and sleeping, where it tells."""

import sys

from PySide6.QtCore import QAbstractNativeEventFilter, QCoreApplication, QObject, Signal, Slot

WM_POWERBROADCAST, PBT_APMSUSPEND = 0x0218, 0x0004
WM_WTSSESSION_CHANGE = 0x02B1
WTS_LEAVING = frozenset({0x2, 0x4, 0x7})  # console or remote disconnected, session locked
LOGIN = "org.freedesktop.login1"


class SystemLock(QObject):
    """`locking` comes when the computer locks, sleeps or changes to another person."""

    locking = Signal()

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self._filter: _WindowsFilter | None = None
        if sys.platform == "win32":
            self._hear_windows(window)
        elif sys.platform.startswith("linux"):
            self._hear_login()

    def stop(self) -> None:
        app = QCoreApplication.instance()
        if self._filter is not None and app is not None:
            app.removeNativeEventFilter(self._filter)
            self._filter = None

    def _hear_windows(self, window: QObject) -> None:
        import ctypes

        app = QCoreApplication.instance()
        if app is None:
            return
        self._filter = _WindowsFilter(self)
        app.installNativeEventFilter(self._filter)
        handle = int(window.winId())  # type: ignore[attr-defined]
        ctypes.windll.wtsapi32.WTSRegisterSessionNotification(handle, 0)  # type: ignore[attr-defined]

    def _hear_login(self) -> None:
        """logind says when it sleeps; a desktop that locks says so on the session bus."""
        try:
            from PySide6.QtDBus import QDBusConnection
        except ImportError:
            return
        system = QDBusConnection.systemBus()
        if system.isConnected():
            manager = f"{LOGIN}.Manager"
            system.connect(LOGIN, "", manager, "PrepareForSleep", self, b"1sleeping(bool)")
            system.connect(LOGIN, "", f"{LOGIN}.Session", "Lock", self, b"1system_locked()")
        session = QDBusConnection.sessionBus()
        if session.isConnected():
            saver = "org.freedesktop.ScreenSaver"
            session.connect("", "", saver, "ActiveChanged", self, b"1sleeping(bool)")

    @Slot(bool)
    def sleeping(self, begins: bool) -> None:
        if begins:
            self.locking.emit()

    @Slot()
    def system_locked(self) -> None:
        self.locking.emit()


class _WindowsFilter(QAbstractNativeEventFilter):
    """Reads the two messages that Windows sends before it locks or sleeps."""

    def __init__(self, owner: SystemLock) -> None:
        super().__init__()
        self._owner = owner

    def nativeEventFilter(self, kind: object, message: object) -> tuple[bool, int]:
        from ctypes import wintypes

        told = wintypes.MSG.from_address(int(message))  # type: ignore[call-overload]
        slept = told.message == WM_POWERBROADCAST and told.wParam == PBT_APMSUSPEND
        left = told.message == WM_WTSSESSION_CHANGE and told.wParam in WTS_LEAVING
        if slept or left:
            self._owner.locking.emit()
        return False, 0
