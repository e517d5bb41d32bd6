"""Whatever file comes, it is read or refused; whatever is written comes back equal."""

import copy
import string
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from counselor_desk.core.errors import Refused
from counselor_desk.domain.exchange.csv_table import read_table, write_table
from counselor_desk.domain.exchange.csv_write import write_set
from counselor_desk.domain.exchange.fhir_read import read_bundle
from counselor_desk.domain.exchange.fhir_write import write_bundle
from counselor_desk.domain.exchange.people import (
    SCORES,
    ImportContents,
    ImportedClient,
    ImportedContact,
    ImportedDiagnosis,
    ImportedMedication,
    ImportedScore,
)
from tests.domain.exchange_samples import TODAY, as_bytes, bundle, read_set, synthea

EVERYDAY = settings(max_examples=200, deadline=None)
LONG = settings(max_examples=10_000, deadline=None)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def places(value, path=()):
    """Every place in a JSON value."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in inner:
        if isinstance(part, (dict, list)):
            yield from places(part, (*path, key))
        else:
            yield (*path, key)


PLACES = [place for place in places(bundle()) if place]


def _into(value, key):
    """What stands there now; an earlier change may have put something else in its place."""
    if isinstance(value, dict):
        return value.get(key)
    return value[key] if isinstance(value, list) and key in range(len(value)) else None


@st.composite
def spoiled_bundles(draw):
    """A sound bundle in which some places hold something else, and some bytes too."""
    value = copy.deepcopy(bundle())
    for place in draw(st.lists(st.sampled_from(PLACES), max_size=3)):
        inner = value
        for key in place[:-1]:
            inner = _into(inner, key)
        if isinstance(inner, dict):
            inner[str(place[-1])] = draw(json_values)
    raw = bytearray(as_bytes(value))
    for at, byte in draw(st.lists(st.tuples(st.integers(0, len(raw) - 1), st.integers(0, 255)),
                                  max_size=2)):  # fmt: skip
        raw[at] = byte
    return bytes(raw[: draw(st.integers(0, len(raw)))] if draw(st.booleans()) else raw)


@st.composite
def spoiled_tables(draw):
    """A sound set of tables with bytes changed, put in, or cut off."""
    files = synthea()
    name = draw(st.sampled_from(sorted(files)))
    raw = bytearray(files[name])
    for at, put in draw(st.lists(st.tuples(st.integers(0, len(raw)), st.binary(max_size=6)),
                                 min_size=1, max_size=4)):  # fmt: skip
        raw[at:at] = put
    files[name] = bytes(raw[: draw(st.integers(0, len(raw)))])
    return files


def expect_read_or_refused(read, *given):
    try:
        assert isinstance(read(*given, TODAY), ImportContents)
    except Refused as refusal:
        assert 10 < len(str(refusal)) < 300  # noqa: PT017


strange = st.binary(max_size=400) | st.text().map(lambda t: t.encode("utf-8", "surrogatepass"))


@EVERYDAY
@given(strange | spoiled_bundles() | json_values.map(as_bytes))
def test_any_bundle_is_read_or_refused(raw):
    expect_read_or_refused(read_bundle, raw)


@EVERYDAY
@given(strange.map(lambda raw: {"a.csv": raw}) | spoiled_tables())
def test_any_table_is_read_or_refused(files):
    expect_read_or_refused(read_set, files)


@pytest.mark.slow
@LONG
@given(strange | spoiled_bundles() | json_values.map(as_bytes))
def test_ten_thousand_bundles_are_read_or_refused(raw):
    expect_read_or_refused(read_bundle, raw)


@pytest.mark.slow
@LONG
@given(strange.map(lambda raw: {"a.csv": raw}) | spoiled_tables())
def test_ten_thousand_tables_are_read_or_refused(files):
    expect_read_or_refused(read_set, files)


letters = st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"))
words = st.text(letters, max_size=12) | st.sampled_from(["=1", "'=x", "-", 'a"b', "a,b;c", "−5"])
named = words.filter(bool)
some_day = st.dates(date(1900, 1, 1), TODAY)
maybe_day = st.none() | some_day
moments = st.none() | st.datetimes(
    datetime(1950, 1, 1),  # noqa: DTZ001
    datetime(2026, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
systems = st.sampled_from(["SNOMED CT", "ICD-10-CM", "RxNorm"])
diagnoses = st.builds(
    ImportedDiagnosis, title=named, code=named, system=systems, onset=maybe_day, ended=maybe_day,
    status=st.sampled_from(["active", "resolved", "remission", "", "seen"]),
)  # fmt: skip
scores = st.builds(
    ImportedScore, code=st.sampled_from([*SCORES, "desk:bam"]), title=named, on=maybe_day,
    value=st.integers(-99, 999) | st.just(3.5),
)  # fmt: skip
medications = st.builds(
    ImportedMedication, name=named, code=named, system=systems, started=maybe_day, ended=maybe_day,
    status=st.sampled_from(["active", "stopped", "", "taken"]), dose=words,
)  # fmt: skip
contacts = st.builds(ImportedContact, title=named, kind=words, started=moments, ended=moments, reason=words)
people = st.builds(
    ImportedClient,
    given_name=named, middle_name=words, family_name=named, preferred_name=words, pronouns=words,
    born=some_day, died=maybe_day, sex=st.sampled_from(["", "female", "male", "other", "unknown"]),
    gender=words, language=st.sampled_from(["", "en", "es"]), phone=words, email=words,
    address=words, voicemail_ok=st.booleans(), clinic_name_ok=st.booleans(), mail_ok=st.booleans(),
    diagnoses=st.lists(diagnoses, max_size=2).map(tuple),
    scores=st.lists(scores, max_size=2).map(tuple),
    medications=st.lists(medications, max_size=2).map(tuple),
    contacts=st.lists(contacts, max_size=2).map(tuple),
    source_id=st.text(string.ascii_letters + string.digits + " /é", min_size=1).map(str.strip)
    .filter(lambda t: t and "  " not in t),
)  # fmt: skip
cohorts = st.lists(people, min_size=1, max_size=3, unique_by=lambda c: c.source_id)


@EVERYDAY
@given(cohorts)
def test_clients_come_back_equal_from_a_bundle(clients):
    read = read_bundle(write_bundle(clients, datetime(2026, 1, 1, tzinfo=UTC)), TODAY)
    assert list(read.clients) == clients


@EVERYDAY
@given(cohorts)
def test_clients_come_back_equal_from_tables(clients):
    assert list(read_set(write_set(clients), TODAY).clients) == clients


@EVERYDAY
@example([["", "\x0c="]])
@given(st.lists(st.lists(st.text(st.characters(exclude_categories=("Cs",))), min_size=2,
                         max_size=2), min_size=1))  # fmt: skip
def test_any_cells_come_back_and_none_is_a_formula(rows):
    written = write_table(["a", "b"], rows)
    table = read_table(written)
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert [[row.get("a"), row.get("b")] for row in table.rows] == kept
    for row in table.rows:
        for cell in row.cells.values():
            unsafe = cell.lstrip()[:1] in ("=", "@")
            assert not unsafe or f"\"'{cell}".replace('"', '""')[1:].encode() in written


def test_a_moment_keeps_its_zone():
    contact = ImportedContact(title="x", started=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=5))
    client = ImportedClient(source_id="1", given_name="A", family_name="B", born=TODAY,
                            contacts=(contact,))  # fmt: skip
    assert read_set(write_set([client]), TODAY).clients == (client,)
