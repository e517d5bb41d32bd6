"""Moving out: one client or all, in open formats, with a line on the trail for each chart."""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import inspect as inspect_record
from sqlalchemy import select

from counselor_desk.domain import deidentify
from counselor_desk.domain.exchange.fhir_write import write_bundle
from counselor_desk.domain.exchange.history_rows import ICD10
from counselor_desk.domain.exchange.people import (
    DESK,
    SCORES,
    ImportedClient,
    ImportedContact,
    ImportedDiagnosis,
    ImportedMedication,
    ImportedScore,
)
from counselor_desk.domain.exchange.tables import write_table
from counselor_desk.domain.exchange.write_tables import write_set
from counselor_desk.domain.roles import Can
from counselor_desk.errors import Refused
from counselor_desk.records.base import OfClient, Record, canonical
from counselor_desk.records.care import CAME, Appointment
from counselor_desk.records.diagnosis import Diagnosis
from counselor_desk.records.measure import Administration, Score
from counselor_desk.records.medication import Medication
from counselor_desk.records.people import Client
from counselor_desk.services import transfer
from counselor_desk.services.desk import Context, command

LOINC_OF = {instrument: code for code, instrument in SCORES.items() if instrument}
FORMATS = ("FHIR", "CSV", "JSON", "de-identified CSV")
CLINICAL = "Clinical records stay behind: your role does not let you read charts."


@dataclass(frozen=True)
class Exported:
    """Files by name, how many clients are in them, and what had to stay behind."""

    files: dict[str, bytes]
    clients: int
    remark: str = ""


@command(Can.EXPORT_CHARTS)
def export(ctx: Context, format: str, client_ids: list[int] | None = None) -> Exported:
    """The clients whom this person may see, or those named, in one of the open formats."""
    if format not in FORMATS:
        raise Refused("Choose a format.", "format")
    people = _people(ctx, client_ids)
    if not people:
        raise Refused("There is nobody to export.", "client_ids")
    reads = ctx.actor.may(Can.READ_CHART)
    ctx.reason = f"export {format}"
    if format == "JSON":
        files = {"charts.json": _whole(ctx, people)}
    else:
        charts = []
        for at, client in enumerate(people):
            ctx.progress(at, len(people))
            charts.append(chart(ctx, client))
        files = _written(ctx, format, charts)
    return Exported(files, len(people), "" if reads else CLINICAL)


def chart(ctx: Context, client: Client) -> ImportedClient:
    """A chart as it is told to other programs; what was imported is told again."""
    identity: dict[str, Any] = {key: getattr(client, key) for key in transfer.TAKEN}
    parts: dict[str, Any] = {part: () for part in transfer.PARTS}
    if ctx.actor.may(Can.READ_CHART):
        before = transfer.history(ctx, client.id)
        own = {
            "diagnoses": _diagnoses(ctx, client.id),
            "scores": _scores(ctx, client.id),
            "medications": _medications(ctx, client.id),
            "contacts": _contacts(ctx, client.id),
        }
        parts = {
            part: (*(e for one in reversed(before) for e in getattr(one, part)), *own[part])
            for part in transfer.PARTS
        }
        died = next((one.died for one in before if one.died), None)
        identity["died"] = died
    return ImportedClient(source_id=client.number, language=client.language, **identity, **parts)


def _people(ctx: Context, client_ids: list[int] | None) -> list[Client]:
    if client_ids is not None:
        return [ctx.get(Client, client_id) for client_id in client_ids]
    return ctx.find(select(Client).where(Client.merged_into_id.is_(None)).order_by(Client.id))


def _written(ctx: Context, format: str, charts: list[ImportedClient]) -> dict[str, bytes]:
    if format == "FHIR":
        return {"bundle.json": write_bundle(charts, ctx.now)}
    if format == "CSV":
        return write_set(charts)
    # In an order that tells nothing: neither the record number's nor the alphabet's.
    secrets.SystemRandom().shuffle(charts)
    found = deidentify.lines(charts, ctx.now.astimezone().date())
    rows = [line.cells() for line in found]
    return {"deidentified.csv": write_table(deidentify.HEADS, rows)}


def _diagnoses(ctx: Context, client_id: int) -> Iterable[ImportedDiagnosis]:
    found = ctx.find(
        select(Diagnosis).where(Diagnosis.client_id == client_id).order_by(Diagnosis.id)
    )
    for one in found:
        yield ImportedDiagnosis(
            title=one.label,
            code=one.code,
            system=ICD10,
            onset=one.onset_on or one.diagnosed_on,
            ended=one.resolved_on,
            status="resolved" if one.resolved_on else "active",
        )


def _scores(ctx: Context, client_id: int) -> Iterable[ImportedScore]:
    found = ctx.find(
        select(Score)
        .join(Administration, Administration.id == Score.administration_id)
        .where(
            Score.client_id == client_id,
            Score.value.is_not(None),
            Administration.void_reason == "",
        )
        .order_by(Score.taken_on, Score.id)
    )
    told: set[int] = set()
    for one in found:
        first = one.administration_id not in told
        told.add(one.administration_id)
        # The first scale is the total, which has a LOINC code; the others are told by our names.
        ours = f"{DESK}{one.instrument}.{one.scale}"
        code = LOINC_OF.get(one.instrument, ours) if first else ours
        assert one.value is not None
        title = f"{one.instrument} {one.scale}"
        yield ImportedScore(code=code, title=title, value=one.value, on=one.taken_on)


def _medications(ctx: Context, client_id: int) -> Iterable[ImportedMedication]:
    found = ctx.find(
        select(Medication).where(Medication.client_id == client_id).order_by(Medication.id)
    )
    for one in found:
        yield ImportedMedication(
            name=" ".join(one.name.split()),
            started=one.started_on,
            ended=one.stopped_on,
            status="stopped" if one.stopped_on else "active",
            dose=" ".join(one.dose.split()),
        )


def _contacts(ctx: Context, client_id: int) -> Iterable[ImportedContact]:
    found = ctx.find(
        select(Appointment)
        .where(Appointment.client_id == client_id, Appointment.attendance.in_(CAME))
        .order_by(Appointment.starts_at)
    )
    for one in found:
        title = " ".join((one.title or one.kind).split())
        yield ImportedContact(title=title, kind="AMB", started=one.starts_at)


def _whole(ctx: Context, people: list[Client]) -> bytes:
    """Every record of the charts, table by table, as it is kept."""
    told: list[dict[str, Any]] = []
    kinds: list[Any] = [m.class_ for m in Record.registry.mappers if issubclass(m.class_, OfClient)]
    kinds.sort(key=lambda kind: str(kind.__tablename__))
    for at, client in enumerate(people):
        ctx.progress(at, len(people))
        records: dict[str, list[Any]] = {}
        for kind in kinds:
            found = ctx.find(select(kind).where(kind.client_id == client.id))
            if found:
                records[kind.__tablename__] = [_columns(one) for one in found]
        told.append({"client": _columns(client), "records": records})
    whole = json.loads(canonical({"format": "counselor-desk", "version": 1, "charts": told}))
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _columns(record: Record) -> dict[str, Any]:
    return {c.key: getattr(record, c.key) for c in inspect_record(type(record)).columns}
