"""A served clinic, tried: `python -m tests.clinic services|reports|ui|NAME [...]`.

The first three run the suites of these floors through the line, or with `--store postgresql` on a server;
each other NAME is a file beside this one.
"""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

SUITES = ("services", "reports", "ui")
HERE = Path(__file__).parent


def main(words):
    trials = sorted(path.stem for path in HERE.glob("*.py") if "\ndef run(" in path.read_text("utf-8"))
    if not words or words[0] not in (*SUITES, *trials):
        sys.exit(f"python -m tests.clinic {'|'.join((*SUITES, *trials))}")
    name, *more = words
    if name in SUITES:
        plugin = "tests.clinic.through_line"
        if more[:2] == ["--store", "postgresql"]:
            plugin, more = "tests.clinic.on_server", more[2:]
        line = ["-p", plugin, "-p", "no:randomly", f"tests/{name}"]
        sys.exit(subprocess.call([sys.executable, "-m", "pytest", "-q", *line, *more]))
    sys.exit(import_module(f"tests.clinic.{name}").run(more))


if __name__ == "__main__":
    main(sys.argv[1:])
