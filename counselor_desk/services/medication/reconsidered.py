"""Outcomes of rewards that the chart now speaks against: the laboratory, or a medicine found later."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.rewards.schedule import Outcome
from counselor_desk.domain.rewards.target import TestReading
from counselor_desk.domain.roles import Can
from counselor_desk.records.reward import Enrollment, Occasion
from counselor_desk.records.specimen import Finding, Specimen, SpecimenResult, Validity
from counselor_desk.services.clinic.medicine_names import ingredients_of
from counselor_desk.services.medication import medications
from counselor_desk.services.rewards import from_chart
from counselor_desk.services.rewards.occasions_due import occasions_of

OVERTURNED = "not confirmed"


@dataclass(frozen=True)
class ReconsideredOccasion:
    """An occasion that waits to be corrected in the client's favor, by two people."""

    occasion_id: int
    client_id: int
    number: int
    on: date
    specimen_id: int
    why: str  # what the chart says now, in one sentence

    @property
    def sentence(self) -> str:
        return _("Occasion {n} of {day:%d %b %Y}: {why} Correct it to met.").format(
            n=self.number, day=self.on, why=self.why
        )


def where_of(one: ReconsideredOccasion) -> dict[str, Any]:
    """What the window of its correction opens with."""
    evidence = _("Test of {day:%d %b %Y}").format(day=one.on)
    return {
        "occasion_id": one.occasion_id,
        "outcome": Outcome.MET.value,
        "evidence": evidence,
        "reason": one.why,
        "specimen_id": one.specimen_id,
    }


@query(Can.RECORD_REWARD, "rewards.reconsidered")
def reconsidered_of(ctx: Context, client_id: int) -> list[ReconsideredOccasion]:
    """What of this client's rewards would be met by what the chart says now."""
    return list(reconsidered(ctx, client_id))


def reconsidered(ctx: Context, client_id: int | None = None) -> Iterable[ReconsideredOccasion]:
    """Of one client or of everyone who may be seen."""
    statement = (
        select(Occasion.enrollment_id)
        .join(Enrollment, Enrollment.id == Occasion.enrollment_id)
        .where(
            Occasion.specimen_id.is_not(None),
            Occasion.outcome.in_([Outcome.NOT_MET, Outcome.WITHDRAWN]),
        )
    )
    if client_id is not None:
        statement = statement.where(Occasion.client_id == client_id)
    for enrollment_id in ctx.rows(int, statement.distinct()):
        yield from _of_enrollment(ctx, ctx.get(Enrollment, enrollment_id))


def _of_enrollment(ctx: Context, enrollment: Enrollment) -> Iterable[ReconsideredOccasion]:
    occasions = occasions_of(ctx, enrollment.id)
    for one in occasions:
        if one.outcome is Outcome.NOT_MET and one.specimen_id is not None:
            yield from _now_met(ctx, enrollment, one, ctx.get(Specimen, one.specimen_id))
        elif one.outcome is Outcome.WITHDRAWN and one.occasion_no < len(occasions):
            for specimen in _samples_of_day(ctx, one):
                yield from _now_met(ctx, enrollment, one, specimen)


def _samples_of_day(ctx: Context, one: Occasion) -> list[Specimen]:
    """The samples that could stand for a visit whose test was of another client."""
    mine = select(Specimen).where(Specimen.client_id == one.client_id, Specimen.void_reason == "")
    return [s for s in ctx.find(mine) if s.collected_at.astimezone().date() == one.occurred_on]


def _now_met(
    ctx: Context, enrollment: Enrollment, one: Occasion, specimen: Specimen
) -> Iterable[ReconsideredOccasion]:
    if specimen.void_reason:
        return
    names = ingredients_of(ctx)
    results = ctx.find(select(SpecimenResult).where(SpecimenResult.specimen_id == specimen.id))
    overturned = [r for r in results if r.finding is Finding.POSITIVE and r.confirmed == OVERTURNED]
    positive = {
        names.analyte(r.analyte)
        for r in results
        if r.finding is Finding.POSITIVE and r.confirmed != OVERTURNED
    }
    negative = {names.analyte(r.analyte) for r in results} - positive
    prescribed = medications.prescribed_analytes(ctx, one.client_id, one.occurred_on)
    reading = TestReading(
        positive=frozenset(positive),
        negative=frozenset(negative),
        valid=specimen.validity is Validity.VALID,
    )
    sample = from_chart.TestedSample(specimen.id, one.occurred_on, reading, prescribed)
    if from_chart.decided(ctx, enrollment, sample).outcome is not Outcome.MET:
        return
    if one.outcome is Outcome.WITHDRAWN:
        why = _("Its own sample is there.")
    elif overturned:
        listed = ", ".join(r.analyte for r in overturned)
        why = _("The laboratory did not confirm {names}.").format(names=listed)
    else:
        why = _("A prescribed medicine explains what was found.")
    yield ReconsideredOccasion(
        occasion_id=one.id,
        client_id=one.client_id,
        number=one.occasion_no,
        on=one.occurred_on,
        specimen_id=specimen.id,
        why=why,
    )
