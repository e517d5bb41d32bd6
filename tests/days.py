"""Runs the everyday tests on awkward days in many time zones: `python -m tests.days [--only NAME]`."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Day:
    """A moment at which the tests begin, on the clock on the wall of a place."""

    name: str
    zone: str
    wall: str
    why: str

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.wall).replace(tzinfo=ZoneInfo(self.zone))


LOS_ANGELES, NEW_YORK = "America/Los_Angeles", "America/New_York"
AUCKLAND, KOLKATA = "Pacific/Auckland", "Asia/Kolkata"
DAYS = (
    Day("month-end", NEW_YORK, "2027-04-30 16:00", "tomorrow is another month"),
    Day("month-end-early", KOLKATA, "2027-08-31 03:00", "the last of the month, not yet in UTC"),
    Day("new-years-eve", NEW_YORK, "2026-12-31 23:50", "the new year has begun in UTC"),
    Day("new-year", AUCKLAND, "2027-01-01 00:05", "the old year goes on in UTC"),
    Day("leap-day", "UTC", "2028-02-29 10:00", "there is no such day a year later"),
    Day("leap-day-ahead", AUCKLAND, "2028-02-29 10:00", "and in UTC it is the 28th"),
    Day("spring-forward", LOS_ANGELES, "2027-03-14 01:30", "half an hour on it is three"),
    Day("fall-back", LOS_ANGELES, "2027-11-07 01:30", "this hour comes twice"),
    Day("sunday", "UTC", "2027-06-13 12:00", "a week ends or begins"),
    Day("sunday-ahead", KOLKATA, "2027-06-13 02:00", "and in UTC it is Saturday"),
)
# What a set clock cannot run, and why: this tool's limits, never the program's.
LEFT_OUT: dict[str, str] = {}


# Under faketime, to sleep until a moment of the clock that only runs (as Python does) is refused.
SLEEP = """
import select, time
time.sleep = lambda seconds: select.select([], [], [], seconds) and None
"""


@dataclass
class Result:
    """What came of one day."""

    passed: int
    failed: list[str]
    skipped: int
    seconds: float


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.days", description=__doc__)
    parser.add_argument("--only", metavar="NAME", action="append", choices=[day.name for day in DAYS])
    parser.add_argument("--list", action="store_true", help="say the days and what is left out, run nothing")
    parser.add_argument("--processes", type=int, default=2)
    asked, rest = parser.parse_known_args()
    chosen = [day for day in DAYS if not asked.only or day.name in asked.only]
    for test, why in LEFT_OUT.items():
        say(f"left out: {test}: {why}")
    if asked.list:
        for day in chosen:
            say(f"{day.name:16} {day.wall}  {day.zone:20} {day.why}")
        return 0
    if shutil.which("faketime") is None:
        say("This needs faketime: apt-get install faketime (Debian, Ubuntu).")
        return 2
    say(f"{'day':16} {'begins':16}  {'zone':20} {'passed':>6} {'failed':>6} {'skipped':>7}  took")
    well = True
    for day in chosen:
        result = run(day, asked.processes, rest)
        counts = f"{result.passed:6} {len(result.failed):6} {result.skipped:7}"
        say(f"{day.name:16} {day.wall}  {day.zone:20} {counts}  {result.seconds:.0f} s")
        for test in result.failed:
            say(f"    failed: {test}")
        well = well and not result.failed
    return 0 if well else 1


def run(day: Day, processes: int, rest: list[str]) -> Result:
    """The whole suite, or what `rest` says, from that moment on."""
    with tempfile.TemporaryDirectory(prefix="days-") as place:
        folder = Path(place)
        told, log = folder / "told.xml", folder / "log"
        words = [*clock_of(day), sys.executable, "-m", "pytest", "-q", "-n", str(processes)]
        words += [
            *(f"--deselect={test}" for test in LEFT_OUT),
            f"--junitxml={told}",
            "-o",
            "junit_family=xunit1",
        ]
        began = time.monotonic()
        with log.open("w") as out:
            done = subprocess.run(
                [*words, *rest], cwd=ROOT, env=surroundings(day, folder), stdout=out, stderr=out, check=False
            )
        result = read(told, time.monotonic() - began)
        if done.returncode != 0 and not result.failed:  # before or beside any test
            result.failed.append(f"pytest ended with {done.returncode}")
        if result.failed:
            say(log.read_text(errors="replace"))
        return result


def clock_of(day: Day) -> list[str]:
    """So many seconds from now: every process reckons the same, whatever its own time zone."""
    ahead = day.at.timestamp() - time.time()
    return ["faketime", "--exclude-monotonic", "-f", f"{ahead:+.0f}s"]


def surroundings(day: Day, folder: Path) -> dict[str, str]:
    """Files are dated by the set clock too, so the compiled ones of other days are not believed.

    Left to itself, libfaketime makes each wait of Python's own lock end at once: five times the work.
    """
    (folder / "sitecustomize.py").write_text(SLEEP)
    found = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))
    own = {"TZ": day.zone, "PYTHONPATH": found, "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    own["FAKETIME_FORCE_MONOTONIC_FIX"] = "0"
    return {"QT_QPA_PLATFORM": "offscreen", **os.environ, **own}


def read(told: Path, seconds: float) -> Result:
    if not told.exists():
        return Result(0, [], 0, seconds)
    cases = list(ElementTree.parse(told).getroot().iter("testcase"))
    failed = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    skipped = [case for case in cases if case.find("skipped") is not None]
    names = sorted({f"{case.get('file')}::{case.get('name')}" for case in failed})
    return Result(len(cases) - len(failed) - len(skipped), names, len(skipped), seconds)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
