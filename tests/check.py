"""All checks with one command: `python -m tests.check`."""

import argparse
import subprocess
import sys
import time
from pathlib import Path

CHECKS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
    "contracts": ["lint-imports"],
    "tests": ["pytest", "-q"],
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without-tests", action="store_true", help="leave the tests out")
    chosen = parser.parse_args()
    failed = []
    for name, words in CHECKS.items():
        if name == "tests" and chosen.without_tests:
            continue
        began = time.perf_counter()
        own = Path(sys.executable).with_name(words[0])  # beside this Python, wherever it is
        command = [str(own)] if name == "contracts" else [sys.executable, "-m", *words]
        done = subprocess.run(command, check=False)
        verdict = "holds" if done.returncode == 0 else "FAILS"
        sys.stdout.write(f"{name}: {verdict} ({time.perf_counter() - began:.1f} s)\n")
        if done.returncode:
            failed.append(name)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
