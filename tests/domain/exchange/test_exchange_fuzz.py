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
from counselor_desk.domain.exchange.fhir_write import write_bundle
from counselor_desk.domain.exchange.people import (
    SCORES,
    FactKind,
    ImportContents,
    ImportedClient,
    ImportedContact,
    ImportedDiagnosis,
    ImportedFact,
    ImportedMedication,
    ImportedResult,
    ImportedScore,
)
from tests.domain.exchange_samples import TODAY, as_bytes, bundle, read_bundle, read_set, synthea

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
moments = st.datetimes(
    datetime(1950, 1, 1),  # noqa: DTZ001
    datetime(2026, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
systems = st.sampled_from(["SNOMED CT", "ICD-10-CM", "RxNorm"])
written = st.sampled_from(["2019", "2019-03", "childhood", "about May 2012", "52 years"])
dated = st.sampled_from(["on", "words", ""])


@st.composite
def entries(draw, made, *dates, **fields):
    """An entry in which each day is a day, words where there is none, or nothing."""
    told = {name: draw(strategy) for name, strategy in fields.items()}
    for name in dates:
        how = draw(dated)
        if how == "on":
            told[name] = draw(moments if made is ImportedContact else some_day)
        elif how == "words":
            told[f"{name}_words"] = draw(written)
    return made(**told)


diagnoses = entries(
    ImportedDiagnosis, "onset", "ended", title=named, code=named, system=systems,
    status=st.sampled_from(["active", "resolved", "remission", "", "seen"]),
)  # fmt: skip
scores = entries(
    ImportedScore, "on", code=st.sampled_from([*SCORES, "desk:bam"]), title=named,
    value=st.integers(-99, 999) | st.just(3.5),
)  # fmt: skip
medications = entries(
    ImportedMedication, "started", "ended", name=named, code=named, system=systems,
    status=st.sampled_from(["active", "stopped", "", "taken"]), dose=words,
)  # fmt: skip
contacts = entries(ImportedContact, "started", "ended", title=named, kind=words, reason=words)
results = entries(
    ImportedResult, "on", title=named, value=named, code=named, system=systems, reading=words
)  # fmt: skip
races = st.sampled_from([("White", "2106-3"), ("Hmong", "2040-0"), ("Asian", "2028-9")]).map(
    lambda pair: ImportedFact(
        kind=FactKind.RACE, words=pair[0], code=pair[1], system="urn:oid:2.16.840.1.113883.6.238"
    )
)
facts = st.lists(
    st.builds(ImportedFact, words=named.map("once {}".format), kind=st.sampled_from(
        [FactKind.FORMER_PHONE, FactKind.FORMER_ADDRESS, FactKind.NUMBER, FactKind.PERSON]
    ))
    | races,
    max_size=3, unique_by=lambda fact: (fact.kind, fact.words),
)  # fmt: skip
standing = st.sampled_from([(False, "", None), (False, "on a list", None), (True, "inactive", None),
                            (True, "inactive", date(2020, 2, 2))])  # fmt: skip
deaths = st.sampled_from([(None, "", False), (date(2021, 3, 4), "", False), (None, "2021-03", True),
                          (None, "", True)])  # fmt: skip
sexes = st.sampled_from([("", ""), ("female", ""), ("male", "female"), ("unknown", "male"), ("other", "")])


@st.composite
def people_of(draw):
    not_active, status, discharged = draw(standing)
    died, died_words, deceased = draw(deaths)
    sex, administrative_gender = draw(sexes)
    born, born_words = draw(some_day.map(lambda day: (day, "")) | st.just((None, "1989-03")))
    phone = draw(words)
    told = {name: draw(strategy) for name, strategy in TEXTS.items()}
    told_facts = draw(facts)
    kinds = list(FactKind)
    other_phone = words.filter(lambda other: other != phone)
    return ImportedClient(
        not_active=not_active,
        status=status,
        discharged=discharged,
        died=died,
        died_words=died_words,
        deceased=deceased,
        sex=sex,
        administrative_gender=administrative_gender,
        born=born,
        born_words=born_words,
        phone=phone,
        second_phone=draw(other_phone) if phone else "",
        facts=tuple(sorted(told_facts, key=lambda fact: kinds.index(fact.kind))),
        **told,
    )


TEXTS = {
    "given_name": named, "middle_name": words, "family_name": named,
    "suffix": st.sampled_from(["", "Jr.", "III"]), "preferred_name": words, "pronouns": words,
    "former_names": st.sampled_from(["", "Rosa Castro", "R. Castro; Rose Medina-Lee"]),
    "gender": words, "language": st.sampled_from(["", "en", "es"]), "email": words, "address": words,
    "voicemail_ok": st.booleans(), "clinic_name_ok": st.booleans(), "mail_ok": st.booleans(),
    "diagnoses": st.lists(diagnoses, max_size=2).map(tuple),
    "scores": st.lists(scores, max_size=2).map(tuple),
    "medications": st.lists(medications, max_size=2).map(tuple),
    "contacts": st.lists(contacts, max_size=2).map(tuple),
    "results": st.lists(results, max_size=2).map(tuple),
    "source_id": st.text(string.ascii_letters + string.digits + " /é", min_size=1).map(str.strip)
    .filter(lambda t: t and "  " not in t),
}  # fmt: skip
people = people_of()
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
