"""A pytest plug-in: every command that the tests run is also given every column that no form asks.

`python -m pytest tests/services -p tests.services.every_column` fails when one of them is set, when a
command breaks on one instead of refusing it, or when no test runs a command that takes answers.
"""

import enum
import inspect
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import JSON
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from counselor_desk.core.errors import Refused
from counselor_desk.desk.context import Context
from counselor_desk.desk.desk import Desk
from counselor_desk.desk.fill_record import questions
from counselor_desk.records.base import Record, Utc
from counselor_desk.records.sealable import own_type
from tests.services.test_roles import CASES

# What the question of a screen asks beyond the record's own form, each by name.
ASKED_ELSEWHERE = {
    "consents.save": {"expires_on"},
    "consents.sign": {"signer", "signer_basis", "signer_reason", "signed_on", "on_paper"},
    "episodes.rate_needs": {"notes", "difference"},
    "medicine_names.save": {"source"},
    "letters.keep": {"title", "greeting", "language"},
    "plans.take_signature": {"strokes", "signer", "reason", "relation", "manner"},
    "reward_schedules.save": {"title"},
    "specimens.record": {"panel", "validity"},
    "substances.begin_withdrawal": {"pregnant"},
}
PLANTED = {int: 987_654_321, str: "planted by nobody", date: date(1987, 6, 5), bytes: b"planted"}


def _planted(column):
    """A value that no test writes; the other one of two, where there are two only."""
    if isinstance(column.type, Utc):
        return datetime(1987, 6, 5, tzinfo=UTC)
    if isinstance(own_type(column), JSON):
        return {"planted": "by nobody"}
    kind = column.type.python_type
    if kind is bool:
        return not getattr(column.default, "arg", False)
    if issubclass(kind, enum.Enum):
        return list(kind)[-1]
    return PLANTED[kind]


def columns():
    """Every column by name, with a value for it: the same name in two tables is tried by each type."""
    found = {}
    for mapper in Record.registry.mappers:
        asked = questions(mapper.class_)
        for key, column in mapper.columns.items():
            if key not in asked:
                value = _planted(column)
                found.setdefault((key, type(value)), value)
    return [(key, value) for (key, _kind), value in found.items()]


def takes_answers(case):
    return any(_is_mapping(hint) for hint in _hints(case.run).values())


def _hints(made):
    return {name: hint for name, hint in typing.get_type_hints(made).items() if name != "return"}


def _is_mapping(hint):
    """Whether answers by name are in it, in a dataclass of it too."""
    if typing.get_origin(hint) in (dict, Mapping):
        return typing.get_args(hint)[0] is str
    kinds = [kind for kind in (hint, *typing.get_args(hint)) if inspect.isclass(kind) and is_dataclass(kind)]
    given = [kind for kind in kinds if not issubclass(kind, Record)]
    inner = [hint for kind in given for hint in typing.get_type_hints(kind).values()]
    return any(_is_mapping(h) for h in inner if h not in kinds)


ANSWERED = {
    name for name, case in CASES.items() if case.writes and not case.in_pieces and takes_answers(case)
}


class EveryColumn:
    """Before a command passes for the first time, it is tried with each column, and undone."""

    def __init__(self):
        self.tried, self.wrong = {}, []
        self._perform = Desk._perform

    def perform(self, desk, *given):
        seat, sign_in, (_initiator, case), args, kwargs = given
        mine = CASES.get(case.name) is case and case.name in ANSWERED and case.name not in self.tried
        if mine and sign_in is not None:
            self._try(desk, (seat, sign_in, case), (args, kwargs))
        return self._perform(desk, *given)

    def _try(self, desk, who, given):
        places = [*_places(given[0]), *_places(given[1])]
        before = self._written(desk, who, given)
        if not places or before is None:
            return
        self.tried[who[2].name] = 0
        for put in places:
            for key, value in columns():
                self.tried[who[2].name] += 1
                self._one(desk, who, _put(given, put, key, value), before)

    def _one(self, desk, who, given, before):
        key, value = given[2]
        try:
            after = self._written(desk, who, given[:2])
        except StatementError as error:
            if not isinstance(error.orig, TypeError):  # of a kind that no document holds: never kept
                self.wrong.append(f"{who[2].name}: {key} is not refused but breaks it: {error.orig!r:.120}")
            return
        except Exception as error:  # noqa: BLE001  told
            self.wrong.append(f"{who[2].name}: {key} is not refused but breaks it: {error!r:.120}")
            return
        for kind, name, holds in after or ():
            if name == key and holds == value and key not in questions(kind):
                told = key in ASKED_ELSEWHERE.get(who[2].name, ())
                if not told and (kind, name, value) not in [(k, n, h) for k, n, h in before if n == key]:
                    self.wrong.append(f"{who[2].name} sets {kind.__name__}.{key}")

    @staticmethod
    def _written(desk, who, given):
        """Every column of what the command writes, undone; None where it refuses."""
        seat, sign_in, case = who
        with Session(desk._engine, expire_on_commit=False) as session:
            session.begin()
            try:
                desk._read_again(session, sign_in)
                ctx = Context(session, sign_in, desk.now(), seat)
                ctx._writes, session.info["ctx"] = True, ctx
                case(ctx, *given[0], **given[1])
                session.flush()
                return [
                    (type(record), column.key, getattr(record, column.key))
                    for record in ctx.written
                    for column in inspect_columns(type(record))
                ]
            except Refused:
                return None
            finally:
                session.rollback()


def inspect_columns(kind):
    return kind.__mapper__.columns


def _places(given):
    """Where in the arguments answers stand: the way to each mapping."""
    pairs = given.items() if isinstance(given, dict) else enumerate(given)
    for at, value in pairs:
        if isinstance(value, Mapping):
            yield (isinstance(given, dict), at, None)
        elif is_dataclass(value) and not isinstance(value, Record):
            for field in fields(value):
                if isinstance(getattr(value, field.name), Mapping):
                    yield (isinstance(given, dict), at, field.name)


def _put(given, place, key, value):
    """The arguments with one more answer in one place, and what it was."""
    named, at, field = place
    args, kwargs = list(given[0]), dict(given[1])
    whole = kwargs if named else args
    if field is None:
        whole[at] = {**whole[at], key: value}
    else:
        whole[at] = replace(whole[at], **{field: {**getattr(whole[at], field), key: value}})
    return tuple(args), kwargs, (key, value)


HELD = pytest.StashKey[EveryColumn]()


def pytest_configure(config):
    config.stash[HELD] = held = EveryColumn()
    Desk._perform = lambda desk, *given: held.perform(desk, *given)


def pytest_unconfigure(config):
    Desk._perform = config.stash[HELD]._perform


def pytest_terminal_summary(terminalreporter, config):
    held = config.stash[HELD]
    terminalreporter.write_line(
        f"columns: {len(held.tried)} of {len(ANSWERED)} commands, "
        f"{sum(held.tried.values())} columns tried, {len(held.wrong)} wrong"
    )
    for words in [*held.wrong, *(f"{name}: no test runs it" for name in sorted(ANSWERED - set(held.tried)))]:
        terminalreporter.write_line(f"  {words}")


def pytest_sessionfinish(session):
    held = session.config.stash[HELD]
    if held.wrong or ANSWERED - set(held.tried):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
