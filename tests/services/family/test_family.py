"""Families: who comes, the safety page first, what was given, and the clinic's own handouts."""

import io
import time
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from counselor_desk.catalog import files
from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.domain.family.program import SAFETY_PAGE, packet
from counselor_desk.reports.press import press, shelf
from counselor_desk.services.family import handouts, relatives
from counselor_desk.services.family import program as family
from tests.conftest import START

HANDOUTS = files.handouts("en")


@pytest.fixture
def talking(desk):
    """The evening on talking, tomorrow at three; Rosa's mother is in it."""
    desk.as_(4)
    evenings = desk.do(family.begin_series, "education", START - timedelta(days=34), "Room 1", 2)
    session = next(s for s in evenings if "talking" in s.handouts)
    mother = desk.do(relatives.add, 10, {"name": "Elena Medina", "relation": "mother"})
    desk.do(family.invite, session.id, [mother.id])
    return session, mother


@pytest.mark.parametrize(
    ("screened", "flagged", "first"),
    [(True, False, "talking"), (False, False, SAFETY_PAGE), (True, True, SAFETY_PAGE)],
)
def test_the_safety_page_goes_first_unless_home_is_known_to_be_safe(screened, flagged, first):
    keys = packet(["talking", "words_matter"], HANDOUTS, screened, flagged)
    assert keys[0] == first
    assert keys[-2:] == ("talking", "words_matter")


def test_an_evening_about_safety_gives_its_page_to_everybody():
    keys = packet([SAFETY_PAGE, "self_care"], HANDOUTS, screened=True, safety_first=False)
    assert keys == (SAFETY_PAGE, "self_care")


def test_what_changes_nothing_at_home_needs_no_safety_page():
    assert packet(["overdose"], HANDOUTS, screened=False, safety_first=False) == ("overdose",)


def test_a_series_has_a_session_a_week(desk, talking):
    first, last = date(2026, 10, 1), date(2027, 3, 1)
    rows = desk.do(family.sessions, first, last)
    assert len(rows) == len(files.family_programs()["education"].lessons)
    assert {row.starts_at.astimezone().weekday() for row in rows} == {
        rows[0].starts_at.astimezone().weekday()
    }


def test_nobody_comes_before_the_session_begins(desk, talking):
    session, _mother = talking
    place = desk.do(family.read_evening, session.id).seats[0].place_id
    with pytest.raises(Refused, match="has not begun"):
        desk.do(family.mark, place, True)


def test_what_was_given_is_noted_once_without_its_content(desk, talking, clock):
    session, mother = talking
    clock.forward(days=2)
    desk.do(family.mark, desk.do(family.read_evening, session.id).seats[0].place_id, True)
    assert desk.do(family.give, session.id) == 3
    assert desk.do(family.give, session.id) == 0
    given = desk.do(relatives.of_client, 10).handouts
    assert {g.handout for g in given} == {SAFETY_PAGE, "talking", "words_matter"}
    assert all(g.relative_id == mother.id and not hasattr(g, "text") for g in given)


def test_only_who_may_write_notes_says_that_home_was_asked_about(desk, talking):
    _session, mother = talking
    with pytest.raises(Forbidden):
        desk.do(relatives.screen, mother.id, START.date(), False)
    desk.as_(2)
    assert desk.do(relatives.screen, mother.id, START.date(), False).safety_first is False


def test_another_counselor_does_not_see_the_family(desk, talking):
    session, mother = talking
    desk.as_(3)
    assert desk.do(family.read_evening, session.id).seats == ()
    with pytest.raises(Refused):
        desk.do(relatives.change, mother.id, {"name": "X"})


def test_packets_for_twelve_families_come_within_three_seconds(desk, talking):
    session, _mother = talking
    for n in range(11):
        values = {"name": f"Person {n}", "language": "es" if n % 2 else "en", "large_print": n == 5}
        relative = desk.do(relatives.add, 12, values)
        desk.do(family.invite, session.id, [relative.id])
    report = shelf.report("family_packets")
    started = time.process_time()  # of this program: a busy machine is no fault of it
    pdf = press.render(report, desk.do(report.gather, session.id))
    took = time.process_time() - started
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert text.count("For ") >= 6
    assert text.count("Para Person") == 5
    assert "Medina" not in text
    assert took < 3


def test_the_leader_s_sheet_reminds_of_the_screen(desk, talking):
    session, _mother = talking
    report = shelf.report("facilitator_sheet")
    pdf = press.render(report, desk.do(report.gather, session.id))
    first, *_more, to_sign = [p.extract_text() for p in PdfReader(io.BytesIO(pdf)).pages]
    assert "ask each person alone" in first
    assert "Elena Medina" in first
    assert "Signature or initials" in to_sign
    assert "Elena" not in to_sign


def test_a_certificate_names_no_client(desk, talking, clock):
    session, mother = talking
    report = shelf.report("certificate")
    with pytest.raises(Refused):
        desk.do(report.gather, mother.id)
    clock.forward(days=2)
    desk.do(family.mark, desk.do(family.read_evening, session.id).seats[0].place_id, True)
    pdf = press.render(report, desk.do(report.gather, mother.id))
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "Elena Medina" in text
    assert "Rosa" not in text


def test_a_number_that_the_clinic_keeps_is_printed(desk):
    desk.as_(4)
    values = handouts.entry_values(files.phones()["988"]) | {"how_en": "988, or ours: 555 0111"}
    desk.do(handouts.keep_phone, "988", {**values, "checked_on": START.date()})
    phone = desk.do(handouts.phones)["988"]
    assert phone.how["en"].endswith("555 0111")
    assert not phone.verify


def test_every_program_s_handouts_exist():
    for program in files.family_programs().values():
        program.check(HANDOUTS)
        assert program.source
