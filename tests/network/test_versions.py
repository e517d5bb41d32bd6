"""A newer seat at an older clinic and the other way round, for one version each."""

import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from counselor_desk.core import i18n
from counselor_desk.core.errors import Refused
from counselor_desk.network import joined_clinic, messages, remote_desk, versions
from counselor_desk.network.arguments import without_defaults
from counselor_desk.network.invitation import Address, new_invitation, parse_address, parse_invitation
from counselor_desk.network.joining import join_clinic
from counselor_desk.network.kinds import NotOnTheLine
from counselor_desk.network.serving import VaultService
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import computers, staff
from counselor_desk.services.documents import counseling_notes
from counselor_desk.services.schedule import copied_charts
from tests import words
from tests.network.test_serving import HOME, WORDS, opened
from tests.network.wire import recorded

__all__ = ["opened"]
ROOT = Path(__file__).parents[2]
BEFORE = "8e3122d76a1142ea1bdd00a284b18a4e4961e333"  # the last commit that spoke protocol 1
HELD = json.loads((Path(__file__).parent / "wire_1.json").read_text("utf-8"))
NOW = recorded()


# What an older seat cannot ask any more: it is told to update (the sentence is tried below).
REFUSED = frozenset({"clients.namesakes"})  # it compares a whole person now


def test_all_that_an_older_seat_asks_is_still_answered_with_all_that_it_says():
    """A use case, a value or a field that is gone is taken for one version more, or stands above."""
    wrong = []
    for name, values in HELD["use_cases"].items():
        if name in REFUSED:
            continue
        now = NOW["use_cases"].get(name)
        if now is None:
            wrong.append(f"{name} is gone")
            continue
        wrong += [f"{name} no longer takes {value}" for value in values.keys() - now.keys()]
        wrong += [
            f"{name} needs {value}" for value, needed in now.items() if needed and not values.get(value)
        ]
    for kind, fields in HELD["sent"].items():
        wrong += [f"{kind}.{field} is gone" for field in set(fields) - set(NOW["sent"].get(kind, fields))]
    assert wrong == []
    assert HELD["protocol"] == messages.OLDEST == messages.PROTOCOL - 1


def test_a_newer_seat_says_nothing_new_that_it_does_not_mean():
    given = {"client_id": 10, "session_on": None, "sealed": b"x", "begun": "", "may_have_arrived": ()}
    assert without_defaults(counseling_notes.write, given).keys() == {"client_id", "session_on", "sealed"}
    meant = {**given, "begun": "a1"}
    assert "begun" in versions.known_there(2, "counseling.write", meant)
    assert "begun" not in versions.known_there(1, "counseling.write", meant)
    for of in versions.SINCE.values():
        for name, values in of.items():
            assert values <= NOW["use_cases"][name].keys() - HELD["use_cases"][name].keys()


def test_the_one_that_is_older_is_named():
    def said(clinic, seat):
        return versions.which_to_update(clinic, seat)

    assert "older Counselor Desk, which cannot do this" in said((1, "1.0"), (2, "1.1"))
    assert "Update this computer" in said((3, "1.2"), (2, "1.1"))
    assert "has Counselor Desk 1.0, this one 1.1" in said((2, "1.0"), (2, "1.1"))


def test_a_seat_that_says_nothing_of_itself_is_an_older_one(clinic, monkeypatch):
    monkeypatch.setattr(remote_desk.RemoteDesk, "_greeting", lambda line: [])
    line = clinic.seat("cal")
    message = messages.Ask(next(line._numbers), b"t", "clients.gone", messages.RAW_NOTHING)
    error = line._ask(remote_desk._Question(message, remote_desk.Future())).exception(60)
    assert isinstance(error, NotOnTheLine)
    answered = []
    monkeypatch.setattr(
        remote_desk.RemoteDesk, "_trouble_of", lambda line, said: answered.append(said) or error
    )
    message = messages.Ask(next(line._numbers), b"u", "clients.gone", messages.RAW_NOTHING)
    line._ask(remote_desk._Question(message, remote_desk.Future())).exception(60)
    assert answered[0].words == "The clinic's computer has a newer Counselor Desk. Update this computer."


