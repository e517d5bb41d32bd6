"""Copies that still hold a destroyed record: found in every place, dated, removed on command."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest

from counselor_desk.vault.copies import backup, generations, restore, with_destroyed
from tests.crash import scene

NOW = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    return scene.make(tmp_path_factory.mktemp("copies") / "master")


@pytest.fixture
def work(master, tmp_path):
    return master.copied(tmp_path / "work")


def test_a_generation_says_on_which_day_it_goes():
    kept = generations.kept_backups(NOW - timedelta(days=day) for day in range(400))
    leaving = generations.removal_days(kept)
    assert set(leaving) == set(kept)
    assert leaving[NOW - timedelta(days=1)] > NOW.date() + timedelta(days=5)
    assert min(leaving.values()) > NOW.date()
    # A month's last backup stays a year.
    assert max(leaving.values()) <= NOW.date() + timedelta(days=400)
    assert generations.removal_days([]) == {}


@pytest.mark.parametrize("days", [1, 20, 100, 300])
def test_what_is_foretold_comes_true(days):
    held = set(generations.kept_backups(NOW - timedelta(days=day) for day in range(400)))
    foretold = generations.removal_days(held)
    for day in range(1, days + 1):
        held = set(generations.kept_backups([*held, NOW + timedelta(days=day)]))
    last = NOW.date() + timedelta(days=days)
    assert {time for time in foretold if time in held} == {
        time for time, day in foretold.items() if day > last
    }


def test_copies_in_both_places_and_before_a_restore_are_found_and_removed(work, tmp_path):
    second = tmp_path / "stick"
    second.mkdir()
    before = backup.take_backup(work.path, work.unlocked, "hand", NOW)
    after = backup.take_backup(work.path, work.unlocked, "hand", NOW + timedelta(days=2))
    for one in (before, after):
        for file in one.files():
            shutil.copy(file, second / file.name)
    aside = work.path.with_name(f"{work.path.stem}.before-20261130T090000Z{work.path.suffix}")
    shutil.copy(work.path, aside)
    span = (NOW - timedelta(days=30), NOW + timedelta(days=1))
    found = with_destroyed.copies_holding(work.path, second, work.unlocked.vault_id, span)
    assert [(one.place, one.path.name) for one in found] == [
        (with_destroyed.BESIDE, before.path.name),
        (with_destroyed.SECOND, before.path.name),
        (with_destroyed.BEFORE_RESTORE, aside.name),
    ]
    assert [one.leaves_on is None for one in found] == [False, False, True]
    assert with_destroyed.remove(found) == 3
    assert with_destroyed.copies_holding(work.path, second, work.unlocked.vault_id, span) == []
    assert not aside.exists()
    assert not any(file.exists() for file in before.files())
    for folder in (backup.folder_of(work.path), second):
        assert [b.path.name for b in backup.all_in(folder)] == [after.path.name]
    backup.verify(after, work.unlocked)


def test_a_copy_from_before_the_client_came_does_not_hold_the_record(work):
    backup.take_backup(work.path, work.unlocked, "hand", NOW)
    span = (NOW + timedelta(hours=1), NOW + timedelta(days=1))
    assert with_destroyed.copies_holding(work.path, None, work.unlocked.vault_id, span) == []


def test_a_second_place_that_is_not_connected_is_told_and_nothing_of_it_removed(work, tmp_path):
    away = tmp_path / "unplugged"
    span = (None, NOW)
    (found,) = with_destroyed.copies_holding(work.path, away, work.unlocked.vault_id, span)
    assert (found.place, found.path) == (with_destroyed.AWAY, away)
    assert with_destroyed.remove([found]) == 0


@pytest.mark.parametrize(
    "plan",
    [b"", b"[" * 100_000, b'{"aside":"../../elsewhere","with_keys":true}', b'{"aside":7}',
     b'{"aside":"clinic.before-/etc","with_keys":false}', b'{"aside":"","with_keys":true}'],
    ids=lambda plan: f"{plan[:20]!r}",
)  # fmt: skip
def test_a_malformed_plan_of_a_restore_moves_nothing(tmp_path, plan):
    vault = tmp_path / "vault" / "clinic.db"
    vault.parent.mkdir()
    vault.write_bytes(b"today's")
    vault.with_name("clinic.db.restoring").write_bytes(b"planted")
    vault.with_name("clinic.db.restore-plan").write_bytes(plan)
    restore.resume_restore(vault)
    assert vault.read_bytes() == b"today's"
    assert [path.name for path in tmp_path.iterdir()] == ["vault"]
    assert not vault.with_name("clinic.db.restoring").exists()
