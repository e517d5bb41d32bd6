"""FHIR bundles in and out: what is taken, what is counted, what is refused."""

from datetime import UTC, date, datetime

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.domain.exchange.chosen_files import open_parcel
from counselor_desk.domain.exchange.fhir_read import read_bundles
from counselor_desk.domain.exchange.fhir_write import write_bundle
from tests.domain.exchange_samples import TODAY, as_bytes, bundle, read_bundle

AT = datetime(2026, 12, 1, 15, tzinfo=UTC)


def test_a_bundle_comes_in_and_what_is_not_taken_is_counted():
    read = read_bundle(as_bytes(bundle()), TODAY)
    (rosa,) = read.clients
    assert (rosa.given_name, rosa.middle_name, rosa.family_name) == ("Rosa", "María", "Medina")
    assert (rosa.born, rosa.sex, rosa.language) == (date(1989, 3, 14), "female", "es")
    assert rosa.address == "1 Pier Rd\nBoston, MA"
    assert rosa.diagnoses[0].title == "Opioid abuse (disorder)"
    assert rosa.diagnoses[0].onset == date(2020, 1, 2)
    assert [(s.instrument, s.value, s.on) for s in rosa.scores] == [("phq9", 14, date(2021, 2, 3))]
    assert rosa.medications[0].name == "buprenorphine"
    assert rosa.contacts[0].started == datetime(2021, 5, 6, 15, tzinfo=UTC)
    assert dict(read.left_out) == {
        "Claim": 2,
        "Condition (withdrawn)": 1,
        "Immunization": 1,
        "Observation (not the total of a questionnaire)": 1,
    }
    assert read.problems == ()


def test_a_person_alone_is_a_bundle_of_one():
    assert read_bundle(as_bytes(bundle()["entry"][0]["resource"]), TODAY).clients[0].phone


def changed(change):
    value = bundle()
    change(value["entry"])
    return as_bytes(value)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "JSON file is incomplete"),
        (b"{", "JSON file is incomplete"),
        (as_bytes(bundle())[:-40], "JSON file is incomplete"),
        (as_bytes(bundle()).replace(b"14.0", b"NaN"), "JSON file is incomplete"),
        (as_bytes(bundle()).replace(b"14.0", b"1" * 6000), "JSON file is incomplete"),
        (as_bytes(bundle()).replace(b"14.0", b"1e999"), "JSON file is incomplete"),
        (as_bytes(bundle()).replace(b"Medina", b"\\ud800"), "JSON file is incomplete"),
        (as_bytes(bundle()).replace(b"Medina", b"\\udc00x"), "JSON file is incomplete"),
        (as_bytes(bundle()).replace(b"Medina", b"Mu\xf1oz"), "UTF-8"),
        (b'{"resourceType":"Bundle","resourceType":"Bundle"}', "A key appears twice"),
        (b"[" * 100_000 + b"]" * 100_000, "levels deep"),
        (b'{"resourceType":"Bundle","entry":' + b"[" * 65 + b"]" * 65 + b"}", "levels deep"),
        (b'{"a":' * 3000 + b"1" + b"}" * 3000, "levels deep"),
        (b"[]", "not a FHIR bundle"),
        (b"3", "not a FHIR bundle"),
        (b'{"resourceType":"Bundle","entry":{}}', "not a FHIR bundle"),
        (b'{"resourceType":"Bundle","entry":[3]}', "Entry 1"),
        (b'{"resourceType":"Bundle","entry":[]}', "no person"),
        (changed(lambda entries: entries.pop(0)), "no person"),
        (b" " * (50 * 1024 * 1024), "50 MB"),
    ],
)
def test_what_is_no_bundle_gets_one_clear_message(raw, words):
    with pytest.raises(Refused, match=words):
        read_bundle(raw, TODAY)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_other_encodings_with_a_mark_are_read(encoding):
    raw = as_bytes(bundle()).decode().replace("María", "María").encode(encoding)
    assert read_bundle(raw, TODAY).clients[0].middle_name == "María"


