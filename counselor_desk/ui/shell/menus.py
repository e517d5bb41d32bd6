"""The menu bar: every command, with the platform's own shortcuts and places."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QTextEdit

from counselor_desk.core.i18n import _
from counselor_desk.ui.kit import platform
from counselor_desk.ui.kit.platform import Key, Keys
from counselor_desk.ui.kit.screen import Command
from counselor_desk.ui.shell.access_keys import candidate_keys
from counselor_desk.ui.shell.frame import Frame

Role = QAction.MenuRole


class Menus(QObject):
    """File, Edit, Go, Here and Help, on a Mac Window; "Here" holds what the page offers."""

    def __init__(self, window: Frame) -> None:
        super().__init__(window)
        self._window = window
        bar = window.menuBar()
        bar.setObjectName("menubar")
        self._file = bar.addMenu(_("&File"))
        self._edit = bar.addMenu(_("&Edit"))
        self._go = bar.addMenu(_("&Go"))
        self._here = bar.addMenu(_("&Page"))
        if platform.lives_without_windows():
            self._fill_window(bar.addMenu(_("Window")))
        self._help = bar.addMenu(_("He&lp"))
        self.shared: QAction | None = None
        self._fill_file()
        self._fill_edit()
        self._fill_go()
        self._fill_help()
        self._fill_person()
        if not platform.lives_without_windows():
            for menu in bar.findChildren(QMenu):
                menu.aboutToShow.connect(lambda menu=menu: give_letters(menu))

    def take_away(self) -> None:
        """Before others take their place: no key is left to two."""
        bar = self._window.menuBar()
        bar.clear()
        for menu in bar.findChildren(QMenu):
            menu.deleteLater()
        self.deleteLater()

    def standing(self) -> list[Command]:
        """What can be done whatever is on screen."""
        window = self._window
        return [
            Command(_("Lock"), window.lock, "Ctrl+L"),
            *self._sharing(),
            Command(_("Quit"), self._quit, Key.Quit),
        ]

    def _sharing(self) -> list[Command]:
        """For supervision over a shared screen; a system that cannot hide has nothing to allow."""
        shield = self._window.shield
        if shield is None or not shield.works:
            return []
        message = _("Hide this window from shared screens again")
        if not shield.is_open:
            message = _("Let shared screens show this window until it locks")
        return [Command(message, self._window.turn_shield)]

    def offer(self, commands: Sequence[Command]) -> None:
        """The commands of the page that is shown now, with their shortcuts alive."""
        self._here.clear()
        for command in commands:
            self._add(self._here, command.title, command.run, command.shortcut)
        self._here.menuAction().setEnabled(bool(commands))

    def _fill_file(self) -> None:
        window = self._window
        for name, where, title in _beginnings(window):
            self._add(self._file, title, lambda n=name, w=where: window.go(n, **w))  # type: ignore[misc]
        if not self._file.isEmpty():
            self._file.addSeparator()
        settings = self._add(self._file, _("Settings"), lambda: window.go("settings"), Key.Preferences)
        settings.setMenuRole(Role.PreferencesRole)
        self._add(self._file, _("Lock"), window.lock, "Ctrl+L")
        if self._sharing():
            message = _("Let shared screens show this window")
            self.shared = self._add(self._file, message, window.turn_shield)
            self.shared.setCheckable(True)
        close = self._add(self._file, _("Close window"), window.close)
        close.setShortcuts(Key.Close)  # more than one on Windows
        leave = self._add(self._file, _("Quit"), self._quit, Key.Quit)
        leave.setMenuRole(Role.QuitRole)

    def _fill_edit(self) -> None:
        for title, key, slot in (
            (_("Undo"), Key.Undo, "undo"),
            (_("Redo"), Key.Redo, "redo"),
            ("", None, ""),
            (_("Cut"), Key.Cut, "cut"),
            (_("Copy"), Key.Copy, "copy"),
            (_("Paste"), Key.Paste, "paste"),
            (_("Select all"), Key.SelectAll, "selectAll"),
        ):
            if key is None:
                self._edit.addSeparator()
                continue
            action = self._add(self._edit, title, lambda slot=slot: _to_text(slot))  # type: ignore[misc]
            action.setShortcut(QKeySequence(key))
            # The field itself knows these keys; the menu only shows them.
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._edit.addSeparator()
        find = self._add(self._edit, _("Search clients and commands"), self._window.open_palette)
        find.setShortcuts([QKeySequence("Ctrl+K"), QKeySequence(Key.Find)])

    def _fill_go(self) -> None:
        window = self._window
        self._add(self._go, _("Back"), window.back).setShortcuts(Key.Cancel)  # Esc; ⌘. too on a Mac
        self._go.addSeparator()
        for at, name in enumerate(window.navigation.places, 1):
            title = window.navigation.places[name].text()
            keys = f"Ctrl+{at}" if at < 10 else None
            self._add(self._go, title, lambda n=name: window.go(n), keys)  # type: ignore[misc]
        self._go.addSeparator()
        self._add(self._go, _("Next part of the window"), window.next_region, "F6")

    def _fill_window(self, menu: QMenu) -> None:
        """What every program of a Mac has there."""
        self._add(menu, _("Minimize"), self._window.showMinimized, "Ctrl+M")
        self._add(menu, _("Zoom"), self._zoom)

    def _zoom(self) -> None:
        window = self._window
        turn = window.showNormal if window.isMaximized() else window.showMaximized
        turn()

    def _fill_help(self) -> None:
        self._add(self._help, _("Help and keys"), self.open_help, Key.HelpContents)
        about = self._add(self._help, _("About Counselor Desk"), self._about)
        about.setMenuRole(Role.AboutRole)

    def _fill_person(self) -> None:
        window, menu = self._window, self._window.top.person.menu
        self._add(menu, _("My passphrase"), lambda: window.go("settings", part="passphrase"))
        self._add(menu, _("Settings"), lambda: window.go("settings"))
        menu.addSeparator()
        lock = self._add(menu, _("Lock"), window.lock)
        lock.setText(_("Lock") + "\t" + platform.name_of_keys("Ctrl+L"))

    def _quit(self) -> None:
        """On a Mac the program lives on without windows; Quit ends it there too."""
        self._window.close()
        QTimer.singleShot(0, QApplication.quit)

    def _about(self) -> None:
        self._window.go("help", part="about")

    def open_help(self) -> None:
        """With the keys of the page that is shown now."""
        here = self._window.current()
        offered = here.commands() if here is not None else []
        mine = [c for c in offered if self._window.bridge.may(c.needs)]
        if here is not None and here.objectName() != "help":
            self._window.go("help", here=[(platform.name_of_keys(c.shortcut), c.title) for c in mine])

    def _add(
        self,
        menu: QMenu,
        title: str,
        run: Callable[[], object],
        keys: Keys = None,
    ) -> QAction:
        action = QAction(title, menu)
        action.setMenuRole(Role.NoRole)  # a title that begins with "Settings" steals no place
        action.triggered.connect(lambda _checked=False: run())
        if keys is not None:
            action.setShortcut(QKeySequence(keys))
        menu.addAction(action)
        return action


def give_letters(menu: QMenu) -> None:
    """Each line of a menu that opens gets a letter of its own, as long as there are any."""
    taken: set[str] = set()
    for action in menu.actions():
        words, tab, keys = action.text().replace("&", "").partition("\t")
        letter = next((key for key in candidate_keys(words) if key in words.upper() and key not in taken), "")
        if letter:
            taken.add(letter)
            at = words.upper().index(letter)
            words = f"{words[:at]}&{words[at:]}"
        action.setText(words + tab + keys)


def _beginnings(window: Frame) -> list[tuple[str, dict[str, object], str]]:
    kinds = window.kinds.items()
    return [(name, where, str(title)) for name, kind in kinds for title, where in kind.everywhere]


def _to_text(slot: str) -> None:
    field = QApplication.focusWidget()
    if isinstance(field, QLineEdit | QTextEdit):
        getattr(field, slot)()
