"""Cuts the line at random moments of typing, saving, signing and paying: nothing lost, doubled or silent.

`python -m tests.clinic unplugged --n 100 [--seed 1]`
"""

import argparse
import random
import sys
import tempfile
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import select

from counselor_desk.core.errors import KeptHere, VaultTrouble
from counselor_desk.demo import scratch
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.rewards.ledger import EntryKind
from counselor_desk.domain.rewards.schedule import Outcome
from counselor_desk.domain.roles import Role
from counselor_desk.network import certificates
from counselor_desk.network.admission import JoinRequest
from counselor_desk.network.certificates import Credential
from counselor_desk.network.invitation import new_invitation, proof_of_seat
from counselor_desk.network.remote_desk import ClinicAddress, LineState
from counselor_desk.network.seat_desk import SeatDesk
from counselor_desk.network.serving import VaultService
from counselor_desk.records.document import Document
from counselor_desk.records.reward import LedgerEntry
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import computers, staff
from counselor_desk.services.clinic.staff import Position
from counselor_desk.services.documents import documents
from counselor_desk.services.rewards import cabinet, enrolling, handing_over, occasions
from counselor_desk.services.rewards.occasions import Observation
from counselor_desk.services.vault.proofs import prove_own
from counselor_desk.vault.keys import people
from tests.network.cut_line import CutLine
from tests.services.documents.test_documents import full
from tests.services.rewards.test_rewards import joining

WORDS = "a counselor with a laptop and a train"
HOME = "127.0.0.1"
PRIZE_CENTS, GIVEN_AT_MOST = 10, 20  # of one client; the first voucher of the schedule is $2.50
ACTS = ("type", "save", "sign", "pay")
NOTHING_DONE, IN_THE_MIDDLE = "nothing was done", "in the middle"


@dataclass
class Tally:
    """What was typed and done, as the person at the seat was told."""

    texts: dict[int, str] = field(default_factory=dict)  # by draft: the last words that were typed
    signed: dict[int, str] = field(default_factory=dict)  # by draft: done, nothing, unknown
    gifts: Counter = field(default_factory=Counter)  # by client: gifts that were acknowledged
    unknown: Counter = field(default_factory=Counter)  # by client: gifts that may have been made
    told: Counter = field(default_factory=Counter)  # what people were told, by kind


