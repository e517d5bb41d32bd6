"""Another program's cipher reads a vault by its documented parameters: nobody is locked in."""

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from counselor_desk.services.clients import clients
from counselor_desk.services.documents import documents
from counselor_desk.services.rewards import enrolling
from tests.conftest import KEY
from tests.proofs import own
from tests.services.documents.test_documents import full
from tests.services.rewards.test_rewards import joining

apsw = pytest.importorskip("apsw", reason="no wheel of apsw-sqlite3mc for this system")
if not hasattr(apsw, "mc_version"):
    pytest.skip("this apsw has no ciphers", allow_module_level=True)

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
# SQLCipher 4: AES-256-CBC, HMAC-SHA512, pages of 4096; the key is raw, the salt goes with it.
CIPHER = (("cipher", "sqlcipher"), ("legacy", 4))
RAW = "raw:{}"


def lived_in(desk):
    """A vault with something of everything that has letters, numbers, blobs and a search index."""
    note = desk.do(documents.start, 10, "dap")
    desk.do(documents.save_draft, note.id, full(), note.revision)
    desk.do(documents.sign, note.id, own(desk, documents.sign))
    desk.do(enrolling.enroll, 10, joining())
    desk.do(clients.change, 10, {"preferred_name": "Żółć 咳 🌿"})
    desk.on_vault(lambda engine: engine.dispose())


def rows_of(execute):
    names = [name for (name,) in execute(TABLES)]
    return {name: sorted(map(repr, execute(f'SELECT * FROM "{name}"'))) for name in names}


def ours(path, key=KEY):
    connection = sqlcipher.connect(str(path))
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    rows = rows_of(connection.execute)
    connection.close()
    return rows


def theirs(path, key):
    connection = apsw.Connection(str(path))
    for name, value in (*CIPHER, ("key", RAW.format(key.hex()))):
        connection.pragma(name, value)
    rows = rows_of(connection.execute)
    connection.close()
    return rows


def test_another_reader_sees_every_row(desk, vault):
    lived_in(desk)
    here, there = ours(vault), theirs(vault, KEY)
    assert there == here
    assert len(here["audit_entry"]) > 3
    assert any("咳" in row for row in here["client"])


def test_another_reader_with_another_key_sees_nothing(desk, vault):  # PV-16
    lived_in(desk)
    with pytest.raises(apsw.NotADBError):
        theirs(vault, bytes(48))
