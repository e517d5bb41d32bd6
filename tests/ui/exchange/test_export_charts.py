"""Charts are taken out in the window, and the file holds them, or there is no file."""

import io
import os
import threading
import zipfile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from counselor_desk.services.documents import documents
from counselor_desk.services.privacy import consents
from counselor_desk.services.vault import trail_lines
from counselor_desk.ui.exchange import export_charts
from counselor_desk.ui.exchange.export_charts import ExportCharts
from counselor_desk.ui.kit import file_dialogs
from counselor_desk.ui.kit.bridge import Bridge
from tests.domain.exchange_samples import TODAY, read_bundle
from tests.proofs import own, words_of
from tests.services.documents.test_documents import full
from tests.services.privacy.test_consents import STROKES

DANA, JAMES = 12, 11
SUE, CAL, ADA = 1, 2, 5


@pytest.fixture
def signed(desk):
    """Dana has a signed note and a signed consent."""
    desk.as_(CAL)
    note = desk.do(documents.start, DANA, "dap")
    desk.do(documents.save_draft, note.id, full(), 0)
    desk.do(documents.sign, note.id, own(desk, documents.sign))
    made = desk.do(consents.start, DANA, "tpo")
    desk.do(consents.sign, made.id, {"signer": "Dana Reed"}, STROKES)


@pytest.fixture
def shown(desk, qtbot, monkeypatch, tmp_path):
    """The screen as one of the people sees it, and the folder that the file goes to."""
    made = []

    def show(staff_id, **answers):
        desk.as_(staff_id)
        bridge = Bridge(desk)
        screen = ExportCharts(bridge, lambda *_, **__: None)
        qtbot.addWidget(screen)
        screen.show()
        qtbot.waitUntil(bridge.is_idle)
        screen.form.set_values({**screen.form.values(), **answers})
        screen.form.changed.emit("whose")
        made.append(screen)
        return screen

    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.setattr(file_dialogs, "save_path", lambda *_: folder / "charts.zip")
    show.folder = folder
    yield show
    for screen in made:
        qtbot.waitUntil(screen.bridge.is_idle)
        screen.bridge.close()


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def saved(qtbot, screen, said):
    qtbot.waitUntil(lambda: said in screen.page.banner.words.text(), timeout=20_000)


def test_everything_of_one_chart_is_in_the_file(shown, signed, qtbot):
    screen = shown(SUE, whose="one", who="dana", locked=False)
    assert not screen.clear.isHidden()
    click(qtbot, screen.out)
    saved(qtbot, screen, "1 chart")
    with zipfile.ZipFile(shown.folder / "charts.zip") as packed:
        names = set(packed.namelist())
        (dana,) = read_bundle(packed.read("fhir/bundle-1.json"), TODAY).clients
        for paper in ("whole-chart", "document-001", "consent-001"):
            assert packed.read(f"papers/0001/{paper}.pdf")[:5] == b"%PDF-"
        contents = packed.read("papers/0001/contents.csv").decode("utf-8-sig")
    assert (dana.given_name, dana.source_id) == ("Dana", "0000012")
    assert {"README.txt", "index.csv", "charts/0001.json", "csv/clients.csv",
            "teds/admissions.csv"} <= names  # fmt: skip
    assert contents.count("\r\n") == 4
    assert not any("Dana" in name or "0000012" in name for name in names)
    assert os.listdir(shown.folder) == ["charts.zip"]  # noqa: PTH208


def test_the_encrypted_file_opens_with_the_passphrase_that_is_shown(shown, signed, qtbot):
    pyzipper = pytest.importorskip("pyzipper", reason="no wheel of pyzipper's cipher here")
    screen = shown(SUE, format="PDF", whose="one", who="dana")
    click(qtbot, screen.out)
    saved(qtbot, screen, "1 chart")
    words = screen.passphrase.text().splitlines()[0].partition(": ")[2]
    with pyzipper.AESZipFile(shown.folder / "charts.zip") as outer:
        inner = io.BytesIO(outer.read("records.zip", pwd=words.encode()))
    with zipfile.ZipFile(inner) as packed:
        assert "papers/0001/whole-chart.pdf" in packed.namelist()
    screen.leave()
    assert screen.passphrase.text() == ""


