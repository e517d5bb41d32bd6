"""Turns plain text into what ReportLab may set: the one place where text is cleaned and escaped."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Paragraph

from counselor_desk.reports.press import fonts, shaping

LONGEST_WORD = 120  # a longer run without a blank is cut: ReportLab's own splitting is quadratic
PIECE = 60


@dataclass(frozen=True)
class TextRun:
    """Words of one weight inside a line."""

    words: str
    bold: bool = False
    italic: bool = False


class TaggedParagraph(Paragraph):
    """A paragraph that tells the PDF's structure what it is, by the name of its style.

    What is drawn in shapes that no letter stands for is told beside it in its letters.
    """

    def __init__(self, words: Any, style: ParagraphStyle, *more: Any, **options: Any) -> None:
        self._letters = ""
        if isinstance(words, str) and shaping.is_shaped(words):
            style = ParagraphStyle(style.name, parent=style, shaping=1)
        super().__init__(words, style, *more, **options)
        if style.shaping or not str(words).isascii():
            self._letters = _letters(self.frags)

    def drawOn(self, canvas: Any, x: float, y: float, _sW: float = 0) -> None:  # noqa: N803
        tags = getattr(canvas, "tags", None)
        if tags is None:
            super().drawOn(canvas, x, y, _sW)  # type: ignore[call-arg]
            return
        with tags.words(canvas, self.style.name, self._letters):
            super().drawOn(canvas, x, y, _sW)  # type: ignore[call-arg]


def _letters(frags: Iterable[Any]) -> str:
    """The words of a paragraph where a reader of the PDF could not tell them from what is drawn."""
    words = "".join(getattr(frag, "text", "") for frag in frags)
    if any("\ue000" <= char <= "\uf8ff" for char in words):
        return ""  # the half of a paragraph on the next page: shapes of its own already
    strange = any(getattr(frag, "fontName", "") in fonts.SHAPED for frag in frags)
    return words if strange or any(ord(char) > 0xFFFF for char in words) else ""


def text(words: str, bold: bool = False) -> str:
    """Plain text as ReportLab markup that can only ever print as that text."""
    lines = fonts.readable(words).split("\n")
    return "<br/>".join(_set(fonts.in_reading_order(line), bold) for line in lines)


def rich(spans: Iterable[TextRun]) -> str:
    """Spans as ReportLab markup."""
    return "".join(_span(span) for span in spans)


def paragraph(words: str, style: ParagraphStyle) -> Paragraph:
    """A paragraph of plain text, in whichever direction it reads."""
    if fonts.reads_right_to_left(words):
        return Prose(words, style)
    return TaggedParagraph(text(words), style)


class Prose(TaggedParagraph):
    """A paragraph with right-to-left words: its lines are broken first and turned afterwards."""

    def __init__(self, words: str, style: ParagraphStyle) -> None:
        self._words = fonts.readable(words)
        self._asked = ParagraphStyle(style.name, parent=style)
        if fonts.reads_right_to_left(words.lstrip()[:1]):
            self._asked.alignment = TA_RIGHT
        super().__init__(text(words), self._asked)

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803
        lines = [b for line in self._words.split("\n") for b in self._broken(line, availWidth)]
        self._lines = [_set(fonts.in_reading_order(line), False) for line in lines]
        Paragraph.__init__(self, "<br/>".join(self._lines), self._asked)
        width, height = super().wrap(availWidth, availHeight)
        return float(width), float(height)

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:  # noqa: N803
        # The lines are in order now; what goes to the next page must not be turned again.
        self.wrap(availWidth, availHeight)
        fit, tall = 0, 0.0
        for line in self._lines:
            height = Paragraph(line, self._asked).wrap(availWidth, availHeight)[1]
            tall += max(height, self._asked.leading)
            if tall > availHeight:
                break
            fit += 1
        # Who asks has found that it does not fit as a whole, and wants two halves or none.
        fit = min(fit, len(self._lines) - 1)
        if fit < 1:
            return []
        halves = (self._lines[:fit], self._lines[fit:])
        made = [TaggedParagraph("<br/>".join(half), self._asked) for half in halves]
        for half in made:
            half.wrap(availWidth, availHeight)  # a list asks its halves for their lines
        return list(made)

    def _broken(self, line: str, width: float) -> Iterable[str]:
        made, at, size = "", 0.0, self._asked.fontSize
        for word in _within(_breakable(line).split(" "), width, size):
            wide = _width(word + " ", size)
            if made and at + wide > width:
                yield made
                made, at = "", 0.0
            made, at = f"{made} {word}" if made else word, at + wide
        yield made


def _span(span: TextRun) -> str:
    made = text(span.words, span.bold)
    made = f"<b>{made}</b>" if span.bold else made
    return f"<i>{made}</i>" if span.italic else made


def _set(line: str, bold: bool) -> str:
    made = (
        f'<font name="{font}">{escape(run)}</font>' if font else escape(run)
        for font, run in fonts.runs(_breakable(line), bold)
    )
    return "".join(made)


def _width(words: str, size: float) -> float:
    runs = fonts.runs(words)
    return sum(stringWidth(run, font or fonts.family(), size) for font, run in runs)


def _within(words: Iterable[str], width: float, size: float) -> Iterable[str]:
    """The words, those wider than a line in pieces."""
    for word in words:
        parts = int(_width(word, size) / max(width, 1)) + 1
        each = -(-len(word) // parts) if parts > 1 else max(len(word), 1)
        each = max(each * 4 // 5, 1) if parts > 1 else each
        yield from (word[at : at + each] for at in range(0, max(len(word), 1), each))


def _breakable(line: str) -> str:
    if len(line) <= LONGEST_WORD:
        return line
    return " ".join(_pieces(word) for word in line.split(" "))


def _pieces(word: str) -> str:
    if len(word) <= LONGEST_WORD:
        return word
    return " ".join(word[at : at + PIECE] for at in range(0, len(word), PIECE))


def text_width(words: str, style: ParagraphStyle) -> float:
    runs = fonts.runs(fonts.in_reading_order(fonts.readable(words)))
    return sum(stringWidth(run, font or style.fontName, style.fontSize) for font, run in runs)


def truncate(words: str, style: ParagraphStyle, room: float) -> str:
    """As much of the words as finds room."""
    if text_width(words, style) <= room:
        return words
    kept = words[:200]
    while kept and text_width(kept + "\N{HORIZONTAL ELLIPSIS}", style) > room:
        kept = kept[:-1]
    return kept.rstrip() + "\N{HORIZONTAL ELLIPSIS}"
