"""The reward books hold, and what does not is found."""

import time
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from sqlalchemy import func, select

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.desk.desk import command, query
from counselor_desk.domain.rewards.ledger import Account, EntryKind
from counselor_desk.records.people import Client
from counselor_desk.records.reward import Enrollment, LedgerEntry, Occasion
from counselor_desk.services.clients import access
from counselor_desk.services.rewards import (
    accounts,
    audits,
    cabinet,
    enrolling,
    handing_over,
    ledger,
    ledger_lines,
    occasions,
    quarter_counts,
    verify,
)
from counselor_desk.services.rewards import today as reward_views
from tests.proofs import beside
from tests.services.rewards.test_rewards import (
    ADA,
    CAL,
    FLO,
    ODA,
    ROSA,
    SUE,
    earn,
    go_through,
    joining,
    prize,
)

SEALED = [
    "UPDATE ledger_entry SET cents = 9999",
    "DELETE FROM ledger_entry",
    "UPDATE stock_movement SET quantity = 9",
    "DELETE FROM stock_movement",
    "UPDATE occasion SET outcome = 'met'",
    "DELETE FROM occasion",
    "UPDATE enrollment SET terms = '{}'",
    "UPDATE enrollment SET group_id = NULL",
    "DELETE FROM enrollment",
    "UPDATE prize SET cents = 1",
    "DELETE FROM prize",
    "DELETE FROM book_head",
]


def sql(desk, *statements):
    def run(engine):
        with engine.begin() as db:
            for statement in statements:
                db.exec_driver_sql(statement)

    desk.on_vault(run)


@pytest.mark.parametrize("statement", SEALED)
def test_no_row_is_changed_or_deleted_through_sql(desk, clock, statement):
    prize(desk, 500)
    earn(desk, clock, 3)
    with pytest.raises(Exception, match=r"append-only|sealed"):
        sql(desk, statement)


