"""Prints what a promise comes to: `python -m tests.crash kill --n 100`; says 1 on any loss."""

import argparse
import importlib
import os
import secrets
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

COUNTS = {
    "kill": 100,
    "terminate": 10,
    "power": 1000,
    "diskfull": 60,
    "flip": 500,
    "splice": 40,
    "vanish": 2,
    "migrate": 40,
    "rekey": 40,
    "restore": 60,
    "slots": 60,
    "disclose": 20,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("what", choices=[*COUNTS, "soak", "all"])
    parser.add_argument("--n", type=int, default=0, help="how often (each has its own default)")
    parser.add_argument("--minutes", type=float, default=10, help="how long (soak alone)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1 << 30))
    asked = parser.parse_args()
    well = True
    for name in COUNTS if asked.what == "all" else [asked.what]:
        part = importlib.import_module(f"tests.crash.{name}")
        much = asked.minutes if name == "soak" else asked.n or COUNTS[name]
        line, fine = part.run(much, asked.seed)
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
        well = well and fine
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
