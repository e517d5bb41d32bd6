"""Dresses the application: its style, its palette and its font."""

import sys

from PySide6.QtCore import QObject, QSettings, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QPalette,
)
from PySide6.QtWidgets import QApplication

from counselor_desk.core.resources import RESOURCES
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.style import CalmStyle

# Windows 10 draws with pictures of its own, which lose their edges at 125 and 150 %.
DRAWN_HERE = ("fusion", "windowsvista")
# Those of our fonts that have their layout tables, which Qt needs to join letters.
SCRIPTS = ("Devanagari", "Bengali", "Gurmukhi", "Tamil", "Lao", "Myanmar", "Khmer", "Cherokee")
LOOK = "look"  # the preference of this computer's user
SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


def chosen_look() -> str:
    """What this person chose on this computer: "system", "light" or "dark"."""
    kept = str(QSettings().value(LOOK, "system"))
    return kept if kept in SCHEMES else "system"


def _is_high_contrast(app: QApplication) -> bool:
    hints = app.styleHints()  # what it gives lives as long as it
    return hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast


class Look(QObject):
    """Dresses the application and changes with the system's light and dark."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app, self._forced = app, False
        if app.style().name() in DRAWN_HERE and not _is_high_contrast(app):
            app.setStyle(CalmStyle())
        self._add_scripts()
        self._set_font()
        app.styleHints().colorSchemeChanged.connect(lambda _scheme: self.wear_chosen())
        self.wear(chosen_look())

    def choose(self, name: str) -> None:
        """For this computer from now on: "system", "light" or "dark"."""
        QSettings().setValue(LOOK, name)
        self.wear(name)

    def wear_chosen(self) -> None:
        """The system changed to its other scheme: who chose one of their own stays with it."""
        name = chosen_look()
        self.use_palette(self._is_dark(name))

    def wear(self, name: str) -> None:
        """Native styles hear of it, too; where no desktop theme listens, the palette alone changes."""
        if name != "system" or self._forced:
            self._app.styleHints().setColorScheme(SCHEMES[name])
        self._forced = name != "system"
        self.use_palette(self._is_dark(name))

    def _is_dark(self, name: str) -> bool:
        scheme = self._app.styleHints().colorScheme() if name == "system" else SCHEMES[name]
        return scheme is Qt.ColorScheme.Dark

    def use_palette(self, dark: bool) -> None:
        """Light or dark, at once, in every open window."""
        plain = _is_high_contrast(self._app)
        look.turn(dark=dark, plain=plain)
        if self._app.style().objectName() == "calm" and not plain:
            self._app.setPalette(look.palette(dark))
            look.renew_icons()
            return
        roles, own = QPalette.ColorRole, QPalette()  # native: only what it leaves too pale
        if not plain:
            chosen = look.DARK if dark else look.LIGHT
            own.setColor(roles.PlaceholderText, QColor(chosen.secondary))
            own.setColor(roles.Mid, QColor(chosen.line))
            own.setColor(roles.BrightText, QColor(chosen.caution))
        self._app.setPalette(own)
        look.renew_icons()

    def _add_scripts(self) -> None:
        """Names of scripts that a Linux desktop often has no font for; Windows and macOS have their own."""
        if not sys.platform.startswith("linux"):
            return
        for script in SCRIPTS:
            QFontDatabase.addApplicationFont(str(RESOURCES / "fonts" / f"NotoSans{script}-Regular.ttf"))

    def _set_font(self) -> None:
        """Where there is no desktop to name a font (pictures), the house's own paper font."""
        if QGuiApplication.platformName() not in ("offscreen", "minimal"):
            return
        for name in ("NotoSans-Regular", "NotoSans-Bold"):
            QFontDatabase.addApplicationFont(str(RESOURCES / "fonts" / f"{name}.ttf"))
        font = QFont("Noto Sans")
        font.setPixelSize(14)
        self._app.setFont(font)


def apply(app: QApplication) -> Look:
    """Give the application its look; once, before the first window."""
    return app.findChild(Look) or Look(app)
