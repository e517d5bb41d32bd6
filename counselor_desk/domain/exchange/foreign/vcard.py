"""vCards of address books (versions 2.1, 3.0 and 4.0) read as clients."""

import quopri
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain.dates_and_amounts import read_day
from counselor_desk.domain.exchange.client_checks import check_client, duplicate_rows
from counselor_desk.domain.exchange.people import (
    FactKind,
    FileProblem,
    ImportContents,
    ImportedClient,
    ImportedFact,
)
from counselor_desk.domain.exchange.text_of_bytes import read_text
from counselor_desk.domain.exchange.whole_names import is_couple, split_name

MOST_CARDS = 50_000
_SEXES = {"M": "male", "F": "female", "O": "other", "N": "other", "U": "unknown"}  # RFC 6350, 6.2.7
_READ = frozenset(
    {
        *("N", "FN", "NICKNAME", "BDAY", "DEATHDATE", "GENDER", "TEL", "EMAIL", "ADR", "LANG", "UID"),
        *("BEGIN", "END", "VERSION", "PRODID", "REV", "KIND", "SOURCE", "PROFILE", "CLASS", "SORT-STRING"),
    }
)
_PARTIAL = re.compile(r"(\d{4})-?(\d{2})?", re.ASCII)


@dataclass(frozen=True)
class _Line:
    """One property of a card."""

    name: str
    values: tuple[str, ...]  # the parts that semicolons separate
    kinds: frozenset[str] = frozenset()
    rank: int = 100

    @property
    def value(self) -> str:
        return _words(" ".join(self.values))


def is_vcard(start: str) -> bool:
    return start.lstrip("\ufeff \t\r\n")[:11].upper() == "BEGIN:VCARD"


def read_cards(files: Mapping[str, bytes], today: date) -> ImportContents:
    """Everybody in the cards; a card of a firm or a group stays behind, counted."""
    clients: list[ImportedClient] = []
    left: Counter[str] = Counter()
    problems: list[FileProblem] = []
    for name, raw in files.items():
        cards = list(_cards(read_text(raw).content))
        if not cards:
            raise Refused(
                _("{name}: There is no whole vCard in this file. Export it again.").format(name=name)
            )
        for number, card in enumerate(cards, 1):
            place = f"{name}, card {number}" if len(files) > 1 else f"card {number}"
            if _first(card, "KIND").value.lower() in ("org", "group", "location"):
                left[_("vCard of a firm or a group")] += 1
                continue
            client = _client(card, place, today)
            clients.append(client)
            left.update(f"vCard {line.name}" for line in card if line.name not in _READ)
            problems += _problems(client, _first(card, "FN").value, today)
    problems += duplicate_rows([client.place for client in clients], clients)
    return ImportContents(tuple(clients), tuple(sorted(left.items())), tuple(problems))


def _problems(client: ImportedClient, whole: str, today: date) -> Iterator[FileProblem]:
    if is_couple(whole):
        yield FileProblem(
            client.place, _("Two people are on one card: “{written}”.").format(written=whole[:60])
        )
        return
    if client.born_words:
        words = _("The date of birth is told as “{written}” alone; it stays open.")
        yield FileProblem(client.place, words.format(written=client.born_words[:20]), stops=False)
    for field, message in check_client(client, today):
        if field != "born" or not client.born_words:
            yield FileProblem(client.place, message)


def _client(card: list[_Line], place: str, today: date) -> ImportedClient:
    parts = [*(_words(v) for v in _first(card, "N").values), "", "", "", "", ""][:5]
    family, given, middle, _prefix, suffix = parts
    if not family and not given:
        whole = split_name(_first(card, "FN").value)
        family, given, suffix = whole.family_name, whole.given_name, whole.suffix
    phones, emails = _reach(card, "TEL"), _reach(card, "EMAIL")
    places = [words for line in _ranked(card, "ADR") if (words := _address(line))]
    born, born_words = _day(_first(card, "BDAY").value, today)
    died, died_words = _day(_first(card, "DEATHDATE").value, today)
    facts = [ImportedFact(kind=FactKind.PHONE, words=words) for words in phones[2:]]
    facts += [ImportedFact(kind=FactKind.EMAIL, words=words) for words in emails[1:]]
    facts += [ImportedFact(kind=FactKind.ADDRESS, words=words.replace("\n", ", ")) for words in places[1:]]
    language = _first(card, "LANG").value[:2].lower()
    return ImportedClient(
        source_id=_first(card, "UID").value.removeprefix("urn:uuid:"),
        given_name=given,
        middle_name=middle,
        family_name=family,
        suffix=suffix,
        preferred_name=_first(card, "NICKNAME").value,
        born=born,
        born_words=born_words,
        died=died,
        died_words=died_words,
        deceased=bool(died_words),
        sex=_SEXES.get(_first(card, "GENDER").values[0][:1].upper(), ""),
        language=language if language in ("en", "es") else "",
        phone=phones[0] if phones else "",
        second_phone=phones[1] if len(phones) > 1 else "",
        email=emails[0] if emails else "",
        address=places[0] if places else "",
        facts=tuple(facts),
        place=place,
    )


