"""Words that have one line: how wide they are, and as much of them as finds room."""

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth

from counselor_desk.reports import fonts


def wide(words: str, style: ParagraphStyle) -> float:
    runs = fonts.runs(fonts.in_reading_order(fonts.readable(words)))
    return sum(stringWidth(run, font or style.fontName, style.fontSize) for font, run in runs)


def cut(words: str, style: ParagraphStyle, room: float) -> str:
    """As much of the words as finds room."""
    if wide(words, style) <= room:
        return words
    kept = words[:200]
    while kept and wide(kept + "\N{HORIZONTAL ELLIPSIS}", style) > room:
        kept = kept[:-1]
    return kept.rstrip() + "\N{HORIZONTAL ELLIPSIS}"
