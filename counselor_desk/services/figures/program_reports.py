"""What the reports of counts alone are made of, and the rows behind their figures."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import NotNullable, func, select

from counselor_desk.catalog import definitions
from counselor_desk.core.i18n import _
from counselor_desk.desk.days import within_days
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.assessments.instrument import Scale
from counselor_desk.domain.figures.survival_curve import POINTS, Stay, make_stay
from counselor_desk.domain.roles import Can
from counselor_desk.records.assessment import Administration, Score
from counselor_desk.records.care import Episode, Reason
from counselor_desk.records.family import FamilyPlace, FamilySession, HandoutGiven, Relative
from counselor_desk.records.people import Client
from counselor_desk.records.schedule import CAME, MISSED, Appointment
from counselor_desk.services.figures.program_figures import FigureRow
from counselor_desk.services.figures.staff_reports import FigureBuilder, FigureRows

PLANNED = frozenset({Reason.COMPLETED, Reason.TRANSFERRED})
Pair = tuple[int, int]


def stays(ctx: Context, first: date, last: date) -> dict[int, Stay]:
    """Each person's first episode that began in the period: people are counted, not episodes."""
    today = ctx.today
    statement = (
        select(Episode.client_id, NotNullable(Episode.admitted_on), Episode.discharged_on, Episode.reason)
        .where(Episode.admitted_on >= first, Episode.admitted_on <= last)
        .order_by(Episode.admitted_on, Episode.id)
    )
    stay_by_client: dict[int, Stay] = {}
    for client_id, admitted, ended, reason in ctx.tuples(statement):
        stay_by_client.setdefault(client_id, make_stay(admitted, ended, reason not in PLANNED, today))
    return stay_by_client


def last_endings(ctx: Context, first: date, last: date) -> dict[int, tuple[Reason, date]]:
    """Why and when each person left care the last time in the period."""
    statement = (
        select(Episode.client_id, Episode.reason, NotNullable(Episode.discharged_on))
        .where(
            Episode.admitted_on.is_not(None),
            Episode.discharged_on >= first,
            Episode.discharged_on <= last,
        )
        .order_by(Episode.discharged_on, Episode.id)
    )
    rows = ctx.tuples(statement)
    return {client_id: (reason or Reason.OTHER, on) for client_id, reason, on in rows}


def pairs(ctx: Context, first: date, last: date) -> dict[tuple[str, str], dict[int, Pair]]:
    """By instrument and scale the first and last value of everyone who answered twice or more."""
    series: dict[tuple[str, str], dict[int, list[int]]] = {}
    for client_id, instrument, scale, value in ctx.tuples(
        select(Score.client_id, Score.instrument, Score.scale, NotNullable(Score.value))
        .join(Administration, Administration.id == Score.administration_id)
        .where(
            Administration.complete,
            Administration.void_reason == "",
            Score.value.is_not(None),
            Score.taken_on >= first,
            Score.taken_on <= last,
        )
        .order_by(Score.taken_on, Score.id),
    ):
        series.setdefault((instrument, scale), {}).setdefault(client_id, []).append(value)
    twice = (
        (key, {who: (values[0], values[-1]) for who, values in people.items() if len(values) > 1})
        for key, people in sorted(series.items())
    )
    return {key: people for key, people in twice if people}


def scale_of(instrument: str, key: str) -> tuple[str, Scale] | None:
    """The scale and what it is called on paper; None when it is not known here any more."""
    form = definitions.instruments().get(instrument)
    scale = next((s for s in form.scales if s.key == key), None) if form else None
    if form is None or scale is None:
        return None
    return form.title if len(form.scales) == 1 else f"{form.title}: {scale.name}", scale


def direction(scale: Scale, pair: Pair) -> int:
    """1 better, -1 worse, 0 the same: by the published index, or what matters, or any difference."""
    least = scale.reliable_change or scale.matters or 1
    move = (pair[1] - pair[0]) * (-1 if scale.better == "low" else 1)
    return (move >= least) - (move <= -least)


@query(Can.PRINT, "program_rows.retention")
def retention(ctx: Context, first: date, last: date) -> list[FigureRows]:
    """Who began, who left early, and who was followed how long."""
    stay_by_client = stays(ctx, first, last)
    names, heap, part = _names(ctx, stay_by_client), FigureBuilder("care"), _("People")
    for sentence in (_("Began care"), _("Left early"), *map(_followed, POINTS)):
        heap.add(part, sentence)
    for client_id, name in names.items():
        stay = stay_by_client[client_id]
        row = FigureRow(client_id, name, _("{n} days").format(n=stay.days), None)
        heap.add(part, _("Began care"), row)
        heap.add(part, _("Left early"), *([row] if stay.left_early else []))
        for day in POINTS:
            heap.add(part, _followed(day), *([row] if stay.days >= day else []))
    return heap.figures()


def _followed(day: int) -> str:
    return _("Followed for {n} days").format(n=day)


@query(Can.READ_CHART, "program_rows.outcomes")
def outcomes(ctx: Context, first: date, last: date) -> list[FigureRows]:
    """Who answered twice, and who got better, stayed the same, or got worse."""
    heap = FigureBuilder("scores")
    ways = {1: _("Better"), 0: _("The same"), -1: _("Worse")}
    for key, people in pairs(ctx, first, last).items():
        known = scale_of(*key)
        if known is None:
            continue
        part, scale = known
        for sentence in (_("People with two or more"), *ways.values()):
            heap.add(part, sentence)
        for client_id, name in _names(ctx, people).items():
            pair = people[client_id]
            row = FigureRow(client_id, name, f"{pair[0]} \u2192 {pair[1]}", None)
            heap.add(part, _("People with two or more"), row)
            heap.add(part, ways[direction(scale, pair)], row)
    return heap.figures()


