"""A walk in any order through what people do with a vault, against a model in memory."""

import copy
import shutil
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from counselor_desk.app import vault_door
from counselor_desk.core.errors import Refused
from counselor_desk.demo import scratch
from counselor_desk.domain.rewards.schedule import Outcome
from counselor_desk.domain.roles import Role
from counselor_desk.records.document import Status
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position
from counselor_desk.services.documents import addenda, documents
from counselor_desk.services.rewards import (
    accounts,
    cabinet,
    enrolling,
    handing_over,
    ledger,
    occasions,
    today,
)
from counselor_desk.services.rewards.occasions import Observation
from counselor_desk.services.supervision import review_queue
from counselor_desk.vault.copies import backup
from counselor_desk.vault.keys import people, unlock
from tests.proofs import own
from tests.services.documents.test_documents import full
from tests.services.rewards.test_rewards import joining

WORDS = "blue lantern seven harbors"
ADA, SUE, CAL = "ada", "sue", "cal"
SCRATCH = "a scratch vault for checks"
OPEN = (Status.DRAFT, Status.RETURNED)
MUG = 500  # cents


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """A vault with Ada, Sue, who supervises, and Cal; and everybody's id."""
    opened = scratch.scratch(tmp_path_factory.mktemp("walk"))
    ids, unlocked = {ADA: 1}, opened.desk.signed_in.keys
    for name, role, over in ((SUE, Role.SUPERVISOR, None), (CAL, Role.COUNSELOR, SUE)):
        ids[name] = opened.desk.do(staff.add, name.title(), name, Position(role, "", over and ids[over])).id
        people.add_person(unlocked, ids[name], name, WORDS, must_change=False)
    opened.desk.close()
    return opened.path, ids


class Model:
    """What has to be in the vault."""

    def __init__(self):
        self.clients, self.notes, self.people = {}, {}, 3
        self.enrolled, self.run, self.owed = {}, {}, {}  # by client: enrollment, in a row, cents
        self.mug, self.mugs = None, 0
        self.given = {}  # by client: cents handed over, all on one day


