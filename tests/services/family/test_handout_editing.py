"""The clinic's own handouts: facts apart from text, versions, pairs, and what was begun."""

from datetime import date, timedelta

import pytest

from counselor_desk.catalog import files
from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.desk.desk import query
from counselor_desk.domain.family import handout_source
from counselor_desk.domain.roles import Can
from counselor_desk.services.clinic import paper
from counselor_desk.services.family import handout_editing, handouts
from tests.conftest import START

TODAY = START.astimezone().date()
OVERDOSE = handout_source.body_of(files.handouts("en")["overdose"].source)
FACTS = {"title": "Our Tuesday group", "sources": ["own words"], "version": TODAY}


@pytest.fixture
def staff(desk):
    desk.as_(4)
    return desk


def listed(desk, key, language="en"):
    return next(one for one in desk.do(handouts.shelf, language) if one.id == key)


@pytest.mark.parametrize("language", files.LANGUAGES)
def test_every_handout_comes_apart_and_together_again(language):
    for made in files.handouts(language).values():
        body = handout_source.body_of(made.source)
        assert "+++" not in body
        again = handout_source.parse(handout_source.write_source(made.front, body))
        assert (again.front, again.blocks) == (made.front, made.blocks)


@pytest.mark.parametrize("title", ['Say "no" \\ yes', "Niños\tand +++ more", "a\x7fb", "ñ" * 30])
def test_no_title_breaks_the_head(title):
    front = handout_source.changed(files.handouts("en")["grief"].front, {"title": title})
    assert handout_source.parse(handout_source.write_source(front, "Words.")).title == title


def test_the_clinic_s_own_text_is_printed_and_can_be_taken_back(staff):
    body = OVERDOSE.replace("You can save a life.", "We train you on Tuesdays.")
    staff.do(handout_editing.save_handout, "overdose", "en", {"version": TODAY}, body)
    made = staff.do(handouts.read, "overdose", "en")
    assert "on Tuesdays" in made.source
    assert made.front.version == TODAY
    assert made.front.order == files.handouts("en")["overdose"].front.order
    assert listed(staff, "overdose").is_own
    staff.do(handout_editing.withdraw, "overdose", "en")
    assert "on Tuesdays" not in staff.do(handouts.read, "overdose", "en").source
    versions = staff.do(handout_editing.bench, "overdose", "en").versions
    assert [(v.id > 0, v.is_current) for v in versions] == [(True, False), (False, True)]


def test_an_older_version_comes_back(staff, clock):
    for words in ("First.", "Second."):
        clock.forward(days=1)
        staff.do(handout_editing.save_handout, "overdose", "en", {"version": TODAY}, words)
    second, first, _shipped = staff.do(handout_editing.bench, "overdose", "en").versions
    assert "Second." in second.source
    assert second.is_current
    facts = {"version": first.dated}
    staff.do(handout_editing.save_handout, "overdose", "en", facts, handout_source.body_of(first.source))
    assert "First." in staff.do(handouts.read, "overdose", "en").source
    assert len(staff.do(handout_editing.bench, "overdose", "en").versions) == 4


def test_a_new_one_stands_on_the_shelf_and_waits_for_its_translation(staff):
    copy = staff.do(handout_editing.save_handout, "", "en", FACTS, "Come at six. Bring a friend.")
    assert copy.key == "our_tuesday_group"
    assert not listed(staff, copy.key).is_missing
    assert listed(staff, copy.key, "es").is_missing
    bench = staff.do(handout_editing.bench, copy.key, "es")
    assert bench.is_untranslated
    assert bench.front.back_check
    assert (bench.front.language, bench.front.version) == ("es", TODAY)
    facts = {"title": "Nuestro grupo", "version": bench.front.version}
    staff.do(handout_editing.save_handout, copy.key, "es", facts, "Venga a las seis.")
    there = listed(staff, copy.key, "es")
    assert (there.pair, there.is_missing, there.is_older) == ("Our Tuesday group", False, False)


def test_two_of_one_title_keep_apart(staff):
    keys = [staff.do(handout_editing.save_handout, "", "en", FACTS, "Words.").key for _ in range(2)]
    assert keys == ["our_tuesday_group", "our_tuesday_group_2"]
    odd = {**FACTS, "title": "家族"}
    assert staff.do(handout_editing.save_handout, "", "en", odd, "Words.").key == "own"


