"""A seat asks a use case with what its signature names, or is refused in a sentence."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from counselor_desk.domain.roles import Can
from counselor_desk.network import arguments, kinds
from counselor_desk.network.arguments import check_of, checked_arguments, named_arguments
from counselor_desk.network.codec import decode, encode
from counselor_desk.network.kinds import NotOnTheLine
from counselor_desk.records.people import Staff
from counselor_desk.services.documents import documents
from counselor_desk.services.privacy.disclosures import Weighed

NOW = dt.datetime(2026, 12, 1, 15, 0, tzinfo=dt.UTC)


class Shade(StrEnum):
    DARK = "dark"


@dataclass(frozen=True)
class Sheet:
    number: int
    words: tuple[str, ...] = ()


@pytest.mark.parametrize(
    ("hint", "good", "bad"),
    [
        (int, 7, True),
        (int, 7, 7.0),
        (int, 7, 2**63),
        (bool, True, 1),
        (float, 1, float("nan")),
        (str, "a", b"a"),
        (str, Shade.DARK, 1),
        (bytes, b"a", "a"),
        (dt.date, dt.date(2026, 1, 1), NOW),
        (dt.datetime, NOW, NOW.replace(tzinfo=None)),
        (dt.datetime, NOW, dt.date(2026, 1, 1)),
        (int | None, None, "a"),
        (list[int], [1], (1,)),
        (list[int], [1], ["a"]),
        (Sequence[int], (1,), "12"),
        (tuple[str, int], ("a", 1), ("a",)),
        (tuple[str, ...], ("a",), ("a", 1)),
        (dict[str, int], {"a": 1}, {1: "a"}),
        (Mapping[str, Any], {"a": [1, {"b": None}]}, {"a": object()}),
        (Mapping[str, object], {"a": Can.READ_CHART}, [("a", 1)]),
        (Any, {"a": NOW}, {"a": Sheet(1)}),
        (Any, [1.5], float("inf")),
        (Shade, Shade.DARK, "light"),
        (Shade, "dark", 1),
        (Sheet, Sheet(1, ("a",)), Sheet("one")),
        (Sheet, Sheet(1), {"number": 1}),
        (Literal["a", "b"], "a", "c"),
        (Callable[[int], int], kinds.function_named("chart papers"), print),
    ],
)
def test_a_value_of_another_type_is_refused(hint, good, bad):
    assert check_of(hint)(good) == good
    with pytest.raises(NotOnTheLine):
        check_of(hint)(bad)


def test_no_record_comes_from_a_seat():
    with pytest.raises(NotOnTheLine):
        check_of(Staff)(Staff(id=1, name="Ada", sign_in="ada"))


def test_arguments_go_by_their_names():
    given = named_arguments(documents.save_draft, (7, {"data": "x"}), {"revision": 3})
    assert given == {"document_id": 7, "body": {"data": "x"}, "revision": 3}
    assert checked_arguments(documents.save_draft, given) == given


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"document_id": 7},
        {"document_id": 7, "body": {}, "revision": 3, "ctx": 1},
        {"document_id": "7", "body": {}, "revision": 3},
        [7, {}, 3],
        None,
    ],
)
def test_other_arguments_are_refused(given):
    with pytest.raises(NotOnTheLine):
        checked_arguments(documents.save_draft, given)


def everyone():
    return [case for floor in kinds.ASKED for case in kinds.use_cases(floor).values()]


def test_every_use_case_can_be_asked_from_a_seat():
    """Each parameter has a type that the line carries; what no seat may send has a default."""
    for case in everyone():
        for name, check in arguments._checks(case).items():
            parameter = arguments._signature(case).parameters[name]
            assert check is not arguments._never or parameter.default is not parameter.empty, case.name


def test_no_use_case_is_asked_with_what_it_does_not_name():
    """Of every parameter: its own type is taken after a trip, and a kind that none of them names is not."""
    wrong = Weighed(1, NOW, "", 1)
    for case in everyone():
        hints = get_type_hints(case.run)
        for name, check in arguments._checks(case).items():
            if Weighed in (hints[name], *get_args(hints[name])):
                continue
            with pytest.raises(NotOnTheLine):
                check(wrong)
            if get_origin(hints[name]) is None and hints[name] in EXAMPLES:
                value = EXAMPLES[hints[name]]
                assert check(decode(encode(value))) == value


EXAMPLES = {
    int: 7, str: "x", bool: True, bytes: b"x", dt.date: dt.date(2026, 1, 1), dt.datetime: NOW, NoneType: None,
}  # fmt: skip
