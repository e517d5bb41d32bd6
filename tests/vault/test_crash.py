"""The commands that count losses run, find work to count, and find none lost."""

import importlib
import os
import re
import shutil
import subprocess
import sys

import pytest

FORKS = {"kill", "migrate", "rekey", "restore", "slots"}
COMPILES = {"power", "diskfull"}
TIMES = {
    "kill": 5, "power": 40, "diskfull": 10, "flip": 40, "splice": 10, "vanish": 1, "migrate": 3, "rekey": 4,
    "restore": 12, "slots": 14, "disclose": 6,
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", TIMES)
def test_nothing_is_lost(name):  # PV-15
    if name in FORKS and not hasattr(os, "fork"):
        pytest.skip("needs a system that forks")
    if name in COMPILES and (shutil.which("cc") is None or not hasattr(os, "fork")):
        pytest.skip("needs a C compiler and a preloaded library")
    line, well = importlib.import_module(f"tests.crash.{name}").run(TIMES[name], 7)
    assert well, line
    assert re.match(rf"{name}: \d+", line), line


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads its memory and handles under /proc")
def test_four_sittings_lose_nothing_and_leave_nothing():
    soak = [sys.executable, "-m", "tests.crash", "soak", "--minutes", "0", "--seed", "7"]
    done = subprocess.run(soak, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("soak: 4 sittings, 16 notes typed"), done.stdout
