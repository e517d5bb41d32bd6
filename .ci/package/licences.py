"""Gathers the licences of everything that the frozen program carries."""

# pip-licenses (5.5.5) was tried in its place: of each library it keeps the first text alone, so
# that the LGPL's own words (COPYING.LESSER) and one half of every "A or B" stay behind, and which
# libraries the program asks for, on this system and without extras, it does not find out.

import contextlib
import csv
import re
import shutil
import sys
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[2]
ASKED = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
TEXT = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
HEAD = """Counselor Desk carries these libraries, each under its own licence (texts in this folder).

Qt and PySide6 are used under the GNU Lesser General Public License, version 3: its text is
python_bidi's COPYING.LESSER and COPYING here. Their libraries lie as files of their own beside the
program, so that you can put others in their place; their sources are at https://download.qt.io.

Python {python}
"""


def gather(folder: Path) -> None:
    """One folder a library, and a list of them."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    listed = HEAD.format(python=sys.version.split()[0])
    for library in sorted(needed(), key=lambda library: library.name.lower()):
        listed += f"{library.name} {library.version}  {name_of(library)}\n"
        _copy(library, folder / library.name)
    shutil.copy(ROOT / "LICENSE", folder / "Counselor Desk.txt")
    (folder / "libraries.txt").write_text(listed, "utf-8")


def name_of(library: Distribution) -> str:
    """The licence's name: as its author wrote it down, or by the kind that the registry knows."""
    said = library.metadata
    kinds = [
        kind.rpartition(" :: ")[2] for kind in said.get_all("Classifier", []) if kind.startswith("License")
    ]
    names = [said.get("License-Expression"), said.get("License"), " or ".join(kinds)]
    known = [name for name in names if name and name != "UNKNOWN"]
    return known[0].splitlines()[0][:60] if known else "see its folder"


def needed() -> list[Distribution]:
    """What the program asks for on this system, and what that asks for, without extras."""
    from packaging.requirements import Requirement

    found: dict[str, Distribution] = {}
    waiting = list(ASKED)
    while waiting:
        asked = Requirement(waiting.pop())
        if asked.name in found or (asked.marker and not asked.marker.evaluate({"extra": ""})):
            continue
        with contextlib.suppress(PackageNotFoundError):
            found[asked.name] = distribution(asked.name)
            waiting += found[asked.name].requires or []
    return list({library.name: library for library in found.values()}.values())


def _copy(library: Distribution, folder: Path) -> None:
    """From its own list: `library.files` looks for each of its thousands of files first."""
    for line in csv.reader((library.read_text("RECORD") or "").splitlines()):
        file = PurePosixPath(line[0])
        if ".dist-info" in file.parts[0] and TEXT.search(file.name):
            folder.mkdir(exist_ok=True)
            shutil.copy(str(library.locate_file(line[0])), folder / file.name)


if __name__ == "__main__":
    gather(Path(sys.argv[1]))
