"""A line of the trail signed by its person's own key, as a seat at another computer does it."""

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.desk.trail import signed_words
from counselor_desk.services.vault import trail_signing


def test_one_s_own_key_signs_a_line_once(desk):
    head = desk.do(trail_signing.head)
    mine = desk.own_keys.sign(signed_words(head.line, head.mac))
    assert desk.do(trail_signing.sign, head.line, mine)
    assert not desk.do(trail_signing.sign, head.line, mine)
    with pytest.raises(Refused, match="not by your own key"):
        desk.do(trail_signing.sign, head.line + 1, mine)
    with pytest.raises(Refused, match="no such line"):
        desk.do(trail_signing.sign, 10**9, mine)
