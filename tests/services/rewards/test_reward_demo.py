"""A year of the synthetic clinic's rewards: its books hold and a supervisor's audits close."""

from datetime import UTC, date, datetime, timedelta

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.demo.cast import ANA, BEA, MARION, PASSPHRASE, year_ago
from counselor_desk.demo.clinic_on_disk import demo_door
from counselor_desk.services.rewards import audits as reward_audits
from counselor_desk.services.rewards import cabinet, quarter_counts, verify
from counselor_desk.services.rewards import today as reward_views
from tests.proofs import beside


@pytest.fixture
def demo():
    """Marion, the supervisor, at the desk of the synthetic clinic."""
    with demo_door() as door:
        opened = door.unlock(door.recent()[0], "marion", PASSPHRASE)
        yield opened.desk
        opened.desk.close()


@pytest.mark.slow
def test_a_supervisors_audit_of_the_demo_closes_with_no_difference(demo):
    books = demo.do(verify.check)
    assert books.hold, books.faults
    assert books.ledger.checked > 400
    assert demo.do(reward_views.due_occasions, 7)
    _has_a_year_of_audits(demo)
    now = demo.do(reward_audits.begin, datetime.now(UTC).date())
    answers = {question.key: "yes" for question in reward_audits.checklist().items}
    counted = {shelf.id: shelf.pieces for shelf in demo.do(cabinet.cabinet)}
    demo.do(reward_audits.fill, now.id, answers, counted, "")
    with pytest.raises(Refused, match="Two different people"):
        demo.do(reward_audits.close, now.id, beside(demo, reward_audits.close, MARION, PASSPHRASE))
    with pytest.raises(Refused, match="not the passphrase"):
        demo.do(reward_audits.close, now.id, beside(demo, reward_audits.close, BEA, "something else"))
    bea = beside(demo, reward_audits.close, BEA, PASSPHRASE)
    assert demo.do(reward_audits.close, now.id, bea).differences == 0
    assert demo.do(verify.check).hold


def _has_a_year_of_audits(demo):
    """Four quarters one after the other: lived in, counted, signed by two, no difference."""
    audits = demo.do(reward_audits.audits)[::-1]
    assert len(audits) >= 4
    starts = [audit.first for audit in audits]
    assert starts[1:] == [audit.last + timedelta(days=1) for audit in audits[:-1]]
    for audit in audits:
        assert audit.closed_at is not None
        assert (audit.differences, audit.closed_by, audit.witness_id) == (0, MARION, BEA)
        counts = demo.do(quarter_counts.of_clinic, audit.first, audit.last)
        assert counts.clients > 0
        assert counts.awarded_cents > 0
        assert counts.given_cents > 0
    digests = [(audit.ledger_count, audit.ledger_digest) for audit in audits]
    assert len(set(digests)) == len(digests)
    months = {f"{count.counted_at:%Y-%m}" for count in demo.do(cabinet.slip_counts)}
    assert len(months) >= 12


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("day", [1, 6, 7, 12, 13, 28])
def test_the_demos_year_begins_early_enough(month, day):
    """Whatever the day: four quarters that have been over for a week lie after the beginning."""
    today = date(2027, month, day)
    begins = year_ago(today) + timedelta(days=13 + 5 + 2)
    audited, ends = 0, reward_audits.quarter_of(begins)[2]
    while ends + timedelta(days=6 + 2) < today:
        audited, ends = audited + 1, reward_audits.quarter_of(ends + timedelta(days=1))[2]
    assert audited >= 4


@pytest.mark.slow
def test_the_demo_s_trail_holds_and_its_clock_never_went_back(demo):
    from counselor_desk.services.vault import trail_lines

    demo.sign_in(ANA)
    assert demo.do(trail_lines.verify).broken_at is None
    assert demo.do(trail_lines.line_ids, trail_lines.TrailFilter(action="clock.step")) == []
    assert len(demo.do(trail_lines.line_ids, trail_lines.TrailFilter())) > 1000
