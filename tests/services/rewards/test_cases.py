"""The cases of rewards that once failed, each with its right value: what is owed, to the cent."""

from datetime import date, datetime, time

import msgspec
import pytest
from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.desk.desk import query
from counselor_desk.domain.rewards.ledger import EntryKind
from counselor_desk.domain.rewards.schedule import Outcome
from counselor_desk.domain.rewards.target import TestReading
from counselor_desk.domain.roles import Can
from counselor_desk.records.assessment import Flag
from counselor_desk.services.chart import enrolling_page
from counselor_desk.services.clients import clients, merging
from counselor_desk.services.medication import specimens
from counselor_desk.services.rewards import (
    accounts,
    enrolling,
    from_chart,
    handing_over,
    ledger,
    occasions,
    schedules,
    verify,
    withdrawing,
)
from counselor_desk.services.rewards import today as reward_views
from counselor_desk.services.rewards.occasions import Observation
from tests.proofs import beside
from tests.services.rewards.test_rewards import (
    CAL,
    ROSA,
    SUE,
    all_occasions,
    go_through,
    joining,
    prize,
)

STIMULANTS = ("cocaine", "methamphetamine", "amphetamine")
CLEAN = dict.fromkeys(STIMULANTS, "negative")


def enrolled(desk, schedule="higgins_vouchers", **changes):
    return desk.do(enrolling.enroll, ROSA, joining(schedule, analytes=STIMULANTS, **changes))


def at_noon(day):
    return datetime.combine(day, time(12)).astimezone()


def come(desk, clock, enrollment, findings=CLEAN, **values):
    """The client's next visit: its day comes, and a test is entered."""
    day = desk.do(reward_views.today, enrollment.id).due_on
    clock.now = clock.now.replace(year=day.year, month=day.month, day=day.day)
    return desk.do(specimens.record, ROSA, findings, values, at_noon(day))


def balance(desk):
    return desk.do(accounts.account, ROSA).balance_cents


def correct(desk, number, outcome, **more):
    old = [one for one in desk.do(all_occasions) if one.occasion_no == number][-1]
    given = {"evidence": "laboratory report", "reason": "laboratory error", **more}
    seen = Observation(outcome, given.pop("on", old.occurred_on), **given)
    foreseen = desk.do(occasions.foresee_correction, old.id, seen)
    return foreseen, desk.do(occasions.correct, old.id, seen, beside(desk, occasions.correct, SUE))


@query(Can.READ_CHART, "test_cases.flags")
def flags(ctx):
    return ctx.find(select(Flag).order_by(Flag.id))


def test_r1_what_nobody_answered_posts_nothing_and_says_which(desk, clock):
    enrollment = enrolled(desk)
    for _visit in range(5):
        come(desk, clock, enrollment)
    open_line = {"cocaine": "negative", "methamphetamine": "negative"}
    with pytest.raises(Refused, match="Amphetamine was not answered: answer it, or say") as refused:
        come(desk, clock, enrollment, open_line)
    assert refused.value.field == "r_amphetamine"
    assert len(desk.do(specimens.of_client, ROSA)) == 5, "nothing was posted"
    day = desk.do(reward_views.today, enrollment.id).due_on
    [told] = desk.do(specimens.foresee, ROSA, open_line, "valid", day)
    assert told.unanswered == ("amphetamine",)
    [told] = desk.do(specimens.foresee, ROSA, CLEAN, "valid", day)
    assert told.sentence == "Met: $8.75 and the $10.00 bonus; next $10.00."
    [met] = come(desk, clock, enrollment).rewards
    assert (met.result.due_cents, balance(desk)) == (1875, 5375)


