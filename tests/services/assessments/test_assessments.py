"""Instruments through the desk: kept while filled in, scored when finished, flags that stay."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from counselor_desk.catalog.definitions import instruments
from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.services.assessments import answered, assessments
from counselor_desk.services.clinic import staff

ROSA, DANA = 10, 12
FLO, ODA, SUE = 4, 3, 1
STORY = dict(zip([f"q{n}" for n in range(1, 10)], [2, 2, 1, 2, 1, 2, 1, 0, 1], strict=True))


def test_story_step_one(desk):
    """PHQ-9 12, moderate, item 9 answered: a flag that ends only with what was done."""
    filled = desk.do(assessments.record, ROSA, "phq9", STORY)
    assert filled.scored.of("total").reading == "12, moderate"
    (flag,) = desk.do(assessments.open_flags, ROSA)
    assert (flag.opens, flag.owner_id) == ("safety", 2)
    with pytest.raises(Refused) as no:
        desk.do(assessments.resolve, flag.id, " ")
    assert no.value.field == "done"
    screen = desk.do(assessments.record, ROSA, "suicide_screen", {"q1": 1, "q2": 0, "q6": 0})
    assert screen.scored.of("triage").band == "low"
    desk.do(assessments.resolve, flag.id, "Screened, low; crisis plan made together")
    assert [f.opens for f in desk.do(assessments.open_flags, ROSA)] == ["safety"]
    with pytest.raises(Refused, match="already"):
        desk.do(assessments.resolve, flag.id, "again")


def test_answers_are_kept_while_the_form_is_filled_in(desk):
    begun = desk.do(assessments.start, ROSA, "phq9")
    desk.do(assessments.save, begun.id, {"q1": "2"})
    desk.do(assessments.save, begun.id, {"q1": "2", "q9": 3})
    filled = desk.do(assessments.read_administration, begun.id)
    assert filled.administration.answers == {"q1": 2, "q9": 3}
    assert filled.scored.of("total").reading == "incomplete (2 of 9)"
    assert desk.do(answered.assessment_rows, ROSA)[0].finished is False
    with pytest.raises(Refused) as no:
        desk.do(assessments.save, begun.id, {"q1": 4})
    assert no.value.field == "q1"
    assert desk.do(assessments.read_administration, begun.id).administration.answers == {"q1": 2, "q9": 3}


def test_an_incomplete_form_has_no_band_and_raises_its_flag(desk):
    filled = desk.do(assessments.record, ROSA, "phq9", {"q9": 1})
    assert filled.administration.complete is False
    assert desk.do(answered.assessment_rows, ROSA)[0].readings == "incomplete (1 of 9)"
    assert len(desk.do(assessments.open_flags, ROSA)) == 1
    assert desk.do(assessments.trends, ROSA) == []


def test_the_cut_off_follows_the_sex_in_the_chart(desk):
    from counselor_desk.services.clients import clients

    desk.do(clients.change, ROSA, {"sex": "female"})
    answers = {"event": 1, "q1": 1, "q2": 1, "q3": 1, "q4": 0, "q5": 0}
    filled = desk.do(assessments.record, ROSA, "pc_ptsd_5", answers)
    assert [f.id for f in filled.scored.findings] == ["women3"]


def test_p5_a_gate_that_ends_the_form_is_nought_kept_and_trended(desk, clock):
    filled = desk.do(assessments.record, ROSA, "pc_ptsd_5", {"event": 0})
    assert filled.administration.complete
    (row,) = desk.do(answered.assessment_rows, ROSA)
    assert row.readings == "0, below 4"
    clock.forward(days=1)
    desk.do(assessments.record, ROSA, "pc_ptsd_5", {"event": 0})
    (trend,) = desk.do(assessments.trends, ROSA)
    assert [point.value for point in trend.points] == [0, 0]
    desk.do(assessments.record, ROSA, "taps", {"t1": 0, "t2": 0, "t3": 0, "t4": 0})
    taps = [t for t in desk.do(assessments.trends, ROSA) if t.instrument.id == "taps"]
    assert len(taps) == 9
    assert {point.value for trend in taps for point in trend.points} == {0}


def test_p5_more_heavy_days_than_days_of_use_are_asked_again(desk):
    form = desk.do(assessments.start, ROSA, "audit_c")
    with pytest.raises(Refused, match="more often than any drink") as refusal:
        desk.do(assessments.finish, form.id, {"q1": 1, "q2": 2, "q3": 4})
    assert refusal.value.field == "q3"
    done = desk.do(assessments.finish, form.id, {"q1": 4, "q2": 2, "q3": 4})
    assert done.scored.of("total").value == 10


def test_a_trend_draws_what_is_complete_and_not_void(desk, clock):
    for days, low in ((0, 3), (30, 2), (60, 1)):
        on = date(2026, 12, 1) + timedelta(days=days)
        values = dict.fromkeys(STORY, low)
        desk.do(assessments.record, ROSA, "phq9", {**values, "q9": 0}, on)
        clock.forward(days=30)
    wrong = desk.do(assessments.record, ROSA, "phq9", {**dict.fromkeys(STORY, 3), "q9": 0})
    desk.do(assessments.void, wrong.administration.id, "typed for another form")
    (trend,) = desk.do(assessments.trends, ROSA)
    assert [p.value for p in trend.points] == [24, 16, 8]
    assert trend.change == "reliably better"
    assert trend.span == (0, 27)
    assert trend.cuts == ((10, "10 or more: look closer"),)


def test_both_languages_are_one_trend(desk):
    desk.do(assessments.record, ROSA, "phq9", {**STORY, "q9": 0})
    desk.do(assessments.record, ROSA, "phq9.es", {**STORY, "q9": 0})
    (trend,) = desk.do(assessments.trends, ROSA)
    assert len(trend.points) == 2
    assert {t.language for t in desk.do(answered.assessment_rows, ROSA)} == {"en", "es"}


def test_every_scale_is_kept_with_version_and_rule(desk):
    one = instruments()["bam"]
    filled = {i.key: one.allowed(i)[0] for i in one.items}
    desk.do(assessments.record, ROSA, "bam", filled)
    rules = {t.scale.key: t.scale.rule for t in desk.do(assessments.trends, ROSA)}
    assert len(rules) == 6
    assert rules["use"] != rules["use_days"]


def test_finished_answers_are_sealed_by_the_database_too(desk):
    filled = desk.do(assessments.record, ROSA, "phq9", STORY)
    with pytest.raises(Refused, match="finished"):
        desk.do(assessments.save, filled.administration.id, {"q1": 0})
    for sql in (
        "UPDATE administration SET answers = '{}'",
        "UPDATE score SET value = 0",
        "DELETE FROM score",
        "DELETE FROM flag",
    ):

        def tamper(engine, sql=sql):
            with engine.begin() as db:
                db.execute(text(sql))

        with pytest.raises(Exception, match=r"append-only|sealed"):
            desk.on_vault(tamper)


def test_a_day_that_has_not_come_is_refused(desk):
    with pytest.raises(Refused) as no:
        desk.do(assessments.start, ROSA, "phq9", "", date(2026, 12, 2))
    assert no.value.field == "taken_on"


def test_who_may_not_read_the_chart_sees_no_score(desk):
    desk.do(assessments.record, ROSA, "phq9", STORY)
    desk.as_(FLO)
    with pytest.raises(Forbidden):
        desk.do(answered.assessment_rows, ROSA)
    desk.as_(ODA)
    assert desk.do(answered.assessment_rows, ROSA) == []
    desk.as_(SUE)
    assert len(desk.do(answered.assessment_rows, ROSA)) == 1


def test_a_form_begun_by_mistake_is_thrown_away_a_finished_one_is_not(desk):
    begun = desk.do(assessments.start, ROSA, "gad7")
    desk.do(assessments.discard, begun.id)
    assert desk.do(answered.assessment_rows, ROSA) == []
    filled = desk.do(assessments.record, ROSA, "phq9", STORY)
    with pytest.raises(Refused, match="stays"):
        desk.do(assessments.discard, filled.administration.id)


def test_a_clinic_for_profit_is_not_offered_what_its_licence_forbids(desk):
    free = {f.id for f in desk.do(assessments.available)}
    assert {"dast10", "audit", "who5", "phq9"} <= free
    desk.as_(5)
    desk.do(staff.change_practice, {"commercial": True})
    desk.as_(2)
    allowed = {f.id for f in desk.do(assessments.available)}
    assert {"dast10", "audit", "who5"} <= free - allowed
    assert all(not instruments()[key].licence.commercial for key in free - allowed)
    with pytest.raises(Refused, match="license"):
        desk.do(assessments.start, ROSA, "dast10")
