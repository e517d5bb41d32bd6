"""No list to forget: every use case has a test here, and goes through every fault of the disk."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.references import references
from tests.services.test_roles import CASES

ROOT = Path(__file__).parents[2]
RUN = ("tests/services", "tests/reports", "-p", "tests.services.every_fault", "-p", "no:randomly")


def test_every_command_is_named_by_a_test():
    """What writes, at least: the run below sees the rest, and that the named ones are run."""
    files = [file for where in RUN[:2] for file in (ROOT / where).rglob("test_*.py")]
    named = frozenset().union(*(references(file) for file in files))
    commands = {f"{case.run.__module__}.{case.run.__name__}" for case in CASES.values() if case.writes}
    assert commands - named == set()


@pytest.mark.slow
def test_every_use_case_is_run_by_a_test_and_wholly_done_or_not_at_all():
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *RUN], cwd=ROOT, capture_output=True, text=True
    )
    said = re.search(r"faults: (\d+) of (\d+) use cases, (\d+) failing statements, 0 wrong.*",
                     done.stdout, re.DOTALL)  # fmt: skip
    assert said is not None, done.stdout[-4000:]
    assert done.returncode == 0, done.stdout[-4000:]
    assert said[1] == said[2]


@pytest.mark.slow
def test_every_command_is_given_every_column_that_no_form_asks():
    plugin = (RUN[0], "-p", "tests.services.every_column", "-p", "no:randomly")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugin], cwd=ROOT, capture_output=True, text=True
    )
    said = re.search(r"columns: (\d+) of (\d+) commands, (\d+) columns tried, 0 wrong", done.stdout)
    assert said is not None, done.stdout[-4000:]
    assert done.returncode == 0, done.stdout[-4000:]
    assert said[1] == said[2]
