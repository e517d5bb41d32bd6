"""Rewards from enrollment to hand-over, through the desk, in a real vault."""

from datetime import date

import msgspec
import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.desk.desk import command, query
from counselor_desk.domain.rewards.ledger import EntryKind
from counselor_desk.domain.rewards.limits import LimitPurpose
from counselor_desk.domain.rewards.schedule import Outcome
from counselor_desk.domain.rewards.target import TestReading
from counselor_desk.domain.roles import Can
from counselor_desk.records.care import Episode
from counselor_desk.records.reward import LedgerEntry, Occasion
from counselor_desk.records.specimen import Specimen
from counselor_desk.services.rewards import (
    accounts,
    cabinet,
    enrolling,
    from_chart,
    handing_over,
    occasions,
    schedules,
)
from counselor_desk.services.rewards import today as reward_views
from counselor_desk.services.rewards.enrolling import EnrollmentTerms
from counselor_desk.services.rewards.occasions import Observation
from tests.proofs import beside

SUE, CAL, ODA, FLO, ADA = 1, 2, 3, 4, 5
ROSA, JAMES = 10, 11
STIMULANTS = ("cocaine", "methamphetamine")
LETTERS = {"N": Outcome.MET, "P": Outcome.NOT_MET, "E": Outcome.EXCUSED, "M": Outcome.MISSED}


def joining(schedule="higgins_vouchers", **changes):
    given = {
        "schedule": schedule,
        "objective": "1.2 Twelve weeks without methamphetamine",
        "recommended_by": "Dr. Imani Cole",
        "funding": "clinic",
        "starts_on": date(2026, 12, 1),
        "weekdays": (1, 2, 4) if schedule == "higgins_vouchers" else (1, 4),
        "analytes": STIMULANTS,
        "agreed": True,
    }
    return EnrollmentTerms(**(given | changes))


def go_through(desk, clock, enrollment, letters, slips=None):
    """One occasion after the other, each on its day."""
    told = []
    schedule = schedules.read_terms(enrollment.terms)
    for letter in letters:
        today = desk.do(reward_views.today, enrollment.id)
        clock.now = clock.now.replace(year=today.due_on.year, month=today.due_on.month, day=today.due_on.day)
        seen = Observation(LETTERS[letter], today.due_on, "cup read", "court" * (letter == "E"))
        told.append(desk.do(occasions.record, enrollment.id, seen))
    assert schedule.title
    return told


def prize(desk, cents, pieces=1, name="Grocery card", **more):
    desk.as_(SUE)
    values = {"name": name, "category": "groceries", "cents": cents, **more}
    made = desk.do(cabinet.add, values)
    desk.do(cabinet.receive, made.id, pieces, "R-1")
    desk.as_(CAL)
    return made


def test_six_visits_of_the_prize_bowl(desk, clock):
    enrollment = desk.do(enrolling.enroll, ROSA, joining("va_prize_bowl"))
    told = go_through(desk, clock, enrollment, "NNNPNN")
    assert [len(one.slips) for one in told] == [1, 2, 3, 0, 1, 2]
    account = desk.do(accounts.account, ROSA)
    draws = [row for row in account.rows if row.kind is EntryKind.DRAW]
    assert len(draws) == 9
    assert all(row.slip for row in draws)
    values = {"Good job!": 0, "Small": 100, "Large": 2000, "Jumbo": 10000}
    assert account.balance_cents == sum(values[row.slip] for row in draws)
    assert account.balance_cents == told[-1].balance_cents


def test_the_sentence_and_the_entries_of_a_voucher(desk, clock):
    enrollment = desk.do(enrolling.enroll, ROSA, joining())
    third = go_through(desk, clock, enrollment, "NNN")[-1]
    assert third.why == "3rd in a row: $5.00 and the $10.00 bonus; next $6.25."
    assert (third.due_cents, third.paid_cents, third.balance_cents) == (1500, 1500, 2125)
    kinds = [row.kind for row in desk.do(accounts.account, ROSA).rows]
    assert kinds == [EntryKind.AWARD] * 3 + [EntryKind.BONUS]
    today = desk.do(reward_views.today, enrollment.id)
    assert today.earns == "$6.25"
    assert today.because == "4th in a row"
    assert today.sentences[Outcome.NOT_MET] == ("If not met: nothing today, next $2.50.")


