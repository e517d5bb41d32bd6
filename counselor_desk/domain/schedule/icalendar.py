"""A calendar file that other programs read (RFC 5545), with times and nothing of a client."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from counselor_desk.core.i18n import _


@dataclass(frozen=True)
class Entry:
    """One block of time and the few words that may leave the vault."""

    key: str
    starts_at: datetime
    minutes: int
    words: str


def initials(name: str) -> str:
    """Rosa Medina: R. M."""
    return " ".join(f"{part[0].upper()}." for part in name.split()[:2] if part)


def write(entries: Iterable[Entry], made_at: datetime) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Counselor Desk//EN", "METHOD:PUBLISH"]
    for entry in entries:
        ends_at = entry.starts_at + timedelta(minutes=entry.minutes)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{entry.key}@counselor-desk",
            f"DTSTAMP:{_utc(made_at)}",
            f"DTSTART:{_utc(entry.starts_at)}",
            f"DTEND:{_utc(ends_at)}",
            f"SUMMARY:{_escaped(entry.words or _('Session'))}",
            "CLASS:PRIVATE",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(words: str) -> str:
    for mark in ("\\", ";", ","):
        words = words.replace(mark, f"\\{mark}")
    return " ".join(words.split())


def _folded(line: str) -> str:
    """RFC 5545 3.1: no line is longer than 75 octets; what follows begins with a blank."""
    parts, now = [], ""
    for letter in line:
        if len((now + letter).encode()) > 74:
            parts.append(now)
            now = ""
        now += letter
    return "\r\n ".join([*parts, now])
