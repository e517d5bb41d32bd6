"""Nothing hidden follows from what is shown, nor from its being hidden: every table is tried."""

from collections import defaultdict
from itertools import product

import pytest

from counselor_desk.catalog import files
from counselor_desk.domain.figures.small_counts import (
    at_least,
    count_in_words,
    parts,
    shown_thirds,
    stands_apart,
)

LEAST = 5


def test_the_shipped_rule_names_its_source_and_its_floor():
    rule = files.small_counts()
    assert (rule.usual, rule.floor) == (11, 3)
    assert "CMS" in rule.source
    assert rule.note


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "fewer than 11"), (1, "fewer than 11"), (10, "fewer than 11"), (11, "11")],
)
def test_nobody_and_a_few_read_the_same(count, words):
    assert count_in_words(count, 11) == words


def test_neither_a_part_nor_what_is_left_may_be_small():
    assert stands_apart(11, 22, 11)
    assert not stands_apart(11, 21, 11)
    assert not stands_apart(11, 11, 11)


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((20, 15, 30), (True, True, True)),
        ((20, 4, 30), (True, False, False)),  # alone, 4 would follow from the whole
        ((4, 20, 30), (False, False, True)),
        ((20, 4, 3), (False, False, False)),  # what is left, 7, is small
        ((11, 0, 0), (False, False, False)),
    ],
)
def test_three_parts_of_a_whole(counts, told):
    assert shown_thirds(counts, 11) == told


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(11, 11, None), (40, 40, 75), (31, 40, 75), (29, 40, None), (100, 100, 90), (0, 0, None)],
)
def test_nearly_all_is_told_as_a_bound_that_leaves_as_many_as_are_hidden_elsewhere(part, whole, percent):
    assert at_least(part, whole, 11) == percent


def test_no_small_part_of_a_whole_can_be_found_by_trying_every_table():
    names = ("a", "b", "c", "d")
    worlds = defaultdict(list)
    for counts in product(range(2 * LEAST), repeat=4):
        told = parts(dict(zip(names, counts, strict=True)), LEAST)
        worlds[(tuple(told.shown_counts.items()), told.other_total, told.total)].append(counts)
    for (told, _others, _whole), same in worlds.items():
        known = dict(told)
        assert all(count >= LEAST for count in known.values())
        for at, name in enumerate(names):
            if name not in known:
                assert {counts[at] for counts in same} == set(range(LEAST)), same


def test_parts_that_are_all_large_are_all_told():
    told = parts({"a": 12, "b": 20}, 11)
    assert (told.shown_counts, told.other_total, told.total) == ({"a": 12, "b": 20}, None, 32)
    told = parts({"a": 12, "b": 9, "c": 4, "d": 0}, 11)
    assert (told.shown_counts, told.other_total, told.total) == ({"a": 12}, 13, 25)
    told = parts({"a": 12, "b": 10, "c": 10}, 11)
    assert (told.other_total, told.total) == (None, None), "20 of two small ones would be 10 and 10"
