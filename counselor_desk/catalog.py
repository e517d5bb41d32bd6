"""Reads resources/ into domain objects; a wrong file says which file and where."""

import sys
import tomllib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import msgspec

from counselor_desk.domain.template import Header, Template

RESOURCES = Path(getattr(sys, "_MEIPASS", Path(__file__).parents[1])) / "resources"
Kind = TypeVar("Kind")


def read(kind: type[Kind], folder: str) -> dict[str, Kind]:
    """Every definition in a folder of resources/, by file name.

    Raises ValueError with the file's name and the place of the mistake.
    """
    paths = sorted((RESOURCES / folder).glob("*.toml"))
    return {path.stem: parse(kind, path) for path in paths}


def parse(kind: type[Kind], path: Path) -> Kind:
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), kind)
    except (msgspec.ValidationError, tomllib.TOMLDecodeError, ValueError) as error:
        raise ValueError(f"{path.name}: {error}") from error


def notice(name: str) -> tuple[str, ...]:
    """A notice whose words the law gives: its statements, byte for byte, from the longest."""
    words = (RESOURCES / "notices" / f"{name}.txt").read_text("utf-8")
    return tuple(words.rstrip("\n").split("\n\n"))


@lru_cache(maxsize=1)
def templates() -> dict[str, Template]:
    """Every kind of document, by id, in the order in which they are offered."""
    header = parse(Header, RESOURCES / "templates" / "header.toml")
    found = {}
    for folder in sorted(p.name for p in (RESOURCES / "templates").iterdir() if p.is_dir()):
        for template in read(Template, f"templates/{folder}").values():
            whole = (*header.sections, *template.sections) if template.header else template.sections
            found[template.id] = replace(template, sections=whole)
    for template in found.values():
        template.check()
    return dict(sorted(found.items(), key=lambda pair: (pair[1].order, pair[0])))


def read_everything() -> dict[str, int]:
    """Read every definition there is; how many of each kind. Raises as `read` does."""
    return {"templates": len(templates())}
