"""How everything looks: colors by role, sizes of type, spaces, tints of clients, icons."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol
from weakref import WeakKeyDictionary

import shiboken6
from PySide6.QtCore import QByteArray, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtWidgets import QApplication

from counselor_desk.core.resources import RESOURCES

# Spaces, in device-independent pixels. A page has margins of 24.
HAIR, TIGHT, NEAR, GAP, PAGE, WIDE = 4, 8, 12, 16, 24, 32
MEASURE = 680  # the width of a line of text
ROW_LINE = 20  # one of the two lines of a row, at the usual size of type
LINE_HEIGHT = 145  # percent, for what is read and written at length
RADIUS = 7

TITLE, SECTION, BODY, SMALL = 1.6, 1.2, 1.0, 0.9


@dataclass(frozen=True)
class Colors:
    """One color for each thing that a color may say."""

    text: str
    secondary: str
    line: str
    surface: str  # the page
    raised: str  # what is written in, and what lies above the page
    sunken: str  # the navigation at the side
    accent: str
    on_accent: str
    ok: str
    caution: str
    danger: str


LIGHT = Colors(
    text="#1d2126",
    secondary="#5b636c",
    line="#dcdad5",
    surface="#faf9f7",
    raised="#ffffff",
    sunken="#f0eeea",
    accent="#1c6b75",
    on_accent="#ffffff",
    ok="#28704a",
    caution="#85560a",
    danger="#b3261e",
)
DARK = Colors(
    text="#eceae6",
    secondary="#a7acb2",
    line="#414449",
    surface="#1d1e20",
    raised="#292b2e",
    sunken="#161719",
    accent="#72c3cb",
    on_accent="#0e2225",
    ok="#80c99c",
    caution="#e2b565",
    danger="#f39b93",
)

# Soft hues of identity strips: a wrong chart is noticed. Degrees of hue, far from danger's red.
HUES = (190, 265, 40, 130, 315, 215, 85, 165, 285, 60)


class _Now:
    """What the screen shows at the moment, read by every painter."""

    dark = False
    plain = False  # a high-contrast theme is on: the palette alone decides every color


def turn(*, dark: bool, plain: bool) -> None:
    """From now on painters draw so; call `renew_icons` once the palette is set."""
    _Now.dark, _Now.plain = dark, plain


def is_dark() -> bool:
    return _Now.dark


def is_plain() -> bool:
    return _Now.plain


@lru_cache(maxsize=64)
def _shade(role: str, dark: bool) -> QColor:
    return QColor(getattr(DARK if dark else LIGHT, role))


def color(role: str) -> QColor:
    """The color of a role now; in a high-contrast theme the palette's own."""
    if _Now.plain:
        roles = QPalette.ColorRole
        of = {
            "surface": roles.Window,
            "raised": roles.Base,
            "sunken": roles.Window,
            "accent": roles.Highlight,
            "on_accent": roles.HighlightedText,
        }
        return QGuiApplication.palette().color(of.get(role, roles.WindowText))
    return _shade(role, _Now.dark)


def soft(role: str, share: float = 0.12) -> QColor:
    """A role's color as a ground to write on: mixed into the raised surface."""
    return blend(color(role), color("raised"), share)


def blend(over: QColor, ground: QColor, share: float) -> QColor:
    keep = 1 - share
    return QColor(
        round(over.red() * share + ground.red() * keep),
        round(over.green() * share + ground.green() * keep),
        round(over.blue() * share + ground.blue() * keep),
    )


def shade() -> QColor:
    """What lies under something that floats."""
    return QColor(0, 0, 0, 150 if is_dark() else 60)


def client_tint(client_id: int) -> QColor:
    """The ground of a client's identity strip: the same for the same client, text reads on it."""
    if is_plain():
        return color("surface")
    hue = HUES[client_id % len(HUES)]
    return QColor.fromHsl(hue, 70, 46) if is_dark() else QColor.fromHsl(hue, 110, 233)


