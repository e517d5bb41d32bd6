"""What is overtaken is not shown, in whatever order the answers come."""

import pytest

from counselor_desk.ui.kit.latest_answer import LatestOnly


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_only_the_last_question_is_answered(order):
    newest, heard = LatestOnly(), []
    asked = [newest.begin() for _ in range(3)]
    receivers = [only(lambda words, n=n: heard.append((n, words))) for n, only in enumerate(asked)]
    for n in order:
        receivers[n]("answer")
    assert heard == [(2, "answer")]


def test_a_question_of_two_steps_is_overtaken_at_the_second():
    newest, heard = LatestOnly(), []
    first = newest.begin()
    first(lambda found: first(heard.append)(found))("a")
    second = first(heard.append)
    newest.drop()
    second("b")
    assert heard == ["a"]
