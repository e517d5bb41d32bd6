"""The safety plan: made from a flag, signed by both, carried along, looked at again."""

from datetime import date

import pytest

from counselor_desk.core.errors import Refused
from counselor_desk.reports.press import press, shelf
from counselor_desk.services.assessments import assessments
from counselor_desk.services.care import safety_plans
from counselor_desk.services.chart import head
from counselor_desk.services.clients import clients
from counselor_desk.services.documents import documents
from counselor_desk.services.plans import plans
from counselor_desk.services.supervision import review_queue
from counselor_desk.services.today import today
from counselor_desk.services.today.today import TodayPart
from tests.proofs import own
from tests.ui.privacy.test_story_consents import words_of

SUE, CAL, FLO, ROSA = 1, 2, 4, 10
MADE = {
    "signs": "I stop answering the phone.",
    "alone": "Walk to the river",
    "places": "The laundromat on Fifth",
    "people": [{"name": "Ray", "phone": "555-0114"}],
    "professionals": [{"name": "County crisis team", "phone": "555-0190", "hours": "day and night"}],
    "means": ["firearms"],
    "safe_place": "Ray has the key.",
    "matters": "The school play",
    "what_is_new": "First plan",
    "review_on": "2026-12-15",
}


def make_plan(desk, **more):
    draft = desk.do(documents.go_on, ROSA, "safety_plan")
    desk.do(documents.save_draft, draft.id, {**draft.body, **MADE, **more}, draft.revision)
    desk.do(documents.sign, draft.id, own(desk, documents.sign))
    desk.as_(SUE)
    desk.do(review_queue.cosign, draft.id, own(desk, review_queue.cosign))
    desk.as_(CAL)
    return draft.id


def lines_of(desk):
    return [item.text for item in desk.do(today.due_items) if "afety plan" in item.text]


def test_a_safety_plan_is_signed_by_both_and_comes_back_on_its_day_and_after_a_flag(desk, clock):
    assert desk.do(safety_plans.standing, ROSA) is None
    with pytest.raises(Refused, match="no signed safety plan"):
        desk.do(shelf.report("safety_plan_page").gather, ROSA)
    plan = make_plan(desk)
    assert lines_of(desk) == [
        "The safety plan waits for the client's signature, or for the reason why there is none"
    ]
    desk.do(plans.take_signature, plan, {"signer": "Rosa Medina", "manner": "typed"})
    assert lines_of(desk) == []
    assert desk.do(head.of_client, ROSA).safety_plan.words == "safety plan of today"
    clock.forward(days=3)
    assert desk.do(head.of_client, ROSA).safety_plan.words == "safety plan, 3 days old"
    clock.forward(days=11)
    assert lines_of(desk) == ["The safety plan is due for review."]
    desk.do(assessments.record, ROSA, "phq9", {"q9": 1})
    [again] = [text for text in lines_of(desk) if "PHQ" not in text]
    assert again == "Danger was told of after the safety plan was made. Look at the plan again."
    draft = desk.do(documents.go_on, ROSA, "safety_plan")
    assert draft.body["alone"] == "Walk to the river", "what was told once is not asked again"
    assert "what_is_new" not in draft.body
    assert desk.do(documents.go_on, ROSA, "safety_plan").id == draft.id, "one draft, not two"
    newer = make_plan(desk, what_is_new="Each step gone through", review_on="2027-01-15")
    desk.do(plans.take_signature, newer, {"signer": "R", "manner": "declined", "reason": "tired"})
    assert [text for text in lines_of(desk) if "PHQ" not in text] == []
    assert desk.do(safety_plans.standing, ROSA).review_on == date(2027, 1, 15)


def test_who_reads_no_charts_learns_of_no_plan(desk):
    make_plan(desk)
    desk.as_(FLO)
    assert desk.do(head.of_client, ROSA).safety_plan is None


