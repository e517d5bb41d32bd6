"""A FHIR Patient made into a client: which name, phone and address counts, and what else is known."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from counselor_desk.core.i18n import _
from counselor_desk.domain.dates_and_amounts import read_iso_day
from counselor_desk.domain.exchange.fhir_shapes import (
    Address,
    Coding,
    ContactPerson,
    Extension,
    HumanName,
    Patient,
    Period,
    Telecom,
)
from counselor_desk.domain.exchange.people import FactKind, ImportedClient, ImportedFact
from counselor_desk.domain.exchange.whole_names import split_name

OURS = "urn:counselor-desk:"  # our own extensions, for what FHIR has no field for
NUMBER = f"{OURS}number"
GENDERS = {"male": "male", "female": "female", "other": "other", "unknown": "unknown"}
_CORE = "http://hl7.org/fhir/us/core/StructureDefinition"
_HL7 = "http://hl7.org/fhir/StructureDefinition"
BIRTH_SEX, SEX = f"{_CORE}/us-core-birthsex", f"{_CORE}/us-core-sex"
RACE, ETHNICITY = f"{_CORE}/us-core-race", f"{_CORE}/us-core-ethnicity"
# US Core's value sets of these two, the second by SNOMED CT.
BIRTH_SEXES = {
    "M": "male",
    "F": "female",
    "OTH": "other",
    "UNK": "unknown",
    "248153007": "male",
    "248152002": "female",
    "Male": "male",
    "Female": "female",
    "male": "male",
    "female": "female",
}
PARTIAL = re.compile(r"\d{4}(-\d{2})?", re.ASCII)  # a year or a month, which FHIR has as dates too
_NAME_ORDER = ("official", "usual", "", "temp", "anonymous")
_FORMER = ("old", "maiden")
_PLACE_ORDER = ("home", "", "temp", "work", "billing")


@dataclass(frozen=True)
class PersonReading:
    """A person as read, with what somebody should look at before the import."""

    client: ImportedClient
    doubts: tuple[str, ...] = ()


def read_person(person: Patient, place: str, today: date) -> PersonReading:
    """The client and what is doubtful; raises ValueError where nothing can be made of it."""
    legal, called, former = _names(person, today)
    given = [_line(g) for g in legal.given if g]
    family = _line(legal.family)
    suffix = " ".join(_line(s) for s in legal.suffix if s)
    if not given and not family and legal.text:
        split = split_name(_line(legal.text))
        given, family, suffix = [split.given_name], split.family_name, split.suffix
    phones, ended = _telecoms(person, "phone", today)
    emails, _gone = _telecoms(person, "email", today)
    home, other_places = _places(person.address, today)
    birth_sex = BIRTH_SEXES.get(person.extension_value(BIRTH_SEX, SEX), "")
    gender = GENDERS.get(person.gender, "")
    born, born_words = written_day(person.birthDate or person.extension_value(f"{OURS}born"))
    died, died_words = written_day(person.deceasedDateTime or person.extension_value(f"{OURS}died"))
    facts = [
        *(ImportedFact(kind=FactKind.PHONE, words=words) for words in phones[2:]),
        *(ImportedFact(kind=FactKind.FORMER_PHONE, words=words) for words in ended),
        *(ImportedFact(kind=FactKind.EMAIL, words=words) for words in emails[1:]),
        *other_places,
        *_rest(person),
    ]
    client = ImportedClient(
        source_id=_line(person.identifier_value(NUMBER) or person.id),
        given_name=given[0] if given else "",
        middle_name=" ".join(given[1:]),
        family_name=family,
        suffix=suffix,
        preferred_name=called,
        former_names="; ".join(dict.fromkeys(former)),
        pronouns=_line(person.extension_value(f"{OURS}pronouns", f"{_HL7}/individual-pronouns"))
        or _value_inside(person, f"{_HL7}/individual-pronouns"),
        gender=_line(person.extension_value(f"{OURS}gender", f"{_CORE}/us-core-genderIdentity"))
        or _value_inside(person, f"{_HL7}/individual-genderIdentity"),
        born=born,
        born_words=born_words,
        died=died,
        died_words=died_words,
        deceased=bool(person.deceasedBoolean or died_words),
        sex=birth_sex or gender,
        administrative_gender=gender if birth_sex and gender != birth_sex else "",
        language=_language(person),
        phone=phones[0] if phones else "",
        second_phone=phones[1] if len(phones) > 1 else "",
        email=emails[0] if emails else "",
        address=home,
        voicemail_ok=person.agreed(f"{OURS}voicemail_ok"),
        clinic_name_ok=person.agreed(f"{OURS}clinic_name_ok"),
        mail_ok=person.agreed(f"{OURS}mail_ok"),
        status=_line(person.extension_value(f"{OURS}status"))
        or ("inactive" if person.active is False else ""),
        not_active=person.active is False,
        discharged=read_iso_day(person.extension_value(f"{OURS}discharged")),
        facts=tuple(facts),
        place=place,
    )
    return PersonReading(client, tuple(_doubts(client)))


def written_day(written: str) -> tuple[date | None, str]:
    """A whole day, or else the words that stand there: "2019-03"."""
    day = read_iso_day(written)
    return day, "" if day else _line(written)


def is_over(period: Period, today: date) -> bool:
    """Whether a period ended before today; what ends this month may still hold."""
    end = period.end.strip()[:10]
    return bool(end) and end < today.isoformat()[: len(end)]


def _doubts(client: ImportedClient) -> Iterator[str]:
    if PARTIAL.fullmatch(client.born_words):
        yield _("The date of birth is told as “{written}” alone; it stays open.").format(
            written=client.born_words[:20]
        )
    if client.has_died and client.died is None:
        yield _("Has died, on a day that is not told; the chart comes in closed.")
    if client.administrative_gender:
        yield _("Gender “{gender}”, sex recorded at birth “{sex}”: both come in.").format(
            gender=client.administrative_gender, sex=client.sex
        )


def _names(person: Patient, today: date) -> tuple[HumanName, str, list[str]]:
    """The name that counts now, what the person is called, and former names."""
    former = [n for n in person.name if n.use in _FORMER or is_over(n.period, today)]
    current = [n for n in person.name if n not in former]
    nick = next((n for n in current if n.use == "nickname"), None)
    legal = sorted(
        (n for n in current if n.use != "nickname" and _whole(n)),
        key=lambda n: _NAME_ORDER.index(n.use) if n.use in _NAME_ORDER else len(_NAME_ORDER),
    )
    chosen = legal[0] if legal else (former.pop(0) if former else HumanName())
    others = [_whole(n) for n in [*legal[1:], *former] if _whole(n) != _whole(chosen)]
    called = " ".join(_line(g) for g in nick.given if g) or _line(nick.text) if nick else ""
    return chosen, called, [n for n in others if n]


def _whole(name: HumanName) -> str:
    parts = [*(_line(g) for g in name.given if g), _line(name.family), *(_line(s) for s in name.suffix if s)]
    return " ".join(p for p in parts if p) or _line(name.text)


def _telecoms(person: Patient, system: str, today: date) -> tuple[list[str], list[str]]:
    """What reaches the person, the best first, and what has ended.

    Never one that is old or ended; then by rank; the employer's comes last (FHIR ContactPoint.use,
    .period and .rank, and the house's rule that a call at work may tell a colleague).
    """
    usable = [t for t in person.telecom if t.system in (system, "") and _line(t.value)]
    if system != "phone":
        usable = [t for t in usable if t.system == system]
    ended = [t for t in usable if t.use == "old" or is_over(t.period, today)]
    alive = sorted((t for t in usable if t not in ended), key=_telecom_order)
    return _words_of(alive), [w for w in _words_of(ended) if w not in _words_of(alive)]


def _telecom_order(telecom: Telecom) -> tuple[bool, int]:
    return telecom.use == "work", telecom.rank if telecom.rank is not None else 1_000_000


def _words_of(telecoms: Sequence[Telecom]) -> list[str]:
    return list(dict.fromkeys(_line(t.value) for t in telecoms))


def _places(addresses: Sequence[Address], today: date) -> tuple[str, list[ImportedFact]]:
    told = [(a, whole) for a in addresses if (whole := _address(a))]
    ended = [(a, w) for a, w in told if a.use == "old" or is_over(a.period, today)]
    alive = [(a, w) for a, w in told if (a, w) not in ended]
    alive.sort(key=lambda pair: _PLACE_ORDER.index(pair[0].use) if pair[0].use in _PLACE_ORDER else 9)
    home = alive[0][1] if alive else ""
    facts = [ImportedFact(kind=FactKind.ADDRESS, words=_flat(w)) for _a, w in alive[1:] if w != home]
    facts += [ImportedFact(kind=FactKind.FORMER_ADDRESS, words=_flat(w)) for _a, w in ended]
    return home, list(dict.fromkeys(facts))


def _address(address: Address) -> str:
    lines = [_line(line) for line in address.line if line]
    place = " ".join(p for p in (_line(address.state), _line(address.postalCode)) if p)
    town = ", ".join(p for p in (_line(address.city), place) if p)
    country = _line(address.country)
    abroad = (
        "" if country.casefold().strip(".") in ("", "us", "usa", "united states", "u.s", "u.s.a") else country
    )
    text = "\n".join(_line(line) for line in (address.text or "").splitlines() if line.strip())
    return "\n".join(p for p in (*lines, town, abroad) if p) or text


def _rest(person: Patient) -> Iterator[ImportedFact]:
    """Numbers, race, ethnicity, marital status, other languages, people to call, other records."""
    yield from _numbers(person)
    yield from _categories(person, RACE, FactKind.RACE)
    yield from _categories(person, ETHNICITY, FactKind.ETHNICITY)
    marital = person.maritalStatus
    if words := _line(marital.words or _code_of(marital.coding)):
        coding = next(iter(marital.coding), Coding())
        yield ImportedFact(
            kind=FactKind.MARITAL_STATUS, words=words, code=_line(coding.code), system=_line(coding.system)
        )
    for spoken in person.communication:
        words, code = _line(spoken.language.words), _line(_code_of(spoken.language.coding))
        if (words or code) and code[:2] not in ("en", "es"):
            yield ImportedFact(kind=FactKind.LANGUAGE, words=words or code, code=code)
    yield from (
        ImportedFact(kind=FactKind.PERSON, words=words)
        for contact in person.contact
        if (words := _contact_person(contact))
    )
    yield from (
        ImportedFact(kind=FactKind.SAME_PERSON, words=target, code=_line(link.type))
        for link in person.link
        if (target := _line(link.other.reference or link.other.display))
    )


def _numbers(person: Patient) -> Iterator[ImportedFact]:
    """Other numbers of the person. A Social Security number is not brought in: nothing here needs it."""
    for number in person.identifier:
        kinds = [c.code for c in number.type.coding]
        if number.value and number.system != NUMBER and not _is_social_security(number.system, kinds):
            kind = _line(number.type.words) or next((code for code in kinds if code), "")
            yield ImportedFact(
                kind=FactKind.NUMBER, words=_line(number.value), code=_line(kind), system=_line(number.system)
            )


def has_social_security(person: Patient) -> bool:
    """Whether one of the numbers is a Social Security number, which stays behind."""
    return any(_is_social_security(i.system, [c.code for c in i.type.coding]) for i in person.identifier)


def _is_social_security(system: str, kinds: Sequence[str]) -> bool:
    return system.rstrip("/").endswith(("/us-ssn", "2.16.840.1.113883.4.1")) or "SS" in kinds


def _categories(person: Patient, url: str, kind: FactKind) -> Iterator[ImportedFact]:
    """US Core: the categories with their codes, or the words where there is no code."""
    coded = [e.valueCoding for e in person.inside(url, "ombCategory", "detailed")]
    for coding in coded:
        if words := _line(coding.display or coding.code):
            yield ImportedFact(kind=kind, words=words, code=_line(coding.code), system=_line(coding.system))
    if not any(coding.display or coding.code for coding in coded):
        for part in person.inside(url, "text"):
            if part.valueString.strip():
                yield ImportedFact(kind=kind, words=_line(part.valueString))


def _contact_person(contact: ContactPerson) -> str:
    names = contact.name if isinstance(contact.name, tuple) else (contact.name,)
    name = next((whole for n in names if (whole := _whole(n))), "")
    concepts = contact.relationship if isinstance(contact.relationship, tuple) else (contact.relationship,)
    relation = ", ".join(w for c in concepts if (w := _line(c.words or _code_of(c.coding))))
    reach = ", ".join(_line(t.value) for t in contact.telecom if t.value)
    return "; ".join(p for p in (name, relation, reach) if p)


def _value_inside(person: Patient, url: str) -> str:
    values: list[Extension] = person.inside(url, "value")
    return next((_line(e.words) for e in values if e.words), "")


def _code_of(codings: Sequence[object]) -> str:
    return next((code for c in codings if (code := getattr(c, "code", ""))), "")


def _language(person: Patient) -> str:
    spoken = sorted(person.communication, key=lambda c: not c.preferred)
    codes = [c.code[:2].casefold() for s in spoken for c in s.language.coding]
    return next((code for code in codes if code in ("en", "es")), "")


def _flat(text: str) -> str:
    return ", ".join(line for line in text.split("\n") if line)


def _line(text: str | None) -> str:
    return " ".join((text or "").split())
