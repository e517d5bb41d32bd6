"""What leaves with an export is what that role can open: a word in every column of every table."""

import re

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from counselor_desk.desk.upkeep import upkeep
from counselor_desk.records.base import Clinical, OfClient, Record
from counselor_desk.reports.exchange import chart_papers
from counselor_desk.services.exchange import exporting
from counselor_desk.services.exchange.exporting import ExportApproval
from tests.proofs import beside, own
from tests.services import rows

SUE, ODA, ADA, DANA = 1, 3, 5, 12
PLACE = re.compile(rb"@([a-z_]+)\.([a-z_0-9]+)@")
# What a role without charts may not read, beside everything clinical.
NOT_FOR_ADA = {"disclosed.facts", "disclosed.purpose", "group_member", "disclosed_paper", "counseling_note"}
NOT_FOR_SUE = {"closing_client", "counseling_note.author_id"}


@pytest.fixture
def planted(desk):
    """Dana's chart with a row in every table, and its own name in every place that takes words."""

    def plant(engine):
        with Session(engine) as session, upkeep(session), session.begin():
            made = rows.fill(session, DANA, "@{place}@")
            session.execute(text("UPDATE counseling_note SET author_id = :oda"), {"oda": ODA})
            return made

    return desk.on_vault(plant)


def places(files):
    """From which columns words stand in what leaves."""
    found = {m for raw in files.values() for m in PLACE.findall(raw)}
    return {f"{table.decode()}.{column.decode()}" for table, column in found}


def clinical():
    return {m.class_.__tablename__ for m in Record.registry.mappers if issubclass(m.class_, Clinical)}


def is_one_of(place, wanted):
    return place in wanted or place.partition(".")[0] in wanted


@pytest.mark.parametrize("format", exporting.FORMATS)
def test_an_administrator_takes_no_word_along_that_the_role_cannot_read(desk, planted, format):
    """The pages of disclosures and the facts of emergencies left with an administrator's export."""
    desk.as_(ADA)
    told = places(desk.do(exporting.export, format, [DANA]).files)
    assert {p for p in told if is_one_of(p, NOT_FOR_ADA | clinical())} == set()
    assert bool(told) == (format in ("everything", "JSON"))


@pytest.mark.parametrize("format", exporting.FORMATS)
def test_a_supervisor_takes_nothing_along_of_what_others_keep_separate(desk, planted, format):
    desk.as_(SUE)
    made = desk.do(exporting.export, format, [DANA])
    told = places(made.files)
    assert {p for p in told if is_one_of(p, NOT_FOR_SUE)} == set()
    assert b"counseling_note" not in b"".join(made.files.values())
    if format in ("everything", "JSON"):
        tables = {place.partition(".")[0] for place in told}
        assert {"document", "diagnosis", "addendum", "medication", "consent", "disclosed"} <= tables


def test_a_colleague_beside_it_opens_no_counseling_note_either(desk, planted):
    desk.as_(ADA)
    act = exporting.export_everything
    backed = ExportApproval("moving to another program", own(desk, act), beside(desk, act, SUE))
    files = desk.do(exporting.export_everything, "JSON", backed).files
    assert "document" in {place.partition(".")[0] for place in places(files)}
    assert b"counseling_note" not in b"".join(files.values())


def test_every_table_of_a_chart_is_exported_or_withheld_by_name(desk, planted):
    """A new kind of record leaves with nobody who may not read charts until somebody lets it."""
    from counselor_desk.services.exchange import chart_as_json as json_of_chart

    kinds = {m.class_ for m in Record.registry.mappers if issubclass(m.class_, OfClient)}
    open_kinds = {kind for kind in kinds if not issubclass(kind, Clinical)}
    withheld = {kind.__tablename__ for kind in open_kinds - json_of_chart.WITHOUT_CHARTS}
    assert withheld == {
        "group_member",
        "disclosed_paper",
        "chart_form_draft",
        "client_merge",
        "waiting_place",
    }
    assert not any(issubclass(kind, Clinical) for kind in json_of_chart.WITHOUT_CHARTS)


def test_papers_leave_with_who_reads_charts(desk, planted):
    desk.as_(ADA)
    assert desk.do(exporting.export, "PDF", [DANA], chart_papers.papers).papers == []