class UnpluggedSeat:
    """A clinic on this computer, a counselor at a seat of it, and a line that is cut."""

    def __init__(self, folder, dice, acts):
        self.dice, self.tally, self.started = dice, Tally(), set()
        self.opened = scratch.scratch(folder)
        self.desk = self.opened.desk
        self._populate(acts)
        self.service = VaultService(self.desk, self.desk.signed_in.keys, None, HOME, 0)
        self.line = CutLine(self.service.port)
        self.seat = SeatDesk(self._joined(), folder / "typed")
        self.seat.sign_in("cal", WORDS)

    def _populate(self, acts):
        keys, today = self.desk.signed_in.keys, self.desk.now().astimezone().date()
        cal = self.desk.do(staff.add, "Cal", "cal", Position(Role.COUNSELOR))
        people.add_person(keys, cal.id, "cal", WORDS, must_change=False)
        prize = self.desk.do(
            cabinet.add, {"name": "Bus ticket", "category": "transport", "cents": PRIZE_CENTS}
        )
        self.desk.do(cabinet.receive, prize.id, acts + 1, "R-1")
        self.prize_id, self.clients = prize.id, []
        born = date(1990, 1, 1)
        for n in range(1 + acts // GIVEN_AT_MOST):
            values = {"given_name": f"N{n}", "family_name": "Traveler", "born": born}
            self.clients.append(self.desk.do(clients.register, values, cal.id).id)
        self.desk.sign_in(cal.id, keys)
        week = tuple(sorted({today.weekday(), (today.weekday() + 2) % 7, (today.weekday() + 4) % 7}))
        for client_id in self.clients:
            terms = joining(starts_on=today, weekdays=week)
            enrollment = self.desk.do(enrolling.enroll, client_id, terms)
            self.desk.do(occasions.record, enrollment.id, Observation(Outcome.MET, today, "cup read", ""))
        self.desk.sign_in(1, keys)

    def _joined(self):
        made = new_invitation((), self.service.admission.server_print)
        self.desk.do(computers.invite, made.verifier())
        asked = certificates.make_request()
        shown = certificates.to_der(self.service.admission.server.certificate)
        proof = proof_of_seat(made.verifier(), shown, asked.request, "laptop")
        given = self.service.admission.join(JoinRequest(asked.request, "laptop", proof))
        mine = Credential(given.certificate, asked.key)
        tls = certificates.seat_context(mine, given.authority)
        return ClinicAddress(HOME, self.line.port, tls, certificates.to_der(given.certificate))

    def run(self, number):
        """One act with a cut at a random moment of it; sometimes the clinic's computer starts again."""
        act = self.dice.choice(ACTS)
        note = self.seat.do(documents.start, self.dice.choice(self.clients), "dap")
        self.started.add(note.id)
        if act == "sign":
            self._type(note, {**full(), "data": f"note {number}"}, 0)
        cutting = threading.Thread(target=self._cut_and_mend, args=self._moments())
        cutting.start()
        {"type": self._type_on, "save": self._save, "sign": self._sign, "pay": self._pay}[act](note, number)
        if act in ("type", "save"):  # and goes on, whether the line is there or not
            self._type(note, {"data": f"note {number}, typed on"}, self.at[note.id])
        cutting.join()
        self._settled()

    def _moments(self):
        """Seconds until the cut and until the line is mended, and whether the clinic starts again."""
        cut = self.dice.choice((0, 0, 0.002, 0.005, 0.01, 0.02, 0.04, 0.08))
        return cut, self.dice.choice((0, 0.05, 0.2, 0.6)), self.dice.random() < 0.15

    def _cut_and_mend(self, cut, mended, starts_again):
        moment = threading.Event()
        moment.wait(cut)
        self.line.cut()
        if starts_again:
            self._start_clinic_again()
        moment.wait(mended)
        self.line.mend()

    # The acts, as windows do them

    def _type_on(self, note, number):
        """Saves come one after the other, without waiting for the last one's answer."""
        waiting, revision = [], 0
        for n in range(self.dice.randint(2, 6)):
            words = f"note {number}, sentence {n}"
            self.tally.texts[note.id] = words
            waiting.append(
                self.seat.submit(None, documents.save_draft, note.id, {"data": words}, revision + n)
            )
        failed = sum(self._told(one) is not None for one in waiting)
        self.at = {note.id: revision + len(waiting) - failed}

    def _save(self, note, number):
        self.at = {note.id: 0}
        self.at[note.id] += self._type(note, {"data": f"note {number}, saved once"}, 0)

    def _type(self, note, body, revision):
        self.tally.texts[note.id] = body["data"]
        future = self.seat.submit(None, documents.save_draft, note.id, body, revision)
        return 1 if self._told(future) is None else 0

    def _told(self, future):
        try:
            future.result(120)
        except KeptHere as kept:
            self.tally.told["kept here"] += 1
            return kept
        return None

    def _sign(self, note, _number):
        try:
            proof = prove_own(self.seat, documents.sign, WORDS)
            self.seat.do(documents.sign, note.id, proof)
        except VaultTrouble as trouble:
            self.tally.signed[note.id] = self._kind(trouble)
        else:
            self.tally.signed[note.id] = "done"

    def _pay(self, note, _number):
        client_id = note.client_id
        if self.tally.gifts[client_id] + self.tally.unknown[client_id] >= GIVEN_AT_MOST:
            return
        try:
            self.seat.do(handing_over.give, client_id, self.prize_id)
        except VaultTrouble as trouble:
            if self._kind(trouble) == "unknown":
                self.tally.unknown[client_id] += 1
        else:
            self.tally.gifts[client_id] += 1

    def _kind(self, trouble):
        kind = "nothing" if NOTHING_DONE in str(trouble) else "unknown"
        if kind == "unknown" and IN_THE_MIDDLE not in str(trouble):
            kind = f"silent: {trouble}"
        self.tally.told[kind] += 1
        return kind

    # The line

    def _settled(self):
        self._wait(lambda: self.seat.state is LineState.THERE and not self.seat.waiting())

    def _wait(self, condition):
        heard = threading.Event()
        stops = [self.seat.watch(lambda *_: heard.set()), self.seat.watch_waiting(heard.set)]
        try:
            while not condition():
                if not heard.wait(120):
                    raise TimeoutError("the line does not come back")
                heard.clear()
        finally:
            for stop in stops:
                stop()

    def _start_clinic_again(self):
        port = self.service.port
        self.service.close()
        self.service = VaultService(self.desk, self.desk.signed_in.keys, None, HOME, port)

    # What the vault holds in the end

    def count(self):
        """Lost, doubled and silent, each with what it was."""

        def read(engine):
            with upkeep_session(engine) as session:
                notes = {one.id: one for one in session.scalars(select(Document))}
                gifts = Counter(
                    one.client_id
                    for one in session.scalars(select(LedgerEntry).where(LedgerEntry.kind == EntryKind.ISSUE))
                )
                return notes, gifts

        notes, gifts = self.desk.on_vault(read)
        tally = self.tally
        lost = [n for n, words in tally.texts.items() if notes[n].body.get("data") != words]
        lost += [n for n, said in tally.signed.items() if said == "done" and notes[n].signed_at is None]
        doubled = [n for n in notes if n not in self.started]
        silent = [n for n, s in tally.signed.items() if s == "nothing" and notes[n].signed_at is not None]
        silent += [n for n, said in tally.signed.items() if said.startswith("silent")]
        for client_id in self.clients:
            least, most = tally.gifts[client_id], tally.gifts[client_id] + tally.unknown[client_id]
            lost += [client_id] * max(0, least - gifts[client_id])
            doubled += [client_id] * max(0, gifts[client_id] - most)
        return lost, doubled, silent

    def close(self):
        self.line.mend()
        self.seat.close()
        self.line.close()
        self.service.close()
        self.desk.close()


def run(words):
    parser = argparse.ArgumentParser(prog="python -m tests.clinic unplugged")
    parser.add_argument("--n", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        trial = UnpluggedSeat(Path(folder), random.Random(asked.seed), asked.n)
        try:
            for number in range(asked.n):
                trial.run(number)
            lost, doubled, silent = trial.count()
        finally:
            trial.close()
    told = ", ".join(f"{kind}: {count}" for kind, count in sorted(trial.tally.told.items()))
    sys.stdout.write(
        f"{asked.n} cuts (seed {asked.seed}): {len(trial.tally.texts)} drafts, {len(trial.tally.signed)} "
        f"signings, {sum(trial.tally.gifts.values())} gifts acknowledged; told: {told or 'nothing'}\n"
        f"lost {len(lost)}, doubled {len(doubled)}, silent {len(silent)}\n"
    )
    return 1 if lost or doubled or silent else 0
