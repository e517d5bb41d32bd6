"""Supervision: remarks anchored in the text, praise, hours, and charts drawn from a seed."""

from datetime import date

import pytest

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.domain.rewards.audit_checklist import draw_sample
from counselor_desk.services.care import episodes
from counselor_desk.services.documents import documents
from counselor_desk.services.supervision import chart_audits, hours, remarks, review_queue
from tests.proofs import own
from tests.services.documents.test_documents import full

SUE, CAL, ODA = 1, 2, 3
ROSA, JAMES, DANA = 10, 11, 12


def signed(desk, client_id=ROSA, **body):
    draft = desk.do(documents.start, client_id, "dap")
    desk.do(documents.save_draft, draft.id, {**full(), **body}, 0)
    return desk.do(documents.sign, draft.id, own(desk, documents.sign)).id


def test_a_remark_is_anchored_reaches_its_author_and_is_settled(desk):
    note = signed(desk, data="Talked about the bus and the wedding")
    desk.as_(SUE)
    made = desk.do(remarks.remark, note, "data", "Whose wedding?", "the wedding")
    with pytest.raises(Refused, match="no longer in that answer"):
        desk.do(remarks.remark, note, "data", "Hm", "the funeral")
    desk.do(review_queue.send_back, note, "See the remarks.")
    with pytest.raises(Refused, match="stays"):
        desk.do(remarks.take_back, made.id)
    desk.as_(CAL)
    [row] = desk.do(remarks.remarks, note)
    assert (row.field, row.quote, row.words) == ("data", "the wedding", "Whose wedding?")
    desk.do(remarks.settle_remark, row.id)
    assert desk.do(remarks.remarks, note)[0].settled_at is not None
    assert desk.do(documents.read, note).document.body["data"].endswith("the wedding")


def test_praise_reaches_its_author_and_is_told_for_two_weeks(desk, clock):
    note = signed(desk)
    desk.as_(SUE)
    desk.do(remarks.praise, note, "Clear and kind.")
    desk.as_(CAL)
    [told] = desk.do(remarks.praise_of)
    assert (told.words, told.document_id, told.client_id) == ("Clear and kind.", note, ROSA)
    with pytest.raises(Forbidden):
        desk.do(remarks.praise, note, "Me too")
    clock.forward(days=14)
    assert desk.do(remarks.praise_of) == []


def test_danger_comes_first_in_the_queue_then_age(desk, clock):
    old = signed(desk)
    clock.forward(hours=1)
    thoughts = signed(desk, DANA, risk="thoughts", risk_done="Safety plan")
    clock.forward(hours=1)
    plan = signed(desk, risk="plan", risk_done="Called 988 together")
    desk.as_(SUE)
    assert [i.document_id for i in desk.do(review_queue.review_queue)] == [plan, thoughts, old]
    assert desk.do(review_queue.awaiting_review) == 3
    desk.as_(CAL)
    clock.forward(hours=1)
    to_others = signed(desk, risk_others="plan", others_done="Supervisor told; the brother was warned")
    desk.as_(SUE)
    queue = [i.document_id for i in desk.do(review_queue.review_queue)]
    assert queue == [plan, to_others, thoughts, old], "danger to others weighs as much as to oneself"


def test_hours_for_licensure_are_of_ones_own_people(desk):
    desk.as_(SUE)
    desk.do(hours.log_hour, CAL, {"minutes": 60, "topics": "MI, boundaries"})
    with pytest.raises(Refused, match="future"):
        desk.do(hours.log_hour, CAL, {"minutes": 60, "held_on": date(2027, 1, 1)})
    year = (date(2026, 1, 1), date(2026, 12, 31))
    [(held, name)] = desk.do(hours.hours, *year)
    assert (held.minutes, name) == (60, "Cal Reyes")
    desk.as_(CAL)
    assert len(desk.do(hours.hours, *year)) == 1
    desk.as_(ODA)
    assert desk.do(hours.hours, *year) == []


def test_an_audit_is_drawn_from_its_seed_answered_and_closed(desk):
    for client in (ROSA, DANA):
        episode = desk.do(episodes.begin, client, {"referral": "court"})
        desk.do(episodes.admit, episode.id, date(2026, 11, 30))
    desk.as_(SUE)
    audit = desk.do(chart_audits.begin_audit, 1, "a seed")
    [held] = desk.do(chart_audits.audits)
    assert [c[1] for c in held.charts] == draw_sample([ROSA, DANA], 1, "a seed")
    with pytest.raises(Refused, match="every question"):
        desk.do(chart_audits.close_audit, audit.id)
    answers = {f.key: "yes" for f in chart_audits.checklist_form().fields if f.options}
    desk.do(chart_audits.answer_audit, held.charts[0][0], answers)
    desk.do(chart_audits.close_audit, audit.id)
    with pytest.raises(Refused, match="closed"):
        desk.do(chart_audits.answer_audit, held.charts[0][0], {})


def test_the_same_seed_chooses_the_same_charts():
    pool = list(range(1, 41))
    assert draw_sample(pool, 5, "x") == draw_sample(reversed(pool), 5, "x")
    assert draw_sample(pool, 5, "x") != draw_sample(pool, 5, "y")
    assert len({c for n in range(200) for c in draw_sample(pool, 5, str(n))}) == 40
