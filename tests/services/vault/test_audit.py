"""The trail, read and verified by the administrator."""

from datetime import timedelta

import pytest

from counselor_desk.core.errors import Forbidden
from counselor_desk.services.clients import clients
from counselor_desk.services.vault import trail_lines


def test_verification_is_the_administrator_s_and_leaves_a_line(desk):
    desk.do(clients.read, 10)
    with pytest.raises(Forbidden):
        desk.do(trail_lines.verify)
    desk.as_(5)
    verdict = desk.do(trail_lines.verify)
    assert verdict.broken_at is None
    assert verdict.checked >= 4
    again = desk.do(trail_lines.verify)
    assert again.checked == verdict.checked + 1


def test_the_trail_is_narrowed_by_person_chart_action_and_time(desk, clock):
    desk.do(clients.read, 10)
    clock.forward(days=1)
    desk.do(clients.read, 12)
    desk.as_(5)

    def found(**asked):
        ids = desk.do(trail_lines.line_ids, trail_lines.TrailFilter(**asked))
        rows = desk.do(trail_lines.lines, ids)
        return [(rows[i].action, rows[i].client_id) for i in ids]

    assert found(client_id=10) == [("clients.read", 10)]
    assert found(action="clients.read") == [("clients.read", 12), ("clients.read", 10)]
    assert found(action="clients.read", since=clock.now - timedelta(hours=1)) == [("clients.read", 12)]
    assert found(action="clients.read", until=clock.now - timedelta(hours=1)) == [("clients.read", 10)]
    assert found(staff_id=3) == []


def test_a_changed_line_is_named(desk):
    desk.do(clients.read, 10)

    def tamper(engine):
        with engine.begin() as db:
            db.exec_driver_sql("DROP TRIGGER audit_entry_keeps")
            db.exec_driver_sql("UPDATE audit_entry SET client_id = 12 WHERE id = 2")

    desk.on_vault(tamper)
    desk.as_(5)
    verdict = desk.do(trail_lines.verify)
    assert (verdict.checked, verdict.broken_at) == (1, 2)
    assert verdict.why == "its content was changed"
