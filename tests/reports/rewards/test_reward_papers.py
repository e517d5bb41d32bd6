"""The reward papers, gathered through the desk and read back."""

import os
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.domain.rewards.schedule import Outcome
from counselor_desk.reports.press import press, shelf
from counselor_desk.services.rewards import audits, enrolling, handing_over, occasions
from counselor_desk.services.rewards import today as reward_views
from counselor_desk.services.rewards.occasions import Observation
from tests.proofs import beside
from tests.services.rewards.test_rewards import ADA, CAL, FLO, ROSA, SUE, go_through, joining, prize

WAVE = [
    {"points": [[x, 130 + (x % 90 - 45) * (1 if x // 90 % 2 else -1)] for x in range(40, 700, 10)]},
    {"points": [[720, 60], [760, 190], [820, 90], [900, 180]]},
]


def printed(desk, name, **asked):
    """The words of a report; with PAPERS set, the paper is kept to be looked at."""
    report = shelf.report(name)
    data = desk.do(report.gather, **asked)
    pdf = press.render(report, data)
    assert press.render(report, data) == pdf
    if folder := os.environ.get("PAPERS"):
        (Path(folder) / f"{name}.pdf").write_bytes(pdf)
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    return " ".join(" ".join(pages).split()), data, report


@pytest.fixture
def history(desk, clock):
    """Rosa earns vouchers for a while; a mug goes over the counter."""
    mug = prize(desk, 1200, pieces=4, name="Travel mug")
    enrollment = desk.do(enrolling.enroll, ROSA, joining())
    go_through(desk, clock, enrollment, "NNNNPNNENNNN")
    return desk.do(handing_over.give, ROSA, mug.id), mug


def test_the_receipt(desk, history):
    given, _mug = history
    words, _data, _report = printed(desk, "reward_receipt", entry_id=given.entry_id)
    assert "Rosa Medina has received Travel mug, worth $12.00." in words
    assert "Given by Cal Reyes" in words
    assert "Left on the account" in words
    desk.do(handing_over.sign_receipt, given.entry_id, WAVE)
    words, _data, _report = printed(desk, "reward_receipt", entry_id=given.entry_id)
    assert "Signed on screen" in words
    desk.as_(FLO)
    printed(desk, "reward_receipt", entry_id=given.entry_id)


def test_the_statement_adds_up(desk, history):
    words, data, report = printed(desk, "reward_statement", client_id=ROSA)
    account = data.account
    assert account.earned_cents - account.given_cents == account.balance_cents
    assert "You have earned" in words
    assert "Met 10 of 12 so far." in words
    assert len(report.grid(data).rows) == len(account.rows)
    assert all(row.number in {int(r[0]) for r in report.grid(data).rows} for row in account.rows)


def test_a_statement_of_nothing(desk):
    words, _data, _report = printed(desk, "reward_statement", client_id=ROSA)
    assert "There are no rewards on your account yet." in words
    assert "$0.00" not in words


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        ("higgins_vouchers", "$997.50"),
        ("california_recovery", "$599.00"),
        ("va_prize_bowl", "164 draws"),
        ("name_in_the_hat", "1 name in the drawing"),
        ("attendance", "$72.00"),
    ],
)
def test_what_you_can_earn(desk, schedule, said):
    words, _data, _report = printed(desk, "reward_chart", schedule=schedule)
    assert said in words
    assert "never taken back" in words


def test_the_auditors_ledger_carries_the_digest(desk, history):
    desk.as_(SUE)
    span = {"first": date(2026, 12, 1), "last": date(2026, 12, 31)}
    words, data, report = printed(desk, "reward_ledger", **span)
    assert data.books.ledger.head in words.replace(" ", "")
    assert "The ledger verifies" in words
    assert len(report.grid(data).rows) == data.books.ledger.checked
    desk.as_(CAL)
    with pytest.raises(Forbidden):
        desk.do(report.gather, **span)


def test_the_counts_of_a_quarter(desk, history):
    span = {"first": date(2026, 10, 1), "last": date(2026, 12, 31)}
    words, data, report = printed(desk, "reward_caseload", **span)
    assert "Target met 10" in words
    assert "Excused 1" in words
    assert ("Rewards", "Given", "$12.00") in report.grid(data).rows
    desk.as_(SUE)
    whole, clinic, report = printed(desk, "reward_quarter", **span)
    assert clinic.counts == data.counts
    assert "across all caseloads" in whole
    desk.as_(CAL)
    with pytest.raises(Forbidden):
        desk.do(report.gather, **span)


def test_the_audit_before_and_after_it_is_signed(desk, history):
    _given, mug = history
    desk.as_(SUE)
    audit = desk.do(audits.begin, date(2026, 12, 20))
    words, _data, _report = printed(desk, "reward_audit", audit_id=audit.id)
    assert "Not signed yet" in words
    assert "Travel mug" in words
    answers = {q.key: "yes" for q in audits.checklist().items}
    desk.do(audits.fill, audit.id, answers, {mug.id: 3}, "")
    desk.do(audits.close, audit.id, beside(desk, audits.close, CAL))
    words, data, _report = printed(desk, "reward_audit", audit_id=audit.id)
    assert "Signed by Sue Park, LCSW" in words
    assert "Counted with Cal" in words
    assert data.audit.record.ledger_digest in words.replace(" ", "")
    signed, again = (words.index(said) for said in ("When this was signed", "Checked again when"))
    assert signed < again
    assert f"{data.audit.record.ledger_count} entries" in words[signed:again]
    assert f"{data.audit.books.ledger.checked} entries" in words[again:]


def test_a_receipt_is_for_a_hand_over(desk, history):
    with pytest.raises(Refused, match="given"):
        desk.do(shelf.report("reward_receipt").gather, entry_id=1)
    desk.as_(ADA)
    with pytest.raises(Forbidden):
        desk.do(shelf.report("reward_receipt").gather, entry_id=1)


def test_r2_an_adjustment_stands_on_the_statement_and_the_next_receipt(desk, clock):
    enrollment = desk.do(enrolling.enroll, ROSA, joining())
    go_through(desk, clock, enrollment, "NNPNNN")
    third = desk.do(reward_views.today, enrollment.id).occasions[2]
    seen = Observation(Outcome.MET, third.occurred_on, "laboratory", "laboratory error")
    desk.do(occasions.correct, third.id, seen, beside(desk, occasions.correct, SUE))
    mug = prize(desk, 500, name="Mug", pieces=2)
    given = desk.do(handing_over.give, ROSA, mug.id)
    line = "The outcome of visit 3 was corrected."
    words, _data, _report = printed(desk, "reward_statement", client_id=ROSA)
    assert f"Adjustment, {line} (Cal Reyes, Sue Park)" in words
    assert "You have earned $53.75" in words
    words, _data, _report = printed(desk, "reward_receipt", entry_id=given.entry_id)
    assert f"$26.25. {line} Cal Reyes and Sue Park" in words
    again = desk.do(handing_over.give, ROSA, mug.id)
    words, _data, _report = printed(desk, "reward_receipt", entry_id=again.entry_id)
    assert "Adjustment" not in words, "told once"