def test_r1_what_the_clinic_did_not_test_is_no_lapse(desk, clock):
    enrollment = enrolled(desk)
    go_through(desk, clock, enrollment, "NNNNN")
    [told] = come(desk, clock, enrollment, CLEAN | {"amphetamine": "not tested"}).rewards
    assert told.result is None
    assert told.note.startswith("Not tested: amphetamine.")
    assert desk.do(reward_views.today, enrollment.id).earns == "$8.75 and the $10.00 bonus"
    [again] = come(desk, clock, enrollment).rewards
    assert again.result.due_cents == 1875, "the same visit, tested"


def test_r1_the_clinic_s_side_never_becomes_a_miss(desk, clock):
    """Two visits that the clinic did not test, under a schedule that lets one be excused in a row."""
    desk.as_(SUE)
    terms = schedules.terms_of(schedules.published_schedules()["higgins_vouchers"])
    terms |= {"id": "ours", "policies": terms["policies"] | {"excused_limit": 1}}
    desk.do(schedules.save, terms)
    desk.as_(CAL)
    enrollment = enrolled(desk, "ours", weekdays=(1, 2, 4))
    go_through(desk, clock, enrollment, "NN")
    for _visit in range(2):
        day = desk.do(reward_views.today, enrollment.id).due_on
        clock.now = clock.now.replace(day=day.day)
        with pytest.raises(Refused, match="Say why"):
            desk.do(occasions.record, enrollment.id, Observation(Outcome.CLINIC, day))
        told = desk.do(occasions.record, enrollment.id, Observation(Outcome.CLINIC, day, reason="no cups"))
        assert told.why == "The clinic's side: nothing today and nothing lost; next $15.00."
    assert desk.do(reward_views.today, enrollment.id).standing.streak == 2


def test_r1_a_positive_decides_whatever_else_is_open(desk, clock):
    enrollment = enrolled(desk)
    [told] = come(desk, clock, enrollment, {"cocaine": "positive"}).rewards
    assert told.result.outcome is Outcome.NOT_MET


def test_r1_the_test_is_asked_for_the_lines_of_the_reward(desk, clock):
    enrolled(desk)
    assert desk.do(asked) == STIMULANTS


@query(Can.READ_CHART, "test_cases.asked")
def asked(ctx):
    return specimens.asked_analytes(ctx, ROSA)


def test_r2_a_correction_in_favor_pays_what_the_schedule_would_have_paid(desk, clock):
    enrollment = enrolled(desk)
    go_through(desk, clock, enrollment, "NNPNNN")
    assert balance(desk) == 2750
    foreseen, told = correct(desk, 3, Outcome.MET)
    assert (foreseen.cents, foreseen.balance_cents, foreseen.next_due) == (2625, 5375, "$10.00")
    assert foreseen.pays == "Pays $26.25 more, for visits 3 to 6."
    assert (told.adjusted_cents, told.balance_cents) == (2625, 5375)
    paid = [row for row in desk.do(accounts.account, ROSA).rows if row.kind is EntryKind.ADJUSTMENT]
    assert [row.cents for row in paid] == [1500, 375, 375, 375]
    assert {(row.reason, row.staff_name, row.witness) for row in paid} == {
        ("The outcome of visit 3 was corrected.", "Cal Reyes", "Sue Park")
    }
    desk.as_(SUE)
    assert desk.do(verify.check).hold


def test_r2_one_against_the_client_takes_nothing_back(desk, clock):
    enrollment = enrolled(desk)
    go_through(desk, clock, enrollment, "NNNNN")
    foreseen, told = correct(desk, 3, Outcome.NOT_MET)
    assert foreseen.pays == "Pays nothing more, and takes nothing back that was paid."
    assert told.balance_cents == 3500
    assert desk.do(reward_views.today, enrollment.id).earns == "$5.00 and the $10.00 bonus"
    _foreseen, back = correct(desk, 3, Outcome.MET)
    assert back.balance_cents == 3500, "never paid a second time"


