"""The official list is whole, is found by code and by everyday word, and is quick."""

import gzip
import time
from datetime import date

import pytest

from counselor_desk.catalog import files
from counselor_desk.domain.care.icd10 import CodeList, CodeRelease

RELEASE = files.parse(CodeRelease, files.RESOURCES / "codes" / "icd10cm_2026_04.toml")


@pytest.fixture(scope="module")
def codes():
    with gzip.open(files.RESOURCES / "codes" / RELEASE.lines, "rt", encoding="utf-8") as lines:
        return CodeList(lines, RELEASE.words)


def test_the_list_is_whole(codes):
    assert len(codes) == 98505
    assert codes.get("f1120").code == "F11.20"
    assert codes.get("T40.1X1A").billable
    assert not codes.get("F11.2").billable
    assert codes.get("F11.99999") is None


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("F11.2", "F11.20"),
        ("f1121", "F11.21"),
        ("heroin", "F11.10"),
        ("heroin remission", "F11.11"),
        ("heroin overdose", "T40.1X1A"),
        ("opioid use disorder severe", "F11.20"),
        ("ptsd", "F43.10"),
        ("chronic post-traumatic", "F43.12"),
        ("homeless", "Z59.00"),
        ("suicidal", "R45.851"),
    ],
)
def test_codes_and_everyday_words_both_hit(codes, query, first):
    assert first in [c.code for c in codes.search(query)[:4]]


def test_nothing_comes_of_nothing(codes):
    assert codes.search("") == []
    assert codes.search("xqzz") == []
    assert codes.search("opioid xqzz") == []


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("F11.20", "Opioid use disorder, moderate or severe"),
        ("F11.10", "Opioid use disorder, mild"),
        ("F11.21", "Opioid use disorder, moderate or severe, in remission"),
        ("F11.23", "Opioid use disorder, moderate or severe, with withdrawal"),
        ("F11.93", "Opioid use, unspecified with withdrawal"),
        ("F43.10", "Post-traumatic stress disorder, unspecified"),
    ],
)
def test_labels_are_person_first(codes, code, label):
    assert codes.get(code).label == label


def test_a_release_says_which_dates_it_covers():
    assert RELEASE.covers(date(2026, 9, 30))
    assert not RELEASE.covers(date(2026, 12, 1))


def test_each_keystroke_is_answered_at_once(codes):
    worst = 0.0
    for query in ("opioid use disorder severe", "left fracture of femur xq", "with encounter a"):
        for end in range(1, len(query) + 1):
            start = time.process_time()
            codes.search(query[:end])
            worst = max(worst, time.process_time() - start)
    assert worst < 0.2  # 10 ms here; the margin is for a slower machine
