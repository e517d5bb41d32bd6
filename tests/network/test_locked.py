"""The clinic's computer has started, locked: the first person opens the vault from where they sit."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest
from sqlalchemy import select

from counselor_desk.core.errors import KeptHere, Refused, VaultTrouble
from counselor_desk.demo import scratch
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.door.vault_door import VaultDoor
from counselor_desk.network import unattended, waiting_line
from counselor_desk.network.certificates import seal_for
from counselor_desk.network.kinds import NotOnTheLine, VaultLocked
from counselor_desk.network.messages import AskKeeper, AskSlot, OpenVault, TakeSeat
from counselor_desk.network.remote_desk import ClinicAddress, LineRefused, LineState, RemoteDesk, _Question
from counselor_desk.network.seat_desk import SeatDesk
from counselor_desk.network.serving import VaultService
from counselor_desk.records.audit import AuditEntry
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import computers
from counselor_desk.services.today import form_drafts
from counselor_desk.services.today.form_drafts import FormPlace
from counselor_desk.services.vault import opening_parts
from counselor_desk.vault.keys import opening_part, people, sealing, slot_file
from counselor_desk.vault.keys.argon import normal
from counselor_desk.vault.keys.slots import Secret
from counselor_desk.vault.keys.throttle import MustWait
from counselor_desk.vault.keys.unlock import WrongPassphrase
from tests.network.test_serving import HOME, WORDS, joined

CAL_WORDS = "granite meadow whistles south"


@dataclass
class StartedClinic:
    """A clinic's computer that was switched on: it waits, and serves as soon as somebody has opened it."""

    path: Path
    address: ClinicAddress
    lost: ClinicAddress  # of a computer that was revoked

    def __post_init__(self):
        self._ending, self._pool = threading.Event(), ThreadPoolExecutor(1)
        self.served, self.service, self._lines = threading.Event(), None, []

    def start(self):
        """As the service of the system does, on a thread of the test."""
        self._serving = self._pool.submit(self._serve)

    def _serve(self):
        nobody = SimpleNamespace(unlock=lambda: None)
        door = VaultDoor(lambda _path: nobody, unattended.NothingRemembered())
        where = (HOME, self.address.port)
        given = unattended._wait_for_people(door, self.path, where, self._ending)
        if given is not None:
            self.opened, self.keys, where, chosen = given
            self.service = unattended._begin(self.opened, self.keys, where, chosen)
            self.served.set()

    def seat(self, kind=RemoteDesk, *more):
        there = threading.Event()
        line = kind(self.address, *more, may_begin_cut=True)
        self._lines.append(line)
        stop = line.watch(lambda state, _why: there.set() if state is LineState.THERE else None)
        assert line.state is LineState.THERE or there.wait(60)
        stop()
        return line

    def trail(self):
        def read(engine):
            with upkeep_session(engine) as session:
                return [(one.action, one.reason) for one in session.scalars(select(AuditEntry))]

        return self.opened.desk.on_vault(read)

    def end(self):
        """Switched off."""
        self._ending.set()
        self._serving.result(60)
        self._ending.clear()
        if self.service is not None:
            self.service.close()
            self.opened.desk.close()
            self.service = None
            self.served.clear()

    def close(self):
        for line in self._lines:
            line.close()
        self.end()
        self._pool.shutdown()


def started_clinic(folder):
    """Ada has signed in at another computer before; Cal has a slot and never did."""
    made = scratch.scratch(folder)
    keys = made.desk.signed_in.keys
    people.add_person(keys, 99, "cal", CAL_WORDS, must_change=False)
    service = VaultService(made.desk, keys, None, HOME, 0)
    service.wait_for_people(True)
    address, lost = joined(made, service), joined(made, service)
    line = RemoteDesk(address)
    line.sign_in("ada", WORDS)
    opening_parts.hand_over(line, line.keys)
    line.close()
    told = threading.Event()
    stop = made.desk.listen(lambda changes: told.set() if "ClinicComputer" in changes.kinds else None)
    made.desk.do(computers.revoke, 2)
    assert told.wait(60)
    stop()
    for thread in threading.enumerate():
        if thread.name == "revoking":
            thread.join()
    service.close()
    made.desk.close()
    started = StartedClinic(made.path, address, lost)
    started.start()
    return started


@pytest.fixture
def clinic(tmp_path):
    """One that is to be opened."""
    started = started_clinic(tmp_path / "clinic")
    yield started
    started.close()


@pytest.fixture(scope="module")
def locked(tmp_path_factory):
    """One for all that opens nothing."""
    started = started_clinic(tmp_path_factory.mktemp("locked") / "clinic")
    yield started
    assert not started.served.is_set()
    started.close()


def asked(line, message):
    return line._ask(_Question(message, Future())).result(60)


def test_the_first_person_opens_it_and_only_the_vault_s_part_leaves_their_computer(clinic, caplog):
    caplog.set_level("DEBUG")
    line = clinic.seat()
    assert set(line.people()) == {"ada", "cal"}
    assert line.sign_in("ada", WORDS).sign_in == "ada"
    assert line.do(clients.find, "") == []
    assert clinic.served.is_set()
    assert not any(clinic.keys.private), "nothing of the person's own is at the clinic's computer"
    assert ("vault.served", "opened by staff 1 at computer laptop") in clinic.trail()
    slot = slot_file.read(clinic.path.with_suffix(".keys")).slot_named("ada")
    part = opening_part.part_of(opening_part_kek(slot))
    said = caplog.text + "".join(reason for _action, reason in clinic.trail())
    for secret in (bytes(clinic.keys.key), bytes(line.keys.private), bytes(part)):
        assert secret.hex() not in said
        assert repr(secret)[2:-1] not in said


