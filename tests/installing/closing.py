"""Ends the program on Windows as an installer, the end of a session and the taskbar do.

python -m tests.installing.closing [PROGRAM.exe]: the installed program too, if it is named.
"""

import ctypes
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from ctypes import wintypes
from pathlib import Path

WM_CLOSE, WM_QUERYENDSESSION, WM_ENDSESSION, CLOSEAPP = 0x10, 0x11, 0x16, 1
HWND_BROADCAST = 0xFFFF
SYNCHRONIZE, PATIENCE = 0x100000, 90.0
SIGN_IN, WORDS = "ada", "a scratch vault for checks"  # as opening.scratch makes it

# The program with a vault that is open; what it is asked to open stands in its words.
AT_WORK = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from counselor_desk import app, opening

open_it = app.ProgramSession.at_the_door
def at_the_door(sitting):
    open_it(sitting)
    if sitting.at_work_with is None and not hasattr(sitting, "seen"):
        sitting.seen = True
        sitting.at_work(sitting._door.unlock(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
        print("at work", flush=True)
app.ProgramSession.at_the_door = at_the_door
sys.exit(app._work(Path(sys.argv[1])))
"""


def main(words: Sequence[str]) -> int:
    os.environ["QT_QPA_PLATFORM"] = "windows"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for name, ending in WAYS.items():
            vault = scratch(Path(folder) / name)
            at_work = [sys.executable, "-c", AT_WORK, str(vault), SIGN_IN, WORDS]
            say(f"{name}, with a vault open: {ended(at_work, ending, vault)}")
            if words:
                say(f"{name}, the installed program at its door: {ended([*words], ending, None)}")
    return 0


def ended(program: list[str], ending: Callable[[int], None], vault: Path | None) -> str:
    """Start it, wait for its window, end it; fails unless it went by itself and let go."""
    began = subprocess.Popen(program, stdout=subprocess.PIPE, text=True)
    try:
        if vault is not None:
            assert began.stdout is not None
            assert began.stdout.readline().strip() == "at work"
            assert vault.with_suffix(".lock").exists()
        window = until(lambda: window_of(began.pid), "its window is there")
        for place in ("", "Global\\"):
            assert is_running(place), "an installer sees that it runs"
        start = time.monotonic()
        ending(window)
        code = began.wait(PATIENCE)
        took = time.monotonic() - start
    finally:
        began.kill()
    assert code == 0, code
    if vault is not None:
        assert not vault.with_suffix(".lock").exists(), "the vault is locked"
        assert not vault.with_name(f"{vault.name}-wal").exists(), "and wholly in its file"
    assert not is_running(""), "nothing is left of it"
    return f"gone by itself after {took:.1f} s"


def end_session(window: int) -> None:
    """What RestartManager sends for Setup, and Windows when somebody logs out."""
    user = ctypes.windll.user32  # type: ignore[attr-defined]
    user.SendMessageW.argtypes = [wintypes.HWND, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM]
    assert user.SendMessageW(window, WM_QUERYENDSESSION, 0, CLOSEAPP), "it agrees to end"
    user.SendMessageW(window, WM_ENDSESSION, 1, CLOSEAPP)


def close(window: int) -> None:
    ctypes.windll.user32.PostMessageW(window, WM_CLOSE, 0, 0)  # type: ignore[attr-defined]


def ask(_window: int) -> None:
    """What Setup tells every window, so that it need not know which is the program's."""
    from counselor_desk.ui.kit.platform import ENDING

    user = ctypes.windll.user32  # type: ignore[attr-defined]
    user.PostMessageW.argtypes = [wintypes.HWND, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM]
    user.PostMessageW(HWND_BROADCAST, user.RegisterWindowMessageW(ENDING), 0, 0)


WAYS = {"Setup": ask, "the end of a session": end_session, "the taskbar": close}


def window_of(process: int) -> int:
    """The shown window of the program that this process is, or one that it started; 0 if none."""
    user = ctypes.windll.user32  # type: ignore[attr-defined]
    found: list[int] = []
    kind = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.HWND, wintypes.LPARAM)  # type: ignore[attr-defined]

    def look(window: int, _told: int) -> bool:
        title, owner = ctypes.create_unicode_buffer(64), wintypes.DWORD()
        user.GetWindowTextW(window, title, 64)
        user.GetWindowThreadProcessId(window, ctypes.byref(owner))
        mine = owner.value == process and title.value == "Counselor Desk"
        if mine and user.IsWindowVisible(window):
            found.append(window)
        return True

    user.EnumWindows(kind(look), 0)
    return found[0] if found else 0


def is_running(place: str) -> bool:
    """Whether the installer would see the program, by the name that it looks for."""
    from counselor_desk.ui.kit.platform import RUNNING

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
    kernel.OpenMutexW.restype = ctypes.c_void_p
    kernel.CloseHandle.argtypes = [ctypes.c_void_p]
    held = kernel.OpenMutexW(SYNCHRONIZE, False, f"{place}{RUNNING}")
    return bool(held and kernel.CloseHandle(held))


def scratch(folder: Path) -> Path:
    from counselor_desk.demo import scratch as opening

    folder.mkdir()
    opened = opening.scratch(folder)
    opened.desk.close()
    return opened.path


def until(found: Callable[[], int], what: str) -> int:
    end = time.monotonic() + PATIENCE
    while not (it := found()):
        assert time.monotonic() < end, f"waited in vain until {what}"
        time.sleep(0.02)
    return it


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
