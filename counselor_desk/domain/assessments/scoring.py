"""Answers in, scores and findings out: an unanswered question is never zero."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain.assessments.instrument import (
    AnswerCondition,
    Answers,
    Instrument,
    InstrumentFinding,
    Item,
    Scale,
)


@dataclass(frozen=True)
class ScaleScore:
    """One scale of one administration; no value and no band while it is incomplete."""

    scale: str
    name: str
    value: int | None
    band: str
    answered: int
    of: int
    rule: str

    @property
    def reading(self) -> str:
        """As it is read aloud: "12, moderate" or "incomplete (8 of 9)"."""
        if self.value is None:
            return _("incomplete ({answered} of {of})").format(answered=self.answered, of=self.of)
        return f"{self.value}, {self.band}" if self.band else str(self.value)


@dataclass(frozen=True)
class ScoredAdministration:
    """What an administration says: its scores, its findings, its flags."""

    instrument: str
    version: int
    language: str
    answers: dict[str, int]
    scores: tuple[ScaleScore, ...]
    findings: tuple[InstrumentFinding, ...]
    complete: bool
    unanswered: tuple[str, ...] = ()  # keys of what was asked, has no answer and is not optional

    @property
    def flags(self) -> tuple[InstrumentFinding, ...]:
        return tuple(f for f in self.findings if f.flag)

    def of(self, scale: str) -> ScaleScore:
        return next(s for s in self.scores if s.scale == scale)


def score(instrument: Instrument, values: Mapping[str, Any], sex: str = "") -> ScoredAdministration:
    """Refuses a value that the instrument does not have; ignores what was not asked."""
    sheet = _Sheet(instrument, read(instrument, values), sex)
    scores = tuple(sheet.score(scale) for scale in instrument.scales)
    unanswered = tuple(sheet.missing(tuple(i.key for i in instrument.items if not i.optional)))
    complete = not unanswered
    sheet.totals = {s.scale: s.value for s in scores}
    findings = tuple(
        finding
        for finding in instrument.findings
        if (complete or _can_be_said_early(finding)) and all(sheet.holds(c) for c in finding.when)
    )
    return ScoredAdministration(
        instrument=instrument.id,
        version=instrument.version,
        language=instrument.language,
        answers=sheet.given,
        scores=scores,
        findings=findings,
        complete=complete,
        unanswered=unanswered,
    )


def _can_be_said_early(finding: InstrumentFinding) -> bool:
    """A flag waits for nothing; a rule over scales waits only for those scales."""
    return finding.flag or all(c.scale or c.sex for c in finding.when)


def read(instrument: Instrument, values: Mapping[str, Any]) -> dict[str, int]:
    """The answers as numbers; refuses what an item does not take."""
    answers: dict[str, int] = {}
    for key, value in values.items():
        item = instrument.item(key)
        if value is None or value == "":
            continue
        answers[key] = _number(instrument, item, value)
    return answers


def _number(instrument: Instrument, item: Item, value: Any) -> int:
    allowed = instrument.allowed(item)
    text = str(value).strip()
    if not isinstance(value, bool) and text.lstrip("-").isdigit() and int(text) in allowed:
        return int(text)
    raise Refused(
        _("This question takes {values}. Choose one of these.").format(values=_listed(allowed)),
        item.key,
    )


def _listed(values: tuple[int, ...]) -> str:
    ordered = sorted(values)
    if len(ordered) > 2 and ordered == list(range(ordered[0], ordered[-1] + 1)):
        return _("{low} to {high}").format(low=ordered[0], high=ordered[-1])
    *most, last = [str(v) for v in ordered]
    return _("{most} or {last}").format(most=", ".join(most), last=last) if most else last


class _Sheet:
    """One filled-in form while it is being scored."""

    def __init__(self, instrument: Instrument, answers: Answers, sex: str) -> None:
        self.instrument, self.sex = instrument, sex
        self.totals: dict[str, int | None] = {}
        self.answers = answers
        self._asked: dict[str, bool | None] = {}
        for item in instrument.items:  # gates look back, never forward
            self._asked[item.key] = self._is_asked(item)
        self.given = {k: v for k, v in answers.items() if self._asked[k] is not False}

    def _is_asked(self, item: Item) -> bool | None:
        """None while the answers that decide it are missing."""
        for condition in item.ask_when:
            if self._undecided(condition):
                return None
            if not self._gate_holds(condition):
                return False
        return True

    def _undecided(self, condition: AnswerCondition) -> bool:
        return any(
            self._asked[key] is None or (self._asked[key] and key not in self.answers)
            for key in condition.mentions
        )

    def _gate_holds(self, condition: AnswerCondition) -> bool:
        if condition.sex:
            return self.sex == condition.sex
        return condition.within(sum(self._value(key) for key in condition.mentions))

    def _value(self, key: str) -> int:
        return self.answers.get(key, 0) if self._asked[key] else 0

    def missing(self, keys: tuple[str, ...]) -> list[str]:
        return [k for k in keys if self._asked[k] is not False and k not in self.given]

    def score(self, scale: Scale) -> ScaleScore:
        needed = [key for key in scale.items if self._asked[key] is not False]
        missing = self.missing(scale.items)
        value = None if missing else self._total(scale, needed)
        band = "" if value is None else scale.band(value)
        answered = len(needed) - len(missing)
        return ScaleScore(
            scale=scale.key,
            name=scale.name,
            value=value,
            band=band,
            answered=answered,
            of=len(needed),
            rule=scale.rule,
        )

    def _total(self, scale: Scale, keys: list[str]) -> int:
        points = [
            self.instrument.contribution(scale, self.instrument.item(key), self.given[key]) for key in keys
        ]
        whole = max(points, default=0) if scale.combine == "highest" else sum(points)
        return whole * scale.times

    def holds(self, condition: AnswerCondition) -> bool:
        if condition.sex == "unknown":
            return self.sex not in ("female", "male")
        if condition.sex:
            return self.sex == condition.sex
        if condition.scale:
            return condition.within(self.totals[condition.scale])
        if condition.each is not None:
            return condition.within(self._count(condition, condition.each))
        if condition.items:
            return condition.within(sum(self.given.get(key, 0) for key in condition.items))
        return condition.within(self.given.get(condition.item))

    def _count(self, condition: AnswerCondition, each: int) -> int:
        return sum(
            self.given[key] >= condition.each_of.get(key, each)
            for key in condition.items
            if key in self.given
        )
