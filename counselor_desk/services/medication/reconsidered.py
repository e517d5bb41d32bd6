"""Outcomes of rewards that the chart now speaks against: the laboratory, or a medicine found later."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select

from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.date_words import day_words
from counselor_desk.domain.medication.ingredients import Ingredients
from counselor_desk.domain.rewards.schedule import Outcome
from counselor_desk.domain.rewards.target import TestReading
from counselor_desk.domain.roles import Can
from counselor_desk.records.medication import Medication
from counselor_desk.records.reward import Enrollment, Occasion
from counselor_desk.records.schedule import CAME, Appointment
from counselor_desk.records.specimen import OVERTURNED, Specimen, SpecimenResult, Validity
from counselor_desk.services.clinic.medicine_names import ingredients_of
from counselor_desk.services.medication import medications
from counselor_desk.services.rewards import from_chart


@dataclass(frozen=True)
class ReconsideredOccasion:
    """An occasion that waits to be corrected in the client's favor, by two people."""

    occasion_id: int
    client_id: int
    number: int
    on: date
    specimen_id: int | None
    why: str  # what the chart says now, in one sentence
    outcome: Outcome = Outcome.MET  # or withdrawn: nothing stands behind it any more

    @property
    def sentence(self) -> str:
        if self.outcome is Outcome.WITHDRAWN:
            return _("Visit {n} of {day}: {why} Undo it, or mark the session again.").format(
                n=self.number, day=day_words(self.on), why=self.why
            )
        return _("Visit {n} of {day}: {why} Correct it to met.").format(
            n=self.number, day=day_words(self.on), why=self.why
        )


def where_of(one: ReconsideredOccasion) -> dict[str, Any]:
    """What the window of its correction opens with."""
    evidence = _("Test of {day}").format(day=day_words(one.on))
    return {
        "occasion_id": one.occasion_id,
        "outcome": one.outcome.value,
        "evidence": evidence if one.outcome is Outcome.MET else "",
        "reason": one.why,
        "specimen_id": one.specimen_id,
    }


@query(Can.RECORD_REWARD, "rewards.reconsidered")
def reconsidered_of(ctx: Context, client_id: int) -> list[ReconsideredOccasion]:
    """What of this client's rewards would be met by what the chart says now."""
    return reconsidered(ctx, client_id)


def reconsidered(ctx: Context, client_id: int | None = None) -> list[ReconsideredOccasion]:
    """Of one client or of everyone who may be seen, in a handful of questions to the vault."""
    unattended = _unattended(ctx, client_id)
    waiting = _waiting(ctx, client_id)
    if not waiting:
        return unattended
    clients = {occasion.client_id for occasion in waiting}
    known = _ChartOfTests(
        names=ingredients_of(ctx),
        enrollments={
            occasion.id: occasion
            for occasion in ctx.find(
                select(Enrollment).where(Enrollment.id.in_({occasion.enrollment_id for occasion in waiting}))
            )
        },
        specimens=ctx.find(
            select(Specimen).where(Specimen.client_id.in_(clients), Specimen.void_reason == "")
        ),
        results=_grouped(
            ctx.find(select(SpecimenResult).where(SpecimenResult.client_id.in_(clients))),
            lambda result: result.specimen_id,
        ),
        medicines=_grouped(
            ctx.find(select(Medication).where(Medication.client_id.in_(clients))),
            lambda medicine: medicine.client_id,
        ),
    )
    return unattended + [found for occasion in waiting for found in known.now_met(occasion)]


def _unattended(ctx: Context, client_id: int | None) -> list[ReconsideredOccasion]:
    """Sessions that made an outcome and are no longer marked as attended: a mark set right."""
    statement = (
        select(Occasion)
        .join(Enrollment, Enrollment.id == Occasion.enrollment_id)
        .where(Enrollment.by_session.is_(True))
        .order_by(Occasion.enrollment_id, Occasion.occasion_no, Occasion.revision)
    )
    if client_id is not None:
        statement = statement.where(Occasion.client_id == client_id)
    newest = {(row.enrollment_id, row.occasion_no): row for row in ctx.find(statement)}
    met = [row for row in newest.values() if row.outcome is Outcome.MET]
    if not met:
        return []
    sessions = ctx.tuples(
        select(Appointment.client_id, Appointment.starts_at, Appointment.attendance).where(
            Appointment.client_id.in_({row.client_id for row in met})
        )
    )
    came: dict[tuple[int, date], bool] = {}
    for one, starts_at, attendance in sessions:
        key = one, starts_at.astimezone().date()
        came[key] = came.get(key, False) or attendance in CAME
    return [
        ReconsideredOccasion(
            occasion_id=row.id,
            client_id=row.client_id,
            number=row.occasion_no,
            on=row.occurred_on,
            specimen_id=None,
            why=_("No session of that day is marked as attended any more."),
            outcome=Outcome.WITHDRAWN,
        )
        for row in met
        if came.get((row.client_id, row.occurred_on)) is False
    ]


