"""Measures what the program promises and prints the figures: `python -m tests.bench [NAME ...]`."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tests.proofs import own

if TYPE_CHECKING:
    from counselor_desk.desk.desk import Desk

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

WORDS = "copper lantern drifts north"
BARE = """
import time; began = time.perf_counter()
from PySide6.QtWidgets import QApplication, QLabel, QWidget
app = QApplication([]); window = QWidget(); QLabel("x", window); window.show()
while not window.windowHandle().isExposed(): app.processEvents()
print(time.perf_counter() - began)
"""
OURS = """
import time; began = time.perf_counter()
from pathlib import Path
from counselor_desk import app
from counselor_desk.app import vault_door
from counselor_desk.ui.shell import application
qt = application.get_application(); window = app.first_window(vault_door(Path({vault!r}))); window.show()
while not window.windowHandle().isExposed(): qt.processEvents()
print(time.perf_counter() - began)
"""


def seconds(code: str) -> float:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def median_ms(work: Callable[[], object], times: int) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    taken.sort()
    return statistics.median(taken), taken[int(len(taken) * 0.95) - 1]


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


def start() -> None:
    """From Python's start to the first window, beside a bare window, in turn."""
    from counselor_desk.app import vault_door
    from counselor_desk.door.port import NewVault

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "bench.db"
        door = vault_door(path)
        opened, _ = door.create(NewVault(path, "Bench", "Ada", "ada", WORDS))
        door.lock(opened)
        pairs = [(seconds(BARE), seconds(OURS.format(vault=str(path)))) for _ in range(7)]
    bare = statistics.median(pair[0] for pair in pairs)
    ours = statistics.median(pair[1] for pair in pairs)
    ratio = statistics.median(b / a for a, b in pairs)
    say(f"start to the first window: {ours:.3f} s, a bare window {bare:.3f} s, ratio {ratio:.2f}")


def unlock() -> None:
    """From the passphrase to an open vault at the default key derivation."""
    from counselor_desk.app import vault_door
    from counselor_desk.door.port import NewVault

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "bench.db"
        door = vault_door(path)
        opened, _ = door.create(NewVault(path, "Bench", "Ada", "ada", WORDS))
        door.lock(opened)
        taken = []
        for _ in range(7):
            began = time.perf_counter()
            opened = door.unlock(path, "ada", WORDS)
            taken.append(time.perf_counter() - began)
            door.lock(opened)
    taken.sort()
    say(f"unlock: median {statistics.median(taken):.3f} s, longest {taken[-1]:.3f} s")


def slots() -> None:
    """A changed passphrase and a new person at the default derivation; the database stays as is."""
    from counselor_desk.vault.keys import people
    from counselor_desk.vault.keys import unlock as keys

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path, said = Path(folder) / "bench.db", [WORDS, "seven quiet harbors below"]
        unlocked, _ = keys.create(path, 1, "ada", WORDS)

        def change() -> None:
            said.reverse()
            people.change_passphrase(unlocked, said[1], said[0])

        numbers = iter(range(2, 99))

        def add() -> None:
            number = next(numbers)
            people.add_person(unlocked, number, f"person {number}", WORDS)

        for name, work in (("a changed passphrase", change), ("a new person", add)):
            half, most = median_ms(work, 7)
            say(f"{name}: median {half:.0f} ms, 95 % {most:.0f} ms; the database is not touched")


def caseload() -> None:
    """1,000 clients: from the key to their first page on screen; typing among 10,000."""
    from PySide6.QtWidgets import QApplication

    from counselor_desk.demo.scratch import scratch
    from counselor_desk.services.clients import clients
    from counselor_desk.ui.clients.clients import SCREEN
    from counselor_desk.ui.kit.bridge import Bridge

    app = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        opened = scratch(Path(folder), clients=1000)
        bridge = Bridge(opened.desk)
        began = time.perf_counter()
        screen = SCREEN(bridge, lambda *_, **__: None)
        screen.resize(1200, 800)
        screen.show()
        while not bridge.is_idle():
            app.processEvents()
        screen.grab()
        say(f"caseload of 1,000 on screen: {(time.perf_counter() - began) * 1000:.0f} ms")
        screen.deleteLater()
        opened.desk.close()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        opened = scratch(Path(folder), clients=10_000)
        for typed in ("m", "mar", "marta s", "0000"):
            half, most = median_ms(lambda t=typed: opened.desk.do(clients.find, t), 40)
            say(f"find {typed!r} among 10,000: median {half:.1f} ms, 95 % {most:.1f} ms")
        opened.desk.close()


