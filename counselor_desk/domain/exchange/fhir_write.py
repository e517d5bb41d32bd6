"""Clients and their history written as one FHIR R4 bundle that comes back equal."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import msgspec

from counselor_desk.domain.exchange.fhir_person import BIRTH_SEX, ETHNICITY, NUMBER, OURS, PARTIAL, RACE
from counselor_desk.domain.exchange.fhir_resources import DESK_SYSTEM, LABORATORY, SYSTEMS
from counselor_desk.domain.exchange.people import (
    DESK,
    FactKind,
    ImportedClient,
    ImportedContact,
    ImportedDiagnosis,
    ImportedFact,
    ImportedMedication,
    ImportedResult,
    ImportedScore,
)

_URLS = {name: url for url, name in reversed(SYSTEMS.items())}
_ADDRESS = re.compile(r"(https?:|urn:)\S+")
# US Core's categories of race and ethnicity (OMB 1997); what has another code is a detail of these.
_OMB = frozenset(
    ["1002-5", "2028-9", "2054-5", "2076-8", "2106-3", "2131-1", "2135-2", "2186-5", "UNK", "ASKU"]
)
_BIRTH_SEX = {"male": "M", "female": "F", "other": "OTH", "unknown": "UNK"}
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
    for result in client.results:
        yield _filled(_result(result) | {"subject": subject})


def patient(client: ImportedClient) -> Resource:
    is_id = _FHIR_ID.fullmatch(client.source_id)
    number = [{"system": NUMBER, "value": client.source_id}] if client.source_id else []
    speaks = {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": client.language}]}}
    gender = client.administrative_gender or client.sex
    street = [line for line in client.address.split("\n") if line]
    marital = next(iter(_facts(client, FactKind.MARITAL_STATUS)), None)
    links = [
        {"other": {"display": f.words}, "type": f.code or "seealso"}
        for f in _facts(client, FactKind.SAME_PERSON)
    ]
    died = _whole_or_partial(client.died, client.died_words)
    return _filled(
        {
            "resourceType": "Patient",
            "id": client.source_id if is_id else "",
            "identifier": number + [_number(f) for f in _facts(client, FactKind.NUMBER)],
            "active": False if client.not_active else None,
            "extension": list(_extensions(client)),
            "name": list(_names(client)),
            "gender": gender,
            "_gender": {} if gender else ABSENT,
            "birthDate": _whole_or_partial(client.born, client.born_words),
            "deceasedDateTime": died,
            "deceasedBoolean": True if client.has_died and not died else None,
            "telecom": list(_telecoms(client)),
            "address": [
                *([{"line": street}] if street else []),
                *({"text": f.words} for f in _facts(client, FactKind.ADDRESS)),
                *({"use": "old", "text": f.words} for f in _facts(client, FactKind.FORMER_ADDRESS)),
            ],
            "maritalStatus": _concept(marital.words, marital.code, marital.system) if marital else {},
            "contact": [{"name": {"text": f.words}} for f in _facts(client, FactKind.PERSON)],
            "communication": [
                *([speaks] if client.language else []),
                *(_spoken(f) for f in _facts(client, FactKind.LANGUAGE)),
            ],
            "link": links,
        }
    )


def _facts(client: ImportedClient, *kinds: FactKind) -> list[ImportedFact]:
    return [fact for fact in client.facts if fact.kind in kinds]


def _names(client: ImportedClient) -> Iterator[Resource]:
    given = [part for part in (client.given_name, client.middle_name) if part]
    suffix = [client.suffix] if client.suffix else []
    yield _filled({"use": "official", "family": client.family_name, "given": given, "suffix": suffix})
    if client.preferred_name:
        yield {"use": "nickname", "given": [client.preferred_name]}
    for former in client.former_names.split("; "):
        if former:
            yield {"use": "old", "given": [former]}


def _telecoms(client: ImportedClient) -> Iterator[Resource]:
    """The best first: whoever reads them takes them in this order."""
    phones = [client.phone, client.second_phone, *(f.words for f in _facts(client, FactKind.PHONE))]
    for value in phones:
        if value:
            yield {"system": "phone", "value": value}
    for fact in _facts(client, FactKind.FORMER_PHONE):
        yield {"system": "phone", "value": fact.words, "use": "old"}
    for value in (client.email, *(f.words for f in _facts(client, FactKind.EMAIL))):
        if value:
            yield {"system": "email", "value": value}


def _number(fact: ImportedFact) -> Resource:
    system = fact.system if _ADDRESS.fullmatch(fact.system) else ""
    kind = {"text": fact.code} if fact.code else {}
    return _filled({"system": system, "value": fact.words, "type": kind})


def _spoken(fact: ImportedFact) -> Resource:
    coding = [{"system": "urn:ietf:bcp:47", "code": fact.code}] if fact.code else []
    return {"language": _filled({"coding": coding, "text": fact.words})}


def _extensions(client: ImportedClient) -> Iterator[Resource]:
    if client.administrative_gender and client.sex:
        yield {"url": BIRTH_SEX, "valueCode": _BIRTH_SEX[client.sex]}
    for url, kind in ((RACE, FactKind.RACE), (ETHNICITY, FactKind.ETHNICITY)):
        if facts := _facts(client, kind):
            yield {"url": url, "extension": list(_categories(facts))}
    for key in ("pronouns", "gender"):
        yield from _word(key, getattr(client, key))
    for key in ("voicemail_ok", "clinic_name_ok", "mail_ok"):
        if getattr(client, key):
            yield {"url": f"{OURS}{key}", "valueBoolean": True}
    told_by_active = client.not_active and client.status == "inactive"
    yield from _word("status", "" if told_by_active else client.status)
    yield from _word("discharged", _day(client.discharged))
    yield from _strange(born=client.born_words, died=client.died_words)


def _categories(facts: Iterable[ImportedFact]) -> Iterator[Resource]:
    words = []
    for fact in facts:
        words.append(fact.words)
        if fact.code:
            coding = _filled({"system": fact.system, "code": fact.code, "display": fact.words})
            part = "ombCategory" if fact.code in _OMB else "detailed"
            yield {"url": part, "valueCoding": coding}
    yield {"url": "text", "valueString": "; ".join(words)}


def _condition(diagnosis: ImportedDiagnosis) -> Resource:
    known = diagnosis.status in CLINICAL
    # R4, con-4: what has ended is not active; an end that does not fit travels beside it.
    is_over = diagnosis.status in OVER
    status = _coded(f"{_TERMS}condition-clinical", diagnosis.status) if known else {}
    onset = _whole_or_partial(diagnosis.onset, diagnosis.onset_words)
    ended = _whole_or_partial(diagnosis.ended, diagnosis.ended_words)
    return {
        "resourceType": "Condition",
        "extension": [
            *([] if known else _word("status", diagnosis.status)),
            *([] if is_over else _word("ended", ended or diagnosis.ended_words)),
        ],
        "clinicalStatus": status or ABSENT,
        "category": [_coded(f"{_TERMS}condition-category", "problem-list-item")],
        "code": _concept(diagnosis.title, diagnosis.code, diagnosis.system),
        "onsetDateTime": onset,
        "onsetString": "" if onset else diagnosis.onset_words,
        "abatementDateTime": ended if is_over else "",
        "abatementString": diagnosis.ended_words if is_over and not ended else "",
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
        "extension": list(_strange(on=score.on_words)),
        "category": [_coded(f"{_TERMS}observation-category", "survey")],
        "code": {"coding": [coding]},
        "effectiveDateTime": _whole_or_partial(score.on, score.on_words),
        "valueQuantity": {
            "value": score.value,
            "unit": "{score}",
            "system": _UNITS,
            "code": "{score}",
        },
    }


def _result(result: ImportedResult) -> Resource:
    return {
        "resourceType": "Observation",
        "status": "final",
        "extension": list(_strange(on=result.on_words)),
        "category": [_coded(f"{_TERMS}observation-category", LABORATORY)],
        "code": _concept(result.title, result.code, result.system),
        "effectiveDateTime": _whole_or_partial(result.on, result.on_words),
        "valueString": result.value,
        "interpretation": [{"text": result.reading}] if result.reading else [],
    }


def _medication(medication: ImportedMedication) -> Resource:
    known = medication.status in ORDERED
    ended = _word("ended", _day(medication.ended) or medication.ended_words)
    return {
        "resourceType": "MedicationRequest",
        "status": medication.status if known else "",
        "_status": {} if known else ABSENT,
        "intent": "order",
        "medicationCodeableConcept": _concept(medication.name, medication.code, medication.system),
        "authoredOn": _whole_or_partial(medication.started, medication.started_words),
        "dosageInstruction": [{"text": medication.dose}] if medication.dose else [],
        "extension": [
            *ended,
            *([] if known else _word("status", medication.status)),
            *_strange(started=medication.started_words),
        ],
    }


def _encounter(contact: ImportedContact) -> Resource:
    ours = f"{OURS}contact"  # another program's word for it; the binding may be extended
    system = f"{_TERMS}v3-ActCode" if contact.kind in ENCOUNTERS else ours
    kind = {"system": system, "code": contact.kind}
    period = {
        "start": _moment(contact.started) or _partial(contact.started_words),
        "end": _moment(contact.ended) or _partial(contact.ended_words),
    }
    return {
        "resourceType": "Encounter",
        "status": "finished",
        "extension": list(_strange(started=contact.started_words, ended=contact.ended_words)),
        "class": kind if contact.kind else ABSENT,
        "type": [{"text": contact.title}],
        "period": _filled(period),
        "reasonCode": [{"text": contact.reason}] if contact.reason else [],
    }


def _partial(words: str) -> str:
    return words if PARTIAL.fullmatch(words) else ""


def _whole_or_partial(day: date | None, words: str) -> str:
    return _day(day) or _partial(words)


def _strange(**written: str) -> Iterator[Resource]:
    """Days in words that FHIR has no date for, each in an extension of ours."""
    for key, words in written.items():
        if not _partial(words):
            yield from _word(key, words)


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
