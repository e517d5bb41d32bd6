"""The letters that paper is set in: one family, and a font for each script it lacks."""

import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import groupby
from typing import Any

from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont

from counselor_desk.core.resources import RESOURCES

FAMILY = "DeskSans"
LACKING = "\N{REPLACEMENT CHARACTER}"  # printed for a letter that no shipped font has

_FACES = {
    "": "NotoSans-Regular",
    "-Bold": "NotoSans-Bold",
    "-Italic": "NotoSans-Italic",
    "-BoldItalic": "NotoSans-BoldItalic",
}
# Asked in this order; DroidSansFallback is large, so it comes after what is small.
_SCRIPTS = (
    (re.compile(r"[\u0590-\u05ff\ufb1d-\ufb4f]"), "NotoSansHebrew"),
    (re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]"), "NotoSansArabic"),
    (re.compile(r"[\u0530-\u058f\ufb13-\ufb17]"), "NotoSansArmenian"),
    (re.compile(r"[\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2f]"), "NotoSansGeorgian"),
    (re.compile(r"[\u1200-\u139f\u2d80-\u2ddf]"), "NotoSansEthiopic"),
    (re.compile(r"[\u0e00-\u0e7f]"), "NotoSansThai"),
    (re.compile(r"[\u0900-\u097f]"), "NotoSansDevanagari"),
    (re.compile(r"[\u0980-\u09ff]"), "NotoSansBengali"),
    (re.compile(r"[\u0a00-\u0a7f]"), "NotoSansGurmukhi"),
    (re.compile(r"[\u0b80-\u0bff]"), "NotoSansTamil"),
    (re.compile(r"[\u0e80-\u0eff]"), "NotoSansLao"),
    (re.compile(r"[\u1000-\u109f]"), "NotoSansMyanmar"),
    (re.compile(r"[\u1780-\u17ff\u19e0-\u19ff]"), "NotoSansKhmer"),
    (re.compile(r"[\u13a0-\u13ff\uab70-\uabbf]"), "NotoSansCherokee"),
    (re.compile(r"[\u2000-\u2bff]"), "DejaVuSans-Symbols"),
    (re.compile(r"[\u2000-\u32ff\U0001f000-\U0001faff]"), "NotoEmoji"),
    (re.compile(r"[\u3131-\u318e\uac00-\ud7a3]"), "DeskHangul"),
    (re.compile(r"[\u2e80-\u33ff\u4e00-\u9fff\uff00-\uffef]"), "DroidSansFallback"),
)
_WITH_BOLD = frozenset({"NotoSansHebrew", "NotoSansArabic"})
# What the house family is known to have, so that everyday text is looked at once.
_EVERYDAY = re.compile(
    "[\\n\\x20-\\x7e\xa0-\xac\xae-\u02ff\u0391-\u03a1\u03a3-\u03ff\u0400-\u0481\u048a-\u052f"
    "\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u2030\u20ac\u2122]*"
)
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# Scripts whose letters change with their neighbors: HarfBuzz joins, reorders and places them.
SHAPED = frozenset(
    f"NotoSans{script}"
    for script in ("Devanagari", "Bengali", "Gurmukhi", "Tamil", "Lao", "Myanmar", "Khmer")
)
_JOINERS = re.compile("[\u200b-\u200d\ufe00-\ufe0f]")
_registering = threading.Lock()
_cutting = threading.Lock()


def family() -> str:
    """The name of the house family; the first call registers its faces."""
    with _registering:
        return _family()


@cache
def _family() -> str:
    for suffix, file in _FACES.items():
        _register(FAMILY + suffix, file)
    names = [FAMILY + suffix for suffix in _FACES]
    registerFontFamily(FAMILY, *names)
    return FAMILY


def is_everyday(text: str) -> bool:
    return _EVERYDAY.fullmatch(text) is not None


def reads_right_to_left(text: str) -> bool:
    """Whether any of it is Hebrew or Arabic."""
    return _RIGHT_TO_LEFT.search(text) is not None


def readable(text: str) -> str:
    """The text without what cannot be printed: controls, bidi overrides, private and half codes.

    Line breaks stay; a tab is a blank. Joiners stay until the line is ordered.
    """
    if is_everyday(text):
        return text
    text = unicodedata.normalize("NFC", text.expandtabs(4).replace("\r\n", "\n"))
    return "".join(c for c in text if c in "\n\u200c\u200d" or _prints(c))


def _prints(char: str) -> bool:
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"}


def in_reading_order(line: str) -> str:
    """One line as the eye meets it from the left: Arabic joined, right-to-left runs turned."""
    if not reads_right_to_left(line):
        return line
    # Imported here: most paper has no such line.
    from bidi import get_display  # type: ignore[import-untyped]

    return str(get_display(_reshaper("\u200d" not in line).reshape(line)))


@cache
def _reshaper(ligatures: bool) -> Any:
    """It loses count of joiners: behind one it would put a ligature over other letters."""
    from arabic_reshaper import ArabicReshaper  # type: ignore[import-untyped]

    return ArabicReshaper({} if ligatures else {"support_ligatures": False})


def runs(text: str, bold: bool = False) -> Iterator[tuple[str, str]]:
    """The text cut where the font changes; "" is the house family."""
    if is_everyday(text):
        yield "", text
        return
    family()
    for font, group in groupby(_fonts_of(text), key=lambda pair: pair[0]):
        words = "".join(char for _, char in group)
        if font is None:
            yield "", LACKING * len(words)
        else:
            yield (f"{font}-Bold" if bold and font in _WITH_BOLD else font), words


def _fonts_of(text: str) -> Iterator[tuple[str | None, str]]:
    """Each letter with its font. A joiner says how letters of some scripts meet; elsewhere it goes."""
    font: str | None = ""
    for char in text:
        if not _JOINERS.match(char):
            font = _font_of(char)
            yield font, char
        elif font in SHAPED and char in "\u200c\u200d":
            yield font, char


@cache
def _font_of(char: str) -> str | None:
    if char == "\n" or ord(char) in glyphs(FAMILY):
        return ""
    for script, file in _SCRIPTS:
        if script.match(char) and ord(char) in glyphs(file):
            return file
    return None


@cache
def glyphs(name: str) -> frozenset[int]:
    with _registering:
        if name == FAMILY:
            _family()
            return frozenset(_register(FAMILY, _FACES[""]).face.charToGlyph)
        font = _register(name, _file_of(name))
        if name in _WITH_BOLD:
            _register(f"{name}-Bold", f"{name}-Bold")
    return frozenset(font.face.charToGlyph)


def _file_of(name: str) -> str:
    if name in {"DroidSansFallback", "DejaVuSans-Symbols"}:
        return name
    return f"{name}-Regular"


@cache
def _register(name: str, file: str) -> TTFont:
    font = TTFont(name, str(RESOURCES / "fonts" / f"{file}.ttf"))
    font.face.makeSubset = partial(_cut, font.face.makeSubset)  # type: ignore[method-assign]
    registerFont(font)
    return font


def _cut(make_subset: Callable[[list[int]], bytes], letters: list[int]) -> bytes:
    """ReportLab reads a font through one place in its file: two papers at once would mix them."""
    with _cutting:
        return make_subset(letters)
