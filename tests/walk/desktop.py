"""A screen of its own for the walk: X server, window manager, buses, the program started by its door."""

import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

NEEDED = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool", "dbus-daemon": "dbus"}
LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
READER = Path(__file__).with_name("tree_reader.py")
PATIENCE = 60.0  # seconds; a busy machine is no fault of the program


class NotHere(Exception):
    """This computer lacks what the walk stands on; says what, by name."""


@dataclass(frozen=True)
class Look:
    """The screen that the walk is taken on."""

    width: int
    height: int
    scale: float = 1.0

    @property
    def name(self) -> str:
        return f"{self.width}x{self.height}" + ("" if self.scale == 1 else f" at {self.scale:.0%}")


def missing() -> str:
    """What is not installed, or nothing."""
    if not sys.platform.startswith("linux"):
        return "the walk needs an X server of its own: Linux"
    lacks = [package for program, package in NEEDED.items() if not shutil.which(program)]
    if not LAUNCHER.exists():
        lacks.append("at-spi2-core")
    if _python_with_gi() is None:
        lacks.append("python3-gi gir1.2-atspi-2.0")
    return f"not installed: {' '.join(lacks)}" if lacks else ""


def _python_with_gi() -> str | None:
    for python in (sys.executable, "/usr/bin/python3"):
        asked = [python, "-c", "import gi; gi.require_version('Atspi', '2.0')"]
        if Path(python).exists() and not subprocess.run(asked, capture_output=True).returncode:
            return python
    return None


def wait_for(what: Callable[[], object], told: str, patience: float = PATIENCE) -> None:
    """Until it is so; the walk fails with the words of what did not come."""
    until = time.monotonic() + patience
    while not what():
        if time.monotonic() > until:
            raise AssertionError(f"did not come: {told}")
        time.sleep(0.05)


class Desktop:
    """The screen's picture, the tree of what it shows, and the processes behind it."""

    def __init__(self, look: Look, home: Path, processes: ExitStack) -> None:
        self.look, self.home, self._processes = look, home, processes
        self.environment = {
            k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")
        }
        self.environment |= {
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_RUNTIME_DIR": str(home / "run"),
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "QT_SCALE_FACTOR": f"{look.scale:g}",
            "LC_ALL": "C.UTF-8",
            "LANG": "en_US.UTF-8",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        (home / "run").mkdir(mode=0o700)
        self._framebuffer = home / "Xvfb_screen0"
        self._begin()

    def _begin(self) -> None:
        reading, writing = os.pipe()
        size = f"{self.look.width}x{self.look.height}x24"
        words = ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-fbdir", str(self.home)]
        self.start([*words, "-nolisten", "tcp"], pass_fds=(writing,))
        os.close(writing)
        with os.fdopen(reading) as told:
            self.environment["DISPLAY"] = f":{told.readline().strip()}"
        bus = self.start(["dbus-daemon", "--session", "--nofork", "--print-address"], read=True)
        assert bus.stdout is not None
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        self.start([str(LAUNCHER), "--launch-immediately"])
        self.start(["openbox"])
        python = _python_with_gi()
        assert python is not None
        self._reader = self.start([python, str(READER)], read=True, write=True)

    def start(
        self, words: list[str], *, read: bool = False, write: bool = False, pass_fds: tuple[int, ...] = ()
    ) -> "subprocess.Popen[str]":
        """A process that ends with the walk."""
        with (self.home / "processes.log").open("a") as log:
            made = subprocess.Popen(
                words,
                env=self.environment,
                text=True,
                stdout=subprocess.PIPE if read else log,
                stderr=log,
                stdin=subprocess.PIPE if write else subprocess.DEVNULL,
                pass_fds=pass_fds,
            )
        self._processes.callback(_end, made)
        return made

    def program(self, *words: str) -> "subprocess.Popen[str]":
        """Counselor Desk, as its user starts it."""
        return self.start([sys.executable, "-m", "counselor_desk", *words])

    def tree(self) -> list[dict[str, object]]:
        """All that is shown, from the accessibility bus."""
        import json

        reader = self._reader
        assert reader.stdin is not None
        assert reader.stdout is not None
        reader.stdin.write("\n")
        reader.stdin.flush()
        answer: list[dict[str, object]] = json.loads(reader.stdout.readline())
        return answer

    def hand(self, *words: str) -> None:
        """Mouse and keyboard at the level of the screen."""
        subprocess.run(["xdotool", *words], env=self.environment, check=True, capture_output=True)

    def pixels(self) -> bytes:
        """The screen as it is."""
        raw = self._framebuffer.read_bytes()
        head, colors = struct.unpack(">I", raw[:4])[0], struct.unpack(">I", raw[76:80])[0]
        return raw[head + 12 * colors :]

    def picture(self, path: Path) -> None:
        """The screen as a file to be looked at."""
        from PIL import Image

        size = (self.look.width, self.look.height)
        Image.frombytes("RGB", size, self.pixels(), "raw", "BGRX").save(path)


def _end(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def desktop(look: Look) -> Iterator[Desktop]:
    """A screen with nothing on it and a home that is empty; all of it goes at the end."""
    lacks = missing()
    if lacks:
        raise NotHere(lacks)
    with tempfile.TemporaryDirectory(prefix="walk-") as home, ExitStack() as processes:
        yield Desktop(look, Path(home), processes)
