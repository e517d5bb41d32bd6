"""Sets a handout: its blocks as marks, its room to write, whom to call."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import singledispatch
from itertools import groupby

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable
from reportlab.platypus.doctemplate import LayoutError

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain.family import handout, handout_source
from counselor_desk.domain.family.handout import Handout, Phone
from counselor_desk.reports.family.handout_drawings import Sketch
from counselor_desk.reports.press import marks, styles, words
from counselor_desk.reports.press.press import LARGE, Sheet, print_out
from counselor_desk.reports.press.prose import TextRun

_ROOM = "\n"  # an empty cell is there to be written in
ACROSS = 440.0  # points that a title may take, on a whole sheet at its own scale
FEW = 6  # items that stay on one page
SIZE = 12.0  # points: domain/ 7.3 asks for at least 12

# In the language of the handout, not of the person who prints it.
_SAID = {
    "en": {
        "teach": "In your own words",
        "why": "These questions test how well this page explains. They do not test you.",
        "sources": "Based on: {sources}.",
        "edition": "Version {day}",
    },
    "es": {
        "teach": "Con sus propias palabras",
        "why": "Estas preguntas miden si la hoja explica bien. No lo miden a usted.",
        "sources": "Con base en: {sources}.",
        "edition": "Versión {day}",
    },
}


@dataclass(frozen=True)
class Leaflet:
    """A handout with what the clinic adds to it."""

    sheet: Sheet
    handout: Handout
    phones: Mapping[str, Phone]


@dataclass(frozen=True)
class _Desk:
    """What a block needs to know of the whole."""

    language: str
    phones: Mapping[str, Phone]


def leaflet(around: Sheet, made: Handout, phones: Mapping[str, Phone], large_print: bool = False) -> Leaflet:
    """The handout on the clinic's sheet; nothing of a client stands on it."""
    sheet = replace(
        around,
        title=set_quotes(made.title),
        subject="",
        facts=(),
        notice="",
        printed="",
        status=(sources(made),),
        edition=edition(made),
        language=made.front.language,
        size=LARGE if large_print else SIZE,
    )
    return Leaflet(sheet, made, phones)


def _kept_whole(blocks: Sequence[object], desk: _Desk) -> Iterator[Flowable]:
    """The marks of the blocks, a short list never apart from its heading nor torn itself."""
    held: list[Flowable] = []
    for block in blocks:
        flowables = _set(block, desk)
        if isinstance(block, handout.ItemList) and len(block.items) <= FEW:
            yield marks.keep_together([*held, *flowables])
            held = []
            continue
        yield from held
        held = flowables if isinstance(block, handout.Heading) else []
        yield from () if held else flowables
    yield from held


def page(around: Sheet, made: Handout, phones: Mapping[str, Phone]) -> bytes:
    """The handout as a PDF while it is written; what fits no page is refused in words."""
    one = leaflet(around, made, phones)
    try:
        return print_out(one.sheet, story(one))
    except LayoutError as error:
        raise Refused(_("Something here is larger than a page. Make it smaller.")) from error


def edition(made: Handout) -> str:
    """The version, as it stands in the footer; how hard it reads is for staff and never printed."""
    front = made.front
    return _SAID[front.language]["edition"].format(day=words.day(front.version, front.language))


def story(leaflet: Leaflet) -> list[Flowable]:
    made = leaflet.handout
    desk = _Desk(made.front.language, leaflet.phones)
    parts: list[Flowable] = [marks.heading(_title(made.title), 0)]
    # Lines to write on that follow each other are filled in together: no page tears them.
    for is_blank, group in groupby(made.blocks, key=lambda b: isinstance(b, handout.WriteInSpace)):
        blocks = list(group)
        if is_blank and len(blocks) <= FEW:
            parts.append(marks.keep_together([part for block in blocks for part in _set(block, desk)]))
        else:
            parts += _kept_whole(blocks, desk)
    if len(parts) > 2 and isinstance(made.blocks[-1], handout.TeachBack):
        # A page with nothing but the questions is waste.
        first = -3 if isinstance(parts[-3], marks.Heading) else -2
        parts[first:] = [marks.keep_together(parts[first:])]
    return parts


