"""A person at the front desk brings a list in, looks at its problems, and takes it back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from counselor_desk.core.errors import Refused
from counselor_desk.domain.exchange.people import ImportContents
from counselor_desk.services.clients import clients
from counselor_desk.services.exchange import importing
from counselor_desk.ui.exchange.import_clients import ImportClients
from counselor_desk.ui.exchange.imported_history_section import ImportedHistorySection
from counselor_desk.ui.kit import file_dialogs
from counselor_desk.ui.kit.bridge import Bridge
from tests.domain.exchange_samples import TODAY, as_bytes, bundle, read_set, synthea

ADA = 5


@pytest.fixture
def screen(desk, qtbot):
    desk.as_(ADA)
    bridge = Bridge(desk)
    made = ImportClients(bridge, lambda *_, **__: None)
    qtbot.addWidget(made)
    made.resize(1000, 1000)
    made.show()
    qtbot.waitUntil(bridge.is_idle)
    yield made
    qtbot.waitUntil(bridge.is_idle)
    bridge.close()


@pytest.fixture
def choose(screen, qtbot, monkeypatch, tmp_path):
    def chosen(files):
        paths = []
        for name, raw in files.items():
            paths.append(tmp_path / name)
            paths[-1].write_bytes(raw)
        monkeypatch.setattr(file_dialogs, "open_paths", lambda *_: paths)
        qtbot.mouseClick(screen.nothing.button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(screen.bridge.is_idle)

    return chosen


def lines(rows):
    return [rows.lines.line(at).spoken() for at in range(rows.lines.rowCount())]


def click(qtbot, screen, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(screen.bridge.is_idle)


def test_a_set_is_shown_imported_and_undone(desk, screen, choose, qtbot):
    choose(synthea())
    tick(screen, "without_known", on=False)
    assert screen.bring.text() == "Import 2 clients"
    assert any("1 diagnosis" in said or "2 diagnoses" in said for said in words_of(screen.facts))
    assert lines(screen.likely)[0].startswith("Rosa Medina, Row 2")
    click(qtbot, screen, screen.bring)
    assert len(desk.do(clients.matching, "", None, True)) == 5
    assert "2 clients" in lines(screen.before)[0]
    click(qtbot, screen, screen.undo)
    assert len(desk.do(clients.matching, "", None, True)) == 3
    assert "Undone" in lines(screen.before)[0]


def words_of(widget):
    return [label.text() for label in widget.findChildren(QLabel)]


def tick(screen, key, on=True):
    screen.settings.boxes[key].editor.main.setChecked(on)


def test_what_is_imported_again_makes_no_doubles(desk, screen, choose, qtbot):
    choose(synthea())
    click(qtbot, screen, screen.bring)
    before = desk.do(clients.matching, "", None, True)
    assert len(before) == 4  # Rosa was here
    choose(synthea())
    assert len(lines(screen.likely)) == 2
    assert not screen.bring.isEnabled()
    tick(screen, "without_known", on=False)
    assert screen.bring.isEnabled()
    choose(synthea())  # what was ticked for the files before holds no more
    assert not screen.bring.isEnabled()
    assert desk.do(clients.matching, "", None, True) == before


def test_who_is_here_already_is_left_out(desk, screen, choose, qtbot):
    choose(synthea())
    assert screen.bring.text() == "Import 1 client"
    screen.settings.boxes["counselor_id"].editor.write("2")
    click(qtbot, screen, screen.bring)
    desk.as_(2)
    assert len(desk.do(clients.matching, "mann", None, True)) == 1


def test_problems_stop_the_import_until_they_are_left_out(screen, choose, qtbot):
    choose({"list.csv": b"First,Last,DOB\nA,B,1990-01-02\nC,,1990-01-03\n"})
    assert lines(screen.problems) == ["Row 3, The last name is missing., Stops the import"]
    assert not screen.bring.isEnabled()
    screen.settings.boxes["without_stopped"].editor.main.setChecked(True)
    assert screen.bring.isEnabled()
    assert screen.bring.text() == "Import 1 client"


def test_the_mapping_is_shown_and_changed(screen, choose, qtbot):
    choose({"list.csv": b"First,Last,DOB,Known as,Note,More\nA,B,1990-01-02,Bee,x,y\n"})
    assert screen.columns.values()["given_name"] == "First"
    assert screen.columns.values()["preferred_name"] is None
    box = screen.columns.boxes["preferred_name"].editor.main
    box.setCurrentIndex(box.findData("Known as"))
    qtbot.waitUntil(lambda: screen.parcel.imported.clients[0].preferred_name == "Bee")
    qtbot.waitUntil(screen.bridge.is_idle)


def test_a_broken_file_gets_one_message_and_nothing_else(desk, screen, choose):
    choose({"a.json": as_bytes(bundle())[:99]})
    assert screen.page.banner.words.text() == (
        "a.json: This JSON file is incomplete. It may be cut off; export it again."
    )
    assert screen.parcel is None
    assert desk.do(importing.batches) == []


def test_a_bundle_is_shown_too(screen, choose):
    choose({"a.json": as_bytes(bundle())})
    tick(screen, "without_known", on=False)
    assert screen.bring.text() == "Import 1 client"
    assert screen.mapping.isHidden()
    screen.back()
    assert screen.parcel is None
    assert screen.nothing.isVisible()


def test_the_desk_refuses_what_the_screen_would_not_send(desk):
    desk.as_(ADA)
    with pytest.raises(Refused, match="no one to import"):
        desk.do(importing.bring_in, ImportContents(), "CSV")


def test_what_came_from_elsewhere_stands_in_the_chart(desk, qtbot):
    desk.as_(ADA)
    desk.do(importing.bring_in, read_set(synthea(), TODAY), "CSV", 7, 2)
    desk.as_(2)
    (rosa,) = [i for i in desk.do(clients.matching, "medina") if i != 10]
    bridge = Bridge(desk)
    section = ImportedHistorySection(bridge, lambda *_, **__: None, rosa)
    qtbot.addWidget(section)
    section.show()
    qtbot.waitUntil(lambda: section.lists["scores"].lines.rowCount() == 2)
    assert lines(section.lists["scores"])[0].startswith("DAST-10 total score, dast10, 6")
    assert lines(section.lists["medications"])[0].startswith("buprenorphine")
    qtbot.waitUntil(bridge.is_idle)
    bridge.close()


def test_who_comes_in_is_shown_by_name_and_those_who_left_are_asked_about(desk, screen, choose, qtbot):
    rows = b"Client list\nFirst,Last,DOB,Status\nA,B,1990-01-02,Active\nC,D,1990-01-03,Inactive\n"
    rows += b"Rosa,Medina,1989-03-14,Active\n"
    choose({"list.csv": rows})
    assert screen.columns.values()["heading"] == "2"
    said = lines(screen.coming)
    assert said[0].startswith("A B, Row 3, New")
    assert "Inactive" in said[1]
    assert len(said) == 2  # Rosa is here already and stays out
    assert not screen.bring.isEnabled()
    screen.settings.boxes["not_active"].editor.main.buttons[0].click()
    assert screen.bring.isEnabled()
    click(qtbot, screen, screen.bring)
    closed = set(desk.do(clients.matching, "", None, True)) - set(desk.do(clients.matching, ""))
    (gone,) = [i for i in closed if desk.do(clients.read, i).given_name == "C"]
    assert desk.do(clients.read, gone).closed_at is not None


def test_another_row_can_name_the_columns(screen, choose, qtbot):
    choose({"list.csv": b"One,Two,Three\nFirst,Last,DOB\nA,B,1990-01-02\n"})
    assert screen.columns.values()["heading"] == "2"
    box = screen.columns.boxes["heading"].editor.main
    box.setCurrentIndex(box.findData("1"))
    qtbot.waitUntil(lambda: screen.parcel.table.heading == 1)
    qtbot.waitUntil(screen.bridge.is_idle)
    assert screen.parcel.headers == ("One", "Two", "Three")


def test_a_person_of_two_files_is_one_who_is_joined(screen, choose):
    value = as_bytes(bundle())
    choose({"a.json": value, "b.json": value})
    tick(screen, "without_known", on=False)
    (said,) = lines(screen.coming)
    assert "Joined from 2 places" in said
