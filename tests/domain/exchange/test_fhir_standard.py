"""What is written as FHIR R4 is FHIR R4: references, required elements, codes and their systems."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given

from counselor_desk.domain.exchange.fhir_write import write_bundle
from counselor_desk.domain.exchange.people import (
    ImportedClient,
    ImportedDiagnosis,
    ImportedMedication,
)
from tests.domain.exchange.test_exchange_fuzz import EVERYDAY, cohorts
from tests.domain.exchange_samples import TODAY, read_bundle
from tests.domain.fhir_rules import faults

AT = datetime(2026, 1, 1, tzinfo=UTC)


@EVERYDAY
@given(cohorts)
def test_every_bundle_keeps_to_the_standard(clients):
    assert faults(json.loads(write_bundle(clients, AT))) == []


def test_what_the_standard_has_no_word_for_is_said_beside_it():
    client = ImportedClient(
        source_id="1", given_name="Ana", family_name="Ruiz", born=date(1990, 1, 1),
        diagnoses=(
            ImportedDiagnosis(title="Old injury", status="observed", ended=date(2020, 1, 1)),
        ),
        medications=(ImportedMedication(name="naltrexone", status="as told"),),
    )  # fmt: skip
    written = json.loads(write_bundle([client], AT))
    person, condition, request = (entry["resource"] for entry in written["entry"])
    assert "gender" not in person
    assert person["_gender"]["extension"][0]["valueCode"] == "unknown"
    assert person["identifier"] == [{"system": "urn:counselor-desk:number", "value": "1"}]
    assert "abatementDateTime" not in condition
    assert "status" not in request
    assert read_bundle(json.dumps(written).encode(), TODAY).clients == (client,)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda e: e[1]["resource"].pop("subject"), "Condition.subject"),
        (lambda e: e[1]["resource"]["subject"].update(reference="Patient/9"), "points to nobody"),
        (lambda e: e[0]["resource"].pop("_gender"), "Patient.gender"),
        (lambda e: e[1]["resource"]["clinicalStatus"]["coding"][0].update(code="gone"), "gone"),
        (lambda e: e[0]["resource"]["name"][0].update(given=[]), "empty"),
    ],
)
def test_the_rules_would_notice(change, fault):
    client = ImportedClient(
        source_id="1", given_name="Ana", family_name="Ruiz", born=date(1990, 1, 1),
        diagnoses=(ImportedDiagnosis(title="Asthma", status="active"),),
    )  # fmt: skip
    bundle = json.loads(write_bundle([client], AT))
    assert faults(bundle) == []
    change(bundle["entry"])
    assert any(fault in found for found in faults(bundle))
