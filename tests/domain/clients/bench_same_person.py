"""How well two entries are told to be one person: `python -m tests.domain.clients.bench_same_person`.

pairs.csv holds made pairs with what is true of them, and as `before` the likeness that the
program gave until it took rapidfuzz and jellyfish for its own edit distance and sounds.
"""

import csv
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from counselor_desk.catalog import files
from counselor_desk.domain.clients.person_identity import PersonIdentity
from counselor_desk.domain.clients.same_person import likely_same
from counselor_desk.services.exchange.importing import SAME

FILE = Path(__file__).with_name("pairs.csv")
CLIENTS, ASKED = 10_000, 20


@dataclass(frozen=True)
class Pair:
    """Two entries, whether they are one person, and how alike they were held to be before."""

    kind: str
    same: bool
    one: PersonIdentity
    other: PersonIdentity
    before: float

    def now(self) -> float:
        return likely_same(self.one, self.other, files.nicknames())


@dataclass(frozen=True)
class Figures:
    """Of what was told, how much is right; of what is so, how much was told."""

    precision: float
    recall: float


def pairs() -> list[Pair]:
    with FILE.open(encoding="utf-8", newline="") as rows:
        return [
            Pair(
                row["kind"],
                row["same"] == "1",
                _person(row["given"], row["family"], row["born"]),
                _person(row["other_given"], row["other_family"], row["other_born"]),
                float(row["before"]),
            )
            for row in csv.DictReader(rows)
        ]


def _person(given: str, family: str, born: str) -> PersonIdentity:
    return PersonIdentity(given, family, date.fromisoformat(born) if born else None)


def figures(of: list[Pair], likeness: Callable[[Pair], float], least: float) -> Figures:
    told = Counter((likeness(pair) > 0 and likeness(pair) >= least, pair.same) for pair in of)
    right = told[True, True]
    return Figures(right / (right + told[True, False]), right / (right + told[False, True]))


def kinds(of: list[Pair], likeness: Callable[[Pair], float]) -> dict[str, str]:
    """Kind by kind: how many of how many are told rightly while a client is typed."""
    named = [(f"{pair.kind}, {'one person' if pair.same else 'two'}", pair) for pair in of]
    right = Counter(name for name, pair in named if (likeness(pair) > 0) is pair.same)
    return {name: f"{right[name]}/{all_}" for name, all_ in Counter(name for name, _ in named).items()}


def crowd(of: list[Pair], count: int, seed: int) -> list[PersonIdentity]:
    """Strangers with the names of the pairs, given and family thrown together."""
    luck = Random(seed)
    given = [pair.one.given_name for pair in of]
    family = [pair.one.family_name for pair in of]
    return [
        PersonIdentity(
            luck.choice(given), luck.choice(family), date.fromordinal(luck.randint(710_000, 732_000))
        )
        for _ in range(count)
    ]


def main() -> None:
    every = pairs()
    say(f"{len(every)} pairs, {sum(pair.same for pair in every)} of them one person")
    for use, least in (("while a client is typed", 0.0), ("while an import is looked through", SAME)):
        for when, likeness in (("before", lambda pair: pair.before), ("now", Pair.now)):
            told = figures(every, likeness, least)
            say(f"  {use}, {when}: precision {told.precision:.3f}, recall {told.recall:.3f}")
    before, now = kinds(every, lambda pair: pair.before), kinds(every, Pair.now)
    for name, share in now.items():
        say(f"  {name:24} before {before[name]:>7}  now {share:>7}")
    clients, taken, warned = crowd(every, CLIENTS, 1), [], 0
    for asked in crowd(every, ASKED, 2):
        began = time.perf_counter()
        warned += sum(likely_same(asked, client, files.nicknames()) > 0 for client in clients)
        taken.append(time.perf_counter() - began)
    median = sorted(taken)[ASKED // 2] * 1000
    say(f"one among {CLIENTS:,} clients: {median:.0f} ms, {warned / ASKED:.1f} warnings")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
