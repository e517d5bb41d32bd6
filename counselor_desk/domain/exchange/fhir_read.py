"""FHIR R4 and R5 bundles, pages, lines and single resources read as clients with their history."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

import msgspec

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.exchange import fhir_person, fhir_resources, fhir_shapes
from counselor_desk.domain.exchange.client_checks import check_client, duplicate_rows
from counselor_desk.domain.exchange.fhir_xml import is_fhir, resource_of
from counselor_desk.domain.exchange.people import (
    FactKind,
    FileProblem,
    ImportContents,
    ImportedClient,
    ImportedScore,
)
from counselor_desk.domain.exchange.strict_json import MALFORMED, read_json
from counselor_desk.domain.exchange.strict_xml import read_xml
from counselor_desk.domain.exchange.text_of_bytes import LIMIT, too_large
from counselor_desk.domain.names import plain

Shape = TypeVar("Shape", bound=msgspec.Struct)
Resource = dict[str, Any]
LINES = (".ndjson", ".jsonl")
NO_BUNDLE = lazy("This is not a FHIR bundle. Choose a file with “resourceType”: “Bundle”.")
_GONE = ("entered-in-error", "cancelled", "refuted", "not-done", "draft")
# What a Patient has besides the parts that are read: no loss where it is left.
_QUIET = frozenset({"resourceType", "id", "meta", "text", "implicitRules", "contained"})
_PATIENT = frozenset(fhir_shapes.Patient.__struct_fields__) | _QUIET

READ: dict[str, tuple[type[fhir_shapes.PatientResource], Callable[..., object], str]] = {
    "Condition": (fhir_shapes.Condition, fhir_resources.diagnosis, "diagnoses"),
    "Observation": (fhir_shapes.Observation, fhir_resources.score, "scores"),
    "MedicationRequest": (fhir_shapes.MedicationRequest, fhir_resources.medication, "medications"),
    "MedicationStatement": (
        fhir_shapes.MedicationRequest,
        fhir_resources.medication,
        "medications",
    ),
    "Encounter": (fhir_shapes.Encounter, fhir_resources.contact, "contacts"),
}
_RESULT = (fhir_shapes.Observation, fhir_resources.result, "results")


@dataclass(frozen=True)
class _Entry:
    """One resource, where it stands, and the address under which others point to it."""

    file: str
    place: str
    address: str
    resource: Resource

    is_contained: bool = False

    @property
    def kind(self) -> str:
        return str(self.resource["resourceType"])

    @property
    def id(self) -> str:
        own = self.resource.get("id")
        return own if isinstance(own, str) else ""

    @property
    def addresses(self) -> list[str]:
        """Every way in which others may point here; the first is the one we keep."""
        if self.is_contained:
            return [self.address]
        of_id = (f"{self.kind}/{self.id}", f"urn:uuid:{self.id}") if self.id else ()
        end = "/".join(self.address.rsplit("/", 2)[-2:]) if "/" in self.address else ""
        return list(dict.fromkeys(a for a in (self.address, *of_id, end) if a))


@dataclass
class _Bundle:
    """All files of one choice while they are read."""

    entries: list[_Entry]
    owners: dict[tuple[str, str], str] = field(default_factory=dict)  # file, any address -> the person
    everywhere: dict[str, set[str]] = field(default_factory=dict)  # any address -> the persons
    drugs: dict[str, fhir_shapes.Concept] = field(default_factory=dict)
    clients: dict[str, ImportedClient] = field(default_factory=dict)
    parts: dict[str, dict[str, list[object]]] = field(default_factory=dict)
    seen: set[tuple[str, bytes]] = field(default_factory=set)
    left: Counter[str] = field(default_factory=Counter)
    problems: list[FileProblem] = field(default_factory=list)

    def shaped(self, place: str, resource: Resource, shape: type[Shape]) -> Shape | None:
        try:
            return msgspec.convert(resource, shape)
        except msgspec.ValidationError as error:
            # The message tells types and the path, never the value.
            self.problems.append(FileProblem(place, _("Not as FHIR R4 has it: {error}.").format(error=error)))
        return None

    def note(self, place: str, message: str, joins: str = "") -> None:
        self.problems.append(FileProblem(place, message, stops=False, joins=joins))

    def know(self, file: str, addresses: Iterable[str], person: str) -> None:
        for address in addresses:
            self.owners.setdefault((file, address), person)
            self.everywhere.setdefault(address, set()).add(person)

    def find(self, file: str, reference: str) -> str | None:
        """Whose it is: of this file before any other, and of another only if there is just one."""
        bare = reference.partition("/_history/")[0]
        for address in (bare, "/".join(bare.rsplit("/", 2)[-2:])):
            if (person := self.owners.get((file, address))) is not None:
                return person
            if len(others := self.everywhere.get(address, set())) == 1:
                return next(iter(others))
        return None

    def add(self, owner: str, part: str, place: str, entry: object) -> None:
        self.parts.setdefault(owner, {}).setdefault(part, []).append(entry)
        if isinstance(entry, ImportedScore) and entry.doubt:
            self.note(place, entry.doubt)

    def complete(self, person: str, client: ImportedClient) -> ImportedClient:
        parts = {part: tuple(entries) for part, entries in self.parts.get(person, {}).items()}
        return replace(client, **parts)  # type: ignore[arg-type]


def read_bundles(files: Mapping[str, bytes], today: date) -> ImportContents:
    """All files of one choice as one bundle: pages, parts and lines may point into each other.

    A file that cannot be read refuses them all, by its name.
    """
    entries: list[_Entry] = []
    pages = 0
    for name, raw in files.items():
        try:
            found, has_more = _of_file(name, raw, prefix=f"{name}, " if len(files) > 1 else "")
        except Refused as refusal:
            if not name or str(refusal).startswith(name):
                raise
            raise Refused(_("{name}: {refusal}").format(name=name, refusal=refusal)) from refusal
        entries += found
        pages += has_more
    bundle = _Bundle(entries)
    if pages and pages >= len(files):
        bundle.note(
            _("files"), _("The server has more pages than these. Choose them too, or some of it is missing.")
        )
    return _read(bundle, today)


def _of_file(name: str, raw: bytes, prefix: str) -> tuple[list[_Entry], bool]:
    """The resources of a file, and whether its server says that another page follows."""
    if len(raw) > LIMIT:
        raise too_large(len(raw))
    if _begins_xml(raw):
        root = read_xml(raw)
        if not is_fhir(root):
            raise Refused(str(NO_BUNDLE))
        value: Any = resource_of(root)
    elif name.lower().endswith(LINES):
        return list(_lines(name, raw)), False
    else:
        try:
            value = read_json(raw)
        except Refused as refusal:
            if str(refusal) == str(MALFORMED) and _are_lines(raw):
                return list(_lines(name or _("file"), raw)), False
            raise
    links = value.get("link") if isinstance(value, dict) else None
    has_more = isinstance(links, list) and any(
        isinstance(link, dict) and link.get("relation") == "next" for link in links
    )
    return list(_entries(name, prefix, value)), has_more


def _begins_xml(raw: bytes) -> bool:
    return raw[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")


def _are_lines(raw: bytes) -> bool:
    """A resource a line under another name: the first line is whole in itself."""
    first, _sign, rest = raw.lstrip().partition(b"\n")
    try:
        return bool(rest.strip()) and isinstance(msgspec.json.decode(first), dict)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return False


def _lines(name: str, raw: bytes) -> Iterator[_Entry]:
    """FHIR's bulk export: a resource a line."""
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if line.strip():
            yield _line(name, f"{name}, line {number}", line)


