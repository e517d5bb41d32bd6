"""The frame round every page: whose paper it is, how far it has come, which page of how many."""

import io
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest
from pypdf import PdfReader
from reportlab.pdfbase.pdfmetrics import getFont

from counselor_desk.catalog.files import notice
from counselor_desk.reports.press import fonts, marks, press
from counselor_desk.reports.press.frame import PageFrame
from counselor_desk.reports.press.press import Sheet

SHEET = Sheet(
    "CBT session note",
    clinic="Harbor Recovery Center",
    subject="Rosa Medina",
    facts=("Record 0000010", "Born Mar 14, 1989"),
    status=("Signed by Cal Reyes, LADC, Dec 1, 2026, 3:00 PM", "Co-signed by Sue Park, LCSW"),
    notice=notice("part2_2024")[1],
    printed="Printed by Flo Marsh",
)
LONG = ["A session went on, and the words of it fill a page in time. " * 12] * 30


def story():
    return [marks.heading("Session", 0), *(marks.paragraph(words) for words in LONG)]


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def test_every_page_says_whose_it_is_and_how_far_it_has_come():
    made = pages(press.print_out(SHEET, story()))
    assert len(made) > 3
    for number, page in enumerate(made, 1):
        for words in (SHEET.clinic, SHEET.title, SHEET.subject, *SHEET.facts, *SHEET.status):
            assert words in page
        assert SHEET.notice in page
        assert f"Page {number} of {len(made)}" in page


def test_the_same_data_gives_the_same_bytes():
    assert press.print_out(SHEET, story()) == press.print_out(SHEET, story())


def test_only_a_draft_says_so():
    assert "DRAFT" not in pages(press.print_out(SHEET, story()))[0]
    assert all("DRAFT" in p for p in pages(press.print_out(replace(SHEET, draft=True), story())))


@pytest.mark.parametrize(("paper", "size"), [("letter", (612, 792)), ("a4", (595, 842))])
def test_paper_has_its_size(paper, size):
    page = PdfReader(io.BytesIO(press.print_out(replace(SHEET, paper=paper), story()))).pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == size


def test_large_print_sets_reading_text_at_eighteen_points():
    sizes = []

    def seen(text, matrix, text_matrix, font, size):
        if "A session went on" in text:
            sizes.append(size * matrix[0])

    pdf = press.print_out(replace(SHEET, size=press.LARGE), story())
    reader = PdfReader(io.BytesIO(pdf))
    reader.pages[0].extract_text(visitor_text=seen)
    assert sizes
    assert min(sizes) == pytest.approx(18, abs=0.01)


def test_the_pdf_has_title_language_and_bookmarks():
    reader = PdfReader(io.BytesIO(press.print_out(replace(SHEET, language="es"), story())))
    assert reader.metadata.title == SHEET.title
    assert reader.trailer["/Root"]["/Lang"] == "es"
    assert [mark.title for mark in reader.outline] == ["Session"]


def test_a_heading_is_not_left_alone_at_the_end_of_a_page():
    for filler in range(25, 50):
        parts = [marks.paragraph("x")] * filler
        parts += [marks.heading("Alone"), marks.paragraph("Its words " * 40)]
        made = pages(press.print_out(SHEET, parts))
        page = next(p for p in made if "Alone" in p)
        assert "Its words" in page


def test_a_table_repeats_its_head_on_every_page():
    rows = [[f"Nov {n}", "x"] for n in range(150)]
    table = marks.table([marks.TableColumn("Day"), marks.TableColumn("What happened", 3)], rows)
    made = pages(press.print_out(SHEET, [table]))
    assert len(made) > 2
    assert all("What happened" in page for page in made)


def test_every_font_is_embedded():
    reader = PdfReader(io.BytesIO(press.print_out(SHEET, story())))
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font.get_object().get("/FontDescriptor")
            used = font.get_object()["/BaseFont"]
            assert descriptor is not None, used
            assert "/FontFile2" in descriptor.get_object()


