"""C-CDA documents (a CCD and its kin) read as clients: problems, medicines, results, encounters."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, timezone

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain.exchange.client_checks import check_client, duplicate_rows
from counselor_desk.domain.exchange.foreign.ccda_person import (
    SEXES,
    SOCIAL_SECURITY,
    read_person,
    written_day,
)
from counselor_desk.domain.exchange.people import (
    ICD10,
    LOINC,
    RXNORM,
    SNOMED,
    FileProblem,
    ImportContents,
    ImportedClient,
    ImportedContact,
    ImportedDiagnosis,
    ImportedMedication,
    ImportedResult,
    ImportedScore,
    total,
)
from counselor_desk.domain.exchange.strict_xml import XmlElement, read_xml
from counselor_desk.domain.names import plain

SPACE = "urn:hl7-org:v3"
SYSTEMS = {
    "2.16.840.1.113883.6.96": SNOMED,
    "2.16.840.1.113883.6.90": ICD10,
    "2.16.840.1.113883.6.88": RXNORM,
    "2.16.840.1.113883.6.1": LOINC,
}
# LOINC codes of the sections, and of what the social history says of sex and gender (C-CDA R2.1).
PROBLEMS, MEDICINES, RESULTS, ENCOUNTERS, SOCIAL = "11450-4", "10160-0", "30954-2", "46240-8", "29762-2"
BIRTH_SEX, GENDER_IDENTITY = "76689-9", "76691-5"
PROBLEM_OBSERVATION, PROBLEM_STATUS = "2.16.840.1.113883.10.20.22.4.4", "2.16.840.1.113883.10.20.22.4.6"
PARTS = ("diagnoses", "scores", "medications", "contacts", "results", "facts")
_TIME = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})?(\d{2})?)?(?:\.\d+)?([+-]\d{4})?", re.ASCII
)  # 20130706114500-0800


@dataclass
class _Reading:
    """One document while it is read."""

    words: dict[str, str] = field(default_factory=dict)  # what its sections tell people, by ID
    left: Counter[str] = field(default_factory=Counter)
    parts: dict[str, list[object]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def add(self, part: str, entry: object) -> None:
        entries = self.parts.setdefault(part, [])
        if entry not in entries:
            entries.append(entry)


def is_ccda(root: XmlElement) -> bool:
    return root.space == SPACE and root.name == "ClinicalDocument"


def read_documents(files: Mapping[str, bytes], today: date) -> ImportContents:
    """The people of the documents; several documents of one person are one chart."""
    clients: list[ImportedClient] = []
    left: Counter[str] = Counter()
    problems: list[FileProblem] = []
    for name, raw in files.items():
        root = read_xml(raw)
        if not is_ccda(root):
            raise Refused(_("{name}: This is not a C-CDA document. Choose another file.").format(name=name))
        for client, reading in _people(root, name):
            left.update(reading.left)
            problems += [FileProblem(name, message, stops=False) for message in reading.problems]
            at = next((n for n, known in enumerate(clients) if _is_same(known, client)), None)
            if at is None:
                clients.append(client)
                continue
            joined = _("The same person as {place}: what both hold comes into one chart.")
            told = joined.format(place=clients[at].place)
            problems.append(FileProblem(name, told, stops=False, joins=clients[at].place))
            clients[at] = _joined(clients[at], client)
    if not clients:
        raise Refused(_("There is no person in this document. Choose another file."))
    for client in clients:
        problems += _checked(client, today)
    problems += duplicate_rows([client.place for client in clients], clients, by_number=False)
    return ImportContents(tuple(clients), tuple(sorted(left.items())), tuple(problems))


def _checked(client: ImportedClient, today: date) -> Iterator[FileProblem]:
    if client.born_words:
        words = _("The date of birth is told as “{written}” alone; it stays open.")
        yield FileProblem(client.place, words.format(written=client.born_words), stops=False)
    for name, message in check_client(client, today):
        if name != "born" or not client.born_words:
            yield FileProblem(client.place, message)


def _is_same(client: ImportedClient, other: ImportedClient) -> bool:
    names = [(plain(c.given_name), plain(c.family_name), c.born) for c in (client, other)]
    return names[0] == names[1] and any(names[0])


def _joined(client: ImportedClient, other: ImportedClient) -> ImportedClient:
    more = {part: tuple(dict.fromkeys((*getattr(client, part), *getattr(other, part)))) for part in PARTS}
    return replace(client, **more)  # type: ignore[arg-type]


def _people(root: XmlElement, place: str) -> Iterator[tuple[ImportedClient, _Reading]]:
    reading = _Reading()
    for element in root.first("component").walk():
        if element.get("ID"):
            reading.words.setdefault(element.get("ID"), element.text)
    if not root.all("component", "structuredBody"):
        reading.problems.append(
            _("This document is one page of text or a picture: nothing but the person can be read from it.")
        )
    birth_sex, gender = "", ""
    for section in _sections(root):
        sex, identity = _read_section(section, reading)
        birth_sex, gender = birth_sex or sex, gender or identity
    for number in root.all("recordTarget", "patientRole", "id"):
        if number.get("root") == SOCIAL_SECURITY:
            reading.left[_("Social Security number")] += 1
    parts = {part: tuple(entries) for part, entries in reading.parts.items()}
    for role in root.all("recordTarget", "patientRole"):
        client = read_person(role, place, birth_sex, gender)
        yield replace(client, **parts), reading  # type: ignore[arg-type]


def _sections(root: XmlElement) -> Iterator[XmlElement]:
    waiting = root.all("component", "structuredBody", "component", "section")
    while waiting:
        section = waiting.pop(0)
        yield section
        waiting += section.all("component", "section")


def _read_section(section: XmlElement, reading: _Reading) -> tuple[str, str]:
    """What is taken of a section; the sex recorded at birth and the gender that it tells."""
    code = section.first("code").get("code")
    readers: dict[str, Callable[[XmlElement, _Reading], None]] = {
        PROBLEMS: _problems,
        MEDICINES: _medicines,
        RESULTS: _results,
        ENCOUNTERS: _encounters,
    }
    if code in readers:
        readers[code](section, reading)
        return "", ""
    sex = gender = ""
    if code == SOCIAL:
        for told in section.all("entry", "observation"):
            value = told.first("value")
            if told.first("code").get("code") == BIRTH_SEX:
                sex = SEXES.get(value.get("code"), "")
            elif told.first("code").get("code") == GENDER_IDENTITY:
                gender = value.get("displayName")
    count = len(section.all("entry")) or bool(section.first("text").text)
    if count and section.get("nullFlavor") != "NI":
        title = section.first("title").text or section.first("code").get("displayName") or code
        reading.left[_("Section “{title}”").format(title=" ".join(title.split()).capitalize()[:60])] += count
    return sex, gender


def _problems(section: XmlElement, reading: _Reading) -> None:
    for concern in section.all("entry", "act") + section.all("entry"):
        for told in [*concern.all("entryRelationship", "observation"), *concern.all("observation")]:
            if not _is_of(told, PROBLEM_OBSERVATION):
                continue
            if told.get("negationInd") == "true":
                reading.left[_("Problem that is said not to be there")] += 1
                continue
            title, code, system = _named(told.first("value"), reading, told)
            if not title:
                reading.left[_("Problem without a name")] += 1
                continue
            onset, onset_words = written_day(_time(told, "low"))
            ended, ended_words = written_day(told.first("effectiveTime", "high"))
            reading.add(
                "diagnoses",
                ImportedDiagnosis(
                    title=title,
                    code=code,
                    system=system,
                    onset=onset,
                    onset_words=onset_words,
                    ended=ended,
                    ended_words=ended_words,
                    status=_status(told, concern, bool(ended or ended_words)),
                ),
            )


def _status(told: XmlElement, concern: XmlElement, is_over: bool) -> str:
    for status in told.all("entryRelationship", "observation"):
        if _is_of(status, PROBLEM_STATUS) and status.first("value").get("displayName"):
            return status.first("value").get("displayName").lower()
    return "resolved" if is_over or concern.first("statusCode").get("code") == "completed" else "active"


def _medicines(section: XmlElement, reading: _Reading) -> None:
    for told in section.all("entry", "substanceAdministration"):
        if told.get("negationInd") == "true":
            reading.left[_("Medication reported as not taken")] += 1
            continue
        material = told.first("consumable", "manufacturedProduct", "manufacturedMaterial")
        title, code, system = _named(material.first("code"), reading, told)
        title = title or material.first("name").text
        if not title:
            reading.left[_("Medication without a name")] += 1
            continue
        times = [t for t in told.all("effectiveTime") if t.all("low") or t.all("high") or t.get("value")]
        when = times[0] if times else XmlElement("effectiveTime")
        started, started_words = written_day(when.first("low") if when.all("low") else when)
        ended, ended_words = written_day(when.first("high"))
        reading.add(
            "medications",
            ImportedMedication(
                name=title,
                code=code,
                system=system,
                started=started,
                started_words=started_words,
                ended=ended,
                ended_words=ended_words,
                status=told.first("statusCode").get("code"),
                dose=_dose(told, reading),
            ),
        )


def _dose(told: XmlElement, reading: _Reading) -> str:
    quantity = _quantity(told.first("doseQuantity"))
    period = next((_quantity(t.first("period")) for t in told.all("effectiveTime") if t.all("period")), "")
    route = told.first("routeCode").get("displayName").lower()
    every = _("every {period}").format(period=period) if period else ""
    said = ", ".join(part for part in (quantity, route, every) if part)
    return said or _referred(told.first("text"), reading)


def _results(section: XmlElement, reading: _Reading) -> None:
    for told in section.all("entry", "organizer", "component", "observation") + section.all(
        "entry", "observation"
    ):
        title, code, system = _named(told.first("code"), reading, told)
        value = _value(told.first("value"), reading)
        if not title or not value:
            reading.left[_("Result without a name or a value")] += 1
            continue
        day, words = written_day(_time(told, "low"))
        if ImportedScore.is_known(code):
            try:
                score = ImportedScore(
                    code=code, title=title, value=total(value.split()[0]), on=day, on_words=words
                )
            except ValueError:
                reading.problems.append(
                    _("The total of a questionnaire is not a number; it is saved as a result.")
                )
            else:
                reading.add("scores", score)
                continue
        marks = [m.get("displayName") or m.get("code") for m in told.all("interpretationCode")]
        reading.add(
            "results",
            ImportedResult(
                title=title,
                value=value,
                code=code,
                system=system,
                on=day,
                on_words=words,
                reading=", ".join(mark for mark in marks if mark),
            ),
        )


def _encounters(section: XmlElement, reading: _Reading) -> None:
    for told in section.all("entry", "encounter"):
        title, code, _system = _named(told.first("code"), reading, told)
        started, started_words = _moment(_time(told, "low"))
        ended, ended_words = _moment(told.first("effectiveTime", "high"))
        found = [
            _named(o.first("value"), reading, o)[0]
            for o in told.walk()
            if o.name == "observation" and _is_of(o, PROBLEM_OBSERVATION)
        ]
        reading.add(
            "contacts",
            ImportedContact(
                title=title or "Encounter",
                kind=code,
                started=started,
                started_words=started_words,
                ended=ended,
                ended_words=ended_words,
                reason="; ".join(dict.fromkeys(words for words in found if words)),
            ),
        )


def _is_of(element: XmlElement, template: str) -> bool:
    return any(t.get("root") == template for t in element.all("templateId"))


def _time(told: XmlElement, edge: str) -> XmlElement:
    """An effectiveTime is a moment or has an edge."""
    when = told.first("effectiveTime")
    return when.first(edge) if when.all(edge) else when


def _named(coded: XmlElement, reading: _Reading, told: XmlElement) -> tuple[str, str, str]:
    """Words, code and system; of several codes the first of a system that is known here."""
    every = [coded, *coded.all("translation")]
    known = [c for c in every if c.get("code") and c.get("codeSystem") in SYSTEMS]
    chosen = next(iter(known), next((c for c in every if c.get("code")), coded))
    words = chosen.get("displayName") or next(
        (c.get("displayName") for c in every if c.get("displayName")), ""
    )
    words = words or _referred(coded.first("originalText"), reading) or coded.text
    words = words or _referred(told.first("text"), reading)
    system = chosen.get("codeSystem")
    return (
        " ".join(words.split()),
        chosen.get("code"),
        SYSTEMS.get(system, chosen.get("codeSystemName") or system),
    )


def _referred(element: XmlElement, reading: _Reading) -> str:
    """Words that stand in the section for people to read, pointed to by their ID."""
    pointer = element.first("reference").get("value") or element.get("value")
    return reading.words.get(pointer.removeprefix("#"), "") if pointer.startswith("#") else element.text


def _value(value: XmlElement, reading: _Reading) -> str:
    quantity = _quantity(value)
    if value.get("value"):
        return quantity
    low, high = _quantity(value.first("low")), _quantity(value.first("high"))
    if low and high:
        return f"{low} – {high}"
    if low or high:
        return f">= {low}" if low else f"<= {high}"
    return (
        value.get("displayName")
        or _referred(value.first("originalText"), reading)
        or value.text
        or value.get("code")
    )


def _quantity(quantity: XmlElement) -> str:
    unit = quantity.get("unit")
    return " ".join(p for p in (quantity.get("value"), "" if unit == "1" else unit) if p)


def _moment(element: XmlElement) -> tuple[datetime | None, str]:
    """A moment in UTC; a day without a time of day is kept in words."""
    written = element.get("value")
    match = _TIME.fullmatch(written)
    if match is None or match[4] is None:
        day, words = written_day(element)
        return None, day.isoformat() if day else words
    year, month, day_, hour, minute, second, zone = match.groups()
    try:
        offset = timedelta(hours=int(zone[:3]), minutes=int(zone[0] + zone[3:])) if zone else timedelta()
        moment = datetime(
            int(year),
            int(month),
            int(day_),
            int(hour),
            int(minute or 0),
            int(second or 0),
            tzinfo=timezone(offset),
        )
        return moment.astimezone(UTC), ""
    except (ValueError, OverflowError):
        return None, written
