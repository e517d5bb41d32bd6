"""Two serving desks on one database: one trail, one row of numbers, and what one wrote the other sees."""

import threading
from datetime import UTC, date, datetime

import pytest

from counselor_desk import records
from counselor_desk.desk.desk import Desk, VaultBehind
from counselor_desk.desk.integrity import tell_of_migration, verify_records
from counselor_desk.desk.trail import TrailChain
from counselor_desk.server.server_store import ServerStore
from counselor_desk.services.clients import clients
from counselor_desk.services.documents import documents, search
from tests.conftest import AUDIT_KEY, KEY

EACH = 12


@pytest.fixture
def desks(address):
    """At each sits Cal, who writes at two computers at once."""
    records.every()
    made = []
    for _server in range(2):
        store = ServerStore(address, KEY)
        desk = Desk(store.open_to_write, AUDIT_KEY, vault=VaultBehind(open_reader=store.open_to_read))
        made.append(desk)
    made[0].on_vault(
        lambda engine: tell_of_migration(engine, TrailChain(AUDIT_KEY), datetime.now(UTC), "of tests")
    )
    for desk in made:
        desk.sign_in(2)
    yield made
    for desk in made:
        desk.close()


def test_two_write_at_once_and_nothing_is_lost_or_doubled(desks):
    written, troubles = [], []

    def work(desk):
        try:
            for _time in range(EACH):
                draft = desk.do(documents.start, 10, "dap")
                desk.do(
                    documents.save_draft, draft.id, {"data": "rehearsed the lighthouse walk"}, draft.revision
                )
                written.append(draft.id)
        except Exception as trouble:  # noqa: BLE001  told below, on the thread of the test
            troubles.append(trouble)

    threads = [threading.Thread(target=work, args=(desk,)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert len(written) == len(set(written)) == 2 * EACH
    for desk in desks:
        found = desk.on_vault(lambda engine, desk=desk: verify_records(engine, desk.chain))
        assert found.is_whole, found.words
        hits = desk.do(search.search_documents, "lighthouse").hits
        assert {hit.document_id for hit in hits} == set(written), "each reads what the other has written"


def test_two_numbers_that_are_given_at_once_differ(desks):
    numbers, start = [], threading.Barrier(2)

    def register(desk, name):
        start.wait()
        for at in range(4):
            given = {
                "given_name": f"{name}{at}",
                "family_name": "Newcomb",
                "born": date(1990, 1, 1),
            }
            numbers.append(desk.do(clients.register, given).number)

    threads = [threading.Thread(target=register, args=(d, n)) for d, n in zip(desks, "AB", strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(numbers)) == 8
    assert sorted(map(int, numbers)) == list(range(min(map(int, numbers)), min(map(int, numbers)) + 8))