def _waiting(ctx: Context, client_id: int | None) -> list[Occasion]:
    """Where it could have gone otherwise: not met, or withdrawn with later visits behind it."""
    of_tests = select(Occasion.enrollment_id).where(
        Occasion.specimen_id.is_not(None), Occasion.outcome.in_([Outcome.NOT_MET, Outcome.WITHDRAWN])
    )
    if client_id is not None:
        of_tests = of_tests.where(Occasion.client_id == client_id)
    rows = ctx.find(
        select(Occasion)
        .where(Occasion.enrollment_id.in_(of_tests))
        .order_by(Occasion.enrollment_id, Occasion.occasion_no, Occasion.revision)
    )
    newest = {(row.enrollment_id, row.occasion_no): row for row in rows}
    last: dict[int, int] = {}
    for row in newest.values():
        if row.outcome is not Outcome.WITHDRAWN:
            last[row.enrollment_id] = row.occasion_no
    return [
        row
        for row in newest.values()
        if row.specimen_id is not None
        and (
            # What two people corrected to not met, they had their reason for.
            (row.outcome is Outcome.NOT_MET and row.confirmed_by is None)
            or (row.outcome is Outcome.WITHDRAWN and row.occasion_no < last.get(row.enrollment_id, 0))
        )
    ]


T = TypeVar("T")


def _grouped(rows: Iterable[T], key: Callable[[T], int]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


@dataclass(frozen=True)
class _ChartOfTests:
    """What the charts say of tests and medicines, read once."""

    names: Ingredients
    enrollments: dict[int, Enrollment]
    specimens: list[Specimen]  # none that was entered in error
    results: dict[int, list[SpecimenResult]]  # by specimen
    medicines: dict[int, list[Medication]]  # by client

    def now_met(self, occasion: Occasion) -> Iterable[ReconsideredOccasion]:
        for specimen in self._samples_of(occasion):
            if self._is_met(occasion, specimen):
                yield ReconsideredOccasion(
                    occasion_id=occasion.id,
                    client_id=occasion.client_id,
                    number=occasion.occasion_no,
                    on=occasion.occurred_on,
                    specimen_id=specimen.id,
                    why=self._why(occasion, specimen),
                )
                return

    def _samples_of(self, one: Occasion) -> list[Specimen]:
        """Its own sample; of a withdrawn visit, whose test was another client's, those of its day."""
        if one.outcome is Outcome.NOT_MET:
            return [s for s in self.specimens if s.id == one.specimen_id]
        return [
            s
            for s in self.specimens
            if s.client_id == one.client_id and s.collected_at.astimezone().date() == one.occurred_on
        ]

    def _is_met(self, occasion: Occasion, specimen: Specimen) -> bool:
        results = self.results.get(specimen.id, [])
        positive = {self.names.analyte(r.analyte) for r in results if r.is_positive}
        negative = {self.names.analyte(r.analyte) for r in results} - positive
        reading = TestReading(
            positive=frozenset(positive),
            negative=frozenset(negative),
            valid=specimen.validity is Validity.VALID,
        )
        medicines = self.medicines.get(occasion.client_id, [])
        explained = medications.explained_on(self.names, medicines, occasion.occurred_on)
        sample = from_chart.TestedSample(specimen.id, occasion.occurred_on, reading, explained)
        enrollment = self.enrollments[occasion.enrollment_id]
        return from_chart.decided(self.names, enrollment, sample).outcome is Outcome.MET

    def _why(self, one: Occasion, specimen: Specimen) -> str:
        if one.outcome is Outcome.WITHDRAWN:
            return _("Its own sample is there.")
        overturned = [r for r in self.results.get(specimen.id, ()) if r.confirmed == OVERTURNED]
        if overturned:
            listed = ", ".join(r.analyte for r in overturned)
            return _("The laboratory did not confirm {names}.").format(names=listed)
        return _("A prescribed medication explains the result.")
