"""What is set right in the clinic afterwards: hours, evenings, relatives, groups, people."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.desk.desk import query
from counselor_desk.domain.plans.plan import ProblemArea
from counselor_desk.domain.roles import Can, Role
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.people import Staff
from counselor_desk.records.schedule import Attendance
from counselor_desk.services.care import episodes
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import staff
from counselor_desk.services.clinic.staff import Position
from counselor_desk.services.documents import counseling_notes, writing_aids
from counselor_desk.services.family import program, relatives
from counselor_desk.services.plans import plans, statements
from counselor_desk.services.privacy import consents, disclosures, program_closing
from counselor_desk.services.schedule import appointments, groups
from counselor_desk.services.supervision import chart_audits, hours, remarks
from counselor_desk.services.vault import permissions, trail_lines, trail_proof
from tests.conftest import START
from tests.own_words import share_own, write_own
from tests.services.documents.test_counseling import WORDS, offered  # noqa: F401  a fixture
from tests.services.family.test_family import talking  # noqa: F401  a fixture
from tests.services.privacy.test_closing import begun as closing_begun
from tests.services.privacy.test_consents import consent_to_sister, to_sister
from tests.services.supervision.test_review import signed

SUE, CAL, ODA, FLO, ADA = range(1, 6)
ROSA, JAMES, DANA = 10, 11, 12
TODAY = date(2026, 12, 1)


@query(Can.USE_PROGRAM, "test_clinic_changes.last_line")
def last_line(ctx):
    return ctx.rows(str, select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(1))


def test_a_session_moves_while_it_is_still_to_come(desk, clock):
    slot = desk.do(appointments.book, ROSA, START + timedelta(hours=1), {})
    desk.do(appointments.move, slot.id, START + timedelta(days=1))
    assert desk.do(appointments.day, TODAY) == []
    [moved] = desk.do(appointments.day, TODAY + timedelta(days=1))
    assert (moved.id, moved.starts_at) == (slot.id, START + timedelta(days=1))
    with pytest.raises(Refused) as refused:
        desk.do(appointments.move, slot.id, START + timedelta(days=3000))
    assert refused.value.field == "starts_at"
    clock.forward(days=1, hours=1)
    desk.do(appointments.mark, slot.id, Attendance.ATTENDED)
    with pytest.raises(Refused, match="session is over"):
        desk.do(appointments.move, slot.id, START + timedelta(days=2))


def test_an_evening_is_changed_planned_and_put_off(desk, clock, talking):  # noqa: F811
    session, mother = talking
    desk.do(program.change_session, session.id, {"place": "Room 2", "guests": 3})
    held = desk.do(program.read_evening, session.id).session
    assert (held.place, held.guests) == ("Room 2", 3)
    [packet] = desk.do(program.packets, session.id)
    assert (packet.relative.id, "talking" in packet.handouts) == (mother.id, True)
    on = session.starts_at + timedelta(days=1)
    desk.do(program.plan, session.id, on, SUE, ["talking", "boundaries", "no such page"])
    held = desk.do(program.read_evening, session.id).session
    assert (held.starts_at, held.staff_id, held.handouts) == (on, SUE, ["talking", "boundaries"])
    with pytest.raises(Refused, match="at most two years"):
        desk.do(program.plan, session.id, on + timedelta(days=900), SUE, [])
    with pytest.raises(Refused, match="1 to 8"):
        desk.do(program.put_off, session.id, 9)
    moved = desk.do(program.put_off, session.id, 2)
    assert moved[0].starts_at == on + timedelta(weeks=2)
    assert len(moved) > 1
    assert len({one.starts_at for one in moved}) == len(moved)
    clock.forward(days=60)
    with pytest.raises(Refused, match="has started"):
        desk.do(program.put_off, session.id, 1)
    with pytest.raises(Refused, match="has started"):
        desk.do(program.plan, session.id, clock.now, SUE, [])


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
    assert [(one.id, whose) for one, whose in desk.do(program.to_invite, session.id)] == [
        (father.id, "Rosa Medina")
    ]
    desk.do(relatives.end, father.id)
    assert desk.do(program.to_invite, session.id) == []  # and what was is kept
    assert len(desk.do(relatives.of_client, ROSA).relatives) == 2


def test_a_member_parts_from_a_group_and_the_group_stays(desk):
    group = desk.do(groups.create, {"name": "Monday recovery group"})
    for client in (ROSA, DANA):
        desk.do(groups.join, group.id, client)
    assert desk.do(groups.members, group.id) == [(ROSA, "Rosa Medina"), (DANA, "Dana Reed")]
    desk.do(groups.leave_group, group.id, ROSA)
    assert desk.do(groups.members, group.id) == [(DANA, "Dana Reed")]
    assert desk.do(groups.read, group.id).name == "Monday recovery group"
    desk.as_(ODA)
    with pytest.raises(Refused):
        desk.do(groups.leave_group, group.id, DANA)
    with pytest.raises(Refused, match="led by a colleague"):
        desk.do(groups.members, group.id)


def test_a_person_gets_another_role_but_one_administrator_stays(desk):
    desk.as_(ADA)
    desk.do(staff.change, CAL, " Cal M. Reyes ", Position(Role.SUPERVISOR, "LADC-S", SUE))
    held = next(one for one in desk.do(staff.all_staff) if one.id == CAL)
    assert (held.name, held.role, held.credential) == (
        "Cal M. Reyes", Role.SUPERVISOR, "LADC-S",
    )  # fmt: skip
    with pytest.raises(Refused, match="needs a name"):
        desk.do(staff.change, CAL, " ", Position(Role.COUNSELOR, supervisor_id=SUE))
    with pytest.raises(Refused, match="administrator"):
        desk.do(staff.change, ADA, "Ada Quist", Position(Role.COUNSELOR, supervisor_id=SUE))
    assert isinstance(desk.do(staff.note_reset, CAL), Staff)
    assert desk.do(last_line) == ["staff.note_reset"]


def test_the_trail_leaves_as_a_table_and_is_proved(desk, counted):
    desk.do(clients.read, ROSA)
    desk.as_(ADA)
    table = desk.do(trail_lines.as_table, trail_lines.TrailFilter(client_id=ROSA)).decode()
    assert "clients.read" in table
    assert "Rosa" not in table
    assert desk.do(last_line) == ["trail_file.as_table"]
    found = desk.do(trail_proof.prove)
    assert found.findings.is_whole
    assert found.last_line >= 3
    told = desk.do(permissions.protection)
    assert told.clients == 3
    assert {name for name, _device in told.people} == {"ada", "sue", "cal", "oda", "flo"}
    assert told.backups == 0


def test_a_supervisor_takes_a_remark_back_and_sees_the_pool(desk):
    for client in (ROSA, DANA):
        episode = desk.do(episodes.begin, client, {"referral": "court"})
        desk.do(episodes.admit, episode.id, date(2026, 11, 30))
    note = signed(desk)
    desk.as_(SUE)
    assert [one.name for one in desk.do(hours.supervisees)] == ["Cal Reyes", "Oda Lind"]
    made = desk.do(remarks.remark, note, "data", "A slip of the pen?")
    desk.do(remarks.take_back, made.id)
    assert desk.do(remarks.remarks, note) == []
    drawn = desk.do(chart_audits.begin_audit, 1, "a seed")
    assert desk.do(chart_audits.pool, drawn.id) == [(ROSA, "Rosa Medina"), (DANA, "Dana Reed")]


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
    assert desk.do(program_closing.of_client, ROSA) is None
    desk.do(program_closing.keep_client, ROSA, {"way": "retained under seal"})
    assert desk.do(program_closing.of_client, ROSA).way == "retained under seal"
    desk.as_(CAL)
    with pytest.raises(Forbidden):
        desk.do(program_closing.of_client, ROSA)


def test_who_reads_one_s_own_notes_is_told(desk, offered):  # noqa: F811
    write_own(desk, ROSA, WORDS)
    assert desk.do(counseling_notes.shared_with) == ()
    share_own(desk, SUE, "handing over")
    assert desk.do(counseling_notes.shared_with) == (SUE,)
    desk.do(counseling_notes.unshare, SUE)  # the keys are those of other tests too
    assert desk.do(counseling_notes.shared_with) == ()


def test_words_of_the_clinic_s_own_come_and_go(desk):
    draft = desk.do(plans.begin, ROSA)
    kept = desk.do(statements.keep_problem, draft.id, ProblemArea.LIFE, "No bed of one's own")
    assert kept.id in [found.own_id for found in desk.do(statements.find, "bed")]
    mine = desk.do(writing_aids.keep_snippet, "safety", "Asked about safety at home.")
    theirs = desk.do(writing_aids.keep_snippet, "bus", "Bus pass given.", for_all=True)
    desk.as_(ODA)
    with pytest.raises(Refused, match="belongs to a colleague"):
        desk.do(writing_aids.drop_snippet, mine.id)
    desk.do(writing_aids.drop_snippet, theirs.id)
    desk.as_(CAL)
    desk.do(writing_aids.drop_snippet, mine.id)
    assert desk.do(writing_aids.snippets) == []
