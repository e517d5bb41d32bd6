"""A vault's files are their owner's alone, on each system in its own way."""

import os
import sys

import pytest

from counselor_desk.vault.file import ownership


def open_to_all(path):
    if sys.platform == "win32":
        from counselor_desk.vault.file.windows_acl import write_list

        write_list(path, "D:P(A;;FA;;;WD)")
    else:
        path.chmod(0o755)


def test_a_new_file_is_private(tmp_path):
    path = tmp_path / "clinic.db"
    os.close(ownership.new_file(path))
    assert ownership.is_private(path)


def test_a_file_that_is_there_is_never_taken_over(tmp_path):
    path = tmp_path / "clinic.db"
    path.write_bytes(b"somebody's")
    with pytest.raises(FileExistsError):
        ownership.new_file(path)
    assert path.read_bytes() == b"somebody's"


def test_what_others_may_read_is_found_and_mended(tmp_path):
    path = tmp_path / "clinic.db"
    path.write_bytes(b"")
    open_to_all(path)
    assert not ownership.is_private(path)
    ownership.restrict_to_owner(path)
    assert ownership.is_private(path)
    path.write_bytes(b"the owner still writes")


def test_a_new_folder_is_private_with_all_above_it_made(tmp_path):
    folder = tmp_path / "Counselor Desk" / "vaults"
    ownership.make_folder(folder)
    assert ownership.is_private(folder)


def test_a_folder_that_was_there_keeps_what_it_grants(tmp_path):
    folder = tmp_path / "shared"
    folder.mkdir()
    open_to_all(folder)
    ownership.make_folder(folder)
    assert not ownership.is_private(folder)
