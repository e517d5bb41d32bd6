"""NPI, tax number and state as payers write them."""

import random

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.domain.clinic import identifiers


def luhn(digits):
    """Written another way than the program: a table of what a doubled digit counts."""
    doubled = "0246813579"
    backwards = digits[::-1]
    return sum(map(int, backwards[::2])) + sum(int(doubled[int(d)]) for d in backwards[1::2])


def test_the_published_example_of_an_npi_is_right():
    assert identifiers.npi("1234567893") == "1234567893"
    assert identifiers.npi(" 123-456-7893 ") == "1234567893"
    assert identifiers.npi("  ") == ""


def test_of_ten_last_digits_one_is_right():
    chance = random.Random(42)
    for _round in range(500):
        body = str(chance.choice((1, 2))) + "".join(str(chance.randrange(10)) for _n in range(8))
        fitting = []
        for last in range(10):
            try:
                fitting.append(identifiers.npi(f"{body}{last}"))
            except Refused:
                continue
        assert len(fitting) == 1
        assert luhn("80840" + fitting[0]) % 10 == 0


def test_two_digits_changed_places_are_noticed():
    with pytest.raises(Refused, match="last digit"):
        identifiers.npi("2134567893")


@pytest.mark.parametrize("wrong", ["123456789", "12345678931", "3234567893", "12345678９3", "12345x7893"])
def test_what_is_no_npi_is_refused(wrong):
    with pytest.raises(Refused):
        identifiers.npi(wrong)


def test_tax_number_and_state():
    assert identifiers.tax_number("123456789") == identifiers.tax_number("12-3456789") == "12-3456789"
    assert identifiers.state(" ma ") == "MA"
    assert identifiers.tax_number("") == identifiers.state("") == ""
    for refuse in (lambda: identifiers.tax_number("12345"), lambda: identifiers.state("XX")):
        with pytest.raises(Refused):
            refuse()
