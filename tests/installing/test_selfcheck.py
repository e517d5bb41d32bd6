"""The self-check looks at everything that it promises to look at."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLAY = {"demo"}  # what the synthetic clinic says: its own test reads that
READING = """
import sys
opened = set()
sys.addaudithook(lambda event, args: event == "open" and opened.add(str(args[0])))
from counselor_desk import selfcheck
print(selfcheck._definitions())
print(*(name for name in opened if name.endswith((".toml", ".md"))), sep="\\n")
"""


@pytest.mark.slow
def test_every_definition_is_read():
    done = subprocess.run(
        [sys.executable, "-c", READING], cwd=ROOT, capture_output=True, text=True, check=True
    )
    said, *names = done.stdout.splitlines()
    read = {Path(name).resolve() for name in names}
    there = {*(ROOT / "resources").rglob("*.toml"), *(ROOT / "resources/handouts").rglob("*.md")}
    left = {p for p in there if p.name != "README.md" and not PLAY & set(p.parts)}
    assert left - read == set()
    assert "0 " not in [part[:2] for part in said.split(", ")]
