"""From an empty computer into the clinic: a real server, a real invitation, real sockets."""

import os
from datetime import UTC, datetime

import pytest

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.network import joined_clinic
from counselor_desk.network.invitation import Address, new_invitation
from counselor_desk.network.joining import join_clinic
from counselor_desk.network.remote_desk import LineCut, LineRefused
from counselor_desk.network.serving import VaultService
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import computers
from counselor_desk.vault.file import ownership
from tests.proofs import PASSPHRASE

HOME = "127.0.0.1"


@pytest.fixture
def service(desk, keyring_of_all, clock):
    """Ada's vault, shared. TLS asks the computer's own clock: the desk's is the same here."""
    clock.now = datetime.now(UTC)
    desk.as_(5)
    made = VaultService(desk, keyring_of_all[5], None, HOME, 0)
    yield made
    made.close()


@pytest.fixture
def invited(desk, service):
    def invite(*addresses):
        made = new_invitation(addresses or (Address(HOME, service.port),), service.admission.server_print)
        desk.do(computers.invite, made.verifier())
        return made

    return invite


def nowhere(_print):
    return ()


@pytest.fixture
def lines():
    made = []
    yield made
    for line in made:
        line.close()


def test_a_computer_joins_and_its_person_is_in(desk, invited, tmp_path, lines, ring):
    path = join_clinic(invited(), "Cal's laptop", tmp_path / "clinics", nowhere)
    assert path.name == "Harbor Recovery Center.clinic"
    assert ownership.is_private(path)
    assert b"PRIVATE KEY" not in path.read_bytes(), "it is under the keyring's secret"
    line = joined_clinic.connect(path)
    lines.append(line)
    assert "cal" in line.people()
    line.sign_in("cal", PASSPHRASE)
    assert [one.given_name for one in line.do(clients.find, "medina")] == ["Rosa"]
    [computer] = desk.do(computers.sharing).computers
    assert computer.name == "Cal's laptop"
    assert computer.last_seen_at is not None


def test_without_a_keyring_the_key_is_its_owner_s_alone(invited, tmp_path, lines, monkeypatch):
    import keyring
    from keyring.backends.fail import Keyring

    before = keyring.get_keyring()
    keyring.set_keyring(Keyring())
    try:
        path = join_clinic(invited(), "desk", tmp_path, nowhere)
        assert ownership.is_private(path)
        lines.append(joined_clinic.connect(path))
        assert "cal" in lines[0].people()
    finally:
        keyring.set_keyring(before)


def test_what_is_found_by_itself_needs_no_address(service, invited, tmp_path, ring):
    here = (Address(HOME, service.port),)
    asked = []

    def find(server_print):
        asked.append(server_print)
        return here

    invitation = new_invitation((), service.admission.server_print)
    with pytest.raises(Refused, match="has ended"):
        join_clinic(invitation, "desk", tmp_path, find)
    assert asked == [service.admission.server_print[:7]]
    with pytest.raises(Refused, match="was not found on this network") as refusal:
        join_clinic(invitation, "desk", tmp_path, nowhere)
    assert refusal.value.field == "address"


def test_another_computer_at_the_address_hears_no_secret(service, tmp_path, papers):
    """Its print is not the sheet's: nothing is sent."""
    heard = []
    real = service.admission.answer_joining
    service.server._joining = lambda said: heard.append(said) or real(said)
    other = new_invitation((Address(HOME, service.port),), bytes(32))
    with pytest.raises(Refused, match="not the one on your sheet"):
        join_clinic(other, "desk", tmp_path, nowhere)
    assert heard == []


def test_nobody_at_the_address_is_said_with_what_to_look_at(invited, tmp_path):
    with pytest.raises(VaultTrouble, match=r"No clinic answers at 127\.0\.0\.1:1\..*firewall"):
        join_clinic(invited(Address(HOME, 1)), "desk", tmp_path, nowhere)


def test_the_second_address_is_tried_where_the_first_is_silent(service, invited, tmp_path, lines, ring):
    path = join_clinic(invited(Address(HOME, 1), Address(HOME, service.port)), "desk", tmp_path, nowhere)
    lines.append(joined_clinic.connect(path))
    assert joined_clinic.load(path).places[0] == Address(HOME, service.port), "first the next time"


def ask_until_cut_off(line):
    while True:
        line.do(clients.find, "medina")


def test_a_revoked_computer_is_told_so_and_cut_off(desk, invited, tmp_path, lines, ring):
    path = join_clinic(invited(), "lost laptop", tmp_path, nowhere)
    line = joined_clinic.connect(path)
    lines.append(line)
    line.sign_in("cal", PASSPHRASE)
    [computer] = desk.do(computers.sharing).computers
    desk.do(computers.revoke, computer.id)
    with pytest.raises((LineRefused, LineCut)):
        ask_until_cut_off(line)
    with pytest.raises(LineRefused, match="administrator"):
        lines.append(joined_clinic.connect(path))


def test_another_clinic_at_the_old_address_is_refused(invited, tmp_path, papers, ring):
    path = join_clinic(invited(), "desk", tmp_path, nowhere)
    joined = joined_clinic.load(path)
    joined_clinic._write(path, joined_clinic.replace(joined, authority=papers.authority.certificate))
    with pytest.raises(LineRefused, match="is not the clinic's that was joined"):
        joined_clinic.connect(path)


def test_two_clinics_of_one_name_are_two_files(invited, tmp_path, ring):
    first = join_clinic(invited(), "desk", tmp_path, nowhere)
    second = join_clinic(invited(), "desk", tmp_path, nowhere)
    assert [first.name, second.name] == ["Harbor Recovery Center.clinic", "Harbor Recovery Center 2.clinic"]
    joined_clinic.forget(first)
    assert [path.name for path in tmp_path.glob("*.clinic")] == [second.name]


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\xff" * 10, b'{"format": 1}', os.urandom(300), b"x" * 200_000]
)
def test_a_damaged_file_says_what_to_do(tmp_path, content):
    path = tmp_path / "Clinic.clinic"
    path.write_bytes(content)
    with pytest.raises(VaultTrouble, match="new invitation"):
        joined_clinic.load(path)
