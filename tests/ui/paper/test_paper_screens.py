"""Reports, paper, handouts and the family program, as a person uses them."""

import io
from datetime import date, timedelta

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt

from counselor_desk.catalog import files
from counselor_desk.records.schedule import Attendance
from counselor_desk.reports.press.layout import Layout
from counselor_desk.services.family import handouts, program, relatives
from counselor_desk.services.schedule import appointments, groups
from counselor_desk.ui.clinic.phone_list import PhoneList
from counselor_desk.ui.family.family import FamilyProgram
from counselor_desk.ui.family.family_section import FamilySection
from counselor_desk.ui.family.handouts import Handouts
from counselor_desk.ui.figures.reports import Reports
from counselor_desk.ui.kit import file_dialogs
from counselor_desk.ui.paper.paper import Paper
from tests.conftest import START
from tests.ui.windows import Window


def shown(window, qtbot):
    qtbot.waitUntil(lambda: window.panel.preview.pages > 0, timeout=10000)


def test_a_report_is_gathered_drawn_and_shown(desk, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(file_dialogs, "save_path", lambda *asked: tmp_path / "caseload.csv")
    window = Window(desk, qtbot, Paper, report="caseload", asked={})
    shown(window, qtbot)
    assert window.panel.page.title.text() == "Caseload"
    assert window.panel.print_button.isEnabled()
    window.press("save_csv")
    assert '"Medina, Rosa"' in (tmp_path / "caseload.csv").read_text("utf-8-sig")
    window.picture("paper-caseload")


def test_large_print_draws_it_again(desk, qtbot):
    window = Window(desk, qtbot, Paper, report="handout", asked={"handout_id": "overdose"})
    shown(window, qtbot)
    before = window.panel.preview.pages
    window.panel.large_button.click()
    window.settle()
    qtbot.waitUntil(lambda: window.panel.preview.pages > before, timeout=10000)


def test_a_handout_is_folded_to_a_booklet_on_the_paper_that_is_chosen(desk, qtbot):
    window = Window(desk, qtbot, Handouts, handout="boundaries")
    shown(window, qtbot)
    panel = window.panel
    assert panel.choices.paper.value() == "letter"  # the clinic's own

    def wide():
        return round(panel.preview.document.pagePointSize(0).width())

    assert wide() == 612
    panel.choices.fold.buttons[1].click()
    qtbot.waitUntil(lambda: wide() == 792, timeout=10000)
    assert panel.preview.pages == 2
    window.picture("handout-booklet")
    panel.choices.paper.buttons[1].click()
    qtbot.waitUntil(lambda: wide() == 842, timeout=10000)
    panel.choices.print_size.buttons[1].click()  # large print is never folded
    qtbot.waitUntil(lambda: wide() == 595, timeout=10000)
    assert panel.choices.chosen() == Layout(large=True, paper="a4")
    window.settle()


def test_what_may_not_be_printed_is_refused_in_the_page(desk, qtbot):
    desk.as_(4)
    window = Window(desk, qtbot, Paper, report="treatment_summary", asked={"client_id": 10})
    assert "does not let you" in window.panel.page.banner.words.text()
    assert window.panel.preview.pages == 0


def test_leaving_paper_drops_it(desk, qtbot):
    window = Window(desk, qtbot, Paper, report="caseload", asked={})
    shown(window, qtbot)
    window.panel.leave()
    assert window.panel.preview.pages == 0


def test_paper_that_was_left_while_it_was_drawn_is_not_shown_any_more(desk, qtbot):
    window = Window(desk, qtbot, Paper)
    window.panel.open(report="caseload", asked={})
    qtbot.waitUntil(lambda: window.panel._drawn is not None)  # gathered, and being drawn
    window.panel.leave()
    window.settle()
    assert window.panel.preview.pages == 0


def test_the_handout_on_screen_is_the_one_that_is_chosen(desk, qtbot):
    window = Window(desk, qtbot, Handouts)
    panel = window.panel
    panel.show()
    for n in range(panel.list.lines.rowCount()):  # as fast as an arrow key that is held
        panel.list.choose(panel.list.lines.id_at(n))
    window.settle()
    title = panel.list.lines.line(n).first
    qtbot.waitUntil(lambda: panel.preview.accessibleName() == f"Preview of {title}")
    assert title in PdfReader(io.BytesIO(panel.preview._pdf)).metadata.title


def test_reports_lists_what_this_person_may_print(desk, qtbot):
    for staff_id, expected in ((2, True), (4, False)):
        desk.as_(staff_id)
        window = Window(desk, qtbot, Reports)
        listed = [window.panel.list.lines.id_at(n) for n in range(window.panel.list.lines.rowCount())]
        assert "caseload" in listed
        assert ("full_chart" in listed) is expected
        assert "reward_receipt" not in listed  # its entry is chosen in the reward screens


def test_a_client_is_chosen_for_a_client_s_paper(desk, qtbot):
    window = Window(desk, qtbot, Reports)
    window.panel.list.choose("appointment_card")
    labels = [c.label for c in window.panel.form.form.fields[0].options]
    assert labels == ["Dana Reed, 0000012", "Rosa Medina, 0000010"]
    window.panel.preview.click()
    assert "Choose client first" in window.panel.page.banner.words.text()
    window.panel.form.set_values({"client_id": "10"})
    window.panel.preview.click()
    screen, where = window.went[-1]
    assert (screen, where["report"], where["asked"]["client_id"]) == (
        "paper",
        "appointment_card",
        10,
    )


def test_one_paper_for_a_group_asks_which_group_and_the_day_alone(desk, qtbot):
    group = desk.do(groups.create, {"name": "Monday group"})
    desk.do(groups.join, group.id, 12)
    window = Window(desk, qtbot, Reports)
    window.panel.open(report="batch")
    form = window.panel.form
    given = {"report": "appointment_card", "who": "members", "group_id": str(group.id)}
    form.set_values({**form.values(), **given})
    assert form.boxes["group_id"].isVisibleTo(form)
    assert not form.boxes["staff_id"].isVisibleTo(form)
    window.panel.preview.click()
    _screen, where = window.went[-1]
    assert where["asked"] | {"on": None} == {
        **given, "group_id": group.id, "slips": "each", "on": None,
    }  # fmt: skip


def test_a_table_is_saved_where_the_person_says(desk, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(file_dialogs, "save_path", lambda *asked: tmp_path / "caseload.csv")
    window = Window(desk, qtbot, Reports)
    window.panel.list.choose("caseload")
    window.panel.save.click()
    window.settle()
    assert '"Medina, Rosa"' in (tmp_path / "caseload.csv").read_text("utf-8-sig")


def test_the_shelf_shows_each_handout_in_both_languages(desk, qtbot):
    window = Window(desk, qtbot, Handouts, handout="overdose")
    shown(window, qtbot)
    panel = window.panel
    assert panel.list.lines.rowCount() == len(files.handouts("en"))
    assert panel.list.current() == "overdose"
    panel.language.write("es")
    panel.refresh()
    window.settle()
    assert panel.list.lines.line(0).first.startswith("¿Qué es")
    assert panel.list.current() == "overdose"
    assert panel.edit_button.isHidden()  # a counselor prints; the library is kept by others


def test_a_checked_number_loses_its_mark(desk, qtbot):
    desk.as_(4)
    window = Window(desk, qtbot, PhoneList)
    panel = window.panel
    panel.list.opened.emit("988")
    panel.sheet.keep.click()
    window.settle()
    assert not desk.do(handouts.phones)["988"].verify


@pytest.fixture
def evening(desk):
    desk.as_(4)
    made = desk.do(program.begin_series, "education", START - timedelta(days=1), "Room 1", 2)[0]
    relative = desk.do(relatives.add, 10, {"name": "Elena Medina", "relation": "mother"})
    desk.do(program.invite, made.id, [relative.id])
    return made


def test_enter_marks_who_came_and_what_was_given_is_noted(desk, qtbot, evening):
    window = Window(desk, qtbot, FamilyProgram, session_id=evening.id)
    panel = window.panel
    panel.list.choose(evening.id)
    window.settle()
    panel.people.choose(panel.people.lines.id_at(0))
    qtbot.keyClick(panel.people, Qt.Key.Key_Return)
    window.settle()
    assert desk.do(program.read_evening, evening.id).seats[0].attended is True
    panel._do_give()
    window.settle()
    assert panel.given.text() == "Given to 1."


def test_a_series_begins_from_the_screen(desk, qtbot):
    desk.as_(4)
    window = Window(desk, qtbot, FamilyProgram)
    window.press("series")
    window.panel.sheet.form.set_values(
        {
            "program": "craft_style",
            "on": date(2026, 12, 10),
            "at": "17:00",
            "place": "Room 2",
            "staff_id": "2",
        }
    )
    window.panel.sheet.keep.click()
    window.settle()
    rows = desk.do(program.sessions, date(2026, 12, 1), date(2027, 6, 1))
    assert len(rows) == len(files.family_programs()["craft_style"].lessons)
    assert window.panel.name.text() == "Getting started, and safety"


def test_packets_and_the_leader_s_sheet_open_as_paper(desk, qtbot, evening):
    window = Window(desk, qtbot, FamilyProgram, session_id=evening.id)
    window.panel.list.choose(evening.id)
    window.settle()
    window.panel.packets.click()
    window.panel.sheet_button.click()
    reports = [where["report"] for _screen, where in window.went]
    assert reports == ["family_packets", "facilitator_sheet"]


def test_a_relative_is_added_in_the_chart_and_shows_what_may_be_said(desk, qtbot):
    window = Window(desk, qtbot, FamilySection, 10)
    window.panel._do_add()
    window.panel.sheet.form.set_values({"name": "Elena Medina", "relation": "mother"})
    window.panel.sheet.keep.click()
    window.settle()
    line = window.panel.people.lines.line(0)
    assert line.first == "Elena Medina"
    assert ("no consent: listen only", "secondary") in line.chips


def test_an_appointment_that_was_kept_stays_off_the_card(desk, qtbot, clock):
    made = desk.do(appointments.book, 10, START + timedelta(days=1), {"kind": "individual"})
    clock.forward(days=2)
    desk.do(appointments.mark, made.id, Attendance.ATTENDED)
    window = Window(desk, qtbot, Paper, report="appointment_card", asked={"client_id": 10})
    shown(window, qtbot)
