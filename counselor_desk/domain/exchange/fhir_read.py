"""FHIR R4 bundles read as clients with their history."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

import msgspec

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.exchange import fhir_resources, fhir_shapes
from counselor_desk.domain.exchange.client_checks import check_client, duplicate_rows
from counselor_desk.domain.exchange.people import FileProblem, ImportContents, ImportedClient, ImportedScore
from counselor_desk.domain.exchange.strict_json import read_json
from counselor_desk.domain.exchange.text_of_bytes import LIMIT, too_large

Shape = TypeVar("Shape", bound=msgspec.Struct)
Resource = dict[str, Any]
NO_BUNDLE = lazy("This is not a FHIR bundle. Choose a file with “resourceType”: “Bundle”.")
_GONE = ("entered-in-error", "cancelled", "refuted", "not-done", "draft")

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


@dataclass
class _Bundle:
    """A bundle while it is read."""

    entries: list[tuple[str, str, Resource]]  # place, full address, resource
    owners: dict[str, str] = field(default_factory=dict)  # any address of a person -> the first
    drugs: dict[str, fhir_shapes.Concept] = field(default_factory=dict)
    clients: dict[str, ImportedClient] = field(default_factory=dict)
    parts: dict[str, dict[str, list[object]]] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)
    problems: list[FileProblem] = field(default_factory=list)

    def shaped(self, place: str, resource: Resource, shape: type[Shape]) -> Shape | None:
        try:
            return msgspec.convert(resource, shape)
        except msgspec.ValidationError as error:
            # The message tells types and the path, never the value.
            self.problems.append(FileProblem(place, _("Not as FHIR R4 has it: {error}.").format(error=error)))
        return None

    def add(self, owner: str, part: str, place: str, entry: object) -> None:
        self.parts.setdefault(owner, {}).setdefault(part, []).append(entry)
        if isinstance(entry, ImportedScore) and entry.doubt:
            self.problems.append(FileProblem(place, entry.doubt, stops=False))

    def complete(self, address: str, client: ImportedClient) -> ImportedClient:
        parts = {part: tuple(entries) for part, entries in self.parts.get(address, {}).items()}
        return replace(client, **parts)  # type: ignore[arg-type]


def read_bundles(files: Mapping[str, bytes], today: date) -> ImportContents:
    """Several files as one import; a file that cannot be read refuses them all, by its name."""
    read: list[ImportContents] = []
    for name, raw in files.items():
        try:
            read.append(read_bundle(raw, today))
        except Refused as refusal:
            raise Refused(_("{name}: {refusal}").format(name=name, refusal=refusal)) from refusal
    if len(read) == 1:
        return read[0]
    return _joined(list(files), read)


def read_lines(files: Mapping[str, bytes], today: date) -> ImportContents:
    """Files of FHIR's bulk export, a resource a line; one may point into another."""
    entries: list[tuple[str, str, Resource]] = []
    for name, raw in files.items():
        if len(raw) > LIMIT:
            raise too_large(len(raw))
        for number, line in enumerate(raw.split(b"\n"), 1):
            if line.strip():
                entries.append(_line(f"{name}, line {number}", line))
    return _read(_Bundle(entries), today)


def _line(place: str, line: bytes) -> tuple[str, str, Resource]:
    try:
        resource = read_json(line)
    except Refused as refusal:
        raise Refused(_("{place}: {refusal}").format(place=place, refusal=refusal)) from refusal
    kind = resource.get("resourceType") if isinstance(resource, dict) else None
    if not isinstance(kind, str):
        raise Refused(_("{place} holds no resource. Export it again.").format(place=place))
    return f"{place} ({kind[:40]})", "", resource


def read_bundle(raw: bytes, today: date) -> ImportContents:
    """The people of a bundle with what is taken of their charts; the rest counted by type."""
    return _read(_Bundle(_entries(read_json(raw))), today)


def _read(bundle: _Bundle, today: date) -> ImportContents:
    for place, address, resource in bundle.entries:
        _read_people(bundle, place, address, resource)
    if not bundle.clients and not bundle.problems:
        raise Refused(_("There is no person (Patient) in this bundle. Choose another file."))
    for place, _address, resource in bundle.entries:
        _read_chart(bundle, place, resource)
    clients = [bundle.complete(address, client) for address, client in bundle.clients.items()]
    for client in clients:
        bundle.problems += [FileProblem(client.place, m) for _field, m in check_client(client, today)]
    return ImportContents(tuple(clients), tuple(sorted(bundle.left.items())), tuple(bundle.problems))


