"""Mouse and keyboard on a real screen: `python -m tests.walk [--pictures FOLDER]`."""

import argparse
import sys
from pathlib import Path

from tests.walk.desktop import Desktop, Look, NotHere, desktop
from tests.walk.person import Person

LOOKS = (Look(1366, 768), Look(1024, 600), Look(1366, 768, 1.5))
WAY = "Create a vault"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.walk", description=__doc__)
    parser.add_argument("--pictures", type=Path, default=Path("dist/walk"))
    asked = parser.parse_args()
    faults = 0
    for look in LOOKS:
        try:
            with desktop(look) as desk:
                person = Person(desk, asked.pictures / look.name.replace(" ", "-"))
                from_the_first_start(desk, person)
        except NotHere as lacks:
            say(f"skipped: {lacks}")
            return 0
        say(f"{look.name}: {person.clicks} clicks, {person.keys} keys, {len(person.faults)} faults")
        for fault in person.faults:
            say(f"    {fault}")
        faults += len(person.faults)
    return 1 if faults else 0


def from_the_first_start(desk: Desktop, person: Person) -> None:
    """An empty home: the first window, and the first page behind it."""
    desk.program()
    person.wait(WAY)
    person.look()
    person.picture("welcome")
    person.click(WAY)
    person.picture(WAY)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
