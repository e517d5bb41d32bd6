"""What differs by operating system: hearing of locks and sleep, names, coming forward."""

import sys
from collections.abc import Callable

from PySide6.QtCore import (
    QAbstractNativeEventFilter,
    QCoreApplication,
    QObject,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QWidget

WM_POWERBROADCAST, PBT_APMSUSPEND = 0x0218, 0x0004
WM_WTSSESSION_CHANGE = 0x02B1
WTS_LEAVING = frozenset({0x2, 0x4, 0x7})  # console or remote disconnected, session locked
LOGIN = "org.freedesktop.login1"
LOOK_MS = 2000  # macOS tells of a locked screen only when it is asked
ENDING = "CounselorDeskEnd"  # a message by which the installer asks the program to end
RUNNING = "CounselorDeskRunning"  # the installer looks for this name before it removes files
ALL_MAY_SEE = "D:(A;;GA;;;WD)"  # nobody waits for this name: it does nothing but be there
WDA_NONE = 0
WDA_EXCLUDEFROMCAPTURE = 0x11  # since Windows 10 2004; older ones refuse it and nothing changes
ASFW_ANY = -1
Key = QKeySequence.StandardKey  # what each system has its own keys for
Keys = QKeySequence | QKeySequence.StandardKey | str | None
TASKBAR = "CounselorDesk.CounselorDesk"  # and the shortcuts bear this one


def announce() -> None:
    """Tell Windows which program this is, as long as it runs."""
    if sys.platform == "win32":
        import ctypes

        _hold_name(RUNNING)
        _hold_name(f"Global\\{RUNNING}")  # seen from another person's session too
        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(TASKBAR)


def _hold_name(name: str) -> None:
    """Until the program ends. Who installs for everybody may be somebody else and has to see it."""
    import ctypes
    from ctypes import wintypes

    class Rights(ctypes.Structure):
        _fields_ = [
            ("length", wintypes.DWORD),
            ("list", ctypes.c_void_p),
            ("inherited", wintypes.BOOL),
        ]

    descriptor = ctypes.c_void_p()
    windll = ctypes.windll  # type: ignore[attr-defined]
    windll.advapi32.ConvertStringSecurityDescriptorToSecurityDescriptorW(
        ALL_MAY_SEE, 1, ctypes.byref(descriptor), None
    )
    rights = Rights(ctypes.sizeof(Rights), descriptor, False)
    windll.kernel32.CreateMutexW(ctypes.byref(rights), False, name)


def name_of_keys(keys: Keys) -> str:
    """Keys as this system writes them; nothing where it has none."""
    return QKeySequence(keys or "").toString(QKeySequence.SequenceFormat.NativeText)


def through_sections() -> tuple[Keys, Keys]:
    """To the next section and to the one before: the keyboards of Macs have no PgDown."""
    if lives_without_windows():
        return Key.NextChild, Key.PreviousChild
    return "Ctrl+PgDown", "Ctrl+PgUp"


def hear_installer(end: Callable[[], object]) -> QAbstractNativeEventFilter | None:
    """Setup tells every window that the program is to end; heard as long as this is held."""
    app = QCoreApplication.instance()
    if sys.platform != "win32" or app is None:
        return None
    heard = _InstallerFilter(end)
    app.installNativeEventFilter(heard)
    return heard


def lives_without_windows() -> bool:
    """On a Mac the last window closes and the program stays in the Dock."""
    return sys.platform == "darwin"


def let_others_forward() -> None:
    """Windows lets a window come to the front if who was started last allows it."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(ASFW_ANY)


def show_quietly(window: QWidget) -> None:
    """On screen, behind what somebody works with."""
    window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    window.show()


def bring_forward(window: QWidget) -> None:
    """In front of other programs' windows, however it was put away."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def can_hide_from_capture() -> bool:
    """Windows and macOS keep a window out of screen shots; Linux has no such word."""
    return QGuiApplication.platformName() in ("windows", "cocoa")


def hide_from_capture(window: QWidget, hidden: bool = True) -> None:
    """Screen shots and shared screens show no chart, where the system can see to that."""
    if not can_hide_from_capture():
        return
    handle = int(window.winId())
    if sys.platform == "win32":
        import ctypes

        wish = WDA_EXCLUDEFROMCAPTURE if hidden else WDA_NONE
        ctypes.windll.user32.SetWindowDisplayAffinity(handle, wish)
    elif sys.platform == "darwin":
        from counselor_desk.ui.kit import macos

        macos.share_window(handle, shared=not hidden)


class SystemLock(QObject):
    """`locking` comes when the computer locks, sleeps or changes to another person."""

    locking = Signal()

    def __init__(self, window: QObject) -> None:
        super().__init__(window)
        self._filter: _WindowsFilter | None = None
        if sys.platform == "win32":
            self._hear_windows(window)
        elif sys.platform == "darwin":
            self._ask_macos()
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

    def _ask_macos(self) -> None:
        from counselor_desk.ui.kit import macos

        self.watch(macos.screen_is_locked)

    def watch(self, is_locked: Callable[[], bool]) -> None:
        """Look again and again; `locking` comes once each time the screen locks."""
        before = [False]

        def look() -> None:
            now = is_locked()
            if now and not before[0]:
                self.locking.emit()
            before[0] = now

        timer = QTimer(self)
        timer.timeout.connect(look)
        timer.start(LOOK_MS)

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

        windows_message = wintypes.MSG.from_address(int(message))  # type: ignore[call-overload]
        slept = windows_message.message == WM_POWERBROADCAST and windows_message.wParam == PBT_APMSUSPEND
        left = windows_message.message == WM_WTSSESSION_CHANGE and windows_message.wParam in WTS_LEAVING
        if slept or left:
            self._owner.locking.emit()
        return False, 0


class _InstallerFilter(QAbstractNativeEventFilter):
    """Reads the message of `hear_installer`, which comes to each window."""

    def __init__(self, end: Callable[[], object]) -> None:
        super().__init__()
        import ctypes

        windll = ctypes.windll  # type: ignore[attr-defined]
        self._message = windll.user32.RegisterWindowMessageW(ENDING)
        self._end, self._heard = end, False

    def nativeEventFilter(self, kind: object, message: object) -> tuple[bool, int]:
        from ctypes import wintypes

        windows_message = wintypes.MSG.from_address(int(message))  # type: ignore[call-overload]
        if windows_message.message == self._message and not self._heard:
            self._heard = True
            QTimer.singleShot(0, self._end)
        return False, 0


FRAME = 48  # points that a title bar takes; it is known only once the window is on screen


def fit_on_screen(window: QWidget, width: int, height: int) -> None:
    """This size, or what the screen has room for with the window's frame and the system's own bars."""
    room = window.screen().availableGeometry()
    window.resize(min(width, room.width()), min(height, room.height() - FRAME))