@dataclass(frozen=True)
class PeopleInCare:
    """Who came into care in a period, who left it, and who is in it on the last day."""

    admitted: dict[int, date]
    left: dict[int, tuple[Reason, date]]
    staying: dict[int, date]


def people(ctx: Context, first: date, last: date) -> PeopleInCare:
    ended = Episode.discharged_on
    return PeopleInCare(
        _first_of(ctx, Episode.admitted_on >= first, Episode.admitted_on <= last),
        last_endings(ctx, first, last),
        _first_of(ctx, Episode.admitted_on <= last, (ended.is_(None)) | (ended > last)),
    )


def _first_of(ctx: Context, *conditions: Any) -> dict[int, date]:
    """Each person's first admission among the episodes that are meant."""
    statement = (
        select(Episode.client_id, func.min(NotNullable(Episode.admitted_on)))
        .where(*conditions)
        .group_by(Episode.client_id)
    )
    return dict(ctx.tuples(statement))


@dataclass(frozen=True)
class PersonSession:
    """One person's session that was kept or missed."""

    kind: str
    was_kept: bool
    client_id: int
    client: str
    starts_at: datetime


def sessions(ctx: Context, first: date, last: date) -> list[PersonSession]:
    """By kind, the earliest first; without those that were called off or are still to come."""
    return ctx.rows(
        PersonSession,
        select(
            Appointment.kind,
            Appointment.attendance.in_(CAME),
            Client.id,
            Client.called,
            Appointment.starts_at,
        )
        .join(Client, Client.id == Appointment.client_id)
        .where(*within_days(Appointment.starts_at, first, last), Appointment.attendance.in_(CAME | MISSED))
        .order_by(Appointment.kind, Appointment.starts_at),
    )


@dataclass(frozen=True)
class Families:
    """What the family program held in a period, each as a row to look at."""

    evenings: list[FigureRow]
    relatives: list[FigureRow]
    given: list[FigureRow]


def families(ctx: Context, first: date, last: date) -> Families:
    places = (
        select(
            FamilySession.id,
            FamilySession.starts_at,
            FamilyPlace.relative_id,
            Relative.name,
            Client.id,
            Client.called,
        )
        .join(FamilyPlace, FamilyPlace.session_id == FamilySession.id)
        .join(Relative, Relative.id == FamilyPlace.relative_id)
        .join(Client, Client.id == FamilyPlace.client_id)
        .where(*within_days(FamilySession.starts_at, first, last), FamilyPlace.came.is_(True))
        .order_by(FamilySession.starts_at, Relative.name)
    )
    evenings: defaultdict[tuple[int, Any], list[str]] = defaultdict(list)
    relatives: dict[int, FigureRow] = {}
    for session, at, relative, called, who, name in ctx.tuples(places):
        evenings[session, at].append(called)
        relatives.setdefault(relative, FigureRow(who, called, _("of {name}").format(name=name), at))
    held = [FigureRow(None, _("Family evening"), ", ".join(came), at) for (_id, at), came in evenings.items()]
    given = (
        select(Client.id, Client.called, HandoutGiven.title, HandoutGiven.given_at)
        .join(Client, Client.id == HandoutGiven.client_id)
        .where(*within_days(HandoutGiven.given_at, first, last))
        .order_by(HandoutGiven.given_at)
    )
    return Families(held, list(relatives.values()), ctx.rows(FigureRow, given))


@query(Can.PRINT, "program_rows.program_summary")
def program_summary(ctx: Context, first: date, last: date) -> list[FigureRows]:
    """The people, their endings, the sessions and the families of a period."""
    return [
        *_people(ctx, people(ctx, first, last)),
        *_sessions(sessions(ctx, first, last)),
        *_families(families(ctx, first, last)),
    ]


def _people(ctx: Context, in_care: PeopleInCare) -> list[FigureRows]:
    heap = FigureBuilder("care")
    names = _names(ctx, {*in_care.admitted, *in_care.left, *in_care.staying})
    for sentence, days in (
        (_("Admitted"), in_care.admitted),
        (_("Left care"), {who: on for who, (_reason, on) in in_care.left.items()}),
        (_("In care on the last day"), in_care.staying),
    ):
        rows = [FigureRow(who, name, "", days[who]) for who, name in names.items() if who in days]
        heap.add(_("People"), sentence, *rows)
    for who, name in names.items():
        if who in in_care.left:
            reason, on = in_care.left[who]
            heap.add(_("Endings"), str(reason).capitalize(), FigureRow(who, name, "", on))
    return heap.figures()


def _sessions(person_sessions: Iterable[PersonSession]) -> list[FigureRows]:
    heap = FigureBuilder("appointments")
    for person_session in person_sessions:
        sentence = _("Attended") if person_session.was_kept else _("Missed")
        heap.add(
            str(person_session.kind).capitalize(),
            sentence,
            FigureRow(person_session.client_id, person_session.client, "", person_session.starts_at),
        )
    return heap.figures()


def _families(found: Families) -> list[FigureRows]:
    heap, part = FigureBuilder("family"), _("Families")
    heap.add(part, _("Family evenings held"), *found.evenings)
    heap.add(part, _("Relatives who came"), *found.relatives)
    heap.add(part, _("Handouts given"), *found.given)
    return [figure for figure in heap.figures() if figure.rows]


def _names(ctx: Context, ids: Iterable[int]) -> dict[int, str]:
    """By family name."""
    statement = (
        select(Client.id, Client.called)
        .where(Client.id.in_(sorted(ids)))
        .order_by(Client.family_name, Client.given_name, Client.id)
    )
    return dict(ctx.tuples(statement))