def test_r2_a_bonus_that_moves_is_not_paid_twice(desk, clock):
    enrollment = enrolled(desk)
    go_through(desk, clock, enrollment, "PNNNN")  # the bonus was paid at 4
    _foreseen, told = correct(desk, 1, Outcome.MET)  # and would have been at 3
    assert told.balance_cents == 250 + 375 + 1500 + 625 + 750


def test_r2_draws_are_made_up_for_and_not_drawn_again(desk, clock):
    enrollment = enrolled(desk, "va_prize_bowl")
    go_through(desk, clock, enrollment, "NNPNN")
    _foreseen, told = correct(desk, 3, Outcome.MET)
    assert len(told.slips) == 3 + 3 + 3
    draws = [row for row in desk.do(accounts.account, ROSA).rows if row.slip]
    assert len(draws) == 1 + 2 + 3 + 4 + 5
    correct(desk, 3, Outcome.NOT_MET)
    _foreseen, told = correct(desk, 3, Outcome.MET)
    assert told.slips == ()


def test_r2_a_correction_counts_in_the_year_of_its_visit(desk, clock):
    clock.now = clock.now.replace(month=1, day=6)
    enrollment = enrolled(desk, funding="samhsa", starts_on=date(2026, 1, 6))
    go_through(desk, clock, enrollment, "P" + "N" * 30)
    before = balance(desk)
    foreseen, told = correct(desk, 1, Outcome.MET)
    assert told.balance_cents == foreseen.balance_cents == 75000, "the year's limit holds"
    assert "is withheld by a limit" in foreseen.pays
    assert before < 75000


def test_what_two_people_took_back_by_hand_is_not_paid_again_by_another_visit(desk, clock):
    enrollment = enrolled(desk)
    go_through(desk, clock, enrollment, "NNPNNN")
    clock.forward(hours=1)
    correct(desk, 3, Outcome.MET)
    assert balance(desk) == 5375
    fifth = [row for row in desk.do(accounts.account, ROSA).rows if row.kind is EntryKind.ADJUSTMENT][-1]
    clock.forward(hours=1)
    desk.do(handing_over.reverse, fifth.id, "counted twice", beside(desk, handing_over.reverse, SUE))
    left = balance(desk)
    assert left < 5375
    clock.forward(hours=1)
    foreseen, _told = correct(desk, 1, Outcome.NOT_MET)
    assert "reversed by hand is not paid again" in foreseen.pays
    clock.forward(hours=1)
    foreseen, _told = correct(desk, 1, Outcome.MET)
    assert balance(desk) == left + foreseen.cents, "what is foreseen is what comes"


def test_a_reversal_has_done_its_work_once_the_outcome_says_the_same(desk, clock):
    enrollment = enrolled(desk)
    go_through(desk, clock, enrollment, "NN")
    clock.forward(hours=1)
    second = desk.do(accounts.account, ROSA).rows[-1]
    desk.do(handing_over.reverse, second.id, "positive after all", beside(desk, handing_over.reverse, SUE))
    clock.forward(hours=1)
    correct(desk, 1, Outcome.EXCUSED)
    assert balance(desk) == 250, "nothing is made up for the second visit"
    clock.forward(hours=1)
    correct(desk, 2, Outcome.NOT_MET)
    clock.forward(hours=1)
    correct(desk, 2, Outcome.MET)
    assert balance(desk) == 250, "the first visit's amount pays it, as it was excused"
    clock.forward(hours=1)
    correct(desk, 1, Outcome.MET)
    assert balance(desk) == 625, "owed afresh"


def test_r5_the_cup_that_counts_is_the_valid_one(desk, clock):
    enrollment = enrolled(desk)
    go_through(desk, clock, enrollment, "NN")
    [dilute] = come(desk, clock, enrollment, {}, validity="dilute").rewards
    assert dilute.result is None
    assert "Ask for another today" in dilute.note
    assert desk.do(reward_views.today, enrollment.id).standing.streak == 2
    [second] = come(desk, clock, enrollment).rewards
    assert (second.result.number, second.result.due_cents) == (3, 1500)


