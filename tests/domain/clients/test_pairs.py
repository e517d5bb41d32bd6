"""Three hundred made pairs: what is told of them may get better, and not worse."""

import pytest

from counselor_desk.services.exchange.importing import SAME
from tests.domain.clients.bench_same_person import Pair, figures, pairs


@pytest.fixture(scope="module")
def every():
    return pairs()


def test_there_are_many_pairs_of_many_kinds_and_none_twice(every):
    assert len(every) >= 300
    assert len({(pair.one, pair.other) for pair in every}) == len(every)
    assert sum(not pair.same for pair in every) > 100
    assert len({pair.kind for pair in every}) > 10


@pytest.mark.parametrize(("least", "precision", "recall"), [(0.0, 0.85, 0.95), (SAME, 0.95, 0.86)])
def test_precision_and_recall_keep_their_floor(every, least, precision, recall):
    now = figures(every, Pair.now, least)
    assert now.precision >= precision
    assert now.recall >= recall
    assert now.recall > figures(every, lambda pair: pair.before, least).recall


def test_which_of_the_two_is_asked_for_makes_no_difference(every):
    assert all(pair.now() == Pair("", True, pair.other, pair.one, 0).now() for pair in every)


@pytest.mark.parametrize("kind", ["exact", "typo", "parts", "swapped", "birthday"])
def test_a_slip_of_the_pen_is_always_seen(every, kind):
    assert [pair for pair in every if pair.kind == kind and pair.now() == 0] == []


def test_twins_are_two(every):
    assert [pair for pair in every if pair.kind == "twins" and pair.now() > 0] == []
