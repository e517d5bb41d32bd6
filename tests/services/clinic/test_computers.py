"""Which computers may come on the clinic's line: invited, withdrawn and revoked by who keeps the vault."""

import pytest

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.network.admission import Admission
from counselor_desk.network.invitation import Address, new_invitation
from counselor_desk.services.clinic import computers

CAL, ADA = 2, 5


@pytest.fixture
def shared(desk):
    """The vault as it is once it was shared: the clinic has its certificates."""
    desk.as_(ADA)
    return Admission(desk)


def verifier(admission):
    return new_invitation((Address("127.0.0.1"),), admission.server_print).verifier()


def test_an_invitation_is_open_until_it_is_withdrawn(desk, shared):
    made = desk.do(computers.invite, verifier(shared))
    assert [one.id for one in desk.do(computers.sharing).invitations] == [made.id]
    desk.do(computers.withdraw, made.id)
    assert desk.do(computers.sharing).invitations == ()


def test_only_who_keeps_the_vault_invites_and_revokes(desk, shared):
    made = desk.do(computers.invite, verifier(shared))
    desk.as_(CAL)
    for act, given in (
        (computers.invite, verifier(shared)),
        (computers.withdraw, made.id),
        (computers.revoke, 1),
    ):
        with pytest.raises(Forbidden):
            desk.do(act, given)


def test_a_computer_that_is_not_there_is_not_revoked(desk, shared):
    with pytest.raises(Refused):
        desk.do(computers.revoke, 1)
