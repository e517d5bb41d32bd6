"""After failed tries one waits, and no clock turned back or program restarted shortens it."""

import pytest

from counselor_desk.vault.keys import people, throttle, unlock
from counselor_desk.vault.keys.argon import Argon

QUICK = Argon(1, 46, 1)
SAID = "wooden kettle by the river"
OTHER = "seven lanterns on a hill"


class Time:
    """Two clocks of a test."""

    def __init__(self):
        self.now, self.up = 1_800_000_000.0, 5000.0
        self.clocks = throttle.ThrottleClocks(lambda: self.now, lambda: self.up)

    def pass_(self, seconds):
        self.now += seconds
        self.up += seconds


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def vault(tmp_path):
    return tmp_path / "clinic.db"


def fail(vault, time, times=1):
    for _ in range(times):
        throttle.count(vault, "ada", time.clocks)


def test_the_pauses_grow_as_promised(vault, time):
    waits = []
    for _ in range(11):
        fail(vault, time)
        waits.append(throttle.wait_seconds(vault, "ada", time.clocks))
    assert waits == [0, 0, 0, 2, 5, 15, 30, 60, 300, 300, 300]


def test_the_wait_runs_out(vault, time):
    fail(vault, time, 5)
    time.pass_(4)
    with pytest.raises(throttle.MustWait, match="Wait 2 seconds"):
        throttle.check(vault, "ada", time.clocks)
    time.pass_(1)
    throttle.check(vault, "ada", time.clocks)


def test_the_wall_clock_does_not_matter_while_the_computer_runs(vault, time):
    fail(vault, time, 9)
    time.now += 10_000
    assert throttle.wait_seconds(vault, "ada", time.clocks) == 300
    time.now -= 1_000_000
    assert throttle.wait_seconds(vault, "ada", time.clocks) == 300


def test_a_restart_with_a_clock_set_back_or_on_does_not_help(vault, time):
    fail(vault, time, 9)
    time.up, time.now = 20.0, time.now - 1_000_000
    assert throttle.wait_seconds(vault, "ada", time.clocks) == 300
    time.now += 2_000_000
    assert throttle.wait_seconds(vault, "ada", time.clocks) == 280


def test_one_person_does_not_lock_another_out(vault, time):
    fail(vault, time, 50)
    assert throttle.wait_seconds(vault, "cal", time.clocks) == 0


def test_after_a_hundred_only_the_recovery_key_is_left(vault, time):
    fail(vault, time, 100)
    time.pass_(1_000_000)
    with pytest.raises(throttle.MustWait, match="recovery key"):
        throttle.check(vault, "ada", time.clocks)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"ada": 3}', b"\xff" * 40, b"[" * 9999])
def test_a_broken_side_file_keeps_nobody_out(vault, time, content):
    throttle.path_of(vault).write_bytes(content)
    assert throttle.wait_seconds(vault, "ada", time.clocks) == 0
    fail(vault, time)


def test_unlocking_counts_and_forgives_and_tells_of_the_tries(vault, time):
    unlock.create(vault, 1, "ada", SAID, QUICK)
    for _ in range(3):
        with pytest.raises(unlock.WrongPassphrase):
            unlock.unlock(vault, "ada", OTHER, time.clocks)
        time.pass_(10)
    with pytest.raises(unlock.WrongPassphrase):
        unlock.unlock(vault, "ada", OTHER, time.clocks)
    with pytest.raises(throttle.MustWait):
        unlock.unlock(vault, "ada", SAID, time.clocks)
    time.pass_(2)
    unlocked = unlock.unlock(vault, "ADA", SAID, time.clocks)
    assert [round(at - 1_800_000_000) for at in unlocked.tries] == [0, 10, 20, 30]
    assert unlock.unlock(vault, "ada", SAID, time.clocks).tries == ()


def test_a_new_passphrase_from_an_administrator_ends_the_waiting(vault):
    ada, _ = unlock.create(vault, 1, "ada", SAID, QUICK)
    people.add_person(ada, 2, "cal", OTHER)
    for _ in range(100):
        throttle.count(vault, "cal")
    with pytest.raises(throttle.MustWait):
        unlock.unlock(vault, "cal", OTHER)
    people.set_passphrase(ada, "cal", SAID + " too", must_change=True)
    assert unlock.unlock(vault, "cal", SAID + " too").must_change


def test_tries_on_a_backup_count_where_its_vault_s_do(tmp_path, time):
    """Each copy had a throttle of its own: thirty backups were thirty times the tries."""
    vault, copies = tmp_path / "clinic.db", [tmp_path / "a.backup", tmp_path / "b.backup"]
    unlocked, _printed = unlock.create(vault, 1, "ada", SAID, QUICK)
    for copy in copies:
        copy.with_suffix(".keys").write_bytes(unlocked.path.read_bytes())
    for _ in range(2):
        for place in (vault, *copies):
            with pytest.raises(unlock.WrongPassphrase):
                unlock.unlock(place, "ada", OTHER, time.clocks, counted_at=vault)
            time.pass_(60)
    assert (
        throttle.wait_seconds(
            vault, "ada", throttle.ThrottleClocks(lambda: time.now - 60, lambda: time.up - 60)
        )
        > 0
    )
    assert not any(throttle.path_of(copy).exists() for copy in copies)
    time.pass_(300)
    unlock.unlock(copies[0], "ada", SAID, time.clocks, counted_at=vault)
    assert throttle.wait_seconds(vault, "ada", time.clocks) == 0
