"""No list to forget: every use case has a test here, and goes through every fault of the disk."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUN = ("tests/services", "tests/reports", "-p", "tests.services.every_fault", "-p", "no:randomly")


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
