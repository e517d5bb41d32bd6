"""A client is called the same by the program and by the database."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import aliased

from counselor_desk.core.errors import Forbidden
from counselor_desk.desk.desk import query
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.services.clients import clients

CAL, ODA, ROSA, DANA, JAMES = 2, 3, 10, 12, 11


@query(Can.SEE_CLIENTS, "test_called.both")
def both(ctx):
    """What each is called, by the record and by the database."""
    other = aliased(Client)
    asked = dict(ctx.tuples(select(other.id, other.called)))
    assert asked == dict(ctx.tuples(select(Client.id, Client.called)))
    return {one.id: (one.called, asked[one.id]) for one in ctx.find(select(Client))}


@query(Can.SEE_CLIENTS, "test_called.beyond")
def beyond(ctx):
    return ctx.tuples(select(Client.id, Client.called), books=True)


@pytest.mark.parametrize(
    ("preferred", "called"), [("", "Rosa Medina"), ("Ro", "Ro Medina"), ("Ro María", "Ro María Medina")]
)
def test_a_client_is_called_by_the_preferred_name(desk, preferred, called):
    desk.as_(CAL)
    desk.do(clients.change, ROSA, {"preferred_name": preferred})
    assert desk.do(both)[ROSA] == (called, called)
    assert desk.do(clients.rows, [ROSA])[ROSA].name == called


def test_columns_alone_stay_within_the_caseload(desk):
    desk.as_(CAL)
    assert desk.do(both).keys() == {ROSA, DANA}
    desk.as_(ODA)
    assert desk.do(both).keys() == {JAMES}


def test_names_are_no_book_of_the_clinic(desk):
    desk.as_(CAL)
    with pytest.raises(Forbidden, match="books"):
        desk.do(beyond)
