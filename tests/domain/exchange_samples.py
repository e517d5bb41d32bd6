"""Small files in the layouts of other programs, written for the tests."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from counselor_desk.domain.exchange.chosen_files import open_parcel
from counselor_desk.domain.exchange.fhir_read import read_bundles
from counselor_desk.domain.exchange.people import ImportContents

TODAY = date(2026, 12, 1)

PATIENTS = """\
Id,BIRTHDATE,DEATHDATE,SSN,PREFIX,FIRST,LAST,GENDER,ADDRESS,CITY,STATE,ZIP
p-1,1989-03-14,,999-17-5017,Ms.,Rosa,Medina,F,784 Stamm Lock Unit 46,Somerville,Massachusetts,02155
p-2,1973-10-28,2020-07-25,999-45-3308,,Gene,Mann,M,940 Daniel Union,Orleans,Massachusetts,02653
"""
CONDITIONS = """\
START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION
2023-01-27,,p-1,e-1,6525002,Dependent drug abuse (disorder)
2023-01-27,2023-02-09,p-2,e-2,195662009,Acute viral pharyngitis (disorder)
2023-01-27,,p-9,e-2,195662009,Acute viral pharyngitis (disorder)
"""
ENCOUNTERS = """\
Id,START,STOP,PATIENT,ORGANIZATION,ENCOUNTERCLASS,CODE,DESCRIPTION,REASONCODE,REASONDESCRIPTION
e-1,2023-01-27T16:17:47Z,2023-01-27T16:32:47Z,p-1,o-1,ambulatory,185345009,Symptom,6525002,Cough
"""
MEDICATIONS = """\
START,STOP,PATIENT,PAYER,ENCOUNTER,CODE,DESCRIPTION,BASE_COST,DISPENSES,TOTALCOST
2023-01-27T14:12:44Z,,p-1,x,e-1,351264,buprenorphine 2 MG Sublingual Tablet,7.24,174,1259.76
"""
OBSERVATIONS = """\
DATE,PATIENT,ENCOUNTER,CATEGORY,CODE,DESCRIPTION,VALUE,UNITS,TYPE
2023-10-10T04:17:47Z,p-1,e-1,vital-signs,8302-2,Body Height,127.9,cm,numeric
2023-10-10T04:17:47Z,p-1,e-1,survey,44261-6,PHQ-9 total score,14.0,{score},numeric
2023-10-11T04:17:47Z,p-1,e-1,survey,82667-7,DAST-10 total score,6,{score},numeric
2023-10-12T04:17:47Z,p-2,e-1,survey,75626-2,AUDIT-C total score,3.5,{score},numeric
"""
PROCEDURES = """\
START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION,BASE_COST,REASONCODE,REASONDESCRIPTION
2023-10-10T04:17:47Z,,p-1,e-1,430193006,Medication Reconciliation (procedure),735.40,,
"""
CAREPLANS = """\
Id,START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION,REASONCODE,REASONDESCRIPTION
c-1,2009-09-13,,p-1,e-1,384758001,Self-care interventions (procedure),,
"""


def synthea() -> dict[str, bytes]:
    return {
        "patients.csv": PATIENTS.encode(),
        "conditions.csv": CONDITIONS.encode(),
        "encounters.csv": ENCOUNTERS.encode(),
        "medications.csv": MEDICATIONS.encode(),
        "observations.csv": OBSERVATIONS.encode(),
        "procedures.csv": PROCEDURES.encode(),
        "careplans.csv": CAREPLANS.encode(),
    }


def read_set(files: Mapping[str, bytes], today: date) -> ImportContents:
    """The tables of one export, as the window for imports opens them."""
    return open_parcel(files, today).imported


def read_bundle(raw: bytes, today: date) -> ImportContents:
    """One file of FHIR."""
    return read_bundles({"": raw}, today)


def _coded(system: str, code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}]}


def bundle() -> dict[str, Any]:
    """One person as a clinic's server exports her, with things that are not taken."""
    her = {"reference": "urn:uuid:a-1", "display": "Rosa Medina"}
    snomed, loinc = "http://snomed.info/sct", "http://loinc.org"
    resources: list[dict[str, Any]] = [
        {
            "resourceType": "Patient",
            "id": "a-1",
            "name": [{"use": "official", "family": "Medina", "given": ["Rosa", "María"]}],
            "gender": "female",
            "birthDate": "1989-03-14",
            "address": [{"line": ["1 Pier Rd"], "city": "Boston", "state": "MA"}],
            "telecom": [{"system": "phone", "value": "555-0100"}],
            "communication": [{"language": _coded("urn:ietf:bcp:47", "es-US", "Spanish")}],
        },
        {
            "resourceType": "Condition",
            "subject": her,
            "clinicalStatus": _coded("x", "active", ""),
            "code": _coded(snomed, "5602001", "Opioid abuse (disorder)"),
            "onsetDateTime": "2020-01-02T10:00:00+00:00",
        },
        {
            "resourceType": "Observation",
            "status": "final",
            "subject": her,
            "code": _coded(loinc, "44261-6", "PHQ-9 total score"),
            "effectiveDateTime": "2021-02-03",
            "valueQuantity": {"value": 14.0},
        },
        {
            "resourceType": "Observation",
            "status": "final",
            "subject": her,
            "code": _coded(loinc, "8302-2", "Body height"),
            "valueQuantity": {"value": 165.1},
        },
        {
            "resourceType": "MedicationRequest",
            "status": "active",
            "subject": {"reference": "https://ehr.example/fhir/Patient/a-1"},
            "medicationReference": {"reference": "Medication/m-1"},
            "authoredOn": "2021-05-06",
        },
        {"resourceType": "Medication", "id": "m-1", "code": _coded("x", "1", "buprenorphine")},
        {
            "resourceType": "Encounter",
            "status": "finished",
            "class": {"code": "AMB"},
            "type": [{"text": "Intake"}],
            "subject": {"reference": "Patient/a-1"},
            "period": {"start": "2021-05-06T10:00:00-05:00", "end": "2021-05-06T11:00:00-05:00"},
        },
        {"resourceType": "Condition", "subject": her, "code": {"text": "wrong"},
         "verificationStatus": _coded("x", "entered-in-error", "")},
        {"resourceType": "Immunization", "patient": her},
        {"resourceType": "Claim", "patient": her},
        {"resourceType": "Claim", "patient": her},
    ]  # fmt: skip
    entries = [{"fullUrl": f"urn:uuid:{r.get('id', n)}", "resource": r}
               for n, r in enumerate(resources)]  # fmt: skip
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def as_bytes(value: Any) -> bytes:
    return json.dumps(value).encode()