def _title(title: str) -> str:
    """Two lines break where the sense does or in the middle, not before the last word."""
    words, style = set_quotes(title), styles.styles().title
    if stringWidth(words, style.fontName, style.fontSize) <= ACROSS:
        return words
    if ": " in words:
        return words.replace(": ", ":\n", 1)
    blanks = [at for at, char in enumerate(words) if char == " "] or [0]
    middle = min(blanks, key=lambda at: abs(at - len(words) / 2))
    return f"{words[:middle]}\n{words[middle + 1 :]}"


def sources(made: Handout) -> str:
    """What the handout rests on, for the foot of every page."""
    return _SAID[made.front.language]["sources"].format(sources="; ".join(made.front.sources))


def _spans(line: str) -> list[TextRun]:
    return [TextRun(*part) for part in handout_source.emphasis(set_quotes(line))]


def set_quotes(line: str) -> str:
    """Typewriter quotes as a printer sets them."""
    return re.sub(
        r'"([^"]*)"', "\N{LEFT DOUBLE QUOTATION MARK}\\1\N{RIGHT DOUBLE QUOTATION MARK}", line
    ).replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")


def _item(line: str) -> Flowable:
    return marks.phrase(_spans(line), in_list=True)


@singledispatch
def _set(block: object, desk: _Desk) -> list[Flowable]:
    raise TypeError(type(block).__name__)


@_set.register
def _set_heading(block: handout.Heading, desk: _Desk) -> list[Flowable]:
    return [marks.heading(set_quotes(block.text))]


@_set.register
def _set_paragraph(block: handout.Paragraph, desk: _Desk) -> list[Flowable]:
    return [marks.phrase(_spans(block.text))]


@_set.register
def _set_listing(block: handout.ItemList, desk: _Desk) -> list[Flowable]:
    return [marks.bullets([_item(item) for item in block.items], block.numbered)]


@_set.register
def _set_grid(block: handout.HandoutTable, desk: _Desk) -> list[Flowable]:
    columns = [
        marks.TableColumn(set_quotes(head), _share([head, *(row[n] for row in block.rows)]))
        for n, head in enumerate(block.heads)
    ]
    rows = [[_spans(cell or _ROOM) for cell in row] for row in block.rows]
    return [marks.reading_table(columns, rows)]


def _share(cells: Sequence[str]) -> float:
    """Room for the longest cell within reason, and for the longest word always."""
    longest = max(len(cell) for cell in cells)
    word = max(len(word) for cell in cells for word in (*cell.split(), ""))
    return max(min(longest, 30), 1.8 * word, 4)


@_set.register
def _set_box(block: handout.Callout, desk: _Desk) -> list[Flowable]:
    inside = [part for inner in block.blocks for part in _set(inner, desk)]
    return [marks.box(inside)] if inside else []


@_set.register
def _set_picture(block: handout.HandoutPicture, desk: _Desk) -> list[Flowable]:
    return [marks.gap(4), Sketch(block.name, desk.language)]


@_set.register
def _set_teachback(block: handout.TeachBack, desk: _Desk) -> list[Flowable]:
    said = _SAID[desk.language]
    asked = marks.bullets([_item(question) for question in block.questions])
    return [marks.box([marks.heading(said["teach"], 2), asked, marks.small(said["why"])])]


@_set.register
def _set_phones(block: handout.PhoneBlock, desk: _Desk) -> list[Flowable]:
    entries = [desk.phones[key] for key in block.keys if key in desk.phones]
    checked = [p for p in entries if not p.verify]
    return (
        [marks.call_list((p.name[desk.language], p.how[desk.language]) for p in checked)] if checked else []
    )


@_set.register
def _set_blank(block: handout.WriteInSpace, desk: _Desk) -> list[Flowable]:
    return [marks.write_in_lines(block.label, block.lines)]
