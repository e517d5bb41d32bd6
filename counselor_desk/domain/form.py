"""What a form asks. Read from resources/ or from a record; drawn by ui.form, printed by reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

from counselor_desk.core.i18n import LazyText, Wording, changed, worded


class Kind(StrEnum):
    """How an answer is given. The value's type stands behind each."""

    LINE = "line"  # str
    TEXT = "text"  # str of several lines
    CHOICE = "choice"  # str, one of the choices
    CHOICES = "choices"  # list[str], any of the choices
    DATE = "date"  # datetime.date
    TIME = "time"  # "HH:MM"
    NUMBER = "number"  # int
    MONEY = "money"  # int, cents
    SCALE = "scale"  # int from low to high, a row of buttons
    CHECK = "check"  # bool
    ROWS = "rows"  # list[dict], one dict a row, keys from `columns`


@worded
class Choice:
    """One answer to choose: what is stored and what is read."""

    value: str
    label: Wording

    @classmethod
    def of(cls, words: LazyText) -> Self:
        """What is kept is the word itself, in English for ever."""
        return cls(words.message, words)


@dataclass(frozen=True)
class FieldCondition:
    """Ask only when another field of the form has one of these values, or two times are far apart."""

    key: str
    any_of: tuple[str, ...] = ()
    since: str = ""  # of two times: asked when `key` is not after this one, or by more than `minutes`
    minutes: int = 0

    @property
    def leaders(self) -> tuple[str, ...]:
        """The fields whose answers decide."""
        return (self.since, self.key) if self.since else (self.key,)

    def holds(self, values: Mapping[str, Any]) -> bool:
        value = values.get(self.key)
        if self.since:
            since = values.get(self.since)
            if not value or not since:
                return False
            return not 0 < minutes_between(str(since), str(value)) <= self.minutes
        given = value if isinstance(value, list) else [value]
        return any(str(v) in self.any_of for v in given if v is not None)


@worded
class Field:
    """One question."""

    key: str
    label: Wording
    kind: Kind = Kind.LINE
    required: bool = False
    choices: tuple[str | Choice, ...] = ()
    help: Wording = Wording()
    low: int | None = None
    high: int | None = None
    low_label: Wording = Wording()
    high_label: Wording = Wording()
    unit: str = ""
    beside: bool = False  # stands beside the field before it
    columns: tuple["Field", ...] = ()  # of ROWS
    when: FieldCondition | None = None

    @property
    def options(self) -> tuple[Choice, ...]:
        return tuple(c if isinstance(c, Choice) else Choice(c, c) for c in self.choices)

    def is_asked(self, values: Mapping[str, Any]) -> bool:
        return self.when is None or self.when.holds(values)

    def only_when(self, key: str, *any_of: str) -> Self:
        """The same question, asked only with one of these answers; its words stay lazy."""
        return changed(self, when=FieldCondition(key, any_of))

    def label_of(self, value: str) -> str:
        return next((c.label for c in self.options if c.value == value), value)


@worded
class Section:
    """Fields that belong together under a heading."""

    title: Wording
    fields: tuple[Field, ...]
    help: Wording = Wording()


@worded
class Form:
    """A page of questions."""

    title: Wording
    sections: tuple[Section, ...]

    @classmethod
    def of(cls, title: str | LazyText, *fields: Field) -> Self:
        return cls(title, (Section("", fields),))

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for section in self.sections for field in section.fields)

    def missing(self, values: Mapping[str, Any]) -> list[Field]:
        """Required questions without an answer. Nought and False are answers."""
        asked = self.asked(values)
        return [f for f in self.fields if f.required and f.key in asked and is_blank(values.get(f.key))]

    def asked(self, values: Mapping[str, Any]) -> frozenset[str]:
        """The questions that these answers lead to; one that hangs on a question not asked is not asked."""
        asked: set[str] = set()
        own = {field.key for field in self.fields}
        for field in self.fields:
            leaders = field.when.leaders if field.when else ()
            if field.is_asked(values) and all(key in asked or key not in own for key in leaders):
                asked.add(field.key)
        return frozenset(asked)

    def to_stored(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The answers as JSON can keep them: dates as ISO text; blanks are left out."""
        return {f.key: _stored(f, values[f.key]) for f in self.fields if not is_blank(values.get(f.key))}

    def loaded(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The answers as the widgets speak them, from what `stored` made."""
        return {f.key: _loaded(f, body[f.key]) for f in self.fields if f.key in body}

    def with_choices(self, key: str, choices: tuple[str | Choice, ...]) -> Self:
        """The same form with the choices of one field known only at run time."""
        sections = tuple(
            changed(
                section,
                fields=tuple(changed(f, choices=choices) if f.key == key else f for f in section.fields),
            )
            for section in self.sections
        )
        return changed(self, sections=sections)


def minutes_between(earlier: str, later: str) -> int:
    """From "10:00" to "10:50" is 50; below zero when the second is the earlier one of a day."""
    return _minute(later) - _minute(earlier)


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")[:2]
    return int(hour) * 60 + int(minute)


def with_unit(value: object, unit: str) -> str:
    """5 mg; but 80%, as it is written here."""
    return f"{value}{unit}" if unit == "%" else f"{value} {unit}".strip()


def is_blank(value: object) -> bool:
    """Not answered: nothing, blanks, or an empty list."""
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _stored(field: Field, value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if field.kind is Kind.ROWS:
        return [Form.of("", *field.columns).to_stored(row) for row in value]
    return value


def _loaded(field: Field, value: Any) -> Any:
    if field.kind is Kind.DATE and isinstance(value, str):
        return date.fromisoformat(value)
    if field.kind is Kind.ROWS:
        return [Form.of("", *field.columns).loaded(row) for row in value]
    return value
