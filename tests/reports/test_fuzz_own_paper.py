"""Whatever a clinic writes into its own letters and handouts, it prints or is refused in words."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.domain.clean_text import without_nul_and_surrogates
from counselor_desk.reports.documents import letter_story
from counselor_desk.reports.family import handout_story
from counselor_desk.reports.press.sheet import Sheet
from counselor_desk.services.documents import letters
from counselor_desk.services.family import handout_editing, handouts
from tests.reports.hostile import TEXTS

SHEET = Sheet("Ours", clinic="Harbor Recovery Center", clinic_lines=("2 Harbor Street", "555 0100"))
# What means something in them, next to words that mean nothing.
LETTER = st.sampled_from(["{client}", "{first}", "{nobody}", "{", "}", "\n\n", "{{client}}"])
LEAFLET = st.sampled_from(
    ["\n## ", "\n- ", "\n1. ", "\n> ", "\n| a | b |\n| - | - |\n| 1 | 2 |\n", "\n@phones 988\n",
     "\n@phones x\n", "\n_ ", "\n? ", "\n!picture course\n", "\n!picture x\n", "**", "*", "+++"]
)  # fmt: skip
TIMES = [150, pytest.param(10_000, marks=pytest.mark.slow)]


def mixed(marks):
    return st.lists(marks | TEXTS, min_size=1, max_size=8).map(
        lambda parts: without_nul_and_surrogates("".join(parts))
    )


def often(times, words, take):
    """Each words is printed or refused; both have to come."""
    seen = {"printed": 0, "refused": 0}

    @settings(
        max_examples=times, deadline=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(words, words)
    def once(one, other):
        try:
            pdf = take(one, other)
        except Refused:
            seen["refused"] += 1
        else:
            assert pdf.startswith(b"%PDF")
            seen["printed"] += 1

    once()
    assert min(seen.values()) > times // 20, seen


@pytest.mark.parametrize("times", TIMES)
def test_a_letter_of_the_clinic_s_own(times):
    letter = next(iter(files.letters().values()))

    def take(title, body):
        facts = {"title": title, "greeting": body[:80] or "Dear"}
        return letter_story.sample_letter(SHEET, letters.parse_letter(letter, facts, body))

    often(times, mixed(LETTER), take)


@pytest.mark.parametrize("times", TIMES)
def test_a_handout_of_the_clinic_s_own(times):
    made = files.handouts("en")["overdose"]
    phones = files.phones()

    def take(title, body):
        facts = {"title": title, "tags": [title], "sources": [title], "version": date(2026, 1, 1)}
        handout = handout_editing.parse_handout(made.front, facts, body)
        handouts.level(handout)
        return handout_story.page(replace(SHEET, title=handout.title), handout, phones)

    often(times, mixed(LEAFLET), take)
