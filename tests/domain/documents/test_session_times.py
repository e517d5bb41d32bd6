"""From when to when a session was: what is asked before anybody signs it, and what it comes to."""

from datetime import date, timedelta

from counselor_desk.catalog import files
from counselor_desk.domain.documents import session_times
from counselor_desk.domain.documents.service_codes import ServiceLine, rendered

CODES = files.service_codes()
# start, stop, what was said about it: minutes, and the words that have to be said first.
TIMES = [
    ("10:00", "10:50", None, 50, ""),
    ("9:05", "9:05", None, None, "before it starts"),
    ("14:30", "13:15", None, None, "before it starts"),
    ("14:30", "13:15", "that long", None, "before it starts"),
    ("14:30", "13:15", "past midnight", None, "longer than 12 hours"),
    ("23:30", "00:20", None, 50, "before it starts"),
    ("20:00", "01:30", None, None, "before it starts"),
    ("23:30", "00:20", "past midnight", 50, ""),
    ("00:00", "23:59", "that long", None, "longer than 12 hours"),
    ("10:00", "13:00", None, 180, ""),
    ("10:00", "13:01", None, 181, "lasts 181 minutes"),
    ("10:00", "13:01", "that long", 181, ""),
    ("20:00", "01:30", "past midnight", 330, ""),
    ("10:00", "", None, None, ""),
]


def test_f2_a_session_never_gets_hours_that_nobody_meant():
    for start, stop, said, minutes, problem in TIMES:
        body = {"start": start, "stop": stop, "odd_length": said}
        case = (start, stop, said)
        assert session_times.length(body) == minutes, case
        doubt = session_times.doubt(body)
        assert problem in doubt, case
        assert bool(problem) == bool(doubt), case
        service = rendered(CODES, "individual", body)
        assert (service.minutes if service else None) == minutes, case


def test_hours_that_are_usual_are_not_asked_about():
    day = {"start": "09:00", "stop": "13:00"}
    assert "240 minutes" in session_times.doubt(day)
    assert session_times.doubt(day, hours_are_usual=True) == ""
    assert {s.id for s in CODES.services if s.is_long} == {"iop", "php", "program_hour"}


def test_every_note_asks_once_the_times_are_odd():
    for template in files.templates().values():
        fields = {field.key: field for field in template.form().fields}
        if "start" in fields and "stop" in fields:
            odd = fields["odd_length"]
            for start, stop, _said, _minutes, _problem in TIMES:
                asked = session_times.doubt({"start": start, "stop": stop}) != ""
                assert odd.is_asked({"start": start, "stop": stop}) is asked, (template.id, start, stop)


def test_the_end_of_a_session_past_midnight_is_on_the_next_day():
    body = {"start": "23:30", "stop": "00:20", "odd_length": "past midnight"}
    on = date(2026, 12, 1)
    begins, ends = session_times.begins_at(on, body), session_times.ends_at(on, body)
    assert (begins.date(), ends.date()) == (on, on + timedelta(days=1))
    assert session_times.ends_at(None, body) is None
    assert session_times.begins_at(on, {"start": "10:00"}) is None


def test_a_begun_unit_counts_from_the_minute_that_the_payers_list_says():
    """Medicare's table: 8 to 22 minutes are one unit, 23 to 37 two, 38 to 52 three, 53 to 67 four."""
    timed = ServiceLine("H0004", "", "", minutes=15, counts_from=8)
    for minutes in range(1, 241):
        expected = (minutes + 7) // 15
        assert timed.units(minutes) == expected, minutes
        assert timed.holds(minutes) is (minutes >= 8), minutes
    whole = ServiceLine("H0004", "", "", minutes=15)
    assert [whole.units(m) for m in (15, 22, 23, 29, 30, 50)] == [1, 1, 1, 1, 2, 3]
    assert not whole.holds(14)
