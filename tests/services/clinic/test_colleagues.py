"""Who is supervised is so from the first moment, whatever fails between the vault and its key file."""

import pytest

from counselor_desk.app import vault_door
from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.demo import scratch
from counselor_desk.domain.roles import Role
from counselor_desk.records.document import Status
from counselor_desk.records.people import Staff
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position
from counselor_desk.services.documents import documents
from counselor_desk.vault.keys import people, unlock
from tests.proofs import own
from tests.services.documents.test_documents import full
from tests.services.test_faults import FAULTS, MOST, Disk

SUE, CAL, ODA, ADA = 1, 2, 3, 5


@pytest.fixture
def new(tmp_path):
    """A vault with its administrator at the desk, a supervisor, and the door to it."""
    opened = scratch.scratch(tmp_path)
    sue = opened.desk.do(staff.add, "Sue", "sue", Position(Role.SUPERVISOR))
    yield vault_door(opened.path), opened, sue.id
    opened.desk.close()


def named(desk, sign_in):
    return [person for person in desk.do(staff.all_staff) if person.sign_in == sign_in]


def test_a_counselor_comes_with_the_supervisor_or_does_not_come(new):
    """Each statement fails once: after none of them is the counselor there and signs alone."""
    door, opened, sue = new
    disk = Disk(opened.desk)
    for n in range(1, MOST):
        with disk.failing(n, FAULTS[n % 2]):
            try:
                once = door.add_person(opened, "Nia Cole", "nia", Position(Role.COUNSELOR, "LADC", sue))
            except VaultTrouble:
                once = ""
        if once:
            break
        assert named(opened.desk, "nia") == []
    assert n > 3
    [nia] = named(opened.desk, "nia")
    assert (nia.name, nia.credential, nia.supervisor_id) == ("Nia Cole", "LADC", sue)


def test_cut_off_before_the_key_file_the_notes_of_a_new_counselor_are_still_reviewed(new):
    door, opened, sue = new
    keys = opened.desk.signed_in.keys
    people.add_person(keys, 77, "nia", "nine boats by the shore")  # what the key file refuses twice
    with pytest.raises(Refused):
        door.add_person(opened, "Nia Cole", "nia", Position(Role.COUNSELOR, "", sue))
    [nia] = named(opened.desk, "nia")
    assert nia.supervisor_id == sue
    people.remove_person(keys, 77)
    once = door.reset_person(opened, nia.id)
    client = opened.desk.do(clients.register, {"given_name": "Rosa", "family_name": "Medina"}, nia.id)
    opened.desk.sign_in(nia.id, unlock.unlock(opened.path, "nia", once))
    note = opened.desk.do(documents.start, client.id, "dap")
    opened.desk.do(documents.save_draft, note.id, full(), note.revision)
    proof = own(opened.desk, documents.sign, once)
    assert opened.desk.do(documents.sign, note.id, proof).status is Status.AWAITING_COSIGN


def test_who_supervises_is_a_supervisor_at_work_and_somebody_else(desk):
    desk.as_(ADA)
    for nobody in (CAL, ODA):
        with pytest.raises(Refused, match="an active supervisor"):
            desk.do(staff.add, "Max Roe", "max", Position(Role.COUNSELOR, supervisor_id=nobody))
        with pytest.raises(Refused, match="supervis"):
            desk.do(staff.change, ODA, "Oda Lind", Position(Role.COUNSELOR, supervisor_id=nobody))
    assert named(desk, "max") == []
    desk.do(staff.change, ODA, "Oda Lind", Position(Role.COUNSELOR, supervisor_id=None))
    assert named(desk, "oda")[0].supervisor_id is None
    desk.do(staff.change, ODA, "Oda Lind", Position(Role.COUNSELOR, supervisor_id=SUE))
    assert named(desk, "oda")[0].supervisor_id == SUE


def test_a_supervisor_who_has_left_stays_until_another_is_chosen(desk):
    """A new name for the counselor alone does not make notes final without a review."""
    desk.as_(ADA)
    desk.do(staff.retire, SUE)
    changed = desk.do(staff.change, CAL, "Cal M. Reyes", Position(Role.COUNSELOR, supervisor_id=SUE))
    assert (changed.name, changed.supervisor_id) == ("Cal M. Reyes", SUE)
    with pytest.raises(Refused, match="an active supervisor"):
        desk.do(staff.add, "Max Roe", "max", Position(Role.COUNSELOR, supervisor_id=SUE))
    desk.as_(CAL)
    note = desk.do(documents.start, 10, "dap")
    desk.do(documents.save_draft, note.id, full(), note.revision)
    assert desk.do(documents.sign, note.id, own(desk, documents.sign)).status is Status.AWAITING_COSIGN


@pytest.mark.parametrize(
    ("role", "active", "holds", "supervises"),
    [
        (Role.COUNSELOR, True, True, False),
        (Role.SUPERVISOR, True, True, True),
        (Role.CLINIC_STAFF, True, False, False),
        (Role.ADMINISTRATOR, True, False, False),
        (Role.COUNSELOR, False, False, False),
        (Role.SUPERVISOR, False, False, False),
    ],
)
def test_who_holds_clients_and_who_supervises(role, active, holds, supervises):
    person = Staff(name="Nia Cole", sign_in="nia", role=role, active=active)
    assert (person.can_hold_clients, person.can_supervise) == (holds, supervises)
    assert person.is_clinician is (role in (Role.COUNSELOR, Role.SUPERVISOR))
