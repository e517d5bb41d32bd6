"""Words found in notes and plans, and only by those who may read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counselor_desk.core.errors import Forbidden
from counselor_desk.domain.documents.snippet_of_text import passage, terms
from counselor_desk.services.documents import addenda, documents, search
from tests.proofs import own
from tests.services.documents.test_documents import full

SUE, CAL, ODA, FLO = 1, 2, 3, 4


def write(desk, client_id=10, **body):
    draft = desk.do(documents.start, client_id, "dap")
    desk.do(documents.save_draft, draft.id, {**full(), **body}, draft.revision)
    return draft.id


def sign(desk, note):
    return desk.do(documents.sign, note, own(desk, documents.sign))


def found(desk, typed, client_id=None):
    return [hit.document_id for hit in desk.do(search.search_documents, typed, client_id).hits]


def test_as_it_is_typed(desk):
    note = write(desk, data="Walked past the old pharmacy and kept walking")
    for typed in ("ph", "pharm", "pharmacy", "old pharm", "WALK pharmacy", "kept  walking "):
        assert found(desk, typed) == [note], typed
    assert found(desk, "farmacy") == []
    assert found(desk, "a") == [], "one letter finds everything"


def test_the_words_are_marked_where_they_stand(desk):
    write(desk, data="Talked about the wedding. " * 20 + "Urge surfing worked on the bus.")
    [hit] = desk.do(search.search_documents, "surf").hits
    assert hit.place == "Data"
    assert [p.text for p in hit.pieces if p.is_marked] == ["surfing"]
    assert (hit.client, hit.title) == ("Rosa Medina", "DAP note")


def test_a_changed_draft_is_found_by_its_new_words_only(desk):
    note = write(desk, data="first words")
    draft = desk.do(documents.read, note).document
    desk.do(documents.save_draft, note, {"data": "second thoughts"}, draft.revision)
    assert found(desk, "first") == []
    assert found(desk, "second") == [note]


def test_accents_do_not_matter(desk):
    note = write(desk, data="Habló de su niñez")
    assert found(desk, "hablo ninez") == [note]


def test_nobody_finds_what_they_may_not_read(desk):
    note = write(desk, data="Zanzibar")
    assert found(desk, "zanzibar") == [note]
    desk.as_(SUE)
    assert found(desk, "zanzibar") == [], "another's draft"
    desk.as_(CAL)
    sign(desk, note)
    desk.as_(SUE)
    assert found(desk, "zanzibar") == [note], "the supervisor of the counselor"
    desk.as_(ODA)
    assert found(desk, "zanzibar") == []
    assert found(desk, "zanzibar", 10) == []
    desk.as_(FLO)
    with pytest.raises(Forbidden):
        desk.do(search.search_documents, "zanzibar")


def test_within_one_chart(desk):
    mine, other = write(desk, 10, data="ladder"), write(desk, 12, data="ladder")
    assert found(desk, "ladder") == [other, mine]
    assert found(desk, "ladder", 12) == [other]


def test_what_is_in_the_bin_is_not_found(desk):
    note = write(desk, data="lighthouse")
    desk.do(documents.discard, note)
    assert found(desk, "lighthouse") == []


def test_addenda_are_found_too(desk):
    desk.as_(SUE)
    write(desk)  # an addendum has numbers of its own
    note = write(desk)
    sign(desk, note)
    desk.do(addenda.add_addendum, note, "The sister called about Thursday", own(desk, addenda.add_addendum))
    [hit] = desk.do(search.search_documents, "sister thurs").hits
    assert (hit.document_id, hit.place) == (note, "Addendum")


@pytest.mark.parametrize("typed", ['"', "a* OR b", "text:x)", "') --", "NEAR(a b)", "-", "%", "c10"])
def test_no_typed_sign_breaks_the_search(desk, typed):
    write(desk)
    assert found(desk, typed) == []


@given(st.text(max_size=30), st.text(max_size=200))
def test_a_passage_is_of_the_text(typed, text):
    pieces = passage(text, terms(typed))
    assert all(p.text in text for p in pieces if p.is_marked)
