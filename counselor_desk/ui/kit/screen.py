"""What every screen and chart section is: it asks the desk, and again when its records change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from counselor_desk.core.errors import KeptHere, Refused, VaultTrouble
from counselor_desk.core.i18n import LazyText
from counselor_desk.desk.desk import Changes, UseCase
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.domain.roles import Can
from counselor_desk.services.today.form_drafts import FormPlace
from counselor_desk.ui.kit.bridge import Bridge, PendingAnswer
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.kit.form_drafts import FormDraft, SavingWatch, digest_of
from counselor_desk.ui.kit.platform import Keys
from counselor_desk.ui.kit.widgets.page import Page
from counselor_desk.ui.kit.widgets.section_list import SectionGroup
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


PanelKind = TypeVar("PanelKind", bound="Panel")


@dataclass(frozen=True)
class SheetWay:
    """The act that opens a sheet, by its name, and what it is given."""

    name: str = ""
    of: tuple[str | int, ...] = ()


def opens_sheet(
    name: str,
) -> Callable[[Callable[Concatenate[PanelKind, P], R]], Callable[Concatenate[PanelKind, P], R]]:
    """Marks the act that opens a sheet: what is typed there is found again by this name and what it is given.

    The name stays in the vault: it never follows a rename of the code.
    """

    def marked(act: Callable[Concatenate[PanelKind, P], R]) -> Callable[Concatenate[PanelKind, P], R]:
        @wraps(act)
        def opened(panel: PanelKind, /, *given: P.args, **more: P.kwargs) -> R:
            panel.begin_sheet(name, *given)
            return act(panel, *given, **more)

        opened.__dict__["sheet"] = name
        return opened

    return marked


class Panel(QWidget):
    """A part of the window that shows records and refreshes when others change them."""

    shows: frozenset[str] = frozenset()
    offers = Signal()  # other commands than before: menus and palette ask again

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__()
        self.bridge, self.go = bridge, go
        self.where: dict[str, Any] = {}  # for what it was opened
        self._sheet_way, self._on_sheet = SheetWay(), cast("FormWidget | None", None)
        self._stale, self._is_coming = True, False
        self.page = Page()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        bridge.changed.connect(self._heard)

    def ask(self, use_case: UseCase[P, R], *args: P.args, **kwargs: P.kwargs) -> PendingAnswer[R]:
        """Ask the desk; a refusal lands in `complain`, the answer in `.then(...)`."""
        answer = self.bridge.ask(self, use_case, *args, **kwargs)
        if use_case.writes:
            answer.watch_saving(SavingWatch(self, self.bridge.form_drafts.held()))
        return answer

    def work(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> PendingAnswer[R]:
        return self.bridge.work(self, function, *args, **kwargs)

    def prove(self, use_case: UseCase[..., Any], passphrase: str) -> PendingAnswer[PassphraseProof]:
        """What a signature needs; a wrong passphrase is refused at its field."""
        return self.bridge.prove(self, use_case, passphrase)

    # What is typed into its forms

    def begin_sheet(self, name: str, *of: object) -> None:
        """A sheet is on its way: what is typed into it is found again by this."""
        self._sheet_way = SheetWay(name, tuple(part for part in of if isinstance(part, str | int)))
        self._on_sheet = None

    def hold_typed(self, form: FormWidget) -> None:
        """From now on every pause saves what stands in it, and what was begun there is in it again."""
        way = self._sheet_way
        if self._on_sheet is None or not isValid(self._on_sheet):
            way = self._sheet_way if self._on_sheet is None else SheetWay()
        elif not self._on_sheet.isVisible():
            way = SheetWay()
        self._on_sheet = form if way.name else self._on_sheet
        form.draft = FormDraft(self.bridge, lambda: self._place_of(form, way), form)

    def reopen_sheet(self, name: str, of: Sequence[str | int]) -> bool:
        """Go on where something was typed; False where the thing is not here any more."""
        acts = (act for act in dir(type(self)) if getattr(getattr(type(self), act), "sheet", "") == name)
        try:
            for act in acts:
                getattr(self, act)(*of)
        except LookupError:  # it was closed, signed or taken out since
            return False
        return True

    def address(self) -> tuple[str, dict[str, Any], int | None]:
        """The screen, for what it is opened, and in whose chart."""
        raise NotImplementedError

    def _place_of(self, form: FormWidget, way: SheetWay) -> tuple[FormPlace, str]:
        screen, where, client_id = self.address()
        asked: list[Any] = [f.key for f in form.form.fields]
        if form.about:
            asked.append(form.about)
        elif not way.name and _is_on_sheet(form):  # one of several things: by what it began with
            asked.append(form.form.to_stored(form.values()))
        plain = {key: value for key, value in where.items() if isinstance(value, str | int)}
        title = form.form.title if _is_on_sheet(form) else self.page.title.text()
        place = FormPlace(
            screen=screen,
            client_id=client_id,
            where=plain,
            sheet=way.name,
            of=way.of,
            questions=digest_of(asked),
        )
        return place, title

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

    def address(self) -> tuple[str, dict[str, Any], int | None]:
        client_id = self.where.get("client_id")
        name = type(self).__module__.rpartition(".")[2]
        return name, self.where, client_id if isinstance(client_id, int) else None

    def typed_in(self) -> Panel:
        """What of it is on screen now: a chart's section, else itself."""
        return self


class Section(Panel):
    """One section of a client's chart, found by its SECTION in ui/chart."""

    title: LazyText
    needs: Can = Can.READ_CHART
    group: SectionGroup = SectionGroup.RECORD
    order: int = 100

    def __init__(self, bridge: Bridge, go: Go, client_id: int) -> None:
        super().__init__(bridge, go)
        self.client_id = client_id
        self.setAccessibleName(self.title)

    def open(self, **where: Any) -> None:
        """Show one thing in the section: go("chart", client_id=1, section="notes", ...)."""

    def address(self) -> tuple[str, dict[str, Any], int | None]:
        name = type(self).__module__.rpartition(".")[2].removesuffix("_section")
        return "chart", {"client_id": self.client_id, "section": name}, self.client_id


def _is_on_sheet(form: FormWidget) -> bool:
    place = form.parentWidget()
    return place is not None and place.objectName() == "sheet"
