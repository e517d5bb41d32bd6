"""The person of a C-CDA document: who a chart of another program is about."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from counselor_desk.domain.dates_and_amounts import read_iso_day
from counselor_desk.domain.exchange.people import FactKind, ImportedClient, ImportedFact
from counselor_desk.domain.exchange.strict_xml import XmlElement
from counselor_desk.domain.exchange.whole_names import split_name

SOCIAL_SECURITY = "2.16.840.1.113883.4.1"
SEXES = {"M": "male", "F": "female", "UN": "other", "OTH": "other", "UNK": "unknown"}
_TIME = re.compile(r"(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?", re.ASCII)
_AT_WORK = frozenset({"WP", "DIR", "PUB"})
_FORMER = frozenset({"OLD", "BAD"})


def read_person(role: XmlElement, place: str, birth_sex: str, gender_identity: str) -> ImportedClient:
    """The client of a recordTarget/patientRole with what the social history says of sex and gender."""
    person = role.first("patient")
    names = _names(person)
    current, former = names[0], names[1:]
    given = [part for part in current.all("given") if part.get("qualifier") != "CL"]
    called = [part.text for part in current.all("given") if part.get("qualifier") == "CL"]
    family, suffix = current.first("family").text, current.first("suffix").text
    first = [words for part in given if (words := part.text)]
    if not first and not family:
        whole = split_name(current.text)
        first, family, suffix = [whole.given_name], whole.family_name, whole.suffix
    phones = _reached(role, "tel:")
    emails = _reached(role, "mailto:")
    born, born_words = written_day(person.first("birthTime"))
    died, died_words = written_day(person.first("deceasedTime"))
    gender = SEXES.get(person.first("administrativeGenderCode").get("code"), "")
    sex = birth_sex or gender
    addresses = _addresses(role)
    numbers = _numbers(role)
    return ImportedClient(
        source_id=numbers[0].words if numbers else "",
        given_name=first[0] if first else "",
        middle_name=" ".join(first[1:]),
        family_name=family,
        suffix=suffix,
        preferred_name=" ".join(called),
        former_names="; ".join(dict.fromkeys(_whole(name) for name in former if _whole(name))),
        born=born,
        born_words=born_words,
        died=died,
        died_words=died_words,
        deceased=died is None and (bool(died_words) or person.first("deceasedInd").get("value") == "true"),
        sex=sex,
        administrative_gender=gender if gender != sex else "",
        gender=gender_identity,
        language=_language(person),
        phone=phones[0] if phones else "",
        second_phone=phones[1] if len(phones) > 1 else "",
        email=emails[0] if emails else "",
        address=addresses[0] if addresses else "",
        facts=tuple([*_facts(person, phones, emails, addresses), *numbers[1:]]),
        place=place,
    )


def written_day(element: XmlElement, attribute: str = "value") -> tuple[date | None, str]:
    """The day of an HL7 time (19800102, 198001021530-0500), or a year or a month as it stands."""
    match = _TIME.match(element.get(attribute))
    if match is None:
        return None, ""
    parts = [part for part in match.groups()[:3] if part]
    day = read_iso_day("-".join(parts)) if len(parts) == 3 else None
    return day, "" if day else "-".join(parts)


def _names(person: XmlElement) -> list[XmlElement]:
    """The legal name first; a name that is only searched for, or of before, comes after."""
    order = {"L": 0, "C": 0, "": 1, "ASGN": 2, "P": 3}
    names = [name for name in person.all("name") if name.text]
    return sorted(names, key=lambda name: order.get(name.get("use").split(" ")[0], 9)) or [XmlElement("name")]


def _whole(name: XmlElement) -> str:
    parts = [part.text for part in name.children if part.name in ("given", "family", "suffix")]
    return " ".join(part for part in parts if part) or name.text


def _reached(role: XmlElement, scheme: str) -> list[str]:
    """Phones or addresses of the net; the employer's last, what is bad or old not at all."""
    told = [t for t in role.all("telecom") if t.get("value").lower().startswith(scheme)]
    usable = [t for t in told if not _FORMER & set(t.get("use").split())]
    usable.sort(key=lambda t: bool(_AT_WORK & set(t.get("use").split())))
    return list(dict.fromkeys(t.get("value").partition(":")[2].strip() for t in usable))


def _addresses(role: XmlElement) -> list[str]:
    order = ("HP", "H", "HV", "PST", "", "TMP", "WP")
    usable = [a for a in role.all("addr") if not _FORMER & set(a.get("use").split())]
    usable.sort(key=lambda a: order.index(a.get("use")) if a.get("use") in order else len(order))
    return [words for a in usable if (words := _address(a))]


def _address(address: XmlElement) -> str:
    lines = [line.text for line in address.all("streetAddressLine") if line.text]
    place = " ".join(p for p in (address.first("state").text, address.first("postalCode").text) if p)
    town = ", ".join(p for p in (address.first("city").text, place) if p)
    return "\n".join(p for p in (*lines, town) if p) or ("" if address.children else address.text)


def _numbers(role: XmlElement) -> list[ImportedFact]:
    return [
        ImportedFact(
            kind=FactKind.NUMBER, words=number.get("extension"), system=f"urn:oid:{number.get('root')}"
        )
        for number in role.all("id")
        if number.get("extension") and number.get("root") != SOCIAL_SECURITY
    ]


def _facts(
    person: XmlElement, phones: Sequence[str], emails: Sequence[str], addresses: Sequence[str]
) -> Iterator[ImportedFact]:
    yield from (ImportedFact(kind=FactKind.PHONE, words=words) for words in phones[2:])
    yield from (ImportedFact(kind=FactKind.EMAIL, words=words) for words in emails[1:])
    for words in addresses[1:]:
        yield ImportedFact(kind=FactKind.ADDRESS, words=words.replace("\n", ", "))
    kinds = {
        "raceCode": FactKind.RACE,
        "ethnicGroupCode": FactKind.ETHNICITY,
        "maritalStatusCode": FactKind.MARITAL_STATUS,
    }
    for element in person.children:
        kind, code = kinds.get(element.name), element.get("code")
        if kind is not None and code:
            words, system = element.get("displayName") or code, f"urn:oid:{element.get('codeSystem')}"
            yield ImportedFact(kind=kind, words=words, code=code, system=system)
    for spoken in person.all("languageCommunication", "languageCode"):
        if spoken.get("code") and spoken.get("code")[:2] not in ("en", "es"):
            yield ImportedFact(kind=FactKind.LANGUAGE, words=spoken.get("code"), code=spoken.get("code"))
    for guardian in person.all("guardian"):
        relation = guardian.first("code").get("displayName")
        name = (
            guardian.first("guardianPerson", "name").text
            or guardian.first("guardianOrganization", "name").text
        )
        reach = ", ".join(t.get("value").partition(":")[2] for t in guardian.all("telecom"))
        if words := "; ".join(p for p in (name, relation, reach) if p):
            yield ImportedFact(kind=FactKind.PERSON, words=words)


def _language(person: XmlElement) -> str:
    spoken = person.all("languageCommunication")
    spoken.sort(key=lambda s: s.first("preferenceInd").get("value") != "true")
    codes = [s.first("languageCode").get("code")[:2].lower() for s in spoken]
    return next((code for code in codes if code in ("en", "es")), "")
