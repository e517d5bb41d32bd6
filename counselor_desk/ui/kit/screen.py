"""What every screen and chart section is: it asks the desk, and again when its records change."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, Protocol, TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from counselor_desk.core.errors import KeptHere, Refused, VaultTrouble
from counselor_desk.core.i18n import LazyText
from counselor_desk.desk.desk import Changes, UseCase
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.domain.roles import Can
from counselor_desk.ui.kit.bridge import Bridge, PendingAnswer
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.platform import Keys
from counselor_desk.ui.kit.widgets.page import Page
from counselor_desk.ui.kit.widgets.toast import toast

P = ParamSpec("P")
R = TypeVar("R")


class Go(Protocol):
    """Opens a screen by the name of its file: go("chart", client_id=10, section="notes")."""

    def __call__(self, screen: str, **where: Any) -> QWidget | None: ...


@dataclass(frozen=True)
class Command:
    """Something to do that stands in the menus and in the palette."""

    title: str
    run: Callable[[], object]
    shortcut: Keys = None
    needs: Can = Can.USE_PROGRAM
    icon: str = ""


class Panel(QWidget):
    """A part of the window that shows records and refreshes when others change them."""

    shows: frozenset[str] = frozenset()
    offers = Signal()  # other commands than before: menus and palette ask again

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__()
        self.bridge, self.go = bridge, go
        self._stale, self._is_coming = True, False
        self.page = Page()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        bridge.changed.connect(self._heard)

    def ask(self, use_case: UseCase[P, R], *args: P.args, **kwargs: P.kwargs) -> PendingAnswer[R]:
        """Ask the desk; a refusal lands in `complain`, the answer in `.then(...)`."""
        return self.bridge.ask(self, use_case, *args, **kwargs)

    def work(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> PendingAnswer[R]:
        return self.bridge.work(self, function, *args, **kwargs)

    def prove(self, use_case: UseCase[..., Any], passphrase: str) -> PendingAnswer[PassphraseProof]:
        """What a signature needs; a wrong passphrase is refused at its field."""
        return self.bridge.prove(self, use_case, passphrase)

    def refresh(self) -> None:
        """Ask again for everything on screen."""

    def refresh_now(self) -> None:
        """For `open`: being shown after it is no reason to ask again."""
        self._stale = False
        self.refresh()

    def leave(self) -> None:
        """Send what is not yet saved; called before locking, closing or moving on."""

    def back(self) -> bool:
        """Esc: one step back inside the panel; False when there is none."""
        return False

    def commands(self) -> list[Command]:
        """What can be done here, for the menus and the palette."""
        return []

    def complain(self, trouble: Refused | VaultTrouble) -> None:
        """Say what was refused, in the panel's banner; a form puts it at its field first.

        Of words that are kept here the top bar tells, as long as the line is cut.
        """
        if isinstance(trouble, KeptHere):
            return
        if isinstance(trouble, Refused) and trouble.field:
            forms = [form for form in self.findChildren(FormWidget) if form.isVisible()]
            if any(form.refuse(trouble) for form in forms):
                return
        self.page.banner.say(str(trouble), "danger" if isinstance(trouble, VaultTrouble) else "")

    def toast(self, text: str, undo: Callable[[], object] | None = None) -> None:
        toast(self, text, undo)

    def _heard(self, changes: Changes) -> None:
        if changes.initiator is self or not (changes.kinds & self.shows):
            return
        self._stale = True
        if self.isVisible():
            self._refresh_soon()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._refresh_soon()

    def _refresh_soon(self) -> None:
        """Once for a burst of changes."""
        if not self._is_coming:
            self._is_coming = True
            QTimer.singleShot(0, self, self._refresh_if_open)

    def _refresh_if_open(self) -> None:
        self._is_coming = False
        if self._stale and self.bridge.is_open():
            self._stale = False
            self.refresh()


class Screen(Panel):
    """One page of the window, found by its SCREEN; the file's name is its address."""

    title: LazyText
    needs: Can = Can.USE_PROGRAM
    order: int = 100
    icon: str = "page"
    in_navigation: bool = True
    everywhere: tuple[tuple[LazyText, dict[str, Any]], ...] = ()  # palette entries: title, where
    counter: "UseCase[[], int] | None" = None  # the number beside its name in the navigation

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        self.setAccessibleName(self.title)
        self.page.set_title(self.title)

    def open(self, **where: Any) -> None:
        """Show the thing that `go` was asked for."""


class Section(Panel):
    """One section of a client's chart, found by its SECTION in ui/chart."""

    title: LazyText
    needs: Can = Can.READ_CHART
    order: int = 100

    def __init__(self, bridge: Bridge, go: Go, client_id: int) -> None:
        super().__init__(bridge, go)
        self.client_id = client_id
        self.setAccessibleName(self.title)

    def open(self, **where: Any) -> None:
        """Show one thing in the section: go("chart", client_id=1, section="notes", ...)."""
