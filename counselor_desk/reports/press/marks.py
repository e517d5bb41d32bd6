"""Every mark that a report puts on paper, made from plain text."""

from collections.abc import Iterable, Sequence
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    HRFlowable,
    KeepTogether,
    ListFlowable,
    ListItem,
    PageBreak,
    Spacer,
    Table,
    TableStyle,
)

from counselor_desk.core.i18n import Wording, worded
from counselor_desk.reports.press import accessibility_tags, fonts, prose, words
from counselor_desk.reports.press.fitted import FittedTable, WriteInLines
from counselor_desk.reports.press.prose import TaggedParagraph, TextRun, rich, text
from counselor_desk.reports.press.styles import BODY, INK, LINE, TINT, WASH, styles

ROOM = "\n\N{NO-BREAK SPACE}"  # in a cell: one more line, to write on by hand
_PLAIN = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, -1), 0)]
_FACTS = TableStyle([*_PLAIN, ("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 2)])
_RULED_ALL = TableStyle(
    [
        *_PLAIN,
        ("LINEBELOW", (0, 0), (-1, -1), 0.3, LINE),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
)
_SIGNED = TableStyle(
    [
        *_PLAIN,
        ("LINEABOVE", (0, 0), (0, -1), 0.6, INK),
        ("LINEABOVE", (2, 0), (2, -1), 0.6, INK),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 30),
    ]
)
_BOX = TableStyle(
    [
        ("BACKGROUND", (0, 0), (-1, -1), WASH),
        ("LINEBEFORE", (0, 0), (0, -1), 2.5, TINT),
        ("LEFTPADDING", (0, 0), (-1, -1), 12),
        ("RIGHTPADDING", (0, 0), (-1, -1), 12),
        ("TOPPADDING", (0, 0), (-1, -1), 1),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, 0), 7),
        ("BOTTOMPADDING", (0, -1), (-1, -1), 7),
    ]
)
_TAGGED: Any = accessibility_tags.table


@worded
class TableColumn:
    """A column of a printed table; `share` is its part of the width, numbers stand right."""

    title: Wording
    share: float = 1
    number: bool = False


class Heading(TaggedParagraph):
    """A heading that also stands among the PDF's bookmarks."""

    outline: tuple[str, int]


def heading(words: str, level: int = 1) -> Flowable:
    """A heading of level 1 or 2; level 0 is the title."""
    level = min(level, 2)
    return _bookmarked(words, (styles().title, styles().heading1, styles().heading2)[level], level)


def _bookmarked(words: str, style: ParagraphStyle, level: int) -> Flowable:
    made = Heading(text(words, bold=True), style)
    made.outline = (fonts.readable(words).replace("\n", " ")[:120], level)
    return made


def paragraph(words: str) -> Flowable:
    return prose.paragraph(words, styles().body)


def small(words: str) -> Flowable:
    return prose.paragraph(words, styles().small)


def label(words: str) -> Flowable:
    """The quiet words above an answer."""
    return prose.paragraph(words, styles().label)


def phrase(spans: Iterable[TextRun], in_list: bool = False) -> Flowable:
    """A paragraph with words of more than one weight."""
    return TaggedParagraph(rich(spans), styles().item if in_list else styles().body)


def clinic_head(lines: Sequence[str]) -> list[Flowable]:
    """Who writes, above a letter: the name in strong type, then the address."""
    name, *rest = [line for line in lines if line.strip()] or [""]
    head: list[Flowable] = [TaggedParagraph(text(name, bold=True), styles().clinic)]
    return [*head, paragraph("\n".join(rest))] if rest else head


def centered_line(words: str, title: bool = False) -> Flowable:
    """A line in the middle, as on a certificate."""
    s = styles()
    return _bookmarked(words, s.centred_title, 0) if title else prose.paragraph(words, s.centred)


def name_sheet(words: str) -> Flowable:
    """Large words in the middle; the paper's bookmarks already name what follows."""
    return TaggedParagraph(text(words, bold=True), styles().centred_title)


def question_and_answer(question: str, answer: str) -> list[Flowable]:
    """A question in quiet words with its answer under it."""
    return [label(question), paragraph(answer if answer.strip() else "\N{EN DASH}")]


def facts(pairs: Iterable[tuple[str, str]]) -> Flowable:
    """Short answers beside their questions."""
    s = styles()
    rows = [[prose.paragraph(name, s.small), prose.paragraph(value, s.cell)] for name, value in pairs]
    if not rows:
        return Spacer(1, 1)
    return Table(
        rows,
        colWidths=["26%", "74%"],
        splitInRow=1,
        style=_FACTS,
        spaceAfter=6,
        renderCB=_TAGGED,
    )


def facts_in_two(pairs: Sequence[tuple[str, str]]) -> Flowable:
    """Brief answers, two questions in a line; an odd one stands alone in the last."""
    s = styles()
    cells = [(prose.paragraph(name, s.small), prose.paragraph(value, s.cell)) for name, value in pairs]
    rows = [
        [*left, *(right[0] if right else ("", ""))]
        for left, right in ((cells[n], cells[n + 1 : n + 2]) for n in range(0, len(cells), 2))
    ]
    return Table(
        rows,
        colWidths=["26%", "23%", "28%", "23%"],
        splitInRow=1,
        style=_FACTS,
        spaceAfter=6,
        renderCB=_TAGGED,
    )


def bullets(items: Iterable[Flowable | str], numbered: bool = False) -> Flowable:
    """A list; an item is plain text or a flowable."""
    made: list[Any] = [
        ListItem(i if isinstance(i, Flowable) else prose.paragraph(i, styles().item)) for i in items
    ]
    look: dict[str, Any] = {
        "spaceAfter": 4,
        "bulletType": "bullet",
        "start": "\N{BULLET}",
        "leftIndent": 15,
    }
    if numbered:
        look = {"spaceAfter": 4, "bulletType": "1", "bulletFormat": "%s.", "leftIndent": 20}
    return ListFlowable(made, bulletFontName=fonts.family(), bulletFontSize=BODY, bulletColor=INK, **look)


def table(
    columns: Sequence[TableColumn],
    rows: Iterable[Sequence[str]],
) -> Flowable:
    """A table without boxes: thin rules, its head repeated on every page."""
    s = styles()
    kinds = [s.number if c.number else s.cell for c in columns]
    heads = [TaggedParagraph(text(c.title, True), s.head_number if c.number else s.head) for c in columns]
    body = [
        [
            prose.paragraph(words.number_in_words(cell) if c.number else cell, kind)
            for c, cell, kind in zip(columns, row, kinds, strict=True)
        ]
        for row in rows
    ]
    return _table(columns, [heads, *body])


def reading_table(columns: Sequence[TableColumn], rows: Iterable[Sequence[Iterable[TextRun]]]) -> Flowable:
    """A table whose words are read like text, at its size."""
    s = styles()
    heads = [TaggedParagraph(text(c.title, True), s.reading_head) for c in columns]
    body = [[TaggedParagraph(rich(cell), s.reading_cell) for cell in row] for row in rows]
    return _table(columns, [heads, *body])


def _table(columns: Sequence[TableColumn], rows: Sequence[list[Any]]) -> Flowable:
    return FittedTable([column.share for column in columns], rows)


def call_list(pairs: Iterable[tuple[str, str]]) -> Flowable:
    """Whom to call: the name, and the number in strong type."""
    s = styles()
    rows = [
        [
            prose.paragraph(name, s.reading_cell),
            TaggedParagraph(f"<b>{text(how, True)}</b>", s.reading_cell),
        ]
        for name, how in pairs
    ]
    if not rows:
        return Spacer(1, 1)
    made = Table(
        rows,
        colWidths=["50%", "50%"],
        style=_RULED_ALL,
        spaceBefore=3,
        spaceAfter=6,
        splitInRow=1,
        renderCB=_TAGGED,
    )
    return KeepTogether([made])


def box(parts: Sequence[Flowable]) -> Flowable:
    """What must not be overlooked: set on a wash beside a bar."""
    rows = [[part] for part in _flat(parts)]
    # What is longer than a page is torn; KeepTogether sees to it that nothing else is.
    made = Table(rows, colWidths=["100%"], style=_BOX, spaceBefore=6, spaceAfter=8, splitInRow=1)
    return KeepTogether([made])


def write_in_lines(words: str = "", lines: int = 1) -> Flowable:
    """Room to write by hand, after its question."""
    return WriteInLines(prose.paragraph(words, styles().asked), lines)


def signature(names: Iterable[str]) -> Flowable:
    """Lines to sign on paper: one a person, with the date."""
    s = styles()
    rows = [[prose.paragraph(name, s.small), "", prose.paragraph("Date", s.small)] for name in names]
    made = Table(rows, colWidths=["64%", "4%", "32%"], splitInRow=1, style=_SIGNED)
    return KeepTogether([Spacer(1, 34), made])


def rule() -> Flowable:
    return HRFlowable(width="100%", thickness=0.5, color=LINE, spaceBefore=2, spaceAfter=5)


def gap(points: float = 8) -> Flowable:
    return Spacer(1, points)


def keep_together(parts: Sequence[Flowable]) -> Flowable:
    """Parts that are not torn apart by the end of a page."""
    return KeepTogether(_flat(parts))


def _flat(parts: Sequence[Flowable]) -> list[Any]:
    """What stands in what is kept together: one inside another asks for a page of its own."""
    inside = [p._content if isinstance(p, KeepTogether) else [p] for p in parts]  # type: ignore[attr-defined]
    return [part for each in inside for part in each]


def keep_with_last(told: Sequence[Flowable], signed: Sequence[Flowable]) -> list[Flowable]:
    """No page that holds nothing but names: they stand with the last answers."""
    at = max(len(told) - 2, 0)
    while at and getattr(getattr(told[at - 1], "style", None), "keepWithNext", 0):
        at -= 1
    return [*told[:at], keep_together([*told[at:], *signed])]


def new_page() -> Flowable:
    return PageBreak()


def sheet_break(room: float = 120) -> Flowable:
    """A new page unless this much room is left."""
    return CondPageBreak(room)
