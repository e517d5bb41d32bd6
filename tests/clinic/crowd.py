"""A clinic at work: `python -m tests.clinic crowd [--seats 50] [--seconds 60] [--beside]`.

Each seat is a counselor at a computer of their own, in one of four processes: they type (a draft is saved
every second and a half, without a pause), open charts and Today. Counted: what was acknowledged and is
there, the trail, and how long an answer took at the seat. Beside it, in the same run, one person at the
vault on this computer.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import threading
import time

from counselor_desk.core.errors import Refused, VaultTrouble
from counselor_desk.network.remote_desk import RemoteDesk
from counselor_desk.services.chart import overview
from counselor_desk.services.documents import documents, lists
from counselor_desk.services.today import today
from tests.clinic.places import clinic, words_of
from tests.clinic.reach import trail
from tests.clinic.trouble import Faults, say
from tests.network.clinic import Certificates

PROCESSES = 4
TYPING = 1.5  # seconds between two savings of a draft, as the editor does it
CHART_EVERY, TODAY_EVERY = 10, 20  # savings: a chart every quarter of a minute, Today twice a minute
WORDS = "slept well and went to the meeting on Tuesday with a friend "


class Worker:
    """One counselor: types in a draft, and looks into a chart or at Today now and then."""

    def __init__(self, desk, client_ids, seed):
        self._desk, self._chance = desk, random.Random(seed)
        self._drafts = {client_id: desk.do(documents.start, client_id, "dap") for client_id in client_ids}
        self._at = {client_id: note.revision for client_id, note in self._drafts.items()}
        self.kept, self.took, self.troubles = {}, {}, 0
        desk.do(today.due_items)  # what is loaded once, at the first page, is not counted
        desk.do(overview.of_client, client_ids[0])

    def work(self, until):
        number = self._chance.randrange(TODAY_EVERY)
        time.sleep(self._chance.uniform(0, TYPING))  # nobody begins at the same second
        while time.monotonic() < until:
            began = time.monotonic()
            number += 1
            try:
                self._type(number)
                if number % TODAY_EVERY == 0:
                    self._timed("Today", today.due_items)
                if number % CHART_EVERY == 0:
                    client_id = self._chance.choice(list(self._drafts))
                    self._timed("chart", overview.of_client, client_id)
                    self._timed("notes", lists.of_client, client_id)
            except (Refused, VaultTrouble):
                self.troubles += 1
            time.sleep(max(0.0, TYPING - (time.monotonic() - began)))

    def _type(self, number):
        client_id = self._chance.choice(list(self._drafts))
        note, body = self._drafts[client_id], {"data": f"{number} {WORDS * 20}"}
        saved = self._timed("autosave", documents.save_draft, note.id, body, self._at[client_id])
        assert not saved.is_copy
        self._at[client_id] = saved.revision
        self.kept[note.id] = (saved.revision, body["data"])

    def _timed(self, what, use_case, *given):
        began = time.perf_counter()
        result = self._desk.do(use_case, *given)
        self.took.setdefault(what, []).append((time.perf_counter() - began) * 1000)
        return result


def at_seats(told):
    """In a process of its own: some of the seats, each with its own line and thread."""
    papers = Certificates.from_words(told["papers"])
    seats, workers = [], []
    for staff_id, sign_in, client_ids in told["seats"]:
        seat = RemoteDesk(papers.address(told["port"], papers.computer(sign_in)))
        seat.sign_in(sign_in, words_of(staff_id))
        seats.append(seat)
        workers.append(Worker(seat, client_ids, staff_id))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    until = time.monotonic() + told["seconds"]
    threads = [threading.Thread(target=worker.work, args=(until,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for seat in seats:
        seat.close()
    found = {
        "kept": {str(note): kept for worker in workers for note, kept in worker.kept.items()},
        "took": {},
        "troubles": sum(worker.troubles for worker in workers),
    }
    for worker in workers:
        for what, times in worker.took.items():
            found["took"].setdefault(what, []).extend(times)
    sys.stdout.write(json.dumps(found) + "\n")


def run(words):
    asked = argparse.ArgumentParser(prog="python -m tests.clinic crowd")
    asked.add_argument("--seats", type=int, default=50)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--at-seats", action="store_true", help=argparse.SUPPRESS)
    options = asked.parse_args(words)
    if options.at_seats:
        return at_seats(json.loads(sys.stdin.readline()))
    with clinic(options.seats) as made:
        alone = _alone(made, min(options.seconds, 20))
        with Faults() as faults, made.served() as (desk, server):
            seats = [
                (staff_id, sign_in, made.clients[staff_id])
                for staff_id, _name, sign_in, _role, _over in made.staff
                if staff_id >= 100
            ]
            found = _together(made, server.port, seats, options.seconds)
            lost = _lost(desk, made, found)
            held = desk.chain.verify(trail(desk)).broken_at is None
    _table("one person at the vault", alone)
    _table(f"{options.seats} seats", found["took"])
    said = f"{len(found['kept'])} drafts, {lost} lost, {found['troubles']} troubles"
    say(f"{said}, {len(faults.found)} faults, trail holds {held}")
    return 0 if not lost and not found["troubles"] and not faults.found and held else 1


def _alone(made, seconds):
    desk, keys = made.open()
    desk.sign_in(2, keys)
    worker = Worker(desk, made.clients[2], 2)
    worker.work(time.monotonic() + seconds)
    desk.close()
    return worker.took


def _together(made, port, seats, seconds):
    """What all of the seats found, begun at the same moment in several processes."""
    count = min(PROCESSES, len(seats))
    running = []
    for n in range(count):
        told = {"papers": made.papers.words(), "port": port, "seats": seats[n::count], "seconds": seconds}
        command = [sys.executable, "-m", "tests.clinic", "crowd", "--at-seats"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        running.append(process)
        process.stdin.write(json.dumps(told) + "\n")
        process.stdin.flush()
    for process in running:
        assert process.stdout.readline() == "ready\n"
    for process in running:
        process.stdin.write("go\n")
        process.stdin.flush()
    whole = {"kept": {}, "took": {}, "troubles": 0}
    for process in running:
        found = json.loads(process.communicate()[0])
        whole["kept"] |= found["kept"]
        whole["troubles"] += found["troubles"]
        for what, times in found["took"].items():
            whole["took"].setdefault(what, []).extend(times)
    return whole


def _lost(desk, made, found):
    """Drafts whose last acknowledged words are not what stands there."""
    authors = {client: staff_id for staff_id, clients in made.clients.items() for client in clients}
    seat, lost = desk.add_seat(), 0
    for staff_id in sorted(set(authors.values())):
        seat.sign_in(staff_id)
        for client_id in made.clients[staff_id]:
            for row in seat.do(lists.of_client, client_id):
                kept = found["kept"].get(str(row.id))
                if kept is not None:
                    there = seat.do(documents.read, row.id).document
                    lost += [there.revision, there.body["data"]] != list(kept)
                    found["kept"][str(row.id)] = kept
    desk.dismiss(seat)
    return lost


def _table(who, took):
    for what, times in took.items():
        times = sorted(times)
        p95 = times[int(len(times) * 0.95)] if len(times) > 1 else times[0]
        told = f"median {statistics.median(times):.1f} ms, p95 {p95:.1f} ms, most {times[-1]:.0f} ms"
        say(f"{who}: {what}: {len(times)} times, {told}")
