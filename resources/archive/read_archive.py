"""Reads a .cvault archive without Counselor Desk: python read_archive.py FILE [DATABASE.sqlite]

Needs: pip install "cryptography>=44". Prints the lines of the archive, or with a second
name makes an ordinary SQLite file of them, in clear: keep it where nobody else can read it.
FORMAT.md says what it does.
"""

import base64
import getpass
import hashlib
import json
import sqlite3
import sys
import unicodedata
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CHUNK = 65536 + 16


def derive(key, purpose, salt=None):
    return HKDF(hashes.SHA256(), 32, salt, b"counselor-desk/" + purpose).derive(key)


def file_key(header, passphrase):
    secret = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    argon, box = header["argon"], base64.b64decode(header["key"])
    stretched = Argon2id(
        salt=base64.b64decode(header["salt"]), length=32, iterations=argon["passes"],
        lanes=argon["lanes"], memory_cost=argon["mebibytes"] * 1024,
    ).derive(secret)  # fmt: skip
    wrapping = AESGCM(derive(stretched, b"archive"))
    try:
        return wrapping.decrypt(box[:12], box[12:], header["vault"].encode())
    except InvalidTag:
        sys.exit("This is not the passphrase of the archive.")


def lines(path, passphrase):
    with open(path, "rb") as file:  # noqa: PTH123  a script on its own
        if file.read(8) != b"CVAULT1\n":
            sys.exit("This is not a .cvault archive.")
        raw = file.read(int.from_bytes(file.read(4), "big"))
        key = file_key(json.loads(raw), passphrase)
        box = AESGCM(derive(key, b"chunks", hashlib.sha256(raw).digest()))
        inflate, rest, number = zlib.decompressobj(), b"", 0
        chunk = file.read(CHUNK)
        while chunk:
            following = file.read(CHUNK)
            nonce = number.to_bytes(11, "big") + bytes([not following])
            try:
                rest += inflate.decompress(box.decrypt(nonce, chunk, None))
            except (InvalidTag, zlib.error):
                sys.exit("The archive is not whole: look for another copy of it.")
            *whole, rest = rest.split(b"\n")
            yield from map(json.loads, whole)
            chunk, number = following, number + 1


def database(found, path):
    made, insert, counts = sqlite3.connect(path), "", {}
    for line in found:
        if line.get("make") == "table" and not line["sql"].startswith("CREATE VIRTUAL"):
            made.execute(line["sql"])
        elif "table" in line:
            marks = ", ".join("?" * len(line["columns"]))
            insert = f'INSERT INTO "{line["table"]}" VALUES ({marks})'
        elif "row" in line:
            values = [base64.b64decode(v["b64"]) if isinstance(v, dict) else v for v in line["row"]]
            made.execute(insert, values)
        elif "counts" in line:
            counts = line["counts"]
    if not counts:
        sys.exit("The archive is not whole: its last line is missing.")
    made.commit()
    made.close()
    return counts


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    asked = getpass.getpass("Passphrase: ") if sys.stdin.isatty() else sys.stdin.readline()
    found = lines(sys.argv[1], asked.rstrip("\n"))
    if len(sys.argv) == 3:
        for table, count in database(found, sys.argv[2]).items():
            sys.stdout.write(f"{table}: {count}\n")
        return
    for line in found:
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
