"""Word by word differences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counselor_desk.domain.word_diff import ChangeKind, WordRun, copied_share, line_changes, word_changes


def test_what_was_added_and_taken_out_stands_where_it_was():
    assert word_changes("slept six hours", "slept seven hours well") == [
        WordRun(ChangeKind.SAME, "slept "),
        WordRun(ChangeKind.REMOVED, "six"),
        WordRun(ChangeKind.ADDED, "seven"),
        WordRun(ChangeKind.SAME, " hours"),
        WordRun(ChangeKind.ADDED, " well"),
    ]


@pytest.mark.parametrize("changes", [word_changes, line_changes])
@given(before=st.text("ab \n", max_size=40), after=st.text("ab \n", max_size=40))
def test_both_texts_can_be_read_out_of_the_changes(changes, before, after):
    runs = changes(before, after)
    assert "".join(r.text for r in runs if r.change is not ChangeKind.REMOVED) == after
    # What stayed the same is told in the later text's words, which are the earlier one's too.
    assert "".join(r.text for r in runs if r.change is not ChangeKind.ADDED) == before


@pytest.mark.parametrize(
    ("before", "after", "share"),
    [("a b c d", "a b c d", 1.0), ("a b", "c d", 0.0), ("a b c d", "a b x y", 0.5), ("a", "", 0.0)],
)
def test_copied_share(before, after, share):
    assert copied_share(before, after) == share
