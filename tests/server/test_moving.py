"""A vault's clinic goes to a server, whole and sealed, and is worked in there."""

import subprocess
import sys

import pytest

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.desk.integrity import verify_records
from counselor_desk.door import moving
from counselor_desk.door.moving import move_records, sum_of
from counselor_desk.door.opening import desk_of
from counselor_desk.services.clients import clients
from counselor_desk.services.documents import documents, search
from counselor_desk.vault.keys import unlock
from tests.clinic.cluster import name_in
from tests.clinic.places import clinic, words_of
from tests.services.documents.test_documents import full

CAL, ADA = ("cal", words_of(2)), ("ada", words_of(5))
MARK = "quetzalcoatlus"


def place_for(address, folder):
    place = folder / "clinic.server"
    place.write_text(f'[database]\nworker = "{address.worker}"\nowner = "{address.owner}"\n')
    return place


def sat_down(path, who):
    keys = unlock.unlock(path, *who)
    desk = desk_of(path, keys)
    desk.sign_in(keys.staff_id, keys)
    return desk


def note(desk, client_id, words):
    draft = desk.do(documents.start, client_id, "dap")
    desk.do(documents.save_draft, draft.id, {**full(), "data": words}, draft.revision)
    return draft.id


def faults(desk):
    """Of a made clinic some records stand on no line of the trail: these, and no others, stay so."""
    found = desk.on_vault(lambda engine: verify_records(engine, desk.chain))
    return found.trail.broken_at, found.records, found.structure, found.forged, found.gone_back


@pytest.mark.slow  # the program is started anew, and derives keys
def test_a_clinic_goes_to_a_server_and_works_there(cluster, tmp_path):
    address = cluster.database()
    place = place_for(address, tmp_path)
    with clinic() as there:
        [first, *_more] = there.clients[2]
        desk = sat_down(there.path, CAL)
        written = note(desk, first, f"Talked of the {MARK} on the bus")
        desk.close()
        with pytest.raises(Refused, match="administrator"):
            move_records(there.path, place, CAL)
        words = ["--move-to", place, "--sign-in", "ada", there.path]
        moved = subprocess.run(
            [sys.executable, "-m", "counselor_desk", *map(str, words)],
            input=ADA[1],
            text=True,
            capture_output=True,
        )
        assert moved.returncode == 0, moved.stderr
        sums = [line.rsplit(maxsplit=1)[1] for line in moved.stdout.splitlines() if line.startswith("Sum")]
        assert len(sums) == 2
        assert len(set(sums)) == 1
        with pytest.raises(VaultTrouble, match=r"moved to clinic\.server on"):
            move_records(there.path, place, ADA)
        with pytest.raises(VaultTrouble, match=r"moved to clinic\.server on"):
            sat_down(there.path, CAL)
    desk = sat_down(place, CAL)
    assert [hit.document_id for hit in desk.do(search.search_documents, MARK[:6]).hits] == [written]
    [row] = desk.do(clients.find, f"family{first}")
    assert row.id == first
    again = note(desk, first, "And of the bus driver")
    assert again > written
    assert [hit.document_id for hit in desk.do(search.search_documents, "bus").hits] == [again, written]
    assert desk.on_vault(lambda engine: verify_records(engine, desk.chain)).structure == ()
    assert desk.on_vault(lambda engine: verify_records(engine, desk.chain)).trail.broken_at is None
    desk.close()
    with cluster.admin(name_in(address)) as db:
        [(bodies,)] = db.execute("SELECT count(*) FROM document WHERE body::text LIKE '%bus%'").fetchall()
    assert bodies == 0


def test_records_are_never_put_on_others(cluster, tmp_path, address):
    with clinic() as there, pytest.raises(Refused, match="already"):
        move_records(there.path, place_for(address, tmp_path), ADA)
    assert not (tmp_path / "clinic.keys").exists()


@pytest.mark.slow  # keys are derived for every move
def test_a_clinic_comes_back_into_a_vault_and_goes_on_there(cluster, tmp_path):
    place, back = place_for(cluster.database(), tmp_path), tmp_path / "again.db"
    with clinic() as there:
        [first, *_more] = there.clients[2]
        desk = sat_down(there.path, CAL)
        written = note(desk, first, f"Talked of the {MARK} on the bus")
        faults_before = faults(desk)
        desk.close()
        out = move_records(there.path, place, ADA)
    desk = sat_down(place, CAL)
    note(desk, first, "Written at the server")
    desk.close()
    home = move_records(place, back, ADA)
    assert home.sum_here == home.sum_there
    assert home.rows.keys() == out.rows.keys()
    assert home.rows["audit_entry"] > out.rows["audit_entry"], "the trail went on at the server"
    with pytest.raises(VaultTrouble, match=r"moved to again\.db on"):
        sat_down(place, CAL)
    desk = sat_down(back, CAL)
    assert [hit.document_id for hit in desk.do(search.search_documents, MARK[:6]).hits] == [written]
    assert note(desk, first, "And of the bus driver") > written
    assert faults(desk) == faults_before
    desk.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from counselor_desk.door.moving import move_records
def progress(step):
    if step == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)
move_records(Path(sys.argv[1]), Path(sys.argv[2]), (sys.argv[4], sys.argv[5]), progress)
"""


@pytest.mark.slow
@pytest.mark.parametrize("step", ["client", moving.COMPARING, moving.HANDING_KEYS, moving.MARKING])
def test_a_move_that_is_killed_is_finished_by_the_next_try(cluster, tmp_path, step):
    place, back = place_for(cluster.database(), tmp_path), tmp_path / "again.db"
    with clinic() as there:
        desk = sat_down(there.path, CAL)
        written = note(desk, there.clients[2][0], MARK)
        faults_before = faults(desk)
        desk.close()
        for old, new in ((there.path, place), (place, back)):
            words = [sys.executable, "-c", KILLED, old, new, step, *ADA]
            assert subprocess.run(list(map(str, words))).returncode == -9
            with pytest.raises(Refused, match="administrator"):  # and it takes nothing from the next one
                move_records(old, new, CAL)
            if step in ("client", moving.COMPARING):
                sat_down(old, CAL).close()  # nothing was moved: work may go on, and is taken along
            moved = move_records(old, new, ADA)
            assert moved.sum_here == moved.sum_there
            with pytest.raises(VaultTrouble, match="moved to"):
                sat_down(old, CAL)
    desk = sat_down(back, CAL)
    assert [hit.document_id for hit in desk.do(search.search_documents, MARK[:6]).hits] == [written]
    assert faults(desk) == faults_before
    desk.close()


@pytest.mark.slow
def test_work_at_the_new_place_is_never_covered_by_a_second_try(cluster, tmp_path):
    """Cut off before the old vault was marked, and somebody worked on at the server meanwhile."""
    place = place_for(cluster.database(), tmp_path)
    with clinic() as there:
        words = [sys.executable, "-c", KILLED, there.path, place, moving.MARKING, *ADA]
        assert subprocess.run(list(map(str, words))).returncode == -9
        desk = sat_down(place, CAL)
        note(desk, there.clients[2][0], MARK)
        before = desk.on_vault(sum_of)
        desk.close()
        with pytest.raises(Refused, match="other records"):
            move_records(there.path, place, ADA)
    desk = sat_down(place, CAL)
    assert len(desk.do(search.search_documents, MARK).hits) == 1
    assert desk.on_vault(sum_of) != before, "its own sign-in is on its trail"
    desk.close()
