"""Episodes of care: referral, screening, admission, levels, discharge, readmission."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from counselor_desk.catalog import definitions
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import checked, fill, refuse_future
from counselor_desk.domain.care import levels as care
from counselor_desk.domain.medication.medication import OfferOutcome
from counselor_desk.domain.roles import Can
from counselor_desk.records.care import Discharge, Episode, LevelOfCare, Move, NeedRating, Reason
from counselor_desk.records.medication import MedicationOffer
from counselor_desk.records.people import Client
from counselor_desk.records.schedule import CAME, Appointment
from counselor_desk.services.care import signed_time
from counselor_desk.services.care.naloxone_need import NALOXONE, needs
from counselor_desk.services.clients.leaving import end_everything

ADULT = 18


@dataclass(frozen=True)
class CareStatus:
    """Where a client stands in care today: what the identity strip and the overview say."""

    episode: Episode | None
    level: LevelOfCare | None
    day: int = 0
    hours: str = ""

    @property
    def words(self) -> str:
        """ "2.1 Intensive outpatient, day 47"."""
        if self.episode is None:
            return _("no open episode")
        if self.episode.admitted_on is None:
            return _("referred, not admitted")
        day = _("day {day}").format(day=self.day)
        if self.level is None:
            return day
        label = definitions.edition(self.level.edition).label(self.level.code)
        return f"{label.replace('  ', ' ')}, {day}"


@dataclass(frozen=True)
class EpisodeHistory:
    """Everything about a client's episodes, newest first."""

    episodes: list[Episode]
    levels: list[LevelOfCare]
    discharges: dict[int, Discharge]
    ratings: list[NeedRating]


@query(Can.SEE_CLIENTS, "episodes.standing")
def standing(ctx: Context, client_id: int) -> CareStatus:
    """The open episode, its level and the week's hours."""
    episode = _open(ctx, client_id)
    if episode is None or episode.admitted_on is None:
        return CareStatus(episode, None)
    today = ctx.today
    level = _level_now(ctx, episode.id)
    hours = ""
    if level is not None:
        known = definitions.edition(level.edition).level(level.code)
        young = _is_young(ctx.get(Client, client_id), today)
        hours = known.for_age(young).reading(_minutes(ctx, client_id, today)) if known else ""
    return CareStatus(episode, level, care.day_in_care(episode.admitted_on, today), hours)


@query(Can.READ_CHART, "episodes.history")
def history(ctx: Context, client_id: int) -> EpisodeHistory:
    of = Episode.client_id.in_(ctx.person_charts(client_id))
    episodes = ctx.find(select(Episode).where(of).order_by(Episode.id.desc()))
    levels = ctx.find(
        select(LevelOfCare)
        .where(LevelOfCare.client_id.in_(ctx.person_charts(client_id)))
        .order_by(LevelOfCare.starts_on.desc(), LevelOfCare.id.desc())
    )
    discharges = ctx.find(select(Discharge).where(Discharge.client_id.in_(ctx.person_charts(client_id))))
    ratings = ctx.find(
        select(NeedRating)
        .where(NeedRating.client_id.in_(ctx.person_charts(client_id)))
        .order_by(NeedRating.id.desc())
    )
    return EpisodeHistory(episodes, levels, {d.episode_id: d for d in discharges}, ratings)


@command(Can.REGISTER_CLIENT, "episodes.begin")
def begin(ctx: Context, client_id: int, values: Mapping[str, Any]) -> Episode:
    """A new episode from its referral or screening; one client has one open episode."""
    client = ctx.get(Client, client_id)
    if _open(ctx, client.id) is not None:
        raise Refused(_("This client has an open episode. Close it before a new one."))
    given = checked(Episode, values)
    today = ctx.today
    admitted = given.pop("admitted_on", None)
    for key in ("referred_on", "screened_on"):
        refuse_future(given.get(key), today, key)
    last = ctx.value(
        select(Episode.discharged_on)
        .where(Episode.client_id == client.id)
        .order_by(Episode.discharged_on.desc())
        .limit(1)
    )
    if admitted is not None and last is not None and admitted < last:
        raise Refused(_("This is before the last discharge. Check the date."), "admitted_on")
    episode = Episode(client_id=client.id, **given)
    if admitted is not None:
        episode.admit(admitted, today)
    if client.closed_at is not None:
        client.closed_at = None
    return ctx.add(episode)