def test_a_reset_leaves_the_balance(desk, clock):  # CM-5
    enrollment = desk.do(enrolling.enroll, ROSA, joining())
    told = go_through(desk, clock, enrollment, "NNP")
    assert told[2].balance_cents == told[1].balance_cents == 625


def test_the_cap_keeps_the_rest_and_says_so(desk, clock):  # CM-6
    enrollment = desk.do(enrolling.enroll, ROSA, joining(funding="samhsa", starts_on=date(2026, 1, 6)))
    clock.now = clock.now.replace(month=1, day=6)
    told = go_through(desk, clock, enrollment, "N" * 32)
    assert (told[30].due_cents, told[30].paid_cents, told[30].withheld_cents) == (4000, 3125, 875)
    assert told[30].cap == "samhsa_year"
    assert "$8.75 of what is due is withheld" in told[30].prompts[0]
    assert told[31].paid_cents == 0
    account = desk.do(accounts.account, ROSA)
    assert account.balance_cents == 75000
    assert account.withheld_cents == 875 + 4125
    assert account.rows[-1].cap_code == "samhsa_year"
    ahead = desk.do(reward_views.today, enrollment.id)
    assert (ahead.payment.due, ahead.payment.paid) == (5250, 0)


def test_a_correction_against_the_client_gives_no_room_back(desk, clock):
    enrollment = desk.do(enrolling.enroll, ROSA, joining(funding="samhsa", starts_on=date(2026, 1, 6)))
    clock.now = clock.now.replace(month=1, day=6)
    go_through(desk, clock, enrollment, "N" * 32)
    third = desk.do(all_occasions)[2]
    seen = Observation(Outcome.NOT_MET, third.occurred_on, "laboratory", "lab differs")
    desk.do(occasions.correct, third.id, seen, beside(desk, occasions.correct, SUE))
    (cap,) = desk.do(reward_views.today, enrollment.id).caps
    assert cap.room == 0
    assert desk.do(accounts.account, ROSA).balance_cents == 75000


def test_a_new_year_opens_the_cap_again(desk, clock):
    enrollment = desk.do(enrolling.enroll, ROSA, joining(funding="samhsa", starts_on=date(2026, 11, 3)))
    clock.now = clock.now.replace(month=11, day=3)
    told = go_through(desk, clock, enrollment, "N" * 36)
    assert sum(one.paid_cents for one in told) == 99750
    assert all(not one.cap for one in told)


def test_money_of_another_source_does_not_fill_the_cap(desk, clock):
    first = desk.do(enrolling.enroll, ROSA, joining())
    go_through(desk, clock, first, "NNN")
    second = joining("attendance", funding="samhsa", weekdays=(0, 3), analytes=())
    enrollment = desk.do(enrolling.enroll, ROSA, second)
    today = desk.do(reward_views.today, enrollment.id)
    assert [cap.paid_cents for cap in today.caps] == [0]


def test_due_list(desk, clock):
    enrollment = desk.do(enrolling.enroll, ROSA, joining())
    (due,) = desk.do(reward_views.due_occasions)
    assert (due.client, due.number, due.of, due.earns) == ("Rosa Medina", 1, 36, "$2.50")
    go_through(desk, clock, enrollment, "N")
    assert desk.do(reward_views.due_occasions) == []
    assert [d.number for d in desk.do(reward_views.due_occasions, 1)] == [2]
    desk.as_(ODA)
    assert desk.do(reward_views.due_occasions, 7) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"objective": " "}, "objective"),
        ({"recommended_by": ""}, "clinician"),
        ({"agreed": False}, "protocol"),
        ({"funding": "cash box"}, "money comes from"),
        ({"weekdays": (1,)}, "3 days of the week"),
        ({"weekdays": (1, 1, 2)}, "3 days of the week"),
        ({"analytes": ()}, "analytes"),
        ({"schedule": "gone"}, "no longer offered"),
    ],
)
def test_an_enrollment_is_complete_or_refused(desk, changes, said):
    with pytest.raises(Refused, match=said):
        desk.do(enrolling.enroll, ROSA, joining(**changes))


def test_one_enrollment_for_one_target(desk):
    desk.do(enrolling.enroll, ROSA, joining())
    with pytest.raises(Refused, match="already"):
        desk.do(enrolling.enroll, ROSA, joining("va_prize_bowl"))


