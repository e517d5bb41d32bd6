"""Coverage, break-the-glass and charts kept closer."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.desk.desk import query
from counselor_desk.domain.roles import Can, Role
from counselor_desk.records.people import Client
from counselor_desk.services.clients import access, clients
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position
from counselor_desk.services.today import today
from counselor_desk.services.vault import trail_lines
from tests.proofs import PASSPHRASE, own

ROSA, JAMES, DANA = 10, 11, 12
SUE, CAL, ODA, FLO, ADA = 1, 2, 3, 4, 5
JAMES_BORN = date(1977, 8, 2)
WHY = "overdose on the ward, allergies needed"


def test_coverage_opens_charts_until_it_ends(desk, clock):
    until = clock.now + timedelta(days=3)
    desk.do(access.cover_caseload, CAL, ODA, until, "on leave")
    desk.as_(ODA)
    assert set(desk.do(clients.matching)) == {ROSA, JAMES, DANA}
    clock.forward(days=3)
    assert desk.do(clients.matching) == [JAMES]


def test_coverage_is_given_back_early(desk, clock):
    (grant,) = desk.do(access.cover, [ROSA], ODA, clock.now + timedelta(days=3), "on leave")
    desk.as_(ODA)
    desk.do(clients.read, ROSA)
    desk.do(access.end, grant.id)
    with pytest.raises(Refused, match="caseload"):
        desk.do(clients.read, ROSA)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ((CAL, FLO, 3, "leave"), "staff_id"),
        ((CAL, CAL, 3, "leave"), "staff_id"),
        ((CAL, ODA, 0, "leave"), "ends_on"),
        ((CAL, ODA, 61, "leave"), "ends_on"),
        ((CAL, ODA, 3, " "), "reason"),
        ((ODA, SUE, 3, "leave"), "counselor_id"),
    ],
)
def test_coverage_has_its_bounds(desk, clock, given, field):
    counselor, colleague, days, reason = given
    with pytest.raises(Refused) as refusal:
        desk.do(access.cover_caseload, counselor, colleague, clock.now + timedelta(days=days), reason)
    assert refusal.value.field == field


def test_a_counselor_covers_nobody_elses_chart(desk, clock):
    with pytest.raises(Refused, match="caseload"):
        desk.do(access.cover, [JAMES], ODA, clock.now + timedelta(days=3), "leave")


@pytest.mark.parametrize("who", ["0000011", "james tull", "TULL"])
def test_the_glass_is_broken_with_reason_passphrase_and_end(desk, clock, who):
    grant = desk.do(access.break_glass, who, JAMES_BORN, WHY, own(desk, access.break_glass))
    assert grant.client_id == JAMES
    desk.do(clients.read, JAMES)
    clock.forward(hours=access.GLASS_HOURS)
    with pytest.raises(Refused, match="caseload"):
        desk.do(clients.read, JAMES)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (("james tull", JAMES_BORN, "short", PASSPHRASE), "reason"),
        (("james tull", JAMES_BORN, WHY, "wrong"), "passphrase"),
        (("james tull", date(1977, 8, 3), WHY, PASSPHRASE), "who"),
        (("", JAMES_BORN, WHY, PASSPHRASE), "who"),
        (("%", JAMES_BORN, WHY, PASSPHRASE), "who"),
    ],
)
def test_the_glass_does_not_break_by_itself(desk, given, field):
    *asked, typed = given
    with pytest.raises(Refused) as refusal:
        desk.do(access.break_glass, *asked, own(desk, access.break_glass, typed))
    assert refusal.value.field == field
    with pytest.raises(Refused):
        desk.do(clients.read, JAMES)


def test_the_supervisor_is_told_and_looks_at_it(desk, clock):
    grant = desk.do(access.break_glass, "james tull", JAMES_BORN, WHY, own(desk, access.break_glass))
    desk.as_(SUE)
    (line,) = [d for d in desk.do(today.due_items) if "emergency" in d.text]
    assert "Cal Reyes" in line.text
    (row,) = desk.do(access.grants)
    assert (row.staff, row.client, row.reason) == ("Cal Reyes", "James Tull", WHY)
    desk.do(access.review, grant.id)
    clock.forward(hours=5)
    assert desk.do(access.grants) == []
    assert [d for d in desk.do(today.due_items) if "emergency" in d.text] == []


def test_it_is_on_the_trail(desk):
    desk.do(access.break_glass, "james tull", JAMES_BORN, WHY, own(desk, access.break_glass))
    desk.as_(ADA)
    ids = desk.do(trail_lines.line_ids, trail_lines.TrailFilter(client_id=JAMES, action="access.break_glass"))
    (line,) = desk.do(trail_lines.lines, ids).values()
    assert (line.actor_name, line.reason) == ("Cal Reyes", "break-the-glass")


@query(Can.USE_PROGRAM, "test_access.peep")
def peep(ctx):
    statement = select(Client.id, Client.family_name).execution_options(locating=True)
    return ctx.rows(lambda *row: row, statement)


def test_locating_tells_nothing_of_a_client_but_the_number(desk):
    with pytest.raises(Forbidden, match="Only a client's number"):
        desk.do(peep)


def test_a_restricted_chart_is_seen_by_its_counselor_and_supervisor_alone(desk, clock):
    desk.as_(SUE)
    desk.do(access.restrict, ROSA, "works here")
    desk.do(clients.read, ROSA)
    assert desk.do(access.restricted_charts) == [(ROSA, "Rosa Medina", "works here")]
    for other in (FLO, ADA):
        desk.as_(other)
        assert ROSA not in desk.do(clients.matching)
    assert desk.do(access.restricted_charts) == [], "an administrator does not see whose it is"
    desk.as_(CAL)
    desk.do(clients.read, ROSA)
    desk.do(access.cover_caseload, CAL, ODA, clock.now + timedelta(days=1), "leave")
    desk.as_(ODA)
    assert set(desk.do(clients.matching)) == {JAMES, DANA}
    desk.as_(SUE)
    desk.do(access.unrestrict, ROSA)
    assert desk.do(access.restricted_charts) == []
    desk.as_(FLO)
    assert ROSA in desk.do(clients.matching)


def test_an_administrator_may_restrict_and_then_does_not_see_it(desk):
    desk.as_(ADA)
    desk.do(access.restrict, ROSA, "relative of staff")
    assert ROSA not in desk.do(clients.matching)


def emergency(desk, who):
    desk.as_(who)
    return desk.do(access.break_glass, "James Tull", JAMES_BORN, WHY, own(desk, access.break_glass))


def test_emergency_access_that_is_passed_on_ends_with_the_own(desk, clock):
    """Four hours became fifty-nine days by covering a colleague."""
    glass = emergency(desk, CAL)
    (passed,) = desk.do(access.cover, [JAMES], SUE, clock.now + timedelta(days=59), "on leave")
    assert passed.ends_at == glass.ends_at
    (own,) = desk.do(access.cover, [ROSA], ODA, clock.now + timedelta(days=59), "on leave")
    assert own.ends_at == clock.now + timedelta(days=59)


def test_what_was_passed_on_in_a_row_ends_when_the_first_gives_it_back(desk, clock):
    desk.as_(ODA)
    later = clock.now + timedelta(days=50)
    (first,) = desk.do(access.cover, [JAMES], CAL, later, "on leave")
    desk.as_(ADA)
    nia = desk.do(staff.add, "Nia Bell", "nia", Position(Role.COUNSELOR, "", SUE)).id
    desk.as_(CAL)
    (second,) = desk.do(access.cover, [JAMES], nia, later, "on leave")
    desk.as_(nia)
    assert JAMES in desk.do(clients.matching)
    desk.as_(CAL)
    desk.do(access.end, first.id)
    assert JAMES not in desk.do(clients.matching)
    desk.as_(nia)
    assert JAMES not in desk.do(clients.matching)
    assert second.id != first.id


def test_what_was_passed_on_stays_while_the_giver_has_another_leave(desk, clock):
    glass = emergency(desk, CAL)
    desk.as_(ODA)
    soon = clock.now + timedelta(hours=2)
    (leave,) = desk.do(access.cover, [JAMES], CAL, soon, "on leave")
    desk.as_(CAL)
    (passed,) = desk.do(access.cover, [JAMES], SUE, clock.now + timedelta(days=9), "on leave")
    assert passed.ends_at == glass.ends_at
    desk.do(access.end, glass.id)
    rows = {row.id: row for row in desk.do(access.grants)}
    assert rows[passed.id].ends_at == leave.ends_at == soon