def test_a_change_in_one_language_marks_the_other_as_older(staff):
    assert not listed(staff, "overdose", "es").is_older
    staff.do(handout_editing.save_handout, "overdose", "en", {"version": TODAY}, OVERDOSE)
    assert listed(staff, "overdose", "es").is_older
    assert not listed(staff, "overdose", "en").is_older
    spanish = staff.do(handout_editing.bench, "overdose", "es")
    facts = {"version": spanish.front.version}  # offered: the day of its pair
    staff.do(handout_editing.save_handout, "overdose", "es", facts, spanish.body)
    assert not listed(staff, "overdose", "es").is_older


@pytest.mark.parametrize(
    ("facts", "body", "field"),
    [
        ({"title": " "}, "Words.", "title"),
        ({"version": TODAY + timedelta(days=1)}, "Words.", "version"),
        ({"sources": []}, "Words.", "sources"),
        ({}, " ", "body"),
        ({}, "x" * 20_001, "body"),
        ({"audience": "nobody"}, "Words.", "body"),
    ],
)
def test_what_cannot_stand_is_refused_at_its_place(staff, facts, body, field):
    with pytest.raises(Refused) as refused:
        staff.do(handout_editing.save_handout, "", "en", {**FACTS, **facts}, body)
    assert refused.value.field == field


def test_a_text_that_cannot_be_printed_is_refused_with_its_line(staff):
    wrong = OVERDOSE.replace("## What to do", "# What to do")
    with pytest.raises(Refused, match=r"line 5\b"):
        staff.do(handout_editing.save_handout, "overdose", "en", {"version": TODAY}, wrong)


def test_what_was_begun_is_one_s_own_until_it_is_kept(staff):
    begun = {"facts": {"title": "Begun"}, "body": "Half a"}
    staff.do(paper.save_draft, "handout", "overdose", "en", begun)
    staff.do(paper.save_draft, "handout", "overdose", "en", {**begun, "body": "Half a word"})
    assert staff.do(handout_editing.bench, "overdose", "en").draft["body"] == "Half a word"
    staff.as_(1)
    assert staff.do(handout_editing.bench, "overdose", "en").draft is None
    staff.as_(4)
    staff.do(handout_editing.save_handout, "overdose", "en", {"version": TODAY}, "A word.")
    assert staff.do(handout_editing.bench, "overdose", "en").draft is None
    assert staff.do(paper.drop_draft, "handout", "overdose", "en") is False


def test_a_counselor_does_not_edit_the_library(desk):
    with pytest.raises(Forbidden):
        desk.do(handout_editing.save_handout, "overdose", "en", {"version": TODAY}, OVERDOSE)


def test_a_family_whose_language_lacks_a_handout_gets_the_one_there_is(staff):
    key = staff.do(handout_editing.save_handout, "", "en", FACTS, "Come at six.").key
    found = staff.do(query(Can.PRINT, "handouts.for_readers")(handouts.for_readers), "es")
    assert found[key].front.language == "en"
    assert found["overdose"].front.language == "es"


def test_a_date_is_a_date():
    front = handout_source.changed(files.handouts("en")["grief"].front, {"version": TODAY})
    assert isinstance(front.version, date)
    with pytest.raises(ValueError, match="date"):
        handout_source.changed(front, {"version": "soon"})


def test_boxes_in_boxes_without_end_are_refused():
    """Five hundred signs of a box were a traceback."""
    with pytest.raises(ValueError, match="one other box"):
        handout_source.blocks_of(">" * 500 + " words")
    assert handout_source.blocks_of("> words\n> > more") != ()


def test_a_translation_is_reviewed_by_somebody_on_a_day_until_its_words_change(staff):
    assert staff.do(handouts.read, "overdose", "es").front.back_check
    before = staff.do(handouts.read, "overdose", "es")
    staff.do(handout_editing.review_translation, "overdose", "es")
    after = staff.do(handouts.read, "overdose", "es")
    assert (after.front.back_check, after.front.reviewed_on) == ("", TODAY)
    assert after.front.reviewed_by == listed(staff, "overdose", "es").reviewed_by != ""
    assert after.blocks == before.blocks
    with pytest.raises(Refused, match="nothing left to do"):
        staff.do(handout_editing.review_translation, "overdose", "es")
    facts, body = {"version": TODAY}, handout_source.body_of(after.source)
    staff.do(handout_editing.save_handout, "overdose", "es", facts, body)
    assert staff.do(handouts.read, "overdose", "es").front.reviewed_on == TODAY, "the same words"
    staff.do(handout_editing.save_handout, "overdose", "es", facts, body + "\n\nOtra frase.")
    assert staff.do(handouts.read, "overdose", "es").front.back_check
    assert listed(staff, "overdose", "es").reviewed_by == ""
