"""No query reaches a client outside the caseload: generated from what there is."""

import inspect
from datetime import date

import pytest

from counselor_desk import records
from counselor_desk.core.errors import Refused
from counselor_desk.desk import scope
from counselor_desk.records.base import Countable
from counselor_desk.records.reward import InBooks
from tests.services.test_roles import CASES

ODA = 3
NOT_MINE, NOBODY = 10, 999_999
GUESSES = {
    "int": 1,
    "str": "x",
    "bool": False,
    "date": date(2026, 12, 1),
}


def arguments(case):
    """Likely arguments for a query of one client; None when it asks for something else."""
    parameters = list(inspect.signature(case.run).parameters.values())[1:]
    if not any(p.name == "client_id" for p in parameters):
        return None
    found = {"client_id": NOT_MINE}
    for parameter in parameters:
        if parameter.name in found or parameter.default is not parameter.empty:
            continue
        kind = getattr(parameter.annotation, "__name__", str(parameter.annotation))
        if kind not in GUESSES:
            return None
        found[parameter.name] = GUESSES[kind]
    return found


OF_A_CLIENT = {
    name: wanted
    for name, case in CASES.items()
    if not case.writes and (wanted := arguments(case)) is not None
}


def asked(desk, name, client_id):
    """What a query answers, or that it refuses."""
    try:
        return desk.do(CASES[name], **{**OF_A_CLIENT[name], "client_id": client_id})
    except Refused as refusal:
        return str(refusal)


def test_there_are_queries_to_try():
    assert len(OF_A_CLIENT) >= 15


@pytest.mark.parametrize("name", sorted(OF_A_CLIENT))
def test_another_s_client_is_as_if_there_were_none(desk, name):
    desk.as_(ODA)
    assert asked(desk, name, NOT_MINE) == asked(desk, name, NOBODY)


COMMANDS = {
    name: wanted for name, case in CASES.items() if case.writes and (wanted := arguments(case)) is not None
}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_no_command_writes_into_another_s_chart(desk, name):
    desk.as_(ODA)
    desk.seen.clear()
    with pytest.raises(Refused):
        desk.do(CASES[name], **COMMANDS[name])
    assert desk.seen == []


def test_every_book_and_what_is_counted_is_listed():
    """What is read over every chart is written down, not found by chance."""
    records.every()
    assert set(InBooks.__subclasses__()) == set(scope.BOOKS)
    assert set(Countable.__subclasses__()) == set(scope.COUNTED)