@command(Can.REGISTER_CLIENT, "episodes.admit")
def admit(ctx: Context, episode_id: int, on: date) -> Episode:
    """The day of the first direct service; a screening alone is not an admission."""
    episode = ctx.get(Episode, episode_id)
    episode.admit(on, ctx.today)
    return episode


@command(Can.REGISTER_CLIENT, "episodes.correct")
def correct(ctx: Context, episode_id: int, values: Mapping[str, Any]) -> Episode:
    """Set dates and referral right; the order referral, admission, levels, discharge holds."""
    episode = ctx.get(Episode, episode_id)
    fill(episode, values)
    for key in ("referred_on", "screened_on", "admitted_on"):
        refuse_future(getattr(episode, key), ctx.today, key)
    on = episode.admitted_on
    earlier = [d for d in (episode.referred_on, episode.screened_on) if d]
    if on is not None and earlier and on < max(earlier):
        raise Refused(_("The admission is before referral or screening."), "admitted_on")
    if on is not None and episode.discharged_on is not None and on > episode.discharged_on:
        raise Refused(_("The admission is after the discharge. Check the date."), "admitted_on")
    first = ctx.value(
        select(LevelOfCare.starts_on)
        .where(LevelOfCare.episode_id == episode.id)
        .order_by(LevelOfCare.starts_on)
        .limit(1)
    )
    if first is not None and (on is None or on > first):
        raise Refused(_("A level of care began before this day. Check the date."), "admitted_on")
    return episode


@command(Can.WRITE_NOTE, "episodes.place")
def place(
    ctx: Context, episode_id: int, level: tuple[str, str], on: date, move: Move = Move.START
) -> LevelOfCare:
    """From this day on this level, as (edition, code); the level before ends the day it starts."""
    episode = ctx.get(Episode, episode_id)
    edition, code = level
    _check_level(ctx, episode, level, on)
    before = _level_now(ctx, episode.id)
    if before is not None:
        if on < before.starts_on:
            raise Refused(_("This is before the current level began. Check the date."), "starts_on")
        if (before.edition, before.code) == (edition, code):
            raise Refused(_("This is already the current level. Choose another."), "code")
        before.ends_on = on
    return ctx.add(
        LevelOfCare(
            client_id=episode.client_id,
            episode_id=episode.id,
            edition=edition,
            code=code,
            starts_on=on,
            move=move,
        )
    )


@command(Can.WRITE_NOTE, "episodes.discharge")
def discharge(ctx: Context, episode_id: int, on: date, reason: Reason, values: Mapping[str, Any]) -> Episode:
    """Close an episode with its reason and the after-care plan.

    Tolerance is lost in care: who leaves with an opioid problem and without naloxone is asked about,
    and `no_naloxone` among the values says why none was given.
    """
    episode = ctx.get(Episode, episode_id)
    given = dict(values)
    why_none = str(given.pop("no_naloxone", "") or "").strip()
    if reason is Reason.COMPLETED and not str(values.get("after_care") or "").strip():
        raise Refused(_("Write the after-care plan: who, where and when."), "after_care")
    if reason is not Reason.DIED:
        _ask_for_naloxone(ctx, episode.client_id, why_none)
    episode.discharge(on, reason, ctx.today)
    level = _level_now(ctx, episode.id)
    if level is not None:
        level.ends_on = max(on, level.starts_on)
    leaving = Discharge(client_id=episode.client_id, episode_id=episode.id)
    fill(leaving, given)
    refuse_future(leaving.last_contact_on, ctx.today, "last_contact_on")
    ctx.add(leaving)
    elsewhere = select(Episode.id).where(
        Episode.client_id == episode.client_id, Episode.id != episode.id, Episode.discharged_on.is_(None)
    )
    if ctx.value(elsewhere) is None:
        end_everything(ctx, episode.client_id, on)
    return episode


