"""Medication as reported, offers of all three medicines, naloxone; never a dose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from counselor_desk.catalog import definitions
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import fill, refuse_future
from counselor_desk.domain.medication import medication
from counselor_desk.domain.medication.ingredients import Ingredients, MedicineKind
from counselor_desk.domain.medication.medication import Medicine
from counselor_desk.domain.roles import Can
from counselor_desk.records.diagnosis import Diagnosis
from counselor_desk.records.medication import Medication, MedicationOffer, NaloxoneKit
from counselor_desk.records.people import Client
from counselor_desk.records.specimen import Finding, Specimen, SpecimenResult
from counselor_desk.services.care import naloxone_need
from counselor_desk.services.clinic.medicine_names import ingredients_of

OFFERED = ("methadone", "buprenorphine", "naltrexone")
OFFERABLE = (*OFFERED, naloxone_need.NALOXONE)


@dataclass(frozen=True)
class MedicationRow:
    """A medicine with what is to be watched today."""

    medication: Medication
    medicine: Medicine | None
    alert: str
    is_sedating: bool
    is_opioid: bool
    is_blocker: bool
    overdue: bool
    window: tuple[date, date] | None = None  # for the next injection, as the label has it


@dataclass(frozen=True)
class MedicationSummary:
    """Everything about a client's medication."""

    current: list[MedicationRow]
    stopped: list[Medication]
    offers: list[MedicationOffer]
    kits: list[NaloxoneKit]
    naloxone: str
    cautions: list[str]
    not_offered: list[str]


@query(Can.READ_CHART, "medications.cabinet")
def cabinet(ctx: Context, client_id: int) -> MedicationSummary:
    today = ctx.today
    everything = ctx.find(
        select(Medication)
        .where(Medication.client_id.in_(ctx.person_charts(client_id)))
        .order_by(Medication.id)
    )
    offers = ctx.find(
        select(MedicationOffer)
        .where(MedicationOffer.client_id.in_(ctx.person_charts(client_id)))
        .order_by(MedicationOffer.offered_on.desc())
    )
    kits = ctx.find(
        select(NaloxoneKit)
        .where(NaloxoneKit.client_id.in_(ctx.person_charts(client_id)))
        .order_by(NaloxoneKit.given_on.desc())
    )
    names = ingredients_of(ctx)
    current = [_followed(m, names, today) for m in everything if m.stopped_on is None]
    opioid = _has_opioid_disorder(ctx, client_id)
    need = naloxone_need.needs(ctx, client_id).get(client_id)
    return MedicationSummary(
        current=current,
        stopped=[m for m in everything if m.stopped_on is not None],
        offers=offers,
        kits=kits,
        naloxone=_naloxone(kits, need, today),
        cautions=_cautions(current),
        not_offered=_not_offered(current, offers) if opioid else [],
    )


@command(Can.WRITE_NOTE, "medications.add")
def add(ctx: Context, client_id: int, values: Mapping[str, Any], medicine: str = "") -> Medication:
    """A medicine as told; a known one brings what to watch and when an injection is next due."""
    client = ctx.get(Client, client_id)
    known = definitions.medicines().get(medicine)
    medication = Medication(
        client_id=client.id,
        medicine=medicine if known else "",
        name="",
        changed_at=ctx.now,
        changed_by=ctx.actor.id,
    )
    given = dict(values)
    if known is not None:
        given = {"name": known.title, "kind": known.kind, **given}
    if not str(given.get("name") or "").strip():
        raise Refused(_("Type the name of the medication."), "name")
    _set(ctx, medication, given)
    ctx.add(medication)
    _expect_anew(ctx, client.id)
    return medication


@command(Can.WRITE_NOTE, "medications.change")
def change(ctx: Context, medication_id: int, values: Mapping[str, Any]) -> Medication:
    found = _changed(ctx, medication_id, values)
    _expect_anew(ctx, found.client_id)
    return found


