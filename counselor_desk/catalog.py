"""Reads resources/ into domain objects; a wrong file says which file and where."""

import sys
import tomllib
from pathlib import Path
from typing import TypeVar

import msgspec

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