def client_mark(client_id: int) -> QColor:
    """The same tint, strong enough to be seen as a dot."""
    if is_plain():
        return color("text")
    hue = HUES[client_id % len(HUES)]
    return QColor.fromHsl(hue, 90, 150 if is_dark() else 140)


def palette(dark: bool) -> QPalette:
    """The palette of the house's own style; native styles keep their system's."""
    c, p, role = (DARK if dark else LIGHT), QPalette(), QPalette.ColorRole
    grounds = {
        role.Window: c.surface,
        role.Base: c.raised,
        role.AlternateBase: c.sunken,
        role.Button: c.raised,
        role.ToolTipBase: c.raised,
        role.Mid: c.line,
        role.Midlight: c.line,
        role.Dark: c.line,
        role.Light: c.raised,
        role.Shadow: c.line,
        role.Highlight: c.accent,
        role.Accent: c.accent,
        role.HighlightedText: c.on_accent,
        role.Link: c.accent,
        role.LinkVisited: c.accent,
        role.BrightText: c.caution,
        role.PlaceholderText: c.secondary,
    }
    for texts in (role.WindowText, role.Text, role.ButtonText, role.ToolTipText):
        grounds[texts] = c.text
    for key, value in grounds.items():
        p.setColor(key, QColor(value))
    for texts in (role.WindowText, role.Text, role.ButtonText):
        p.setColor(QPalette.ColorGroup.Disabled, texts, QColor(c.secondary))
    p.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(c.line))
    return p


def font(scale: float = BODY, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The system's font at one of the house's sizes."""
    f = QFont(QApplication.font())
    if f.pixelSize() > 0:
        f.setPixelSize(round(f.pixelSize() * scale))
    else:
        f.setPointSizeF(f.pointSizeF() * scale)
    f.setWeight(weight)
    return f


def row_line() -> int:
    """One line of a row: with large type it is taller."""
    return max(ROW_LINE, QFontMetrics(font()).height())


def row() -> int:
    """A row of two lines."""
    return 2 * row_line() + NEAR


def text_measure(measure: int) -> int:
    """A width of text: as many letters with large type as with the usual one."""
    return round(measure * row_line() / ROW_LINE)


@lru_cache(maxsize=64)
def _drawing(name: str) -> bytes:
    return (RESOURCES / "icons" / f"{name}.svg").read_bytes()


@lru_cache(maxsize=512)
def pixmap(name: str, tint: str, side: int) -> QPixmap:
    """An icon in one color, `side` device pixels wide."""
    from PySide6.QtSvg import QSvgRenderer

    drawing = _drawing(name).replace(b"currentColor", tint.encode())
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(drawing)).render(painter, QRectF(0, 0, side, side))
    painter.end()
    return picture


def paint_icon(painter: QPainter, name: str, place: QRect, tint: QColor) -> None:
    """Draw an icon of the set, sharp at any scale."""
    ratio = painter.device().devicePixelRatioF()
    picture = pixmap(name, tint.name(), max(1, round(place.width() * ratio)))
    painter.drawPixmap(place, picture)


class Iconic(Protocol):
    """A button or an action: whatever shows an icon."""

    def setIcon(self, icon: QIcon | QPixmap) -> None: ...


_worn: "WeakKeyDictionary[Iconic, tuple[str, str]]" = WeakKeyDictionary()


def icon(name: str, role: str = "text") -> QIcon:
    """An icon of resources/icons in the colors of now; `set_icon` keeps it so."""
    picture = QIcon()
    for mode, tint in ((QIcon.Mode.Normal, role), (QIcon.Mode.Disabled, "secondary")):
        for side in (16, 20, 24, 32, 40, 60):
            picture.addPixmap(pixmap(name, color(tint).name(), side), mode)
    return picture


def set_icon(target: Iconic, name: str, role: str = "text") -> None:
    """Give a button or action an icon that follows light and dark."""
    _worn[target] = (name, role)
    target.setIcon(icon(name, role))


def renew_icons() -> None:
    for target, (name, role) in list(_worn.items()):
        if shiboken6.isValid(target):
            target.setIcon(icon(name, role))
