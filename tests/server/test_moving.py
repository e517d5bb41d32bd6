"""A vault's clinic goes to a server, whole and sealed, and is worked in there."""

import subprocess
import sys

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.desk.integrity import verify_records
from counselor_desk.door.moving import move_to_server
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
            move_to_server(there.path, place, CAL)
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
        with pytest.raises(Refused, match="already"):
            move_to_server(there.path, place, ADA)
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
        move_to_server(there.path, place_for(address, tmp_path), ADA)
    assert not (tmp_path / "clinic.keys").exists()