def opioid_schedule(desk):
    desk.as_(SUE)
    terms = schedules.terms_of(schedules.published_schedules()["higgins_vouchers"])
    made = desk.do(
        schedules.save,
        {**terms, "id": "opioid_vouchers", "title": "Ours", "target": "opioid-negative test"},
    )
    desk.as_(CAL)
    return made


def test_an_opioid_target_waits_for_its_safety_steps(desk):  # CM-15
    schedule = opioid_schedule(desk)
    asked = joining(schedule.id, weekdays=(1, 2, 4), analytes=("fentanyl",))
    with pytest.raises(Refused, match=r"First: Medication .* Naloxone given"):
        desk.do(enrolling.enroll, ROSA, asked)
    safety = {
        "medication_offered": True,
        "naloxone_given": True,
        "overdose_education": True,
        "reason": "on naltrexone, asked for it",
        "signed_off": True,
    }
    done = joining(schedule.id, weekdays=(1, 2, 4), analytes=("fentanyl",), safety=safety)
    assert desk.do(enrolling.enroll, ROSA, done).safety["naloxone_given"]


def test_an_enrollment_keeps_its_version(desk, clock):
    enrollment = desk.do(enrolling.enroll, ROSA, joining())
    desk.as_(SUE)
    terms = schedules.terms_of(schedules.published_schedules()["higgins_vouchers"])
    terms["phases"][0]["first"] = 500
    newer = desk.do(schedules.save, terms)
    assert newer.version == 2
    desk.as_(CAL)
    assert desk.do(reward_views.today, enrollment.id).earns == "$2.50"
    other = desk.do(enrolling.enroll, 12, joining())
    assert desk.do(reward_views.today, other.id).earns == "$5.00"


def test_a_wrong_schedule_is_refused_with_its_place(desk):  # CM-10
    desk.as_(SUE)
    terms = schedules.terms_of(schedules.published_schedules()["va_prize_bowl"])
    terms["bowl"]["slips"][0]["count"] = 249
    with pytest.raises(Refused, match=r"the slips make 499.*\$\.bowl"):
        desk.do(schedules.save, terms)


def test_what_a_schedule_comes_to(desk):
    worked = desk.do(schedules.preview_cost, "higgins_vouchers", "samhsa", 70)
    assert [c.number for c in worked.crossings] == [31]
    assert worked.best.highest == 99750
    assert desk.do(schedules.preview_cost, "higgins_vouchers", "clinic", 70).crossings == ()
    assert desk.do(schedules.simulate_cost, "higgins_vouchers", 70, 20).middle > 0


def test_limits_are_edited_and_dated(desk):
    desk.as_(ADA)
    policy = desk.do(schedules.policy)
    assert not policy.edited
    limits = msgspec.to_builtins(policy.limits)
    limits["limits"] = [
        *limits["limits"],
        {
            "code": "budget_2026",
            "title": "Our budget for 2026",
            "cents": 1000,
            "purpose": "cap",
            "period": "calendar year",
            "reach": "clinic",
            "starts": "2026-01-01",
            "source": "The clinic",
        },
    ]
    desk.do(schedules.set_policy, limits, 2500)
    after = desk.do(schedules.policy)
    assert after.edited
    assert after.witness_above_cents == 2500
    assert "budget_2026" in {
        x.code for x in after.limits.in_force_on(date(2026, 5, 1), "x", LimitPurpose.CAP)
    }
    with pytest.raises(Refused, match="do not work"):
        desk.do(schedules.set_policy, {"id": "x"}, 0)


def test_the_clinic_budget_counts_every_caseload(desk, clock):
    test_limits_are_edited_and_dated(desk)
    desk.as_(ODA)
    james = desk.do(enrolling.enroll, JAMES, joining())
    go_through(desk, clock, james, "NN")
    desk.as_(CAL)
    rosa = desk.do(enrolling.enroll, ROSA, joining())
    told = go_through(desk, clock, rosa, "NN")
    assert [one.paid_cents for one in told] == [250, 125]
    assert told[1].cap == "budget_2026"


def test_handing_over_never_beyond_the_balance(desk, clock):
    card = prize(desk, 2000, form="gift card", serial="4821")
    enrollment = desk.do(enrolling.enroll, ROSA, joining())
    go_through(desk, clock, enrollment, "NN")
    with pytest.raises(Refused, match=r"balance is \$6\.25; \$20\.00 is more"):
        desk.do(handing_over.give, ROSA, card.id)
    go_through(desk, clock, enrollment, "N")
    given = desk.do(handing_over.give, ROSA, card.id)
    assert (given.label, given.balance_cents) == ("Grocery card ··4821", 125)
    with pytest.raises(Refused, match="none left"):
        desk.do(handing_over.give, ROSA, card.id)
    account = desk.do(accounts.account, ROSA)
    assert account.rows[-1].kind is EntryKind.ISSUE
    assert (account.earned_cents, account.given_cents) == (2125, 2000)
    assert desk.do(handing_over.bank_balance, ROSA) == 125
    assert desk.do(accounts.account, ROSA).balance_cents == 125


