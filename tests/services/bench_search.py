"""How long a keystroke's search takes over many notes: `python -m tests.services.bench_search`."""

import random
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert

from counselor_desk import records
from counselor_desk.desk.desk import Desk
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.roles import Role
from counselor_desk.records.document import Document, Status
from counselor_desk.records.people import Client, Staff
from counselor_desk.services.documents import search
from counselor_desk.vault.file.engine import make_vault, open_vault
from counselor_desk.vault.schema.migrate import migrate
from tests.conftest import AUDIT_KEY, KEY, START

NOTES, CLIENTS, COUNSELORS = 100_000, 2_000, 50
TYPED = ("craving after work", "methadone", "thought record", "slept six", "xylophone", "the plan")

COMMON = (
    "the client and plan craving work week slept after meeting family group thought record "
    "six hours home urge used called sponsor mood better anxious payday situation methadone"
)


def vocabulary(dice: random.Random) -> list[str]:
    """Common words often, rare ones seldom, as people write."""
    common = COMMON.split()
    letters = "abcdefghijklmnopqrstuvwxyz"
    rare = ["".join(dice.choices(letters, k=dice.randint(4, 9))) for _ in range(20_000)]
    return common * 60 + rare


def build(path: Path, notes: int) -> None:
    records.every()
    make_vault(path, KEY)
    engine = open_vault(path, KEY)
    migrate(engine, backup=lambda: None)
    dice = random.Random(1)
    words = vocabulary(dice)
    people = [Staff(id=1, name="Sue", sign_in="sue", role=Role.SUPERVISOR)]
    people += [Staff(id=n + 2, name=f"C{n}", sign_in=f"c{n}", supervisor_id=1) for n in range(COUNSELORS)]
    with upkeep_session(engine) as session:
        session.add_all(people)
        session.flush()
        for n in range(CLIENTS):
            session.add(
                Client(id=n + 1, counselor_id=2 + n % COUNSELORS, number=f"{n:07}",
                       given_name="A", family_name=f"B{n}")
            )  # fmt: skip
        session.flush()
        for start in range(0, notes, 2_000):
            rows = [_note(dice, words, n) for n in range(start, min(start + 2_000, notes))]
            session.execute(insert(Document), rows)
    engine.dispose()


def _note(dice: random.Random, words: list[str], n: int) -> dict[str, object]:
    client = dice.randrange(CLIENTS)
    day = START - timedelta(days=dice.randrange(1000))
    body = {key: " ".join(dice.choices(words, k=60)) for key in ("data", "assessment", "plan")}
    return {
        "client_id": client + 1, "author_id": 2 + client % COUNSELORS, "kind": "note",
        "template": "dap", "template_version": 2, "body": body, "status": Status.FINAL,
        "occurred_on": day.date(), "created_at": day, "changed_at": day,
    }  # fmt: skip


def keystrokes() -> list[str]:
    return [typed[:n] for typed in TYPED for n in range(1, len(typed) + 1)]


def measure(path: Path, staff_id: int) -> list[float]:
    desk = Desk(lambda: open_vault(path, KEY), AUDIT_KEY)
    desk.sign_in(staff_id)
    desk.do(search.search_documents, "warm up")
    taken = []
    for typed in keystrokes():
        before = time.perf_counter()
        desk.do(search.search_documents, typed)
        taken.append((time.perf_counter() - before) * 1000)
    desk.close()
    return taken


def main() -> None:
    notes = int(sys.argv[1]) if len(sys.argv) > 1 else NOTES
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "search.db"
        build(path, notes)
        for who, staff_id in (("supervisor, all charts", 1), ("counselor, own caseload", 2)):
            taken = measure(path, staff_id)
            p95 = statistics.quantiles(taken, n=20)[-1]
            sys.stdout.write(
                f"{notes} notes, {who}: {len(taken)} keystrokes, median "
                f"{statistics.median(taken):.1f} ms, p95 {p95:.1f} ms, worst {max(taken):.1f} ms\n"
            )


if __name__ == "__main__":
    main()
