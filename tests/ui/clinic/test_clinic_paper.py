"""Settings: the clinic's logo and color are chosen, seen, refused and taken off."""

import io

import pytest
from PIL import Image

from counselor_desk.services.clinic import paper as logo
from counselor_desk.ui.kit import file_dialogs
from counselor_desk.ui.shell.settings import Settings
from tests.ui.windows import Window


@pytest.fixture
def window(desk, qtbot):
    desk.as_(4)
    shown = Window(desk, qtbot, Settings)
    shown.panel.open(part="paper")
    shown.settle()
    return shown


def test_a_color_is_picked_and_told(desk, window):
    buttons = {b.property("value"): b for b in window.panel.paper.swatches.buttons}
    buttons["#8a1f3d"].click()
    window.settle()
    assert desk.do(logo.color) == "#8a1f3d"
    assert "9.0 to 1" in window.panel.paper.told.text()
    window.picture("settings-paper")


def test_a_number_of_one_s_own_is_typed_and_a_light_one_refused(desk, window):
    paper = window.panel.paper
    window.answer("color", "#ffdd00", inside=paper)
    window.panel.leave()
    window.settle()
    assert "too low" in paper.number.boxes["color"].trouble.text()
    assert desk.do(logo.color) == ""
    paper.number.set_values({"color": "#123456"})
    window.panel.leave()
    window.settle()
    assert desk.do(logo.color) == "#123456"
    assert paper.swatches.value() is None


def test_a_logo_is_shown_and_taken_off(desk, window, tmp_path, monkeypatch):
    made = io.BytesIO()
    Image.new("RGB", (400, 100), "navy").save(made, "PNG")
    (tmp_path / "mark.png").write_bytes(made.getvalue())
    monkeypatch.setattr(file_dialogs, "open_path", lambda *asked: tmp_path / "mark.png")
    window.press("logo")
    assert window.panel.paper.mark.isVisible()
    window.press("no_logo")
    assert not window.panel.paper.mark.isVisible()
    assert desk.do(logo.logo) == b""


def test_a_counselor_has_no_part_in_it(desk, qtbot):
    window = Window(desk, qtbot, Settings, part="paper")
    assert window.panel.paper is None