@pytest.mark.parametrize(
    ("validity", "outcome"), [("altered", Outcome.INVALID), ("not given", Outcome.REFUSED)]
)
def test_r5_what_the_client_did_to_a_cup_counts(desk, clock, validity, outcome):
    enrollment = enrolled(desk)
    [told] = come(desk, clock, enrollment, {}, validity=validity).rewards
    assert told.result.outcome is outcome


def test_r6_a_test_that_earns_nothing_says_why(desk, clock):
    enrollment = enrolled(desk)
    clock.forward(days=3)  # the visits of Tuesday and Wednesday have no outcome
    told = desk.do(specimens.record, ROSA, CLEAN, {})
    assert told.rewards[0].note == "An earlier visit has no outcome yet. Record that outcome first."
    [foreseen] = desk.do(specimens.foresee, ROSA, CLEAN, "valid", date(2026, 12, 4))
    assert foreseen.sentence == told.rewards[0].note
    assert enrollment.id == foreseen.enrollment_id


def test_r7_what_hangs_on_a_wrong_cup_is_undone_in_one_act(desk, clock):
    enrollment = enrolled(desk)
    wrong = come(desk, clock, enrollment, CLEAN | {"fentanyl": "positive"}).tested.specimen
    assert (balance(desk), len(desk.do(flags))) == (250, 1)
    with pytest.raises(Refused, match="second person"):
        desk.do(specimens.void, wrong.id, "another client's cup")
    [said] = desk.do(withdrawing.foresee_withdrawal, wrong.id).sentences
    assert "Visit 1 is withdrawn and $2.50 reversed" in said
    desk.do(specimens.void, wrong.id, "another client's cup", beside(desk, specimens.void, SUE))
    today = desk.do(reward_views.today, enrollment.id)
    assert (balance(desk), today.standing.streak, today.due_on) == (0, 0, date(2026, 12, 1))
    assert [flag.done for flag in desk.do(flags)] == ["The test was entered in error."]
    [right] = come(desk, clock, enrollment).rewards
    assert (right.result.number, balance(desk)) == (1, 250)
    desk.as_(SUE)
    assert desk.do(verify.check).hold


def test_r7_the_reward_alone_is_withdrawn_by_two(desk, clock):
    enrollment = enrolled(desk)
    cup = come(desk, clock, enrollment).tested.specimen
    with pytest.raises(Refused, match="Two different people"):
        desk.do(withdrawing.withdraw, cup.id, beside(desk, withdrawing.withdraw, 0))
    assert balance(desk) == 250
    desk.do(withdrawing.withdraw, cup.id, beside(desk, withdrawing.withdraw, SUE))
    assert balance(desk) == 0
    desk.as_(SUE)
    assert desk.do(verify.check).hold


def test_r7_a_wrong_cup_in_the_middle_gives_its_run_back(desk, clock):
    enrollment = enrolled(desk)
    come(desk, clock, enrollment)
    come(desk, clock, enrollment)
    wrong = come(desk, clock, enrollment, CLEAN | {"cocaine": "positive"}).tested.specimen
    for _visit in range(3):
        come(desk, clock, enrollment)
    assert balance(desk) == 2750
    desk.do(specimens.void, wrong.id, "another client's cup", beside(desk, specimens.void, SUE))
    assert balance(desk) == 250 + 375 + (500 + 1000) + 625 + 750, "as if the visit had been excused"
    _foreseen, told = correct(desk, 3, Outcome.MET, evidence="his own cup, read that day")
    assert told.balance_cents == 5375


