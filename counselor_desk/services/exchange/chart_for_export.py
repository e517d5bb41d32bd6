"""A chart as it is told to other programs: who it is, and what the import takes of it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from counselor_desk.desk.context import Context
from counselor_desk.domain.exchange.people import (
    DESK,
    ICD10,
    SCORES,
    ImportedClient,
    ImportedContact,
    ImportedDiagnosis,
    ImportedMedication,
    ImportedScore,
)
from counselor_desk.domain.roles import Can
from counselor_desk.records.assessment import Administration, Score
from counselor_desk.records.diagnosis import Diagnosis
from counselor_desk.records.medication import Medication
from counselor_desk.records.people import Client
from counselor_desk.records.schedule import CAME, Appointment
from counselor_desk.services.exchange import importing

LOINC_OF = {instrument: code for code, instrument in SCORES.items() if instrument}


def export_chart(ctx: Context, client: Client) -> ImportedClient:
    """A chart as it is told to other programs; what was imported is told again."""
    identity: dict[str, Any] = {key: getattr(client, key) for key in importing.TAKEN}
    parts: dict[str, Any] = {part: () for part in importing.PARTS}
    if ctx.actor.may(Can.READ_CHART):
        before = importing.history(ctx, client.id)
        own = {
            "diagnoses": _diagnoses(ctx, client.id),
            "scores": _scores(ctx, client.id),
            "medications": _medications(ctx, client.id),
            "contacts": _contacts(ctx, client.id),
            "results": (),  # our own urine tests are no findings of a laboratory elsewhere
        }
        parts = {
            part: (
                *(e for imported_client in reversed(before) for e in getattr(imported_client, part)),
                *own[part],
            )
            for part in importing.PARTS
        }
        identity |= _of_before(client, before)
    return ImportedClient(source_id=client.number, language=client.language, **identity, **parts)


def _of_before(client: Client, before: list[ImportedClient]) -> dict[str, Any]:
    """What an import told of the person that a registration here has no field for, the newest first."""
    dead = next((known for known in before if known.has_died), ImportedClient())
    gender = next((known for known in before if known.administrative_gender), ImportedClient())
    facts = dict.fromkeys(fact for known in reversed(before) for fact in known.facts)
    born = next((known.born_words for known in before if known.born_words), "")
    closed = client.closed_at is not None
    return {
        "died": dead.died,
        "died_words": dead.died_words,
        "deceased": dead.deceased,
        # Corrected since then: the old answer beside it would be wrong.
        "administrative_gender": gender.administrative_gender if gender.sex == client.sex else "",
        "born_words": born if client.born is None else "",
        "facts": tuple(facts),
        "status": "inactive" if closed else "",
        "not_active": closed,
    }


def _diagnoses(ctx: Context, client_id: int) -> Iterable[ImportedDiagnosis]:
    diagnoses = ctx.find(
        select(Diagnosis).where(Diagnosis.client_id.in_(ctx.person_charts(client_id))).order_by(Diagnosis.id)
    )
    for diagnosis in diagnoses:
        yield ImportedDiagnosis(
            title=diagnosis.label,
            code=diagnosis.code,
            system=ICD10,
            onset=diagnosis.onset_on or diagnosis.diagnosed_on,
            ended=diagnosis.resolved_on,
            status="resolved" if diagnosis.resolved_on else "active",
        )


def _scores(ctx: Context, client_id: int) -> Iterable[ImportedScore]:
    scores = ctx.find(
        select(Score)
        .join(Administration, Administration.id == Score.administration_id)
        .where(
            Score.client_id.in_(ctx.person_charts(client_id)),
            Score.value.is_not(None),
            Administration.void_reason == "",
        )
        .order_by(Score.taken_on, Score.id)
    )
    seen: set[int] = set()
    for score in scores:
        first = score.administration_id not in seen
        seen.add(score.administration_id)
        # The first scale is the total, which has a LOINC code; the others are told by our names.
        ours = f"{DESK}{score.instrument}.{score.scale}"
        code = LOINC_OF.get(score.instrument, ours) if first else ours
        assert score.value is not None
        title = f"{score.instrument} {score.scale}"
        yield ImportedScore(code=code, title=title, value=score.value, on=score.taken_on)


def _medications(ctx: Context, client_id: int) -> Iterable[ImportedMedication]:
    medications = ctx.find(
        select(Medication)
        .where(Medication.client_id.in_(ctx.person_charts(client_id)))
        .order_by(Medication.id)
    )
    for medication in medications:
        yield ImportedMedication(
            name=" ".join(medication.name.split()),
            started=medication.started_on,
            ended=medication.stopped_on,
            status="stopped" if medication.stopped_on else "active",
            dose=" ".join(medication.dose.split()),
        )


def _contacts(ctx: Context, client_id: int) -> Iterable[ImportedContact]:
    appointments = ctx.find(
        select(Appointment)
        .where(Appointment.client_id.in_(ctx.person_charts(client_id)), Appointment.attendance.in_(CAME))
        .order_by(Appointment.starts_at)
    )
    for appointment in appointments:
        title = " ".join((appointment.title or appointment.kind).split())
        yield ImportedContact(title=title, kind="AMB", started=appointment.starts_at)
