"""The clinic's computer without a window: opens, serves, and ends when the system says so."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading

import keyring
import pytest
from keyring.backends import fail
from msgspec.structs import replace

from counselor_desk.core.errors import Forbidden, VaultTrouble
from counselor_desk.demo import scratch
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.door.vault_door import VaultDoor
from counselor_desk.network import certificates
from counselor_desk.network.admission import JoinRequest
from counselor_desk.network.certificates import Credential
from counselor_desk.network.invitation import Address, new_invitation, proof_of_seat
from counselor_desk.network.remote_desk import ClinicAddress, LineRefused, LineState, RemoteDesk
from counselor_desk.network.serving import VaultService
from counselor_desk.network.unattended import NothingRemembered
from counselor_desk.records.audit import AuditEntry
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import computers
from counselor_desk.vault.file import connection
from counselor_desk.vault.keys import entrusted_key, rotation, sealing, slot_file, unlock

HOME = "127.0.0.1"
WORDS = "a scratch vault for checks"  # Ada's, as a scratch vault has it


@pytest.fixture
def opened(tmp_path):
    made = scratch.scratch(tmp_path / "clinic")
    yield made
    made.desk.close()


@pytest.fixture
def service(opened):
    served = VaultService(opened.desk, opened.desk.signed_in.keys, None, HOME, 0)
    yield served
    served.close()


def joined(opened, service):
    """The address of a computer that has joined by an invitation."""
    invitation = new_invitation((Address(HOME),), service.admission.server_print)
    opened.desk.do(computers.invite, invitation.verifier())
    asked, shown = certificates.make_request(), certificates.to_der(service.admission.server.certificate)

    proof = proof_of_seat(invitation.verifier(), shown, asked.request, "laptop")
    given = service.admission.join(JoinRequest(asked.request, "laptop", proof))
    seat = Credential(given.certificate, asked.key)
    tls = certificates.seat_context(seat, given.authority)
    return ClinicAddress(HOME, service.port, tls, certificates.to_der(given.certificate))


def test_a_computer_that_joined_comes_in_until_it_is_revoked(opened, service):
    line = RemoteDesk(joined(opened, service))
    try:
        line.sign_in("ada", WORDS)
        assert line.do(clients.find, "") == []
        [computer] = opened.desk.do(computers.sharing).computers
        assert computer.last_seen_at is not None
        [row] = service.seats()
        assert (row.staff_id, row.computer) == (line.actor.id, "laptop")
        told = threading.Event()
        line.watch(lambda state, _why: told.set() if state is LineState.REFUSED else None)
        opened.desk.do(computers.revoke, computer.id)
        assert told.wait(60)
        with pytest.raises(LineRefused, match="revoked"):
            line.do(clients.find, "")
    finally:
        line.close()


def test_who_may_not_keep_the_vault_does_not_serve_it(desk, keyring_of_all):
    with pytest.raises(Forbidden):
        VaultService(desk, keyring_of_all[2], None, HOME, 0)


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows ends a service in another way")
def test_a_service_without_a_window_ends_cleanly_when_the_system_says_so(tmp_path):
    made = scratch.scratch(tmp_path / "clinic")
    made.desk.close()
    serve = ["-m", "counselor_desk", "--serve", str(made.path), "--host", HOME, "--port", "0"]
    told = {"env": {**os.environ, "QT_QPA_PLATFORM": "offscreen"}, "text": True}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, *serve], **pipes, **told) as running:
        running.stdin.write(f"{WORDS}\n")
        running.stdin.flush()
        first = running.stdout.readline()
        running.send_signal(signal.SIGTERM)
        rest, wrong = running.communicate()
    assert re.fullmatch(r"Serving on 127\.0\.0\.1, port \d+\.\n", first), wrong
    assert (running.returncode, rest, wrong) == (0, "No longer served.\n", "")


def test_a_wrong_passphrase_serves_nothing(tmp_path):
    made = scratch.scratch(tmp_path / "clinic")
    made.desk.close()
    command = [sys.executable, "-m", "counselor_desk", "--serve", str(made.path), "--sign-in", "ada"]
    done = subprocess.run(command, input="not this one\n", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "That passphrase does not open the vault" in done.stderr


@pytest.fixture
def entrusted(tmp_path, ring):
    """A vault that this computer's keyring opens; nobody has it open."""
    made = scratch.scratch(tmp_path / "clinic")
    entrusted_key.entrust(made.desk.signed_in.keys)
    made.desk.close()
    return made.path


def opened_by_keyring(path):
    class NoLock:
        def unlock(self):
            """Nobody else is there."""

    return VaultDoor(lambda _path: NoLock(), NothingRemembered()).open_entrusted(path)


def test_the_keyring_opens_the_vault_where_that_was_chosen_and_signs_for_nobody(entrusted, tmp_path):
    opened, keys = opened_by_keyring(entrusted)
    service = VaultService(opened.desk, keys, opened.keeper, HOME, 0, "by the keyring")
    try:
        assert opened.desk.signed_in is None
        assert not keys.private

        def told(engine):
            with upkeep_session(engine) as session:
                lines = session.query(AuditEntry).filter(AuditEntry.action == "vault.served")
                return [(line.staff_id, line.reason) for line in lines]

        assert opened.desk.on_vault(told) == [(0, "by the keyring")]
        assert service.port
    finally:
        service.close()
        opened.desk.close()
        keys.forget()


@pytest.mark.parametrize("change", ["turned", "withdrawn", "another vault's", "no secret"])
def test_it_opens_nothing_once_that_is_over(entrusted, ring, change, tmp_path):
    keys = unlock.unlock(entrusted, "ada", WORDS)
    if change == "turned":
        file = keys.file()
        new = sealing.new_key()
        audit = sealing.wrap(sealing.derive(new, "audit"), keys.audit, file.vault.encode())
        slot_file.write(keys.path, replace(file, audit=audit), new)
    elif change == "withdrawn":
        entrusted_key.withdraw(keys)
        assert ring.kept == {}
    elif change == "another vault's":
        other = scratch.scratch(tmp_path / "other")
        other.desk.close()
        shutil.copy(other.path.with_suffix(".keys"), entrusted.with_suffix(".keys"))
    else:
        ring.kept.clear()
    with pytest.raises(VaultTrouble):
        entrusted_key.open_entrusted(entrusted)


def test_another_key_of_the_vault_is_entrusted_again(tmp_path, ring):
    made = scratch.scratch(tmp_path / "clinic")
    keys = made.desk.signed_in.keys
    entrusted_key.entrust(keys)
    made.desk.with_file_closed(
        lambda: rotation.rotate(keys, lambda old, new: connection.rekey(made.path, old, new))
    )
    with pytest.raises(VaultTrouble, match="another key since"):
        entrusted_key.open_entrusted(made.path)
    entrusted_key.entrust_again(keys)
    assert entrusted_key.open_entrusted(made.path).key == keys.key
    made.desk.close()


def test_a_system_without_a_keyring_says_so_and_who_can_open_it(tmp_path):
    made = scratch.scratch(tmp_path / "clinic")
    keys, before = made.desk.signed_in.keys, keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    try:
        with pytest.raises(VaultTrouble, match="On Linux that is a Secret Service"):
            entrusted_key.entrust(keys)
    finally:
        keyring.set_keyring(before)
        made.desk.close()
    command = [sys.executable, "-m", "counselor_desk", "--serve", str(made.path), "--by-keyring"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "does not open the vault" in done.stderr
    assert "these people can open it: ada." in done.stderr
