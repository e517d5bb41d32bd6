"""What a calendar file holds, and what it does not."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from counselor_desk.domain.schedule import calendar_file
from counselor_desk.domain.schedule.calendar_file import CalendarEntry

AT = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")
ENTRY = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "CLASS"}


def read(raw):
    """The entries, by RFC 5545's own words and nobody's library."""
    assert raw.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n")), "3.1: 75 octets"
    assert b"\n" not in raw.replace(b"\r\n", b"")
    lines = raw.decode().replace("\r\n ", "").split("\r\n")[:-1]
    told = [tuple(line.split(":", 1)) for line in lines]
    assert (told[0], told[-1]) == (("BEGIN", "VCALENDAR"), ("END", "VCALENDAR"))
    found, entry = [], None
    for name, words in told[1:-1]:
        if (name, words) == ("BEGIN", "VEVENT"):
            assert entry is None
            entry = {}
        elif (name, words) == ("END", "VEVENT"):
            assert set(entry) == ENTRY
            found.append(entry)
            entry = None
        elif entry is None:
            assert (name, words) in {
                ("VERSION", "2.0"), ("PRODID", "-//Counselor Desk//EN"), ("METHOD", "PUBLISH"),
            }  # fmt: skip
        else:
            assert name not in entry, "each once"
            entry[name] = moment(words) if name.startswith("DT") else unescaped(words)
    assert entry is None
    return found


def moment(words):
    assert words.endswith("Z"), "in UTC: a clock change moves nothing"
    return datetime.strptime(words, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def unescaped(words):
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", words), "3.3.11"
    return re.sub(r"\\(.)", r"\1", words)


def test_an_entry_is_times_and_a_word():
    made_at = AT - timedelta(days=3)
    raw = calendar_file.write([CalendarEntry("7", AT, 50, "R. M."), CalendarEntry("8", AT, 50, "")], made_at)
    first, second = read(raw)
    assert first == {
        "UID": "7@counselor-desk", "DTSTAMP": made_at, "DTSTART": AT,
        "DTEND": AT + timedelta(minutes=50), "SUMMARY": "R. M.", "CLASS": "PRIVATE",
    }  # fmt: skip
    assert second["SUMMARY"] == "Session"


def test_nothing_booked_is_a_calendar_too():
    assert read(calendar_file.write([], AT)) == []


def test_no_line_is_longer_than_the_standard_allows_and_nothing_breaks_out():
    (entry,) = read(calendar_file.write([CalendarEntry("7", AT, 50, "ä;" * 60 + "\nEND:VEVENT")], AT))
    assert entry["SUMMARY"] == "ä;" * 60 + " END:VEVENT"


@given(st.lists(st.sampled_from('aä愛🙂\\;,:" \nn'), max_size=90).map("".join))
def test_any_words_come_out_as_they_went_in(words):
    (entry,) = read(calendar_file.write([CalendarEntry("7", AT, 50, words)], AT))
    assert entry["SUMMARY"] == (" ".join(words.split()) or "Session")


@pytest.mark.parametrize(
    ("begins", "told"),
    [
        (datetime(2026, 3, 7, 9, 0, tzinfo=NEW_YORK), datetime(2026, 3, 7, 14, 0, tzinfo=UTC)),
        (datetime(2026, 3, 8, 9, 0, tzinfo=NEW_YORK), datetime(2026, 3, 8, 13, 0, tzinfo=UTC)),
        (datetime(2026, 3, 8, 1, 30, tzinfo=NEW_YORK), datetime(2026, 3, 8, 6, 30, tzinfo=UTC)),
        (datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        (datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK, fold=1), datetime(2026, 11, 1, 6, 30, tzinfo=UTC)),
    ],
)
def test_a_session_across_a_clock_change_keeps_its_hour_and_its_length(begins, told):
    raw = calendar_file.write([CalendarEntry("7", begins, 90, "")], AT)
    (entry,) = read(raw)
    assert (entry["DTSTART"], entry["DTEND"]) == (told, told + timedelta(minutes=90))
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=90)


def test_initials_are_two_letters():
    assert calendar_file.initials("Rosa Medina Ortiz") == "R. M."
    assert calendar_file.initials("") == ""