def autosave() -> None:
    """One save of a note of 2,000 characters on the vault's thread."""
    from counselor_desk.demo.scratch import scratch
    from counselor_desk.services.clients import clients
    from counselor_desk.services.documents import documents

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        opened = scratch(Path(folder), counselor=True)
        born = date(1990, 1, 1)
        who = {"given_name": "Bench", "family_name": "Client", "born": born}
        client = opened.desk.do(clients.register, who)
        note = opened.desk.do(documents.start, client.id, "dap")
        revision = [note.revision]

        def save() -> None:
            body = {"data": f"{revision[0]} " + "word " * 400}
            revision[0] = opened.desk.do(documents.save_draft, note.id, body, revision[0]).revision

        half, most = median_ms(save, 200)
        say(f"autosave on the vault's thread: median {half:.2f} ms, 95 % {most:.2f} ms")
        opened.desk.close()


def typing() -> None:
    """What a keystroke and an autosave cost the GUI thread, in a note of 2,000 characters."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from counselor_desk.catalog import files
    from counselor_desk.domain.form import Kind
    from counselor_desk.ui.kit import dress
    from counselor_desk.ui.kit.form import FormWidget

    app = QApplication.instance() or QApplication([])
    dress.apply(app)
    form = files.templates()["cbt_session"].form()
    texts = [field.key for field in form.fields if field.kind is Kind.TEXT]
    widget = FormWidget(form, {key: "word " * 40 for key in texts})
    widget.resize(680, 2400)
    widget.show()
    field = widget.boxes[texts[0]].editor.main
    half, most = median_ms(lambda: QTest.keyClick(field, "x"), 300)
    say(f"a keystroke on the GUI thread: median {half:.2f} ms, 95 % {most:.2f} ms")

    def settle() -> None:
        values = widget.values()
        widget.form.to_stored(values)
        widget.is_dirty()
        widget.mark_saved(values)

    half, most = median_ms(settle, 300)
    say(f"an autosave on the GUI thread: median {half:.2f} ms, 95 % {most:.2f} ms")
    widget.close()


def opening() -> None:
    """From a note's line to its form on screen, and an autosave until its shading is shown."""
    from PySide6.QtWidgets import QApplication

    from counselor_desk.demo.scratch import scratch
    from counselor_desk.ui.documents.editor import DocumentEditor
    from counselor_desk.ui.kit import dress
    from counselor_desk.ui.kit.bridge import Bridge

    app = QApplication.instance() or QApplication([])
    dress.apply(app)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        opened = scratch(Path(folder), counselor=True)
        drafts = _written_on(opened.desk)
        bridge = Bridge(opened.desk)
        editor = DocumentEditor(bridge, lambda *_, **__: None)
        editor.resize(1200, 800)
        editor.show()

        def settle() -> None:
            while not bridge.is_idle():
                app.processEvents()

        def open_one() -> None:
            drafts.append(drafts.pop(0))
            editor.edit(drafts[0])
            settle()
            editor.grab()

        open_one()
        open_one()
        half, most = median_ms(open_one, 60)
        say(f"a draft on screen with its margin: median {half:.0f} ms, 95 % {most:.0f} ms")
        assert editor.form is not None
        form, typed = editor.form, iter(range(1000))

        def save() -> None:
            form.boxes["data"].write(f"{next(typed)} " + "word " * 400)
            form.settled.emit()
            settle()

        half, most = median_ms(save, 60)
        say(f"an autosave until its shading is shown: median {half:.0f} ms, 95 % {most:.0f} ms")
        bridge.close()
        editor.close()
        opened.desk.close()


