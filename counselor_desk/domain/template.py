"""What a note, plan or summary asks: a header shared by all, then the template's own sections."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counselor_desk.domain.form import Field, Form, Section


@dataclass(frozen=True)
class Carry:
    """An answer that returns in the next document of the same client."""

    field: str  # of this template
    from_field: str  # of the last signed document
    template: str = ""  # of that document; "" for the same template


@dataclass(frozen=True)
class Template:
    """One kind of document, as its file in resources/templates says."""

    id: str
    title: str
    version: int
    source: str
    sections: tuple[Section, ...]
    kind: str = "note"
    summary: str = ""  # when to use it, in one line
    order: int = 50
    header: bool = True  # the shared header stands before the sections
    carries: tuple[Carry, ...] = ()

    def form(self) -> Form:
        return Form(self.title, self.sections)

    def check(self) -> None:
        """Raises ValueError for a file that contradicts itself."""
        keys = [field.key for section in self.sections for field in section.fields]
        doubled = sorted({key for key in keys if keys.count(key) > 1})
        if doubled:
            raise ValueError(f"field {doubled[0]} stands twice")
        unknown = [carry.field for carry in self.carries if carry.field not in keys]
        if unknown:
            raise ValueError(f"carried field {unknown[0]} is not asked")


@dataclass(frozen=True)
class Header:
    """What every note begins with."""

    id: str
    version: int
    source: str
    sections: tuple[Section, ...]


def fields_of(sections: tuple[Section, ...]) -> list[Field]:
    return [field for section in sections for field in section.fields]


def carried(template: Template, source: str, last: Mapping[str, Any]) -> dict[str, Any]:
    """What the client's last document of one kind hands on to a new one."""
    return {
        c.field: last[c.from_field]
        for c in template.carries
        if (c.template or template.id) == source and last.get(c.from_field)
    }
