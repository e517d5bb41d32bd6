"""Words of Indic and Southeast Asian scripts as they are written: joined, reordered, with their marks."""

import threading
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import ShapedStr, makeShapedFragWord, shapeFragWord
from reportlab.platypus import paragraph as paragraphs

from counselor_desk.reports.press.fonts import SHAPED

_shaping = threading.Lock()  # a font learns the shapes that it has met: two papers at once would mix them


def is_shaped(markup: str) -> bool:
    """Whether any of it is set in a font whose letters change with their neighbors."""
    return any(f'name="{font}"' in markup for font in SHAPED)


def shaped_word(word: Any) -> Any:
    """A word of ReportLab's with each of its scripts shaped by its own font.

    ReportLab shapes a whole word by the font of its first letter, and prints what another font does not
    have: "(name)" would lose the name. So each run of one font is shaped by itself.
    """
    parts = list(word[1:])
    if any(hasattr(style, "cbDefn") for style, _text in parts):
        return word
    if not any(style.fontName in SHAPED for style, _text in parts):
        return word
    if any(isinstance(text, ShapedStr) for _style, text in parts):
        return word  # the second half of a paragraph: its words have their shapes
    width = 0.0
    made: list[Any] = []
    with _shaping:
        for style, text in _joined(parts):
            plain = [stringWidth(text, style.fontName, style.fontSize), (style, text)]
            run: Any = shapeFragWord(plain) if style.fontName in SHAPED else plain
            width += run[0]
            made += run[1:]
    return makeShapedFragWord(word)([width, *made])


def _joined(parts: list[tuple[Any, str]]) -> list[tuple[Any, str]]:
    """Neighbors of one style as one run: a cluster is never cut in two."""
    runs: list[tuple[Any, str]] = []
    for style, text in parts:
        if runs and runs[-1][0] is style:
            runs[-1] = (style, runs[-1][1] + text)
        else:
            runs.append((style, text))
    return runs


# ReportLab asks for it by this name where a style wants shaping, and has no other way to choose one.
setattr(paragraphs, "shapeFragWord", shaped_word)  # noqa: B010
