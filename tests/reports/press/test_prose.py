"""Foreign text prints as text: nothing raises, nothing is read as markup, nothing is a box."""

import io
import itertools
import unicodedata

import pytest
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ByteStringObject, ContentStream, TextStringObject

from counselor_desk.reports.press import fonts, marks, press, prose
from counselor_desk.reports.press.press import Sheet
from tests.reports.hostile import TEXTS

NAMES = [
    "Łukasz Żółć-Ñuñez", "Nguyễn Thị Ánh", "Ярослава Щукіна", "Αλέξανδρος", "محمد بن سلمان",
    "דוד כהן", "王小明", "김민준", "ተስፋዬ", "Թամար", "თამარი", "สมชาย", "प्रिया शर्मा",
    "Sam 😀", "☑ ✓ → ≥ ½ €",
]  # fmt: skip


def printed(words: str) -> bytes:
    story = [marks.heading(words), marks.paragraph(words), marks.facts([(words, words)])]
    return press.print_out(Sheet(words, clinic=words, subject=words, status=(words,)), story)


def read(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def prints(words: str) -> bool:
    return printed(words).startswith(b"%PDF")


ANY = dict(deadline=None, suppress_health_check=list(HealthCheck))


def every_mark(texts):
    """Each kind of thing that is drawn, and all that stands round a page, from these words."""
    again = itertools.cycle(texts)

    def w():
        return next(again)

    two = (marks.TableColumn("Ours", 2), marks.TableColumn("too", 1, number=True))  # heads are never typed
    story = [
        marks.heading(w(), 0), marks.heading(w(), 1), marks.heading(w(), 2), marks.paragraph(w()),
        marks.small(w()), marks.label(w()), *marks.clinic_head([w(), w()]), marks.centered_line(w()),
        marks.centered_line(w(), title=True), marks.name_sheet(w()), *marks.question_and_answer(w(), w()),
        marks.facts([(w(), w())]), marks.facts_in_two([(w(), w()), (w(), w())]),
        marks.bullets([w(), w()]), marks.bullets([w()], numbered=True),
        marks.table(two, [(w(), w()), (w(), w())]),
        marks.reading_table(two, [([prose.TextRun(w())], [prose.TextRun(w(), bold=True)])]),
        marks.phrase([prose.TextRun(w()), prose.TextRun(w(), italic=True)]),
        marks.call_list([(w(), w())]), marks.box([marks.paragraph(w()), marks.bullets([w()])]),
        marks.write_in_lines(w(), 2), marks.signature([w(), w()]),
        marks.keep_together([marks.paragraph(w())]),
    ]  # fmt: skip
    sheet = Sheet(
        w(), clinic=w(), clinic_lines=(w(), w()), subject=w(), facts=(w(), w()), status=(w(), w()),
        notice=w(), printed=w(), edition=w(), under=(w(), w()),
    )  # fmt: skip
    return press.print_out(sheet, story)


NOT_SHRUNK = [Phase.explicit, Phase.generate]


@settings(max_examples=5, derandomize=True, phases=NOT_SHRUNK, **ANY)  # chance is for the slow tier
@given(st.lists(TEXTS, min_size=26, max_size=26))
def test_two_hundred_hostile_texts_print_whatever_they_stand_in(texts):
    assert every_mark(texts).startswith(b"%PDF")


@pytest.mark.slow
@settings(max_examples=225, phases=NOT_SHRUNK, **ANY)
@given(st.lists(TEXTS, min_size=26, max_size=26))
def test_ten_thousand_hostile_texts_print_whatever_they_stand_in(texts):
    assert every_mark(texts).startswith(b"%PDF")


@pytest.mark.slow
@settings(max_examples=1500, phases=[Phase.explicit, Phase.generate], **ANY)
@given(TEXTS)
def test_fifteen_hundred_hostile_texts_print(words):
    assert prints(words)


@settings(max_examples=200, **ANY)
@given(TEXTS)
def test_markup_of_any_text_is_only_ours(words):
    made = prose.text(words)
    for ours in ("<br/>", "</font>"):
        made = made.replace(ours, "")
    assert all(piece.startswith('font name="') for piece in made.split("<")[1:])


def test_right_to_left_words_among_walls_of_letters_print():
    assert prints("".join(["Łukasz", "w" * 137, "דוד כהן", "</para>", "w" * 280]))
    assert prints("".join(["\n", "%s", "\x1b", " ", "w" * 3000, "דוד כהן", "ไทย"]))
    assert prints("w" * 298 + "ተስፋዬ\n" + "w" * 871 + "<seq/> דוד כהן王小明" + "w" * 693)


def test_a_tag_is_read_back_as_it_was_typed():
    assert "<img src='/etc/passwd'> & <b>x</b>" in read(
        press.print_out(Sheet("x"), [marks.paragraph("<img src='/etc/passwd'> & <b>x</b>")])
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_any_script_has_a_glyph_for_every_letter(name):
    fonts.family()
    for font, run in fonts.runs(fonts.in_reading_order(name)):
        assert fonts.LACKING not in run
        glyphs = fonts.glyphs(font or fonts.FAMILY)
        assert all(ord(char) in glyphs for char in run)
    assert prints(name)


def drawn(pdf: bytes) -> dict[str, set[int]]:
    """The glyph numbers that the pages show, by the font that they are taken from."""
    found: dict[str, set[int]] = {}
    for page in PdfReader(io.BytesIO(pdf)).pages:
        fonts_of = page["/Resources"]["/Font"]
        font = ""
        for operands, operator in ContentStream(page.get_contents(), None).operations:
            if operator == b"Tf":
                font = str(operands[0])
            elif operator in (b"Tj", b"TJ"):
                shown = operands[0] if operator == b"TJ" else operands
                for piece in shown:
                    if isinstance(piece, ByteStringObject | TextStringObject):
                        base = str(fonts_of[font]["/BaseFont"])
                        found.setdefault(base, set()).update(piece.original_bytes)
    return found


def without_a_glyph(pdf: bytes) -> list[str]:
    """What the embedded fonts show as their box: a letter whose glyph is .notdef or empty."""
    wrong = []
    embedded = {}
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            told = font.get_object()
            if "/FontDescriptor" in told:
                file = told["/FontDescriptor"]["/FontFile2"].get_data()
                embedded[str(told["/BaseFont"])] = TTFont(io.BytesIO(file), lazy=True)
    for base, codes in drawn(pdf).items():
        outlines, first = embedded[base]["glyf"], embedded[base].getGlyphOrder()[0]
        names = embedded[base]["cmap"].tables[0].cmap
        for code in codes - {32}:
            name = names.get(code, first)
            if name == first or outlines[name].numberOfContours == 0:
                wrong.append(f"{base} {code}")
    return wrong


@pytest.mark.parametrize("name", NAMES)
def test_every_glyph_that_a_name_is_printed_with_has_an_outline(name):
    letters = "".join(name.split())
    pdf = press.print_out(Sheet("x"), [marks.paragraph(letters), marks.heading(letters)])
    assert drawn(pdf)
    assert without_a_glyph(pdf) == []


SHAPED_NAMES = {
    "Khmer": "ស្រីមុំ សុខា", "Myanmar": "အောင်ဆန်းစုကြည်", "Gurmukhi": "ਹਰਪ੍ਰੀਤ ਸਿੰਘ", "Lao": "ສົມສັກ ວົງສະຫວັນ",
    "Tamil": "கிருஷ்ணமூர்த்தி", "Bengali": "রবীন্দ্রনাথ শ্রেষ্ঠ", "Devanagari": "कृष्ण लक्ष्मी हिन्दी",
    "Cherokee": "ᏣᎳᎩ ᏍᏏᏉᏯ",
}  # fmt: skip
VIRAMAS = "\u094d\u09cd\u0a4d\u17d2\u1039"  # Devanagari, Bengali, Gurmukhi, Khmer, Myanmar


def test_names_of_scripts_that_join_are_printed_joined_and_copied_as_they_were():
    for script, name in SHAPED_NAMES.items():
        pdf = press.print_out(Sheet("x"), [marks.paragraph(f"({name})"), marks.heading(name)])
        assert any(script in base for base in drawn(pdf)), script
        assert without_a_glyph(pdf) == [], script
        contents = b"".join(page.get_contents().get_data() for page in PdfReader(io.BytesIO(pdf)).pages)
        if script != "Cherokee":  # its letters stand for themselves
            assert f"({name})".encode("utf-16-be").hex().upper().encode() in contents, script
        # A virama that is seen is a conjunct that was not made.
        assert not any(mark in read(pdf) for mark in VIRAMAS), script


def test_a_joined_word_keeps_its_shapes_on_the_next_page():
    pdf = press.print_out(Sheet("x"), [marks.paragraph("हिन्दी " * 2500)])
    assert len(PdfReader(io.BytesIO(pdf)).pages) > 1
    assert without_a_glyph(pdf) == []
    assert VIRAMAS[0] not in read(pdf)


def test_an_emoji_is_copied_as_it_was():
    pdf = press.print_out(Sheet("x"), [marks.paragraph("Sam 😀")])
    contents = b"".join(page.get_contents().get_data() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "Sam 😀".encode("utf-16-be").hex().upper().encode() in contents


def test_what_no_font_has_prints_as_the_replacement_mark():
    assert list(fonts.runs("\U00013000")) == [("", fonts.LACKING)]


def test_names_are_read_back_from_the_pdf():
    text = read(press.print_out(Sheet("x"), [marks.paragraph(name) for name in NAMES]))
    for name in ("Łukasz", "Ярослава", "Αλέξανδρος", "王小明", "김민준"):
        assert name in text


def test_hebrew_stands_in_the_order_of_the_eye():
    assert fonts.in_reading_order("דוד") == "דוד"[::-1]
    assert fonts.in_reading_order("Mr. דוד") == "Mr. " + "דוד"[::-1]


def test_long_arabic_keeps_its_first_words_on_its_first_line():
    words = "كلمة 111 " + "كلمة " * 60 + "222 كلمة"
    lines = read(press.print_out(Sheet("x"), [marks.paragraph(words)])).splitlines()
    line_of = {mark: n for n, line in enumerate(lines) for mark in ("111", "222") if mark in line}
    assert line_of["111"] < line_of["222"]


def test_a_long_right_to_left_paragraph_goes_on_over_the_page():
    pdf = press.print_out(Sheet("x"), [marks.paragraph("كلمة " * 4000)])
    assert len(PdfReader(io.BytesIO(pdf)).pages) > 2


def test_a_hundred_thousand_letters_without_a_blank_print():
    pdf = press.print_out(Sheet("x"), [marks.paragraph("W" * 100_000)])
    found = read(pdf)
    assert found.count("W") == 100_000


def test_a_wall_of_letters_in_a_table_breaks():
    rows = [["W" * 20_000, "x"]]
    pdf = press.print_out(Sheet("x"), [marks.table([marks.TableColumn("a"), marks.TableColumn("b")], rows)])
    assert read(pdf).count("W") == 20_000


HEBREW = "דוד כהן "


@pytest.mark.parametrize(
    "story",
    [
        lambda: [marks.box([marks.paragraph("w" * 5000)])],
        lambda: [marks.box([marks.paragraph(HEBREW * 700), marks.paragraph("w " * 2000)])],
        lambda: [marks.box([marks.bullets(["w" * 4000, HEBREW * 400])])],
        lambda: [marks.call_list([("w" * 5000, HEBREW * 300)])],
        lambda: [marks.facts([(HEBREW * 30, "w" * 4000)])],
        lambda: [marks.facts([("w " * 2000, HEBREW * 40)])],
        lambda: [marks.heading("w " * 1500), marks.heading(HEBREW * 300), marks.paragraph("x")],
        lambda: [marks.paragraph("x")] * 20 + [marks.facts([(HEBREW * 200, HEBREW * 300)])],
    ],
)
def test_no_mark_is_too_tall_for_the_page(story):
    pdf = press.print_out(Sheet("x"), story())
    assert len(PdfReader(io.BytesIO(pdf)).pages) >= 2


@pytest.mark.parametrize("words", ["\u200dلا", "ه\u200d لا", "👩\u200d⚕️ سلام الله", "لا\u200dلا\u200d"])
def test_joiners_before_arabic_ligatures_cost_no_letter(words):
    """arabic_reshaper counts letters without them: it failed, or set a ligature over others."""
    shown = unicodedata.normalize("NFKC", fonts.in_reading_order(words))
    wanted = words.replace("\u200d", "")
    assert sorted(shown.replace("\u200d", "")) == sorted(wanted)
    assert prints(words)
