"""Reading levels against the figures of the published formulas, and counts against known words."""

import pytest

from counselor_desk.domain.readability import (
    TextCount,
    count,
    flesch_kincaid,
    inflesz,
    syllables_en,
    syllables_es,
)

EASY, SPANISH = TextCount(100, 10, 140), TextCount(100, 10, 200)


@pytest.mark.parametrize(
    ("formula", "counted", "figure"),
    [
        (flesch_kincaid, EASY, 4.83),
        (inflesz, SPANISH, 72.24),
    ],
)
def test_formulas_give_their_published_figures(formula, counted, figure):
    assert formula(counted) == pytest.approx(figure, abs=0.006)


ENGLISH = """
about:2 able:2 ahead:2 alcohol:3 ambulance:3 anxiety:4 appointment:3 appreciate:4 area:3 asked:1
association:5 baby:2 because:2 being:2 behavior:3 boundaries:3 boxes:2 brain:1 breathe:1
breathing:2 brilliant:2 buprenorphine:4 careful:2 cause:1 changes:2 child:1 children:2 client:2
companion:3 couldn't:2 counselor:3 decided:3 depression:3 didn't:2 different:3 disease:2 doctor:2
don't:1 easier:3 emergency:4 equal:2 exercises:4 eyes:1 faces:2 family:3 feeling:2 fire:1 group:1
handles:2 happier:3 helped:1 history:3 hospital:3 houses:2 idea:3 individual:5 isn't:2 January:4
language:2 little:2 loneliness:3 makes:1 medicine:3 methadone:3 million:2 museum:3 naloxone:3
naltrexone:3 natural:3 naturally:4 needed:2 nurse:1 obvious:3 official:3 opinion:3 opioid:3
overdose:3 patient:2 people's:2 pharmacy:3 places:2 player:2 practices:3 pregnancy:3 promises:3
quality:3 question:2 ratio:3 reality:4 recovery:4 relaxed:2 rhythm:2 safely:2 seeing:2 serious:3
situation:4 social:2 special:2 started:2 suicide:3 surgeon:2 table:2 talked:1 theater:3
together:3 treatment:2 trouble:2 trying:2 union:2 usual:3 vegetables:4 violence:3 wanted:2
watches:2 weakness:2 week:1 withdrawal:3 years:1 you're:1
"""
SPANISH_WORDS = """
adicción:3 agua:2 ahora:3 ahí:2 aire:2 alcohol:3 amigo:3 apoyo:3 aunque:2 autobús:3 ayuda:3
buprenorfina:5 búho:2 causa:2 ciudad:2 cocaína:4 consejero:4 creer:2 cuerpo:2 cuidado:3
cuídese:3 después:2 deuda:2 día:2 emergencia:4 familia:3 guerra:2 guitarra:3 había:3 hoy:1
hueso:2 huella:2 héroe:3 ley:1 línea:3 mayo:2 medicina:4 muy:1 naloxona:4 niños:2 oigo:2
oído:3 país:2 pingüino:3 poeta:3 que:1 quien:1 recuperación:5 respiración:4 ruido:2 sobredosis:4
sueño:2 tiempo:2 tratamiento:4 tía:2 usted:2 viaje:2 viuda:2 y:1
"""


def known(words: str):
    return [(w, int(n)) for w, n in (pair.split(":") for pair in words.split())]


@pytest.mark.parametrize(("word", "number"), known(ENGLISH))
def test_english_syllables(word, number):
    assert syllables_en(word) == number


@pytest.mark.parametrize(("word", "number"), known(SPANISH_WORDS))
def test_spanish_syllables(word, number):
    assert syllables_es(word) == number


def test_a_text_is_counted_in_words_and_sentences():
    counted = count(["Call 911. Stay with the person!", "Give naloxone"])
    assert (counted.words, counted.sentences) == (8, 3)


def test_listed_names_are_left_out():
    with_name, without = (
        flesch_kincaid(count(["Buprenorphine is a medicine."], "en", names))
        for names in ((), {"buprenorphine"})
    )
    assert without < with_name


def test_nothing_to_read_is_counted_as_nothing():
    assert count([""]) == TextCount(0, 0, 0)
