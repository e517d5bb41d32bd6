"""The clinic's own letters: their places, what they tell, their versions."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from counselor_desk.catalog import files
from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.domain.documents.letter import PLACES, Letter, nearest_place, unknown
from counselor_desk.reports.documents import letter_story
from counselor_desk.reports.press import letterhead, press, shelf
from counselor_desk.services.clinic import paper
from counselor_desk.services.documents import letters

ROSA = 10
DAYS = (date(2026, 11, 1), date(2026, 11, 30))
HOUSING = {
    "title": "Letter to a landlord",
    "greeting": "Dear Sir or Madam",
    "language": "en",
    "discloses": ("attendance",),
}
BODY = "{client} keeps appointments at {clinic}.\n\nCall {phone}."


@pytest.fixture
def staff(desk):
    desk.as_(4)
    return desk


@pytest.mark.parametrize(
    ("words", "wrong", "near"),
    [
        ("Dear {client}", "", ""),
        ("Dear {clinet}", "{clinet}", "{client}"),
        ("Dear {Client}", "{Client}", "{client}"),
        ("Dear {client name}", "{client name}", "{client}"),
        ("On {xyzzy}", "{xyzzy}", ""),
        ("On {client", "{client", "{client}"),
        ("On client}", "}", ""),
        ("{}", "{}", ""),
    ],
)
def test_what_nothing_fills_is_named(words, wrong, near):
    assert unknown(words) == wrong
    if wrong:
        assert nearest_place(wrong) == near


def test_a_place_tells_of_a_kind_of_information():
    letter = Letter("x", "X", 1, "own", "To you", "{dates} {level}", discloses=("attendance",))
    assert letter.tells() == {"attendance", "level of care and episodes"}
    with pytest.raises(ValueError, match="tells of level of care"):
        letter.check()


def test_every_place_is_filled_for_the_sample_in_both_languages():
    body = " ".join(f"{{{place}}}" for place in PLACES)
    for language in files.LANGUAGES:
        known = letters.sample(language, "Harbor", "555 0100", "J. Counselor")
        filled = Letter("x", "X", 1, "", "Hi", body, language).fill(known)[1][0]
        assert "____" not in filled
        assert "{" not in filled


def test_a_letter_of_one_s_own_is_printed_for_a_client(staff):
    copy = staff.do(letters.save_letter, "", HOUSING, BODY)
    assert copy.key == "letter_to_a_landlord"
    report = shelf.report("letter")
    data = staff.do(report.gather, ROSA, copy.key, *DAYS)
    assert data.discloses == ("attendance",)
    assert data.sheet.draft
    words = PdfReader(io.BytesIO(press.render(report, data))).pages[0].extract_text()
    assert "Rosa Medina keeps appointments" in words


def test_an_edited_letter_stands_for_the_one_that_came_and_can_go_back(staff):
    court = files.letters()["court"]
    facts = {"title": court.title, "greeting": "Your Honor", "discloses": court.discloses}
    staff.do(letters.save_letter, "court", facts, court.body)
    assert {one.id: one.greeting for one in staff.do(letters.shelf)}["court"] == "Your Honor"
    staff.do(letters.withdraw, "court")
    assert {one.id: one.greeting for one in staff.do(letters.shelf)}["court"] == court.greeting
    versions = staff.do(letters.bench, "court").versions
    assert [(v.letter.copy > 0, v.is_current) for v in versions] == [(True, False), (False, True)]
    with pytest.raises(Refused, match="came with the program"):
        staff.do(letters.withdraw, "court")


def test_what_its_places_tell_of_is_added_by_itself(staff):
    copy = staff.do(letters.save_letter, "", HOUSING, "{client} was admitted on {admitted}.")
    assert copy.discloses == ["attendance", "level of care and episodes"]


@pytest.mark.parametrize(
    ("facts", "body", "field"),
    [
        ({}, "Dear {clinet}", "body"),
        ({"greeting": "Dear {x}"}, BODY, "greeting"),
        ({"title": " "}, BODY, "title"),
        ({"greeting": ""}, BODY, "greeting"),
        ({}, " ", "body"),
        ({}, "x" * 10_001, "body"),
        ({"discloses": ("secrets",)}, BODY, "discloses"),
        ({"language": "fr"}, BODY, "language"),
    ],
)
def test_what_cannot_be_filled_is_refused_at_its_place(staff, facts, body, field):
    with pytest.raises(Refused) as refused:
        staff.do(letters.save_letter, "", {**HOUSING, **facts}, body)
    assert refused.value.field == field


def test_the_sample_stands_on_the_clinic_s_sheet(staff):
    sheet = staff.do(letterhead.blank_sheet)
    for letter in staff.do(letters.shelf):
        pdf = letter_story.sample_letter(sheet, letter)
        assert pdf == letter_story.sample_letter(sheet, letter)
        words = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
        assert "Alex" in words
        assert "Medina" not in words


def test_a_value_is_words_and_never_a_template_again(staff):
    letter = Letter("x", "X", 1, "", "Hi", "{client}")
    assert letter.fill({"client": "{clinic} <b>", "clinic": "C"})[1] == ["{clinic} <b>"]


def test_what_was_begun_goes_when_it_is_kept(staff):
    staff.do(paper.save_draft, "letter", "", "", {"facts": {}, "body": "Half"})
    assert staff.do(letters.bench, "").draft["body"] == "Half"
    staff.do(letters.save_letter, "", HOUSING, BODY)
    assert staff.do(letters.bench, "").draft is None


def test_a_counselor_prints_letters_and_does_not_write_them(desk):
    assert desk.do(letters.shelf)
    with pytest.raises(Forbidden):
        desk.do(letters.save_letter, "", HOUSING, BODY)
