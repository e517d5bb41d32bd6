"""The facts at the head of a handout, apart from its text: taken off, and put on again."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import msgspec

from counselor_desk.domain.handout import Front

_HEAD = re.compile(r"(?m)^\+\+\+\s*$\n?")
_KEPT = ("id", "title", "version", "language", "audience", "order", "sources", "tags")


def body_of(source: str) -> str:
    """The text of a handout as a person writes it, without the facts at its head."""
    return _HEAD.split(source, maxsplit=2)[-1].strip("\n")


def composed(front: Front, body: str) -> str:
    """The handout as it is kept: the same facts and text give the same words."""
    lines = [f"{key} = {_value(getattr(front, key))}" for key in _KEPT]
    if front.needs_safety_page:
        lines.append("needs_safety_page = true")
    if front.back_check:
        lines.append(f"back_check = {_value(front.back_check)}")
    return "\n".join(["+++", *lines, "+++", body.strip("\n"), ""])


def changed(front: Front, given: Mapping[str, Any]) -> Front:
    """The facts with what a form answered; raises ValueError for an impossible answer."""
    known = {field.name: getattr(front, field.name) for field in fields(front)}
    known["audience"] = str(front.audience)
    try:
        return msgspec.convert({**known, **given}, Front)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error


def listed(words: str) -> tuple[str, ...]:
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
