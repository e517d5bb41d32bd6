"""A calendar file that other programs read (RFC 5545), with times and nothing of a client."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from counselor_desk.core.i18n import _


@dataclass(frozen=True)
class CalendarEntry:
    """One block of time and the few words that may leave the vault."""

    key: str
    starts_at: datetime
    minutes: int
    words: str


def initials(name: str) -> str:
    """Rosa Medina: R. M."""
    return " ".join(f"{part[0].upper()}." for part in name.split()[:2] if part)


def write(entries: Iterable[CalendarEntry], made_at: datetime) -> bytes:
    from icalendar import Calendar, Event  # a seventh of a second: not before somebody asks for it

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Counselor Desk//EN")
    calendar.add("method", "PUBLISH")
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.key}@counselor-desk")
        event.add("dtstamp", made_at.astimezone(UTC))
        event.add("dtstart", entry.starts_at.astimezone(UTC))
        event.add("dtend", entry.starts_at.astimezone(UTC) + timedelta(minutes=entry.minutes))
        event.add("summary", " ".join(entry.words.split()) or _("Session"))
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    raw: bytes = calendar.to_ical()
    return raw
