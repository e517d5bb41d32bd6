"""Two serving desks on one database: one trail, one row of numbers, and what one wrote the other sees."""

import threading
from datetime import UTC, date, datetime
from queue import Queue

import pytest

from counselor_desk import records
from counselor_desk.desk.desk import Desk, VaultBehind
from counselor_desk.desk.integrity import tell_of_migration, verify_records
from counselor_desk.desk.trail import TrailChain
from counselor_desk.server.server_store import ServerStore
from counselor_desk.services.clients import clients
from counselor_desk.services.documents import documents, search
from tests.clinic.cluster import name_in
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


class Heard:
    """What one desk was told of, waited for and never slept for."""

    def __init__(self, desk):
        self._said, self.all = Queue(), []
        self.stop = desk.listen(self._said.put)

    def until(self, wanted):
        """The next change that is wanted; fails when it does not come."""
        while True:
            changes = self._said.get(timeout=60)
            self.all.append(changes)
            if wanted(changes):
                return changes


def written(desk, words):
    draft = desk.do(documents.start, 10, "dap")
    desk.do(documents.save_draft, draft.id, {"data": words}, draft.revision)


def is_of_chart(changes):
    return "Document" in changes.kinds and changes.client_ids == {10}


def test_what_one_desk_writes_the_other_is_told_of(desks):
    here, there = Heard(desks[0]), Heard(desks[1])
    written(desks[0], "crossed the lighthouse bridge")
    assert there.until(is_of_chart).initiator is None
    written(desks[1], "and came back")
    here.until(lambda changes: is_of_chart(changes) and changes.initiator is None)
    assert len([c for c in here.all if c.initiator is None]) == 1, "its own words come back to nobody"


def test_what_nobody_may_read_is_told_to_nobody_at_the_other_desk(desks):
    desks[1].sign_out()
    desks[1].sign_in(4)  # the front desk: no chart is told of
    there = Heard(desks[1])
    written(desks[0], "said nothing")
    desks[0].do(clients.register, {"given_name": "Last", "family_name": "Word", "born": date(1990, 1, 1)})
    there.until(lambda changes: "Client" in changes.kinds)
    assert not any("Document" in changes.kinds for changes in there.all)


def test_after_a_cut_line_everything_is_asked_again(desks, cluster, address):
    there = Heard(desks[1])
    with cluster.admin(name_in(address)) as db:
        db.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE query LIKE 'LISTEN%' AND datname = current_database()"
        )
    missed = there.until(lambda changes: not changes.client_ids and "Document" in changes.kinds)
    assert "Appointment" in missed.kinds
    written(desks[0], "the line is back")
    there.until(is_of_chart)


def test_what_is_no_word_of_ours_is_not_heard(desks, cluster, address):
    there = Heard(desks[1])
    with cluster.admin(name_in(address)) as db:
        for words in ("", "{}", "[1, 2]", '["x", ["NoRecord", "Document"], ["ten"]]', "[" * 4000):
            db.execute("SELECT pg_notify('counselor_desk', %s)", (words,))
    written(desks[0], "and goes on")
    there.until(is_of_chart)
    assert [c.client_ids for c in there.all if "Document" in c.kinds] == [{10}]
