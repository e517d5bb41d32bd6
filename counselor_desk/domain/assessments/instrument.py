"""What an assessment instrument is: items, option sets, scales, bands and findings, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Choice, Field, FieldCondition, Form, Kind, Section, with_unit

Answers = Mapping[str, int]
ROW_OF_BUTTONS = 10  # a range up to this wide is answered on buttons, a wider one is typed


@dataclass(frozen=True)
class Option:
    """One answer that is allowed, and what is stored for it."""

    value: int
    label: str


@dataclass(frozen=True)
class PointsStep:
    """Up to this value, so many points."""

    to: int
    points: int


@dataclass(frozen=True)
class AnswerCondition:
    """A claim about the answers: one item, a scale, a sum, or how many items reach a value."""

    item: str = ""
    scale: str = ""
    items: tuple[str, ...] = ()  # their sum, or with `each` how many of them
    each: int | None = None
    each_of: dict[str, int] = field(default_factory=dict)  # another `each` for some items
    at_least: int | None = None
    at_most: int | None = None
    sex: str = ""

    @property
    def mentions(self) -> tuple[str, ...]:
        return (self.item, *self.items) if self.item else self.items

    def within(self, value: int | None) -> bool:
        """The bounds alone; nothing is known of a missing value."""
        if value is None:
            return False
        low_enough = self.at_most is None or value <= self.at_most
        return low_enough and (self.at_least is None or value >= self.at_least)


@dataclass(frozen=True)
class Item:
    """One question, answered from an option set or with a number."""

    key: str
    text: str
    options: str = "main"
    low: int | None = None
    high: int | None = None
    unit: str = ""
    low_label: str = ""
    high_label: str = ""
    points: tuple[PointsStep, ...] = ()  # a counted number turned into points (a pulse, say)
    ask_when: tuple[AnswerCondition, ...] = ()
    optional: bool = False
    heading: str = ""
    loinc: str = ""

    @property
    def is_number(self) -> bool:
        return self.low is not None and self.high is not None


@dataclass(frozen=True)
class ScoreBand:
    """A named stretch of a scale, for display only."""

    to: int
    name: str


@dataclass(frozen=True)
class Cutoff:
    """A line that the literature draws across a scale, for one sex or for all."""

    at: int
    name: str
    sex: str = ""


@dataclass(frozen=True)
class Scale:
    """What is added up, and how it reads."""

    key: str
    name: str
    items: tuple[str, ...]
    reverse: tuple[str, ...] = ()
    recode: dict[str, str] = field(default_factory=dict)  # item or option set -> recode table
    combine: str = "sum"  # or "highest"
    times: int = 1
    bands: tuple[ScoreBand, ...] = ()
    cuts: tuple[Cutoff, ...] = ()
    better: str = "low"
    reliable_change: int = 0  # the published index; 0: none is published, and no change is called reliable
    significant: int | None = None  # clinically significant, once a reliable change has reached it
    matters: int = 0  # a difference that matters to people, which may be within the measurement's error
    change_source: str = ""  # of these three, or that there is none
    rule: str = "sum"
    loinc: str = ""

    def band(self, value: int) -> str:
        return next((band.name for band in self.bands if value <= band.to), "")

    def change(self, before: int, after: int) -> str:
        """In words, whether a difference is more than the measurement's own error, by its published index.

        A difference that matters to people is told apart: it may still be within that error.
        """
        size, better = abs(after - before), (after < before) == (self.better == "low")
        if self.reliable_change and size >= self.reliable_change:
            return _("reliably better") if better else _("reliably worse")
        if self.matters and size >= self.matters:
            return _("noticeably better") if better else _("noticeably worse")
        return ""

    def is_significant(self, before: int, after: int) -> bool:
        """A reliable change that has reached the published point of clinical significance."""
        least = self.reliable_change
        if self.significant is None or not least or abs(after - before) < least:
            return False
        if self.better == "low":
            return after <= self.significant < before
        return before < self.significant <= after


@dataclass(frozen=True)
class InstrumentFinding:
    """A rule and what it says; a flag is raised even when the form is incomplete."""

    id: str
    text: str
    when: tuple[AnswerCondition, ...]
    flag: bool = False
    opens: str = ""  # which steps a flag opens: "safety", "overdose", "prescriber", "medical"
    task: str = ""


@dataclass(frozen=True)
class Contradiction:
    """Two answers that cannot both be: asked again before the form is finished."""

    item: str  # where it is asked again
    text: str
    more: str = ""  # this answer is more than ...
    than: str = ""  # ... this one
    parts: tuple[str, ...] = ()  # days of these together are fewer than ...
    whole: str = ""  # ... the days of any of them
    when: tuple[AnswerCondition, ...] = ()

    def holds(self, answers: Answers) -> bool:
        if self.more:
            return self.more in answers and self.than in answers and answers[self.more] > answers[self.than]
        if self.parts:
            together = _together(self.parts, answers)
            return together is not None and together < answers.get(self.whole, 0)
        return all(condition.within(_together(condition.mentions, answers)) for condition in self.when)


def _together(keys: tuple[str, ...], answers: Answers) -> int | None:
    """The sum of these answers; None while one of them is not there."""
    return sum(answers[key] for key in keys) if all(key in answers for key in keys) else None


@dataclass(frozen=True)
class Licence:
    """A: ships whole. B: scoring and own words only. own: written for this program."""

    grade: str
    terms: str
    notice: str = ""
    commercial: bool = True


@dataclass(frozen=True)
class Instrument:
    """A validated way to ask and to score, with its version, source and licence."""

    id: str
    title: str
    version: int
    source: str
    licence: Licence
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    stem: str = ""
    options: dict[str, tuple[Option, ...]] = field(default_factory=dict)
    findings: tuple[InstrumentFinding, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    recodes: dict[str, tuple[PointsStep, ...]] = field(default_factory=dict)
    language: str = "en"
    about: str = ""
    wording_note: str = ""
    mode: str = "self"  # or "interview": rated by the counselor
    subject: str = ""
    loinc: str = ""

    @property
    def key(self) -> str:
        """How its file is called: the id, and the language unless it is English."""
        return self.id if self.language == "en" else f"{self.id}.{self.language}"

    def item(self, key: str) -> Item:
        for item in self.items:
            if item.key == key:
                return item
        raise Refused(_("This form has no question of that name."), key)

    def scale(self, key: str) -> Scale:
        return next(scale for scale in self.scales if scale.key == key)

    def allowed(self, item: Item) -> tuple[int, ...]:
        """Every value the item takes; what is not in here is refused."""
        if item.low is not None and item.high is not None:
            return tuple(range(item.low, item.high + 1))
        return tuple(option.value for option in self.options[item.options])

    def label(self, item: Item, value: int) -> str:
        if item.is_number:
            return with_unit(value, item.unit)
        return next(o.label for o in self.options[item.options] if o.value == value)

    def contribution(self, scale: Scale, item: Item, value: int) -> int:
        """What one answer adds to a scale."""
        if item.points:
            value = _step(item.points, value)
        table = scale.recode.get(item.key) or scale.recode.get(self._set_of(item), "")
        if table:
            value = _step(self.recodes[table], value)
        if item.key in scale.reverse:
            values = self.allowed(item)
            value = min(values) + max(values) - value
        return value

    def range(self, scale: Scale) -> tuple[int, int]:
        """The least and the most that a complete form can score."""
        lows, highs = [], []
        for key in scale.items:
            item = self.item(key)
            points = {self.contribution(scale, item, v) for v in self.allowed(item)}
            points |= {0} if item.ask_when else set()
            lows.append(min(points))
            highs.append(max(points))
        if scale.combine == "highest":
            return max(lows) * scale.times, max(highs) * scale.times
        return sum(lows) * scale.times, sum(highs) * scale.times

    def form(self) -> Form:
        sections: list[tuple[str, list[Field]]] = []
        for item in self.items:
            if item.heading or not sections:
                sections.append((item.heading, []))
            sections[-1][1].append(self._field(item))
        first, *rest = [Section(title, tuple(fields)) for title, fields in sections]
        opening = Section(first.title, first.fields, self.stem)
        return Form(self.title, (opening, *rest))

    def _set_of(self, item: Item) -> str:
        return "number" if item.is_number else item.options

    def _field(self, item: Item) -> Field:
        common: dict[str, Any] = {"required": not item.optional, "when": self._when(item)}
        if not item.is_number:
            options = self.options[item.options]
            choices = tuple(Choice(str(o.value), o.label) for o in options)
            return Field(item.key, item.text, Kind.CHOICE, choices=choices, **common)
        low, high = int(item.low or 0), int(item.high or 0)
        kind = Kind.SCALE if high - low <= ROW_OF_BUTTONS else Kind.NUMBER
        return Field(
            item.key,
            item.text,
            kind,
            low=low,
            high=high,
            unit=item.unit,
            low_label=item.low_label,
            high_label=item.high_label,
            **common,
        )

    def _when(self, item: Item) -> FieldCondition | None:
        """The form hides a question by one other answer; rules over sums stay with the score."""
        if len(item.ask_when) != 1 or not item.ask_when[0].item:
            return None
        condition = item.ask_when[0]
        gate = self.item(condition.item)
        opens = tuple(str(v) for v in self.allowed(gate) if condition.within(v))
        return FieldCondition(condition.item, opens)


def _step(steps: tuple[PointsStep, ...], value: int) -> int:
    return next(step.points for step in steps if value <= step.to)
