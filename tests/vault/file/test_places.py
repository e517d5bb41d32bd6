"""A vault that lies where it can be damaged or copied is told of, before it is made and at work."""

import sys
from pathlib import Path

import pytest

from counselor_desk.app import vault_door
from counselor_desk.door import opening
from counselor_desk.door.port import NewVault
from counselor_desk.vault.file import ownership, places
from counselor_desk.vault.keys.slot_file import key_path
from tests.proofs import PASSPHRASE
from tests.vault.file.test_ownership import open_to_all

MOUNTED = """\
/dev/sda1 / ext4 rw 0 0
server:/export /mnt/clinic nfs4 rw 0 0
//nas/files /mnt/other\\040files cifs rw 0 0
/dev/sdb1 /mnt/clinic/local ext4 rw 0 0
"""
MOUNTED_ON_A_MAC = """\
#!/bin/sh
echo '/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)'
echo '//ada@nas/files on /Volumes/the files (smbfs, nodev, nosuid, mounted by ada)'
"""


@pytest.mark.parametrize(
    "folder",
    [
        "Users/ada/OneDrive/vaults",
        "Users/ada/OneDrive - Harbor Recovery/vaults",
        "home/ada/Dropbox",
        "Users/ada/Library/Mobile Documents/com~apple~CloudDocs",
        "Users/ada/Library/CloudStorage/GoogleDrive-ada/My Drive",
    ],
)
def test_a_folder_that_a_cloud_copies_is_known(folder):
    assert places.is_cloud(Path("/") / folder / "clinic.db")
    assert "cloud service" in places.warning(Path("/") / folder / "clinic.db")
    assert "cloud service" in places.advice(Path("/") / folder / "clinic.db")


@pytest.mark.parametrize("folder", ["Users/ada/Documents", "home/boxer/dropboxes", "srv/clouds"])
def test_other_folders_are_not_taken_for_one(folder):
    assert not places.is_cloud(Path("/") / folder / "clinic.db")


@pytest.fixture
def mounted(tmp_path, monkeypatch):
    listed = tmp_path / "mounts"
    listed.write_text(MOUNTED, "utf-8")
    monkeypatch.setattr(places, "MOUNTS", listed)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows is asked for the kind of a drive")
@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("/mnt/clinic/clinic.db", True),
        ("/mnt/clinic/local/clinic.db", False),
        ("/mnt/other files/vaults/clinic.db", True),
        ("/mnt/clinics/clinic.db", False),
        ("/home/ada/clinic.db", False),
    ],
)
def test_a_share_is_known_by_what_is_mounted_there(mounted, path, is_one):
    assert places.is_share(Path(path)) is is_one
    assert ("network" in places.warning(Path(path))) is is_one


@pytest.mark.skipif(sys.platform == "win32", reason="runs a script in the place of a Mac's command")
def test_a_mac_is_asked_by_its_own_command(tmp_path, monkeypatch):
    command = tmp_path / "mount"
    command.write_text(MOUNTED_ON_A_MAC, "utf-8")
    command.chmod(0o700)
    monkeypatch.setattr(places, "MAC_MOUNT", command)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert places.is_share(Path("/Volumes/the files/clinic.db"))
    assert not places.is_share(Path("/Users/ada/clinic.db"))
    monkeypatch.setattr(places, "MAC_MOUNT", tmp_path / "none")
    assert not places.is_share(Path("/Volumes/the files/clinic.db"))


@pytest.mark.skipif(sys.platform != "win32", reason="asks Windows")
def test_a_drive_of_another_machine_is_known():
    assert places.is_share(Path(r"\\server\share\clinic.db"))
    assert not places.is_share(Path("C:/Users/ada/clinic.db"))


def test_a_journal_that_its_folder_opened_to_others_is_closed_without_a_word(tmp_path):
    path = tmp_path / "clinic.db"
    for file in (path, key_path(path)):
        file.write_bytes(b"")
        ownership.restrict_to_owner(file)
    journal = tmp_path / "clinic.db-wal"
    journal.write_bytes(b"")
    open_to_all(journal)
    assert places.advice(path) == ""
    assert ownership.is_private(journal)


def test_rights_that_others_have_are_taken_away_and_told_at_the_opening(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    path = tmp_path / "clinic" / "clinic.db"
    opening.create_vault(NewVault(path, "Harbor", "Ada", "ada", PASSPHRASE), opening.weakest_argon())
    door = vault_door(path)
    opened = door.unlock(path, "ada", PASSPHRASE)
    assert opened.notice == ""
    door.lock(opened)
    open_to_all(path)
    open_to_all(key_path(path))
    opened = door.unlock(path, "ada", PASSPHRASE)
    assert "now only you can" in opened.notice
    assert ownership.is_private(path)
    assert ownership.is_private(key_path(path))
    door.lock(opened)


def test_a_stick_that_keeps_no_rights_is_told_of_as_what_it_is(tmp_path, monkeypatch):
    path = tmp_path / "clinic.db"
    for file in (path, key_path(path)):
        file.write_bytes(b"")
        open_to_all(file)
    if sys.platform == "win32":  # such a disk takes the call, and nothing changes
        from counselor_desk.vault.file import windows_acl

        monkeypatch.setattr(windows_acl, "write_list", lambda *_: None)
    else:
        monkeypatch.setattr(Path, "chmod", lambda *_: None)
    assert places.advice(path).startswith("This disk has no file permissions")
