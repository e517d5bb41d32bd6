"""The trials of a served clinic, small; whole as `python -m tests.clinic NAME`."""

import pytest

from tests.clinic import crowd, killed, reach

pytestmark = pytest.mark.slow


def test_a_hostile_seat_gets_no_word_beyond_reach_and_harms_nobody():
    assert reach.run(["--spoiled", "500"]) == 0


def test_a_few_seats_at_work_lose_nothing():
    assert crowd.run(["--seats", "6", "--seconds", "6"]) == 0


def test_what_was_acknowledged_is_there_after_the_clinic_s_computer_was_killed():
    assert killed.run(["--n", "4", "--seats", "4"]) == 0


def test_whoever_owns_the_server_changes_no_row_unnoticed():
    pytest.importorskip("psycopg", reason="the extra [server] is not installed")
    from tests.clinic import cluster, tampered

    if cluster.programs() is None:
        pytest.skip("PostgreSQL's initdb is not on this computer")
    assert tampered.run(["--n", "1", "--columns", "1"]) == 0


def test_a_stolen_database_tells_nothing_typed():
    pytest.importorskip("psycopg", reason="the extra [server] is not installed")
    from tests.clinic import cluster, stolen

    if cluster.programs() is None:
        pytest.skip("PostgreSQL's initdb is not on this computer")
    assert stolen.run([]) == 0