@pytest.mark.slow
def test_who_cannot_open_it_is_told_who_can_and_others_come_in_after_that(clinic):
    cal, ada = clinic.seat(), clinic.seat()
    for _try in range(7):  # nothing was guessed at
        with pytest.raises(VaultLocked, match=r"by signing in: ada\."):
            cal.sign_in("cal", CAL_WORDS)
    with pytest.raises(Refused, match="Nobody signs in with this name"):
        cal.sign_in("eve", CAL_WORDS)
    ada.sign_in("ada", WORDS)
    assert ada.do(clients.find, "") == []


def test_a_hostile_seat_opens_nothing(locked):
    """It signs with a key of its own, sends parts unasked, of another line, of nobody."""
    line = locked.seat()
    ends = line._ends()
    with pytest.raises(NotOnTheLine):
        asked(line, OpenVault(1, b"part"))
    with pytest.raises(NotOnTheLine):
        asked(line, TakeSeat(2, bytes(64)))
    sealed, _challenge = asked(line, AskSlot(3, "ada"))
    assert sealed.slot.key == b""
    with pytest.raises(WrongPassphrase):
        asked(line, TakeSeat(4, bytes(64)))
    with pytest.raises(NotOnTheLine):  # after a wrong signature no part is taken
        asked(line, OpenVault(5, seal_for(ends.clinic, bytes(32), b"")))
    with pytest.raises(VaultLocked, match="ada"):
        asked(line, AskKeeper(77, "standing", msgspec.Raw(msgspec.msgpack.encode(()))))


def test_a_part_for_another_line_or_of_another_passphrase_opens_nothing(locked):
    keys = slot_file.read(locked.path.with_suffix(".keys"))
    slot = keys.slot_named("ada")
    kek = opening_part_kek(slot)
    private = sealing.unwrap(kek, slot.private, slot.facts(keys.vault, "private"))
    line = locked.seat()
    ends = line._ends()
    parts = {
        "another's": (sealing.new_key(), lambda challenge: challenge, WrongPassphrase),
        "again": (opening_part.part_of(kek), lambda _challenge: bytes(32), NotOnTheLine),
    }
    for number, (what, (part, of, refusal)) in enumerate(parts.items()):
        sealed, challenge = asked(line, AskSlot(10 * number + 1, "ada"))
        words = ends.sign_in_words(sealed.vault, slot.staff_id, challenge)
        with pytest.raises(VaultLocked):
            asked(line, TakeSeat(10 * number + 2, sealing.sign(private, words)))
        facts = ends.opening_words(sealed.vault, slot.staff_id, of(challenge))
        with pytest.raises(refusal):
            raise AssertionError(
                what, asked(line, OpenVault(10 * number + 3, seal_for(ends.clinic, part, facts)))
            )


def opening_part_kek(slot):
    return Secret(normal(WORDS)).wrapping_key(slot)


def test_a_revoked_computer_comes_not_even_to_the_locked_vault(locked):
    locked.seat()  # it listens
    with pytest.raises(LineRefused, match="revoked"):
        RemoteDesk(locked.lost)


@pytest.mark.slow
def test_who_was_at_work_is_told_who_can_open_it_and_loses_no_word(clinic, tmp_path):
    clinic.seat().sign_in("ada", WORDS)
    desk = clinic.seat(SeatDesk, tmp_path / "spool")
    desk.sign_in("ada", WORDS)
    place = FormPlace("phone_calls", sheet="new")
    told, back = threading.Event(), threading.Event()
    desk.watch(lambda _state, why: told.set() if "by signing in: ada" in why else None)
    clinic.end()
    clinic.start()
    assert told.wait(60)
    assert desk.state is LineState.CUT
    with pytest.raises(KeptHere):
        desk.do(form_drafts.put, place, "Call", {"words": "typed while it was locked"})
    desk.watch_waiting(lambda: None if desk.waiting() else back.set())
    clinic.seat().sign_in("ada", WORDS)
    assert back.wait(60)
    [form] = desk.do(form_drafts.mine)
    assert form.answers == {"words": "typed while it was locked"}


def test_the_keyring_is_asked_first_and_people_after_it(locked, capsys):
    door = VaultDoor(lambda _path: None, unattended.NothingRemembered())
    ended, where = threading.Event(), (HOME, 0)
    ended.set()
    both = frozenset({unattended.KEYRING, unattended.PEOPLE})
    assert unattended._open_as_chosen(door, (locked.path, ""), where, both, ended) is None
    assert "keyring does not open the vault" in capsys.readouterr().out
    with pytest.raises(VaultTrouble, match="these people can open it: ada, cal"):
        unattended._open_as_chosen(door, (locked.path, ""), where, frozenset({unattended.KEYRING}), ended)


def test_a_waiting_computer_that_nobody_chose_serves_nothing(tmp_path):
    made = scratch.scratch(tmp_path / "clinic")
    made.desk.close()
    door = VaultDoor(lambda _path: None, unattended.NothingRemembered())
    with pytest.raises(VaultTrouble, match="Nobody has chosen"):
        unattended._wait_for_people(door, made.path, (HOME, 0), threading.Event())


def test_wrong_passphrases_open_nothing_and_each_makes_the_next_wait(locked):
    """The last to be tried: Ada waits after it."""
    line = locked.seat()

    def tries():
        for number in range(8):
            try:
                line.sign_in("ada", "not this one at all")
            except MustWait:
                return number
            except WrongPassphrase:
                continue
        return None

    assert tries() == 4
    assert waiting_line.is_chosen(locked.path)