def _entries(value: Any) -> list[tuple[str, str, Resource]]:
    if isinstance(value, dict) and value.get("resourceType") == "Patient":
        value = {"resourceType": "Bundle", "entry": [{"resource": value}]}
    if not isinstance(value, dict) or value.get("resourceType") != "Bundle":
        raise Refused(str(NO_BUNDLE))
    entries = value.get("entry", [])
    if not isinstance(entries, list):
        raise Refused(str(NO_BUNDLE))
    rows = []
    for number, entry in enumerate(entries, 1):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        kind = resource.get("resourceType") if isinstance(resource, dict) else None
        if not isinstance(resource, dict) or not isinstance(kind, str):
            raise Refused(
                _("Entry {number} of the bundle holds no resource. Export it again.").format(number=number)
            )
        address = entry.get("fullUrl")
        rows.append((f"entry {number} ({kind[:40]})", address if isinstance(address, str) else "", resource))
    return rows


def _addresses(kind: str, id: str, full: str) -> list[str]:
    """Every way in which others of the bundle may point here; the first is the one we keep."""
    return [a for a in (full, f"{kind}/{id}" if id else "", f"urn:uuid:{id}" if id else "") if a]


def _read_people(bundle: _Bundle, place: str, full: str, resource: Resource) -> None:
    if resource["resourceType"] == "Medication":
        drug = bundle.shaped(place, resource, fhir_shapes.Medication)
        if drug is not None:
            bundle.drugs |= dict.fromkeys(_addresses("Medication", drug.id, full), drug.code)
    if resource["resourceType"] != "Patient":
        return
    person = bundle.shaped(place, resource, fhir_shapes.Patient)
    if person is None:
        return
    try:
        client = fhir_resources.client(person, place)
    except ValueError as error:
        bundle.problems.append(FileProblem(place, str(error)))
        return
    addresses = _addresses("Patient", person.id, full) or [place]
    if addresses[0] in bundle.clients:
        bundle.problems.append(FileProblem(place, _("This person is in the bundle twice.")))
        return
    bundle.clients[addresses[0]] = client
    bundle.owners |= dict.fromkeys(addresses, addresses[0])


def _read_chart(bundle: _Bundle, place: str, resource: Resource) -> None:
    kind = resource["resourceType"]
    if kind in ("Patient", "Medication"):
        return
    if kind not in READ:
        bundle.left[kind] += 1
        return
    shape, made, part = READ[kind]
    if _is_gone(resource):
        bundle.left[_("{kind} (withdrawn)").format(kind=kind)] += 1
        return
    if kind == "Observation" and not fhir_resources.is_score(resource):
        bundle.left[_("Observation (not the total of a questionnaire)")] += 1
        return
    entry = bundle.shaped(place, resource, shape)
    if entry is None:
        return
    owner = _owner(bundle, entry.subject.reference)
    if owner is None:
        bundle.left[_("{kind} (of a person who is not in the bundle)").format(kind=kind)] += 1
        return
    try:
        bundle.add(owner, part, place, made(entry, bundle.drugs))
    except ValueError as error:
        bundle.problems.append(FileProblem(place, str(error)))


def _is_gone(resource: Resource) -> bool:
    verified = resource.get("verificationStatus")
    codings = verified.get("coding") if isinstance(verified, dict) else None
    codes = [c.get("code") for c in codings or [] if isinstance(c, dict)] if isinstance(codings, list) else []
    return resource.get("status") in _GONE or any(code in _GONE for code in codes)


def _owner(bundle: _Bundle, reference: str) -> str | None:
    """Whose it is: by the address as given, or by its end when a server's name stands before."""
    if reference in bundle.owners:
        return bundle.owners[reference]
    return bundle.owners.get("/".join(reference.rsplit("/", 2)[-2:]))


def _joined(names: list[str], read: Iterable[ImportContents]) -> ImportContents:
    clients: list[ImportedClient] = []
    left: Counter[str] = Counter()
    problems: list[FileProblem] = []
    for name, contents in zip(names, read, strict=True):
        clients += [replace(c, place=f"{name}, {c.place}") for c in contents.clients]
        problems += [replace(p, place=f"{name}, {p.place}") for p in contents.problems]
        left.update(dict(contents.left_out))
    problems += duplicate_rows([client.place for client in clients], clients)
    return ImportContents(tuple(clients), tuple(sorted(left.items())), tuple(problems))