# 42 CFR 2.32(a), as amended 89 FR 12472 (Feb. 16, 2024): the words byte for byte.
SHORT = b"42 CFR part 2 prohibits unauthorized use or disclosure of these records."
BEFORE_2024 = b"42 CFR part 2 prohibits unauthorized disclosure of these records."


def test_papers_drawn_at_once_do_not_mix_their_letters():
    letters = sorted(code for code in fonts.glyphs(fonts.FAMILY) if code > 32)
    face = getFont(fonts.FAMILY).face
    asked = [letters[n % 7 : 200 + 37 * (n % 9)] for n in range(40)]
    alone = [face.makeSubset(one) for one in asked]
    often = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(face.makeSubset, asked))
    finally:
        sys.setswitchinterval(often)
    assert together == alone


def test_the_part_2_notice_has_the_words_of_2024():
    long, short = (words.encode() for words in notice("part2_2024"))
    assert short == SHORT
    assert BEFORE_2024 not in long + short
    assert long.startswith(
        b"This record which has been disclosed to you is protected by Federal confidentiality "
        b"rules (42 CFR part 2). These rules prohibit you from using or disclosing this record, "
        b"or testimony that describes the information contained in this record, in any civil, "
        b"criminal, administrative, or legislative proceedings by any Federal, State, or local "
        b"authority, against the patient, unless authorized by the consent of the patient, except "
        b"as provided at 42 CFR 2.12(c)(5) or as authorized by a court in accordance with 42 CFR "
        b"2.64 or 2.65. In addition, the Federal rules prohibit you from making any other use or "
        b"disclosure of this record unless at least one of the following applies:\n(i) Further "
    )
    assert long.endswith(
        b"A general authorization for the release of medical or other information is NOT "
        b"sufficient to meet the required elements of written consent to further use or "
        b"redisclose the record (see 42 CFR 2.31)."
    )


@dataclass(frozen=True)
class Told:
    sheet: Sheet


def test_a_report_is_rendered_from_what_it_gathered():
    report = press.Report("x", "X", None, None, lambda told: [marks.paragraph("told")])
    assert "told" in pages(press.render(report, Told(SHEET)))[0]


def test_nothing_at_the_foot_runs_into_the_page_number():
    short = PageFrame(replace(SHEET, printed="", edition="Version 1"))
    assert short.beside_number == "Version 1"
    long = PageFrame(replace(SHEET, printed="", edition="Versión por revisar " * 8))
    assert long.beside_number == ""
    assert "por revisar" in long.foot[-1]


def test_figures_have_their_thousands_parted_on_paper_and_names_do_not():
    columns = [marks.TableColumn("Record"), marks.TableColumn("Minutes", number=True)]
    rows = [("0012345", "12345"), ("88888", "$1,250.00"), ("7777", "0007777"), ("x", "1234.5")]
    (page,) = pages(press.print_out(SHEET, [marks.table(columns, rows)]))
    for words in ("0012345", "12,345", "88888", "$1,250.00", "0007777", "1234.5"):
        assert words in page.split()


@pytest.mark.parametrize("walls", [1, 3, 9])
def test_words_without_a_blank_leave_the_narrow_columns_their_width(walls):
    """A serial number beside nine walls of letters had less room than its own margins."""
    columns = [marks.TableColumn("No.", 0.3, number=True), *(marks.TableColumn("w", 1) for _ in range(walls))]
    rows = [(str(n), *("w" * 400 for _ in range(walls))) for n in range(3)]
    pdf = press.print_out(press.Sheet("Walls"), [marks.table(columns, rows)])
    words = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "No." in words
    assert words.count("w") >= 400


@pytest.mark.parametrize("headings", [1, 2])
def test_a_heading_longer_than_a_page_before_what_is_kept_whole_comes_to_an_end(headings):
    """ReportLab laid it out again and again; whoever printed it waited for ever."""
    story = [marks.heading("w" * 3000, 1) for _ in range(headings)]
    story.append(marks.keep_together([marks.paragraph("Kept whole"), marks.paragraph("with this")]))
    pdf = press.print_out(Sheet("Long"), story)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    assert sum(text.count("w") for text in pages) >= 3000 * headings
    assert "Kept whole" in pages[-1]
