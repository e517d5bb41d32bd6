"""A vault of every released schema opens today, and another program's cipher reads all of it."""

import shutil

import pytest

from counselor_desk import __version__
from counselor_desk.app import vault_door
from counselor_desk.services.clients import clients
from counselor_desk.services.documents import documents, lists
from counselor_desk.vault.keys import unlock
from counselor_desk.vault.keys.slot_file import key_path
from tests.vault import samples

READ_ANEW = (
    "the sample of this release no longer opens: before the release, run "
    "python -m tests.vault.samples; after it, add a step to the schema"
)


@pytest.fixture(params=[*samples.every(), None], ids=lambda kept: kept.parent.name if kept else "new")
def sample(request, tmp_path):
    """A copy to work on: of each release, and one as this program makes it."""
    (tmp_path / "here").mkdir()
    if request.param is None:
        return samples.make(tmp_path / "here")
    for file in (request.param, key_path(request.param)):
        shutil.copyfile(file, tmp_path / "here" / file.name)
    return tmp_path / "here" / "clinic.db"


def test_this_release_has_its_sample():
    assert (samples.SAMPLES / __version__ / "clinic.db").exists(), READ_ANEW


def test_it_opens_is_brought_up_to_date_and_holds(sample, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    door = vault_door(sample)
    opened = door.unlock(sample, samples.SIGN_IN, samples.WORDS)
    try:
        [client_id] = opened.desk.do(clients.matching)
        assert opened.desk.do(clients.read, client_id).preferred_name == samples.NAME, READ_ANEW
        [note] = opened.desk.do(lists.of_client, client_id)
        assert opened.desk.do(documents.read, note.id).document.signed_at is not None
        opened.desk.do(clients.change, client_id, {"preferred_name": "Rosa"})
    finally:
        door.lock(opened)
    opened = door.unlock(sample, "ada", samples.WORDS)
    try:
        assert opened.keeper.verify_records().is_whole
    finally:
        door.lock(opened)


def test_another_reader_sees_every_row(sample):
    reader = pytest.importorskip("tests.vault.schema.test_second_reader")
    unlocked = unlock.unlock(sample, samples.SIGN_IN, samples.WORDS)
    key = bytes(unlocked.database_key())
    unlocked.forget()
    here = reader.ours(sample, key)
    assert reader.theirs(sample, key) == here
    assert any("咳" in row for row in here["client"])
    assert len(here["audit_entry"]) > 3
