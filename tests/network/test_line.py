"""People at other computers ask the clinic's desk, and nobody else does."""

import pytest

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.domain.roles import Role
from counselor_desk.services.documents import documents
from counselor_desk.vault.keys.unlock import WrongPassphrase


def test_a_person_signs_in_and_asks(clinic):
    cal = clinic.seat("cal")
    assert (cal.actor.name, cal.actor.role) == ("Cal Reyes", Role.COUNSELOR)
    assert cal.people() == ["ada", "sue", "cal", "oda", "flo"]
    note = cal.do(documents.start, 10, "dap")
    detail = cal.do(documents.read, note.id)
    assert (detail.client.given_name, detail.author.name, detail.document.id) == (
        "Rosa",
        "Cal Reyes",
        note.id,
    )


def test_two_at_once_see_their_own_caseloads(clinic):
    cal, oda = clinic.seat("cal"), clinic.seat("oda")
    note = cal.do(documents.start, 10, "dap")
    with pytest.raises(Refused, match="caseload"):
        oda.do(documents.read, note.id)


def test_a_wrong_passphrase_lets_nobody_in(clinic):
    line = clinic.connect()
    with pytest.raises(WrongPassphrase):
        line.sign_in("cal", "not the one that it is")
    with pytest.raises(Forbidden, match="Nobody is signed in"):
        line.do(documents.start, 10, "dap")
