"""One life-line: scores, levels, medication, tests, sessions, rewards and returns to use."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from counselor_desk.catalog import definitions
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.care import substance
from counselor_desk.domain.rewards.schedule import Outcome
from counselor_desk.domain.roles import Can
from counselor_desk.records.care import LevelOfCare
from counselor_desk.records.medication import Medication
from counselor_desk.records.reward import Occasion
from counselor_desk.records.schedule import Appointment, Attendance
from counselor_desk.records.specimen import Specimen, SpecimenResult, Validity
from counselor_desk.records.substance import UseEvent
from counselor_desk.services.assessments import assessments
from counselor_desk.services.assessments.assessments import ScoreTrend


@dataclass(frozen=True)
class LifelineBar:
    """Something that lasts: a level of care, a medicine."""

    lane: str
    label: str
    start: date
    end: date | None


@dataclass(frozen=True)
class LifelineMark:
    """Something that happens on a day; `sign` says which mark is drawn for it."""

    lane: str
    on: date
    sign: str  # "full", "open", "cross", "half": readable without color
    words: str


@dataclass(frozen=True)
class LifeLine:
    """Everything to draw, and the days that it spans."""

    first: date
    last: date
    bars: tuple[LifelineBar, ...]
    marks: tuple[LifelineMark, ...]
    trends: tuple[ScoreTrend, ...]

    @property
    def lanes(self) -> list[str]:
        return list(dict.fromkeys([b.lane for b in self.bars] + [m.lane for m in self.marks]))


@query(Can.READ_CHART, "timeline.lifeline")
def lifeline(ctx: Context, client_id: int) -> LifeLine:
    today = ctx.today
    bars = [*_levels(ctx, client_id), *_medicines(ctx, client_id)]
    marks = [*_sessions(ctx, client_id), *_tests(ctx, client_id), *_rewards(ctx, client_id)]
    marks += _returns(ctx, client_id)
    trends = tuple(t for t in assessments.trends(ctx, client_id) if len(t.points) > 1)
    days = [b.start for b in bars] + [m.on for m in marks]
    days += [p.on for t in trends for p in t.points]
    return LifeLine(min(days, default=today), today, tuple(bars), tuple(marks), trends)


def _levels(ctx: Context, client_id: int) -> Iterable[LifelineBar]:
    levels = ctx.find(
        select(LevelOfCare)
        .where(LevelOfCare.client_id.in_(ctx.person_charts(client_id)))
        .order_by(LevelOfCare.starts_on)
    )
    for level in levels:
        yield LifelineBar(_("Level of care"), level.code, level.starts_on, level.ends_on)


def _medicines(ctx: Context, client_id: int) -> Iterable[LifelineBar]:
    medications = ctx.find(
        select(Medication)
        .where(Medication.client_id.in_(ctx.person_charts(client_id)), Medication.started_on.is_not(None))
        .order_by(Medication.started_on)
    )
    for medication in medications:
        if medication.started_on is not None:
            known = definitions.medicines().get(medication.medicine)
            name = known.title if known else medication.name
            yield LifelineBar(
                _("Medication"), name.partition(" (")[0], medication.started_on, medication.stopped_on
            )


def _sessions(ctx: Context, client_id: int) -> Iterable[LifelineMark]:
    rows = ctx.tuples(
        select(Appointment.starts_at, Appointment.kind, Appointment.attendance)
        .where(
            Appointment.client_id.in_(ctx.person_charts(client_id)),
            Appointment.starts_at <= ctx.now,
            Appointment.attendance != Attendance.BOOKED,
        )
        .order_by(Appointment.starts_at),
    )
    signs = {Attendance.ATTENDED: "full", Attendance.LATE: "full", Attendance.NO_SHOW: "open"}
    for at, kind, attendance in rows:
        sign = signs.get(attendance, "open")
        yield LifelineMark(_("Sessions"), at.astimezone().date(), sign, f"{kind}, {attendance}")


def _tests(ctx: Context, client_id: int) -> Iterable[LifelineMark]:
    results = ctx.find(
        select(SpecimenResult).where(SpecimenResult.client_id.in_(ctx.person_charts(client_id)))
    )
    odd = {r.specimen_id for r in results if r.unexpected}
    names: dict[int, list[str]] = {}
    for result in results:
        if result.unexpected:
            names.setdefault(result.specimen_id, []).append(f"{result.analyte} {result.finding.words}")
    specimens = ctx.find(
        select(Specimen)
        .where(Specimen.client_id.in_(ctx.person_charts(client_id)), Specimen.void_reason == "")
        .order_by(Specimen.collected_at)
    )
    for specimen in specimens:
        day = specimen.collected_at.astimezone().date()
        if specimen.validity is not Validity.VALID:
            yield LifelineMark(_("Tests"), day, "half", specimen.validity.words)
        else:
            words = ", ".join(names.get(specimen.id, [])) or _("as expected")
            yield LifelineMark(_("Tests"), day, "cross" if specimen.id in odd else "full", words)


def _rewards(ctx: Context, client_id: int) -> Iterable[LifelineMark]:
    occasions = ctx.find(
        select(Occasion).where(Occasion.client_id.in_(ctx.person_charts(client_id))).order_by(Occasion.id)
    )
    for occasion in occasions:
        sign = "full" if occasion.outcome is Outcome.MET else "open"
        yield LifelineMark(_("Rewards"), occasion.occurred_on, sign, str(occasion.outcome))


def _returns(ctx: Context, client_id: int) -> Iterable[LifelineMark]:
    use_events = ctx.find(
        select(UseEvent)
        .where(UseEvent.client_id.in_(ctx.person_charts(client_id)))
        .order_by(UseEvent.happened_on)
    )
    for use_event in use_events:
        words = substance.name_of(use_event.substance)
        yield LifelineMark(_("Return to use"), use_event.happened_on, "cross", words)
