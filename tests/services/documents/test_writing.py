"""Speed of writing: the last note again, in plain sight; another format; snippets."""

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.services.documents import cloning, copied_words, documents, writing_aids
from tests.proofs import own
from tests.services.documents.test_documents import full

SUE, CAL, ODA = 1, 2, 3
ROSA = 10
LAST = {
    "data": "Slept six hours, went to two meetings, argued at home on Friday evening.",
    "assessment": "Steady. Uses the plan without being asked to do so.",
    "plan": "Thought record before next session.",
}


def note(desk, **body):
    draft = desk.do(documents.start, ROSA, "dap")
    desk.do(documents.save_draft, draft.id, {**full(), **body}, draft.revision)
    return draft.id


def read(desk, note):
    return desk.do(documents.read, note).document


def test_the_last_note_fills_what_is_empty(desk):
    desk.do(documents.sign, note(desk, **LAST), own(desk, documents.sign))
    draft = desk.do(documents.start, ROSA, "dap")
    desk.do(documents.save_draft, draft.id, {"plan": "New plan"}, draft.revision)
    brought = desk.do(cloning.bring_forward, draft.id, 1)
    assert brought.body["data"] == LAST["data"]
    assert brought.body["plan"] == "New plan"
    share = desk.do(copied_words.clone_share, draft.id)
    assert set(share.fields) == {"data", "assessment"}
    assert 80 < share.percent < 100


def test_a_note_that_is_a_copy_is_not_signed(desk):
    desk.do(documents.sign, note(desk, **LAST), own(desk, documents.sign))
    copy = note(desk, **LAST)
    assert desk.do(copied_words.clone_share, copy).percent == 100
    with pytest.raises(Refused, match="what was different today"):
        desk.do(documents.sign, copy, own(desk, documents.sign))
    draft = read(desk, copy)
    other = {**draft.body, "data": LAST["data"] + " Called his sister."}
    desk.do(documents.save_draft, copy, other, draft.revision)
    desk.do(documents.sign, copy, own(desk, documents.sign))


def test_a_few_words_may_well_be_the_same(desk):
    short = {"data": "No change.", "assessment": "Steady.", "plan": "Go on."}
    for _ in range(2):
        desk.do(documents.sign, note(desk, **short), own(desk, documents.sign))


def test_nothing_to_bring_forward(desk):
    draft = desk.do(documents.start, ROSA, "birp")
    with pytest.raises(Refused, match="no signed note of this kind"):
        desk.do(cloning.bring_forward, draft.id, draft.revision)


def test_another_format_keeps_every_word_and_the_window_that_was_too_late(desk):
    draft = note(desk, **LAST)
    with pytest.raises(Refused, match="another window"):
        desk.do(cloning.change_format, draft, "birp", 0)
    changed = desk.do(cloning.change_format, draft, "birp", 1)
    assert (changed.template, changed.body["behavior"]) == ("birp", LAST["data"])
    with pytest.raises(Refused, match="different things"):
        desk.do(cloning.change_format, draft, "crisis_contact", changed.revision)
    desk.do(documents.save_draft, draft, {**changed.body, "intervention": "MI"}, changed.revision)
    desk.do(documents.sign, draft, own(desk, documents.sign))


def test_a_snippet_is_ones_own_or_the_clinics(desk):
    desk.do(writing_aids.keep_snippet, ";Safety", "Asked {client} about thoughts of suicide: none.")
    desk.do(writing_aids.keep_snippet, "bus", "Bus pass given.", True)
    with pytest.raises(Refused, match="letters and numbers"):
        desk.do(writing_aids.keep_snippet, "two words", "x")
    assert [s.short for s in desk.do(writing_aids.snippets)] == ["bus", "safety"]
    desk.as_(ODA)
    assert [s.short for s in desk.do(writing_aids.snippets)] == ["bus"]


def test_placeholders_are_filled_and_unknown_ones_stay():
    assert cloning.fill_placeholders("{client} on {day}: {what}", {"client": "Rosa", "day": "1 Dec"}) == (
        "Rosa on 1 Dec: {what}"
    )


def test_learned_words_are_one_persons_own(desk):
    for word in ("Zyzzle", "Zyzzle", "qatch "):
        desk.do(writing_aids.learn, word)
    assert desk.do(writing_aids.learned) == ["qatch", "Zyzzle"]
    for wrong in ("", "two words", "x" * 61):
        with pytest.raises(Refused, match="one word"):
            desk.do(writing_aids.learn, wrong)
    desk.as_(3)
    assert desk.do(writing_aids.learned) == []
    desk.do(writing_aids.unlearn, "Zyzzle")
    desk.as_(2)
    desk.do(writing_aids.unlearn, "qatch")
    assert desk.do(writing_aids.learned) == ["Zyzzle"]
