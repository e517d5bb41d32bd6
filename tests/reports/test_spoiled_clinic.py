"""A whole clinic's hostile words, in each place other ones: every report prints and is a table."""

import logging
import re

import pytest

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.domain.exchange.csv_table import is_guarded, write_table
from counselor_desk.records.people import Client
from counselor_desk.reports.press import press, shelf
from tests import spoiled
from tests.reports.structure import read
from tests.reports.test_every_report import STAFF, gathered, ids_of

PLACES, ON_PAPER, CHARTS = 10_000, 3_000, 20
OF_CLOSING = {"closing_label", "closing_report"}  # the clinic goes on; printed by their own tests


@pytest.fixture(autouse=True)
def quiet():
    """ReportLab writes characters beyond U+FFFF wrongly where a PDF tells what may be copied."""
    log = logging.getLogger("pypdf")
    level = log.level
    log.setLevel(logging.ERROR)
    yield
    log.setLevel(level)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_every_report_of_a_clinic_in_which_every_text_is_hostile(seed):
    printed, seen = set(), set()
    with spoiled.clinic(seed) as (door, places):
        assert places >= PLACES
        for name in STAFF:
            with spoiled.seated(door, name) as opened:
                for report in shelf.all_reports().values():
                    data = gathered(opened.desk, report)
                    if data is None:
                        continue
                    pdf = press.render(report, data)
                    assert pdf.startswith(b"%PDF"), report.id
                    if report.id not in printed:
                        seen |= on_paper(pdf)
                    if report.grid is not None:
                        seen |= tags(table(report, data))
                    printed.add(report.id)
        with spoiled.seated(door, "marion") as opened:
            for client_id in ids_of(opened.desk, Client)[:CHARTS]:
                seen |= on_paper(chart(opened.desk, client_id))
    print(f"{places} places with hostile words, {len(seen)} of them found on paper")  # noqa: T201
    assert set(shelf.all_reports()) - printed == OF_CLOSING
    assert len(seen) >= ON_PAPER


def chart(desk, client_id):
    report = shelf.report("full_chart")
    try:
        return press.render(report, desk.do(report.gather, client_id=client_id))
    except (Refused, Forbidden):  # no signed document, or of another team
        return b""


def on_paper(pdf):
    return tags("\n".join(page.extract_text() for page in read(pdf).pages)) if pdf else set()


def tags(words):
    """The numbers of the texts; a column may break one from its number."""
    return set(spoiled.TAG.findall(re.sub(r"\s", "", words)))


def table(report, data):
    grid = report.grid(data)
    cells = [str(cell) for row in grid.rows for cell in row]
    written = write_table(grid.heads, grid.rows).decode("utf-8-sig")
    assert not [c for c in written.split('","') if is_guarded(c) and c[:1] != "'"], report.id
    return "\n".join(cells)
