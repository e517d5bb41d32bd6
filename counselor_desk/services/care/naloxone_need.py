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
    """By client, of one or of everyone who may be seen.

    A need and a kit are a person's: what a merged chart tells counts in the one that goes on.
    """
    charts = None if client_id is None else ctx.person_charts(client_id)
    merged = ctx.went_on() if client_id is None else dict.fromkeys(charts or (), client_id)
    grounds: dict[int, str] = {}
    for whose, ground in _grounds(ctx, charts):
        grounds.setdefault(merged.get(whose, whose), ground)
    kits = select(NaloxoneKit.client_id, NaloxoneKit.expires_on)
    there = {
        merged.get(whose, whose)
        for whose, expires_on in ctx.tuples(_of(kits, NaloxoneKit, charts))
        if expires_on is None or expires_on >= ctx.today
    }
    return {whose: NaloxoneNeed(whose, ground) for whose, ground in grounds.items() if whose not in there}


def asked_lately(ctx: Context, since: date) -> set[int]:
    """Who has a reason, from this day on, why no kit was given."""
    offers = select(MedicationOffer.client_id).where(
        MedicationOffer.medicine == NALOXONE, MedicationOffer.offered_on >= since
    )
    merged = ctx.went_on()
    return {merged.get(whose, whose) for whose in ctx.rows(int, offers)}


Charts = tuple[int, ...] | None  # of one person; None: of everyone
Rows = Iterable[tuple[int, str]]  # a client, and what speaks for a need


def _of(statement: Select[*tuple[Any, ...]], record: type[Any], charts: Charts) -> Select[*tuple[Any, ...]]:
    return statement if charts is None else statement.where(record.client_id.in_(charts))


def _grounds(ctx: Context, charts: Charts) -> Rows:
    """The weightiest first."""
    names = ingredients_of(ctx)
    yield from _diagnosed(ctx, charts)
    yield from _used(ctx, names, charts)
    yield from _taken(ctx, names, charts)
    yield from _found(ctx, names, charts)
    yield from _returned(ctx, names, charts)


def _diagnosed(ctx: Context, charts: Charts) -> Rows:
    statement = select(Diagnosis.client_id).where(
        Diagnosis.code.startswith("F11"), Diagnosis.resolved_on.is_(None)
    )
    for (one,) in ctx.tuples(_of(statement, Diagnosis, charts)):
        yield one, _("Opioid use disorder")


def _used(ctx: Context, names: Ingredients, charts: Charts) -> Rows:
    statement = select(Substance.client_id, Substance.substance, Substance.detail)
    for one, substance, detail in ctx.tuples(_of(statement, Substance, charts)):
        if names.is_opioid_use(substance, detail):
            yield one, _("Use of opioids")


def _taken(ctx: Context, names: Ingredients, charts: Charts) -> Rows:
    statement = select(Medication.client_id, Medication.medicine, Medication.name)
    statement = statement.where(Medication.stopped_on.is_(None))
    known = definitions.medicines()
    for one, medicine, name in ctx.tuples(_of(statement, Medication, charts)):
        if names.is_a(MedicineKind.OPIOID, name) or (medicine in known and known[medicine].sedating):
            yield one, _("An opioid medication")


def _found(ctx: Context, names: Ingredients, charts: Charts) -> Rows:
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
    for one, analyte in ctx.tuples(_of(statement, SpecimenResult, charts)):
        if names.analyte(analyte) in names.opioid_analytes:
            yield one, _("A test positive for an opioid")


def _returned(ctx: Context, names: Ingredients, charts: Charts) -> Rows:
    statement = select(UseEvent.client_id, UseEvent.substance, UseEvent.overdose)
    statement = statement.where(UseEvent.happened_on >= ctx.today - RECENT)
    for one, substance, overdose in ctx.tuples(_of(statement, UseEvent, charts)):
        if overdose or names.is_opioid_use(substance):
            yield one, _("A return to use of an opioid, or an overdose")
