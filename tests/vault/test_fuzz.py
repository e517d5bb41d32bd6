"""Whatever stands in a key file, a manifest, an archive or a definition is read or refused."""

import functools
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.core.resources import RESOURCES
from counselor_desk.domain.assessments.instrument import Instrument
from counselor_desk.domain.documents.template import Template
from counselor_desk.domain.rewards.schedule import Schedule
from counselor_desk.door import restoring
from counselor_desk.door.port import NewVault
from counselor_desk.vault.copies import archive, archive_boxes, archive_tables, backup
from counselor_desk.vault.file import connection
from counselor_desk.vault.keys import slot_file, unlock
from counselor_desk.vault.keys.argon import Argon
from counselor_desk.vault.keys.slot_file import key_path
from counselor_desk.vault.schema import migrate
from tests.bytewise import OFTEN, often
from tests.vault import samples

DEFINITIONS = {
    Instrument: "instruments/phq9.toml",
    Schedule: "schedules/higgins_vouchers.toml",
    Template: "templates/notes/dap.toml",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return samples.make(tmp_path_factory.mktemp("made"))


@pytest.mark.parametrize("times", OFTEN)
def test_a_key_file(made, times):
    often(times, key_path(made).read_bytes(), slot_file.parse, VaultTrouble)


def from_file(path, read):
    def of(raw):
        path.write_bytes(raw)
        return read(path)

    return of


@pytest.mark.parametrize("times", OFTEN)
def test_the_list_of_a_backup(made, tmp_path, times):
    unlocked = unlock.unlock(made, samples.SIGN_IN, samples.WORDS)
    copy = backup.take_backup(made, unlocked, "hand", datetime(2026, 12, 1, tzinfo=UTC))
    unlocked.forget()
    listed = copy.path.with_suffix(".json").read_bytes()
    here = tmp_path / "copy.backup"
    read = from_file(here.with_suffix(".json"), lambda _path: backup.manifest_of(here))
    often(times, listed, read, VaultTrouble)


@pytest.mark.parametrize("times", OFTEN)
def test_the_front_of_an_archive(made, tmp_path, times):
    unlocked = unlock.unlock(made, samples.SIGN_IN, samples.WORDS)
    whole = tmp_path / "whole.cvault"
    archive.write(made, unlocked, whole, "seven quiet harbors below", datetime(2026, 12, 1, tzinfo=UTC))
    unlocked.forget()
    front = whole.read_bytes()[:4096]
    often(times, front, from_file(tmp_path / "one.cvault", archive.header_of), VaultTrouble)


@pytest.mark.parametrize("times", OFTEN)
@pytest.mark.parametrize("kind", DEFINITIONS, ids=lambda kind: kind.__name__)
def test_a_definition(kind, tmp_path, times):
    content = Path(RESOURCES / DEFINITIONS[kind]).read_bytes()
    read = from_file(tmp_path / "one.toml", functools.partial(files.parse, kind))
    often(times, content, read, (ValueError, Refused))


@pytest.fixture(scope="module")
def archived(made, tmp_path_factory):
    """An archive, its own key (so that no passphrase is stretched again), and its lines."""
    unlocked = unlock.unlock(made, samples.SIGN_IN, samples.WORDS)
    whole = tmp_path_factory.mktemp("archived") / "whole.cvault"
    words = "seven quiet harbors below"
    archive.write(made, unlocked, whole, words, datetime(2026, 12, 1, tzinfo=UTC))
    unlocked.forget()
    key = archive.key_of(whole, words)
    return whole.read_bytes(), key, list(archive.read_lines(whole, key))


@pytest.mark.parametrize("times", OFTEN)
def test_the_whole_of_an_archive(archived, tmp_path, times):
    """Whatever byte is not as written, anywhere in it: it is refused, and never told to its end."""
    whole, key, told = archived
    assert len(whole) > 4 * 4096

    def read(raw):
        path.write_bytes(raw)
        found = list(archive.read_lines(path, key))
        assert raw == whole
        assert found == told

    path = tmp_path / "one.cvault"
    often(times, whole, read, VaultTrouble)


def filled(raw):
    """A new vault out of these lines, as far as they can be read."""
    into = sqlcipher.connect(":memory:")
    try:
        archive_tables.fill(into, lines_of(raw))
    finally:
        into.close()


SMALL = [
    {"vault": "v", "audit_key": "YQ==", "application_id": 1},
    {"make": "table", "name": "person", "sql": "CREATE TABLE person (id INTEGER, name TEXT)"},
    {"make": "table", "name": "words", "sql": "CREATE VIRTUAL TABLE words USING fts5(name)"},
    {"make": "index", "name": "by_name", "sql": "CREATE INDEX by_name ON person (name)"},
    {"make": "trigger", "name": "feeds", "sql": "CREATE TRIGGER feeds AFTER INSERT ON person BEGIN"
                                               " INSERT INTO words(name) VALUES (new.name); END"},
    {"table": "person", "columns": ["id", "name"]},
    {"row": [1, "Rosa"]},
    {"row": [2, {"b64": "Um9zYQ=="}]},
    {"counts": {"person": 2}},
]  # fmt: skip


def lines_of(raw):
    for line in raw.split(b"\n"):
        yield archive_boxes.line_of(line)


@pytest.mark.parametrize("times", OFTEN)
def test_the_lines_of_an_archive_whose_maker_knew_the_key(times):
    """The seal says who wrote it, not that it is well meant."""
    content = "\n".join(json.dumps(line) for line in SMALL).encode()
    filled(content)
    often(times, content, filled, (VaultTrouble, ValueError, connection.Trouble))


@pytest.mark.slow
def test_every_line_of_a_real_archive_spoiled(archived):
    content = "\n".join(json.dumps(line) for line in archived[2]).encode()
    often(2_000, content, filled, (VaultTrouble, ValueError, connection.Trouble))


def test_what_an_archive_may_not_ask_to_be_made():
    for sql in (
        "CREATE TEMP TRIGGER t AFTER INSERT ON person BEGIN SELECT 1; END",
        "CREATE VIEW person AS SELECT 1",
        "DROP TABLE person",
        "ATTACH 'x' AS y",
    ):
        for kind in ("table", "trigger", "view", "index"):
            lines = [SMALL[0], SMALL[1], {"make": kind, "name": "t", "sql": sql}, SMALL[-1]]
            with pytest.raises(archive_tables.BadArchive):
                archive_tables.fill(sqlcipher.connect(":memory:"), iter(lines))


@pytest.mark.slow
def test_a_trigger_of_another_s_making_does_not_come_along(made, tmp_path):
    """Whoever wrote the archive knew its key; what runs within the vault is our own alone."""
    unlocked = unlock.unlock(made, samples.SIGN_IN, samples.WORDS)
    spoiled_vault = connection.connect(made, unlocked.database_key())
    spoiled_vault.execute(
        "CREATE TRIGGER theirs AFTER UPDATE ON practice BEGIN UPDATE client SET phone = ''; END"
    )
    whole, words = tmp_path / "whole.cvault", "seven quiet harbors below"
    try:
        archive.write(made, unlocked, whole, words, datetime(2026, 12, 1, tzinfo=UTC))
    finally:
        spoiled_vault.execute("DROP TRIGGER theirs")
        spoiled_vault.close()
        unlocked.forget()
    assert any(line.get("name") == "theirs" for line in archive.lines(whole, words))
    archive.read_into_vault(whole, words, tmp_path / "new.db", bytes(range(48)))
    fresh = connection.connect(tmp_path / "new.db", bytes(range(48)))
    listed = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ours = {name for (name,) in fresh.execute(listed)}
    fresh.close()
    assert "theirs" not in ours
    wanted = [s for s in migrate.statements("sqlite/seals.sql") if s.startswith("CREATE TRIGGER")]
    assert len(ours) == len(wanted) > 20


def told(schema=migrate.HEAD):
    """The lines of a small archive, as its maker likes."""
    yield {"vault": "v", "audit_key": "YQ==", "application_id": 1}
    for name, columns in (("alembic_version", "version_num TEXT"), ("person", "name TEXT")):
        yield {"make": "table", "name": name, "sql": f"CREATE TABLE {name} ({columns})"}
    yield {"table": "alembic_version", "columns": ["version_num"]}
    if schema is not None:
        yield {"row": [schema]}
    yield {"table": "person", "columns": ["name"]}
    yield {"counts": {"alembic_version": int(schema is not None), "person": 0}}


def without(word):
    return [line for line in told() if word not in json.dumps(line)]


TWO = {"make": "index", "name": "x", "sql": "CREATE INDEX x ON person (name); DROP TABLE person"}
ILL_MEANT = {
    "no table of the schema": without("alembic"),
    "no row of the schema": list(told(None)),
    "a schema of nobody": list(told("9999")),
    "a number for a schema": list(told(7)),
    "two statements in one": [*list(told())[:3], TWO, *list(told())[3:]],
}


@pytest.mark.parametrize("what", ILL_MEANT)
def test_an_archive_that_is_ill_meant_leaves_nothing(tmp_path, what):
    """It was opened without its seals, or ended in a traceback."""
    with pytest.raises(VaultTrouble):
        archive.fill_vault(tmp_path / "new.db", bytes(range(48)), iter(ILL_MEANT[what]))
    assert list(tmp_path.iterdir()) == []


def test_a_refused_archive_leaves_no_key_file_and_no_copy_of_one(made, archived, tmp_path):
    whole, key, told_lines = archived
    path, new = tmp_path / "ill.cvault", tmp_path / "new" / "new.db"
    (tmp_path / "whole.cvault").write_bytes(whole)
    _header, front = archive.header_of(tmp_path / "whole.cvault")
    ill = [line for line in told_lines if "alembic" not in json.dumps(line)[:60]]
    new.parent.mkdir()
    with path.open("w+b") as out:
        out.write(archive.MAGIC + len(front).to_bytes(4, "big") + front)
        archive_boxes.write(out, key, front, iter(ill))
    wanted = NewVault(new, "", "", samples.SIGN_IN, "nine copper whistles at noon")
    with pytest.raises(VaultTrouble):
        restoring.unpack(path, "seven quiet harbors below", wanted, Argon(1, 46, 1))
    assert list(new.parent.iterdir()) == []
