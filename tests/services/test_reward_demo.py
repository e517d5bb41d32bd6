"""The synthetic clinic's rewards: its books hold and a supervisor's audit closes."""

from datetime import UTC, datetime

import pytest

from counselor_desk.demo.cast import PASSPHRASE
from counselor_desk.demonstration import demo_door
from counselor_desk.services import prizes, reward_audits, reward_books, reward_views


@pytest.fixture
def demo():
    """Marion, the supervisor, at the desk of the synthetic clinic."""
    with demo_door() as door:
        opened = door.unlock(door.recent()[0], "marion", PASSPHRASE)
        yield opened.desk
        opened.desk.close()


@pytest.mark.slow
def test_a_supervisors_audit_of_the_demo_closes_with_no_difference(demo):
    books = demo.do(reward_books.check)
    assert books.hold, books.faults
    assert books.ledger.checked > 100
    assert demo.do(reward_views.due, 7)
    audits = demo.do(reward_audits.audits)
    assert all(audit.closed_at for audit in audits)
    assert {audit.differences for audit in audits} <= {0}
    now = demo.do(reward_audits.begin, datetime.now(UTC).date())
    answers = {question.key: "yes" for question in reward_audits.checklist().items}
    counted = {shelf.id: shelf.pieces for shelf in demo.do(prizes.cabinet)}
    demo.do(reward_audits.fill, now.id, answers, counted, "")
    assert demo.do(reward_audits.close, now.id).differences == 0
    assert demo.do(reward_books.check).hold
