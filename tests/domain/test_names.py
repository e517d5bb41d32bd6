"""However a name, a number or a day of birth is typed, it is the person's."""

from datetime import date

import pytest

from counselor_desk.domain.names import FindableIdentity, plain, read_query, search_words

TODAY = date(2026, 11, 30)


def finds(typed, **known):
    """As the list does it: every word begins one of the words, a day is the day of birth."""
    identity = FindableIdentity(**{"given_name": "", "family_name": "", **known})
    query, words = read_query(typed, TODAY), search_words(identity)
    day = not query.born or identity.born in query.born or f" {query.born_as_typed}" in words
    return bool(typed.strip()) and day and all(f" {word}" in words for word in query.words)


@pytest.mark.parametrize(
    ("typed", "given_name", "family_name"),
    [
        ("Ruiz, José", "José", "Ruiz"),
        ("ruiz jose", "José", "Ruiz"),
        ("José Ruiz", "José", "Ruiz"),
        ("dang", "Thị", "Đặng"),
        ("Đặng", "Thi", "Dang"),
        ("lukasz", "Łukasz", "Nowak"),
        ("sorensen", "Mette", "Sørensen"),
        ("soerensen", "Mette", "Sørensen"),
        ("mueller", "Jan", "Müller"),
        ("muller", "Jan", "Müller"),
        ("strasse", "Ute", "Straße"),
        ("o brien", "Nora", "O’Brien"),
        ("obrien", "Nora", "O'Brien"),
        ("O'Brien", "Nora", "OʼBrien"),
        ("o‘b", "Nora", "O'Brien"),
        ("nunez", "Ana", "García–Núñez"),
        ("Garcia-Nunez", "Ana", "García Núñez"),
        ("garcianunez", "Ana", "García-Núñez"),
        ("kaahumanu", "Leilani", "Kaʻahumanu"),
        ("Ka'ahumanu", "Leilani", "Kaʻahumanu"),
        ("delacruz", "Eva", "de la Cruz"),
        ("Cruz, Eva", "Eva", "de la Cruz"),
        ("maryann", "Mary Ann", "Boyd"),
        ("mary-ann", "Mary Ann", "Boyd"),
        ("İbrahim", "Ibrahim", "Kaya"),
        ("smith jr", "Don", "Smith Jr."),
        ("张", "伟", "张"),
    ],
)
def test_names_as_people_type_them(typed, given_name, family_name):
    assert finds(typed, given_name=given_name, family_name=family_name)


@pytest.mark.parametrize(
    "typed",
    [
        "2/29/1988",
        "02/29/1988",
        "2-29-88",
        "29.2.1988",
        "1988-02-29",
        "Feb 29, 1988",
        "29 February 1988",
        "medina 2/29/1988",
        "2/29/1988 medina, rosa",
        "1988",
        "2/29",
        "0000123",
        "123",
        "4477",
        "555-0104477",
        "(555) 010-4477",
        "+1 555 010 4477",
        "bettina",
        "Castro",
    ],
)
def test_days_numbers_and_other_names(typed):
    assert finds(
        typed,
        given_name="Rosa",
        family_name="Medina",
        preferred_name="Bettina",
        former_names="Rosa Castro",
        number="0000123",
        born=date(1988, 2, 29),
        phone="+1 (555) 010-4477",
    )


@pytest.mark.parametrize("typed", ["edina", "2/28/1988", "Rosa Smith", "4478", "os", "3/3/1988 medina"])
def test_what_is_somebody_else_s_is_not_found(typed):
    assert not finds(
        typed, given_name="Rosa", family_name="Medina", born=date(1988, 2, 29), phone="555 010 4477"
    )


def test_a_day_that_can_be_read_in_two_ways_is_both():
    assert set(read_query("3/4/1988").born) == {date(1988, 3, 4), date(1988, 4, 3)}


def test_one_spelling_of_dashes_apostrophes_and_strokes():
    assert plain("O’Brien–Núñez") == plain("o'brien-nunez") == "o'brien-nunez"
    assert plain("Đặng ŁØ") == "dang lo"
