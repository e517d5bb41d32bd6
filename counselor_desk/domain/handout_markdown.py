"""Reads a handout: Markdown with a small closed set of blocks, and the facts at its head.

A line begins with what it is: `## ` heading, `- ` item, `1. ` step, `| ` table, `> ` box,
`? ` teach-back question, `_ ` room to write (`_3 ` three lines), `@phones a b` phone list,
`!picture name`. Any other line is a paragraph. Inside a line `**strong**` and `*slanted*`.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

import msgspec

from counselor_desk.domain.handout import (
    Blank,
    Block,
    Box,
    Front,
    Grid,
    Handout,
    Heading,
    Listing,
    Paragraph,
    Phones,
    Picture,
    TeachBack,
)

MOST_LINES = 12  # to write on: a page of large print holds no more
PICTURES = frozenset({"withdrawal", "after_detox", "urge", "tolerance"})


def parse(text: str) -> Handout:
    """Raises ValueError that says what is wrong and in which line."""
    front, body, first_line = _halves(text)
    return Handout(front, blocks_of(body, first_line), text)


def blocks_of(body: str, first_line: int = 1) -> tuple[Block, ...]:
    numbered = [(n, line.rstrip()) for n, line in enumerate(body.split("\n"), first_line)]
    made: list[Block] = []
    for kind, group in groupby(numbered, key=lambda pair: _kind_of(pair[1])):
        lines = list(group)
        if kind:
            try:
                made += _READERS[kind]([line for _, line in lines])
            except ValueError as error:
                raise ValueError(f"line {lines[0][0]}: {error}") from error
    return tuple(made)


def _halves(text: str) -> tuple[Front, str, int]:
    parts = re.split(r"(?m)^\+\+\+\s*$\n?", text, maxsplit=2)
    if len(parts) != 3 or parts[0].strip():
        raise ValueError("line 1: a handout begins with its facts between two lines of +++")
    try:
        front = msgspec.convert(tomllib.loads(parts[1]), Front)
    except (msgspec.ValidationError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"the facts at its head: {error}") from error
    return front, parts[2], parts[1].count("\n") + 3


_STARTS = (
    ("heading", re.compile(r"## ")),
    ("item", re.compile(r"- ")),
    ("step", re.compile(r"\d+\. ")),
    ("grid", re.compile(r"\|")),
    ("box", re.compile(r">")),
    ("teach", re.compile(r"\? ")),
    ("blank", re.compile(r"_\d* ")),
    ("phones", re.compile(r"@")),
    ("picture", re.compile(r"!picture")),
    ("wrong", re.compile(r"#|!|<|```|\* ")),
)


def _kind_of(line: str) -> str:
    if not line.strip():
        return ""
    return next((kind for kind, start in _STARTS if start.match(line)), "prose")


def _prose(lines: list[str]) -> Iterator[Block]:
    for line in lines:
        yield Paragraph(line.strip())


def _headings(lines: list[str]) -> Iterator[Block]:
    for line in lines:
        yield Heading(line[3:].strip())


def _items(lines: list[str]) -> Iterator[Block]:
    yield Listing(tuple(line[2:].strip() for line in lines))


def _steps(lines: list[str]) -> Iterator[Block]:
    yield Listing(tuple(line.partition(". ")[2].strip() for line in lines), numbered=True)


def _grid(lines: list[str]) -> Iterator[Block]:
    cells = [tuple(c.strip() for c in line.strip().strip("|").split("|")) for line in lines]
    rows = [row for row in cells if not all(set(c) <= set("-: ") for c in row)]
    if len({len(row) for row in rows}) != 1 or len(rows) < 2:
        raise ValueError("a table has a head, and the same number of cells in every row")
    yield Grid(rows[0], tuple(rows[1:]))


def _box(lines: list[str]) -> Iterator[Block]:
    yield Box(blocks_of("\n".join(line[1:].removeprefix(" ") for line in lines)))


def _teach_back(lines: list[str]) -> Iterator[Block]:
    yield TeachBack(tuple(line[2:].strip() for line in lines))


def _blanks(lines: list[str]) -> Iterator[Block]:
    for line in lines:
        count, _, label = line[1:].partition(" ")
        if not 1 <= int(count or 1) <= MOST_LINES:
            raise ValueError(f"room to write has from 1 to {MOST_LINES} lines")
        yield Blank(label.strip(), int(count or 1))


def _phones(lines: list[str]) -> Iterator[Block]:
    for line in lines:
        word, *keys = line.split()
        if word != "@phones" or not keys:
            raise ValueError("write @phones and the names of the entries")
        yield Phones(tuple(keys))


def _pictures(lines: list[str]) -> Iterator[Block]:
    for line in lines:
        name = line.removeprefix("!picture").strip()
        if name not in PICTURES:
            raise ValueError(f"there is no picture {name!r}; there are {sorted(PICTURES)}")
        yield Picture(name)


def _wrong(lines: list[str]) -> Iterator[Block]:
    raise ValueError(f"a handout has no such block: {lines[0][:20]!r}")


_READERS: dict[str, Callable[[list[str]], Iterator[Block]]] = {
    "prose": _prose,
    "heading": _headings,
    "item": _items,
    "step": _steps,
    "grid": _grid,
    "box": _box,
    "teach": _teach_back,
    "blank": _blanks,
    "phones": _phones,
    "picture": _pictures,
    "wrong": _wrong,
}

_WHOLE = re.compile(r"[.?!]['\"”»)]*$")
_EMPHASIS = re.compile(r"\*\*(.+?)\*\*|\*(.+?)\*")


def emphasis(line: str) -> Iterator[tuple[str, bool, bool]]:
    """The words of a line with whether they are strong, whether slanted."""
    at = 0
    for found in _EMPHASIS.finditer(line):
        if found.start() > at:
            yield line[at : found.start()], False, False
        yield found.group(1) or found.group(2), bool(found.group(1)), bool(found.group(2))
        at = found.end()
    if at < len(line):
        yield line[at:], False, False


def reading_text(blocks: Sequence[Block]) -> list[str]:
    """What is read as sentences, one text a paragraph or item: the ground of the reading level.

    Headings, tables, phone lists, room to write and items that are not whole sentences are left
    out: counted, they would make any list look easy.
    """
    texts: list[str] = []
    for block in blocks:
        match block:
            case Paragraph(text):
                texts.append(text)
            case Listing(items):
                texts += items
            case TeachBack(questions):
                texts += questions
            case Box(inner):
                texts += reading_text(inner)
    plain = ("".join(words for words, _, _ in emphasis(text)) for text in texts)
    return [text for text in plain if _WHOLE.search(text)]
