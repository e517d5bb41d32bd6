"""What the menus and the palette use of the main window."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QMainWindow, QWidget

from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.screen import Command, Screen
from counselor_desk.ui.shell.navigation import Navigation
from counselor_desk.ui.shell.screen_capture import Shield
from counselor_desk.ui.shell.topbar import TopBar


class Frame(QMainWindow):
    """The main window as its menus see it; `MainWindow` is the one that there is."""

    bridge: Bridge
    kinds: Mapping[str, type[Screen]]  # the screens that this person may open, in their order
    navigation: Navigation
    top: TopBar
    whole: QWidget
    shield: Shield | None

    def go(self, screen: str, **where: Any) -> QWidget | None:
        raise NotImplementedError

    def back(self) -> None:
        raise NotImplementedError

    def current(self) -> Screen | None:
        raise NotImplementedError

    def open_palette(self) -> None:
        """Open the palette."""
        raise NotImplementedError

    def standing_commands(self) -> list[Command]:
        """What the menus offer on every page."""
        raise NotImplementedError

    def next_region(self) -> None:
        raise NotImplementedError

    def turn_shield(self) -> None:
        raise NotImplementedError

    def lock(self) -> None:
        raise NotImplementedError