def test_later_it_is_redeemed(desk, clock):
    mug = prize(desk, 500, name="Mug")
    enrollment = desk.do(enrolling.enroll, ROSA, joining())
    go_through(desk, clock, enrollment, "NN")
    clock.forward(days=1)
    desk.as_(FLO)
    desk.do(handing_over.give, ROSA, mug.id)
    assert desk.do(accounts.account, ROSA).rows[-1].kind is EntryKind.REDEEM


def earn(desk, clock, occasions_met):
    enrollment = desk.do(enrolling.enroll, ROSA, joining())
    go_through(desk, clock, enrollment, "N" * occasions_met)
    return enrollment


def test_above_the_limit_two_people_are_needed(desk, clock):  # CM-13
    card = prize(desk, 6000)
    earn(desk, clock, 9)
    with pytest.raises(Refused, match=r"Above \$50.00 a day, a second"):
        desk.do(handing_over.give, ROSA, card.id)
    with pytest.raises(Refused, match="Two different people"):
        desk.do(handing_over.give, ROSA, card.id, beside(desk, handing_over.give, CAL))
    with pytest.raises(Refused, match="passphrase of Flo"):
        desk.do(handing_over.give, ROSA, card.id, beside(desk, handing_over.give, FLO, "wrong"))
    desk.do(handing_over.give, ROSA, card.id, beside(desk, handing_over.give, FLO))
    assert desk.do(accounts.account, ROSA).rows[-1].witness == "Flo Marsh"


def test_a_large_sum_does_not_go_out_in_small_ones(desk, clock):
    mug = prize(desk, 2000, pieces=9, name="Blanket")
    earn(desk, clock, 12)
    for _first_and_second in range(2):
        desk.do(handing_over.give, ROSA, mug.id)
    with pytest.raises(Refused, match=r"Above \$50.00 a day, a second"):
        desk.do(handing_over.give, ROSA, mug.id)
    back = desk.do(handing_over.give, ROSA, mug.id, beside(desk, handing_over.give, FLO))
    desk.do(handing_over.reverse, back.entry_id, "not wanted", beside(desk, handing_over.reverse, FLO))
    clock.forward(days=1)
    desk.do(handing_over.give, ROSA, mug.id)
    assert [r.witness for r in desk.do(accounts.account, ROSA).rows if r.kind.gives] == [
        "", "", "Flo Marsh", "",
    ]  # fmt: skip


def test_nobody_takes_much_out_of_the_cabinet_alone(desk, clock):
    card = prize(desk, 2500, pieces=5, name="Grocery card")
    desk.as_(SUE)
    desk.do(cabinet.remove_prizes, card.id, 2, "expired")
    with pytest.raises(Refused, match=r"Above \$50.00 a day") as refusal:
        desk.do(cabinet.remove_prizes, card.id, 1, "expired")
    assert refusal.value.field == "witness_id"
    with pytest.raises(Refused, match="Two different people"):
        desk.do(cabinet.remove_prizes, card.id, 1, "expired", beside(desk, cabinet.remove_prizes, SUE))
    moved = desk.do(cabinet.remove_prizes, card.id, 1, "expired", beside(desk, cabinet.remove_prizes, FLO))
    assert moved.witness_id == FLO
    clock.forward(days=1)
    desk.do(cabinet.remove_prizes, card.id, 2, "expired")


def test_a_reversal_needs_a_reason_and_a_second_person_and_restocks(desk, clock):
    mug = prize(desk, 500, name="Mug")
    earn(desk, clock, 3)
    given = desk.do(handing_over.give, ROSA, mug.id)
    with pytest.raises(Refused, match="why"):
        desk.do(handing_over.reverse, given.entry_id, " ", beside(desk, handing_over.reverse, FLO))
    with pytest.raises(Refused, match="Two different"):
        desk.do(handing_over.reverse, given.entry_id, "wrong client", beside(desk, handing_over.reverse, CAL))
    desk.do(handing_over.reverse, given.entry_id, "wrong client", beside(desk, handing_over.reverse, FLO))
    account = desk.do(accounts.account, ROSA)
    assert account.balance_cents == 2125
    assert account.rows[-2].reversed
    assert [shelf.pieces for shelf in desk.do(cabinet.cabinet)] == [1]
    with pytest.raises(Refused, match="already"):
        desk.do(handing_over.reverse, given.entry_id, "again", beside(desk, handing_over.reverse, FLO))


