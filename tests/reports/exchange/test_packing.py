"""One file of many: whole or not there, and under a passphrase one that another program opens."""

import io
import os
import zipfile

import pytest

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.reports.exchange.packing import INNER, Packing
from counselor_desk.reports.press.locked_zip import LockedZip

WORDS = "nine copper whistles at noon"
FILES = {"README.txt": b"what this is", "csv/a.csv": b"", "papers/0001/x.pdf": os.urandom(700_001)}


def packed(path, passphrase=""):
    packing = Packing(path, passphrase)
    for name, content in FILES.items():
        packing.add(name, content)
    packing.finish()


def test_the_file_is_there_when_it_is_whole(tmp_path):
    path = tmp_path / "charts.zip"
    packed(path)
    with zipfile.ZipFile(path) as found:
        assert {name: found.read(name) for name in found.namelist()} == FILES
    assert os.listdir(tmp_path) == ["charts.zip"]  # noqa: PTH208


def test_another_program_opens_the_encrypted_one(tmp_path):
    pyzipper = pytest.importorskip("pyzipper", reason="no wheel of pyzipper's cipher here")
    path = tmp_path / "charts.zip"
    packed(path, WORDS)
    with pyzipper.AESZipFile(path) as outer:
        assert outer.namelist() == [INNER]
        with pytest.raises(RuntimeError, match="assword"):
            outer.read(INNER, pwd=b"something else")
        inner = io.BytesIO(outer.read(INNER, pwd=WORDS.encode()))
    with zipfile.ZipFile(inner) as found:
        assert found.testzip() is None
        assert {name: found.read(name) for name in found.namelist()} == FILES


def test_nothing_of_the_files_stands_in_the_encrypted_one_in_clear(tmp_path):
    path = tmp_path / "charts.zip"
    packed(path, WORDS)
    content = path.read_bytes()
    for word in (b"README", b"what this is", b"papers", b"0001"):
        assert word not in content
    packed(tmp_path / "again.zip", WORDS)
    assert (tmp_path / "again.zip").read_bytes()[80:200] != content[80:200]


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 262_143, 262_144, 262_145])
def test_every_size_comes_out_as_it_went_in(size):
    pyzipper = pytest.importorskip("pyzipper", reason="no wheel of pyzipper's cipher here")
    out, content = io.BytesIO(), bytes(range(251)) * (size // 251 + 1)
    locked = LockedZip(out, "x", WORDS)
    locked.write(content[: size // 3])
    locked.write(content[size // 3 : size])
    locked.close()
    with pyzipper.AESZipFile(out) as found:
        assert found.read("x", pwd=WORDS.encode()) == content[:size]


@pytest.mark.parametrize("passphrase", ["", WORDS])
def test_what_is_given_up_leaves_nothing_and_takes_nothing_away(tmp_path, passphrase):
    path = tmp_path / "charts.zip"
    path.write_bytes(b"an older one")
    packing = Packing(path, passphrase)
    packing.add("a", b"b" * 100_000)
    packing.give_up()
    packing.give_up()
    for late in (lambda: packing.add("b", b""), packing.finish):
        with pytest.raises(Refused, match="Stopped"):
            late()
    assert os.listdir(tmp_path) == ["charts.zip"]  # noqa: PTH208
    assert path.read_bytes() == b"an older one"


def test_a_folder_that_cannot_be_written_to_is_said_in_words(tmp_path):
    with pytest.raises(VaultTrouble, match="could not be saved"):
        Packing(tmp_path / "missing" / "charts.zip")


def test_the_end_stands_when_it_is_given_up_too_late(tmp_path):
    packing = Packing(tmp_path / "charts.zip")
    packing.add("a", b"b")
    packing.finish()
    packing.give_up()
    assert (tmp_path / "charts.zip").exists()
