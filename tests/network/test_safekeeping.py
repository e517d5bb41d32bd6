"""Backups, proofs and people's slots, asked from a seat and done by the clinic's computer."""

import pytest

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.desk.proofs import SAFEKEEPING
from counselor_desk.domain.roles import Role
from counselor_desk.door.keeper import VaultKeeper
from counselor_desk.network.kinds import NotOnTheLine
from counselor_desk.network.remote_desk import LineCut, LineRefused, RemoteDesk
from counselor_desk.network.safekeeping import SeatKeeper
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position
from counselor_desk.services.vault.own_passphrase import change_at_seat
from counselor_desk.services.vault.proofs import prove_act
from counselor_desk.vault.keys import unlock
from tests.network.test_serving import WORDS, joined, opened, service

__all__ = ["opened", "service"]
OWN = "seven quiet harbors at dawn"


@pytest.fixture
def ada(opened, service):
    line = RemoteDesk(joined(opened, service))
    line.sign_in("ada", WORDS)
    yield line
    line.close()


def test_an_administrator_keeps_the_vault_from_another_computer(ada, opened):
    keeper = SeatKeeper(ada)
    made = keeper.back_up()
    assert made.path.parent != opened.path, "on the clinic's computer"
    assert [row.path for row in keeper.standing().backups][:1] == [made.path]
    assert keeper.check(made.path).path == made.path
    assert keeper.rehearse().path == made.path
    assert keeper.verify_records().is_whole
    keeper.backup_before("import")
    assert keeper.run_due() == ""


def test_no_other_file_of_the_clinic_s_computer_is_read(ada, opened):
    keeper = SeatKeeper(ada)
    with pytest.raises(Refused, match="not there any more"):
        keeper.check(opened.path)
    for name, given in (("check", ()), ("standing", (1,)), ("os.remove", ()), ("retire person", ("x",))):
        with pytest.raises(NotOnTheLine):
            ada.do_safekeeping(name, *given)


def test_what_needs_the_computer_itself_says_so_and_why(ada, tmp_path):
    keeper = SeatKeeper(ada)
    for ask, why in (
        (lambda: keeper.set_second(None), "where it is plugged in"),
        (lambda: keeper.plan_restore(tmp_path / "x", "ada", WORDS), "with sharing stopped"),
        (lambda: keeper.export(tmp_path / "x", OWN), "no other computer may"),
    ):
        with pytest.raises(Refused, match=why):
            ask()


def test_the_vault_gets_another_key_from_a_seat_while_others_work(ada, opened, service):
    keeper, keys = SeatKeeper(ada), opened.desk.signed_in.keys
    before = bytes(keys.key)
    other = RemoteDesk(joined(opened, service))
    other.sign_in("ada", WORDS)
    with pytest.raises(Refused, match="not your passphrase"):
        keeper.rotate_key("something else entirely")
    assert bytes(keys.key) == before
    keeper.rotate_key(WORDS)
    assert bytes(keys.key) != before
    assert other.do(clients.find, "") == [], "whoever was on the line goes on"
    other.close()
    again = RemoteDesk(joined(opened, service))
    again.sign_in("ada", WORDS)
    again.close()


def test_a_new_recovery_sheet_is_made_from_a_seat_and_the_old_one_opens_nothing(ada, opened):
    keeper, place = SeatKeeper(ada), opened.desk.signed_in.keys.vault
    first = keeper.new_recovery_key(WORDS)
    unlock.recover(place, first).forget()
    second = keeper.new_recovery_key(WORDS)
    with pytest.raises(Refused):
        unlock.recover(place, first)
    unlock.recover(place, second).forget()


def test_copies_of_what_was_destroyed_are_found_and_removed_from_a_seat(ada, opened):
    keeper = SeatKeeper(ada)
    keeper.back_up()
    until = ada.now()
    assert len(keeper.copies(None, until)) == 1
    keeper.confirm(WORDS)
    assert keeper.remove_copies(None, until, WORDS) == 1
    assert keeper.copies(None, until) == ()


def test_a_proof_for_safekeeping_is_good_once_for_its_person_and_for_nothing_else(ada):
    proof = prove_act(ada, SAFEKEEPING, WORDS)
    ada.do_safekeeping("confirm", proof)
    for spent in (proof, prove_act(ada, "documents.sign", WORDS)):
        with pytest.raises(Refused, match="not your passphrase"):
            ada.do_safekeeping("rotate key", spent)
    for given in ((), ("x",), (proof, proof)):
        with pytest.raises(NotOnTheLine):
            ada.do_safekeeping("rotate key", *given)


def test_a_colleague_is_taken_in_changes_the_passphrase_and_leaves(ada, opened, service):
    once = ada.do_safekeeping("add person", "Cal Reyes", "cal", Position(Role.COUNSELOR, "LADC", None))
    cal = RemoteDesk(joined(opened, service))
    cal_id = cal.sign_in("cal", once).id
    assert cal.must_change
    change_at_seat(cal, once, OWN)
    with pytest.raises(Forbidden):
        SeatKeeper(cal).standing()
    with pytest.raises(Forbidden):
        cal.do_safekeeping("retire person", ada.actor.id)
    cal.close()
    cal = RemoteDesk(joined(opened, service))
    cal.sign_in("cal", OWN)
    assert not cal.must_change
    ada.do_safekeeping("retire person", cal_id)
    with pytest.raises((Forbidden, LineRefused, LineCut)):
        cal.do(clients.find, "")
    assert "cal" not in ada.people()
    cal.close()


def test_whoever_forgot_the_passphrase_gets_a_new_one(ada, opened, service):
    position = Position(Role.COUNSELOR, "", None)
    first = ada.do_safekeeping("add person", "Oda Lind", "oda", position)
    line = RemoteDesk(joined(opened, service))
    oda = line.sign_in("oda", first).id
    line.close()
    second = ada.do_safekeeping("reset person", oda)
    line = RemoteDesk(joined(opened, service))
    with pytest.raises(Refused):
        line.sign_in("oda", first)
    assert line.sign_in("oda", second).id == oda
    line.close()


def test_the_trail_lists_the_keys_that_were_changed_from_a_seat(ada, opened):
    """Nobody is accused of what an administrator did elsewhere."""
    keys = opened.desk.signed_in.keys
    keeper = VaultKeeper(opened.path, opened.desk, keys)
    keeper.list_keys()
    once = ada.do_safekeeping("add person", "Cal Reyes", "cal", Position(Role.COUNSELOR, "LADC", None))
    assert keeper.compare_keys() == ""
    cal = next(person.id for person in ada.do(staff.all_staff) if person.sign_in == "cal")
    assert ada.do_safekeeping("reset person", cal) != once
    assert keeper.compare_keys() == ""
    ada.do_safekeeping("retire person", cal)
    assert keeper.compare_keys() == ""
