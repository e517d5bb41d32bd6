"""Several seats at one desk at once, with and without reading connections of their own.

`python -m tests.services.bench_seats [SEATS] [SECONDS] [NOTES]`
"""

import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from counselor_desk.desk.desk import READERS, Desk, VaultBehind
from counselor_desk.services.clients import clients
from counselor_desk.services.documents import documents, search
from counselor_desk.services.today import today
from counselor_desk.vault.file.engine import open_to_read, open_vault
from tests.conftest import AUDIT_KEY, KEY
from tests.services.bench_search import build, keystrokes

SEATS, SECONDS, NOTES = 8, 10, 20_000
FIRST = 2  # the first counselor's number


def say_times(what: str, taken: list[float]) -> None:
    p95 = statistics.quantiles(taken, n=20)[-1]
    sys.stdout.write(
        f"  {what:<9} {len(taken):>6} asked, median {statistics.median(taken):7.1f} ms, "
        f"p95 {p95:7.1f} ms, worst {max(taken):7.1f} ms\n"
    )
    sys.stdout.flush()


def measure(path: Path, beside: bool, seats: int, seconds: float) -> dict[str, list[float]]:
    """Milliseconds of each answer, by what was asked, while all of them ask without a pause."""
    desk = Desk(
        lambda: open_vault(path, KEY),
        AUDIT_KEY,
        vault=VaultBehind(open_reader=(lambda: open_to_read(path, KEY)) if beside else None),
    )
    taken: dict[str, list[float]] = {"Today": [], "search": [], "autosave": []}
    ends = time.perf_counter() + seconds

    def timed(what: str, ask: Callable[[], object]) -> None:
        began = time.perf_counter()
        ask()
        taken[what].append((time.perf_counter() - began) * 1000)

    def sit(staff_id: int) -> None:
        seat = desk.add_seat()
        seat.sign_in(staff_id)
        (row, *_others) = seat.do(clients.find, "", 1)
        draft = seat.do(documents.start, row.id, "dap")
        revision = draft.revision
        for n, typed in enumerate(keystrokes() * 1000):
            if time.perf_counter() > ends:
                return
            timed("search", lambda typed=typed: seat.do(search.search_documents, typed))  # type: ignore[misc]
            if n % 3 == 0:
                timed("Today", lambda: seat.do(today.due_items))
            body = {"data": f"{typed} {n}"}
            began = time.perf_counter()
            revision = seat.do(documents.save_draft, draft.id, body, revision).revision
            taken["autosave"].append((time.perf_counter() - began) * 1000)

    people = [threading.Thread(target=sit, args=(FIRST + n,)) for n in range(seats)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    desk.close()
    return taken


def main() -> None:
    given = [int(word) for word in sys.argv[1:]]
    seats, seconds, notes = (*given, *(SEATS, SECONDS, NOTES)[len(given) :])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "seats.db"
        build(path, notes)
        for beside in (False, True):
            how = f"{READERS} reading connections" if beside else "one connection for all"
            sys.stdout.write(f"{seats} seats, {notes} notes, {how}\n")
            for what, taken in measure(path, beside, seats, seconds).items():
                say_times(what, taken)


if __name__ == "__main__":
    main()