def test_page_and_card_in_two_languages(desk):
    plan = make_plan(desk)
    desk.do(plans.take_signature, plan, {"signer": "Rosa Medina", "manner": "typed"})
    said = {}
    for report_id in ("safety_plan_page", "safety_plan_card"):
        report = shelf.report(report_id)
        for language in ("en", "es"):
            pages = words_of(press.render(report, desk.do(report.gather, ROSA, language)))
            assert len(pages) == 1, (report_id, language)
            said[report_id, language] = pages[0]
            assert "555-0114" in pages[0]
            assert "988" in pages[0]
    assert "What matters to me" in said["safety_plan_page", "en"]
    assert "Lo que me importa" in said["safety_plan_page", "es"]
    assert "Medina" in said["safety_plan_page", "en"]
    assert "Medina" not in said["safety_plan_card", "en"], "whoever finds it learns no name"
    desk.do(clients.change, ROSA, {"language": "es"})
    report = shelf.report("safety_plan_page")
    assert "Mi plan de seguridad" in words_of(press.render(report, desk.do(report.gather, ROSA)))[0]


def test_a_long_plan_is_still_one_page(desk):
    many = "\n".join(
        f"Step {n}: something that has helped before, told in a whole sentence." for n in range(9)
    )
    people = [{"name": f"Person {n} of the family", "phone": f"555-01{n:02}"} for n in range(6)]
    make_plan(desk, signs=many, alone=many, places=many, people=people)
    report = shelf.report("safety_plan_page")
    assert len(words_of(press.render(report, desk.do(report.gather, ROSA)))) == 1


ASSESSED = {
    "because": ["the client said so"],
    "thoughts": "of being dead or gone",
    "thoughts_words": "Told in one sentence",
    "intent": "no",
    "plan": "none",
    "means": ["none"],
    "others": "no",
    "raises": ["shame"],
    "lowers": ["a pet"],
    "level": "moderate",
    "why_level": "Told without being pressed",
    "done": ["988 given"],
    "done_words": "With the supervisor",
}


def test_the_follow_up_of_a_risk_assessment_comes_back_until_it_is_done(desk, clock):
    draft = desk.do(documents.go_on, ROSA, "suicide_risk")
    body = {**ASSESSED, "follow_up": [{"what": "Call in the evening"}]}
    saved = desk.do(documents.save_draft, draft.id, body, draft.revision)
    with pytest.raises(Refused, match="its day") as no:
        desk.do(documents.sign, draft.id, own(desk, documents.sign))
    assert no.value.field == "follow_up"
    body["follow_up"] = [
        {"what": "Call in the evening", "on": "2026-12-02"},
        {"what": "Ask again", "who": "Sue", "on": "2026-12-20"},
    ]
    saved = desk.do(documents.save_draft, draft.id, body, saved.revision)
    with pytest.raises(Refused, match="Make the safety plan, or write why") as no:
        desk.do(documents.sign, draft.id, own(desk, documents.sign))
    body["no_plan"] = "Will be made tomorrow with the brother"
    saved = desk.do(documents.save_draft, draft.id, body, saved.revision)
    desk.do(documents.sign, draft.id, own(desk, documents.sign))
    desk.do(documents.recall, draft.id)
    desk.do(documents.sign, draft.id, own(desk, documents.sign))
    later, first = sorted(desk.do(assessments.open_flags, ROSA), key=lambda f: f.task)
    assert (first.task, first.due_on) == ("Call in the evening", date(2026, 12, 2)), (
        "once, though signed twice"
    )

    def parts():
        return {d.where.get("flag_id"): d.part for d in desk.do(today.due_items)}

    assert parts()[first.id] is TodayPart.SOON
    assert later.id not in parts()
    clock.forward(days=1)
    assert parts()[first.id] is TodayPart.WATCH
    clock.forward(days=30)
    assert parts()[later.id] is TodayPart.WATCH, "it does not go away by itself"
    desk.do(assessments.resolve, first.id, "Called, slept well")
    assert first.id not in parts()
