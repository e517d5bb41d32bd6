"""Every paper tells its title, language, headings and order to those who have it read to them."""

from dataclasses import replace

import pytest

from counselor_desk.catalog import files
from counselor_desk.reports.family import handout_story
from counselor_desk.reports.press import marks, press
from counselor_desk.reports.press.sheet import Sheet
from tests.reports.structure import faults, kinds, read

SHEET = Sheet("Note", "Clinic", draft=True, notice="Notice", logo=b"")


def test_headings_lists_and_tables_are_told_in_order():
    story = [
        marks.heading("Title", 0),
        marks.paragraph("Words"),
        marks.heading("Part"),
        marks.bullets(["one", "two"]),
        marks.table([marks.TableColumn("Day"), marks.TableColumn("What")], [["Mon", "came"]]),
        marks.box([marks.paragraph("Boxed")]),
    ]
    pdf = press.print_out(SHEET, story)
    assert faults(pdf) == []
    assert kinds(pdf) == [
        "Document", "Sect", "H1", "P", "H2", "L", "LI", "LBody", "LI", "LBody",
        "Table", "TR", "TH", "P", "TH", "P", "TR", "TD", "P", "TD", "P", "P",
    ]  # fmt: skip


def test_a_list_torn_by_the_page_stays_a_list():
    pdf = press.print_out(SHEET, [marks.bullets([f"Item {n} " * 30 for n in range(60)])])
    assert len(read(pdf).pages) > 2
    assert faults(pdf) == []
    assert kinds(pdf).count("L") == 1


def test_a_table_torn_by_the_page_has_its_heads_again():
    rows = [[f"Nov {n}", "x"] for n in range(150)]
    pdf = press.print_out(SHEET, [marks.table([marks.TableColumn("A"), marks.TableColumn("B")], rows)])
    assert faults(pdf) == []
    assert kinds(pdf).count("TH") == 2 * len(read(pdf).pages)


def test_every_part_speaks_its_own_language():
    spanish = replace(SHEET, language="es", title="Nota")
    parts = [(SHEET, [marks.paragraph("Words")]), (spanish, [marks.paragraph("Palabras")])]
    pdf = press.print_parts(parts)
    assert faults(pdf) == []
    sections = read(pdf).trailer["/Root"]["/StructTreeRoot"]["/K"][0]["/K"]
    assert [(s["/Lang"], s["/T"]) for s in sections] == [("en", "Note"), ("es", "Nota")]


def test_arabic_words_are_told_too():
    pdf = press.print_out(SHEET, [marks.paragraph("الاسم محمد"), marks.heading("שם")])
    assert faults(pdf) == []
    assert kinds(pdf)[2:] == ["P", "H2"]


@pytest.mark.parametrize("language", files.LANGUAGES)
def test_every_handout_is_told(language):
    for made in files.handouts(language).values():
        one = handout_story.leaflet(Sheet(""), made, files.phones())
        pdf = press.print_out(one.sheet, handout_story.story(one))
        assert faults(pdf) == [], made.id
        assert kinds(pdf)[2] == "H1", made.id
        assert read(pdf).trailer["/Root"]["/Lang"] == language
        assert read(pdf).outline, made.id
