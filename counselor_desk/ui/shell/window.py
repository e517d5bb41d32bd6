"""The main window: the places at the side, the page in the middle, and the lock."""

from typing import Any

from PySide6.QtCore import QByteArray, QSettings, Qt, Signal
from PySide6.QtGui import QCloseEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from counselor_desk import ui
from counselor_desk.core.discover import modules
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import DISPLACED, Changes
from counselor_desk.door.port import Door, OpenVault
from counselor_desk.ui.kit import platform
from counselor_desk.ui.kit.bridge import Bridge, PendingAnswer
from counselor_desk.ui.kit.clipboard import ClipboardGuard, clear_all
from counselor_desk.ui.kit.focus import PageFocus, first_in
from counselor_desk.ui.kit.screen import Command, Screen
from counselor_desk.ui.kit.surviving import run_surviving
from counselor_desk.ui.kit.widgets.banner import Banner
from counselor_desk.ui.shell.background_watch import BackgroundWatch
from counselor_desk.ui.shell.frame import Frame
from counselor_desk.ui.shell.garbage import sweep_soon
from counselor_desk.ui.shell.line_watch import LineWatch, seat_of
from counselor_desk.ui.shell.menus import Menus
from counselor_desk.ui.shell.navigation import Navigation
from counselor_desk.ui.shell.palette import CommandPalette
from counselor_desk.ui.shell.screen_capture import Shield
from counselor_desk.ui.shell.topbar import TopBar

SETTINGS = "settings"
STEPS_BACK = 30


