"""Whatever stands in a key file, a manifest, an archive or a definition is read or refused."""

import functools
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counselor_desk import catalog
from counselor_desk.domain.instrument import Instrument
from counselor_desk.domain.schedule import Schedule
from counselor_desk.domain.template import Template
from counselor_desk.errors import Refused, VaultTrouble
from counselor_desk.resources import RESOURCES
from counselor_desk.vault import archive, backup, keys, slotfile
from counselor_desk.vault.slotfile import key_path
from tests.vault import samples

DEFINITIONS = {
    Instrument: "instruments/phq9.toml",
    Schedule: "schedules/higgins_vouchers.toml",
    Template: "templates/notes/dap.toml",
}
OFTEN = [200, pytest.param(10_000, marks=pytest.mark.slow)]


@st.composite
def spoiled(draw, whole):
    """A file with some of its bytes turned, cut out, doubled or put in."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(content) - 1, 0)))
        length = draw(st.integers(0, 64))
        how = draw(st.sampled_from(["turn", "cut", "double", "put", "end"]))
        if how == "turn" and content:
            content[at] ^= draw(st.integers(1, 255))
        elif how == "cut":
            del content[at : at + length]
        elif how == "double":
            content[at:at] = content[at : at + length]
        elif how == "put":
            content[at:at] = draw(st.binary(max_size=32))
        else:
            del content[at:]
    return bytes(content)


def often(times, content, read, refusals):
    """Read that many spoiled files; nothing else than these refusals may come of it."""
    seen = {"read": 0, "refused": 0}

    @settings(max_examples=times, deadline=None)
    @given(spoiled(content) | st.binary(max_size=200))
    def once(raw):
        try:
            read(raw)
        except refusals:
            seen["refused"] += 1
        else:
            seen["read"] += 1

    once()
    assert seen["refused"] > times // 10, seen


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return samples.make(tmp_path_factory.mktemp("made"))


@pytest.mark.parametrize("times", OFTEN)
def test_a_key_file(made, times):
    often(times, key_path(made).read_bytes(), slotfile.parse, VaultTrouble)


def from_file(path, read):
    def of(raw):
        path.write_bytes(raw)
        return read(path)

    return of


@pytest.mark.parametrize("times", OFTEN)
def test_the_list_of_a_backup(made, tmp_path, times):
    unlocked = keys.unlock(made, samples.SIGN_IN, samples.WORDS)
    copy = backup.take(made, unlocked, "hand", datetime(2026, 12, 1, tzinfo=UTC))
    unlocked.forget()
    listed = copy.path.with_suffix(".json").read_bytes()
    here = tmp_path / "copy.backup"
    read = from_file(here.with_suffix(".json"), lambda _path: backup.manifest_of(here))
    often(times, listed, read, VaultTrouble)


@pytest.mark.parametrize("times", OFTEN)
def test_the_front_of_an_archive(made, tmp_path, times):
    unlocked = keys.unlock(made, samples.SIGN_IN, samples.WORDS)
    whole = tmp_path / "whole.cvault"
    archive.write(
        made, unlocked, whole, "seven quiet harbors below", datetime(2026, 12, 1, tzinfo=UTC)
    )
    unlocked.forget()
    front = whole.read_bytes()[:4096]
    often(times, front, from_file(tmp_path / "one.cvault", archive.header_of), VaultTrouble)


@pytest.mark.parametrize("times", OFTEN)
@pytest.mark.parametrize("kind", DEFINITIONS, ids=lambda kind: kind.__name__)
def test_a_definition(kind, tmp_path, times):
    content = Path(RESOURCES / DEFINITIONS[kind]).read_bytes()
    read = from_file(tmp_path / "one.toml", functools.partial(catalog.parse, kind))
    often(times, content, read, (ValueError, Refused))
