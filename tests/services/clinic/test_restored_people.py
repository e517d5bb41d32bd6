"""Who was taken in after a backup is not of the vault that is restored from it."""

import pytest

from counselor_desk.app import vault_door
from counselor_desk.core.errors import Refused
from counselor_desk.domain.roles import Role
from counselor_desk.door import opening
from counselor_desk.door.port import NewVault
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position
from counselor_desk.vault.keys import unlock

WORDS = "nine copper whistles at noon"


def test_a_colleague_of_after_the_backup_is_gone_and_the_next_one_can_be_taken_in(tmp_path):
    path = tmp_path / "clinic.db"
    opening.create_vault(NewVault(path, "Harbor", "Ada", "ada", WORDS), opening.weakest_argon())
    door = vault_door(path)
    opened = door.unlock(path, "ada", WORDS)
    stays = door.add_person(opened, "Mia", "mia", Position(Role.COUNSELOR))
    before = opened.keeper.back_up().path
    late = door.add_person(opened, "Kim", "kim", Position(Role.COUNSELOR))
    opened.keeper.plan_restore(before, "ada", WORDS)
    door.lock(opened)
    opened = door.unlock(path, "ada", WORDS)
    unlock.unlock(path, "mia", stays).forget()
    with pytest.raises(Refused):
        unlock.unlock(path, "kim", late)
    once = door.add_person(opened, "Lou", "lou", Position(Role.COUNSELOR))
    lou = next(one for one in opened.desk.do(staff.all_staff) if one.sign_in == "lou")
    unlocked = unlock.unlock(path, "lou", once)
    assert unlocked.staff_id == lou.id
    unlocked.forget()
    door.lock(opened)