class MainWindow(Frame):
    """Everything between unlocking and locking."""

    locked = Signal()
    left = Signal()  # locked, because the computer was

    def __init__(self, door: Door, opened: OpenVault) -> None:
        super().__init__()
        self._door, self.opened = door, opened
        self.bridge = Bridge(opened.desk)
        self.bridge.door, self.bridge.opened = door, opened
        self.kinds = self._find_screens()
        self._open: dict[str, Screen] = {}
        self._trodden: list[tuple[str, dict[str, Any]]] = []
        self._here = ""
        self.finding = CommandPalette(self)
        self._build()
        self.shield = None if self.opened.is_demo else Shield(self)
        self.menus = Menus(self)
        self._join()
        self._watch()
        self.bridge.form_drafts.when_known(lambda: None)
        self._restore()
        self.go(next(iter(self.kinds)))

    def _find_screens(self) -> dict[str, type[Screen]]:
        """The screens that this person may open, by their files' names, in their order."""
        found = {m.__name__.rpartition(".")[2]: m.SCREEN for m in modules(ui) if hasattr(m, "SCREEN")}
        mine = {name: kind for name, kind in found.items() if self.bridge.may(kind.needs)}
        return dict(sorted(mine.items(), key=lambda item: item[1].order))

    def _build(self) -> None:
        self.setWindowTitle("Counselor Desk")
        self.top = TopBar(self.bridge.actor.name, self.open_palette)
        listed = [(n, k) for n, k in self.kinds.items() if k.in_navigation]
        places = [
            (name, kind.title, kind.icon, f"Ctrl+{at}" if at < 10 else "")
            for at, (name, kind) in enumerate(listed, 1)
        ]
        self.navigation = Navigation(places, foot=SETTINGS)
        self.stack = QStackedWidget()
        self.notice = Banner(radius=0)
        self.notice.close_button.hide()
        self.whole, column, row = QWidget(), QVBoxLayout(), QHBoxLayout()
        for layout in (column, row):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self.top)
        column.addWidget(self.stack, 1)
        row.addWidget(self.navigation)
        row.addLayout(column, 1)
        self.whole.setLayout(row)
        self.whole.setBackgroundRole(QPalette.ColorRole.Window)
        self.setCentralWidget(self.whole)
        if self.opened.is_demo:
            self.notice.say(_("This is the demonstration. The clinic and its people are made up."))

    def _join(self) -> None:
        """The parts of the window with what they do."""
        self.navigation.gone.connect(self.go)
        self.bridge.saved.connect(self.top.show_saved)
        self.top.stopped.connect(self._stop)
        PageFocus(self.stack)

    def _watch(self) -> None:
        self.bridge.changed.connect(self._changed)
        # Queued: the button that was pressed is on a page that goes.
        self.bridge.reworded.connect(self._reword, Qt.ConnectionType.QueuedConnection)
        self.bridge.troubled.connect(self._say)
        self.bridge.progressed.connect(self._progressed)
        self._running: PendingAnswer[Any] | None = None
        self.watch = BackgroundWatch(self, self.bridge, self.opened)
        self.idle = self.watch.idle
        self.watch.locking.connect(self.lock)
        self.watch.leaving.connect(self._lock_with_computer)
        self.watch.nearly.connect(self._warn_of_lock)
        self.watch.advised.connect(self._say)
        seat = seat_of(self._door, self.opened)
        self.line = LineWatch(self, seat) if seat is not None else None
        if self.line is not None:
            self.line.told.connect(self._tell_line)
            self.line.refused.connect(lambda said: self.notice.say(said, "caution"))
            self.line.ended.connect(lambda why: self.notice.say(why, "danger"))
        ClipboardGuard(self)
        self._tell_notice()
        self._count()

    # Going

    def go(self, screen: str, **where: Any) -> QWidget | None:
        """Open a screen; what was typed in the one before is sent first. "back" is a step back."""
        if screen == "back":
            self.back()
            return self.current()
        if screen not in self.kinds:
            return None
        self._leave()
        unfinished = where.pop("unfinished", "")
        self._trodden.append((screen, where))
        del self._trodden[:-STEPS_BACK]
        shown = self._show(screen, where)
        if unfinished:
            self.bridge.when_idle(lambda: self._go_on(shown, str(unfinished)))
        return shown

    def back(self) -> None:
        """Esc: a step back in the page, else to the page before."""
        here = self.current()
        if here is not None and here.back():
            return
        if len(self._trodden) > 1:
            self._leave()
            self._trodden.pop()
            self._show(*self._trodden[-1])

    def _go_on(self, screen: Screen, spot: str) -> None:
        """To the sheet on which something was typed and not saved."""
        found = self.bridge.form_drafts.at(spot) if self.bridge is not None else None
        if found is None or not isValid(screen) or screen is not self.current() or not found.way["sheet"]:
            return
        if not screen.typed_in().reopen_sheet(found.way["sheet"], found.way["of"]):
            typed = "; ".join(said for said in found.answers.values() if isinstance(said, str))
            gone = _("What this was about is not here any more. You had typed: {words}")
            self._say(gone.format(words=typed))

    def current(self) -> Screen | None:
        return self._open.get(self._here)

    def _show(self, name: str, where: dict[str, Any]) -> Screen:
        screen = self._open.get(name)
        if screen is None:
            screen = self._open[name] = self.kinds[name](self.bridge, self.go)
            screen.setObjectName(name)
            screen.offers.connect(self._offer)
            self.stack.addWidget(screen)
        self._here = name
        screen.page.banner.clear()
        screen.where = dict(where)
        screen.open(**where)
        self.stack.setCurrentWidget(screen)
        self.navigation.mark(name)
        self._take_keyboard(screen)
        self._offer()
        return screen

    def _take_keyboard(self, screen: Screen) -> None:
        """To the page that is opened, unless it took the keyboard itself or one walks the side."""
        focused = self.focusWidget()
        walking = focused is not None and self.navigation.isAncestorOf(focused)
        if not walking and (focused is None or not screen.isAncestorOf(focused)):
            screen.setFocus()

    def _leave(self) -> None:
        self.bridge.form_drafts.send_typed()
        here = self.current()
        if here is not None:
            here.leave()

    # Around the window by keyboard, and what the page offers

    def open_palette(self) -> None:
        self.finding.open()

    def standing_commands(self) -> list[Command]:
        return self.menus.standing()

    def next_region(self) -> None:
        """F6: from the navigation to the top bar to the page."""
        regions = [self.navigation, self.top, self.stack]
        focused = self.focusWidget()
        inside = [focused is not None and region.isAncestorOf(focused) for region in regions]
        at = (inside.index(True) + 1) % len(regions) if any(inside) else 0
        if at == 0:
            self.navigation.setFocus()
        elif at == 1:
            self.top.search.setFocus()
        else:
            self.focus_page()

    def focus_page(self) -> None:
        """The keyboard to the first control of the page."""
        here = self.current()
        first = first_in(here) if here is not None else None
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def _offer(self) -> None:
        here = self.current()
        listed = here.commands() if here else []
        self.menus.offer([c for c in listed if self.bridge.may(c.needs)])

    # What goes on

    def _changed(self, changes: Changes) -> None:
        if self.bridge is None:  # a word that was on its way when the vault was locked
            return
        if DISPLACED in changes.kinds:
            self.notice.say(
                _(
                    "The vault's file was moved, deleted or replaced while it was open. All that is saved "
                    "goes to the newest backup. Lock the vault, then open it where it is now, or restore "
                    "that backup."
                ),
                "danger",
            )
        self._count(changes.kinds)

    def _count(self, kinds: frozenset[str] | None = None) -> None:
        """Ask for the numbers in the navigation that may have changed."""
        for name, kind in self.kinds.items():
            if kind.counter is not None and (kinds is None or kinds & kind.shows):
                place = self.navigation.places.get(name)
                if place is not None:
                    self.bridge.ask(place, kind.counter).then(place.show_count)

    def _tell_line(self, said: str, tone: str) -> None:
        self.top.show_line(said, tone)

    def _warn_of_lock(self, seconds: int) -> None:
        text = _("Locks in a minute. Move the pointer or press a key to stay.") if seconds else ""
        self.top.saved.setText(text)

    def _progressed(self, answer: PendingAnswer[Any], done: int, of: int) -> None:
        self._running = answer
        self.top.show_progress(done, of)

    def _stop(self) -> None:
        if self._running is not None:
            self._running.stop()

    def _say(self, words_: str) -> None:
        self._banner().say(words_)

    def _banner(self) -> Banner:
        here = self.current()
        return here.page.banner if here is not None else self.notice

    def _tell_notice(self) -> None:
        if self.opened.notice:
            self.notice.say(self.opened.notice, "danger")
        elif not self.opened.is_demo:
            self.notice.clear()

    def turn_shield(self) -> None:
        """Shared screens show the window from now on, or no longer; a lock hides it again."""
        if self.shield is None:
            return
        self.shield.let_show(not self.shield.is_open)
        if self.menus.shared is not None:
            self.menus.shared.setChecked(self.shield.is_open)
        if self.shield.is_open:
            self.notice.say(_("Shared screens show this window until it locks."), "caution")
        else:
            self._tell_notice()

    # Locking

    def lock(self) -> None:
        """Send what is typed, delete the screens, let go of the key. It never asks."""
        if self.lock_quietly():
            self.locked.emit()

    def _lock_with_computer(self) -> None:
        if self.lock_quietly():
            self.left.emit()

    def lock_quietly(self) -> bool:
        """Lock without showing the door: when the window closes, or after a bug."""
        if self.bridge is None:
            return False
        bridge, self.bridge = self.bridge, None  # type: ignore[assignment]
        for screen in self._open.values():
            run_surviving(screen.leave)
        run_surviving(bridge.form_drafts.send_typed)
        run_surviving(self.watch.stop)
        if self.line is not None:
            run_surviving(self.line.stop)
        run_surviving(self._keep_place)
        bridge.close()
        for screen in self._open.values():
            self.stack.removeWidget(screen)
            screen.deleteLater()
        self._open.clear()
        self._trodden.clear()
        clear_all()
        self._door.lock(self.opened)
        sweep_soon()
        return True

    def _reword(self) -> None:
        """The same place in another language: what is typed is sent, then every page is made again."""
        if self.bridge is None:
            return
        self._delete_screens()
        self.menus.take_away()
        self._build()
        self.menus = Menus(self)
        self._join()
        self._tell_notice()
        self._count()
        self._show(*self._trodden[-1])

    def _delete_screens(self) -> None:
        run_surviving(self.bridge.form_drafts.send_typed)
        for screen in self._open.values():
            run_surviving(screen.leave)
            self.stack.removeWidget(screen)
            screen.deleteLater()
        self._open.clear()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.lock_quietly()
        super().closeEvent(event)

    def _restore(self) -> None:
        """Where the window was on this computer; nothing else is kept outside the vault."""
        geometry = QSettings().value("window/geometry")
        # A settings file can hold anything; only what Qt wrote is what Qt takes.
        if not isinstance(geometry, QByteArray) or not self.restoreGeometry(geometry):
            platform.fit_on_screen(self, 1180, 780)
        elif not self.isMaximized() and not self.isFullScreen():  # another screen than last time
            platform.fit_on_screen(self, self.width(), self.height())
        self.setMinimumSize(760, 520)

    def _keep_place(self) -> None:
        if not self.opened.is_demo:
            QSettings().setValue("window/geometry", self.saveGeometry())
