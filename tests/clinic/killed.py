"""The clinic's computer goes off: `python -m tests.clinic killed [--n 200] [--seats 10]`.

The serving process is killed at random moments while counselors type and sign at their seats, and started
again. Every save and signature that was acknowledged has to be there, the trail whole, and each seat back by
itself.
"""

import argparse
import json
import random
import subprocess
import sys
import threading
import time

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.network.conversation import ClinicSide
from counselor_desk.network.remote_desk import LineState, RemoteDesk
from counselor_desk.network.server import ClinicServer
from counselor_desk.records.document import Status
from counselor_desk.services.documents import documents
from counselor_desk.services.vault import proofs
from tests.clinic.places import Clinic, clinic, words_of
from tests.clinic.reach import trail
from tests.clinic.trouble import say
from tests.services.documents.test_documents import full

SHORTEST, LONGEST = 0.05, 1.0  # seconds from the first seat's return to the kill


class Typist:
    """A counselor who types and signs, and goes on when the line is back."""

    def __init__(self, address, staff_id, sign_in, client_id):
        self._staff_id, self._client_id = staff_id, client_id
        self.line = RemoteDesk(address)
        self.line.sign_in(sign_in, words_of(staff_id))
        self.back, self.over = threading.Event(), threading.Event()
        self.back.set()
        self.line.watch(lambda state, _why: self._became(state))
        self.kept, self.signed, self.cuts, self.wrong = {}, set(), 0, []
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def _became(self, state):
        if state is LineState.THERE:
            self.back.set()
        else:
            self.back.clear()

    def _work(self):
        number, note = 0, None
        while not self.over.is_set():
            self.back.wait(1)
            number += 1
            try:
                note = self._step(number, note)
            except VaultTrouble:  # nothing was acknowledged
                self.cuts, note = self.cuts + 1, None
            except Refused as error:
                self.wrong.append(str(error))
                note = None

    def _step(self, number, note):
        if note is None:
            made = self.line.do(documents.start, self._client_id, "dap")
            return made.id, made.revision
        document_id, revision = note
        body = {**full(), "data": f"word {number}"}
        saved = self.line.do(documents.save_draft, document_id, body, revision)
        self.kept[saved.document_id] = (saved.revision, body["data"])
        if number % 6 or saved.is_copy:
            return saved.document_id, saved.revision
        proof = proofs.prove_own(self.line, documents.sign, words_of(self._staff_id))
        self.line.do(documents.sign, document_id, proof)
        self.signed.add(document_id)
        return None

    def stop(self):
        self.over.set()
        self._thread.join()

    def lost(self):
        """What was acknowledged and is not there."""
        missing = 0
        for document_id, (revision, words) in self.kept.items():
            there = self.line.do(documents.read, document_id).document
            newer = there.revision > revision  # one that was not acknowledged any more
            missing += not newer and (there.revision, there.body["data"]) != (revision, words)
            missing += document_id in self.signed and there.status is not Status.AWAITING_COSIGN
        return missing


class Server:
    """The serving process, at one port."""

    def __init__(self, made):
        self._made, self.port, self._running = made, 0, None

    def start(self):
        told = {"path": str(self._made.path), "papers": self._made.papers.words(), "port": self.port}
        command = [sys.executable, "-m", "tests.clinic", "killed", "--serve"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._running = subprocess.Popen(command, text=True, **pipes)
        self._running.stdin.write(json.dumps(told) + "\n")
        self._running.stdin.flush()
        self.port = int(self._running.stdout.readline())

    def kill(self):
        self._running.kill()
        self._running.communicate()


def serve(told):
    desk, keys = Clinic.at(told["path"], told["papers"]).open()
    made = Clinic.at(told["path"], told["papers"])
    server = ClinicServer(ClinicSide(desk, keys), made.papers.listening(told["port"]), lambda serial: True)
    sys.stdout.write(f"{server.port}\n")
    sys.stdout.flush()
    sys.stdin.read()  # until it is killed


def run(words):
    asked = argparse.ArgumentParser(prog="python -m tests.clinic killed")
    asked.add_argument("--n", type=int, default=200)
    asked.add_argument("--seats", type=int, default=10)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = asked.parse_args(words)
    if options.serve:
        return serve(json.loads(sys.stdin.readline()))
    chance = random.Random(options.seed)
    with clinic(options.seats) as made:
        server, typists = Server(made), []
        server.start()
        try:
            for staff_id, _name, sign_in, _role, _over in made.staff:
                if staff_id >= 100:
                    address = made.papers.address(server.port, made.papers.computer(sign_in))
                    typists.append(Typist(address, staff_id, sign_in, made.clients[staff_id][0]))
            away = _rounds(server, typists, options.n, chance)
            for typist in typists:
                typist.stop()
            lost = sum(typist.lost() for typist in typists)
        finally:
            for typist in typists:
                typist.stop()
                typist.line.close()
            server.kill()
        desk, _keys = made.open()
        held = desk.chain.verify(trail(desk)).broken_at is None
        desk.close()
    saves = sum(len(typist.kept) for typist in typists)
    signed = sum(len(typist.signed) for typist in typists)
    wrong = [words for typist in typists for words in typist.wrong]
    say(f"{options.n} kills under {options.seats} seats: {saves} notes, {signed} signed, {lost} lost")
    say(f"{away} seats that did not come back, {len(wrong)} refused, trail holds {held}")
    for one in sorted(set(wrong)):
        say(f"   {one}")
    return 0 if not lost and not away and not wrong and held else 1


def _rounds(server, typists, count, chance):
    """Kills and starts; says how many seats were not back within a minute."""
    away = 0
    for _round in range(count):
        assert typists[0].back.wait(60)
        time.sleep(chance.uniform(SHORTEST, LONGEST))
        server.kill()
        server.start()
        until = time.monotonic() + 60
        for typist in typists:
            away += not typist.back.wait(max(0.0, until - time.monotonic()))
    return away