def _first(card: list[_Line], name: str) -> _Line:
    return next((line for line in card if line.name == name), _Line(name, ("",)))


def _ranked(card: list[_Line], name: str) -> list[_Line]:
    """The preferred first, the employer's last."""
    return sorted((line for line in card if line.name == name), key=lambda x: ("work" in x.kinds, x.rank))


def _reach(card: list[_Line], name: str) -> list[str]:
    values = [line.value for line in _ranked(card, name) if "fax" not in line.kinds]
    return list(dict.fromkeys(v.removeprefix("tel:").removeprefix("mailto:") for v in values if v))


def _address(line: _Line) -> str:
    """RFC 6350, 6.3.1: box, extended, street, town, region, code, country."""
    box, more, street, town, region, code, _country = [*(_words(v) for v in line.values), *[""] * 7][:7]
    place = ", ".join(p for p in (town, " ".join(p for p in (region, code) if p)) if p)
    return "\n".join(p for p in (street, more, box, place) if p)


def _day(written: str, today: date) -> tuple[date | None, str]:
    if not written:
        return None, ""
    try:
        return read_day(written.partition("T")[0], today=today), ""
    except ValueError:
        partial = _PARTIAL.fullmatch(written)
        if partial:
            return None, "-".join(part for part in partial.groups() if part)
        return None, written[:20] if written.startswith("--") else ""


def _cards(content: str) -> Iterator[list[_Line]]:
    card: list[_Line] | None = None
    count = 0
    for line in _unfolded(content):
        upper = line.strip().upper()
        if upper == "BEGIN:VCARD":
            card = []
        elif upper == "END:VCARD" and card is not None:
            count += 1
            if count > MOST_CARDS:
                raise Refused(_("The file has more than {most:,} cards.").format(most=MOST_CARDS))
            yield card
            card = None
        elif card is not None and (told := _told(line)) is not None:
            card.append(told)


def _unfolded(content: str) -> Iterator[str]:
    """Lines made whole again: a blank at the front, or in 2.1 an equals sign at the end, goes on."""
    whole = ""
    for line in content.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        quoted = whole.endswith("=") and "QUOTED-PRINTABLE" in whole.partition(":")[0].upper()
        if quoted:
            whole = whole[:-1] + line
        elif line[:1] in (" ", "\t") and whole:
            whole += line[1:]
        else:
            if whole:
                yield whole
            whole = line
    if whole:
        yield whole


def _told(line: str) -> _Line | None:
    head, sign, value = line.partition(":")
    if not sign:
        return None
    name, *options = head.split(";")
    told = dict(_option(option) for option in options)
    kinds = {kind.lower() for key, value in told.items() for kind in value.split(",") if key in ("TYPE", "")}
    kinds |= {key.lower() for key, value in told.items() if not value}
    if told.get("ENCODING", "").upper() == "QUOTED-PRINTABLE" or "quoted-printable" in kinds:
        value = _unquoted(value, told.get("CHARSET", "utf-8"))
    rank = int(told["PREF"]) if told.get("PREF", "").isdecimal() else (1 if "pref" in kinds else 100)
    return _Line(name.rpartition(".")[2].upper(), tuple(_parts(value)), frozenset(kinds), rank)


def _option(option: str) -> tuple[str, str]:
    key, sign, value = option.partition("=")
    return (key.upper(), value.strip('"')) if sign else (key.upper(), "")


def _unquoted(value: str, charset: str) -> str:
    try:
        return quopri.decodestring(value.encode("utf-8", "replace")).decode(charset)
    except (LookupError, UnicodeDecodeError):
        return quopri.decodestring(value.encode("utf-8", "replace")).decode("cp1252", "replace")


def _parts(value: str) -> Iterator[str]:
    """Cut at semicolons that no backslash guards; the guards go."""
    for part in re.split(r"(?<!\\);", value):
        yield re.sub(r"\\([nN,;:\\])", lambda m: " " if m[1] in "nN" else m[1], part)


def _words(text: str) -> str:
    return " ".join(text.split())
