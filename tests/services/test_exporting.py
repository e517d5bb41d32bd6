"""Moving out: what is exported and imported again is equal; what is de-identified tells nobody."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest

from counselor_desk.domain.deidentify import age_group, zip3
from counselor_desk.domain.exchange.fhir_read import read_bundle
from counselor_desk.domain.exchange.history_tables import read_set
from counselor_desk.errors import Forbidden, Refused
from counselor_desk.services import (
    audit,
    clients,
    consents,
    diagnoses,
    documents,
    exporting,
    medications,
    transfer,
)
from tests.domain.exchange_samples import TODAY, synthea
from tests.services.test_consents import STROKES
from tests.services.test_documents import full

ROSA, DANA = 10, 12
SUE, CAL, FLO, ADA = 1, 2, 4, 5


@pytest.fixture
def charts(desk):
    """Rosa with a diagnosis and a medicine, and two who came from elsewhere with their history."""
    desk.do(clients.change, ROSA, {"address": "1 Pier Rd\nBoston, MA 02115", "pronouns": "she/her"})
    desk.do(diagnoses.make, ROSA, "F11.20", {"diagnosed_on": date(2026, 11, 2),
                                             "diagnosed_by": "Dr. Wu"})  # fmt: skip
    desk.do(medications.add, ROSA, {"name": "buprenorphine", "dose": "16 mg"})
    desk.as_(ADA)
    desk.do(transfer.bring_in, read_set(synthea(), TODAY), "CSV", 7, CAL)
    desk.as_(SUE)
    return desk.do(clients.matching, "", None, True)


def unnumbered(people):
    return sorted((replace(p, source_id="") for p in people), key=repr)


@pytest.mark.parametrize("format", ["FHIR", "CSV"])
def test_what_is_exported_and_imported_again_is_equal(desk, charts, format):
    def read(files):
        if format == "FHIR":
            return read_bundle(files["bundle.json"], TODAY)
        return read_set(files, TODAY)

    first = desk.do(exporting.export, format, charts)
    assert first.clients == len(charts) == 5
    told = read(first.files)
    assert told.stopped == ()
    rosa = next(p for p in told.clients if p.source_id == "0000010")
    assert (rosa.diagnoses[0].code, rosa.medications[0].dose) == ("F11.20", "16 mg")
    desk.do(transfer.bring_in, told, format, 1, CAL)
    new = [i for i in desk.do(clients.matching, "", None, True) if i not in charts]
    again = read(desk.do(exporting.export, format, new).files)
    assert unnumbered(again.clients) == unnumbered(told.clients)


def test_everything_of_a_chart_is_in_the_json(desk, charts):
    desk.as_(CAL)
    note = desk.do(documents.start, DANA, "dap")
    desk.do(documents.save_draft, note.id, {**full(), "data": "CANARY note"}, 0)
    made = desk.do(consents.start, DANA, "tpo")
    desk.do(consents.sign, made.id, {"signer": "Dana Reed"}, STROKES)
    desk.as_(SUE)
    whole = json.loads(desk.do(exporting.export, "JSON", [DANA]).files["charts.json"])
    (chart,) = whole["charts"]
    assert chart["client"]["number"] == "0000012"
    assert chart["records"]["document"][0]["body"]["data"] == "CANARY note"
    assert chart["records"]["consent"][0]["signer"] == "Dana Reed"


def test_an_administrator_moves_out_names_but_no_clinical_word(desk, charts):
    desk.as_(ADA)
    exported = desk.do(exporting.export, "FHIR")
    assert exported.remark
    for person in read_bundle(exported.files["bundle.json"], TODAY).clients:
        assert person.diagnoses == person.scores == person.medications == person.contacts == ()


def test_an_export_leaves_a_line_for_every_chart(desk, charts):
    desk.do(exporting.export, "CSV", [ROSA, DANA])
    desk.as_(ADA)
    ids = desk.do(audit.line_ids, audit.Asked(action="exporting.export"))
    lines = desk.do(audit.lines, ids).values()
    assert {line.client_id for line in lines} == {ROSA, DANA}
    assert {line.reason for line in lines} == {"export CSV"}


def test_counselors_and_front_desk_do_not_export(desk):
    for person in (CAL, FLO):
        desk.as_(person)
        with pytest.raises(Forbidden):
            desk.do(exporting.export, "CSV")
    desk.as_(SUE)
    with pytest.raises(Refused, match="Choose a format"):
        desk.do(exporting.export, "XLS")


def test_the_deidentified_file_holds_no_identifier(desk, charts):
    raw = desk.do(exporting.export, "de-identified CSV").files["deidentified.csv"]
    text = raw.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    for identifier in ("Rosa", "Medina", "Dana", "0000010", "Pier", "02115", "1989", "2026-11-02",
                       "Stamm", "p-1", "Cough"):  # fmt: skip
        assert identifier not in text
    assert {"F11.20", "44261-6"} <= {row["what"] for row in rows}
    assert {row["zip3"] for row in rows} >= {"021", "026"}
    assert all(len(row["year"]) in (0, 4) for row in rows)


@pytest.mark.parametrize(
    ("born", "group"),
    [(date(1937, 12, 1), "89"), (date(1936, 12, 1), "90+"), (date(1900, 1, 1), "90+"),
     (date(2000, 12, 2), "25"), (None, "")],
)  # fmt: skip
def test_ages_over_89_are_one_group(born, group):
    assert age_group(born, date(2026, 12, 1)) == group


@pytest.mark.parametrize(
    ("address", "area"),
    [("1 Pier Rd\nBoston, MA 02115-1234", "021"), ("12345 Main St", "123"), ("", ""),
     ("Nowhere, WY 82190", "000"), ("x\nColebrook, NH 03576", "035"), ("NH 03601", "000")],
)  # fmt: skip
def test_small_areas_are_not_told(address, area):
    assert zip3(address) == area
