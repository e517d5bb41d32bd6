"""One's own slot is given the part that opens the vault from another computer, and nobody else's."""

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.services.vault import opening_parts
from counselor_desk.vault.keys import unlock

CAL, ODA = 2, 3


@pytest.fixture
def keys(keyring_of_all):
    """The key file of every test here stays as it was."""
    path = unlock.key_path(keyring_of_all[5].vault)
    before = path.read_bytes()
    yield keyring_of_all
    path.write_bytes(before)


def test_a_half_that_one_signed_oneself_is_put_and_then_wanted_no_more(desk, keys):
    desk.as_(CAL)
    half = keys[CAL].opening
    assert desk.do(opening_parts.is_wanted, half)
    desk.do(opening_parts.put, half, keys[CAL].sign_opening())
    assert not desk.do(opening_parts.is_wanted, half)
    file = keys[5].file()
    assert [part.slot for part in file.parts()] == [file.slot_of(CAL).id]


def test_nobody_puts_a_half_into_another_s_slot(desk, keys):
    desk.as_(ODA)
    for half, signature in (
        (keys[CAL].opening, keys[CAL].sign_opening()),
        (keys[CAL].opening, keys[ODA].sign_opening()),
        (keys[ODA].opening, b""),
        (b"", keys[ODA].sign_opening()),
    ):
        with pytest.raises(Refused, match="not of your own key"):
            desk.do(opening_parts.put, half, signature)
    assert keys[5].file().parts() == ()
