"""Importing clients: dry run, all or nothing, progress, undo as a whole."""

from dataclasses import replace
from datetime import date

import pytest

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.domain.exchange.people import ImportContents, ImportedClient
from counselor_desk.domain.roles import Role
from counselor_desk.services.clients import access, clients
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position
from counselor_desk.services.documents import documents
from counselor_desk.services.exchange import importing
from tests.domain.exchange_samples import TODAY, as_bytes, bundle, read_bundle, read_set, synthea

FLO, SUE, ADA = 4, 1, 5


@pytest.fixture
def imported():
    return read_set(synthea(), TODAY)


def everyone(desk):
    desk.as_(ADA)
    return desk.do(clients.matching, "", None, True)


def test_a_file_comes_in_whole_with_its_history(desk, imported):
    desk.as_(ADA)
    batch = desk.do(importing.bring_in, imported, "CSV", 7, 2)
    assert (batch.clients, batch.entries) == (2, 7)
    (row,) = desk.do(importing.batches)
    assert row.left_out["procedures.csv"] == 1
    desk.as_(2)  # Cal, to whose caseload they came
    (rosa,) = [i for i in desk.do(clients.matching, "medina") if i != 10]
    client = desk.do(clients.read, rosa)
    assert (client.sex, client.language, client.address[:3]) == ("female", "en", "784")
    assert len(client.number) == 7
    (history,) = desk.do(importing.history, rosa)
    assert history == imported.clients[0]
    (gene,) = desk.do(clients.matching, "mann", None, True)
    assert desk.do(clients.read, gene).closed_at is not None  # died: not in everyday lists


def test_clinic_staff_may_import_but_never_read_the_history(desk, imported):
    desk.as_(FLO)
    desk.do(importing.bring_in, imported, "CSV")
    with pytest.raises(Forbidden):
        desk.do(importing.history, desk.do(clients.matching, "medina")[0])


def test_counselors_do_not_import(desk, imported):
    with pytest.raises(Forbidden):
        desk.do(importing.bring_in, imported, "CSV")


def test_a_supervisor_says_whose_caseload_it_is(desk, imported):
    desk.as_(SUE)
    for wrong in (None, FLO):
        with pytest.raises(Refused) as refusal:
            desk.do(importing.bring_in, imported, "CSV", 1, wrong)
        assert refusal.value.field == "counselor_id"
    desk.do(importing.bring_in, imported, "CSV", 1, 3)
    desk.as_(2)
    assert desk.do(clients.matching, "mann", None, True) == []


def test_nothing_is_half_imported(desk, imported):
    before = everyone(desk)
    broken = ImportContents((*imported.clients, ImportedClient(given_name="A", family_name=None)))
    with pytest.raises(Exception):  # noqa: B017, PT011
        desk.do(importing.bring_in, broken, "CSV")
    assert everyone(desk) == before
    assert desk.do(importing.batches) == []


def test_an_import_stopped_on_its_way_leaves_nothing(desk, imported):
    before = everyone(desk)

    class Stopping:
        def progress(self, done, of):
            if done:
                raise Refused("Stopped. Nothing was changed.")

    with pytest.raises(Refused, match="Stopped"):
        desk.submit(Stopping(), importing.bring_in, imported, "CSV").result()
    assert everyone(desk) == before


def test_rows_with_problems_are_refused_until_they_are_left_out(desk):
    files = synthea() | {"patients.csv": synthea()["patients.csv"].replace(b"1989-03-14", b"soon")}
    read = read_set(files, TODAY)
    desk.as_(ADA)
    with pytest.raises(Refused, match="row 2"):
        desk.do(importing.bring_in, read, "CSV")
    assert desk.do(importing.bring_in, read.without_stopped(), "CSV").clients == 1


def test_the_dry_run_knows_who_is_here_already(desk, imported):
    desk.as_(ADA)
    (found,) = desk.do(importing.namesakes, imported)
    assert (found.place, found.client_id, found.number) == ("row 2", 10, "0000010")
    assert everyone(desk) == [10, 12, 11]  # a dry run changes nothing


def test_who_is_known_beyond_the_caseload_is_said_without_a_word_of_the_chart(desk, imported):
    desk.as_(1)
    desk.do(access.restrict, 11, "a relative works here")  # James Tull
    desk.as_(ADA)
    first = imported.clients[0]
    jim = replace(first, given_name="Jim", family_name="Tull", born=date(1977, 8, 2))
    (found,) = desk.do(importing.namesakes, replace(imported, clients=(jim,)))
    assert (found.name, found.client_id, found.number, found.here, found.born) == (jim.name, 0, "", "", None)


def test_an_import_is_undone_as_a_whole(desk, imported):
    before = everyone(desk)
    batch = desk.do(importing.bring_in, imported, "CSV")
    assert len(everyone(desk)) == len(before) + 2
    desk.as_(FLO)
    desk.do(importing.undo, batch.id)
    assert everyone(desk) == before
    assert desk.do(importing.batches)[0].undone_at is not None
    with pytest.raises(Refused, match="already been undone"):
        desk.do(importing.undo, batch.id)


def test_clients_who_have_been_worked_with_stay(desk, imported, clock):
    desk.as_(ADA)
    batch = desk.do(importing.bring_in, imported, "CSV", 1, 2)
    during = everyone(desk)
    desk.as_(2)
    (rosa,) = [i for i in desk.do(clients.matching, "medina") if i != 10]
    desk.do(documents.start, rosa, "dap")
    desk.as_(ADA)
    with pytest.raises(Refused, match="worked with"):
        desk.do(importing.undo, batch.id)
    assert everyone(desk) == during


def test_a_bundle_comes_in_too(desk):
    desk.as_(ADA)
    read = read_bundle(as_bytes(bundle()), TODAY)
    batch = desk.do(importing.bring_in, read, "FHIR")
    assert (batch.clients, batch.entries) == (1, 4)


def accepted(desk, imported, caseload):
    """Whether the clients come in, and out again."""
    try:
        batch = desk.do(importing.bring_in, imported, "CSV", 1, caseload)
    except Refused as refusal:
        return refusal.field != "counselor_id"
    desk.do(importing.undo, batch.id)
    return True


@pytest.mark.parametrize("who", [SUE, FLO, ADA])
def test_the_caseloads_that_are_offered_are_those_that_take_them(desk, imported, who):
    desk.as_(ADA)
    new = desk.do(staff.add, "Max Roe", "max", Position(Role.COUNSELOR))  # of nobody's team
    desk.do(staff.retire, 3)
    desk.as_(who)
    offered = desk.do(importing.caseloads)
    everybody = [one.id for one in desk.do(staff.all_staff)]
    taking = {one for one in everybody if accepted(desk, imported, one)}
    assert {one.id for one in offered.people} == taking
    assert (new.id in taking) is (who != SUE)
    assert 3 not in taking
    assert offered.is_required is not accepted(desk, imported, None)