TAMPERING = {
    "an amount": ("UPDATE ledger_entry SET cents = 9900 WHERE number = 2", 2, "content"),
    "a client": ("UPDATE ledger_entry SET client_id = 12 WHERE number = 3", 3, "content"),
    "a slip of time": ("UPDATE ledger_entry SET at = '2026-01-01' WHERE number = 1", 1, "content"),
    "a hole": ("DELETE FROM ledger_entry WHERE number = 2", 2, "missing"),
    "the end": ("DELETE FROM ledger_entry WHERE number = 4", 4, "last entries"),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_with_the_triggers_removed_the_chain_finds_it(desk, clock, what):
    earn(desk, clock, 3)
    statement, number, why = TAMPERING[what]
    triggers = ("DROP TRIGGER ledger_entry_keeps", "DROP TRIGGER ledger_entry_stays")
    sql(desk, *triggers, statement)
    desk.as_(ADA)
    books = desk.do(verify.check)
    assert not books.hold
    assert books.ledger.broken_at == number
    assert why in books.faults[0]


def test_an_end_forged_with_its_head_is_on_the_trail(desk, clock):
    earn(desk, clock, 3)
    sql(
        desk,
        "DROP TRIGGER ledger_entry_stays",
        "DELETE FROM ledger_entry WHERE number = 4",
        "UPDATE book_head SET count = 3, digest = "
        "(SELECT digest FROM ledger_entry WHERE number = 3) WHERE name = 'ledger'",
    )
    desk.as_(ADA)
    books = desk.do(verify.check)
    assert books.ledger.broken_at is None
    assert books.faults == ("The end of the ledger is not the one on the audit trail.",)


def test_balances_add_up_over_all_caseloads(desk, clock):
    card = prize(desk, 500, pieces=3)
    earn(desk, clock, 3)
    desk.do(handing_over.give, ROSA, card.id)
    desk.as_(SUE)
    books = desk.do(verify.check)
    assert books.hold
    assert books.ledger.checked == 5
    assert books.balances == {
        Account.BUDGET: 2125,
        Account.OWED: -1625,
        Account.STOCK: 1000,
        Account.PURCHASES: -1500,
        Account.DIFFERENCES: 0,
    }
    assert books.stock_value_cents == 1000


def test_an_auditor_sees_every_line_and_only_own_names(desk, clock):
    earn(desk, clock, 2)

    @command(enrolling.enroll.needs, "test_reward_books.hide")
    def hide(ctx):
        ctx.get(Client, ROSA).restricted = True

    desk.do(hide)
    desk.as_(SUE)
    own = desk.do(ledger_lines.lines, ledger_lines.LedgerFilter(*DECEMBER))
    assert [line.client for line in own] == ["0000010", "0000010"]
    desk.as_(ADA)
    other = desk.do(ledger_lines.lines, ledger_lines.LedgerFilter(*DECEMBER))
    assert [line.client for line in other] == ["#10", "#10"]
    assert [line.digest for line in own] == [line.digest for line in other]
    desk.as_(CAL)
    with pytest.raises(Forbidden):
        desk.do(ledger_lines.lines, ledger_lines.LedgerFilter(*DECEMBER))


DECEMBER = date(2026, 12, 1), date(2026, 12, 31)


@query(verify.check.needs, "test_reward_books.every_reason")
def every_reason(ctx):
    return ctx.tuples(select(LedgerEntry.reason), books=True)


@query(verify.check.needs, "test_reward_books.whose_reason")
def whose_reason(ctx):
    return ctx.tuples(select(LedgerEntry.id).where(LedgerEntry.reason.contains("mother")), books=True)


def test_a_reason_that_was_typed_is_read_within_the_caseload(desk, clock):
    """The books told the words of a restricted chart to whoever audits them."""
    words, card = "her mother asked for it back", prize(desk, 500)
    earn(desk, clock, 4)
    given = desk.do(handing_over.give, ROSA, card.id)
    desk.do(handing_over.reverse, given.entry_id, words, beside(desk, handing_over.reverse, FLO))

    def seen():
        lines = desk.do(ledger_lines.lines, ledger_lines.LedgerFilter(*DECEMBER))
        return [words in repr(page) for page in (lines, desk.do(cabinet.movements))]

    desk.as_(SUE)
    assert seen() == [True, True]
    desk.do(access.restrict, ROSA, "a colleague's")
    desk.as_(ADA)
    assert seen() == [False, False]
    assert desk.do(verify.check).hold
    for ask in (every_reason, whose_reason):
        with pytest.raises(Forbidden, match="within the caseload"):
            desk.do(ask)


def test_an_auditor_reads_why_of_every_caseload_and_no_word_that_was_typed(desk, clock):
    mug = prize(desk, 500, name="Mug")
    enrollment = earn(desk, clock, 3)
    given = desk.do(handing_over.give, ROSA, mug.id)
    third = desk.do(reward_views.today, enrollment.id).occasions[-1]
    seen = occasions.Observation(occasions.Outcome.NOT_MET, third.occurred_on, "xanthorr", "xanthorr")
    desk.do(handing_over.reverse, given.entry_id, "wrong client", beside(desk, handing_over.reverse, FLO))
    desk.do(occasions.correct, third.id, seen, beside(desk, occasions.correct, SUE))
    whole = ledger_lines.LedgerFilter(date(2026, 12, 1), date(2026, 12, 31))
    desk.as_(ADA)
    found = desk.do(ledger_lines.lines, whole)
    assert "xanthorr" not in str(found)
    assert sum(one.cents for one in found) == 2125, "a correction takes nothing back that was paid"
    assert {one.why for one in found if one.kind is EntryKind.BONUS} == {
        "Visit 3: 3rd in a row: $5.00 and the $10.00 bonus; next $6.25."
    }
    (handed,) = [one for one in found if one.kind.gives]
    assert (handed.movement, handed.cents, handed.client_id) == ("Mug", -500, ROSA)
    desk.as_(SUE)
    odd = replace(whole, client="#11")
    assert desk.do(ledger_lines.lines, odd) == []
    with pytest.raises(Refused, match="before the first"):
        desk.do(ledger_lines.lines, replace(whole, last=date(2026, 11, 1)))
    desk.as_(CAL)
    with pytest.raises(Forbidden):
        desk.do(ledger_lines.lines, whole)


def test_the_books_alone_are_read_over_every_chart(desk):
    @query(enrolling.enroll.needs, "test_reward_books.peek")
    def peek(ctx):
        return ctx.across_caseloads(str, select(Client.family_name))

    with pytest.raises(Forbidden, match="Only the clinic's books"):
        desk.do(peek)

    @query(enrolling.enroll.needs, "test_reward_books.join")
    def join(ctx):
        statement = select(Client.family_name).join(LedgerEntry, LedgerEntry.client_id == Client.id)
        return ctx.across_caseloads(str, statement)

    with pytest.raises(Forbidden, match="Only the clinic's books"):
        desk.do(join)


def test_quarter_counts(desk, clock):
    enrollment = desk.do(enrolling.enroll, ROSA, joining())
    go_through(desk, clock, enrollment, "NNPEN")
    counts = desk.do(quarter_counts.of_caseload, date(2026, 10, 1), date(2026, 12, 31))
    assert {k.value: v for k, v in counts.outcomes.items()} == {
        "met": 3,
        "not met": 1,
        "excused": 1,
    }
    assert (counts.clients, counts.enrolled, counts.awarded_cents) == (1, 1, 250 + 375 + 250)
    assert counts.by_funding == {"clinic": 875}
    desk.as_(ODA)
    empty = desk.do(quarter_counts.of_caseload, date(2026, 10, 1), date(2026, 12, 31))
    assert empty.clients == 0
    with pytest.raises(Forbidden):
        desk.do(quarter_counts.of_clinic, date(2026, 10, 1), date(2026, 12, 31))


def test_the_counts_of_the_clinic_are_over_every_caseload(desk, clock):
    """A supervisor's report to the state counts restricted charts and other teams too."""
    span = date(2026, 10, 1), date(2026, 12, 31)
    enrollment = desk.do(enrolling.enroll, ROSA, joining())
    go_through(desk, clock, enrollment, "NNPEN")

    @command(enrolling.enroll.needs, "test_reward_books.hide")
    def hide(ctx):
        ctx.get(Client, ROSA).restricted = True

    desk.do(hide)
    desk.as_(ADA)  # an administrator sees no restricted chart, and counts it all the same
    whole = desk.do(quarter_counts.of_clinic, *span)
    assert (whole.clients, whole.enrolled, whole.awarded_cents) == (1, 1, 875)
    assert sum(whole.outcomes.values()) == whole.targets["stimulant-negative test"] == 5


def test_no_words_of_a_chart_are_read_over_every_chart(desk):
    @query(enrolling.enroll.needs, "test_reward_books.peek")
    def peek(ctx):
        return ctx.across_caseloads(str, select(Enrollment.objective))

    with pytest.raises(Forbidden, match="Only the clinic's books"):
        desk.do(peek)

    @query(enrolling.enroll.needs, "test_reward_books.join")
    def join(ctx):
        statement = select(Occasion.id).join(Client, Client.id == Occasion.client_id)
        return ctx.across_caseloads(int, statement.where(Client.family_name == "Medina"))

    with pytest.raises(Forbidden, match="Only the clinic's books"):
        desk.do(join)


def answers(**changes):
    return {q.key: "yes" for q in audits.checklist().items} | changes


def test_a_quarterly_audit_closes_without_a_difference(desk, clock):
    card = prize(desk, 500, pieces=3)
    earn(desk, clock, 3)
    desk.do(handing_over.give, ROSA, card.id)
    desk.as_(SUE)
    audit = desk.do(audits.begin, date(2026, 12, 15))
    assert (audit.quarter, audit.first, audit.last) == (
        "2026 Q4",
        date(2026, 10, 1),
        date(2026, 12, 31),
    )
    assert desk.do(audits.begin, date(2026, 10, 1)).id == audit.id
    with pytest.raises(Refused, match="Answer this first"):
        desk.do(audits.close, audit.id, beside(desk, audits.close, CAL))
    desk.do(audits.fill, audit.id, answers(), {}, "")
    with pytest.raises(Refused, match="Count this first: Grocery card"):
        desk.do(audits.close, audit.id, beside(desk, audits.close, CAL))
    desk.do(audits.fill, audit.id, answers(), {card.id: 2}, "")
    closed = desk.do(audits.close, audit.id, beside(desk, audits.close, CAL))
    assert (closed.differences, closed.ledger_count) == (0, 5)
    assert (closed.closed_by, closed.witness_id) == (SUE, CAL)
    assert len(closed.ledger_digest) == 64
    with pytest.raises(Refused, match="closed"):
        desk.do(audits.fill, audit.id, answers(), {card.id: 2}, "")
    with pytest.raises(Exception, match="sealed"):
        sql(desk, "UPDATE reward_audit SET differences = 3")


def test_a_difference_is_explained_and_booked(desk):
    card = prize(desk, 500, pieces=3)
    desk.as_(SUE)
    audit = desk.do(audits.begin, date(2026, 12, 15))
    desk.do(audits.fill, audit.id, answers(locked="no"), {card.id: 2}, "")
    with pytest.raises(Refused, match="Explain the differences"):
        desk.do(audits.close, audit.id, beside(desk, audits.close, CAL))
    assert [s.pieces for s in desk.do(cabinet.cabinet)] == [3]
    desk.do(audits.fill, audit.id, answers(locked="no"), {card.id: 2}, "one found torn")
    assert desk.do(audits.close, audit.id, beside(desk, audits.close, CAL)).differences == 1
    assert [s.pieces for s in desk.do(cabinet.cabinet)] == [2]
    last = desk.do(cabinet.movements)[0]
    assert (last.kind, last.reason) == (EntryKind.STOCK_SHORT, "2026 Q4: one found torn")
    assert desk.do(verify.check).hold
    wrong = answers(locked="perhaps")
    with pytest.raises(Refused):
        desk.do(audits.fill, audit.id, wrong, {}, "")


def test_books_that_do_not_hold_are_not_signed(desk, clock):
    earn(desk, clock, 3)
    desk.as_(SUE)
    audit = desk.do(audits.begin, date(2026, 12, 15))
    desk.do(audits.fill, audit.id, answers(), {}, "")
    sql(desk, "DROP TRIGGER ledger_entry_keeps", "UPDATE ledger_entry SET cents = cents + 1")
    with pytest.raises(Refused, match="ledger did not verify"):
        desk.do(audits.close, audit.id, beside(desk, audits.close, CAL))


def test_a_clock_set_back_leaves_order_and_chain_whole(desk, clock):  # CM-20
    enrollment = desk.do(enrolling.enroll, ROSA, joining())
    go_through(desk, clock, enrollment, "NN")
    clock.forward(days=3)
    today = desk.do(reward_views.today, enrollment.id)
    assert (today.due_on, today.on) == (date(2026, 12, 4), date(2026, 12, 5))
    clock.forward(days=-1)
    seen = occasions.Observation(occasions.Outcome.MET, date(2026, 12, 4), "cup")
    desk.do(occasions.record, enrollment.id, seen)
    desk.as_(SUE)
    assert desk.do(verify.check).hold


def test_a_long_and_random_life_leaves_the_books_whole(desk, clock):
    """Whatever people do in any order: the balance is that of its entries, and nothing breaks."""
    dice = Random(20261201)
    mug = prize(desk, 300, pieces=40, name="Mug")
    enrollment = desk.do(enrolling.enroll, ROSA, joining("va_prize_bowl"))
    done = 0
    for _turn in range(120):
        what = dice.choice(("record", "record", "give", "bank", "reverse", "correct"))
        try:
            live(desk, clock, dice, what, (enrollment, mug))
            done += 1
        except Refused:
            continue
        account = desk.do(accounts.account, ROSA)
        assert account.balance_cents == account.earned_cents - account.given_cents >= 0
    desk.as_(SUE)
    books = desk.do(verify.check)
    assert books.hold, books.faults
    assert -books.balances[Account.OWED] == account.balance_cents
    assert done > 40


def live(desk, clock, dice, what, with_):
    enrollment, mug = with_
    if what == "record":
        if desk.do(reward_views.today, enrollment.id).due_on is None:
            raise Refused("The schedule has ended.")
        go_through(desk, clock, enrollment, dice.choice("NNNPME"))
    elif what == "give":
        desk.do(handing_over.give, ROSA, mug.id)
    elif what == "bank":
        desk.do(handing_over.bank_balance, ROSA)
    elif what == "reverse":
        rows = desk.do(accounts.account, ROSA).rows
        if rows:
            desk.do(
                handing_over.reverse,
                dice.choice(rows).id,
                "mistaken",
                beside(desk, handing_over.reverse, FLO),
            )
    else:
        past = desk.do(reward_views.today, enrollment.id).occasions
        if past:
            one = dice.choice(past)
            outcome = dice.choice([occasions.Outcome.MET, occasions.Outcome.NOT_MET])
            seen = occasions.Observation(outcome, one.occurred_on, "laboratory", "lab differs")
            desk.do(occasions.correct, one.id, seen, beside(desk, occasions.correct, SUE))


def test_recording_an_occasion_with_eight_draws_is_quick(desk, clock, capsys):
    """Measured with its draws, ledger rows and audit lines; the aim is 20 ms."""
    enrollment = desk.do(enrolling.enroll, ROSA, joining("va_prize_bowl"))
    go_through(desk, clock, enrollment, "N" * 12)
    taken = []
    for number in range(12, 24):
        due = desk.do(reward_views.today, enrollment.id).due_on
        clock.now = clock.now.replace(year=due.year, month=due.month, day=due.day)
        seen = occasions.Observation(occasions.Outcome.MET, due, "cup")
        begun = time.process_time()
        told = desk.do(occasions.record, enrollment.id, seen)
        taken.append(time.process_time() - begun)
        assert (told.number, len(told.slips)) == (number + 1, 8)
    middle = sorted(taken)[len(taken) // 2] * 1000
    with capsys.disabled():
        print(f"\nrecording an occasion with 8 draws: {middle:.1f} ms (aim 20)")  # noqa: T201
    assert middle < 60


@pytest.mark.slow
def test_a_hundred_thousand_entries_are_verified(desk, clock, capsys):
    """The aim is 2 s."""

    @command(enrolling.enroll.needs, "test_reward_books.fill")
    def fill(ctx, count):
        ledger.post(
            ctx,
            [
                LedgerEntry(
                    number=0,
                    client_id=ROSA,
                    at=ctx.now,
                    on=date(2026, 12, 1),
                    kind=EntryKind.AWARD,
                    debit=Account.BUDGET,
                    credit=Account.OWED,
                    cents=250,
                    due_cents=250,
                    funding="clinic",
                    actor_id=CAL,
                )
                for _n in range(count)
            ],
        )
        ctx.written.clear()  # their lines on the trail are not what is measured

    for _part in range(10):
        desk.do(fill, 10_000)
    desk.as_(SUE)
    begun = time.perf_counter()
    books = desk.do(verify.check)
    taken = time.perf_counter() - begun
    with capsys.disabled():
        print(f"\n100,000 ledger entries verified: {taken:.2f} s (aim 2)")  # noqa: T201
    assert books.ledger.checked == 100_000
    assert books.ledger.broken_at is None
    assert taken < 6

    @query(enrolling.enroll.needs, "test_reward_books.kept")
    def kept(ctx):
        return ctx.value(select(func.count(LedgerEntry.id)))

    desk.as_(CAL)
    assert desk.do(kept) == 100_000
    assert FLO
