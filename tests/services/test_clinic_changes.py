"""What is set right in the clinic afterwards: hours, evenings, relatives, groups, people."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from counselor_desk.domain.plan import Area
from counselor_desk.domain.roles import Can, Role
from counselor_desk.errors import Forbidden, Refused
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.care import Attendance
from counselor_desk.records.people import Staff
from counselor_desk.services import (
    audit,
    clients,
    closing,
    consents,
    counseling,
    disclosures,
    episodes,
    family,
    family_evenings,
    groups,
    plans,
    proof,
    relatives,
    review,
    safekeeping,
    schedule,
    staff,
    statements,
    trail_file,
    writing,
)
from counselor_desk.services.desk import query
from tests.conftest import START
from tests.services.test_closing import begun as closing_begun
from tests.services.test_consents import consent_to_sister, to_sister
from tests.services.test_counseling import WORDS, offered  # noqa: F401  a fixture
from tests.services.test_family import talking  # noqa: F401  a fixture
from tests.services.test_review import signed

SUE, CAL, ODA, FLO, ADA = range(1, 6)
ROSA, JAMES, DANA = 10, 11, 12
TODAY = date(2026, 12, 1)


@query(Can.USE_PROGRAM)
def last_line(ctx):
    return ctx.rows(str, select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(1))


def test_a_session_moves_while_it_is_still_to_come(desk, clock):
    slot = desk.do(schedule.book, ROSA, START + timedelta(hours=1), {})
    desk.do(schedule.move, slot.id, START + timedelta(days=1))
    assert desk.do(schedule.day, TODAY) == []
    [moved] = desk.do(schedule.day, TODAY + timedelta(days=1))
    assert (moved.id, moved.starts_at) == (slot.id, START + timedelta(days=1))
    with pytest.raises(Refused) as refused:
        desk.do(schedule.move, slot.id, START + timedelta(days=3000))
    assert refused.value.field == "starts_at"
    clock.forward(days=1, hours=1)
    desk.do(schedule.mark, slot.id, Attendance.ATTENDED)
    with pytest.raises(Refused, match="session is over"):
        desk.do(schedule.move, slot.id, START + timedelta(days=2))


def test_an_evening_is_changed_planned_and_put_off(desk, clock, talking):  # noqa: F811
    session, mother = talking
    desk.do(family.change_session, session.id, {"place": "Room 2", "guests": 3})
    held = desk.do(family.opened, session.id).session
    assert (held.place, held.guests) == ("Room 2", 3)
    [packet] = desk.do(family.packets, session.id)
    assert (packet.relative.id, "talking" in packet.handouts) == (mother.id, True)
    on = session.starts_at + timedelta(days=1)
    desk.do(family_evenings.plan, session.id, on, SUE, ["talking", "boundaries", "no such page"])
    held = desk.do(family.opened, session.id).session
    assert (held.starts_at, held.staff_id, held.handouts) == (on, SUE, ["talking", "boundaries"])
    with pytest.raises(Refused, match="at most two years"):
        desk.do(family_evenings.plan, session.id, on + timedelta(days=900), SUE, [])
    with pytest.raises(Refused, match="1 to 8"):
        desk.do(family_evenings.put_off, session.id, 9)
    moved = desk.do(family_evenings.put_off, session.id, 2)
    assert moved[0].starts_at == on + timedelta(weeks=2)
    assert len(moved) > 1
    assert len({one.starts_at for one in moved}) == len(moved)
    clock.forward(days=60)
    with pytest.raises(Refused, match="has begun"):
        desk.do(family_evenings.put_off, session.id, 1)
    with pytest.raises(Refused, match="has begun"):
        desk.do(family_evenings.plan, session.id, clock.now, SUE, [])


def test_a_relative_is_changed_and_no_longer_invited(desk, talking):  # noqa: F811
    session, mother = talking
    desk.do(relatives.change, mother.id, {"phone": "555 0199", "large_print": True})
    [told] = desk.do(relatives.of_client, ROSA).relatives
    assert (told.phone, told.large_print, told.name) == (
        "555 0199", True, "Elena Medina",
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        desk.do(relatives.change, mother.id, {"name": " "})
    assert refused.value.field == "name"
    father = desk.do(relatives.add, ROSA, {"name": "Luis Medina", "relation": "father"})
    assert [(one.id, whose) for one, whose in desk.do(family.to_invite, session.id)] == [
        (father.id, "Rosa Medina")
    ]
    desk.do(relatives.end, father.id)
    assert desk.do(family.to_invite, session.id) == []  # and what was is kept
    assert len(desk.do(relatives.of_client, ROSA).relatives) == 2


def test_a_member_parts_from_a_group_and_the_group_stays(desk):
    group = desk.do(groups.create, {"name": "Monday recovery group"})
    for client in (ROSA, DANA):
        desk.do(groups.join, group.id, client)
    assert desk.do(groups.members, group.id) == [(ROSA, "Rosa Medina"), (DANA, "Dana Reed")]
    desk.do(groups.part_from, group.id, ROSA)
    assert desk.do(groups.members, group.id) == [(DANA, "Dana Reed")]
    assert desk.do(groups.read, group.id).name == "Monday recovery group"
    desk.as_(ODA)
    with pytest.raises(Refused):
        desk.do(groups.part_from, group.id, DANA)
    assert desk.do(groups.members, group.id) == []


def test_a_person_gets_another_role_but_one_administrator_stays(desk):
    desk.as_(ADA)
    desk.do(staff.change, CAL, " Cal M. Reyes ", Role.SUPERVISOR, "LADC-S")
    held = next(one for one in desk.do(staff.everyone) if one.id == CAL)
    assert (held.name, held.role, held.credential) == (
        "Cal M. Reyes", Role.SUPERVISOR, "LADC-S",
    )  # fmt: skip
    with pytest.raises(Refused, match="needs a name"):
        desk.do(staff.change, CAL, " ", Role.COUNSELOR)
    with pytest.raises(Refused, match="administrator"):
        desk.do(staff.change, ADA, "Ada Quist", Role.COUNSELOR)
    assert isinstance(desk.do(staff.note_reset, CAL), Staff)
    assert desk.do(last_line) == ["staff.note_reset"]


def test_the_trail_leaves_as_a_table_and_is_proved(desk):
    desk.do(clients.read, ROSA)
    desk.as_(ADA)
    table = desk.do(trail_file.as_table, audit.Asked(client_id=ROSA)).decode()
    assert "clients.read" in table
    assert "Rosa" not in table
    assert desk.do(last_line) == ["trail_file.as_table"]
    found = desk.do(proof.prove)
    assert found.findings.is_whole
    assert found.last_line >= 3
    told = desk.do(safekeeping.protection)
    assert told.clients == 3
    assert {name for name, _device in told.people} == {"ada", "sue", "cal", "oda", "flo"}
    assert told.backups == 0


def test_a_supervisor_takes_a_remark_back_and_sees_the_pool(desk):
    for client in (ROSA, DANA):
        episode = desk.do(episodes.begin, client, {"referral": "court"})
        desk.do(episodes.admit, episode.id, date(2026, 11, 30))
    note = signed(desk)
    desk.as_(SUE)
    assert [one.name for one in desk.do(review.supervisees)] == ["Cal Reyes", "Oda Lind"]
    made = desk.do(review.remark, note, "data", "A slip of the pen?")
    desk.do(review.take_back, made.id)
    assert desk.do(review.remarks, note) == []
    drawn = desk.do(review.begin_audit, 1, "a seed")
    assert desk.do(review.pool, drawn.id) == [(ROSA, "Rosa Medina"), (DANA, "Dana Reed")]


def test_what_was_said_of_a_disclosure_and_a_consent_is_read_again(desk):
    consent_id = consent_to_sister(desk)
    assert desk.do(consents.read, consent_id).client_id == DANA
    made = desk.do(disclosures.weigh, to_sister(consent_id))
    assert made.needs_notice
    assert desk.do(disclosures.of_client, DANA) == []  # nothing has left yet
    desk.do(consents.revoke, consent_id, TODAY, "By her note")
    with pytest.raises(Refused):
        desk.do(disclosures.weigh, to_sister(consent_id))


def test_a_client_s_line_of_a_closing_is_read(desk):
    desk.as_(ADA)
    closing_begun(desk)
    assert desk.do(closing.of_client, ROSA) is None
    desk.do(closing.keep_client, ROSA, {"way": "retained under seal"})
    assert desk.do(closing.of_client, ROSA).way == "retained under seal"
    desk.as_(CAL)
    with pytest.raises(Forbidden):
        desk.do(closing.of_client, ROSA)


def test_who_reads_one_s_own_notes_is_told(desk, offered):  # noqa: F811
    desk.do(counseling.write, ROSA, WORDS)
    assert desk.do(counseling.shared_with) == ()
    desk.do(counseling.share, SUE, "handing over")
    assert desk.do(counseling.shared_with) == (SUE,)
    desk.do(counseling.unshare, SUE)  # the keys are those of other tests too
    assert desk.do(counseling.shared_with) == ()


def test_words_of_the_clinic_s_own_come_and_go(desk):
    draft = desk.do(plans.begin, ROSA)
    kept = desk.do(statements.keep_problem, draft.id, Area.LIFE, "No bed of one's own")
    assert kept.id in [found.own_id for found in desk.do(statements.find, "bed")]
    mine = desk.do(writing.keep_snippet, "safety", "Asked about safety at home.")
    theirs = desk.do(writing.keep_snippet, "bus", "Bus pass given.", for_all=True)
    desk.as_(ODA)
    with pytest.raises(Refused, match="belongs to a colleague"):
        desk.do(writing.drop_snippet, mine.id)
    desk.do(writing.drop_snippet, theirs.id)
    desk.as_(CAL)
    desk.do(writing.drop_snippet, mine.id)
    assert desk.do(writing.snippets) == []
