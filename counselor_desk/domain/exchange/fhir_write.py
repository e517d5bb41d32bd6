"""Clients and their history written as one FHIR R4 bundle that comes back equal."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec

from counselor_desk.domain.exchange.fhir_resources import DESK_SYSTEM, NUMBER, OURS, SYSTEMS
from counselor_desk.domain.exchange.people import (
    DESK,
    ImportedClient,
    ImportedContact,
    ImportedDiagnosis,
    ImportedMedication,
    ImportedScore,
)

_URLS = {name: url for url, name in reversed(SYSTEMS.items())}
_FHIR_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_TERMS = "http://terminology.hl7.org/CodeSystem/"
_UNITS = "http://unitsofmeasure.org"
# What R4 binds as required; another program's own words travel in an extension of ours.
CLINICAL = frozenset(["active", "recurrence", "relapse", "inactive", "remission", "resolved"])
OVER = frozenset(["inactive", "remission", "resolved"])
ORDERED = frozenset(
    [
        "active",
        "on-hold",
        "cancelled",
        "completed",
        "entered-in-error",
        "stopped",
        "draft",
        "unknown",
    ]
)
ENCOUNTERS = frozenset(["AMB", "EMER", "FLD", "HH", "IMP", "ACUTE", "NONAC", "OBSENC", "PRENC", "SS", "VR"])
# R4: an element that has to be there and is not known says so in its own extension.
ABSENT = {
    "extension": [
        {
            "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
            "valueCode": "unknown",
        }
    ]
}
Resource = dict[str, Any]


def write_bundle(clients: Iterable[ImportedClient], at: datetime, first: int = 1) -> bytes:
    """A collection; addresses depend on nothing but the order, so the same gives the same."""
    entries = [
        {"fullUrl": _address(f"{number}/{part}"), "resource": resource}
        for number, client in enumerate(clients, first)
        for part, resource in enumerate(resources(client, _address(f"{number}/0")))
    ]
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": at.isoformat(timespec="seconds"),
        "entry": entries,
    }
    return msgspec.json.format(msgspec.json.encode(bundle), indent=1)


def resources(client: ImportedClient, address: str) -> Iterator[Resource]:
    """The person first, then what the chart holds."""
    subject = {"reference": address}
    yield patient(client)
    for diagnosis in client.diagnoses:
        yield _filled(_condition(diagnosis) | {"subject": subject})
    for score in client.scores:
        yield _filled(_observation(score) | {"subject": subject})
    for medication in client.medications:
        yield _filled(_medication(medication) | {"subject": subject})
    for contact in client.contacts:
        yield _filled(_encounter(contact) | {"subject": subject})


def patient(client: ImportedClient) -> Resource:
    is_id = _FHIR_ID.fullmatch(client.source_id)
    given = [part for part in (client.given_name, client.middle_name) if part]
    names = [_filled({"use": "official", "family": client.family_name, "given": given})]
    if client.preferred_name:
        names.append({"use": "nickname", "given": [client.preferred_name]})
    speaks = {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": client.language}]}}
    number = [{"system": NUMBER, "value": client.source_id}] if client.source_id else []
    street = [line for line in client.address.split("\n") if line]
    return _filled(
        {
            "resourceType": "Patient",
            "id": client.source_id if is_id else "",
            "identifier": number,
            "extension": list(_extensions(client)),
            "name": names,
            "gender": client.sex,
            "_gender": {} if client.sex else ABSENT,
            "birthDate": _day(client.born),
            "deceasedDateTime": _day(client.died),
            "telecom": [
                {"system": system, "value": value}
                for system, value in (("phone", client.phone), ("email", client.email))
                if value
            ],
            "address": [{"line": street}] if street else [],
            "communication": [speaks] if client.language else [],
        }
    )


def _extensions(client: ImportedClient) -> Iterator[Resource]:
    for key in ("pronouns", "gender"):
        if getattr(client, key):
            yield {"url": f"{OURS}{key}", "valueString": getattr(client, key)}
    for key in ("voicemail_ok", "clinic_name_ok", "mail_ok"):
        if getattr(client, key):
            yield {"url": f"{OURS}{key}", "valueBoolean": True}


def _condition(diagnosis: ImportedDiagnosis) -> Resource:
    known = diagnosis.status in CLINICAL
    # R4, con-4: what has ended is not active; an end that does not fit travels beside it.
    is_over = diagnosis.status in OVER
    status = _coded(f"{_TERMS}condition-clinical", diagnosis.status) if known else {}
    ended = _day(diagnosis.ended)
    return {
        "resourceType": "Condition",
        "extension": [
            *([] if known else _word("status", diagnosis.status)),
            *([] if is_over else _word("ended", ended)),
        ],
        "clinicalStatus": status or ABSENT,
        "category": [_coded(f"{_TERMS}condition-category", "problem-list-item")],
        "code": _concept(diagnosis.title, diagnosis.code, diagnosis.system),
        "onsetDateTime": _day(diagnosis.onset),
        "abatementDateTime": ended if is_over else "",
    }


def _observation(score: ImportedScore) -> Resource:
    ours = score.code.startswith(DESK)
    coding = {
        "system": DESK_SYSTEM if ours else "http://loinc.org",
        "code": score.code.removeprefix(DESK),
        "display": score.title,
    }
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [_coded(f"{_TERMS}observation-category", "survey")],
        "code": {"coding": [coding]},
        "effectiveDateTime": _day(score.on),
        "valueQuantity": {
            "value": score.value,
            "unit": "{score}",
            "system": _UNITS,
            "code": "{score}",
        },
    }


def _medication(medication: ImportedMedication) -> Resource:
    known = medication.status in ORDERED
    ended = _word("ended", _day(medication.ended))
    return {
        "resourceType": "MedicationRequest",
        "status": medication.status if known else "",
        "_status": {} if known else ABSENT,
        "intent": "order",
        "medicationCodeableConcept": _concept(medication.name, medication.code, medication.system),
        "authoredOn": _day(medication.started),
        "dosageInstruction": [{"text": medication.dose}] if medication.dose else [],
        "extension": ended + ([] if known else _word("status", medication.status)),
    }


def _encounter(contact: ImportedContact) -> Resource:
    ours = f"{OURS}contact"  # another program's word for it; the binding may be extended
    system = f"{_TERMS}v3-ActCode" if contact.kind in ENCOUNTERS else ours
    kind = {"system": system, "code": contact.kind}
    return {
        "resourceType": "Encounter",
        "status": "finished",
        "class": kind if contact.kind else ABSENT,
        "type": [{"text": contact.title}],
        "period": _filled({"start": _moment(contact.started), "end": _moment(contact.ended)}),
        "reasonCode": [{"text": contact.reason}] if contact.reason else [],
    }


def _word(key: str, word: str) -> list[Resource]:
    return [{"url": f"{OURS}{key}", "valueString": word}] if word else []


def _coded(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]} if code else {}


def _concept(words: str, code: str, system: str) -> Resource:
    coding = _filled({"system": _URLS.get(system, system), "code": code, "display": words})
    return {"coding": [coding], "text": words} if code or system else {"text": words}


def _address(part: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{OURS}{part}')}"


def _filled(resource: Resource) -> Resource:
    """FHIR has no blank values: what is not known is not there."""
    return {key: value for key, value in resource.items() if value not in ("", [], {}, None)}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _moment(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