def test_what_was_handed_over_cannot_be_unearned(desk, clock):
    mug = prize(desk, 2000, name="Blanket")
    earn(desk, clock, 3)
    desk.do(handing_over.give, ROSA, mug.id)
    first = desk.do(accounts.account, ROSA).rows[0]
    with pytest.raises(Refused, match="below zero"):
        desk.do(handing_over.reverse, first.id, "mistake", beside(desk, handing_over.reverse, FLO))


@query(Can.READ_CHART, "test_rewards.all_occasions")
def all_occasions(ctx):
    return ctx.find(select(Occasion).order_by(Occasion.id))


def test_a_corrected_outcome_is_awarded_anew(desk, clock):
    enrollment = earn(desk, clock, 3)
    third = desk.do(all_occasions)[-1]
    seen = Observation(Outcome.NOT_MET, third.occurred_on, "laboratory confirmation", "lab differs")
    with pytest.raises(Refused, match="Two different"):
        desk.do(occasions.correct, third.id, seen, beside(desk, occasions.correct, CAL))
    told = desk.do(occasions.correct, third.id, seen, beside(desk, occasions.correct, SUE))
    assert (told.number, told.paid_cents, told.balance_cents) == (3, 0, 2125)
    assert desk.do(reward_views.today, enrollment.id).standing.streak == 0
    back = Observation(Outcome.MET, third.occurred_on, "laboratory confirmation", "mix-up at the lab")
    with pytest.raises(Refused, match="already been corrected"):
        desk.do(occasions.correct, third.id, back, beside(desk, occasions.correct, SUE))
    latest = desk.do(all_occasions)[-1]
    assert (
        desk.do(occasions.correct, latest.id, back, beside(desk, occasions.correct, SUE)).balance_cents
        == 2125
    )


def test_slips_are_never_drawn_again(desk, clock):
    enrollment = desk.do(enrolling.enroll, ROSA, joining("va_prize_bowl"))
    first = go_through(desk, clock, enrollment, "N" * 8)[-1]
    eighth = desk.do(all_occasions)[-1]
    day = eighth.occurred_on
    again = Observation(Outcome.MET, day, "cup", "unhappy with the slips")
    with pytest.raises(Refused, match="the outcome it has"):
        desk.do(occasions.correct, eighth.id, again, beside(desk, occasions.correct, SUE))
    wrong = Observation(Outcome.NOT_MET, day, "laboratory", "lab differs")
    undone = desk.do(occasions.correct, eighth.id, wrong, beside(desk, occasions.correct, SUE))
    back = Observation(Outcome.MET, day, "laboratory", "mix-up at the lab")
    told = desk.do(occasions.correct, undone.occasion_id, back, beside(desk, occasions.correct, SUE))
    assert told.slips == ()
    assert told.balance_cents == first.balance_cents


def test_one_day_has_one_occasion(desk, clock):
    enrollment = desk.do(enrolling.enroll, ROSA, joining())
    go_through(desk, clock, enrollment, "N")
    with pytest.raises(Refused, match="Dec 1, 2026 already has its visit"):
        desk.do(occasions.record, enrollment.id, Observation(Outcome.MET, date(2026, 12, 1), "cup"))


