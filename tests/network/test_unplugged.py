"""A few cuts of the line every day; a hundred by `python -m tests.clinic unplugged --n 100`."""

import pytest

from tests.clinic import unplugged


@pytest.mark.slow
def test_a_few_cuts_lose_double_and_hide_nothing(capsys):
    assert unplugged.run(["--n", "12", "--seed", "7"]) == 0
    assert "lost 0, doubled 0, silent 0" in capsys.readouterr().out
