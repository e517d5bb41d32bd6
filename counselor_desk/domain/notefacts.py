"""What follows from a note's answers by arithmetic: minutes, codes, changes, self-rating."""

from collections.abc import Mapping
from typing import Any

from counselor_desk.domain import miti
from counselor_desk.domain.service import ServiceCodes, length
from counselor_desk.domain.template import Template

CHANGES = (
    ("belief_before", "belief_after", "Belief in the thought", "%"),
    ("emotion_before", "emotion_after", "Strength of the feeling", "%"),
    ("importance_before", "importance", "Importance", ""),
    ("confidence_before", "confidence", "Confidence", ""),
)


def facts(
    template: Template, body: Mapping[str, Any], codes: ServiceCodes
) -> list[tuple[str, str]]:
    """Pairs of a label and what it comes to, to stand beside a note on screen and paper."""
    return [*_length(template, body, codes), *_changes(body), *_self_rating(body)]


def _length(
    template: Template, body: Mapping[str, Any], codes: ServiceCodes
) -> list[tuple[str, str]]:
    minutes = length(body)
    if minutes is None:
        return []
    found = [("Length", f"{minutes} minutes")]
    service = codes.of(template.service)
    offered = service.offered(minutes, str(body.get("client_present", ""))) if service else []
    if service and (service.bands or service.units):
        found.append(("Codes by time", ", ".join(offered) or "none"))
    return found


def _changes(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Both ratings are kept; the change is shown beside them, never instead of them."""
    found = []
    for before, after, title, unit in CHANGES:
        was, now = body.get(before), body.get(after)
        if isinstance(was, int) and isinstance(now, int):
            found.append((title, f"{was} to {now}{unit} ({now - was:+d})".replace("-", "\u2212")))
    return found


def _self_rating(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    if not body.get("self_rated"):
        return []
    scores = "; ".join(f"{m.title.lower()} {m.words}" for m in miti.summary(body))
    return [(miti.LABEL, scores)]