def test_physical_bowl(desk, clock):
    enrollment = desk.do(enrolling.enroll, ROSA, joining("va_prize_bowl"))
    on = date(2026, 12, 1)
    for wrong, said in ((("Small", "Small"), "1 slips"), (("Huge",), "no slip called Huge")):
        with pytest.raises(Refused, match=said):
            desk.do(occasions.record, enrollment.id, Observation(Outcome.MET, on, "cup", slips=wrong))
    seen = Observation(Outcome.MET, on, "cup", slips=("Large",))
    assert desk.do(occasions.record, enrollment.id, seen).paid_cents == 2000

    @query(enrolling.enroll.needs, "test_rewards.entries")
    def entries(ctx):
        return ctx.find(select(LedgerEntry))

    (entry,) = desk.do(entries)
    assert (entry.drawn_by, entry.bowl) == ("physical bowl", "va_prize_bowl v1 bowl 1")


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (Observation(Outcome.MET, date(2026, 12, 2), "cup"), "not come yet"),
        (Observation(Outcome.EXCUSED, date(2026, 12, 1)), "excused"),
        (Observation(Outcome.MET, date(2026, 12, 1)), "what shows"),
        (Observation(Outcome.MET, date(2026, 11, 20), "cup"), "next visit is on Dec 1, 2026"),
    ],
)
def test_an_occasion_is_recorded_on_its_day(desk, seen, said):
    enrollment = desk.do(enrolling.enroll, ROSA, joining())
    with pytest.raises(Refused, match=said):
        desk.do(occasions.record, enrollment.id, seen)


def test_an_ended_enrollment_earns_no_more(desk):
    enrollment = desk.do(enrolling.enroll, ROSA, joining())
    with pytest.raises(Refused, match="why"):
        desk.do(enrolling.end, enrollment.id, "")
    desk.do(enrolling.end, enrollment.id, "moved away")
    with pytest.raises(Refused, match="has ended"):
        desk.do(occasions.record, enrollment.id, Observation(Outcome.MET, date(2026, 12, 1), "cup"))


def test_a_urine_test_makes_the_outcome_in_its_own_transaction(desk, clock):  # CM-8
    enrollment = desk.do(enrolling.enroll, ROSA, joining("va_prize_bowl"))
    negative = frozenset(STIMULANTS)

    def sample(ctx):
        return ctx.add(Specimen(client_id=ROSA, collected_at=ctx.now, collected_by=CAL)).id

    @command(enrolling.enroll.needs, "test_rewards.enter_test")
    def enter_test(ctx, reading, fails=False):
        kept = sample(ctx)
        done = from_chart.outcome_from_test(
            ctx, ROSA, from_chart.TestedSample(kept, date(2026, 12, 1), reading)
        )
        if fails:
            raise Refused("The specimen could not be kept.")
        return done

    with pytest.raises(Refused, match="could not be kept"):
        desk.do(enter_test, TestReading(frozenset(), negative), True)
    assert desk.do(all_occasions) == []
    (done,) = desk.do(enter_test, TestReading(frozenset({"fentanyl"}), negative))
    assert len(done.result.slips) == 1
    (occasion,) = desk.do(all_occasions)
    assert (occasion.specimen_id, occasion.outcome) == (1, Outcome.MET)
    (again,) = desk.do(enter_test, TestReading(frozenset(), negative))
    assert again.result is None
    assert again.note == "That day already has its visit."
    clock.forward(days=30)

    @command(enrolling.enroll.needs, "test_rewards.later")
    def later(ctx):
        reading = TestReading(frozenset(), negative)
        when = date(2026, 12, 30)
        return from_chart.outcome_from_test(ctx, ROSA, from_chart.TestedSample(sample(ctx), when, reading))

    (waiting,) = desk.do(later)
    assert waiting.result is None
    assert "earlier visit has no outcome" in waiting.note
    assert enrollment.id == waiting.enrollment_id

    @command(enrolling.enroll.needs, "test_rewards.of_no_sample")
    def of_no_sample(ctx):
        reading = TestReading(frozenset(), negative)
        return from_chart.outcome_from_test(
            ctx, ROSA, from_chart.TestedSample(999, date(2026, 12, 4), reading)
        )

    with pytest.raises(IntegrityError):
        desk.do(of_no_sample)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"category": "tobacco"}, "can't be that kind"),
        ({"category": "Lottery"}, "can't be that kind"),
        ({"category": "gift card", "merchant": "Main Street Vape"}, "can't be that kind"),
        ({"form": "gift card", "serial": "4111 1111 1111 1111"}, "full card number"),
        ({"form": "gift card", "serial": ""}, "last four"),
        ({"cents": 0}, "value"),
        ({"name": ""}, "Name"),
    ],
)
def test_what_may_not_be_in_the_cabinet(desk, values, said):  # CM-16
    desk.as_(SUE)
    given = {"name": "Card", "category": "groceries", "cents": 500} | values
    with pytest.raises(Refused, match=said):
        desk.do(cabinet.add, given)


