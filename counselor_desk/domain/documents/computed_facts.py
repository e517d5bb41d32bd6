"""What a counselor's own counts of one MI session come to: self-rated, not coded."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.documents.service_codes import ServiceCodes, rendered
from counselor_desk.domain.documents.session_times import doubt, length
from counselor_desk.domain.documents.template import Template

LABEL = lazy("Self-rated, not coded from a recording")


@dataclass(frozen=True)
class SummaryScore:
    """One summary score; no value when there is nothing to divide by."""

    title: str
    value: Fraction | None
    band: str = ""  # "good", "fair", "below fair"; "" where none is published
    percent: bool = False

    @property
    def words(self) -> str:
        if self.value is None:
            return _("n/a")
        # Cut off, never rounded up: a figure that reads as the threshold has reached it.
        sentence = f"{int(self.value * 100)}%" if self.percent else f"{float(int(self.value * 10)) / 10:.1f}"
        return f"{sentence} ({self.band})" if self.band else sentence


def summary(counts: Mapping[str, Any]) -> list[SummaryScore]:
    """The summary scores of a self-rated session. Formulas: MITI 4.2.1, domain facts 4.3."""
    simple, complex_ = _number(counts, "simple"), _number(counts, "complex")
    questions = _number(counts, "questions")
    reflections = _sum(simple, complex_)
    return [
        _rated(_("Technical"), _mean(counts, "cultivating", "softening"), Fraction(3)),
        _rated(_("Relational"), _mean(counts, "partnership", "empathy"), Fraction(7, 2)),
        _banded(_("Complex reflections"), _ratio(complex_, reflections), (2, 5), (1, 2), True),
        _banded(_("Reflections to questions"), _ratio(reflections, questions), (1, 1), (2, 1), False),
        SummaryScore(_("In keeping with MI"), _total(counts, "seek", "affirm", "autonomy")),
        SummaryScore(_("Against MI"), _total(counts, "confront", "persuade")),
    ]


def _rated(title: str, value: Fraction | None, fair: Fraction) -> SummaryScore:
    return SummaryScore(title, value, _band(value, fair, Fraction(4)))


def _banded(
    title: str, value: Fraction | None, fair: tuple[int, int], good: tuple[int, int], percent: bool
) -> SummaryScore:
    return SummaryScore(title, value, _band(value, Fraction(*fair), Fraction(*good)), percent)


def _band(value: Fraction | None, fair: Fraction, good: Fraction) -> str:
    if value is None:
        return ""
    return _("good") if value >= good else _("fair") if value >= fair else _("below fair")


def _number(counts: Mapping[str, Any], key: str) -> int | None:
    value = counts.get(f"miti_{key}")
    return None if value is None else int(value)


def _sum(*numbers: int | None) -> int | None:
    """Not counted is not zero: a sum needs every part."""
    return None if None in numbers else sum(n for n in numbers if n is not None)


def _mean(counts: Mapping[str, Any], *keys: str) -> Fraction | None:
    whole = _sum(*(_number(counts, key) for key in keys))
    return None if whole is None else Fraction(whole, len(keys))


def _total(counts: Mapping[str, Any], *keys: str) -> Fraction | None:
    whole = _sum(*(_number(counts, key) for key in keys))
    return None if whole is None else Fraction(whole)


def _ratio(part: int | None, whole: int | None) -> Fraction | None:
    return Fraction(part, whole) if part is not None and whole else None


CHANGES = (
    ("belief_before", "belief_after", lazy("Belief in the thought"), "%"),
    ("emotion_before", "emotion_after", lazy("Strength of the feeling"), "%"),
    ("importance_before", "importance", lazy("Importance"), ""),
    ("confidence_before", "confidence", lazy("Confidence"), ""),
)


def facts(template: Template, body: Mapping[str, Any], codes: ServiceCodes) -> list[tuple[str, str]]:
    """Pairs of a label and what it comes to, to stand beside a note on screen and paper."""
    return [*_length(template, body, codes), *_changes(body), *_self_rating(body)]


def _length(template: Template, body: Mapping[str, Any], codes: ServiceCodes) -> list[tuple[str, str]]:
    minutes = length(body)
    if minutes is None:
        return [(_("Length"), problem)] if (problem := doubt(body)) else []
    rows = [(_("Length"), _("{n} minutes").format(n=minutes))]
    if service := rendered(codes, template.service, body):
        rows += [(_("Service"), service.service.title), (_("Code"), service.words)]
    return rows


def _changes(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Both ratings are kept; the change is shown beside them, never instead of them."""
    rows = []
    for before, after, title, unit in CHANGES:
        was, now = body.get(before), body.get(after)
        if isinstance(was, int) and isinstance(now, int):
            moved = f"{now - was:+d}".replace("-", "\u2212")
            sentence = _("{was} to {now} ({moved})").format(was=was, now=f"{now}{unit}", moved=moved)
            rows.append((str(title), sentence))
    return rows


def _self_rating(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    if not body.get("self_rated"):
        return []
    scores = "; ".join(f"{m.title.lower()} {m.words}" for m in summary(body))
    return [(str(LABEL), scores)]
