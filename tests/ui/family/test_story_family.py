"""A family's way through the program: invited, asked alone, taught, given a packet, thanked."""

import io
from datetime import timedelta
from itertools import pairwise

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt

from counselor_desk.core.errors import Refused
from counselor_desk.domain.family.program import SAFETY_PAGE
from counselor_desk.reports.press import press, shelf
from counselor_desk.services.family import program, relatives
from counselor_desk.ui.family.family import FamilyProgram
from counselor_desk.ui.family.family_section import FamilySection
from counselor_desk.ui.paper.paper import Paper
from tests.conftest import START
from tests.ui.windows import Window

ROSA, CAL, FLO = 10, 2, 4
FIRST = START.astimezone().date() + timedelta(days=3)


def words_of(desk, report_id, **asked):
    report = shelf.report(report_id)
    pdf = press.render(report, desk.do(report.gather, **asked))
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def paper(desk, qtbot, went):
    """The paper that a screen led to, drawn."""
    screen, where = went
    assert screen == "paper"
    window = Window(desk, qtbot, Paper, **where)
    qtbot.waitUntil(lambda: window.panel.preview.pages > 0, timeout=20000)
    return window


def chips(window):
    return {words for words, _role in window.panel.people.lines.line(0).chips}


@pytest.mark.slow
def test_from_the_first_plan_to_the_certificate(desk, qtbot, clock):
    _a_mother_is_entered(desk, qtbot)
    desk.as_(FLO)
    window = Window(desk, qtbot, FamilyProgram)
    session_id = _a_series_is_planned(window)
    window.press("invite")
    window.answer("who", ["1"])
    window.press("keep")
    assert chips(window) == {"safety not asked", "listen only"}
    window.picture("family-invited")
    _who_was_not_asked_gets_the_safety_page_first(desk, session_id)
    _the_counselor_asks_alone(desk, qtbot)
    desk.as_(FLO)
    window = Window(desk, qtbot, FamilyProgram, session_id=session_id)
    assert chips(window) == {"safety page first", "listen only"}
    _it_is_planned_otherwise(desk, window, session_id)
    window.press("leader")
    leader = paper(desk, qtbot, window.went[-1])
    assert leader.panel.page.title.text() == "Family evening, for the leader"
    clock.forward(days=20)
    _the_evening_comes(desk, qtbot, session_id)


def _a_mother_is_entered(desk, qtbot):
    chart = Window(desk, qtbot, FamilySection, ROSA)
    chart.press("add")
    chart.answer("name", "Elena Medina")
    chart.answer("relation", "mother")
    chart.answer("language", "es")
    chart.press("keep")
    assert chart.panel.people.lines.rowCount() == 1


def _a_series_is_planned(window):
    window.press("series")
    window.answer("program", "craft_style")
    window.answer("on", FIRST.isoformat())
    window.answer("at", "18:00")
    window.answer("place", "Harbor room")
    window.answer("staff_id", str(CAL))
    window.press("keep")
    panel = window.panel
    assert panel.name.text() == "Getting started, and safety"
    assert panel.evening.lesson.screen_first
    assert panel.evening.leader.id == CAL
    return panel.evening.session.id


def _who_was_not_asked_gets_the_safety_page_first(desk, session_id):
    (packet,) = desk.do(program.packets, session_id)
    assert packet.handouts[0] == SAFETY_PAGE
    pages = words_of(desk, "family_packets", session_id=session_id)
    assert "Para Elena" in pages[0]
    assert "Su seguridad va primero" in pages[1]
    assert all("Medina" not in page and "Rosa" not in page for page in pages)


def _the_counselor_asks_alone(desk, qtbot):
    desk.as_(CAL)
    chart = Window(desk, qtbot, FamilySection, ROSA)
    chart.enter(chart.panel.people, 1)
    chart.press("screen")
    chart.answer("at_risk", True)
    chart.press("keep")
    assert ("safety page first", "caution") in chart.panel.people.lines.line(0).chips


def _it_is_planned_otherwise(desk, window, session_id):
    """A week later, with another handout to take home."""
    window.press("plan")
    boxes = window.panel.sheet.form.boxes["handouts"]
    window.answer("handouts", [*boxes.value(), "overdose"])
    window.press("keep")
    assert "overdose" in desk.do(program.read_evening, session_id).session.handouts
    window.press("put_off")
    window.press("keep")
    rows = desk.do(program.sessions, FIRST, FIRST + timedelta(days=120))
    starts = [row.starts_at.astimezone().date() for row in rows]
    assert starts[0] == FIRST + timedelta(days=7)
    assert {after - before for before, after in pairwise(starts)} == {timedelta(days=7)}
    window.panel.list.choose(session_id)
    window.settle()


def _the_evening_comes(desk, qtbot, session_id):
    window = Window(desk, qtbot, FamilyProgram, session_id=session_id)
    panel = window.panel
    panel.people.choose(panel.people.lines.id_at(0))
    qtbot.keyClick(panel.people, Qt.Key.Key_Return)
    window.settle()
    assert "came" in chips(window)
    window.press("packets")
    assert paper(desk, qtbot, window.went[-1]).panel.preview.pages >= 4
    window.press("give")
    assert "packet given" in chips(window)
    window.picture("family-given")
    window.press("certificates")
    assert paper(desk, qtbot, window.went[-1]).panel.preview.pages == 1
    (certificate,) = words_of(desk, "family_certificates", session_id=session_id)
    assert "Elena Medina" in certificate
    assert "Rosa" not in certificate
    desk.as_(CAL)
    chart = Window(desk, qtbot, FamilySection, ROSA)
    rows = chart.panel.given.lines
    titles = [rows.line(n).first for n in range(rows.rowCount())]
    assert "Su seguridad va primero" in titles
    assert "Sobredosis: las señales y qué hacer" in titles
    chart.picture("family-chart")
    given = desk.do(relatives.of_client, ROSA).handouts
    assert {g.language for g in given} == {"es"}
    assert all(not hasattr(g, "text") for g in given)


def test_an_evening_that_has_begun_is_not_moved(desk, clock):
    desk.as_(FLO)
    evening = desk.do(program.begin_series, "education", START + timedelta(days=1), "Room 1", CAL)[0]
    later = START + timedelta(days=9)
    moved = desk.do(program.plan, evening.id, later, FLO, ["overdose", "nothing"])
    assert (moved.starts_at, moved.staff_id, moved.handouts) == (later, FLO, ["overdose"])
    with pytest.raises(Refused, match="from today on"):
        desk.do(program.plan, evening.id, START - timedelta(days=1), FLO, [])
    clock.forward(days=10)
    with pytest.raises(Refused, match="has started"):
        desk.do(program.plan, evening.id, later + timedelta(days=7), FLO, [])
    with pytest.raises(Refused, match="has started"):
        desk.do(program.put_off, evening.id, 1)
    kept = desk.do(program.plan, evening.id, later, CAL, ["grief"])
    assert kept.handouts == ["grief"]


def test_nobody_came_nobody_is_thanked(desk):
    desk.as_(FLO)
    evening = desk.do(program.begin_series, "education", START, "Room 1", CAL)[0]
    with pytest.raises(Refused, match="Mark who came"):
        desk.do(shelf.report("family_certificates").gather, evening.id)


def test_too_many_papers_are_refused(desk):
    desk.as_(FLO)
    evening = desk.do(program.begin_series, "education", START + timedelta(days=1), "", CAL)[0]
    keys = list(desk.do(program.read_evening, evening.id).titles)
    with pytest.raises(Refused, match="at most eight"):
        desk.do(program.plan, evening.id, evening.starts_at, CAL, keys[:9])
