"""A booklet: sheets that read on when they are folded, type as large as on a whole page."""

import io
from dataclasses import dataclass

import pytest
from pypdf import PdfReader

from counselor_desk.catalog import files
from counselor_desk.reports.family import handout_story
from counselor_desk.reports.press import booklet, marks, press, shelf
from counselor_desk.reports.press.frame import PAPERS
from counselor_desk.reports.press.sheet import Sheet

LETTER = PAPERS["letter"]


@dataclass(frozen=True)
class Told:
    sheet: Sheet
    pages: int


def story(told):
    parts = []
    for n in range(told.pages):
        parts += [marks.heading(f"Leaf {n}"), marks.new_page()]
    return parts[:-1]


REPORT = press.Report("x", "X", None, None, story, halves=True)


def read(pdf):
    return PdfReader(io.BytesIO(pdf))


def folded(pages, **more):
    told = Told(Sheet("Leaves", "Clinic", **more), pages)
    return press.laid_out(REPORT, told, press.Layout(booklet=True))


def sizes(page):
    found = []
    page.extract_text(
        visitor_text=lambda text, cm, tm, font, size: (
            found.append((round(size * tm[3] * cm[3], 1), text.strip())) if text.strip() else None
        )
    )
    return found


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        (1, [(None, 0), (None, None)]),
        (4, [(3, 0), (1, 2)]),
        (5, [(None, 0), (1, None), (None, 2), (3, 4)]),
        (8, [(7, 0), (1, 6), (5, 2), (3, 4)]),
    ],
)
def test_the_pages_read_on_when_the_sheets_are_folded(pages, expected):
    assert booklet.order(pages) == expected


@pytest.mark.parametrize("pages", range(1, 14))
def test_every_page_stands_once_and_neighbors_are_neighbors(pages):
    sides = booklet.order(pages)
    shown = [page for pair in sides for page in pair if page is not None]
    assert sorted(shown) == list(range(pages))
    assert len(sides) % 2 == 0  # a sheet has two sides
    # The front of a sheet carries the page before that on its back, at the same edge.
    for front, back in zip(sides[::2], sides[1::2], strict=True):
        assert front[1] is None or back[0] is None or back[0] == front[1] + 1


def test_two_pages_stand_on_a_lying_sheet_and_the_head_stays():
    pdf = folded(5, language="es")
    found = read(pdf)
    assert len(found.pages) == 4
    assert {tuple(map(float, page.mediabox[2:])) for page in found.pages} == {(792.0, 612.0)}
    words = [page.extract_text() for page in found.pages]
    assert "Leaf 0" in words[0]
    assert "Leaf 3" in words[3]
    assert "Leaf 4" in words[3]
    assert found.metadata.title == "Leaves"
    assert found.trailer["/Root"]["/Lang"] == "es"
    assert found.trailer["/Root"]["/ViewerPreferences"]["/Duplex"] == "/DuplexFlipShortEdge"


def test_the_same_print_gives_the_same_bytes():
    assert folded(5) == folded(5)


def test_a4_folds_to_a5():
    (first, *_rest) = read(folded(2, paper="a4")).pages
    assert [round(float(side)) for side in first.mediabox[2:]] == [842, 595]


def test_type_stays_as_large_as_on_a_whole_page():
    handouts = shelf.report("handout")
    made = files.handouts("en")["boundaries"]
    one = handout_story.leaflet(Sheet("", "Clinic"), made, files.phones())
    pdf = press.laid_out(handouts, one, press.Layout(booklet=True))
    seen = [size for page in read(pdf).pages for size, text in sizes(page) if "It is a fence" in text]
    assert seen
    assert min(seen) >= 11.9


def test_what_is_not_made_for_halves_is_laid_two_on_a_side():
    report = press.Report("y", "Y", None, None, story)
    told = Told(Sheet("Wide", wide=True), 2)
    pdf = press.laid_out(report, told, press.Layout(booklet=True))
    assert len(read(pdf).pages) == 2


@pytest.mark.parametrize("paper", ["letter", "a4"])
@pytest.mark.parametrize("large", [False, True])
def test_a_person_chooses_paper_and_size(paper, large):
    told = Told(Sheet("Leaves"), 1)
    (page,) = read(press.laid_out(REPORT, told, press.Layout(large=large, paper=paper))).pages
    assert tuple(round(float(s)) for s in page.mediabox[2:]) == tuple(map(round, PAPERS[paper]))


@pytest.mark.slow
@pytest.mark.parametrize("language", files.LANGUAGES)
@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_every_handout_folds_to_one_or_two_sheets(language, paper):
    report = shelf.report("handout")
    for made in files.handouts(language).values():
        one = handout_story.leaflet(Sheet("", "Clinic", paper=paper), made, files.phones())
        pdf = press.laid_out(report, one, press.Layout(booklet=True))
        assert len(read(pdf).pages) in (2, 4), made.id
