"""Drives the windows as a person would and keeps what it sees: pictures, papers, an index."""

import html
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from counselor_desk import tour
from counselor_desk.core.discover import modules
from counselor_desk.door.port import Door, OpenVault
from counselor_desk.ui.kit import dress

PATIENCE = 120.0  # seconds until a step counts as stuck, on a machine that is busy
SIZE = (1360, 860)
SCHEMES = {"light": False, "dark": True}
Found = TypeVar("Found", bound=QWidget)


class Stuck(Exception):
    """A step waited for something that did not come."""


@dataclass
class Tour:
    """The guide: sits people down, opens screens, waits for conditions and takes pictures."""

    folder: Path
    door: Door
    vault: Path
    passphrase: str
    outside: Door  # of a computer without a vault
    pictures: list[tuple[str, str]] = field(default_factory=list)
    papers: list[tuple[str, str]] = field(default_factory=list)
    drawn: set[str] = field(default_factory=set)  # the reports of which there is a paper
    troubles: list[str] = field(default_factory=list)
    window: QWidget | None = None

    def run(self) -> int:
        """Every area's steps; 0 only if each worked."""
        self.folder.mkdir(parents=True, exist_ok=True)
        parts = [m for m in modules(tour) if hasattr(m, "steps")]
        for part in sorted(parts, key=lambda part: part.ORDER):
            self._try(part.__name__.rpartition(".")[2], part.steps)
        self.leave()
        self._write_index()
        for trouble in self.troubles:
            sys.stderr.write(f"tour: {trouble}\n")
        sys.stdout.write(
            f"tour: {len(self.pictures)} pictures, {len(self.papers)} papers, "
            f"{len(self.troubles)} steps that did not work, in {self.folder}\n"
        )
        return 1 if self.troubles else 0

    def sit(self, sign_in: str) -> None:
        """Unlock through the real door as this person and wait for the main window."""
        from counselor_desk.ui.entrance.unlock import UnlockWindow
        from counselor_desk.ui.shell.window import MainWindow

        self.leave()
        opened: list[OpenVault] = []
        unlock = UnlockWindow(self.door)
        unlock.opened.connect(opened.append)
        unlock.show()
        unlock.try_as(self.vault, sign_in, self.passphrase)
        self.until(lambda: bool(opened), f"{sign_in} is let in")
        unlock.close()
        unlock.deleteLater()
        self.window = MainWindow(self.door, opened[0])
        self.window.resize(*SIZE)
        self.window.show()
        self.until(self.window.isVisible, "the main window is shown")

    def leave(self) -> None:
        """Lock, as a person who goes."""
        if self.window is None:
            return
        window, self.window = self.window, None
        gone: list[bool] = []
        window.locked.connect(lambda: gone.append(True))  # type: ignore[attr-defined]
        window.lock()  # type: ignore[attr-defined]
        self.until(lambda: bool(gone), "the vault is locked")
        window.close()
        window.deleteLater()
        self.settle()

    def go(self, screen: str, **place: object) -> QWidget:
        """Open a screen of the main window by its name and wait until it has its answers."""
        assert self.window is not None
        shown: QWidget = self.window.go(screen, **place)  # type: ignore[attr-defined]
        self.settle()
        return shown

    def find(self, kind: type[Found], name: str, among: QWidget | None = None) -> Found:
        """A widget by its object name."""
        place = among or self.window
        assert place is not None
        found = place.findChild(kind, name)
        if found is None:
            raise Stuck(f"there is no {kind.__name__} called {name}")
        return found

    def click(self, widget: QWidget) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()

    def type(self, widget: QWidget, text: str) -> None:
        widget.setFocus()
        QTest.keyClicks(widget, text)

    def press(self, key: Qt.Key, mods: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key for whatever has the focus."""
        focused = QApplication.focusWidget() or self.window
        assert focused is not None
        QTest.keyClick(focused, key, mods)
        self.settle()

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Let the program run until something holds."""
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end:
                raise Stuck(f"waited in vain until {what}")
            QCoreApplication.processEvents()
            time.sleep(0.002)

    def settle(self) -> None:
        """Let every question that is on its way be answered and drawn."""
        bridge = getattr(self.window, "bridge", None)
        if bridge is not None:
            self.until(lambda: bridge.is_idle(), "every answer has come")
        for _ in range(3):
            QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def picture(self, name: str, title: str, of: QWidget | None = None) -> None:
        """Keep what is on screen, in light and in dark."""
        self.settle()
        shown = of or self.window
        assert shown is not None
        for scheme, dark in SCHEMES.items():
            self._wear(dark)
            self.settle()
            file = f"{len(self.pictures) + 1:03}-{name}-{scheme}.png"
            if not shown.grab().save(str(self.folder / file)):
                raise Stuck(f"{file} could not be written")
            self.pictures.append((file, f"{title} ({scheme})"))
        self._wear(dark=False)
        self.settle()

    @staticmethod
    def _wear(dark: bool) -> None:
        # The offscreen platform has no system that turns dark: the look is told directly.
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        dress.apply(app).use_palette(dark)

    def paper(self, name: str, title: str, pdf: bytes) -> None:
        """Keep a report."""
        if not pdf.startswith(b"%PDF"):
            raise Stuck(f"{name} is no PDF")
        file = f"{name}.pdf"
        (self.folder / file).write_bytes(pdf)
        self.papers.append((file, title))

    def ask(self, use_case: Any, *args: Any, **kwargs: Any) -> Any:
        """Ask the desk on the way: which client, which note to look at next."""
        assert self.window is not None
        future = self.window.opened.desk.submit(None, use_case, *args, **kwargs)  # type: ignore[attr-defined]
        self.until(future.done, "the desk answers")
        return future.result()

    def _try(self, name: str, steps: Callable[["Tour"], None]) -> None:
        try:
            steps(self)
        except Exception as error:  # noqa: BLE001  a tour goes on and tells at its end
            last = traceback.extract_tb(error.__traceback__)[-1]
            self.troubles.append(f"{name}: {error!r} ({Path(last.filename).name}:{last.lineno})")
            traceback.print_exc()

    def _write_index(self) -> None:
        rows = [
            f'<figure><a href="{html.escape(file)}"><img src="{html.escape(file)}" loading="lazy">'
            f"</a><figcaption>{html.escape(title)}</figcaption></figure>"
            for file, title in self.pictures
        ]
        papers = [
            f'<li><a href="{html.escape(file)}">{html.escape(title)}</a></li>' for file, title in self.papers
        ]
        troubles = [f"<li>{html.escape(trouble)}</li>" for trouble in self.troubles]
        page = (
            "<!doctype html><meta charset=utf-8><title>Counselor Desk: the tour</title>"
            "<style>body{font:15px sans-serif;margin:24px}figure{display:inline-block;margin:8px;"
            "width:46%}img{width:100%;border:1px solid #ccc}</style><h1>The tour</h1>"
            f"<h2>Did not work</h2><ul>{''.join(troubles) or '<li>nothing</li>'}</ul>"
            f"<h2>Papers</h2><ul>{''.join(papers)}</ul><h2>Screens</h2>{''.join(rows)}"
        )
        (self.folder / "index.html").write_text(page, "utf-8")
