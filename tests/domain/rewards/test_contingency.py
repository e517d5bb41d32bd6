"""What each published schedule pays, to the cent."""

from datetime import date
from fractions import Fraction

import pytest
from msgspec.structs import replace

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.domain.rewards.awards import (
    RewardState,
    maximum_award,
    pay_table,
    possible_awards,
    run_awards,
    standing_after,
    step,
)
from counselor_desk.domain.rewards.limits import Cap, apply_caps, pay_each
from counselor_desk.domain.rewards.reason import otherwise_in_words, rule_in_words
from counselor_desk.domain.rewards.schedule import (
    ExcusedWeek,
    Growth,
    Outcome,
    Restoration,
    RunEffect,
    SavedLevel,
    Schedule,
)

LETTERS = {
    "N": Outcome.MET,
    "P": Outcome.NOT_MET,
    "E": Outcome.EXCUSED,
    "M": Outcome.MISSED,
    "R": Outcome.REFUSED,
    "I": Outcome.INVALID,
}


@pytest.fixture(scope="module")
def schedules():
    return files.read(Schedule, "schedules")


def run(schedule, letters, **policies):
    if policies:
        schedule = replace(schedule, policies=replace(schedule.policies, **policies))
    return list(run_awards(schedule, [LETTERS[letter] for letter in letters]))


def dues(schedule, letters, **policies):
    return [award.due for award in run(schedule, letters, **policies)]


HIGGINS = """
 1  1  2.50  0  2.50   2.50 | 19  7 25.00  0 25.00 321.25
 2  1  3.75  0  3.75   6.25 | 20  7 26.25  0 26.25 347.50
 3  1  5.00 10 15.00  21.25 | 21  7 27.50 10 37.50 385.00
 4  2  6.25  0  6.25  27.50 | 22  8 28.75  0 28.75 413.75
 5  2  7.50  0  7.50  35.00 | 23  8 30.00  0 30.00 443.75
 6  2  8.75 10 18.75  53.75 | 24  8 31.25 10 41.25 485.00
 7  3 10.00  0 10.00  63.75 | 25  9 32.50  0 32.50 517.50
 8  3 11.25  0 11.25  75.00 | 26  9 33.75  0 33.75 551.25
 9  3 12.50 10 22.50  97.50 | 27  9 35.00 10 45.00 596.25
10  4 13.75  0 13.75 111.25 | 28 10 36.25  0 36.25 632.50
11  4 15.00  0 15.00 126.25 | 29 10 37.50  0 37.50 670.00
12  4 16.25 10 26.25 152.50 | 30 10 38.75 10 48.75 718.75
13  5 17.50  0 17.50 170.00 | 31 11 40.00  0 40.00 758.75
14  5 18.75  0 18.75 188.75 | 32 11 41.25  0 41.25 800.00
15  5 20.00 10 30.00 218.75 | 33 11 42.50 10 52.50 852.50
16  6 21.25  0 21.25 240.00 | 34 12 43.75  0 43.75 896.25
17  6 22.50  0 22.50 262.50 | 35 12 45.00  0 45.00 941.25
18  6 23.75 10 33.75 296.25 | 36 12 46.25 10 56.25 997.50
"""
ROWS = sorted(
    [part.split() for line in HIGGINS.strip().splitlines() for part in line.split("|")],
    key=lambda row: int(row[0]),
)


def cents(text):
    return round(Fraction(text) * 100)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_every_row_of_the_voucher_schedule(schedules, row):
    n, week, voucher, bonus, paid, total = row
    table = pay_table(schedules["higgins_vouchers"])
    award = table[int(n) - 1]
    assert (award.number, award.week) == (int(n), int(week))
    assert (award.amount, award.bonus, award.due) == (cents(voucher), cents(bonus), cents(paid))
    assert sum(a.due for a in table[: int(n)]) == cents(total)


