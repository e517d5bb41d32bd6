"""A pytest plug-in: the disk fails at each statement of every use case that the tests run.

`python -m pytest tests/services tests/reports -p tests.services.every_fault` fails when one is half
done, or when no test runs it.
"""

from pathlib import Path
from weakref import WeakKeyDictionary

import pytest

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.desk.desk import Desk
from counselor_desk.vault.file.connection import connect
from tests.conftest import AUDIT_KEY, KEY
from tests.services.test_faults import FAULTS, MOST, Disk, chain_holds
from tests.services.test_roles import CASES

# Rewriting the file is no part of a destruction: tests/services/privacy/test_destroying.py.
# A reading in pieces keeps nothing but its lines: tests/services/exchange/test_exporting.py.
ELSEWHERE = frozenset(
    {"destroying.destroy", "destroying.destroy_all"}
    | {name for name, case in CASES.items() if case.in_pieces}
)


class Here:
    """On the vault's thread already: what asks to be done there is done at once."""

    def __init__(self, desk) -> None:
        self.chain, self._engine = desk.chain, desk._engine

    def on_vault(self, work):
        return work(self._engine)


class Watched:
    """A desk whose disk can fail, and another connection that sees whether anything was kept."""

    def __init__(self, desk) -> None:
        self.engine, self.disk = desk._engine, Disk(Here(desk))
        with desk._engine.connect() as db:
            found = db.exec_driver_sql("PRAGMA database_list").all()
        self._beside = connect(Path(next(row[2] for row in found if row[2])), KEY)

    def commits(self) -> int:
        """Another number after each transaction that was kept, and after no other."""
        return self._beside.execute("PRAGMA data_version").fetchone()[0]


class EveryFault:
    """Before a use case passes for the first time it fails: at its first statement, at its next."""

    def __init__(self) -> None:
        self.passed: dict[str, int] = {}
        self.wrong: list[str] = []
        self._perform = Desk._perform
        self._watched: WeakKeyDictionary[Desk, Watched] = WeakKeyDictionary()

    def perform(self, desk, *given):
        _seat, _sign_in, (_initiator, use_case), *_arguments = given

        def ask():
            return self._perform(desk, *given)

        # Vaults of other tests have keys of their own, and no connection can stand beside them.
        known = CASES.get(use_case.name) is use_case and desk.chain._key is AUDIT_KEY
        if not known or use_case.name in {*self.passed, *ELSEWHERE}:
            return ask()
        return self._through(desk, use_case.name, ask)

    def _through(self, desk, name, ask):
        watched = self._watched.get(desk)
        if watched is None or watched.engine is not desk._engine:
            watched = self._watched[desk] = Watched(desk)
        for n in range(1, MOST):
            before = watched.commits()
            with watched.disk.failing(n, FAULTS[n % 2]):
                error = None
                try:
                    answer = ask()
                except Exception as raised:  # noqa: BLE001  looked at, and raised again
                    error = raised
                has_failed = watched.disk.left is None
            if has_failed and isinstance(error, VaultTrouble) and watched.commits() == before:
                continue
            if has_failed:
                self.wrong.append(f"{name}: statement {n} failed: {error!r}, or something was kept")
            elif error is None:
                self._passed(desk, name, n - 1)
            if error is not None:
                raise error
            return answer
        raise AssertionError(f"{name} never passed")

    def _passed(self, desk, name, failed):
        self.passed[name] = failed
        if not chain_holds(Here(desk)):
            self.wrong.append(f"{name}: the trail does not hold")


HELD = pytest.StashKey[EveryFault]()


def pytest_configure(config):
    config.stash[HELD] = held = EveryFault()
    Desk._perform = lambda desk, *given: held.perform(desk, *given)


def pytest_unconfigure(config):
    Desk._perform = config.stash[HELD]._perform


def pytest_terminal_summary(terminalreporter, config):
    held = config.stash[HELD]
    asked = set(CASES) - ELSEWHERE
    terminalreporter.write_line(
        f"faults: {len(held.passed)} of {len(asked)} use cases, "
        f"{sum(held.passed.values())} failing statements, {len(held.wrong)} wrong"
    )
    for words in [*held.wrong, *(f"{name}: no test runs it" for name in _missing(held))]:
        terminalreporter.write_line(f"  {words}")


def _missing(held):
    return sorted(set(CASES) - ELSEWHERE - set(held.passed))


def pytest_sessionfinish(session):
    held = session.config.stash[HELD]
    if held.wrong or _missing(held):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
