"""Colors read well, one module knows them, labels are plain text, icons are drawings."""

import ast
import re
from dataclasses import asdict
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtGui import QColor

from counselor_desk.catalog.files import RESOURCES
from counselor_desk.ui.kit import dress as kit_dress
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.widgets.page import Page
from tests.cases import in_one_test

UI = Path(look.__file__).parent
SOURCES = sorted(UI.rglob("*.py"))
TEXTS = ("text", "secondary", "accent", "ok", "caution", "danger")
GROUNDS = ("surface", "raised", "sunken")


def luminance(color: QColor) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [color.redF(), color.greenF(), color.blueF()]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def worn(request, qapp):
    dress = kit_dress.apply(qapp)
    dress.use_palette(request.param)
    yield look.DARK if request.param else look.LIGHT
    dress.use_palette(dark=False)


@in_one_test("text, ground", list(product(TEXTS, GROUNDS)))
def test_every_text_reads_on_every_ground(worn, text, ground):
    colors = asdict(worn)
    assert contrast(QColor(colors[text]), QColor(colors[ground])) >= 4.5


@in_one_test("role", TEXTS[1:])
def test_chips_and_banners_read(worn, role):
    assert contrast(look.color(role), look.soft(role, 0.13)) >= 4.5
    assert contrast(look.color("text"), look.soft(role)) >= 4.5


def test_what_stands_on_the_accent_reads(worn):
    assert contrast(look.color("on_accent"), look.color("accent")) >= 4.5


@in_one_test("client_id", range(len(look.HUES)))
def test_a_clients_tint_carries_its_words(worn, client_id):
    ground = look.client_tint(client_id)
    assert contrast(look.color("text"), ground) >= 7
    assert contrast(look.color("caution"), look.soft("caution", 0.13)) >= 4.5


def test_tints_of_neighbors_differ(worn):
    tints = {look.client_tint(n).name() for n in range(len(look.HUES))}
    assert len(tints) == len(look.HUES)


def test_the_house_s_style_leaves_a_high_contrast_theme_its_palette(qapp, monkeypatch):
    worn_now = kit_dress.apply(qapp)
    house = look.palette(dark=False).window().color()
    worn_now.use_palette(dark=False)
    assert qapp.palette().window().color() == house
    monkeypatch.setattr(kit_dress, "_is_high_contrast", lambda _app: True)
    worn_now.use_palette(dark=False)
    given = qapp.palette().resolveMask()
    monkeypatch.undo()
    worn_now.use_palette(dark=False)
    assert not given, "every color is the theme's"


def test_a_native_style_paints_the_one_action_in_its_own_accent(qtbot):
    page = Page()
    qtbot.addWidget(page)
    assert page.primary("Sign", lambda: None).isDefault()
    assert not page.secondary("Back", lambda: None).isDefault()
    assert "windowsvista" in kit_dress.DRAWN_HERE


def test_a_high_contrast_theme_decides_every_color(qapp, monkeypatch):
    monkeypatch.setattr(look._Now, "plain", True)
    qapp.setPalette(look.palette(dark=False))
    window = qapp.palette().window().color()
    assert look.color("surface") == window
    assert look.client_tint(3) == window


@in_one_test("path", SOURCES)
def test_colors_and_style_sheets_stay_in_one_place(path):
    code = path.read_text("utf-8")
    if path.name != "look.py":
        assert not re.search(r"[\"']#[0-9a-fA-F]{3,8}[\"']", code)
        assert "QColor.fromHsl" not in code
    assert "setStyleSheet" not in code


@in_one_test("path", SOURCES)
def test_labels_come_from_the_one_factory(path):
    """Qt guesses markup in a plain QLabel: foreign words could draw pictures or links."""
    if path.name == "text.py":
        return
    calls = [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)]
    names = {n.func.id for n in calls if isinstance(n.func, ast.Name)}
    assert "QLabel" not in names
    assert "QSpinBox" not in names
    assert "QDateEdit" not in names


@in_one_test("path", SOURCES)
def test_tool_tips_come_from_the_one_that_shows_words_as_typed(path):
    """Qt guesses markup in a tool-tip too: a client's name could open a file."""
    if path.name != "text.py":
        assert not re.search(
            r"setToolTip|QToolTip|ToolTipRole|setWhatsThis|setStatusTip", path.read_text("utf-8")
        )


# app.svg is the program's own picture, in colors
ICONS = sorted(p for p in (RESOURCES / "icons").glob("*.svg") if p.stem != "app")


@in_one_test("path", ICONS)
def test_icons_are_of_one_set(path):
    drawing = path.read_text("utf-8")
    assert 'viewBox="0 0 20 20"' in drawing
    assert 'stroke-width="1.4"' in drawing
    assert "currentColor" in drawing
    assert "<script" not in drawing


def test_every_icon_that_is_named_is_there(qapp):
    known = {path.stem for path in ICONS}
    named = set()
    for path in SOURCES:
        code = path.read_text("utf-8")
        named |= set(re.findall(r"set_icon\([^,]+, \"(\w+)\"", code))
        named |= set(re.findall(r"^    icon(?:: str)? = \"(\w+)\"", code, re.M))
        named |= set(re.findall(r"EmptyState\(\s*\"(\w+)\"", code))
    assert named <= known
    assert len(known) >= 30


def test_none_true_and_false_outlive_every_call(qapp):
    """PySide's wheels do not count what they return: see counselor_desk/ui/__init__.py."""
    import sys

    from counselor_desk.ui.kit.widgets import text

    label = text.line()
    for _ in range(20_000):
        label.setObjectName("x")
    assert sys.getrefcount(None) > 1_000_000 or sys.version_info >= (3, 12)
