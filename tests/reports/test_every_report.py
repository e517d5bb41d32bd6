"""What holds for every report of the library, whoever adds the next one."""

import csv
import inspect
import io
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from reportlab.platypus import Flowable, Paragraph
from sqlalchemy import select

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.demo.cast import PASSPHRASE
from counselor_desk.demo.clinic_on_disk import demo_door
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.domain.exchange.csv_table import is_guarded, write_table
from counselor_desk.domain.form import Kind
from counselor_desk.records.destruction import Destruction
from counselor_desk.records.document import Document
from counselor_desk.records.family import FamilySession, Relative
from counselor_desk.records.people import Client
from counselor_desk.records.privacy import Consent, Disclosed
from counselor_desk.records.prize_cabinet import RewardAudit
from counselor_desk.records.reward import LedgerEntry
from counselor_desk.reports.press import press, shelf
from counselor_desk.reports.press.fitted import FittedTable
from counselor_desk.services.clients import clients
from counselor_desk.services.privacy import program_closing
from counselor_desk.ui.figures.reports import FILLED_HERE
from tests.reports.structure import faults, read

# What only a screen knows, and where it finds it.
IDS = {
    "document_id": Document, "consent_id": Consent, "disclosed_id": Disclosed,
    "session_id": FamilySession, "relative_id": Relative, "destruction_id": Destruction,
    "audit_id": RewardAudit, "entry_id": LedgerEntry, "client_id": Client,
}  # fmt: skip
STAFF = ("caleb", "marion", "ana", "bea")
A_TABLE = 0.8  # of the words of a paper: what has more of them in tables is one
EVERY = pytest.mark.parametrize("report", shelf.all_reports().values(), ids=lambda report: report.id)


@EVERY
def test_its_form_asks_exactly_what_it_gathers_with(report):
    asked = {field.key: field for field in report.asks.fields}
    assert len(asked) == len(report.asks.fields)
    given = inspect.signature(report.gather.run).parameters.values()
    taken = {p.name: p for p in list(given)[1:]}
    if not any(p.kind is p.VAR_KEYWORD for p in taken.values()):
        assert set(asked) <= set(taken)
    for name, parameter in taken.items():
        if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD:
            assert asked[name].required, name


@EVERY
def test_each_question_can_be_answered_and_begins_with_an_answer_that_is_one(report):
    for field in report.asks.fields:
        if field.kind in (Kind.CHOICE, Kind.CHOICES):
            assert field.options or field.key in FILLED_HERE | {"handout_id"}, field.key
        if field.required and field.kind is Kind.NUMBER:
            assert field.key in IDS, field.key
    asked = {field.key: field for field in report.asks.fields}
    for key, value in report.usual.items():
        options = [option.value for option in asked[key].options]
        assert not options or value in options, (report.id, key)


def test_no_cell_of_a_table_can_act_as_a_formula(desk):
    names = ("=HYPERLINK(1)", "+1+cmd", "-2+3", "@SUM(1)", "\t=1")
    for number, name in enumerate(names):
        who = {"given_name": "A", "family_name": name, "born": date(1990, 1, 1 + number)}
        desk.do(clients.register, who)
    report = shelf.report("caseload")
    cells = table_of(report, desk.do(report.gather))
    assert {"'=HYPERLINK(1), A", "'@SUM(1), A"} <= set(cells)


def table_of(report, data):
    """The cells of its CSV file, as a spreadsheet reads them."""
    grid = report.grid(data)
    assert len(set(grid.heads)) == len(grid.heads), report.id
    written = write_table(grid.heads, grid.rows)
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert {len(row) for row in rows} == {len(grid.heads)}, report.id
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if is_guarded(cell) and cell[:1] != "'"], report.id
    return cells


# Of the synthetic clinic, where each has something to print


@contextmanager
def seated(name):
    with demo_door() as door:
        desk = door.unlock(door.recent()[0], name, PASSPHRASE).desk
        yield desk
        desk.close()


@pytest.mark.slow
def test_every_report_is_drawn_twice_alike_is_told_and_is_a_file_where_it_is_a_table():
    left = dict(shelf.all_reports())
    for name in STAFF:
        with seated(name) as desk:
            if name == "ana":
                desk.do(program_closing.save_closing, {"why": "discontinued", "ends_on": date(2099, 6, 30)})
            for report in list(left.values()):
                data = gathered(desk, report)
                if data is not None:
                    check(report, data)
                    del left[report.id]
    assert left == {}


def check(report, data):
    pdf = press.render(report, data)
    assert pdf == press.render(report, data), report.id
    assert len(read(pdf).pages) >= 1
    assert faults(pdf) == [], report.id
    if report.grid is not None:
        table_of(report, data)
    else:
        assert share_in_tables(report, data) < A_TABLE, f"{report.id} is a table: give it a grid"


def gathered(desk, report):
    """Its data, of the first that it can be about; None when this person may not print it."""
    for asked in tries(desk, report):
        try:
            return desk.do(report.gather, **asked)
        except Forbidden:
            return None
        except Refused:
            continue
    return None


def tries(desk, report):
    today = datetime.now(UTC).date()
    known = {
        "first": today - timedelta(days=365), "last": today, "on": today, "language": "es",
        "report": "appointment_card", "who": "caseload", "letter": "attendance",
        "handout_id": "overdose", "contact": "Ana Whitfield", "reach": "555 0100",
        "schedule": "higgins_vouchers",
    }  # fmt: skip
    asked, of = {}, None
    for field in report.asks.fields:
        if field.key in known:
            asked[field.key] = known[field.key]
        elif field.key in IDS and field.required:
            of = field.key
        elif field.required and field.options:
            asked[field.key] = field.options[0].value
    if report.id == "day_cards":  # the weekend has none
        return [asked | {"on": today - timedelta(days=n)} for n in range(8)]
    return [asked | {of: one} for one in ids_of(desk, IDS[of])] if of else [asked]


def ids_of(desk, record):
    def first(engine):
        with upkeep_session(engine) as session:
            return session.scalars(select(record.id).order_by(record.id).limit(60)).all()

    return desk.on_vault(first)


def share_in_tables(report, data):
    parts = report.parts(data) if report.parts else [(data.sheet, report.story(data))]
    found = {True: 0, False: 0}
    for _sheet, story in parts:
        count(story, found)
    return found[True] / max(sum(found.values()), 1)


def count(what, found, in_table=False):
    """The letters of whatever stands in what, by whether they stand in a table."""
    if isinstance(what, (list, tuple)):
        for one in what:
            count(one, found, in_table)
    elif isinstance(what, FittedTable):
        count(what._rows, found, True)
    elif isinstance(what, Paragraph):
        found[in_table] += len(what.getPlainText())
    elif isinstance(what, Flowable):
        for inside in ("_content", "_flowables", "_cellvalues"):
            count(getattr(what, inside, None), found, in_table)
