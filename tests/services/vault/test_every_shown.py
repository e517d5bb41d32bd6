"""Every list over several charts that shows words of one leaves a line of that chart on the trail."""

import inspect
import re
from datetime import UTC, date, datetime
from itertools import product

import pytest
from sqlalchemy import Boolean, Date, Enum, func, select, text, update
from sqlalchemy.orm import Session

from counselor_desk.core.errors import Refused
from counselor_desk.desk.shown import ShownCharts
from counselor_desk.desk.upkeep import upkeep, upkeep_session
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.base import Clinical, Record, Utc
from tests.services import rows
from tests.services.test_roles import CASES

DANA = 12
STAFF = {"supervisor": 1, "counselor": 2, "clinic staff": 4, "administrator": 5}
TITLES = {("document", "template"), ("administration", "instrument")}  # of definitions: what is listed
PLACE = re.compile(r"@([a-z_]+)\.([a-z_0-9]+)@")


def plant(desk, staff_id, kind, number):
    """Dana's chart with a row in every table: `number` chooses among the values of enumerations, `kind`
    whether what may be empty is; all of it is this person's."""

    def fill(engine):
        with Session(engine) as session, upkeep(session), session.begin():
            for trigger in session.scalars(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ).all():
                if not trigger.startswith("words"):
                    session.execute(text(f"DROP TRIGGER {trigger}"))
            if not session.scalar(text("SELECT count(*) FROM audited_chart")):
                rows.fill(session, DANA, "@{place}@")
            for table in Record.metadata.sorted_tables:
                if table.name == "client" or "client_id" not in table.columns:
                    continue
                values = dict(_other(table, staff_id, kind, number))
                if values:
                    session.execute(update(table).where(table.c.client_id == DANA).values(values))

    desk.on_vault(fill)


def _other(table, staff_id, kind, number):
    for column in table.columns:
        if column.primary_key:
            continue
        if any(key.column.table.name == "staff" for key in column.foreign_keys):
            yield column.name, staff_id
        elif isinstance(column.type, Enum):
            every = list(column.type.enum_class or column.type.enums)
            yield column.name, every[number % len(every)]
        elif isinstance(column.type, Utc):
            yield column.name, None if kind == "open" and column.nullable else datetime.now(UTC)
        elif isinstance(column.type, Date):
            yield column.name, None if kind == "open" and column.nullable else rows.LONG_AGO
        elif isinstance(column.type, Boolean):
            yield column.name, bool(number % 2)


def values(case, desk):
    """What it needs, where that is days and nothing of one chart; None where it asks for more."""
    today, given = desk.now().date(), []
    for name, one in list(inspect.signature(case.run).parameters.items())[1:]:
        if one.default is not inspect.Parameter.empty:
            continue
        if one.annotation is date:
            given.append(today)
        elif one.annotation is datetime:
            given.append(desk.now())
        elif one.annotation is str and name in ("typed", "text", "words"):
            given.append("document body")
        else:
            return None
    return given


def last_line(desk):
    def read(engine):
        with upkeep_session(engine) as session:
            return session.scalar(select(func.max(AuditEntry.id)))

    return desk.on_vault(read)


def charts_since(desk, line):
    def read(engine):
        with upkeep_session(engine) as session:
            return set(session.scalars(select(AuditEntry.client_id).where(AuditEntry.id > line)))

    return desk.on_vault(read)


@pytest.mark.slow
def test_every_list_over_charts_that_shows_words_of_one_tells_of_it(desk):
    clinical = {m.class_.__tablename__ for m in Record.registry.mappers if issubclass(m.class_, Clinical)}
    silent, seen = set(), set()
    for kind, number in product(("full", "open"), range(4)):
        for role, staff_id in STAFF.items():
            plant(desk, staff_id, kind, number)
            desk.as_(staff_id)
            for name, case in sorted(CASES.items()):
                given = None if case.writes else values(case, desk)
                if given is None:
                    continue
                desk.seat.shown = ShownCharts()  # what another use case has told of is told again
                line = last_line(desk)
                try:
                    answer = desk.do(case, *given)
                except Refused:
                    continue
                places = {found.groups() for found in PLACE.finditer(repr(answer))}
                if any(table in clinical and place not in TITLES for place in places for table in place[:1]):
                    seen.add(name)
                    if DANA not in charts_since(desk, line):
                        silent.add(f"{role}: {name}")
    assert silent == set()
    assert {"note_lists.unfinished", "review.praise_of", "review.audits"} <= seen