def test_r7_what_was_handed_over_stays_with_the_client(desk, clock):
    mug = prize(desk, 250, name="Mug")
    enrollment = enrolled(desk)
    wrong = come(desk, clock, enrollment).tested.specimen
    desk.do(handing_over.give, ROSA, mug.id)
    sentences = desk.do(withdrawing.foresee_withdrawal, wrong.id).sentences
    assert "$2.50 was already given and stays with the client." in sentences
    desk.do(specimens.void, wrong.id, "another client's cup", beside(desk, specimens.void, SUE))
    assert balance(desk) == 0
    [right] = come(desk, clock, enrollment).rewards
    assert (right.result.outcome, balance(desk)) == (Outcome.MET, 0), "its $2.50 is in the client's hands"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"evidence": " "}, "evidence"),
        ({"on": date(2031, 1, 1)}, "on"),
        ({"on": date(2026, 11, 1)}, "on"),  # before the enrollment
        ({"on": date(2026, 12, 2)}, "on"),  # the day of the occasion after it
        ({"reason": ""}, "reason"),
    ],
)
def test_r8_what_recording_asks_correcting_asks(desk, clock, changes, field):
    enrollment = enrolled(desk)
    go_through(desk, clock, enrollment, "PN")
    with pytest.raises(Refused) as refused:
        correct(desk, 1, Outcome.MET, **changes)
    assert refused.value.field == field
    assert balance(desk) == 250


def test_r9_money_whose_authority_ended_pays_nothing(desk, clock):
    clock.now = clock.now.replace(month=12, day=28)
    enrollment = enrolled(
        desk, "california_recovery", funding="medi_cal", starts_on=date(2026, 12, 28), weekdays=(0, 3)
    )
    first, second, third = go_through(desk, clock, enrollment, "NNN")
    assert [one.paid_cents for one in (first, second)] == [1000, 1000]
    assert third.paid_cents == 0, "4 January 2027"
    assert "authority to 31 December 2026" in third.prompts[0]
    today = desk.do(reward_views.today, enrollment.id)
    assert (today.payment.due, today.payment.paid) == (1150, 0)


def test_r9_limits_that_a_clinic_edited_before_know_the_authority_too(desk, clock):
    desk.as_(SUE)
    old = msgspec.to_builtins(desk.do(schedules.policy).limits)
    old["limits"] = [one for one in old["limits"] if one["purpose"] != "authority"]
    desk.do(schedules.set_policy, old, 5000)
    desk.as_(CAL)
    clock.now = clock.now.replace(year=2027, month=1, day=5)
    enrollment = enrolled(desk, funding="medi_cal", starts_on=date(2027, 1, 5))
    [told] = go_through(desk, clock, enrollment, "N")
    assert (told.due_cents, told.paid_cents, told.cap) == (250, 0, "california_authority")


def test_r9_a_clinic_gives_the_authority_its_new_day(desk, clock):
    desk.as_(SUE)
    new = msgspec.to_builtins(desk.do(schedules.policy).limits)
    for one in new["limits"]:
        if one["purpose"] == "authority":
            one["ends"] = "2028-12-31"
    desk.do(schedules.set_policy, new, 5000)
    desk.as_(CAL)
    clock.now = clock.now.replace(year=2027, month=1, day=5)
    enrollment = enrolled(desk, funding="medi_cal", starts_on=date(2027, 1, 5))
    told = go_through(desk, clock, enrollment, "N" * 30)
    assert sum(one.paid_cents for one in told) == 59900, "the year's limit holds on"


def test_a_result_after_the_end_counts_for_the_sample_before_it(desk, clock):
    enrollment = enrolled(desk)
    day = clock.now
    clock.forward(days=1)
    desk.do(enrolling.end, enrollment.id, "discharged")
    clock.forward(days=2)
    [told] = desk.do(specimens.record, ROSA, CLEAN, {}, day).rewards
    assert told.result.paid_cents == 250
    assert desk.do(specimens.record, ROSA, CLEAN, {}).rewards == [], "a sample after the end"