def test_nobody_is_taken_out_by_a_wrong_name(shown, qtbot):
    screen = shown(SUE, whose="one", who="nobody at all")
    click(qtbot, screen.out)
    saved(qtbot, screen, "No one matches")
    assert os.listdir(shown.folder) == []  # noqa: PTH208


@pytest.fixture
def gate(monkeypatch):
    """Papers are drawn once it is open: what happens before does not depend on the machine."""
    opened, draw = threading.Event(), export_charts._draw

    def drawn(packing, leaf):
        opened.wait(60)
        draw(packing, leaf)

    monkeypatch.setattr(export_charts, "_draw", drawn)
    yield opened
    opened.set()


def test_stop_leaves_no_half_a_file(shown, signed, gate, qtbot):
    screen = shown(SUE, locked=False)
    click(qtbot, screen.out)
    qtbot.waitUntil(lambda: "Drawing" in screen.said.text(), timeout=20_000)
    click(qtbot, screen.findChild(QPushButton, "stop_export"))
    gate.set()
    saved(qtbot, screen, "Stopped")
    qtbot.waitUntil(screen.bridge.is_idle)
    assert os.listdir(shown.folder) == []  # noqa: PTH208
    assert screen.out.isEnabled()
    assert screen.under_way.isHidden()


def test_a_screen_that_goes_leaves_no_half_a_file(shown, signed, gate, qtbot):
    screen = shown(SUE, locked=False)
    click(qtbot, screen.out)
    qtbot.waitUntil(lambda: "Drawing" in screen.said.text(), timeout=20_000)
    packing = screen._held[0]
    screen.destroyed.emit()
    gate.set()
    qtbot.waitUntil(lambda: os.listdir(shown.folder) == [], timeout=20_000)  # noqa: PTH208
    assert not packing.path.exists()


def test_two_people_take_every_team_out(shown, signed, desk, qtbot):
    screen = shown(ADA, whose="every", reason="The clinic moves", locked=False, format="JSON")
    qtbot.waitUntil(lambda: screen.second.form is not None)
    assert not screen.second.isHidden()
    screen.second.form.boxes["witness_id"].write(str(SUE))
    screen.second.form.boxes["witness_passphrase"].write("of 5")
    click(qtbot, screen.out)
    screen.signing.secret.setText(words_of(ADA))
    click(qtbot, screen.signing.button)
    qtbot.waitUntil(lambda: screen.second.form.boxes["witness_passphrase"].trouble.text() != "")
    assert os.listdir(shown.folder) == []  # noqa: PTH208
    screen.second.form.boxes["witness_passphrase"].write(words_of(SUE))
    screen.signing.secret.setText(words_of(ADA))
    click(qtbot, screen.signing.button)
    saved(qtbot, screen, "3 charts")
    with zipfile.ZipFile(shown.folder / "charts.zip") as packed:
        assert b"Tull" in packed.read("charts/0002.json")
        assert b'"document"' in packed.read("charts/0003.json")
    ids = desk.do(trail_lines.line_ids, trail_lines.TrailFilter(action="exporting.everything"))
    lines = desk.do(trail_lines.lines, ids).values()
    assert {line.client_id for line in lines} >= {10, JAMES, DANA}
    assert all("Sue Park: The clinic moves" in line.reason for line in lines)


def test_who_is_no_administrator_is_not_offered_every_team(shown):
    choices = next(f for f in shown(SUE).form.form.fields if f.key == "whose").options
    assert [choice.value for choice in choices] == ["mine", "one"]
