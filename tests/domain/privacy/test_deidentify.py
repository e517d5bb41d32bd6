"""What leaves de-identified points to nobody: no free text, no small cell."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counselor_desk.domain.exchange.people import (
    ImportedClient,
    ImportedContact,
    ImportedDiagnosis,
    ImportedMedication,
    ImportedScore,
)
from counselor_desk.domain.privacy import deidentify
from counselor_desk.domain.privacy.deidentify import CODES, DeidentifiedFact, lines, without_small_cells

TODAY = date(2026, 12, 1)


def person(**more):
    told = {"source_id": "1", "given_name": "Ann", "family_name": "Reed", "born": date(1980, 5, 1),
            "sex": "female", "address": "1 Pier Rd, Boston, MA 02115"}  # fmt: skip
    return ImportedClient(**{**told, **more})


WORDS = ("Ann Reed", "555 0177", "ann@reed.org", "F11.20 Ann", "see note", "123-45-6789", "MRN 77")


@pytest.mark.parametrize("words", WORDS)
def test_no_free_text_passes_in_the_place_of_a_code(words):
    one = person(
        diagnoses=(ImportedDiagnosis(title="x", code=words),),
        scores=(ImportedScore(code=words, title="x", value=3.0, on=TODAY),),
        medications=(ImportedMedication(name="x", code=words),),
        contacts=(ImportedContact(title="x", kind=words),),
    )
    (line,) = lines([one], TODAY, ())
    assert (line.kind, line.what) == ("", "")


@pytest.mark.parametrize(
    ("kind", "code"),
    [("diagnosis", "F11.20"), ("diagnosis", "F10.10"), ("diagnosis", "191816009"),
     ("score", "44261-6"), ("score", "desk:taps.alcohol"), ("medication", "1431076"),
     ("contact", "AMB"), ("contact", "outpatient")],
)  # fmt: skip
def test_codes_pass(kind, code):
    assert CODES[kind].fullmatch(code)


TRAITS = st.tuples(
    st.sampled_from(["", "21", "24", "38", "90+"]), st.sampled_from(["female", "male", ""]),
    st.sampled_from(["021", "026", "000", ""]),
)  # fmt: skip
FACTS = st.lists(st.sampled_from(["F11.20", "F11.10", "F10.20", "Z59.0"]), max_size=3)


@given(st.lists(st.tuples(TRAITS, FACTS), max_size=40), st.sampled_from([2, 5, 11]))
def test_no_cell_is_smaller_than_asked(people, smallest):
    found = []
    for number, (traits, codes) in enumerate(people, 1):
        about = (number, *traits)
        found += [DeidentifiedFact(*about, "diagnosis", code, "", "2025") for code in codes]
        if not codes:
            found.append(DeidentifiedFact(*about, "", "", "", ""))
    told = without_small_cells(found, smallest)
    whole = {line.person: (line.age, line.sex, line.zip3) for line in told.lines}
    assert set(whole) == set(range(1, len(people) + 1))
    for traits, count in Counter(whole.values()).items():
        assert count >= smallest or not any(traits)
    bearing = Counter(what for _p, what in {(n.person, n.what) for n in told.lines if n.what})
    assert all(count >= smallest for count in bearing.values())


def crowd(count, **more):
    line = DeidentifiedFact(0, "38", "female", "021", "diagnosis", "F11.20", "", "2025")
    return [replace(line, person=n, **more) for n in range(1, count + 1)]


def test_whoever_is_alone_is_told_less_closely():
    found = [*crowd(11), replace(crowd(1)[0], person=12, age="71")]
    told = without_small_cells(found, 11)
    (alone,) = (line for line in told.lines if line.person == 12)
    assert (alone.age, alone.sex, alone.zip3, alone.what) == ("", "", "", "F11.20")
    assert (told.people, told.coarser, told.left_out) == (12, 1, 0)


def test_ages_come_together_in_tens():
    found = [replace(line, age=str(30 + line.person % 3)) for line in crowd(12)]
    assert {line.age for line in without_small_cells(found, 11).lines} == {"30-39"}


def test_a_rare_code_is_told_by_its_category_or_not_at_all():
    codes = ("F11.10", "F11.21", "F11.29")
    found = [replace(line, what=codes[line.person % 3]) for line in crowd(12)]
    assert {line.what for line in without_small_cells(found, 11).lines} == {"F11"}
    rare = without_small_cells([*crowd(11), replace(crowd(1)[0], person=12, what="Z59.0")], 11)
    assert (rare.left_out, {line.what for line in rare.lines}) == (1, {"F11.20", ""})


def test_the_heads_are_those_of_the_lines():
    assert tuple(crowd(1)[0].cells()) == ("1", "38", "female", "021", "diagnosis", "F11.20", "",
                                          "2025")  # fmt: skip
    assert len(deidentify.HEADS) == 8