def _line(file: str, place: str, line: bytes) -> _Entry:
    try:
        resource = read_json(line)
    except Refused as refusal:
        raise Refused(_("{place}: {refusal}").format(place=place, refusal=refusal)) from refusal
    kind = resource.get("resourceType") if isinstance(resource, dict) else None
    if not isinstance(kind, str):
        raise Refused(_("{place} holds no resource. Export it again.").format(place=place))
    return _Entry(file, f"{place} ({kind[:40]})", "", resource)


def _entries(file: str, prefix: str, value: Any) -> Iterator[_Entry]:
    """The resources of a bundle, of bundles within it, of a list, or the one that a file is."""
    if isinstance(value, list) and value and all(_kind(one) for one in value):
        value = {"resourceType": "Bundle", "entry": [{"resource": one} for one in value]}
    kind = _kind(value)
    if not kind:
        raise Refused(str(NO_BUNDLE))
    if kind != "Bundle":
        yield _Entry(file, f"{prefix}entry 1 ({kind[:40]})", "", value)
        return
    entries = value.get("entry", [])
    if not isinstance(entries, list):
        raise Refused(str(NO_BUNDLE))
    for number, entry in enumerate(entries, 1):
        yield from _of_bundle(file, prefix, number, entry)


def _of_bundle(file: str, prefix: str, number: int, entry: Any) -> Iterator[_Entry]:
    resource = entry.get("resource") if isinstance(entry, dict) else None
    kind = _kind(resource)
    if kind == "Bundle":
        yield from _entries(file, f"{prefix}entry {number}, ", resource)
    elif kind and isinstance(resource, dict):
        address = entry.get("fullUrl")
        place = f"{prefix}entry {number} ({kind[:40]})"
        yield _Entry(file, place, address if isinstance(address, str) else "", resource)
    elif resource is not None or not isinstance(entry, dict) or not {"request", "response"} & set(entry):
        # What a server was asked, or answered, without a resource is no fault: a deletion.
        raise Refused(
            _("Entry {number} of the bundle holds no resource. Export it again.").format(number=number)
        )


