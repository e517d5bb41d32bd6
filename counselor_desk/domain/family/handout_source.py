"""Reads a handout: Markdown with a small closed set of blocks, and the facts at its head.

A line begins with what it is: `## ` heading, `- ` item, `1. ` step, `| ` table, `> ` box,
`? ` teach-back question, `_ ` room to write (`_3 ` three lines), `@phones a b` phone list,
`!picture name`. Any other line is a paragraph. Inside a line `**strong**` and `*slanted*`.
"""

import json
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import groupby
from typing import Any

import msgspec

from counselor_desk.domain.family.handout import (
    Block,
    Callout,
    FrontMatter,
    Handout,
    HandoutPicture,
    HandoutTable,
    Heading,
    ItemList,
    Paragraph,
    PhoneBlock,
    TeachBack,
    WriteInSpace,
)

DEEPEST = 2  # boxes in one another
MOST_LINES = 12  # to write on: a page of large print holds no more
PICTURES = frozenset({"withdrawal", "after_detox", "urge", "tolerance", "naloxone", "lock_box"})


def parse(text: str) -> Handout:
    """Raises ValueError that says what is wrong and in which line."""
    front, body, first_line = _halves(text)
    return Handout(front, blocks_of(body, first_line), text)


def blocks_of(body: str, first_line: int = 1, depth: int = 0) -> tuple[Block, ...]:
    numbered = [(n, line.rstrip()) for n, line in enumerate(body.split("\n"), first_line)]
    made: list[Block] = []
    for kind, group in groupby(numbered, key=lambda pair: _kind_of(pair[1])):
        lines = list(group)
        if kind:
            try:
                made += _box(_texts(lines), depth) if kind == "box" else _READERS[kind](_texts(lines))
            except ValueError as error:
                raise ValueError(f"line {lines[0][0]}: {error}") from error
    return tuple(made)


def _texts(lines: Sequence[tuple[int, str]]) -> list[str]:
    return [line for _number, line in lines]


def _halves(text: str) -> tuple[FrontMatter, str, int]:
    parts = re.split(r"(?m)^\+\+\+\s*$\n?", text, maxsplit=2)
    if len(parts) != 3 or parts[0].strip():
        raise ValueError("line 1: a handout begins with its facts between two lines of +++")
    try:
        front = msgspec.convert(tomllib.loads(parts[1]), FrontMatter)
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
    yield ItemList(tuple(line[2:].strip() for line in lines))


def _steps(lines: list[str]) -> Iterator[Block]:
    yield ItemList(tuple(line.partition(". ")[2].strip() for line in lines), numbered=True)


def _grid(lines: list[str]) -> Iterator[Block]:
    cells = [tuple(c.strip() for c in line.strip().strip("|").split("|")) for line in lines]
    rows = [row for row in cells if not all(set(c) <= set("-: ") for c in row)]
    if len({len(row) for row in rows}) != 1 or len(rows) < 2:
        raise ValueError("a table has a head, and the same number of cells in every row")
    yield HandoutTable(rows[0], tuple(rows[1:]))


def _box(lines: list[str], depth: int) -> Iterator[Block]:
    if depth >= DEEPEST:
        raise ValueError("a box stands in at most one other box")
    inner = "\n".join(line[1:].removeprefix(" ") for line in lines)
    yield Callout(blocks_of(inner, depth=depth + 1))


def _teach_back(lines: list[str]) -> Iterator[Block]:
    yield TeachBack(tuple(line[2:].strip() for line in lines))


def _blanks(lines: list[str]) -> Iterator[Block]:
    for line in lines:
        count, _, label = line[1:].partition(" ")
        if not 1 <= int(count or 1) <= MOST_LINES:
            raise ValueError(f"room to write has from 1 to {MOST_LINES} lines")
        yield WriteInSpace(label.strip(), int(count or 1))


def _phones(lines: list[str]) -> Iterator[Block]:
    for line in lines:
        word, *keys = line.split()
        if word != "@phones" or not keys:
            raise ValueError("write @phones and the names of the entries")
        yield PhoneBlock(tuple(keys))


def _pictures(lines: list[str]) -> Iterator[Block]:
    for line in lines:
        name = line.removeprefix("!picture").strip()
        if name not in PICTURES:
            raise ValueError(f"there is no picture {name!r}; there are {sorted(PICTURES)}")
        yield HandoutPicture(name)


def _wrong(lines: list[str]) -> Iterator[Block]:
    raise ValueError(f"a handout has no such block: {lines[0][:20]!r}")


_READERS: dict[str, Callable[[list[str]], Iterator[Block]]] = {
    "prose": _prose,
    "heading": _headings,
    "item": _items,
    "step": _steps,
    "grid": _grid,
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
    for match in _EMPHASIS.finditer(line):
        if match.start() > at:
            yield line[at : match.start()], False, False
        yield match.group(1) or match.group(2), bool(match.group(1)), bool(match.group(2))
        at = match.end()
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
            case ItemList(items):
                texts += items
            case TeachBack(questions):
                texts += questions
            case Callout(inner):
                texts += reading_text(inner)
    plain = ("".join(words for words, _, _ in emphasis(text)) for text in texts)
    return [text for text in plain if _WHOLE.search(text)]


_HEAD = re.compile(r"(?m)^\+\+\+\s*$\n?")
_KEPT = ("id", "title", "version", "language", "audience", "order", "sources", "tags")


def body_of(source: str) -> str:
    """The text of a handout as a person writes it, without the facts at its head."""
    return _HEAD.split(source, maxsplit=2)[-1].strip("\n")


def write_source(front: FrontMatter, body: str) -> str:
    """The handout as it is kept: the same facts and text give the same words."""
    lines = [f"{key} = {_value(getattr(front, key))}" for key in _KEPT]
    if front.needs_safety_page:
        lines.append("needs_safety_page = true")
    if front.back_check:
        lines.append(f"back_check = {_value(front.back_check)}")
    if front.reviewed_on:
        lines += [f"reviewed_by = {_value(front.reviewed_by)}", f"reviewed_on = {front.reviewed_on}"]
    for claim in front.claims:
        lines += ["", "[[claims]]", f"says = {_value(claim.says)}", f"source = {_value(claim.source)}"]
    return "\n".join(["+++", *lines, "+++", body.strip("\n"), ""])


def changed(front: FrontMatter, given: Mapping[str, Any]) -> FrontMatter:
    """The facts with what a form answered; raises ValueError for an impossible answer."""
    known = {field.name: getattr(front, field.name) for field in fields(front)}
    known["audience"] = str(front.audience)
    try:
        return msgspec.convert({**known, **given}, FrontMatter)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error


def split_words(words: str) -> tuple[str, ...]:
    """Short words between commas or on lines of their own, once each."""
    parts = (part.strip() for part in re.split(r"[,;\n]", words))
    return tuple(dict.fromkeys(part for part in parts if part))


def slug(title: str) -> str:
    """A name for the file of a title: `"Niños & casa"` is `ninos_casa`."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:34].strip("_")


def _value(value: Any) -> str:
    """As TOML; a string of JSON is one of TOML but for the character DEL."""
    if isinstance(value, str | int | list | tuple):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value)
