"""A supervisor takes a chart out, and the file holds it."""

import zipfile

import pytest
from PySide6.QtCore import Qt

from counselor_desk.domain.exchange.fhir_read import read_bundle
from counselor_desk.ui import ask
from counselor_desk.ui.bridge import Bridge
from counselor_desk.ui.screens.export_charts import ExportCharts
from tests.domain.exchange_samples import TODAY


@pytest.fixture
def screen(desk, qtbot, monkeypatch, tmp_path):
    desk.as_(1)
    bridge = Bridge(desk)
    made = ExportCharts(bridge, lambda *_, **__: None)
    qtbot.addWidget(made)
    made.show()
    made.path = tmp_path / "charts.zip"
    monkeypatch.setattr(ask, "save_path", lambda *_: made.path)
    yield made
    qtbot.waitUntil(bridge.is_idle)
    bridge.close()


def test_one_chart_is_taken_out_and_reads_again(screen, qtbot):
    screen.form.boxes["who"].write("dana")
    qtbot.mouseClick(screen.out, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "1 chart" in screen.page.banner.words.text())
    with zipfile.ZipFile(screen.path) as packed:
        (dana,) = read_bundle(packed.read("bundle.json"), TODAY).clients
    assert (dana.given_name, dana.source_id) == ("Dana", "0000012")


def test_nobody_is_taken_out_by_a_wrong_name(screen, qtbot):
    screen.form.boxes["who"].write("nobody at all")
    qtbot.mouseClick(screen.out, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Nobody fits" in screen.page.banner.words.text())
    assert not screen.path.exists()