def _kind(value: Any) -> str:
    kind = value.get("resourceType") if isinstance(value, dict) else None
    return kind if isinstance(kind, str) else ""


def _read(bundle: _Bundle, today: date) -> ImportContents:
    for entry in bundle.entries:
        _read_people(bundle, entry, today)
    _follow_links(bundle)
    if not bundle.clients and not any(problem.stops for problem in bundle.problems):
        raise _nobody(bundle)
    for entry in bundle.entries:
        _read_chart(bundle, entry)
    clients = [bundle.complete(person, client) for person, client in bundle.clients.items()]
    for client in clients:
        for name, message in check_client(client, today):
            if name != "born" or not fhir_person.PARTIAL.fullmatch(client.born_words):
                bundle.problems.append(FileProblem(client.place, message))
    places = [client.place for client in clients]
    bundle.problems += duplicate_rows(places, clients, by_number=False)
    return ImportContents(tuple(clients), tuple(sorted(bundle.left.items())), tuple(bundle.problems))


def _nobody(bundle: _Bundle) -> Refused:
    kinds = sorted({entry.kind[:40] for entry in bundle.entries})[:4]
    if not kinds:
        return Refused(_("There is no person (Patient) in this bundle. Choose another file."))
    return Refused(
        _("There is no person (Patient) here, only: {kinds}. Choose the person's file too.").format(
            kinds=", ".join(kinds)
        )
    )


def _read_people(bundle: _Bundle, entry: _Entry, today: date) -> None:
    if entry.kind == "Medication":
        drug = bundle.shaped(entry.place, entry.resource, fhir_shapes.Medication)
        if drug is not None:
            bundle.drugs |= dict.fromkeys(entry.addresses, drug.code)
    if entry.kind == "Patient":
        _read_person(bundle, entry, today)
    elif entry.kind in READ:
        for inner in _contained_people(entry):
            _read_person(bundle, inner, today)


def _contained_people(entry: _Entry) -> Iterator[_Entry]:
    """A person who is told within the resource that is about them."""
    contained = entry.resource.get("contained")
    about = [entry.resource.get(key) for key in ("subject", "patient")]
    wanted = [one.get("reference") for one in about if isinstance(one, dict)]
    for inner in contained if isinstance(contained, list) else []:
        if _kind(inner) == "Patient" and f"#{inner.get('id')}" in wanted:
            yield _Entry(
                entry.file, entry.place, f"{entry.place}#{inner.get('id')}", inner, is_contained=True
            )


def _read_person(bundle: _Bundle, entry: _Entry, today: date) -> None:
    person = bundle.shaped(entry.place, entry.resource, fhir_shapes.Patient)
    if person is None:
        return
    reading = fhir_person.read_person(person, entry.place, today)
    client = reading.client
    key = f"{entry.file}\n{(entry.addresses or [entry.place])[0]}"
    before = key if key in bundle.clients else _met_before(bundle, entry, client)
    if before is not None:
        _join(bundle, entry, client, before)
        return
    bundle.clients[key] = client
    numbers = [f"{i.system}|{i.value}" for i in person.identifier if i.value]
    bundle.know(entry.file, [*entry.addresses, *numbers], key)
    for doubt in reading.doubts:
        bundle.note(entry.place, doubt)
    for part in entry.resource:
        if part not in _PATIENT and not part.startswith("_"):
            bundle.left[f"Patient.{part}"] += 1
    if fhir_person.has_social_security(person):
        bundle.left[_("Social Security number")] += 1


def _met_before(bundle: _Bundle, entry: _Entry, client: ImportedClient) -> str | None:
    """The same record on another page: the address, the name and the day of birth are the same.

    Who is told within a resource has no address beyond it: there name and birthday have to do.
    """
    near: Iterable[str] = bundle.clients if entry.is_contained else ()
    for address in entry.addresses:
        near = [*near, *sorted(bundle.everywhere.get(address, ()))]
    return next((key for key in near if _is_same(bundle.clients[key], client)), None)


def _is_same(client: ImportedClient, other: ImportedClient) -> bool:
    names = [(plain(c.given_name), plain(c.family_name), c.born) for c in (client, other)]
    return names[0] == names[1] and any(names[0])


def _join(bundle: _Bundle, entry: _Entry, client: ImportedClient, before: str) -> None:
    known = bundle.clients[before]
    if not _is_same(known, client):
        bundle.problems.append(FileProblem(entry.place, _("This person is in the bundle twice.")))
        return
    bundle.know(entry.file, entry.addresses, before)
    bundle.note(
        entry.place,
        _("The same person as {place}: what both hold comes into one chart.").format(place=known.place),
        joins=known.place,
    )


