"""The clinic's color on paper: it must be read on white, in color and from a gray printer."""

import re

from counselor_desk.core.i18n import Wording, lazy, worded

LEAST = 4.5  # WCAG 2.2, 1.4.3: contrast of text with its ground
_NUMBER = re.compile(r"#?([0-9a-fA-F]{6})")


@worded
class Swatch:
    """A color that a clinic may choose, by its name."""

    color: str
    name: Wording


SWATCHES = (
    Swatch("", lazy("Black")),
    Swatch("#1f5e66", lazy("Harbor")),
    Swatch("#2f5d3a", lazy("Forest")),
    Swatch("#1f3f7a", lazy("Navy")),
    Swatch("#5b3a86", lazy("Plum")),
    Swatch("#8a1f3d", lazy("Wine")),
    Swatch("#7a4a12", lazy("Umber")),
)


def read(words: str) -> str:
    """A color as `#rrggbb`, "" for black; raises ValueError for what is no color."""
    if not words.strip():
        return ""
    match = _NUMBER.fullmatch(words.strip())
    if match is None:
        raise ValueError(f"{words!r} is no color of six digits")
    return f"#{match[1].lower()}"


def parts(color: str) -> tuple[int, int, int]:
    """Red, green and blue from 0 to 255."""
    number = int(color.removeprefix("#") or "0", 16)
    return number >> 16, number >> 8 & 255, number & 255


def contrast(color: str) -> float:
    """With white, from 1 to 21, as WCAG 2 computes it."""
    return 1.05 / (_luminance(parts(color)) + 0.05)


def darken(color: str) -> str:
    """The nearest darker one of the same tint that reads on white."""
    red, green, blue = parts(color)
    for share in range(100, -1, -1):
        tried = "#" + "".join(f"{part * share // 100:02x}" for part in (red, green, blue))
        if contrast(tried) >= LEAST:
            return tried
    return "#000000"


def _luminance(rgb: tuple[int, int, int]) -> float:
    red, green, blue = (_linear(part / 255) for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