def test_the_voucher_schedule_has_36_rows_and_a_closed_form(schedules):  # CM-1
    assert len(ROWS) == 36
    table = pay_table(schedules["higgins_vouchers"])
    for n in range(1, 37):
        closed = 250 * n + Fraction(125, 2) * n * (n - 1) + 1000 * (n // 3)
        assert sum(a.due for a in table[:n]) == closed
    assert maximum_award(schedules["higgins_vouchers"]) == 99750
    assert table[35].due == 5625


@pytest.mark.parametrize(
    ("policy", "after", "total"),
    [
        ("R0", "250 375 1500 625 750 1875 1000 1125 2250", 15125),
        ("R1", "250 375 1500 625 750 2000 1125 1250 2375", 15625),
        ("R2", "250 375 1500 625 1000 2125 1250 1375 2500", 16375),
    ],
)
def test_example_h1_restores_by_policy(schedules, policy, after, total):
    paid = dues(schedules["higgins_vouchers"], "NNNNNNP" + "N" * 9, restoration=Restoration(policy))
    assert paid[:7] == [250, 375, 1500, 625, 750, 1875, 0]
    assert paid[7:] == [int(amount) for amount in after.split()]
    assert sum(paid) == total


@pytest.mark.parametrize("policy", ["R0", "R1", "R2"])
def test_example_h2_never_lowers_what_the_climb_has_passed(schedules, policy):  # CM-3
    paid = dues(schedules["higgins_vouchers"], "NNNPNNNNNNN", restoration=Restoration(policy))
    assert sum(paid) == 8500


def test_example_h3_missed_and_excused(schedules):
    higgins = schedules["higgins_vouchers"]
    assert dues(higgins, "NNMNN") == [250, 375, 0, 250, 375]
    assert dues(higgins, "NNENN") == [250, 375, 0, 1500, 625]
    assert sum(dues(higgins, "NNENN")) == 2750
    assert sum(dues(higgins, "NNMNN")) == 1250


def test_example_h4_a_second_reset_keeps_the_higher_level(schedules):
    higgins = schedules["higgins_vouchers"]
    # Seven met: 1125 next; lost, two met, lost again; the sixth met after five pays it.
    letters = "N" * 7 + "P" + "NN" + "P" + "N" * 6
    amounts = [a.amount for a in run(higgins, letters)]
    assert amounts[-6:] == [250, 375, 500, 625, 750, 1125]
    latest = [a.amount for a in run(higgins, letters, saved=SavedLevel.LATEST)]
    assert latest[-6:] == [250, 375, 500, 625, 750, 875]


def test_the_bonus_count_after_a_reset_is_a_choice(schedules):
    higgins = schedules["higgins_vouchers"]
    assert [a.bonus for a in run(higgins, "NNPNN")] == [0, 0, 0, 0, 0]
    held = run(higgins, "NNPNN", bonus_after_reset=RunEffect.HOLD)
    assert [a.bonus for a in held] == [0, 0, 0, 1000, 0]


@pytest.mark.parametrize("letter", "PMRI")
def test_what_resets_by_default_may_hold_by_choice(schedules, letter):
    higgins = schedules["higgins_vouchers"]
    assert dues(higgins, f"NN{letter}N")[-1] == 250
    name = {"P": "not_met", "M": "missed", "R": "refused", "I": "invalid"}[letter]
    assert dues(higgins, f"NN{letter}N", **{name: RunEffect.HOLD})[-1] == 1500


def test_excused_too_often_counts_as_missed(schedules):
    higgins = schedules["higgins_vouchers"]
    assert dues(higgins, "NNEEN", excused_limit=2)[-1] == 1500
    assert dues(higgins, "NNEEEN", excused_limit=2)[-1] == 250
    assert "counts as missed" in rule_in_words(
        replace(higgins, policies=replace(higgins.policies, excused_limit=2)),
        run(higgins, "NNEEE", excused_limit=2)[-1],
    )


CAP_ROWS = [(31, 4000, 3125, 875), (32, 4125, 0, 4125), (36, 5625, 0, 5625)]


@pytest.mark.parametrize(("number", "due", "paid", "withheld"), CAP_ROWS)
def test_vouchers_under_a_750_cap(schedules, number, due, paid, withheld):
    table = [award.due for award in pay_table(schedules["higgins_vouchers"])]
    payments = pay_each(table, [Cap("samhsa_year", "$750", 75000, 0)])
    payment = payments[number - 1]
    assert (payment.due, payment.paid, payment.withheld) == (due, paid, withheld)
    assert payment.cap_code == "samhsa_year"
    assert sum(p.paid for p in payments) == 75000


def test_the_tightest_cap_decides():
    caps = [Cap("a", "", 1000, 0), Cap("b", "", 5000, 4500)]
    assert apply_caps(700, caps).cap_code == "b"
    assert apply_caps(700, caps).paid == 500
    assert apply_caps(500, caps).cap_code == ""
    assert apply_caps(500, []).paid == 500


VA_DRAWS = {1: (1, 1), 2: (2, 3), 3: (3, 6), 4: (4, 10), 5: (5, 15), 6: (6, 21), 7: (7, 28),
            8: (8, 36), 9: (8, 44), 10: (8, 52), 12: (8, 68), 16: (8, 100), 20: (8, 132),
            24: (8, 164)}  # fmt: skip
VA_EXPECTED = {1: "2.218", 2: "6.654", 3: "13.308", 4: "22.180", 5: "33.270", 6: "46.578",
               7: "62.104", 8: "79.848", 9: "97.592", 10: "115.336", 12: "150.824",
               16: "221.800", 20: "292.776", 24: "363.752"}  # fmt: skip


@pytest.mark.parametrize("visit", VA_DRAWS)
def test_every_visit_of_the_prize_bowl(schedules, visit):
    schedule = schedules["va_prize_bowl"]
    draws, total = VA_DRAWS[visit]
    table = pay_table(schedule)
    assert table[visit - 1].due == draws
    assert sum(a.due for a in table[:visit]) == total
    assert total * schedule.bowl.expected == Fraction(VA_EXPECTED[visit]) * 100


@pytest.mark.parametrize(
    ("letters", "draws"),
    [
        ("NNNPNN", [1, 2, 3, 0, 1, 2]),
        ("NNNMNN", [1, 2, 3, 0, 1, 2]),
        ("NNNENN", [1, 2, 3, 0, 4, 5]),
        ("PPN", [0, 0, 1]),
        ("NNNNNNNNNN", [1, 2, 3, 4, 5, 6, 7, 8, 8, 8]),
    ],
)
def test_draw_oracles(schedules, letters, draws):
    assert dues(schedules["va_prize_bowl"], letters) == draws


def test_other_caps_on_draws(schedules):
    va = schedules["va_prize_bowl"]
    uncapped = replace(va, phases=(replace(va.phases[0], top=None),))
    assert maximum_award(uncapped) == 300
    assert 300 * va.bowl.expected == 66540
    ten = replace(va, phases=(replace(va.phases[0], top=10),))
    assert maximum_award(ten) == 195
    assert 195 * va.bowl.expected == 43251


CALIFORNIA = {1: (2, 1000, 2000), 2: (2, 1150, 4300), 3: (2, 1300, 6900), 4: (2, 1450, 9800),
              5: (2, 1600, 13000), 6: (2, 1750, 16500), 7: (2, 1900, 20300), 8: (2, 2050, 24400),
              9: (2, 2200, 28800), 10: (2, 2350, 33500), 11: (2, 2500, 38500),
              12: (2, 2650, 43800), 13: (1, 1500, 45300), 14: (1, 1500, 46800),
              15: (1, 1500, 48300), 16: (1, 1500, 49800), 17: (1, 1500, 51300),
              18: (1, 1500, 52800), 19: (1, 1000, 53800), 20: (1, 1000, 54800),
              21: (1, 1000, 55800), 22: (1, 1000, 56800), 23: (1, 1000, 57800),
              24: (1, 2100, 59900)}  # fmt: skip


@pytest.mark.parametrize("week", CALIFORNIA)
def test_every_week_of_the_california_program(schedules, week):
    tests, each, total = CALIFORNIA[week]
    table = pay_table(schedules["california_recovery"])
    assert [a.due for a in table if a.week == week] == [each] * tests
    assert sum(a.due for a in table if a.week <= week) == total
    assert len(table) == 36


def test_california_recovers_its_level(schedules):
    california = schedules["california_recovery"]
    assert dues(california, "N" * 8 + "PN" + "NN" + "NN")[8:] == [0, 1000, 1000, 1600, 1750, 1750]
    at_once = dues(california, "N" * 8 + "PNNNNN", restoration=Restoration.WEEK_AT_ONCE)
    assert at_once[8:] == [0, 1000, 1600, 1600, 1750, 1750]
    lost = dues(california, "N" * 8 + "PNNNNN", restoration=Restoration.WEEK_NOT)
    assert lost[8:] == [0, 1000, 1000, 1000, 1150, 1150]


def test_california_weeks_13_to_24_are_flat(schedules):
    california = schedules["california_recovery"]
    assert dues(california, "N" * 24 + "PNN")[24:] == [0, 1500, 1500]


def test_a_week_with_an_excused_absence(schedules):
    california = schedules["california_recovery"]
    assert dues(california, "NENN")[2:] == [1000, 1000]
    assert dues(california, "NENN", excused_week=ExcusedWeek.COUNTS)[2:] == [1150, 1150]
    assert dues(california, "EENN", excused_week=ExcusedWeek.COUNTS)[2:] == [1000, 1000]


def test_attendance_and_goals(schedules):
    assert dues(schedules["attendance"], "NMNN") == [300, 0, 300, 300]
    assert dues(schedules["goal_completion"], "N" * 8) == [200, 300, 400, 500, 600, 700, 800, 800]


def test_a_schedule_ends(schedules):
    ended = standing_after(schedules["va_prize_bowl"], [Outcome.MET] * 24)
    assert possible_awards(schedules["va_prize_bowl"], ended) == {}
    with pytest.raises(Refused, match="has ended"):
        step(schedules["va_prize_bowl"], ended, Outcome.MET)


def test_due_days_follow_the_weekdays_chosen(schedules):
    va = schedules["va_prize_bowl"]
    tuesday = date(2026, 12, 1)
    assert [va.due_on(n, tuesday, (1, 4)) for n in (1, 2, 3)] == [
        date(2026, 12, 1),
        date(2026, 12, 4),
        date(2026, 12, 8),
    ]
    # Begun on a Thursday, the week's Monday comes after its Thursday.
    assert va.due_on(1, date(2026, 12, 3), (0, 3)) == date(2026, 12, 3)
    assert va.due_on(2, date(2026, 12, 3), (0, 3)) == date(2026, 12, 7)
    california = schedules["california_recovery"]
    assert california.due_on(25, tuesday, (1, 4)) == date(2027, 2, 23)


def sentence(schedule, letters, **policies):
    changed = replace(schedule, policies=replace(schedule.policies, **policies))
    return rule_in_words(changed, run(schedule, letters, **policies)[-1])


@pytest.mark.parametrize(
    ("key", "letters", "said"),
    [
        ("higgins_vouchers", "NNN", "3rd in a row: $5.00 and the $10.00 bonus; next $6.25."),
        (
            "higgins_vouchers",
            "NNNNNNP",
            "Not met: nothing today; next $2.50; after five in a row back to $10.00.",
        ),
        ("higgins_vouchers", "NNNP", "Not met: nothing today; next $2.50."),
        (
            "higgins_vouchers",
            "NNNNNNPNNNNN",
            "5th in a row since the reset: $7.50; the earlier amount comes back; next $20.00.",
        ),
        ("higgins_vouchers", "NE", "Excused: nothing today and nothing lost; next $3.75."),
        ("higgins_vouchers", "R", "Sample refused: nothing today; next $2.50."),
        ("va_prize_bowl", "N", "1st in a row: 1 draw; next 2 draws."),
        ("va_prize_bowl", "N" * 24, "24th in a row: 8 draws; this was the last."),
        ("california_recovery", "NNN", "After one full week: $11.50; next $11.50."),
        ("california_recovery", "NNNN", "After one full week: $11.50; next $13.00."),
        ("california_recovery", "N", "Before the first full week: $10.00; next $10.00."),
        (
            "california_recovery",
            "NNNNPN",
            "1st in a row of the two that bring the earlier amount back: $10.00; next $10.00.",
        ),
        ("attendance", "NM", "Missed: nothing today, and the run goes on; next $3.00."),
        ("attendance", "N", "Target met: $3.00; next $3.00."),
    ],
)
def test_the_rule_is_said_in_one_sentence(schedules, key, letters, said):
    assert sentence(schedules[key], letters) == said


def test_what_happens_otherwise(schedules):
    higgins = schedules["higgins_vouchers"]
    ahead = possible_awards(higgins, standing_after(higgins, [Outcome.MET] * 8))
    assert ahead[Outcome.MET].due == 2250
    assert otherwise_in_words(higgins, ahead[Outcome.NOT_MET]) == (
        "If not met: nothing today, next $2.50; after five in a row back to $12.50."
    )


def test_every_schedule_pays_nothing_for_nothing_and_speaks(schedules):
    assert set(schedules) >= {"higgins_vouchers", "va_prize_bowl", "name_in_the_hat"}
    for schedule in schedules.values():
        for award in run_awards(schedule, [Outcome.NOT_MET] * schedule.occasions):
            assert award.due == 0
            assert rule_in_words(schedule, award).endswith(".")
        assert schedule.source
        assert possible_awards(schedule, RewardState())[Outcome.MET].due > 0
        assert any(phase.grows in Growth for phase in schedule.phases)
