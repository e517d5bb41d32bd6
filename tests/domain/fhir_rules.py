"""What HL7 FHIR R4 and US Core ask of the resources that are written, as far as they are used."""

import re
from datetime import date, datetime

TERMS = "http://terminology.hl7.org/CodeSystem/"
OURS = "urn:counselor-desk:"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
URL = re.compile(r"(https?://\S+|urn:\S+)")
# R4, Condition.clinicalStatus, MedicationRequest.status and .intent, Encounter.status: required.
BOUND = {
    f"{TERMS}condition-clinical":
        {"active", "recurrence", "relapse", "inactive", "remission", "resolved"},
    f"{TERMS}condition-category": {"problem-list-item", "encounter-diagnosis"},
    f"{TERMS}observation-category": {"survey", "laboratory"},
    f"{TERMS}v3-ActCode":
        {"AMB", "EMER", "FLD", "HH", "IMP", "ACUTE", "NONAC", "OBSENC", "PRENC", "SS", "VR"},
    "http://unitsofmeasure.org": {"{score}"},
}  # fmt: skip
# resource -> elements that have to be there (base R4, then US Core's own)
REQUIRED = {
    "Patient": ("identifier", "name", "gender"),
    "Condition": ("subject", "code", "category", "clinicalStatus"),
    "Observation": ("status", "code", "subject", "category"),
    "MedicationRequest": ("status", "intent", "subject", "medicationCodeableConcept"),
    "Encounter": ("status", "class", "type", "subject"),
}
CODES = {
    ("Patient", "gender"): {"male", "female", "other", "unknown"},
    ("Observation", "status"): {"final"},
    ("Encounter", "status"): {"finished"},
    ("MedicationRequest", "intent"): {"order"},
    ("MedicationRequest", "status"):
        {"active", "on-hold", "cancelled", "completed", "entered-in-error", "stopped", "draft",
         "unknown"},
}  # fmt: skip


def faults(bundle: dict) -> list[str]:
    """Every place in which a bundle is not as the standard has it."""
    found = [] if bundle["resourceType"] == "Bundle" else ["no bundle"]
    if bundle["type"] != "collection" or not _is_instant(bundle["timestamp"]):
        found.append("Bundle.type or .timestamp")
    addresses = [entry["fullUrl"] for entry in bundle["entry"]]
    if len(set(addresses)) < len(addresses):
        found.append("an address stands twice")
    people = {entry["fullUrl"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == "Patient"}
    for entry in bundle["entry"]:
        found += _of(entry["resource"], people)
    return found


def _of(resource: dict, people: set[str]) -> list[str]:
    kind = resource["resourceType"]
    found = [f"{kind}.{name}" for name in REQUIRED[kind]
             if name not in resource and f"_{name}" not in resource]  # fmt: skip
    for (of, name), codes in CODES.items():
        if of == kind and resource.get(name, next(iter(codes))) not in codes:
            found.append(f"{kind}.{name}: {resource[name]}")
    if "subject" in resource and resource["subject"]["reference"] not in people:
        found.append(f"{kind}.subject points to nobody")
    if "abatementDateTime" in resource:  # R4, con-4
        code = resource["clinicalStatus"]["coding"][0]["code"]
        found += [] if code in ("inactive", "resolved", "remission") else ["Condition con-4"]
    if kind == "Patient" and not all(n.get("family") or n.get("given") for n in resource["name"]):
        found.append("us-core-6")
    return found + [f"{kind}{fault}" for fault in _values(resource)]


def _values(value, path: str = "") -> list[str]:
    if isinstance(value, dict):
        found = [f"{path}: empty"] if not value else []
        if "system" in value and path.rpartition(".")[2].rstrip("[]") in ("coding", "class"):
            found += _coding(value, path)
        for key, inner in value.items():
            found += _values(inner, f"{path}.{key}")
            if key.endswith(("DateTime", "Date")) or key in ("start", "end", "authoredOn"):
                found += [] if _is_day_or_moment(inner) else [f"{path}.{key}: {inner}"]
            # R4, Extension.url: within an extension it may be a bare name.
            if key == "url" and path.endswith("extension[].extension[]"):
                continue
            if key in ("url", "system") and path.rpartition(".")[2] != "telecom[]":
                found += [] if URL.fullmatch(inner) else [f"{path}.{key}: {inner}"]
        return found
    if isinstance(value, list):
        found = [f"{path}: empty"] if not value else []
        return found + [fault for inner in value for fault in _values(inner, f"{path}[]")]
    return [f"{path}: blank"] if isinstance(value, str) and not value.strip() else []


def _coding(coding: dict, path: str) -> list[str]:
    codes = BOUND.get(coding["system"])
    return [f"{path}: {coding}"] if codes is not None and coding["code"] not in codes else []


def _is_instant(written: str) -> bool:
    return datetime.fromisoformat(written).tzinfo is not None


def _is_day_or_moment(written: str) -> bool:
    """R4: a year or a month is a date too; a time of day always has its zone."""
    if re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", written):
        return True
    if len(written) == 10:
        return bool(date.fromisoformat(written))
    return _is_instant(written)
