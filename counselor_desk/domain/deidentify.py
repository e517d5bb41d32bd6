"""A chart without the eighteen identifiers of 45 CFR 164.514(b)(2): for research and teaching."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from counselor_desk.domain.exchange.people import ImportedClient

OLDEST = 89  # 164.514(b)(2)(i)(C): all above are one group
# 164.514(b)(2)(i)(B): three-digit areas of 20,000 people or fewer, by the census of 2000 as HHS'
# guidance lists them. A newer census may add some: look it up before a release of data.
FEW_PEOPLE = frozenset(
    (
        "036", "059", "063", "102", "203", "556", "692", "790", "821", "823", "830", "831",
        "878", "879", "884", "890", "893",
    )
)  # fmt: skip
_ZIP = re.compile(r"\b(\d{5})(?:-\d{4})?\b")
HEADS = ("person", "age", "sex", "zip3", "kind", "what", "value", "year")


@dataclass(frozen=True)
class Line:
    """One fact about somebody who can no longer be told from others."""

    person: int
    age: str
    sex: str
    zip3: str
    kind: str
    what: str
    value: str
    year: str

    def cells(self) -> list[str]:
        return [str(getattr(self, head)) for head in HEADS]


def age_group(born: date | None, on: date) -> str:
    if born is None:
        return ""
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return "90+" if years > OLDEST else str(years)


def zip3(address: str) -> str:
    """The first three figures of the last ZIP code, or 000 where too few people live."""
    found = _ZIP.findall(address)
    if not found:
        return ""
    return "000" if found[-1][:3] in FEW_PEOPLE else found[-1][:3]


def lines(clients: Sequence[ImportedClient], on: date) -> list[Line]:
    """Codes, totals and years; never a name, a day, a free text or a number of the record.

    The clients come shuffled by the caller: their order must not tell who they are.
    """
    found = []
    for person, client in enumerate(clients, 1):
        about = (person, age_group(client.born, on), client.sex, zip3(client.address))
        too_old = about[1] == "90+"
        facts = [("diagnosis", d.code, "", d.onset) for d in client.diagnoses if d.code]
        facts += [("score", s.code, f"{s.value:g}", s.on) for s in client.scores]
        facts += [("medication", m.code, "", m.started) for m in client.medications if m.code]
        facts += [
            ("contact", c.kind, "", c.started.date() if c.started else None)
            for c in client.contacts
        ]
        for kind, what, value, day in facts:
            # A year that would tell an age over 89 is left out as well.
            year = str(day.year) if day and not too_old else ""
            found.append(Line(*about, kind, what, value, year))
        if not facts:
            found.append(Line(*about, "", "", "", ""))
    return found