def _written_on(desk: "Desk") -> list[int]:
    """Two drafts in a chart of thirty signed notes and a plan in force."""
    from counselor_desk.catalog import files
    from counselor_desk.domain.form import Kind
    from counselor_desk.domain.plans.plan import Goal, Objective, Plan, Problem
    from counselor_desk.services.clients import clients
    from counselor_desk.services.documents import documents
    from counselor_desk.services.plans import plans

    said, born = "a scratch vault for checks", date(1990, 1, 1)
    client = desk.do(clients.register, {"given_name": "Bench", "family_name": "Client", "born": born}).id
    plan = desk.do(plans.begin, client)
    aims = tuple(Objective(f"1.{n}", f"Aim {n} of the plan", target_on=date(2030, 1, 1)) for n in range(1, 7))
    tree = Plan((Problem("1", "Heroin", shown_by=("a",), goals=(Goal("Free of it", aims),)),))
    person = dict.fromkeys(("strengths", "barriers", "not_integrated"), "words")
    kept = desk.do(documents.save_draft, plan.id, {**plan.body, **person, **tree.to_body()}, plan.revision)
    desk.do(documents.sign, kept.document_id, own(desk, documents.sign, said))
    desk.do(plans.take_signature, kept.document_id, {"signer": "Bench Client", "manner": "typed"})
    asked = files.templates()["dap"].form()
    texts = {f.key: "word " * 80 for f in asked.fields if f.kind is Kind.TEXT}
    facts = {"start": "00:00", "stop": "00:01", "objectives": ["1.1 Aim 1 of the plan"]}
    for number in range(30):
        note = desk.do(documents.start, client, "dap")
        body = {**note.body, **{k: f"{number} {v}" for k, v in texts.items()}, **facts}
        for field in asked.missing(body):
            body[field.key] = 5 if field.kind is Kind.SCALE else field.options[0].value
        desk.do(documents.save_draft, note.id, body, note.revision)
        desk.do(documents.sign, note.id, own(desk, documents.sign, said))
    return [desk.do(documents.start, client, "dap", body=dict(texts)).id for _ in range(2)]


def schedule() -> None:
    """A week of 2,000 appointments laid out and drawn on the grid of hours, at 1366x768."""
    import random

    from PySide6.QtWidgets import QApplication

    from counselor_desk.ui.kit import dress
    from counselor_desk.ui.kit.times.time_grid import TimeGrid
    from counselor_desk.ui.kit.times.time_paint import GridBlock, GridColumn

    app = QApplication.instance() or QApplication([])
    dress.apply(app)
    chance = random.Random(22)
    days = [GridColumn(name, str(at)) for at, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri"), 1)]
    week = [
        GridBlock(
            key,
            key % 5,
            chance.randrange(32, 72) * 15,
            chance.choice((15, 50, 50, 90)),
            f"Client {key}",
            "Room 2",
            key,
        )
        for key in range(2000)
    ]
    grid = TimeGrid("Week", lambda minutes: f"{minutes // 60}:{minutes % 60:02}")
    grid.resize(1366, 768)
    grid.show()

    def draw() -> None:
        grid.show_blocks(days, week, (0, 600))
        grid.viewport().grab()

    draw()
    half, most = median_ms(draw, 40)
    say(f"a week of 2,000 appointments laid out and drawn: median {half:.0f} ms, 95 % {most:.0f} ms")
    half, most = median_ms(grid.viewport().grab, 40)
    say(f"the same, scrolled: median {half:.0f} ms, 95 % {most:.0f} ms")
    grid.close()


def codes() -> None:
    """Diagnosis codes: each keystroke of a search over the whole official list."""
    from counselor_desk.catalog import definitions

    began = time.perf_counter()
    listed = definitions.codes("icd10cm_2026_04")
    say(f"{len(listed):,} codes read in {(time.perf_counter() - began) * 1000:.0f} ms")
    taken = []
    for query in (
        "heroin", "F11.20", "opioid use disorder severe", "post-traumatic stress chronic",
        "left fracture of femur subsequent", "with encounter initial xq", "unspecified",
    ):  # fmt: skip
        for end in range(1, len(query) + 1):
            began = time.perf_counter()
            listed.search(query[:end])
            taken.append((time.perf_counter() - began) * 1000)
    say(f"a keystroke: median {statistics.median(taken):.1f} ms, longest {max(taken):.1f} ms")


BENCHES = {
    b.__name__: b for b in (start, unlock, slots, caseload, autosave, typing, opening, schedule, codes)
}

if __name__ == "__main__":
    for name in sys.argv[1:] or BENCHES:
        BENCHES[name]()