def test_stock_comes_and_goes(desk):
    mug = prize(desk, 500, pieces=3, name="Mug", prize_class="Small")
    desk.as_(SUE)
    desk.do(cabinet.remove_prizes, mug.id, 1, "broken")
    assert [s.pieces for s in desk.do(cabinet.cabinet)] == [2]
    with pytest.raises(Refused, match="not that many"):
        desk.do(cabinet.remove_prizes, mug.id, 3, "broken")
    with pytest.raises(Refused, match="receipt"):
        desk.do(cabinet.receive, mug.id, 3, "")
    card = desk.do(
        cabinet.add,
        {"name": "Card", "category": "fuel", "cents": 500, "form": "gift card", "serial": "99"},
    )
    with pytest.raises(Refused, match="one piece"):
        desk.do(cabinet.receive, card.id, 2, "R-2")
    assert [m.kind for m in desk.do(cabinet.movements)] == [
        EntryKind.STOCK_OUT,
        EntryKind.STOCK_IN,
    ]


def test_slips_are_counted(desk):
    full = {"Good job!": 250, "Small": 209, "Large": 40, "Jumbo": 1}
    desk.do(cabinet.count_slips, "va_prize_bowl", full)
    short = full | {"Small": 208}
    with pytest.raises(Refused, match="Explain"):
        desk.do(cabinet.count_slips, "va_prize_bowl", short)
    desk.do(cabinet.count_slips, "va_prize_bowl", short, "one torn, replaced")
    with pytest.raises(Refused, match="every kind"):
        desk.do(cabinet.count_slips, "va_prize_bowl", {"Small": 1})
    assert len(desk.do(cabinet.slip_counts)) == 2


def test_a_receipt_is_taken_once(desk, clock):
    mug = prize(desk, 500, name="Mug")
    earn(desk, clock, 3)
    given = desk.do(handing_over.give, ROSA, mug.id)
    award = desk.do(accounts.account, ROSA).rows[0]
    with pytest.raises(Refused, match="given"):
        desk.do(handing_over.sign_receipt, award.id, [])
    receipt = desk.do(handing_over.sign_receipt, given.entry_id, [{"points": [[0, 0], [5, 9]]}])
    assert not receipt.on_paper
    with pytest.raises(Refused, match="already"):
        desk.do(handing_over.sign_receipt, given.entry_id, [])
    assert desk.do(accounts.account, ROSA).rows[-1].receipt


def test_a_line_alone_says_what_it_says_in_the_account_and_reads_no_other(desk, clock):
    mug = prize(desk, 500, pieces=2, name="Mug")
    enrollment = desk.do(enrolling.enroll, ROSA, joining())
    go_through(desk, clock, enrollment, "NNNPN")
    given, back = (desk.do(handing_over.give, ROSA, mug.id) for _time in range(2))
    desk.do(handing_over.sign_receipt, given.entry_id, [])
    desk.do(handing_over.reverse, back.entry_id, "not wanted", beside(desk, handing_over.reverse, FLO))
    rows = desk.do(accounts.account, ROSA).rows
    assert {row.kind for row in rows} >= {EntryKind.AWARD, EntryKind.ISSUE, EntryKind.REVERSAL}
    read = []
    listen = lambda entry, context: read.append(entry.id)  # noqa: E731
    event.listen(LedgerEntry, "load", listen)
    try:
        for seat in (CAL, FLO):  # the front desk is told no reasons
            desk.as_(seat)
            for row in desk.do(accounts.account, ROSA).rows:
                read.clear()
                assert desk.do(accounts.entry, row.id) == row
                assert read == [row.id]
    finally:
        event.remove(LedgerEntry, "load", listen)


def test_another_caseload_is_out_of_reach(desk):
    with pytest.raises(Refused, match="caseload"):
        desk.do(enrolling.enroll, JAMES, joining())
    desk.as_(FLO)
    with pytest.raises(Forbidden):
        desk.do(enrolling.enroll, ROSA, joining())


def test_the_reporting_threshold_prompts(desk, clock):
    card = prize(desk, 9000, pieces=9)
    enrollment = desk.do(enrolling.enroll, ROSA, joining(starts_on=date(2025, 1, 7)))
    clock.now = clock.now.replace(year=2025, month=1, day=7)
    go_through(desk, clock, enrollment, "N" * 34)
    give = handing_over.give
    prompts = [desk.do(give, ROSA, card.id, beside(desk, give, FLO)).prompts for _n in range(8)]
    assert [len(p) for p in prompts] == [0, 0, 0, 0, 0, 0, 1, 1]
    assert "$600" in prompts[6][0]