def test_refusals_come_in_the_language_of_the_seat(clinic, tmp_path, monkeypatch):
    words.pseudo_in(tmp_path)
    monkeypatch.setattr(i18n, "LOCALES", tmp_path)
    i18n._catalog_of.cache_clear()
    english = "That record is not in your caseload."

    def refused(line):
        with pytest.raises(Refused) as refusal:
            line.do(clients.read, 4711)
        return str(refusal.value)

    line, other = clinic.seat("cal"), clinic.seat("sue")
    assert refused(line) == english
    monkeypatch.setattr(remote_desk, "language_in_use", lambda: words.PSEUDO)
    assert refused(line) == words.pseudo(english), "from the next question on"
    assert i18n._(english) == english, "the clinic's own windows go on as they were"
    monkeypatch.setattr(remote_desk, "language_in_use", lambda: "no such language")
    assert refused(other) == english
    i18n._catalog_of.cache_clear()


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """The program as it was at the version before, with its definitions."""
    packed = subprocess.run(
        ["git", "archive", BEFORE, "counselor_desk", "resources", "tests"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if packed.returncode:
        pytest.skip("the commit of the version before is not in this copy of the repository")
    place = tmp_path_factory.mktemp("before")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as files:
        files.extractall(place, filter="data")
    return place


def run_before(before, script, *words):
    told = {**os.environ, "PYTHONPATH": str(before), "QT_QPA_PLATFORM": "offscreen"}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    command = [sys.executable, "-c", script, *map(str, words)]
    return subprocess.Popen(command, cwd=before, env=told, text=True, **pipes)


SERVES = """
import sys
from pathlib import Path
from counselor_desk.demo import scratch
from counselor_desk.network.invitation import Address, new_invitation
from counselor_desk.network.serving import VaultService
from counselor_desk.services.clinic import computers
opened = scratch.scratch(Path(sys.argv[1]))
service = VaultService(opened.desk, opened.desk.signed_in.keys, None, "127.0.0.1", 0)
invitation = new_invitation((Address("127.0.0.1", service.port),), service.admission.server_print)
opened.desk.do(computers.invite, invitation.verifier())
print(service.port, "-".join(invitation.groups), flush=True)
sys.stdin.readline()
service.close()
opened.desk.close()
"""
SITS = """
import sys
from pathlib import Path
from counselor_desk.network import joined_clinic
from counselor_desk.network.invitation import parse_address, parse_invitation
from counselor_desk.network.joining import join_clinic
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import staff
from counselor_desk.services.documents import documents
port, code, words, folder = sys.argv[1:]
invitation = parse_invitation(code, (parse_address(f"127.0.0.1:{port}"),))
desk = joined_clinic.connect(join_clinic(invitation, "old", Path(folder), lambda shown: (), in_keyring=False))
desk.sign_in("ada", words)
client = desk.do(clients.register, {"given_name": "Rosa", "family_name": "Medina"}, None)
print(desk.do(staff.practice).name, [row.name for row in desk.do(clients.find, "medina")], flush=True)
desk.close()
"""


def registered(desk):
    return desk.do(clients.register, {"given_name": "Rosa", "family_name": "Medina"}, None)


@pytest.mark.slow
def test_a_newer_seat_works_at_the_clinic_of_the_version_before(before, tmp_path):
    with run_before(before, SERVES, tmp_path / "clinic") as running:
        first = running.stdout.readline()
        assert first, running.stderr.read()
        port, code = first.split()
        invitation = parse_invitation(code, (parse_address(f"{HOME}:{port}"),))
        path = join_clinic(invitation, "new", tmp_path / "seat", lambda shown: (), in_keyring=False)
        desk = joined_clinic.connect(path)
        try:
            desk.sign_in("ada", WORDS)
            assert desk.clinic_speaks == 1
            registered(desk)
            assert [row.name for row in desk.do(clients.find, "medina")]
            assert desk.do(staff.practice).name
            with pytest.raises(Refused, match="older Counselor Desk, which cannot do this"):
                desk.do(copied_charts.is_offered)
        finally:
            desk.close()
            running.communicate("end\n")
    assert running.returncode == 0


@pytest.mark.slow
def test_a_seat_of_the_version_before_works_at_a_newer_clinic(before, opened, tmp_path):
    service = VaultService(opened.desk, opened.desk.signed_in.keys, None, HOME, 0)
    try:
        invitation = new_invitation((Address(HOME, service.port),), service.admission.server_print)
        opened.desk.do(computers.invite, invitation.verifier())
        words = (service.port, "-".join(invitation.groups), WORDS, tmp_path / "seat")
        with run_before(before, SITS, *words) as running:
            said, wrong = running.communicate()
        assert running.returncode == 0, wrong
        assert "Medina" in said
    finally:
        service.close()
