"""The front desk writes a call down, the person it is for files it; no chart is opened for it."""

import pytest

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.services.documents import documents
from counselor_desk.services.privacy import phone_calls
from counselor_desk.services.today import today

SUE, CAL, ODA, FLO, ADA = 1, 2, 3, 4, 5
DANA = 12
MOTHER = {
    "caller": "Mrs. Reed",
    "caller_kind": "family or friend",
    "call_back": "555 0177",
    "about": "Dana Reed",
    "words": "She has not slept at home for two nights",
    "answered": "I may listen, and may not say whether anyone comes here",
}


def waiting(desk):
    return [d for d in desk.do(today.due_items) if d.screen == "phone_calls"]


def test_l7_the_front_desk_writes_a_call_down_and_reads_no_chart(desk):
    desk.as_(FLO)
    call = desk.do(phone_calls.take, CAL, MOTHER)
    assert [row.call.id for row in desk.do(phone_calls.mine)] == [call.id]
    assert waiting(desk) == [], "it is no message for the front desk"
    with pytest.raises(Forbidden):
        desk.do(phone_calls.file_in_chart, call.id, DANA)
    with pytest.raises(Refused, match="somebody else"):
        desk.do(phone_calls.finish, call.id, "called back")
    with pytest.raises(Forbidden):
        desk.do(documents.read, 1)
    desk.as_(ODA)
    assert desk.do(phone_calls.mine) == [], "a colleague whom it does not concern reads nothing"
    desk.as_(CAL)
    (line,) = waiting(desk)
    assert (line.client_id, line.urgent) == (None, False)
    note = desk.do(phone_calls.file_in_chart, call.id, DANA)
    assert note.client_id == DANA
    assert note.body["about"].startswith("She has not slept")
    assert waiting(desk) == []
    (row,) = desk.do(phone_calls.mine)
    assert (row.call.about, row.call.words, row.call.caller) == ("", "", ""), "the words are in the chart now"
    with pytest.raises(Refused, match="done already"):
        desk.do(phone_calls.finish, call.id, "twice")


def test_l7_a_call_says_of_nobody_that_they_are_a_client(desk):
    """The name is kept as it was said, known here or not, and the answer is the same."""
    desk.as_(FLO)
    told = [desk.do(phone_calls.take, SUE, {**MOTHER, "about": who}) for who in ("Dana Reed", "Nobody Here")]
    desk.as_(SUE)
    assert {row.call.about for row in desk.do(phone_calls.mine)} == {"Nobody Here", "Dana Reed"}
    desk.do(phone_calls.finish, told[1].id, "No such person; nothing to do")
    assert len(waiting(desk)) == 1


@pytest.mark.parametrize("missing", ["caller", "words"])
def test_what_a_call_needs(desk, missing):
    desk.as_(FLO)
    with pytest.raises(Refused) as refusal:
        desk.do(phone_calls.take, CAL, {**MOTHER, missing: " "})
    assert refusal.value.field == missing
    with pytest.raises(Refused, match="Choose whose"):
        desk.do(phone_calls.take, 999, MOTHER)


def test_what_cannot_wait_is_first_on_today(desk):
    desk.as_(FLO)
    desk.do(phone_calls.take, CAL, {**MOTHER, "urgent": True})
    desk.as_(CAL)
    assert desk.do(today.due_items)[0].urgent
