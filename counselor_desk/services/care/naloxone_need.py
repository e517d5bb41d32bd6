"""Who needs naloxone: by an opioid problem that the chart knows of, not by a kit that exists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, select

from counselor_desk.catalog import definitions
from counselor_desk.core.i18n import _
from counselor_desk.desk.days import midnight
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.medication.ingredients import Ingredients, MedicineKind
from counselor_desk.domain.roles import Can
from counselor_desk.records.diagnosis import Diagnosis
from counselor_desk.records.medication import Medication, MedicationOffer, NaloxoneKit
from counselor_desk.records.people import Client
from counselor_desk.records.specimen import OVERTURNED, Finding, Specimen, SpecimenResult
from counselor_desk.records.substance import Substance, UseEvent
from counselor_desk.services.clinic.medicine_names import ingredients_of

# How long a test or a return to use speaks for a need by itself; our choice, no published figure.
RECENT = timedelta(days=90)
# How long a reason for having given none is left alone before it is asked again; our choice.
ASKED_AGAIN = timedelta(days=30)
NALOXONE = "naloxone"


@dataclass(frozen=True)
class NaloxoneNeed:
    """That a client should have naloxone and has none, and what says so."""

    client_id: int
    ground: str

    @property
    def sentence(self) -> str:
        return _("{ground}, and no naloxone is on hand.").format(ground=self.ground)


@query(Can.READ_CHART, "naloxone.need")
def need_of(ctx: Context, client_id: int) -> NaloxoneNeed | None:
    """Whether this client needs a kit; None where one is there or nothing speaks for it."""
    client = ctx.get(Client, client_id)
    return needs(ctx, client.id).get(client.id)


def needs(ctx: Context, client_id: int | None = None) -> dict[int, NaloxoneNeed]:
    """By client, of one or of everyone who may be seen."""
    grounds: dict[int, str] = {}
    for whose, ground in _grounds(ctx, client_id):
        grounds.setdefault(whose, ground)
    kits = select(NaloxoneKit.client_id, NaloxoneKit.expires_on)
    there = {
        whose
        for whose, expires_on in ctx.tuples(_of(kits, NaloxoneKit, client_id))
        if expires_on is None or expires_on >= ctx.today
    }
    return {whose: NaloxoneNeed(whose, ground) for whose, ground in grounds.items() if whose not in there}


def asked_lately(ctx: Context, since: date) -> set[int]:
    """Who has a reason, from this day on, why no kit was given."""
    offers = select(MedicationOffer.client_id).where(
        MedicationOffer.medicine == NALOXONE, MedicationOffer.offered_on >= since
    )
    return set(ctx.rows(int, offers))


Rows = Iterable[tuple[int, str]]  # a client, and what speaks for a need


def _of(
    statement: Select[*tuple[Any, ...]], record: type[Any], client_id: int | None
) -> Select[*tuple[Any, ...]]:
    return statement if client_id is None else statement.where(record.client_id == client_id)


def _grounds(ctx: Context, client_id: int | None) -> Rows:
    """The weightiest first."""
    names = ingredients_of(ctx)
    yield from _diagnosed(ctx, client_id)
    yield from _used(ctx, names, client_id)
    yield from _taken(ctx, names, client_id)
    yield from _found(ctx, names, client_id)
    yield from _returned(ctx, names, client_id)


def _diagnosed(ctx: Context, client_id: int | None) -> Rows:
    statement = select(Diagnosis.client_id).where(
        Diagnosis.code.startswith("F11"), Diagnosis.resolved_on.is_(None)
    )
    for (one,) in ctx.tuples(_of(statement, Diagnosis, client_id)):
        yield one, _("Opioid use disorder")


def _used(ctx: Context, names: Ingredients, client_id: int | None) -> Rows:
    statement = select(Substance.client_id, Substance.substance, Substance.detail)
    for one, substance, detail in ctx.tuples(_of(statement, Substance, client_id)):
        if names.is_opioid_use(substance, detail):
            yield one, _("Use of opioids")


def _taken(ctx: Context, names: Ingredients, client_id: int | None) -> Rows:
    statement = select(Medication.client_id, Medication.medicine, Medication.name)
    statement = statement.where(Medication.stopped_on.is_(None))
    known = definitions.medicines()
    for one, medicine, name in ctx.tuples(_of(statement, Medication, client_id)):
        if names.is_a(MedicineKind.OPIOID, name) or (medicine in known and known[medicine].sedating):
            yield one, _("An opioid medication")


def _found(ctx: Context, names: Ingredients, client_id: int | None) -> Rows:
    statement = (
        select(SpecimenResult.client_id, SpecimenResult.analyte)
        .join(Specimen, Specimen.id == SpecimenResult.specimen_id)
        .where(
            SpecimenResult.finding == Finding.POSITIVE,
            SpecimenResult.expected.is_(False),
            SpecimenResult.confirmed != OVERTURNED,
            Specimen.void_reason == "",
            Specimen.collected_at >= midnight(ctx.today - RECENT),
        )
    )
    for one, analyte in ctx.tuples(_of(statement, SpecimenResult, client_id)):
        if names.analyte(analyte) in names.opioid_analytes:
            yield one, _("A test positive for an opioid")


def _returned(ctx: Context, names: Ingredients, client_id: int | None) -> Rows:
    statement = select(UseEvent.client_id, UseEvent.substance, UseEvent.overdose)
    statement = statement.where(UseEvent.happened_on >= ctx.today - RECENT)
    for one, substance, overdose in ctx.tuples(_of(statement, UseEvent, client_id)):
        if overdose or names.is_opioid_use(substance):
            yield one, _("A return to use of an opioid, or an overdose")
