"""One file of many: whole or not there, and under a passphrase one that another program opens."""

import gc
import io
import os
import struct
import zipfile

import pytest
import pyzipper
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.reports.exchange.packing import INNER, PackageWriter
from counselor_desk.reports.press.locked_zip import LockedZip

WORDS = "nine copper whistles at noon"
FILES = {"README.txt": b"what this is", "csv/a.csv": b"", "papers/0001/x.pdf": os.urandom(700_001)}


def packed(path, passphrase=""):
    packing = PackageWriter(path, passphrase)
    for name, content in FILES.items():
        packing.add(name, content)
    packing.finish()


def read_as_winzip_wrote_it_down(raw, passphrase):
    """One stored entry, by https://www.winzip.com/en/support/aes-encryption/ and nobody's library."""
    head = struct.unpack("<4sHHHHHIIIHH", raw[:30])
    name, extra = head[9], head[10]
    extras, at = {}, 30 + name
    while at < 30 + name + extra:
        kind, length = struct.unpack("<HH", raw[at : at + 4])
        extras[kind] = raw[at + 4 : at + 4 + length]
        at += 4 + length
    size, packed = struct.unpack("<QQ", extras[1])
    salt, proven = raw[at : at + 16], raw[at + 16 : at + 18]
    coded, proof = raw[at + 18 : at + packed - 10], raw[at + packed - 10 : at + packed]
    made = PBKDF2HMAC(hashes.SHA1(), 66, salt, 1000).derive(passphrase.encode())
    assert made[64:] == proven
    whole = hmac.HMAC(made[32:64], hashes.SHA1())
    whole.update(coded)
    assert whole.finalize()[:10] == proof
    counted = b"".join(n.to_bytes(16, "little") for n in range(1, len(coded) // 16 + 2))
    stream = Cipher(algorithms.AES(made[:32]), modes.ECB()).encryptor().update(counted)
    content = bytes(a ^ b for a, b in zip(coded, stream, strict=False))
    assert len(content) == size
    told = {"method": head[3], "time": head[4], "day": head[5], "checksum": head[6], "aes": extras[0x9901]}
    return content, told


def test_the_file_is_there_when_it_is_whole(tmp_path):
    path = tmp_path / "charts.zip"
    packed(path)
    with zipfile.ZipFile(path) as found:
        assert {name: found.read(name) for name in found.namelist()} == FILES
    assert os.listdir(tmp_path) == ["charts.zip"]  # noqa: PTH208


def test_another_program_opens_the_encrypted_one(tmp_path):
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


def test_it_is_what_the_standard_says_to_the_byte(tmp_path):
    path = tmp_path / "charts.zip"
    packed(path, WORDS)
    content, told = read_as_winzip_wrote_it_down(path.read_bytes(), WORDS)
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        assert {name: found.read(name) for name in found.namelist()} == FILES
    assert told["aes"] == struct.pack("<H2sBH", 2, b"AE", 3, 0)  # AE-2, 256 bits, stored
    assert told["method"] == 99
    assert told["checksum"] == 0, "it would say what is inside"
    assert (told["day"], told["time"]) == (1 << 5 | 1, 0), "no time of ours stands in clear"


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
    out, content = io.BytesIO(), bytes(range(251)) * (size // 251 + 1)
    locked = LockedZip(out, "x", WORDS)
    locked.write(content[: size // 3])
    locked.write(content[size // 3 : size])
    locked.close()
    with pyzipper.AESZipFile(out) as found:
        assert found.read("x", pwd=WORDS.encode()) == content[:size]
    assert read_as_winzip_wrote_it_down(out.getvalue(), WORDS)[0] == content[:size]


class FullDisk(io.BytesIO):
    """A disk with room for a little, and none from then on."""

    full = False

    def write(self, content):
        self.full = self.full or self.tell() + len(content) > 50_000
        if self.full:
            raise OSError(28, "No space left on device")
        return super().write(content)


def test_a_full_disk_ends_it_and_nothing_writes_afterwards():
    out = FullDisk()
    locked = LockedZip(out, "x", WORDS)
    with pytest.raises(OSError, match="No space"):
        locked.write(os.urandom(100_000))
    with pytest.raises(OSError, match="No space"):
        locked.close()
    before = out.getvalue()
    locked.give_up()
    del locked
    gc.collect()  # what would complain when it is collected, complains here
    assert out.getvalue() == before


@pytest.mark.parametrize("passphrase", ["", WORDS])
def test_what_is_given_up_leaves_nothing_and_takes_nothing_away(tmp_path, passphrase):
    path = tmp_path / "charts.zip"
    path.write_bytes(b"an older one")
    packing = PackageWriter(path, passphrase)
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
        PackageWriter(tmp_path / "missing" / "charts.zip")


def test_the_end_stands_when_it_is_given_up_too_late(tmp_path):
    packing = PackageWriter(tmp_path / "charts.zip")
    packing.add("a", b"b")
    packing.finish()
    packing.give_up()
    assert (tmp_path / "charts.zip").exists()