def with_limit(desk, **changes):
    """The published limits, one of them changed by the supervisor."""
    desk.as_(SUE)
    terms = msgspec.to_builtins(desk.do(schedules.policy).limits)
    code = changes.pop("code")
    terms["limits"] = [one | changes if one["code"] == code else one for one in terms["limits"]]
    desk.do(schedules.set_policy, terms, 5000)
    desk.as_(CAL)


def test_a_limit_on_one_item_is_kept_when_it_is_handed_over(desk, clock):
    mug = prize(desk, 1500, name="Travel mug")
    lamp = prize(desk, 1501, name="Lamp")
    earn(desk, clock, 6)
    with_limit(desk, code="oig_nominal_item", purpose="cap")
    with pytest.raises(Refused, match=r"\$15 an item: one item is worth \$15.00 at most"):
        desk.do(handing_over.give, ROSA, lamp.id)
    assert desk.do(handing_over.give, ROSA, mug.id).cents == 1500
    with_limit(desk, code="oig_nominal_item", purpose="reference")
    assert desk.do(handing_over.give, ROSA, lamp.id).cents == 1501


def test_a_limit_of_an_episode_counts_the_whole_stay(desk, clock):
    """Two enrollments of one admission fill the same limit; another admission has its own."""

    @command(enrolling.enroll.needs, "test_rewards.stay")
    def stay(ctx, first, last=None):
        return ctx.add(Episode(client_id=ROSA, admitted_on=first, discharged_on=last)).id

    @command(enrolling.enroll.needs, "test_rewards.discharge")
    def discharge(ctx, episode_id, day):
        ctx.get(Episode, episode_id).discharged_on = day

    one = {"code": "samhsa_year", "period": "episode", "cents": 1000, "starts": "2000-01-01"}
    with_limit(desk, **one)
    first_stay = desk.do(stay, date(2026, 11, 1))
    enrollment = desk.do(enrolling.enroll, ROSA, joining(funding="samhsa"))
    told = go_through(desk, clock, enrollment, "NN")
    assert [t.paid_cents for t in told] == [250, 375]
    desk.do(enrolling.end, enrollment.id, "another schedule")
    again = joining(funding="samhsa", starts_on=date(2026, 12, 8))
    enrollment = desk.do(enrolling.enroll, ROSA, again)
    told = go_through(desk, clock, enrollment, "NN")
    assert [(t.paid_cents, t.withheld_cents) for t in told] == [(250, 0), (125, 250)]
    desk.do(enrolling.end, enrollment.id, "discharged")
    desk.do(discharge, first_stay, date(2026, 12, 20))
    desk.do(stay, date(2026, 12, 21))
    anew = joining(funding="samhsa", starts_on=date(2026, 12, 22))
    told = go_through(desk, clock, desk.do(enrolling.enroll, ROSA, anew), "NN")
    assert [t.paid_cents for t in told] == [250, 375]


def test_draws_on_the_first_day(desk, clock):
    """Some trials prime the bowl: the clinic's own version says how many draws."""
    desk.as_(SUE)
    published = desk.do(schedules.preview_cost, "va_prize_bowl", "clinic", 100)
    terms = msgspec.to_builtins(published.schedule) | {"priming": 3}
    own = desk.do(schedules.save, terms)
    primed = desk.do(schedules.preview_cost, "va_prize_bowl", "clinic", 100)
    assert primed.best.mean - published.best.mean == 3 * own.bowl.expected
    assert primed.best.variance - published.best.variance == 3 * own.bowl.variance
    assert primed.best.highest - published.best.highest == 3 * 10_000
    desk.as_(CAL)
    enrollment = desk.do(enrolling.enroll, ROSA, joining("va_prize_bowl"))
    rows = desk.do(accounts.account, ROSA).rows
    assert [(row.kind, row.reason) for row in rows] == [(EntryKind.DRAW, "Drawn on the first day")] * 3
    told = go_through(desk, clock, enrollment, "N")
    assert len(told[0].slips) == 1
    desk.as_(SUE)
    vouchers = desk.do(schedules.preview_cost, "higgins_vouchers", "clinic", 100).schedule
    terms = msgspec.to_builtins(vouchers) | {"priming": 1}
    with pytest.raises(Refused, match="priming draws belong to a bowl"):
        desk.do(schedules.save, terms)
