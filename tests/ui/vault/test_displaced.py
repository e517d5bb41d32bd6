"""The vault's file is deleted or replaced while it is open: noticed at the next save, saved beside."""

import shutil
import sys

import pytest

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.desk.desk import DISPLACED
from counselor_desk.domain.clients.person_identity import PersonIdentity
from counselor_desk.door.vault_door import keys_of
from counselor_desk.services.clients import clients
from counselor_desk.services.today import form_drafts
from counselor_desk.vault.copies import backup
from counselor_desk.vault.file.connection import read_only
from counselor_desk.vault.keys.slot_file import key_path
from tests.ui.vault.test_ways_back_in import settle

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows lets nobody delete or replace a file that is open"
)


@pytest.fixture
def opened(clinic):
    made = clinic.open("ada")
    yield made
    clinic.door.lock(made)
    settle()


def register(opened, name):
    return opened.desk.do(clients.register, {"given_name": name, "family_name": "Reed"})


def beside(opened):
    return backup.all_in(backup.folder_of(opened.path))


def people_in(copy, opened):
    """Read with the key file that the copy brings, as a restore reads it."""
    unlocked = keys_of(opened)
    backup.verify(copy, unlocked)
    db = read_only(copy.path, unlocked.database_key())
    try:
        return [name for (name,) in db.execute("SELECT given_name FROM client ORDER BY id")][3:]
    finally:
        db.close()


def delete(opened, older):
    for path in opened.path.parent.glob("*.db*"):
        path.unlink()


def delete_the_folder(opened, older):
    shutil.rmtree(opened.path.parent)


def put_an_older_copy_there(opened, older):
    fresh = opened.path.with_name("fresh")
    shutil.copyfile(older, fresh)
    fresh.replace(opened.path)


@pytest.mark.parametrize("displace", [delete, delete_the_folder, put_an_older_copy_there])
def test_what_is_saved_is_beside_and_it_is_said(opened, displace, tmp_path):
    older, heard = tmp_path / "older", []
    opened.desk.on_vault(lambda engine: shutil.copyfile(opened.path, older))
    opened.desk.listen(heard.append)
    register(opened, "Rosa")
    assert not any(DISPLACED in changes.kinds for changes in heard)
    displace(opened, older)
    register(opened, "Dana")
    assert DISPLACED in heard[-1].kinds
    [copy] = beside(opened)
    assert (copy.manifest.why, people_in(copy, opened)) == ("displaced", ["Rosa", "Dana"])
    assert key_path(copy.path).exists()
    register(opened, "Fay")
    [newer] = beside(opened)
    assert people_in(newer, opened) == ["Rosa", "Dana", "Fay"]


def test_nothing_that_needs_the_file_takes_another_for_it(opened, tmp_path):
    older = tmp_path / "older"
    opened.desk.on_vault(lambda engine: shutil.copyfile(opened.path, older))
    put_an_older_copy_there(opened, older)
    for act in (opened.keeper.back_up, opened.keeper.verify_records, opened.keeper.run_due):
        with pytest.raises(VaultTrouble, match="deleted or replaced while it was open"):
            act()
    assert [copy.manifest.why for copy in beside(opened)] == ["displaced"], "a command was on the trail"


def test_a_save_that_could_not_be_put_beside_is_not_called_saved(opened):
    folder = opened.path.parent
    shutil.rmtree(folder)
    folder.write_text("something else has the folder's name")
    with pytest.raises(VaultTrouble, match="nothing could be saved"):
        register(opened, "Rosa")
    folder.unlink()
    register(opened, "Dana")
    [copy] = beside(opened)
    assert people_in(copy, opened)[-1] == "Dana"


def test_what_was_saved_beside_is_restored_at_the_door(clinic):
    opened = clinic.open("ada")
    path, words = opened.path, clinic.words("ada")
    delete(opened, None)
    register(opened, "Rosa")
    clinic.door.lock(opened)
    settle()
    with pytest.raises(VaultTrouble, match="missing"):
        clinic.door.unlock(path, "ada", words)
    [row] = clinic.door.backups(path)
    again = clinic.door.restore(path, row.path, "ada", words)
    assert len(again.desk.do(clients.namesakes, PersonIdentity("Rosa", "Reed")).rows) == 1
    assert again.keeper.verify_records().is_whole
    clinic.door.lock(again)
    settle()


def test_the_window_says_it_and_shows_what_was_typed(sit, clinic, qtbot):
    window = sit("cal")
    delete(window.opened, None)
    window.bridge.ask(window, clients.register, {"given_name": "Fay", "family_name": "Reed"})
    qtbot.waitUntil(lambda: "deleted or replaced while it was open" in window.notice.words.text())
    assert window.notice.isVisible()


def move_the_folder(opened):
    """As a person renames it in the file manager: the files go along, open as they are."""
    moved = opened.path.parent.with_name("Renamed folder")
    opened.path.parent.rename(moved)
    return moved / opened.path.name


def test_a_folder_that_was_moved_has_every_save_beside_its_old_name_and_in_its_new_place(clinic):
    opened = clinic.open("ada")
    words = clinic.words("ada")
    register(opened, "Rosa")
    moved = move_the_folder(opened)
    register(opened, "Dana")
    [copy] = beside(opened)
    assert people_in(copy, opened) == ["Rosa", "Dana"]
    clinic.door.lock(opened)
    settle()
    again = clinic.door.unlock(moved, "ada", words)
    assert [row.given_name for row in again.desk.do(clients.find, "Reed")] == ["Dana", "Dana", "Rosa"]
    assert again.keeper.verify_records().is_whole
    clinic.door.lock(again)
    settle()


def test_a_folder_that_comes_back_is_the_vault_as_before(opened):
    """A drive that was out for a moment: the same file under the same name."""
    at = opened.path
    moved = move_the_folder(opened)
    register(opened, "Rosa")
    assert [copy.manifest.why for copy in beside(opened)] == ["displaced"]
    shutil.rmtree(at.parent)
    moved.parent.rename(at.parent)
    register(opened, "Dana")
    opened.keeper.verify_records()
    assert not opened.desk.is_displaced()


def test_what_is_being_typed_is_there_after_the_folder_was_moved(sit, clinic, qtbot, keys):
    window = sit("cal")
    page = window.go("registration", new=True)
    qtbot.waitUntil(window.bridge.is_idle)
    page.form.boxes["given_name"].editor.main.setFocus()
    keys.type("Marisol")
    moved = move_the_folder(window.opened)
    page.form.boxes["address"].editor.main.setFocus()
    keys.type("12 Pier Road")
    qtbot.waitUntil(lambda: "while it was open" in window.notice.words.text())
    assert page.form.values()["address"] == "12 Pier Road"
    window.lock()
    settle()
    again = clinic.door.unlock(moved, "cal", clinic.words("cal"))
    [draft] = again.desk.do(form_drafts.mine)
    assert (draft.answers["given_name"], draft.answers["address"]) == ("Marisol", "12 Pier Road")
    clinic.door.lock(again)
    settle()
