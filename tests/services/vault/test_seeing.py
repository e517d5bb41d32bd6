"""Who may see from another computer how safe the vault is."""

import pytest

from counselor_desk.core.errors import Forbidden
from counselor_desk.services.vault import permissions

SUE, CAL, FLO, ADA = 1, 2, 4, 5


def test_an_administrator_alone_sees_how_safe_the_vault_is(desk):
    for staff_id in (SUE, CAL, FLO):
        desk.as_(staff_id)
        with pytest.raises(Forbidden):
            desk.do(permissions.see)
    desk.as_(ADA)
    desk.do(permissions.see)
