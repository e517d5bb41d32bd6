"""No list to forget: each use case that the tests run goes through every fault of the disk."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUN = ("tests/services", "tests/reports", "-p", "tests.services.every_fault", "-p", "no:randomly")


@pytest.mark.slow
def test_every_use_case_that_the_tests_run_is_wholly_done_or_not_at_all():
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *RUN], cwd=ROOT, capture_output=True, text=True
    )
    said = re.search(r"faults: (\d+) of (\d+) use cases, (\d+) failing statements, 0 wrong.*",
                     done.stdout, re.DOTALL)  # fmt: skip
    assert said is not None, done.stdout[-4000:]
    assert done.returncode == 0, done.stdout[-4000:]
    print(said[0][:4000])  # noqa: T201  with the names of those that no test here runs
    assert int(said[1]) > 0.8 * int(said[2])
