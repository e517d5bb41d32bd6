"""A screen with a front, and behind it one sheet of questions at a time."""

from counselor_desk.ui.bridge import Bridge
from counselor_desk.ui.screen import Go, Screen
from counselor_desk.ui.sheet import WithSheets


class SheetScreen(WithSheets, Screen):
    """A screen with a front and sheets behind it."""

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.build_sheets()