@command(Can.WRITE_NOTE, "medications.stop")
def stop(ctx: Context, medication_id: int, values: Mapping[str, Any], on: date, why: str) -> Medication:
    """That it is no longer taken, with whatever else the sheet has changed."""
    medication = _changed(ctx, medication_id, values)
    refuse_future(on, ctx.today, "stopped_on")
    if medication.started_on is not None and on < medication.started_on:
        raise Refused(_("It was stopped before it was started. Check the date."), "stopped_on")
    if not why.strip():
        raise Refused(_("Say why it was stopped, in the client's or prescriber's words."), "why")
    medication.stopped_on, medication.stop_reason = on, why.strip()
    _expect_anew(ctx, medication.client_id)
    return medication


@command(Can.WRITE_NOTE, "medications.offer")
def offer(
    ctx: Context, client_id: int, medicine: str, choice: medication.OfferOutcome, why: str = ""
) -> MedicationOffer:
    """What was offered and what the client decided; a decline has its reason, never a price."""
    client = ctx.get(Client, client_id)
    if medicine not in OFFERABLE:
        raise Refused(_("Offer methadone, buprenorphine, naltrexone or naloxone."), "medicine")
    if choice in (medication.OfferOutcome.DECLINED, medication.OfferOutcome.UNSUITABLE) and not why.strip():
        raise Refused(_("Write the reason in the person's words."), "why")
    return ctx.add(
        MedicationOffer(
            client_id=client.id,
            medicine=medicine,
            choice=choice,
            why=why.strip(),
            offered_on=ctx.today,
            offered_by=ctx.actor.id,
        )
    )


@command(Can.WRITE_NOTE, "medications.give_naloxone")
def give_naloxone(ctx: Context, client_id: int, values: Mapping[str, Any]) -> NaloxoneKit:
    client = ctx.get(Client, client_id)
    today = ctx.today
    kit = NaloxoneKit(client_id=client.id, given_on=today, given_by=ctx.actor.id)
    fill(kit, values)
    refuse_future(kit.given_on, today, "given_on")
    if kit.expires_on is not None and kit.expires_on < kit.given_on:
        raise Refused(_("This kit has expired. Give a new one."), "expires_on")
    return ctx.add(kit)


def _expect_anew(ctx: Context, client_id: int) -> None:
    """What earlier tests showed is read by what is now known to have been prescribed on their days."""
    statement = (
        select(Specimen, SpecimenResult)
        .join(SpecimenResult, SpecimenResult.specimen_id == Specimen.id)
        .where(Specimen.client_id == client_id)
    )
    tested = ctx.tuples(statement)
    if not tested:
        return
    everything = ctx.find(select(Medication).where(Medication.client_id.in_(ctx.person_charts(client_id))))
    names = ingredients_of(ctx)
    for specimen, result in tested:
        on = specimen.collected_at.astimezone().date()
        of = explained_on if result.finding is Finding.POSITIVE else shown_on
        expected = names.analyte(result.analyte) in of(names, everything, on)
        if result.expected != expected:
            result.expected = expected


def prescribed_analytes(ctx: Context, client_id: int, on: date) -> frozenset[str]:
    """What may be expected in a test of that day because it is prescribed.

    By ingredient and brand, from the day it was begun to the day it was stopped, both counted in; a
    medicine without a first day is one that was there before the chart.
    """
    everything = ctx.find(select(Medication).where(Medication.client_id.in_(ctx.person_charts(client_id))))
    return explained_on(ingredients_of(ctx), everything, on)


def explained_on(names: Ingredients, everything: Iterable[Medication], on: date) -> frozenset[str]:
    """The same of medicines that were read already."""
    taken = _taken_on(everything, on)
    return names.explained_by(m.name for m in taken) | _of_known(names, taken)


def shown_analytes(ctx: Context, client_id: int, on: date) -> frozenset[str]:
    """What a test of that day should show of who takes what is prescribed: else it is unexpected."""
    everything = ctx.find(select(Medication).where(Medication.client_id.in_(ctx.person_charts(client_id))))
    return shown_on(ingredients_of(ctx), everything, on)


def shown_on(names: Ingredients, everything: Iterable[Medication], on: date) -> frozenset[str]:
    """The same of medicines that were read already."""
    taken = _taken_on(everything, on)
    return names.shown_by(m.name for m in taken) | _of_known(names, taken)


def _taken_on(everything: Iterable[Medication], on: date) -> list[Medication]:
    return [
        m
        for m in everything
        if (m.started_on is None or m.started_on <= on) and (m.stopped_on is None or on <= m.stopped_on)
    ]


