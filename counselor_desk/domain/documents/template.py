"""What a note, plan or summary asks: a frame shared by all, around the template's own sections."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from counselor_desk.domain.form import Field, Form, Kind, Section, is_blank

AT_RUN_TIME = frozenset({"objectives"})  # its choices come from the client's plan


class DocumentSort(StrEnum):
    """What a document is in the chart."""

    NOTE = "note"
    PLAN = "plan"
    REVIEW = "review"
    SUMMARY = "summary"
    ASSESSMENT = "assessment"


# What was written in a session of its own, with a start and an end that a payer may be told of.
OF_SESSIONS = (DocumentSort.NOTE.value, DocumentSort.ASSESSMENT.value)


class NotePart(StrEnum):
    """What a text of a note speaks of, in whichever format it stands."""

    GOAL = "goal"
    REPORT = "report"
    OBSERVED = "observed"
    INTERVENTION = "intervention"
    RESPONSE = "response"
    ASSESSMENT = "assessment"
    NEXT = "next"


# Where a text goes when the new format has no place of its own for it, nearest first.
NEAREST: Mapping[NotePart, tuple[NotePart, ...]] = {
    NotePart.GOAL: (NotePart.REPORT, NotePart.ASSESSMENT),
    NotePart.REPORT: (NotePart.OBSERVED,),
    NotePart.OBSERVED: (NotePart.REPORT,),
    NotePart.INTERVENTION: (NotePart.REPORT,),
    NotePart.RESPONSE: (NotePart.ASSESSMENT,),
    NotePart.ASSESSMENT: (NotePart.RESPONSE,),
    NotePart.NEXT: (),
}


@dataclass(frozen=True)
class CarriedAnswer:
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
    kind: DocumentSort = DocumentSort.NOTE
    summary: str = ""  # when to use it, in one line
    order: int = 50
    header: bool = True  # the shared frame stands around the sections
    service: str = ""  # which codes its minutes may have, from resources/service_codes.toml
    carries: tuple[CarriedAnswer, ...] = ()
    parts: dict[str, tuple[NotePart, ...]] = field(default_factory=dict)  # for changing the format
    frame: tuple[str, ...] = ()  # the keys of the frame that stands around it
    follows: tuple[str, ...] = ()  # the newest signed one of these hands on every answer that both ask
    fresh: tuple[str, ...] = ()  # but for these, which the chart or today's talk answers anew
    client_signs: bool = False  # the client's signature is asked for, too
    shared: tuple[str, ...] = ()  # of a group session: what every member's note says alike

    def form(self) -> Form:
        return Form(self.title, self.sections)

    @property
    def own_fields(self) -> list[Field]:
        """What it asks of the person: the times of a session and the frame around it are not among them."""
        return [field for field in fields_of(self.sections) if field.key not in self.frame]

    def check(self) -> None:
        """Raises ValueError for a file that contradicts itself."""
        fields = fields_of(self.sections)
        keys = [f.key for f in fields]
        _once("field", keys)
        named = [c.field for c in self.carries], list(self.parts), list(self.shared), list(self.fresh)
        for role, names in zip(("carried", "mapped", "shared", "fresh"), named, strict=True):
            _known(role, names, keys)
        for n, asked in enumerate(fields):
            _sound(asked, keys[:n])


@dataclass(frozen=True)
class Header:
    """What every note begins and ends with."""

    id: str
    version: int
    source: str
    sections: tuple[Section, ...]
    closing: tuple[Section, ...] = ()


def fields_of(sections: tuple[Section, ...]) -> list[Field]:
    return [field for section in sections for field in section.fields]


def carry_over(template: Template, source: str, last: Mapping[str, Any]) -> dict[str, Any]:
    """What the client's last document of one kind hands on to a new one."""
    return {
        c.field: last[c.from_field]
        for c in template.carries
        if (c.template or template.id) == source and last.get(c.from_field)
    }


def followed(template: Template, last: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of the document before it that still stand in this one."""
    own = {field.key for field in template.own_fields} - set(template.fresh)
    return {key: value for key, value in last.items() if key in own and not is_blank(value)}


@dataclass(frozen=True)
class ChangedAnswer:
    """One question whose answer is another one now."""

    label: str
    before: str
    now: str


def changed_answers(
    template: Template, before: Mapping[str, Any], now: Mapping[str, Any]
) -> list[ChangedAnswer]:
    """What a document says differently from the one that it follows, in its order."""
    return [
        ChangedAnswer(
            str(field.label), _worded(field, before.get(field.key)), _worded(field, now.get(field.key))
        )
        for field in template.own_fields
        if not is_blank(before.get(field.key)) and before.get(field.key) != now.get(field.key)
    ]


def _worded(field: Field, value: Any) -> str:
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(field.label_of(str(one)) for one in chosen if one is not None)


def formats_like(template: Template, all_of: Iterable[Template]) -> list[Template]:
    """The formats that a note may be changed to without typing it again."""
    if not template.parts:
        return []
    return [other for other in all_of if other.parts and other.id != template.id]


def convert_answers(old: Template, new: Template, body: Mapping[str, Any]) -> dict[str, Any]:
    """A note's answers in another format: no word is lost, what both ask keeps its place."""
    asked = {f.key for f in fields_of(new.sections)}
    moving = {key: parts for key, parts in old.parts.items() if not is_blank(body.get(key))}
    kept = {key: value for key, value in body.items() if key not in moving and key in asked}
    texts: dict[str, list[str]] = {}
    for key, parts in moving.items():
        texts.setdefault(_place(new, parts), []).append(str(body[key]).strip())
    moved = {key: "\n\n".join(texts[key]) for key in (f.key for f in fields_of(new.sections)) if key in texts}
    return kept | moved


def _place(new: Template, parts: tuple[NotePart, ...]) -> str:
    """The field of a format that speaks of these parts, or of the nearest ones."""
    wanted = [*parts, *(near for part in parts for near in NEAREST[part])]
    for part in wanted:
        for key, spoken in new.parts.items():
            if part in spoken:
                return key
    return next(iter(new.parts))


def _once(what: str, names: list[str]) -> None:
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise ValueError(f"{what} {doubled[0]} stands twice")


def _known(role: str, names: Iterable[str], keys: list[str]) -> None:
    unknown = [name for name in names if name not in keys]
    if unknown:
        raise ValueError(f"{role} field {unknown[0]} is not asked")


def _sound(asked: Field, before: list[str]) -> None:
    """One question can be answered, and its condition stands before it."""
    waits_for = asked.when.leaders if asked.when else ()
    for key in waits_for:
        if key not in before:
            raise ValueError(f"field {asked.key} waits for {key}, which is not before it")
    chosen = asked.kind in {Kind.CHOICE, Kind.CHOICES}
    if chosen and not asked.choices and asked.key not in AT_RUN_TIME:
        raise ValueError(f"field {asked.key} has nothing to choose")
    if asked.kind is Kind.SCALE and (asked.low is None or asked.high is None):
        raise ValueError(f"field {asked.key} is a scale without ends")
    if asked.kind is Kind.ROWS:
        _once("column", [column.key for column in asked.columns])
        if not asked.columns:
            raise ValueError(f"field {asked.key} has no columns")
