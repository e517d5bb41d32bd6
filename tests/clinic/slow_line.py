"""One question a page: what each page waits for over a line of 30 ms each way.

`python -m tests.clinic slow_line [--delay 30]` prints, for each page, how many questions it asks, how
long it takes without and with the delay, and how many trips one after the other that comes to.
"""

import argparse
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from counselor_desk.demo import scratch
from counselor_desk.domain.roles import Role
from counselor_desk.network.clinic_door import ClinicDoor
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import computers, staff
from counselor_desk.services.clinic.staff import Position
from counselor_desk.services.documents import documents
from counselor_desk.vault.keys import people
from tests.network.cut_line import CutLine
from tests.services.documents.test_documents import full

WORDS = "a counselor with a slow line"
MOST_TRIPS = 3
TIMES = 3  # each page is opened; the quickest counts
PATIENCE = 120.0


class TrialDoor(ClinicDoor):
    """On the loopback, without a keyring, with nothing remembered."""

    is_demo = True

    def __init__(self, hold, folder):
        super().__init__(hold, None)
        self._folder = folder

    def clinics_folder(self):
        return self._folder


class Held:
    """Nobody else has the vault of a trial."""

    def unlock(self):
        pass


def serve(folder, door):
    """Ada's vault with Cal, his client and a draft, shared; the seat's file, and what is to be opened."""
    opened = scratch.scratch(folder)
    desk, keys = opened.desk, opened.desk.signed_in.keys
    sue = desk.do(staff.add, "Sue", "sue", Position(Role.SUPERVISOR))
    cal = desk.do(staff.add, "Cal", "cal", Position(Role.COUNSELOR, "", sue.id))
    people.add_person(keys, cal.id, "cal", WORDS, must_change=False)
    born = {"given_name": "Rosa", "family_name": "Medina", "born": date(1989, 3, 14)}
    client = desk.do(clients.register, born, cal.id)
    desk.sign_in(cal.id, keys)
    note = desk.do(documents.start, client.id, "dap", body=full())
    desk.sign_in(1, keys)
    door.share(opened, 0)
    sheet = door.new_sheet(opened, desk.do(computers.sharing).server_certificate)
    desk.do(computers.invite, sheet.verifier)
    path = door.join("-".join(sheet.groups), sheet.addresses[0], "seat")
    return opened, path, client.id, note.id


class SlowWindow:
    """Cal's window over a line with a delay; says how long a page takes and what it asks."""

    def __init__(self, door, path, line):
        from counselor_desk.network import joined_clinic
        from counselor_desk.ui.shell.window import MainWindow

        joined_clinic.note_place(path, joined_clinic.parse_address(f"127.0.0.1:{line.port}"))
        self.door, self.opened = door, door.unlock(path, "cal", WORDS)
        self.asked, submit = [], self.opened.desk.submit

        def counted(initiator, use_case, *args, **kwargs):
            self.asked.append(use_case.name)
            return submit(initiator, use_case, *args, **kwargs)

        self.opened.desk.submit = counted
        self.window = MainWindow(door, self.opened)
        self.window.show()
        self.settle()

    def settle(self):
        from PySide6.QtCore import QCoreApplication

        end = time.monotonic() + PATIENCE
        idle = 0
        while idle < 5:  # answers may ask again
            QCoreApplication.processEvents()
            idle = idle + 1 if self.window.bridge.is_idle() else 0
            if time.monotonic() > end:
                raise TimeoutError("a page does not come")

    def measure(self, do):
        self.asked.clear()
        began = time.perf_counter()
        do()
        self.settle()
        return (time.perf_counter() - began) * 1000, list(self.asked)

    def close(self):
        self.window.lock_quietly()
        self.window.close()
        self.window.deleteLater()


def pages(seat, client_id, note_id):
    """Each page with what opens it, and what is shown before."""
    window = seat.window
    today = lambda: window.go("today")  # noqa: E731
    window.go("chart", client_id=client_id)
    seat.settle()
    names = list(window.current()._kinds)
    found = {
        f"chart: {name}": (today, lambda name=name: window.go("chart", client_id=client_id, section=name))
        for name in names
    }
    found["a draft"] = (
        today,
        lambda: window.go("chart", client_id=client_id, section="notes", document_id=note_id),
    )
    for screen in ("today", "clients", "schedule", "rewards", "groups"):
        found[screen] = (lambda: window.go("settings"), lambda screen=screen: window.go(screen))
    return found


def autosave(seat, client_id, note_id, number):
    window = seat.window
    window.go("chart", client_id=client_id, section="notes", document_id=note_id)
    seat.settle()
    form = window.current().section("notes").editor.form

    def type_on():
        form.boxes["data"].editor.main.setPlainText(f"typed {number}")
        form.settle_now()

    return type_on


def measured(door, path, line, opened_pages):
    client_id, note_id = opened_pages
    seat = SlowWindow(door, path, line)
    try:
        found = {}
        for name, (before, do) in pages(seat, client_id, note_id).items():
            runs = []
            for _time in range(TIMES):
                before()
                seat.settle()
                seat.window._delete_screens()  # as for the first time
                runs.append(seat.measure(do))
            found[name] = min(runs)
        runs = [seat.measure(autosave(seat, client_id, note_id, n)) for n in range(TIMES)]
        found["autosave"] = min(runs)
        return found
    finally:
        seat.close()


def run(words):
    parser = argparse.ArgumentParser(prog="python -m tests.clinic slow_line")
    parser.add_argument("--delay", type=float, default=30.0, help="ms each way")
    asked = parser.parse_args(words)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from counselor_desk.ui.shell import application

    application.qt()
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        door = TrialDoor(lambda _path: Held(), folder / "clinics")
        opened, path, *shown = serve(folder, door)
        stack.callback(opened.desk.close)
        stack.callback(door.stop_sharing, opened)
        port = door.shared(opened).port
        with CutLine(port) as near:
            quick = measured(door, path, near, shown)
        with CutLine(port, asked.delay / 1000) as far:
            slow = measured(door, path, far, shown)
    worst = 0.0
    sys.stdout.write(f"{'page':<24}{'questions':>10}{'0 ms':>9}{f'{asked.delay:.0f} ms':>9}{'trips':>8}\n")
    for name, (ms, _names) in quick.items():
        trips = (slow[name][0] - ms) / (2 * asked.delay)
        worst = max(worst, trips)
        sys.stdout.write(f"{name:<24}{len(slow[name][1]):>10}{ms:>9.0f}{slow[name][0]:>9.0f}{trips:>8.1f}\n")
    sys.stdout.write(f"longest: {worst:.1f} trips\n")
    return 1 if worst > MOST_TRIPS + 0.5 else 0