def _of_known(names: Ingredients, taken: list[Medication]) -> frozenset[str]:
    known = definitions.medicines()
    expected = {a for m in taken if m.medicine in known for a in known[m.medicine].expect_positive}
    return frozenset(names.analyte(a) for a in expected)


def _changed(ctx: Context, medication_id: int, values: Mapping[str, Any]) -> Medication:
    medication = ctx.get(Medication, medication_id)
    _set(ctx, medication, values)
    medication.changed_at, medication.changed_by = ctx.now, ctx.actor.id
    return medication


def _set(ctx: Context, medication: Medication, values: Mapping[str, Any]) -> None:
    fill(medication, values)
    today = ctx.today
    refuse_future(medication.started_on, today, "started_on")
    refuse_future(medication.last_taken_on, today, "last_taken_on")
    known = definitions.medicines().get(medication.medicine)
    given = "last_taken_on" in values and "next_due_on" not in values
    if known is not None and medication.last_taken_on is not None and given:
        medication.next_due_on = known.next_injection(medication.last_taken_on, medication.form)


def _followed(medication: Medication, names: Ingredients, today: date) -> MedicationRow:
    known = definitions.medicines().get(medication.medicine)
    late = (today - medication.next_due_on).days if medication.next_due_on else 0
    alert = known.missed(max(medication.missed_days, late)) if known else ""
    sedating = names.is_a(MedicineKind.SEDATING, medication.name) or (known is not None and known.sedating)
    opioid = names.is_a(MedicineKind.OPIOID, medication.name) or (known is not None and known.sedating)
    return MedicationRow(
        medication=medication,
        medicine=known,
        alert=alert,
        is_sedating=sedating,
        is_opioid=opioid,
        is_blocker=names.is_a(MedicineKind.BLOCKER, medication.name),
        overdue=late > 0,
        window=_window(medication, known),
    )


def _window(medication: Medication, known: Medicine | None) -> tuple[date, date] | None:
    if known is None or medication.last_taken_on is None or medication.stopped_on is not None:
        return None
    return known.injection_window(medication.last_taken_on, medication.form)


def _cautions(current: list[MedicationRow]) -> list[str]:
    """Sedatives or a blocker beside an opioid, by any of their names; for the prescriber to weigh.

    Naltrexone is not for who takes opioids or has them in the body: label of Vivitrol, contraindications.
    """
    opioid = sorted((f for f in current if f.is_opioid), key=lambda f: f.medicine is None)
    other = [f for f in current if f.is_sedating and f not in opioid[:1]]
    # Talwin is an opioid and blocks others: it is nothing beside itself.
    beside = {id(f): next((one for one in opioid if one is not f), None) for f in current}
    drowsy = _("{other} with {opioid}: both cause drowsiness and slow breathing. Tell the prescriber.")
    sudden = _(
        "{other} with {opioid}: it blocks opioids and can bring on sudden withdrawal. Tell the prescriber."
    )
    return [
        sentence.format(other=o.medication.name, opioid=first.medication.name)
        for sentence, others in ((drowsy, other), (sudden, [f for f in current if f.is_blocker]))
        for o in others
        if (first := beside[id(o)]) is not None
    ]


def _naloxone(kits: list[NaloxoneKit], need: naloxone_need.NaloxoneNeed | None, today: date) -> str:
    if kits:
        return medication.naloxone_reminder(kits[0].expires_on, today)
    return need.sentence + " " + _("Offer a kit.") if need is not None else ""


def _not_offered(current: list[MedicationRow], offers: list[MedicationOffer]) -> list[str]:
    on = [f.medication.medicine for f in current]
    done = {o.medicine for o in offers} | {m for m in OFFERED if any(m in x for x in on)}
    return [m for m in OFFERED if m not in done]


def _has_opioid_disorder(ctx: Context, client_id: int) -> bool:
    held = ctx.first(
        select(Diagnosis).where(
            Diagnosis.client_id.in_(ctx.person_charts(client_id)),
            Diagnosis.code.startswith("F11"),
            Diagnosis.resolved_on.is_(None),
        )
    )
    return held is not None
