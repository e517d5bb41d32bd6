"""Whatever is typed to look for something finds or does not; it never fails."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counselor_desk.services.clients import clients
from counselor_desk.services.documents import search
from tests.services.documents.test_search import write

SYNTAX = st.sampled_from(
    ['"', "'", "*", "(", ")", "NEAR(", " AND ", " OR NOT ", ":", "^", "-", "%", "_", "\\\\", "\x00",
     "{data}:", "\ud800", "\u202e", "--", ";", "\n"]
)  # fmt: skip
TYPED = st.lists(st.text(max_size=12) | SYNTAX, max_size=6).map("".join)


@pytest.mark.parametrize("times", [200, pytest.param(10_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "look", [search.search_documents, clients.find, clients.matching], ids=["words", "names", "list"]
)
def test_any_words_are_looked_for(desk, look, times):
    write(desk, data="Walked past the old pharmacy and kept walking")

    @settings(max_examples=times, deadline=None)
    @given(TYPED)
    def once(typed):
        assert desk.do(look, typed) is not None

    once()
    assert [hit.document_id for hit in desk.do(search.search_documents, "pharmacy").hits]
