"""Wording is flagged with a suggestion where it is the writer's, not where a client is quoted."""

import pytest

from counselor_desk.catalog import files

WORDS = files.wording()


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("UDT was dirty", ["dirty"]),
        ("Clean for ten days, then relapsed", ["Clean", "relapsed"]),
        ("An alcoholic and an addict", ["alcoholic", "addict"]),
        ("History of child abuse; drug abuse since 2010", ["abuse"]),
        ("Wrote the relapse-prevention plan and the relapse prevention card", []),
        ('Said "I am an addict and I am clean"', []),
        ("Said \u201cclean\u201d; was clean", ["clean"]),
        ("Committed suicide", ["Committed suicide"]),
        ("Cleaned the house with superusers", []),
        ("The client reports negative tests", []),
    ],
)
def test_flags(text, flagged):
    assert [text[f.start : f.start + f.length] for f in WORDS.flags(text)] == flagged


def test_spanish_has_words_of_its_own():
    spanish = files.wording_in("es")
    assert [f.say[0] for f in spanish.flags("Un adicto; Alcohólicos Anónimos")] == [
        "una persona con trastorno por consumo de sustancias"
    ]
    assert all(spanish.flags(better) == [] for w in spanish.words for better in w.say)


def test_every_flag_has_something_better():
    assert all(w.say and w.not_ for w in WORDS.words)
    for wording in WORDS.words:
        for better in wording.say:
            assert WORDS.flags(better) == []
