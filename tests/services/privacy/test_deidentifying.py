"""De-identified data: looked at by who may read charts, and taken out with a line on the trail."""

import pytest
from sqlalchemy import select

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.records.audit import AuditEntry
from counselor_desk.services.documents import documents
from counselor_desk.services.privacy import deidentified
from tests.services.exchange.test_exporting import charts  # noqa: F401  a fixture

SUE, CAL, ADA = 1, 2, 5


def reasons(desk):
    def read(engine):

        with upkeep_session(engine) as session:
            return list(session.scalars(select(AuditEntry.reason)))

    return desk.on_vault(read)


def test_five_people_are_told_of_as_nobody_in_particular(desk, charts):  # noqa: F811
    found = desk.do(deidentified.gather, 11)
    assert found.people == 5
    assert {(line.age, line.sex, line.zip3, line.what) for line in found.lines} == {("",) * 4}
    assert found.left_out > 5
    close = desk.do(deidentified.gather, 5)
    assert close.smallest == 5


def test_what_is_taken_out_is_what_was_looked_at_and_the_trail_counts_it(desk, charts):  # noqa: F811
    found = desk.do(deidentified.gather, 5)
    raw = desk.do(deidentified.export_dataset, found).decode("utf-8-sig")
    assert len(raw.strip().splitlines()) == len(found.lines) + 1
    for identifier in ("Rosa", "Medina", "0000010", "Pier", "02115", "1989", "Stamm"):
        assert identifier not in raw
    told = [said for said in reasons(desk) if said.startswith("de-identified")]
    assert f"de-identified data of 5 people, {len(found.lines)} lines" in told


def test_no_word_of_a_note_is_among_the_lines(desk):
    desk.as_(CAL)
    note = desk.do(documents.start, 10, "dap")
    desk.do(documents.save_draft, note.id, {"data": "quillabamba"}, note.revision)
    desk.as_(SUE)
    raw = desk.do(deidentified.export_dataset, desk.do(deidentified.gather, 5))
    assert b"quillabamba" not in raw


def test_who_may_not_read_charts_takes_nothing_out_of_them(desk):
    for staff_id in (ADA, CAL):
        desk.as_(staff_id)
        with pytest.raises(Forbidden):
            desk.do(deidentified.gather, 11)
    desk.as_(SUE)
    with pytest.raises(Refused, match="how many people"):
        desk.do(deidentified.gather, 1)