def test_r7_an_occasion_that_was_recorded_in_error_is_undone_in_one_act(desk, clock):
    enrollment = enrolled(desk)
    go_through(desk, clock, enrollment, "NNN")
    third = desk.do(all_occasions)[-1]
    [said] = desk.do(withdrawing.foresee_undoing, third.id).sentences
    assert "Visit 3 is withdrawn and $15.00 reversed" in said
    with pytest.raises(Refused, match="Say why"):
        desk.do(withdrawing.undo, third.id, " ", beside(desk, withdrawing.undo, SUE))
    desk.do(withdrawing.undo, third.id, "another client was here", beside(desk, withdrawing.undo, SUE))
    today = desk.do(reward_views.today, enrollment.id)
    assert (balance(desk), today.earns, today.due_on) == (625, "$5.00 and the $10.00 bonus", third.due_on)
    with pytest.raises(Refused, match="already been corrected"):
        desk.do(withdrawing.foresee_undoing, third.id)


def test_r7_what_a_test_made_is_undone_with_the_test(desk, clock):
    come(desk, clock, enrolled(desk))
    [made] = desk.do(all_occasions)
    with pytest.raises(Refused, match="Mark that test as entered in error"):
        desk.do(withdrawing.undo, made.id, "wrong cup", beside(desk, withdrawing.undo, SUE))


def test_r7_each_half_of_the_act_stands_by_itself(desk, clock):
    enrollment = enrolled(desk)
    wrong = come(desk, clock, enrollment).tested.specimen
    desk.do(withdrawing.withdraw, wrong.id, beside(desk, withdrawing.withdraw, SUE))
    assert (balance(desk), desk.do(reward_views.today, enrollment.id).standing.streak) == (0, 0)
    assert desk.do(withdrawing.foresee_withdrawal, wrong.id).sentences == (), "nothing hangs on it now"


def test_enrolling_asks_the_desk_once(desk, clock):
    found = desk.do(enrolling_page.enrolling_page, ROSA)
    assert found.client.id == ROSA
    assert {"higgins_vouchers", "attendance"} <= {offer.schedule.id for offer in found.offers}
    assert "medi_cal" in found.policy.limits.funding
    assert (found.objectives, list(found.groups)) == ((), [])


def test_r9_the_cost_of_a_schedule_names_the_visits_without_money(desk, clock):
    begins = schedules.FirstWeek(date(2026, 12, 1), (1, 4))
    worked = desk.do(schedules.preview_cost, "california_recovery", "medi_cal", 100, begins)
    assert (worked.unpaid.first_on, len(worked.unpaid.numbers)) == (date(2027, 1, 1), 27)
    worked = desk.do(schedules.preview_cost, "california_recovery", "clinic", 100, begins)
    assert worked.unpaid is None


def test_the_test_s_own_sentence_is_asked_by_itself(desk, clock):
    enrolled(desk)
    reading = TestReading(frozenset(), frozenset(STIMULANTS))
    sample = from_chart.TestedSample(None, date(2026, 12, 1), reading)
    [told] = desk.do(from_chart.foresee_test, ROSA, sample)
    assert told.sentence == "Met: $2.50; next $3.75."


@query(Can.SEE_REWARDS, "test_cases.counted_by_caps")
def counted_by_caps(ctx, client_id):
    return [cap.paid_cents for cap in ledger.caps_for(ctx, client_id, "samhsa", ctx.today)]


def test_two_merged_charts_of_a_person_have_one_cap(desk, clock):
    come(desk, clock, enrolled(desk, funding="samhsa"))
    counted = desk.do(counted_by_caps, ROSA)
    assert 250 in counted
    other = desk.do(clients.register, {"given_name": "Rosita", "family_name": "Medina"}).id
    assert 250 not in desk.do(counted_by_caps, other)
    desk.as_(SUE)
    desk.do(merging.merge, other, ROSA, "same phone, same birthday", beside(desk, merging.merge, CAL))
    desk.as_(CAL)
    assert desk.do(counted_by_caps, other) == counted, "in the chart that goes on"
    assert desk.do(counted_by_caps, ROSA) == counted, "and in the one that was merged"