def _ask_for_naloxone(ctx: Context, client_id: int, why_none: str) -> None:
    need = needs(ctx, client_id).get(client_id)
    if need is None:
        return
    if not why_none:
        sentence = _("{need} Give a kit before the client leaves, or say why not.")
        raise Refused(sentence.format(need=need.sentence), "no_naloxone")
    ctx.add(
        MedicationOffer(
            client_id=client_id,
            medicine=NALOXONE,
            choice=OfferOutcome.NOT_GIVEN,
            why=why_none,
            offered_on=ctx.today,
            offered_by=ctx.actor.id,
        )
    )


@command(Can.WRITE_NOTE, "episodes.rate_needs")
def rate_needs(
    ctx: Context,
    client_id: int,
    edition: str,
    ratings: Mapping[int, int],
    values: Mapping[str, Any],
) -> NeedRating:
    """Rate need area by area; where the chosen level differs from the suggested, say why.

    Values: `notes` {area: words}, `chosen` level code, `difference` in words.
    """
    client, book = ctx.get(Client, client_id), definitions.edition(edition)
    suggested, chosen, difference = _chosen(book, ratings, values)
    episode = _open(ctx, client.id)
    return ctx.add(
        NeedRating(
            client_id=client.id,
            episode_id=episode.id if episode else None,
            edition=edition,
            edition_version=book.version,
            rated_on=ctx.today,
            rated_by=ctx.actor.id,
            ratings={str(k): v for k, v in ratings.items()},
            notes={str(k): v for k, v in dict(values.get("notes") or {}).items()},
            suggested=suggested,
            chosen=chosen,
            difference=difference,
        )
    )


def _chosen(
    book: care.LevelEdition, ratings: Mapping[int, int], values: Mapping[str, Any]
) -> tuple[str, str, str]:
    """The level that needs point to, the one chosen, and why they differ."""
    for number, rating in ratings.items():
        if rating not in range(5) or number not in range(1, 7):
            raise Refused(_("Rate each area from 0 to 4."), f"area{number}")
    suggestion = book.suggest(ratings)
    suggested = suggestion.level.code if suggestion.level else ""
    chosen = str(values.get("chosen") or "")
    difference = str(values.get("difference") or "").strip()
    if chosen and book.level(chosen) is None:
        raise Refused(_("Choose a level of this edition."), "chosen")
    if chosen and suggested and chosen != suggested and not difference:
        raise Refused(_("Say why the level differs from the one needs point to."), "difference")
    return suggested, chosen, difference


def _open(ctx: Context, client_id: int) -> Episode | None:
    return ctx.first(select(Episode).where(Episode.client_id == client_id, Episode.discharged_on.is_(None)))


def _level_now(ctx: Context, episode_id: int) -> LevelOfCare | None:
    return ctx.first(
        select(LevelOfCare)
        .where(LevelOfCare.episode_id == episode_id, LevelOfCare.ends_on.is_(None))
        .order_by(LevelOfCare.id.desc())
    )


def _check_level(ctx: Context, episode: Episode, level: tuple[str, str], on: date) -> None:
    if episode.admitted_on is None:
        raise Refused(_("Admit the client first: a level begins with the admission."), "code")
    if not episode.is_open:
        raise Refused(_("This episode is closed. Start a new one."), "code")
    if definitions.edition(level[0]).level(level[1]) is None:
        raise Refused(_("Choose a level of this edition."), "code")
    if on < episode.admitted_on:
        raise Refused(_("A level can't begin before the admission."), "starts_on")
    refuse_future(on, ctx.today, "starts_on")


def _is_young(client: Client, today: date) -> bool:
    """Under 18: levels of care ask fewer hours of adolescents."""
    born = client.born
    if born is None:
        return False
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) < ADULT


def _minutes(ctx: Context, client_id: int, today: date) -> int:
    """Minutes attended in the week so far, from Monday on: as signed, as booked before there is a note."""
    monday = today - timedelta(days=today.weekday())
    rows: list[tuple[datetime, str, int]] = ctx.tuples(
        select(Appointment.starts_at, Appointment.kind, Appointment.minutes)
        .where(Appointment.client_id == client_id, Appointment.attendance.in_(CAME))
        .order_by(Appointment.starts_at)
    )
    came = [row for row in rows if monday <= row[0].astimezone().date() <= today]
    return signed_time.minutes_in(ctx, client_id, came, monday, today)
