"""Lists of clients that other programs write, known by their headings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class ForeignProgram:
    """One program's list: what it is known by, and which column holds what."""

    id: str
    version: int
    name: str
    source: str
    mark: Literal["read", "from memory"]  # whether the source was read, or the columns are remembered
    headings: tuple[str, ...]  # all of these, and no other program has them
    columns: Mapping[str, str]  # a fact about a client -> the heading
    passed: tuple[str, ...] = ()  # headings that mean something else there than here


def program_of(headers: Iterable[str], programs: Iterable[ForeignProgram]) -> ForeignProgram | None:
    """The program whose headings all stand there; capitals do not count."""
    known = {header.casefold() for header in headers}
    return next((p for p in programs if {h.casefold() for h in p.headings} <= known), None)


def columns_of_program(
    headers: Iterable[str], program: ForeignProgram, guessed: Mapping[str, str]
) -> dict[str, str]:
    """The program's own columns first, then what was guessed of the others."""
    spelled = {header.casefold(): header for header in headers}
    own = {
        target: spelled[heading.casefold()]
        for target, heading in program.columns.items()
        if heading.casefold() in spelled
    }
    taken = {*own.values(), *(spelled.get(heading.casefold(), "") for heading in program.passed)}
    return {**{t: h for t, h in guessed.items() if h not in taken and t not in own}, **own}
