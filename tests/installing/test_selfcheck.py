"""The self-check looks at everything that it promises to look at."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from counselor_desk.catalog import definitions, files

ROOT = Path(__file__).parents[2]
THROUGH = {files: ["wording"], definitions: []}  # counted as wording_in("en")
PLAY = {"demo"}  # what the synthetic clinic says: its own test reads that
READING = """
import sys
opened = set()
sys.addaudithook(lambda event, args: event == "open" and opened.add(str(args[0])))
from counselor_desk import selfcheck
print(selfcheck._definitions())
print(*(name for name in opened if name.endswith((".toml", ".md"))), sep="\\n")
"""


@pytest.mark.parametrize("module", [files, definitions], ids=lambda module: module.__name__)
def test_whatever_is_read_once_and_kept_is_counted(module):
    counted = inspect.getsource(module.read_everything)
    kept = [name for name, made in vars(module).items() if hasattr(made, "cache_clear")]
    assert len(kept) > 8
    assert [name for name in kept if f"{name}(" not in counted] == THROUGH[module]


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
