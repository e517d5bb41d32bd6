"""Halves of characters are replaced wherever they stand; everything else stays as it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counselor_desk.domain.clean_text import without_nul_and_surrogates


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("plain", "plain"),
        ("Żółć 咳 🌿", "Żółć 咳 🌿"),
        ("a\ud800b", "a\ufffdb"),
        ("a\x00b", "ab"),
        ("\ud83c\udf3f", "🌿"),  # two halves that belong together
        (("x", {"name": ["\udfff"]}), ("x", {"name": ["\ufffd"]})),
        (7, 7),
    ],
)
def test_halves_of_characters(typed, kept):
    assert without_nul_and_surrogates(typed) == kept


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00")))
def test_whole_text_stays_the_same(text):
    assert without_nul_and_surrogates(text) is text or without_nul_and_surrogates(text) == text


@given(st.text())
def test_any_text_can_be_kept(text):
    without_nul_and_surrogates(text).encode("utf-8")
