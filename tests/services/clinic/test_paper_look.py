"""The clinic's color: read on white, dark in gray, on every paper, and the same bytes each time."""

import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.domain.clinic import paper_color
from counselor_desk.reports.press import letterhead, marks, press, shelf
from counselor_desk.reports.press.sheet import Sheet
from counselor_desk.services.clinic import paper

WINE = "#8a1f3d"


def inks(pdf):
    """Every color that something is filled or drawn with, as the page says it."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    said = "\n".join(page.get_contents().get_data().decode("latin-1") for page in pages)
    return {found.split()[:3][0] for found in re.findall(r"(\.\d+ \.\d+ \.\d+) (?:rg|RG)", said)}


def handout(desk):
    report = shelf.report("handout")
    data = desk.do(report.gather, "boundaries")
    pdf = press.render(report, data)
    assert pdf == press.render(report, data)
    return pdf


@pytest.mark.parametrize(
    ("color", "expected"),
    [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54), ("#777777", 4.48), ("#ff0000", 4.0)],
)
def test_contrast_is_that_of_wcag(color, expected):
    assert paper_color.contrast(color) == pytest.approx(expected, abs=0.01)


def test_every_swatch_reads_on_white():
    assert all(paper_color.contrast(s.color) >= 7 for s in paper_color.SWATCHES)


@pytest.mark.parametrize("color", ["#ffdd00", "#ffffff", "#0af0c0"])
def test_a_lighter_one_has_a_darker_neighbor(color):
    darker = paper_color.darken(color)
    assert paper_color.LEAST <= paper_color.contrast(darker) < paper_color.LEAST + 0.4


def test_titles_and_bars_take_the_color_and_text_stays_black(desk):
    before = handout(desk)
    assert ".541176" not in inks(before)
    desk.as_(4)
    desk.do(paper.set_color, "8A1F3D")
    assert desk.do(paper.color) == WINE
    after = handout(desk)
    assert {".541176", ".101961"} <= inks(after)
    desk.do(paper.set_color, "")
    assert handout(desk) == before


def test_every_part_of_a_print_wears_its_own_color():
    story = [marks.heading("Title", 0)]
    red = (Sheet("One", color="#8a1f3d"), story)
    pdf = press.print_parts([red, (Sheet("Two"), [marks.heading("Second", 0)])])
    pages = [page.get_contents().get_data().decode("latin-1") for page in PdfReader(io.BytesIO(pdf)).pages]
    assert ".541176" in pages[0]
    assert ".541176" not in pages[1]


def test_a_color_that_cannot_be_read_is_refused_with_one_that_can(desk):
    desk.as_(4)
    with pytest.raises(Refused, match="Try #") as refused:
        desk.do(paper.set_color, "#ffdd00")
    assert refused.value.field == "color"
    with pytest.raises(Refused, match="six digits"):
        desk.do(paper.set_color, "teal")
    assert desk.do(paper.color) == ""


def test_a_counselor_does_not_choose_it(desk):
    with pytest.raises(Forbidden):
        desk.do(paper.set_color, WINE)


def test_a_page_that_is_being_written_wears_it_too(desk):
    desk.as_(4)
    desk.do(paper.set_color, WINE)
    sheet = desk.do(letterhead.blank_sheet)
    assert sheet.color == WINE
    assert replace(sheet, color="").clinic
