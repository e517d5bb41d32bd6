"""From when to when a session was: its minutes, and what has to be asked before anybody signs them."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from counselor_desk.core.i18n import _
from counselor_desk.domain.form import minutes_between

DAY = 24 * 60
LONG, LONGEST = 3 * 60, 12 * 60  # minutes: what is asked about, and what is no session
PAST_MIDNIGHT, THAT_LONG = "past midnight", "that long"


def length(body: Mapping[str, Any]) -> int | None:
    """The minutes of a note's session; None while it has no two times, or ends before it starts.

    One that ends earlier in the day than it starts went past midnight if the note says so. Up to three
    hours it is taken so, as notes have it that were signed before anybody was asked: `doubt` asks now.
    """
    start, stop = body.get("start"), body.get("stop")
    if not start or not stop:
        return None
    minutes = minutes_between(start, stop)
    if minutes <= 0 and (body.get("odd_length") == PAST_MIDNIGHT or minutes + DAY <= LONG):
        minutes += DAY
    return minutes if 0 < minutes <= LONGEST else None


def doubt(body: Mapping[str, Any], hours_are_usual: bool = False) -> str:
    """What is wrong with the times, or has to be said about them, in one sentence; "" when all is well."""
    start, stop = body.get("start"), body.get("stop")
    if not start or not stop:
        return ""
    minutes, said = minutes_between(start, stop), body.get("odd_length")
    if minutes <= 0 and said != PAST_MIDNIGHT:
        return _("It ends before it starts. Correct the times, or say that it went past midnight.")
    if minutes <= 0:
        minutes += DAY
    if minutes > LONGEST:
        return _("A session can't be longer than 12 hours. Correct the times.")
    if minutes > LONG and not hours_are_usual and not said:
        return _("It lasts {n} minutes. Correct the times, or say that it was that long.").format(n=minutes)
    return ""


def begins_at(on: date | None, body: Mapping[str, Any]) -> datetime | None:
    """The moment of its start by the clock on the wall; None while its two times can't be said."""
    if on is None or length(body) is None:
        return None
    hour, minute = str(body["start"]).split(":")[:2]
    return datetime.combine(on, time(int(hour), int(minute))).astimezone()


def ends_at(on: date | None, body: Mapping[str, Any]) -> datetime | None:
    begins, minutes = begins_at(on, body), length(body)
    return begins + timedelta(minutes=minutes) if begins and minutes else None
