"""Charts without the eighteen identifiers of 45 CFR 164.514(b)(2): for research and teaching."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from counselor_desk.domain.exchange.people import ImportedClient

OLDEST = 89  # 164.514(b)(2)(i)(C): all above are one group
# What another program told may have anything in the place of a code: only codes are let through.
CODES = {
    "diagnosis": re.compile(r"[A-TV-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?|\d{6,18}"),  # ICD-10, SNOMED CT
    "score": re.compile(r"\d{3,6}-\d|desk:[a-z0-9_.-]{1,60}"),  # LOINC, our own names
    "medication": re.compile(r"\d{1,7}"),  # RxNorm
    "contact": re.compile(
        r"AMB|EMER|FLD|HH|IMP|ACUTE|NONAC|OBSENC|PRENC|SS|VR|ambulatory|emergency|home|hospice"
        r"|inpatient|outpatient|snf|urgentcare|virtual|wellness"
    ),
}


@dataclass(frozen=True)
class ZipAreas:
    """The areas of 20,000 people or fewer, by the newest census; their file says which."""

    version: int
    source: str
    census: int
    note: str
    few_people: frozenset[str]


_ZIP = re.compile(r"\b(\d{5})(?:-\d{4})?\b")
HEADS = ("person", "age", "sex", "zip3", "kind", "what", "value", "year")


@dataclass(frozen=True)
class DeidentifiedFact:
    """One fact about somebody who can no longer be told from others."""

    person: int
    age: str
    sex: str
    zip3: str
    kind: str = ""
    what: str = ""
    value: str = ""
    year: str = ""

    def cells(self) -> list[str]:
        return [str(getattr(self, head)) for head in HEADS]


def age_group(born: date | None, on: date) -> str:
    if born is None:
        return ""
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return "90+" if years > OLDEST else str(years)


def zip3(address: str, few_people: Collection[str]) -> str:
    """The first three figures of the last ZIP code, or 000 where too few people live."""
    found = _ZIP.findall(address)
    if not found:
        return ""
    return "000" if found[-1][:3] in few_people else found[-1][:3]


def lines(clients: Sequence[ImportedClient], on: date, few_people: Collection[str]) -> list[DeidentifiedFact]:
    """Codes, totals and years; never a name, a day, a free text or a number of the record.

    The clients come shuffled by the caller: their order must not tell who they are.
    """
    generalized = []
    for person, client in enumerate(clients, 1):
        age, sex, place = age_group(client.born, on), client.sex, zip3(client.address, few_people)
        too_old = age == "90+"
        about = DeidentifiedFact(person=person, age=age, sex=sex, zip3=place)
        facts = [("diagnosis", d.code, "", d.onset) for d in client.diagnoses if d.code]
        facts += [("score", s.code, f"{s.value:g}", s.on) for s in client.scores]
        facts += [("medication", m.code, "", m.started) for m in client.medications if m.code]
        facts += [("contact", c.kind, "", c.started.date() if c.started else None) for c in client.contacts]
        facts = [fact for fact in facts if CODES[fact[0]].fullmatch(fact[1])]
        for kind, what, value, day in facts:
            # A year that would tell an age over 89 is left out as well.
            year = str(day.year) if day and not too_old else ""
            generalized.append(replace(about, kind=kind, what=what, value=value, year=year))
        if not facts:
            generalized.append(about)
    return generalized


@dataclass(frozen=True)
class Dataset:
    """What may leave: the lines, of how many people, and what was made coarser or left out."""

    lines: tuple[DeidentifiedFact, ...]
    people: int
    coarser: int  # people whose age, sex or area are told less closely, or not at all
    left_out: int  # facts that too few people share
    smallest: int

    @property
    def rows(self) -> list[list[str]]:
        return [line.cells() for line in self.lines]


Traits = tuple[str, str, str]


def _decade(age: str) -> str:
    if not age.isdigit():
        return age
    first = int(age) // 10 * 10
    return f"{first}-{min(first + 9, OLDEST)}"


# From close to nothing at all: age and area point to a person before the sex does.
COARSER: tuple[Callable[[Traits], Traits], ...] = (
    lambda sentences: sentences,
    lambda sentences: (_decade(sentences[0]), sentences[1], sentences[2]),
    lambda sentences: (_decade(sentences[0]), sentences[1], ""),
    lambda sentences: ("", sentences[1], ""),
    lambda _told: ("", "", ""),
)


def without_small_cells(facts: Sequence[DeidentifiedFact], smallest: int) -> Dataset:
    """Nobody is told by age, sex and area who shares them with fewer than `smallest` people."""
    demographics = {line.person: (line.age, line.sex, line.zip3) for line in facts}
    settled = dict(_settled(demographics, smallest))
    shown, left_out = [], 0
    shared = _people_by_fact(facts, lambda what: what)
    rare = [line for line in facts if shared[line.kind, line.what] < smallest]
    broad = _people_by_fact(rare, _category)
    for line in facts:
        age, sex, area = settled[line.person]
        line = replace(line, age=age, sex=sex, zip3=area)
        if line.kind and shared[line.kind, line.what] < smallest:
            if line.kind == "diagnosis" and broad[line.kind, _category(line.what)] >= smallest:
                line = replace(line, what=_category(line.what))
            else:
                left_out += 1
                line = replace(line, kind="", what="", value="", year="")
        shown.append(line)
    coarser = sum(settled[person] != demographics[person] for person in demographics)
    return Dataset(tuple(_tidied(shown)), len(demographics), coarser, left_out, smallest)


def _settled(told: dict[int, Traits], smallest: int) -> Iterable[tuple[int, Traits]]:
    waiting = dict(told)
    for coarse in COARSER:
        as_told = {person: coarse(traits) for person, traits in waiting.items()}
        together = Counter(as_told.values())
        for person, traits in as_told.items():
            if together[traits] >= smallest or not any(traits):
                yield person, traits
                del waiting[person]


def _people_by_fact(
    facts: Sequence[DeidentifiedFact], name: Callable[[str], str]
) -> Counter[tuple[str, str]]:
    told = {(line.person, line.kind, name(line.what)) for line in facts}
    return Counter((kind, what) for _person, kind, what in told)


def _category(code: str) -> str:
    """F11 for F11.20; another system's number has none."""
    return code.partition(".")[0] if code[:1].isalpha() else code


def _tidied(lines: Iterable[DeidentifiedFact]) -> Iterable[DeidentifiedFact]:
    """A person of whom nothing is left has one line."""
    seen: set[int] = set()
    kept = list(lines)
    told = {line.person for line in kept if line.kind}
    for line in kept:
        if line.kind or (line.person not in told and line.person not in seen):
            seen.add(line.person)
            yield line
