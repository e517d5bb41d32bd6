"""What goes over the line comes out as it went in, and what is not of the list does not go in."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counselor_desk.core.i18n import lazy
from counselor_desk.domain.roles import Can, Role
from counselor_desk.network import codec, kinds
from counselor_desk.network.codec import decode, encode
from counselor_desk.network.kinds import NotOnTheLine
from counselor_desk.records.document import Document
from counselor_desk.records.people import Staff
from counselor_desk.services.documents.documents import SaveResult
from counselor_desk.services.privacy.enclosures import DisclosureRequest

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.binary()
    | st.dates()
    | st.datetimes(timezones=st.just(dt.UTC))
    | st.times()
    | st.timedeltas()
    | st.decimals(allow_nan=False, places=4)
    | st.fractions()
    | st.sampled_from(list(Can))
    | st.sampled_from(list(Role))
)
KEYS = st.text(st.characters(exclude_categories=["Cs"])) | st.integers() | st.sampled_from(list(Can))
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(KEYS, inner) | st.frozensets(SCALARS)
    ),
    max_leaves=20,
)


@given(VALUES)
def test_values_come_out_as_they_went_in(value):
    found = decode(encode(value))
    assert found == value
    assert type(found) is type(value)


def test_a_record_arrives_with_what_was_loaded_of_it_and_asks_no_database():
    sent = Staff(id=2, name="Cal Reyes", sign_in="cal", supervisor_id=1, credential="LADC")
    found = decode(encode(sent))
    assert (found.id, found.name, found.role, found.active) == (2, "Cal Reyes", Role.COUNSELOR, True)


def test_kinds_of_the_program_arrive_as_themselves():
    asked = DisclosureRequest(
        client_id=10, hidden={3: ("a", "b")}, first=dt.date(2026, 1, 2), facts={"x": Fraction(1, 3)}
    )
    assert decode(encode([asked, asked, {"one": asked}])) == [asked, asked, {"one": asked}]
    assert decode(encode((Path("a") / "b", Decimal("1.50"), SaveResult))) == (
        Path("a") / "b",
        Decimal("1.50"),
        SaveResult,
    )


def test_lazy_words_stay_lazy_for_a_reader_of_another_language():
    assert decode(encode(lazy("Name"))) == lazy("Name")


def test_the_shape_of_a_kind_is_told_once():
    rows = [DisclosureRequest(client_id=n) for n in range(100)]
    assert len(encode(rows)) < 100 * len(encode(rows[0])) / 2


class Ours:
    """Of no list."""


@pytest.mark.parametrize("value", [Ours(), Ours, len, lambda: None, object(), print, pytest])
def test_what_is_no_data_of_the_program_does_not_go_out(value):
    with pytest.raises(NotOnTheLine):
        encode([value])


def test_too_deep_is_refused_both_ways():
    value = []
    for _level in range(codec.DEEPEST + 2):
        value = [value]
    with pytest.raises(NotOnTheLine):
        encode(value)
    said = b"\x92\xa1l" * 400 + b"\xc0"
    with pytest.raises(NotOnTheLine):
        decode(said)


def said(*words):
    return msgspec.msgpack.encode(list(words))


WRONG = {
    "a mark that is none": said("?", 1),
    "no mark": said(),
    "a mark that is a number": said(7),
    "a kind of another package": said("o", "os.stat_result", []),
    "a kind that is none": said("o", "domain.Nothing", []),
    "a kind by its module": said("o", "counselor_desk.domain.roles.Role", []),
    "a kind that is no text": said("o", ["x"], []),
    "a shape before it was told": said("o", 3),
    "fields with names that are none": said("o", "services.SaveResult", ["a b"], 1),
    "fields that are no list": said("o", "services.SaveResult", 7),
    "more values than fields": said("o", "services.SaveResult", ["revision"], 1, 2, 3),
    "a choice that is none": said("e", "domain.Role", "OWNER"),
    "a choice by way of a class": said("e", "domain.Role", "__class__"),
    "a choice of no list": said("e", "services.SaveResult", "revision"),
    "a function that is not on the list": said("g", "os:system"),
    "a day that is none": said("d", "2026-02-30"),
    "a moment in numbers": said("D", 7),
    "a fraction of nothing": said("q", "1", "0"),
    "a number of a million digits": said("i", "9" * 1_000_000),
    "an amount that is none": said("c", "much"),
    "a table with half a row": said("m", "a"),
    "a table with a list for a name": said("m", ["l"], 1),
    "a set of lists": said("s", ["l"]),
    "a bare table": msgspec.msgpack.encode({"a": 1}),
    "a map of 4,000,000,000": b"\xdf\xff\xff\xff\xff",
    "a list of 4,000,000,000": b"\xdd\xff\xff\xff\xff",
    "a text of 4,000,000,000": b"\xdb\xff\xff\xff\xff",
    "nothing": b"",
    "half a message": said("l", "abc")[:-1],
    "two messages": said("l") + said("l"),
    "an extension": b"\xc7\x01\x05\x00",
    "text that is no text": b"\xa2\xff\xfe",
}


@pytest.mark.parametrize("what", WRONG)
def test_what_the_program_never_says_is_refused(what):
    with pytest.raises(NotOnTheLine):
        decode(WRONG[what])


def is_value_or_refused(said):
    """Anything but these two is raised, and fails the test."""
    try:
        decode(said)
    except NotOnTheLine as refused:
        return bool(str(refused))
    return True


def test_fields_of_a_newer_program_are_left_out():
    made = decode(said("o", "services.SaveResult", ["__class__", "revision", "to_come"], 1, 7, 2))
    assert type(made) is SaveResult
    assert made.revision == 7
    assert not hasattr(made, "to_come")


@given(st.binary(max_size=200))
def test_noise_is_a_value_or_refused(noise):
    assert is_value_or_refused(noise)


@given(st.data())
def test_a_spoiled_message_is_a_value_or_refused(data):
    sent = [DisclosureRequest(client_id=1), Staff(id=2, name="Cal", sign_in="cal"), {"a": (1, 2.5)}]
    whole = bytearray(encode(sent))
    for _byte in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    assert is_value_or_refused(bytes(whole))


def test_every_kind_and_use_case_has_a_name_of_its_own():
    for floor in kinds.FLOORS:
        for name, kind in kinds.kinds(floor).items():
            assert kinds.name_of(kind) == name
            assert kinds.kind_named(name) is kind
    assert kinds.name_of(Document) == "records.Document"
    assert kinds.use_case_named("documents.start").name == "documents.start"
    with pytest.raises(NotOnTheLine):
        kinds.use_case_named("os.system")
