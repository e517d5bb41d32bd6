"""FHIR written as XML, made into what its JSON would say."""

from typing import Any

from counselor_desk.domain.exchange.strict_xml import XmlElement

SPACE = "http://hl7.org/fhir"
# What JSON has as a list although it may stand once: (parent, element); "" is any parent.
_LISTS = frozenset(
    {
        ("", "extension"),
        ("", "coding"),
        ("", "contained"),
        ("", "given"),
        ("", "suffix"),
        ("", "prefix"),
        ("", "line"),
        ("", "telecom"),
        ("", "identifier"),
        ("", "dosageInstruction"),
        ("", "dosage"),
        ("", "component"),
        ("", "reasonCode"),
        ("", "reason"),
        ("", "relationship"),
        ("", "communication"),
        ("Bundle", "entry"),
        ("Bundle", "link"),
        ("Patient", "name"),
        ("Patient", "address"),
        ("Patient", "contact"),
        ("Patient", "link"),
        ("Observation", "category"),
        ("Condition", "category"),
        ("Observation", "interpretation"),
        ("Encounter", "type"),
        ("reason", "value"),
    }
)
# Elsewhere these stand once: who points to another record has one number there.
_SINGLE = frozenset(
    {
        ("subject", "identifier"),
        ("patient", "identifier"),
        ("other", "identifier"),
        ("reference", "identifier"),
        ("medicationReference", "identifier"),
    }
)
_BOOLEANS = frozenset({"active", "deceasedBoolean", "preferred", "valueBoolean", "abatementBoolean"})
_NUMBERS = frozenset({"rank", "valueInteger", "total"})


def is_fhir(root: XmlElement) -> bool:
    return root.space == SPACE


def resource_of(element: XmlElement) -> dict[str, Any]:
    """A resource as its JSON has it, as far as it is read here."""
    return {"resourceType": element.name, **_members(element, element.name)}


def _members(element: XmlElement, parent: str) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for child in element.children:
        if child.space != SPACE:
            continue  # the words of the resource for people to read
        value = _value(child)
        if value in ("", {}, None):
            continue
        both = {(parent, child.name), ("", child.name)}
        is_class = child.name == "class" and parent == "Encounter" and "coding" in value
        if is_class or (both & _LISTS and (parent, child.name) not in _SINGLE):
            told.setdefault(child.name, []).append(value)
        elif child.name not in told:
            told[child.name] = value
    return told


def _value(element: XmlElement) -> Any:
    if element.name in ("resource", "contained") and element.children:
        return resource_of(element.children[0])
    written = element.attributes.get("value")
    if written is not None:
        if element.name in _BOOLEANS and written in ("true", "false"):
            return written == "true"
        return int(written) if element.name in _NUMBERS and written.isdecimal() else written
    members = _members(element, element.name)
    if element.name == "extension" and element.get("url"):
        members["url"] = element.get("url")
    return members
