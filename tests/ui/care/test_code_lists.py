"""Settings load the new year's list: what it changes is read, then it is taken."""

from datetime import date

from counselor_desk.services.care import code_lists
from counselor_desk.services.documents import clinic_services
from counselor_desk.ui.documents.service_table import ServiceTable
from counselor_desk.ui.kit import file_dialogs
from counselor_desk.ui.shell.settings import Settings
from tests.services.care.test_code_lists import GONE, NEW, SUE, october
from tests.ui.windows import Window


def test_p8_settings_show_what_the_list_changes_before_it_counts(desk, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "icd10cm_order_2027.txt"
    path.write_bytes(october())
    monkeypatch.setattr(file_dialogs, "open_path", lambda *_: path)
    desk.as_(SUE)
    window = Window(desk, qtbot, Settings)
    group = window.panel.codes
    assert not group.take.isEnabled()
    window.press("choose_codes")
    assert len(desk.do(code_lists.known)) == 1, "without its day nothing is read"
    group.start.boxes["starts_on"].write(date(2026, 10, 1))
    window.press("choose_codes")
    assert NEW in group.told.text()
    assert GONE in group.told.text()
    assert len(desk.do(code_lists.known)) == 1
    window.press("load_codes")
    assert len(desk.do(code_lists.known)) == 2
    assert "2027" in group.known.text()
    window.press("take_codes_out")
    assert len(desk.do(code_lists.known)) == 1


def test_a_clinic_puts_its_payers_code_into_the_table(desk, qtbot):
    desk.as_(SUE)
    window = Window(desk, qtbot, ServiceTable)
    window.panel.services.opened.emit("case")
    window.settle()
    window.panel.sheet.form.set_values({"code": "T2023", "unit_minutes": 0, "low": 1, "source": "Plan, July"})
    window.press("keep")
    (row,) = desk.do(clinic_services.own_lines)
    assert (row.service, row.code) == ("case", "T2023")
    window.panel.services.opened.emit("case")
    window.settle()
    window.press(f"take_{row.id}")
    assert desk.do(clinic_services.own_lines) == []


def test_a_clinic_puts_its_payers_modifier_into_the_table(desk, qtbot):
    desk.as_(SUE)
    window = Window(desk, qtbot, ServiceTable)
    window.panel.places.opened.emit("place telehealth video, home")
    window.settle()
    assert window.panel.sheet.form.values()["modifiers"] == "95"
    window.panel.sheet.form.set_values({"code": "10", "modifiers": "GT", "source": "Plan, July"})
    window.press("keep")
    (row,) = desk.do(clinic_services.own_lines)
    assert (row.service, row.code, row.modifiers) == ("place telehealth video, home", "10", "GT")
