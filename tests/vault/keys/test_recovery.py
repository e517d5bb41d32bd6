"""The printed key survives a person's typing, and says when it has not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counselor_desk.core.errors import Refused
from counselor_desk.vault.keys import recovery_key


def test_it_is_eight_groups_of_five_from_an_alphabet_without_lookalikes():
    printed = recovery_key.generate()
    groups = printed.split("-")
    assert [len(group) for group in groups] == [5] * 8
    assert not set("ILOU") & set(printed)
    assert len(recovery_key.secret(printed)) == 20
    assert len({recovery_key.generate() for _ in range(100)}) == 100


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        lambda key: key.replace("-", ""),
        lambda key: key.replace("-", " "),
        lambda key: f"  {key}\n",
        lambda key: key.replace("0", "O").replace("1", "I"),
        lambda key: key.replace("0", "o").replace("1", "l"),
        lambda key: " ".join(key),
    ],
)
def test_case_blanks_and_lookalikes_do_not_matter(typed):
    for _ in range(20):
        printed = recovery_key.generate()
        assert recovery_key.secret(typed(printed)) == recovery_key.secret(printed)


def test_every_single_slip_is_noticed():
    printed = recovery_key.generate()
    letters = [i for i, letter in enumerate(printed) if letter != "-"]
    for at in letters:
        for other in "0123456789ABCDEFGHJKMNPQRSTVWXYZ":
            if other != printed[at]:
                with pytest.raises(Refused, match="group by group"):
                    recovery_key.secret(printed[:at] + other + printed[at + 1 :])


def test_two_neighbours_swapped_and_a_group_left_out_are_noticed():
    printed = recovery_key.generate()
    groups = printed.split("-")
    for at in range(7):
        swapped = [*groups[:at], groups[at + 1], groups[at], *groups[at + 2 :]]
        if swapped != groups:
            with pytest.raises(Refused):
                recovery_key.secret("-".join(swapped))
        with pytest.raises(Refused):
            recovery_key.secret("-".join(groups[:at] + groups[at + 1 :]))


@given(st.text(max_size=60))
def test_any_text_is_a_key_or_is_refused(typed):
    with pytest.raises(Refused):
        recovery_key.secret(typed)