def _follow_links(bundle: _Bundle) -> None:
    """Where the other program says that two of its records are one person."""
    for key, client in list(bundle.clients.items()):
        file = key.partition("\n")[0]
        for fact in client.facts:
            if fact.kind is not FactKind.SAME_PERSON:
                continue
            target = bundle.find(file, fact.words)
            if target == key:
                continue
            if fact.code != "replaced-by":
                if target is not None and target in bundle.clients:
                    bundle.note(
                        client.place,
                        _("The other program says that this may be the same person as {place}.").format(
                            place=bundle.clients[target].place
                        ),
                    )
            elif target is None or target not in bundle.clients:
                bundle.note(
                    client.place,
                    _("The other program has replaced this record by another that is not in these files."),
                )
            else:
                _move(bundle, key, target)


def _move(bundle: _Bundle, key: str, target: str) -> None:
    """A record that was replaced comes into the one that took its place."""
    gone = bundle.clients.pop(key)
    for known, owner in bundle.owners.items():
        if owner == key:
            bundle.owners[known] = target
    for address, people in bundle.everywhere.items():
        if key in people:
            bundle.everywhere[address] = (people - {key}) | {target}
    bundle.note(
        gone.place,
        _("The other program has replaced this record: what it holds comes into {place}.").format(
            place=bundle.clients[target].place
        ),
        joins=bundle.clients[target].place,
    )


def _read_chart(bundle: _Bundle, entry: _Entry) -> None:
    if entry.kind in ("Patient", "Medication"):
        return
    if reason := _why_not_taken(entry):
        bundle.left[reason] += 1
        return
    shape, made, part = READ[entry.kind]
    if entry.kind == "Observation" and not fhir_resources.is_score(entry.resource):
        shape, made, part = _RESULT
    read = bundle.shaped(entry.place, entry.resource, shape)
    if read is None:
        return
    owner = _owner(bundle, entry, read.owner)
    if owner is None:
        bundle.left[_("{kind} (of a person who is not in the bundle)").format(kind=entry.kind)] += 1
    elif _is_new(bundle, entry, owner):
        _take(bundle, entry, owner, part, lambda: made(read, bundle.drugs))


def _is_new(bundle: _Bundle, entry: _Entry, owner: str) -> bool:
    """Whether the same resource was not on another page; what has no number of its own always is."""
    if not entry.id:
        return True
    same = (owner, msgspec.json.encode(entry.resource, order="deterministic"))
    if same in bundle.seen:
        bundle.left[_("{kind} (the same twice)").format(kind=entry.kind)] += 1
        return False
    bundle.seen.add(same)
    return True


def _take(bundle: _Bundle, entry: _Entry, owner: str, part: str, made: Callable[[], object]) -> None:
    try:
        bundle.add(owner, part, entry.place, made())
    except fhir_resources.NamelessResource:
        bundle.left[_("{kind} (without a name or a code)").format(kind=entry.kind)] += 1
    except ValueError as error:
        bundle.problems.append(FileProblem(entry.place, str(error)))


def _why_not_taken(entry: _Entry) -> str:
    """The kind under which is counted what no chart here has a place for; "" for what comes in."""
    if entry.kind not in READ:
        return entry.kind
    if _is_gone(entry.resource):
        return _("{kind} (withdrawn)").format(kind=entry.kind)
    return _why_not_measured(entry.resource) if entry.kind == "Observation" else ""


def _why_not_measured(resource: Resource) -> str:
    if fhir_resources.is_score(resource):
        declined = fhir_resources.is_unanswered(resource)
        return _("Observation (questionnaire without an answer)") if declined else ""
    if fhir_resources.is_of_laboratory(resource):
        return ""
    kinds = fhir_resources.observation_kinds(resource)
    if kinds:
        return _("Observation ({kind})").format(kind=kinds[0][:40])
    return _("Observation (not the total of a questionnaire)")


def _is_gone(resource: Resource) -> bool:
    verified = resource.get("verificationStatus")
    codings = verified.get("coding") if isinstance(verified, dict) else None
    codes = [c.get("code") for c in codings or [] if isinstance(c, dict)] if isinstance(codings, list) else []
    return resource.get("status") in _GONE or any(code in _GONE for code in codes)


def _owner(bundle: _Bundle, entry: _Entry, reference: fhir_shapes.Reference) -> str | None:
    if reference.reference.startswith("#"):
        return bundle.owners.get((entry.file, f"{entry.place}{reference.reference}"))
    if reference.reference:
        return bundle.find(entry.file, reference.reference)
    number = reference.identifier
    return bundle.find(entry.file, f"{number.system}|{number.value}") if number.value else None