@pytest.mark.parametrize(
    ("at", "value", "words"),
    [
        ({"birthDate": "in spring"}, "entry 1 (Patient)", "date of birth is missing"),
        ({"birthDate": 3}, "entry 1 (Patient)", "birthDate"),
        ({"birthDate": "2189-01-01"}, "entry 1 (Patient)", "not possible"),
        ({"name": []}, "entry 1 (Patient)", "first name"),
        ({"name": "Rosa"}, "entry 1 (Patient)", "$.name"),
    ],
)
def test_a_person_who_cannot_come_in_is_named_by_the_entry(at, value, words):
    read = read_bundle(changed(lambda entries: entries[0]["resource"].update(at)), TODAY)
    assert read.stopped
    assert read.stopped[0].place == value
    assert words in read.stopped[0].message
    assert "Rosa" not in read.stopped[0].message  # the place and the kind, never the value


def test_a_chart_entry_of_the_wrong_shape_is_a_problem_with_its_place():
    read = read_bundle(changed(lambda entries: entries[1]["resource"].update(code={"coding": "x"})), TODAY)
    assert [(p.place, p.stops) for p in read.problems] == [("entry 2 (Condition)", True)]


def test_an_entry_of_somebody_else_is_counted():
    read = read_bundle(
        changed(lambda e: e[1]["resource"].update(subject={"reference": "Patient/other"})), TODAY
    )
    assert dict(read.left_out)["Condition (of a person who is not in the bundle)"] == 1


def test_several_files_are_one_import_and_the_same_person_twice_comes_in_once():
    raw = as_bytes(bundle())
    read = read_bundles({"a.json": raw, "b.json": raw}, TODAY)
    assert [(p.place, p.stops) for p in read.problems] == [("b.json, entry 1 (Patient)", False)]
    (rosa,) = read.clients
    alone = read_bundle(raw, TODAY).clients[0]
    assert rosa.name == alone.name
    with pytest.raises(Refused, match=r"^b\.json: "):
        read_bundles({"a.json": raw, "b.json": raw[:99]}, TODAY)


def test_what_is_written_comes_back_equal_and_the_same_twice():
    clients = read_bundle(as_bytes(bundle()), TODAY).clients
    written = write_bundle(clients, AT)
    again = read_bundle(written, TODAY)
    assert again.clients == clients
    assert again.left_out == again.problems == ()
    assert write_bundle(clients, AT) == written


def test_a_resource_a_line_is_read_as_a_bundle_is():
    """FHIR's bulk export: a file a kind of resource, which point into each other."""
    value = bundle()
    files: dict[str, list[bytes]] = {}
    for entry in value["entry"]:
        kind = entry["resource"]["resourceType"]
        files.setdefault(f"{kind}.ndjson", []).append(as_bytes(entry["resource"]))
    lines = {name: b"\n".join(found) + b"\r\n" for name, found in files.items()}
    read = open_parcel(lines, TODAY)
    whole = read_bundle(as_bytes(value), TODAY)
    assert read.source == "FHIR"
    assert read.imported.clients == whole.clients
    assert read.imported.left_out == whole.left_out


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a.ndjson": b'{"resourceType": "Patient"}\n[1]\n'}, "a.ndjson, line 2"),
        ({"a.ndjson": b'{"resourceType": "Patient"\n'}, "a.ndjson, line 1"),
        ({"a.ndjson": b'{"resourceType": "Encounter"}\n'}, "no person"),
        ({"a.ndjson": b'{"resourceType": "Patient"}', "b.json": b"{}"}, "b.json: This is not a FHIR"),
        ({"a.json": b'{"format": "counselor-desk", "version": 9, "charts": []}'}, "Another versio"),
        ({"a.json": b'{"format": "counselor-desk", "charts": 3}'}, "not an export from"),
    ],
)
def test_what_is_no_resource_a_line_is_refused_with_its_place(files, said):
    with pytest.raises(Refused, match=said):
        open_parcel(files, TODAY)


def test_a_chart_of_ours_that_was_changed_by_hand_is_named():
    raw = as_bytes({"format": "counselor-desk", "version": 2, "charts": [{"told": {"born": "soon"}}]})
    (problem,) = open_parcel({"0001.json": raw}, TODAY).imported.problems
    assert problem.place == "0001.json, chart 1"
    assert "soon" not in problem.message
