"""Warning of a person who is there already: sound, slips, swapped fields, birthday."""

from datetime import date
from random import Random

import pytest

from counselor_desk.domain.clients.person_identity import PersonIdentity
from counselor_desk.domain.clients.same_person import likely_same

BORN = date(1989, 3, 14)
ROSA = PersonIdentity("Rosa", "Medina", BORN)


@pytest.mark.parametrize(
    "other",
    [
        PersonIdentity("Rosa", "Medina", BORN),
        PersonIdentity("rosa", "MEDINA", BORN),
        PersonIdentity("Rossa", "Medina", BORN),
        PersonIdentity("Rosa", "Medinna", BORN),
        PersonIdentity("Rosa", "Mednia", BORN),  # neighbours swapped
        PersonIdentity("Roza", "Medina", BORN),  # heard alike
        PersonIdentity("Rosa", "Medina-Cruz", BORN),
        PersonIdentity("Rosa", "Medina", None),
        PersonIdentity("Medina", "Rosa", BORN),  # typed into each other's field
        PersonIdentity("Rosa", "Medina", date(1989, 3, 15)),  # one figure wrong
        PersonIdentity("Rosa María", "Medina", BORN),
    ],
)
def test_likely_the_same_person(other):
    assert likely_same(ROSA, other) > 0.6
    assert likely_same(ROSA, other) == likely_same(other, ROSA)


@pytest.mark.parametrize(
    "other",
    [
        PersonIdentity("Rosa", "Medina", date(1961, 11, 2)),  # same name, another birthday: see below
        PersonIdentity("Rosa", "Tull", BORN),
        PersonIdentity("James", "Medina", BORN),
        PersonIdentity("", "", BORN),
        PersonIdentity("Dana", "Reed", date(1992, 1, 30)),
    ],
)
def test_not_the_same_person(other):
    assert likely_same(ROSA, other) < 0.6


def test_day_and_month_swapped_is_a_slip():
    assert likely_same(
        PersonIdentity("Ann", "Lee", date(1990, 3, 4)), PersonIdentity("Ann", "Lee", date(1990, 4, 3))
    )


def test_the_nearer_the_higher():
    exact, slip = likely_same(ROSA, ROSA), likely_same(ROSA, PersonIdentity("Rosa", "Mediba", BORN))
    assert exact == 1.0 > slip > 0


@pytest.mark.parametrize(
    ("one", "other"),
    [("catherine", "katherine"), ("philip", "filip"), ("gonzales", "gonzalez"),
     ("vasquez", "basquez"), ("smith", "smyth"), ("jimenez", "himenez"),
     ("stephen", "steven"), ("ivanov", "ivanoff"), ("garcia", "gacria"), ("de la cruz", "delacruz")],
)  # fmt: skip
def test_written_or_heard_alike_is_enough_without_a_birthday(one, other):
    assert likely_same(PersonIdentity("Ann", one), PersonIdentity("Ann", other)) > 0


@pytest.mark.parametrize(
    ("one", "other"), [("kim", "tim"), ("mark", "mary"), ("rosa", "rita"), ("michael", "mike")]
)
def test_a_slip_in_a_short_name_makes_another_name_without_the_birthday(one, other):
    assert likely_same(PersonIdentity(one, "Miller"), PersonIdentity(other, "Miller")) == 0


def test_a_short_name_mistyped_is_seen_with_the_birthday():
    assert likely_same(PersonIdentity("Juan", "Diaz", BORN), PersonIdentity("Jaun", "Diaz", BORN)) > 0.8


@pytest.mark.parametrize(
    ("one", "other"), [("Петров", "Сидоров"), ("王", "李"), ("伟明", "国强"), ("محمد", "خالد")]
)
def test_what_metaphone_cannot_read_does_not_sound_alike(one, other):
    assert likely_same(PersonIdentity("Ann", one, BORN), PersonIdentity("Ann", other, BORN)) == 0


def test_few_of_ten_thousand_strangers_are_warned_of():
    letters, luck = "abcdefghilmnorstuvz", Random(7)
    people = [
        PersonIdentity(
            "".join(luck.choices(letters, k=luck.randint(3, 9))),
            "".join(luck.choices(letters, k=luck.randint(4, 12))),
            date(1950 + n % 60, 1 + n % 12, 1 + n % 28),
        )
        for n in range(10_000)
    ]
    found = [person for person in people if likely_same(ROSA, person) > 0]
    assert len(found) < 50