class Walk(RuleBasedStateMachine):
    """Cal writes, Sue reviews, Ada keeps the vault; it is locked, copied and put back between."""

    def __init__(self, founded, folder):
        super().__init__()
        master, self.ids = founded
        shutil.copytree(master.parent, folder)
        self.path = folder / master.name
        self.door, self.model, self.copies = vault_door(self.path), Model(), []
        self.known = {n: unlock.unlock(self.path, n, SCRATCH if n == ADA else WORDS) for n in self.ids}
        self.opened = self.door.unlock(self.path, CAL, WORDS)

    def ask(self, name, act, *given):
        self.opened.desk.sign_in(self.ids[name], self.known[name])
        return self.opened.desk.do(act, *given)

    def seal(self, name, act, *given):
        desk = self.opened.desk
        desk.sign_in(self.ids[name], self.known[name])
        return desk.do(act, *given, own(desk, act, WORDS))

    def some(self, pick, *wanted):
        fitting = [key for key, note in self.model.notes.items() if note["status"] in wanted]
        return fitting[pick % len(fitting)] if fitting else None

    @initialize()
    def first_client(self):
        self.register("Mara")

    @rule(given=st.sampled_from(["Rosa", "Łukasz", "O'Neil", "咳"]))
    def register(self, given):
        values = {"given_name": given, "family_name": "Voss", "born": None}
        made = self.ask(CAL, clients.register, values)
        self.model.clients[made.id] = given

    @rule(given=st.text("abc é咳", min_size=1, max_size=9), pick=st.integers(0, 99))
    def rename(self, given, pick):
        client_id = list(self.model.clients)[pick % len(self.model.clients)]
        if not given.strip():
            with pytest.raises(Refused):
                self.ask(CAL, clients.change, client_id, {"given_name": given})
            return
        self.ask(CAL, clients.change, client_id, {"given_name": given})
        self.model.clients[client_id] = given

    @rule(pick=st.integers(0, 99))
    def begin(self, pick):
        client_id = list(self.model.clients)[pick % len(self.model.clients)]
        made = self.ask(CAL, documents.start, client_id, "dap")
        self.model.notes[made.id] = {"status": Status.DRAFT, "data": None, "added": []}

    @rule(
        pick=st.integers(0, 99),
        words=st.text(min_size=1, max_size=30).filter(lambda words: words.replace("\0", "").strip()),
    )
    def amend(self, pick, words):
        note = self.some(pick, *Status)
        if note is None:
            return
        read = self.ask(CAL, documents.read, note).document
        body = {**full(), "data": words}
        if self.model.notes[note]["status"] not in OPEN:
            with pytest.raises(Refused):
                self.ask(CAL, documents.save_draft, note, body, read.revision)
            return
        self.ask(CAL, documents.save_draft, note, body, read.revision)
        self.model.notes[note]["data"] = words.replace("\0", "")  # it ends a text elsewhere

    @rule(pick=st.integers(0, 99))
    def sign(self, pick):
        note = self.some(pick, *OPEN)
        if note is None:
            return
        if self.model.notes[note]["data"] is None:
            with pytest.raises(Refused):
                self.seal(CAL, documents.sign, note)
            return
        self.seal(CAL, documents.sign, note)
        self.model.notes[note]["status"] = Status.AWAITING_COSIGN

    @rule(pick=st.integers(0, 99), returns=st.booleans())
    def review(self, pick, returns):
        note = self.some(pick, Status.AWAITING_COSIGN)
        if note is None:
            return
        if returns:
            self.ask(SUE, review_queue.send_back, note, "Say when.")
        else:
            self.seal(SUE, review_queue.cosign, note)
        self.model.notes[note]["status"] = Status.RETURNED if returns else Status.FINAL

    @rule(pick=st.integers(0, 99))
    def add(self, pick):
        note = self.some(pick, Status.FINAL)
        if note is not None:
            self.seal(CAL, addenda.add_addendum, note, f"more {pick}")
            self.model.notes[note]["added"].append(f"more {pick}")

    @rule(pick=st.integers(0, 99), met=st.booleans())
    def award(self, pick, met):
        """Vouchers begin at $2.50, rise by $1.25, and every third in a row brings $10 more
        (Higgins 1994); a miss sets the next one back and takes nothing away."""
        model, client_id = self.model, list(self.model.clients)[pick % len(self.model.clients)]
        if client_id not in model.enrolled:
            monday = datetime.now(UTC).date() - timedelta(days=140)
            began = joining(starts_on=monday - timedelta(days=monday.weekday()))
            model.enrolled[client_id] = self.ask(CAL, enrolling.enroll, client_id, began).id
            model.run[client_id] = model.owed[client_id] = 0
        enrollment = model.enrolled[client_id]
        due = self.ask(CAL, today.today, enrollment)
        if not due.enrollment.ended_at and due.due_on is not None and model.run[client_id] < 9:
            model.run[client_id] = model.run[client_id] + 1 if met else 0
            run = model.run[client_id]
            model.owed[client_id] += (250 + 125 * (run - 1) + 1000 * (run % 3 == 0)) * met
            outcome = Outcome.MET if met else Outcome.NOT_MET
            self.ask(CAL, occasions.record, enrollment, Observation(outcome, due.due_on, "cup read"))

    @rule(pieces=st.integers(1, 3))
    def stock(self, pieces):
        if self.model.mug is None:
            values = {"name": "Mug", "category": "groceries", "cents": MUG}
            self.model.mug = self.ask(SUE, cabinet.add, values).id
        self.ask(SUE, cabinet.receive, self.model.mug, pieces, "R-1")
        self.model.mugs += pieces

    @precondition(lambda self: self.model.mug and self.model.clients)
    @rule(pick=st.integers(0, 99))
    def redeem(self, pick):
        model, client_id = self.model, list(self.model.clients)[pick % len(self.model.clients)]
        alone = model.given.get(client_id, 0) + MUG <= ledger.WITNESS_ABOVE
        if model.mugs == 0 or model.owed.get(client_id, 0) < MUG or not alone:
            with pytest.raises(Refused):
                self.ask(CAL, handing_over.give, client_id, model.mug)
            return
        self.ask(CAL, handing_over.give, client_id, model.mug)
        model.mugs -= 1
        model.owed[client_id] -= MUG
        model.given[client_id] = model.given.get(client_id, 0) + MUG

    @rule(stays=st.booleans())
    def hire(self, stays):
        self.model.people += 1
        name = f"new{self.model.people}"
        self.opened.desk.sign_in(self.ids[ADA], self.known[ADA])
        once = self.door.add_person(self.opened, name, name, Position(Role.COUNSELOR))
        unlock.unlock(self.path, name, once).forget()
        if stays:
            return
        person = next(p for p in self.ask(ADA, staff.all_staff) if p.sign_in == name)
        self.door.retire_person(self.opened, person.id)
        with pytest.raises(Refused):
            unlock.unlock(self.path, name, once)

    @rule()
    def lock_and_unlock(self):
        self._lock()
        self.opened = self.door.unlock(self.path, CAL, WORDS)

    @rule()
    def back_up(self):
        self.opened.desk.sign_in(self.ids[ADA], self.known[ADA])
        row = self.opened.keeper.back_up()
        self.copies.append((row.path, row.taken_at, copy.deepcopy(self.model)))

    @precondition(lambda self: self.copies)
    @rule(pick=st.integers(0, 99))
    def restore(self, pick):
        path, taken_at, model = self.copies[pick % len(self.copies)]
        there = path.exists() and backup.manifest_of(path).taken_at == taken_at
        if not there:  # pruned as a newer one of its hour came, which may bear its name
            return
        self.opened.desk.sign_in(self.ids[ADA], self.known[ADA])
        self.opened.keeper.plan_restore(path, ADA, SCRATCH)
        self._lock()
        self.opened = self.door.unlock(self.path, CAL, WORDS)
        self.model = copy.deepcopy(model)
        self.check()

    def check(self):
        for client_id, given in self.model.clients.items():
            assert self.ask(CAL, clients.read, client_id).given_name == given
        for note, known in self.model.notes.items():
            read = self.ask(CAL, documents.read, note)
            assert read.document.status is known["status"]
            assert read.document.body.get("data") == known["data"]
            assert [added.text for added, _by in read.addenda] == known["added"]
        for client_id, cents in self.model.owed.items():
            account = self.ask(CAL, accounts.account, client_id)
            assert account.balance_cents == cents
        if self.model.mug is not None:
            shelf = next(s for s in self.ask(SUE, cabinet.cabinet) if s.id == self.model.mug)
            assert shelf.pieces == self.model.mugs
        assert len(self.ask(CAL, clients.matching)) == len(self.model.clients)
        assert len(self.ask(ADA, staff.all_staff)) == self.model.people

    def _lock(self):
        self.door.lock(self.opened)
        for thread in threading.enumerate():
            if thread.name == "backup":
                thread.join()

    def teardown(self):
        try:
            self.check()
            self.opened.desk.sign_in(self.ids[ADA], self.known[ADA])
            found = self.opened.keeper.verify_records()
            assert found.is_whole, found
        finally:
            self._lock()


def walk(founded, factory, examples, steps):
    numbers = iter(range(10_000))
    folder = factory.mktemp("walks")
    run_state_machine_as_test(
        lambda: Walk(founded, folder / str(next(numbers))),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        ),
    )


def test_a_short_walk(founded, tmp_path_factory):
    walk(founded, tmp_path_factory, 2, 12)


@pytest.mark.slow
def test_a_long_walk(founded, tmp_path_factory):
    walk(founded, tmp_path_factory, 12, 30)
