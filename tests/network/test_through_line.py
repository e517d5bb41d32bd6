"""The suites with their desk at another computer: a share of them every day, all in the slow tier."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHARE = ("tests/services/test_rights_of_now.py",)


def through_line(*words):
    plugin = ["-p", "tests.clinic.through_line", "-p", "no:randomly", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", "-q", *plugin, *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_share_of_the_suites_passes_through_the_line():
    done = through_line(*SHARE)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("floor", ["services", "reports", "ui"])
def test_the_suite_of_a_floor_passes_through_the_line(floor):
    done = through_line(f"tests/{floor}")
    assert done.returncode == 0, done.stdout
