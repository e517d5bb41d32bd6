"""What a calendar file holds, and what it does not."""

from datetime import UTC, datetime

from counselor_desk.domain.schedule import icalendar
from counselor_desk.domain.schedule.icalendar import Entry

AT = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)


def test_an_entry_is_times_and_a_word():
    raw = icalendar.write([Entry("7", AT, 50, "R. M.")], AT).decode()
    assert raw.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert "DTSTART:20261201T150000Z\r\nDTEND:20261201T155000Z\r\nSUMMARY:R. M.\r\n" in raw
    assert raw.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")


def test_no_line_is_longer_than_the_standard_allows_and_nothing_breaks_out():
    raw = icalendar.write([Entry("7", AT, 50, "ä;" * 60 + "\nEND:VEVENT")], AT)
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    unfolded = raw.replace(b"\r\n ", b"").decode()
    assert unfolded.count("\r\nEND:VEVENT") == 1
    assert "ä\\;ä\\;" in unfolded


def test_initials_are_two_letters():
    assert icalendar.initials("Rosa Medina Ortiz") == "R. M."
    assert icalendar.initials("") == ""
