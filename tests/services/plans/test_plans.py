"""A plan from its first problem to its review, and the thread that notes spin from it."""

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.domain.plans.golden_thread import GapKind
from counselor_desk.domain.plans.plan import Goal, Intervention, Objective, Plan, Problem, ProblemArea
from counselor_desk.domain.plans.statements import LibraryIntervention, LibraryObjective
from counselor_desk.records.document import Status
from counselor_desk.reports.press import press, shelf
from counselor_desk.reports.press.words import day as day_words
from counselor_desk.services.care import diagnoses, episodes
from counselor_desk.services.clients import clients
from counselor_desk.services.documents import addenda, documents
from counselor_desk.services.plans import drafts, golden_thread, hints, plans, statements
from counselor_desk.services.supervision import review_queue
from counselor_desk.services.today import today as today_page
from tests.proofs import own
from tests.services.documents.test_documents import full

SUE, CAL, ODA, FLO = 1, 2, 3, 4
ROSA = 10
DAY = date(2026, 12, 1)
PERSON = {"strengths": "Comes on time", "barriers": "The bus"}


def objective(code, words="Carries naloxone every day", **more):
    more = {"target_on": DAY + timedelta(90), "started_on": DAY, **more}
    by = (Intervention("CBT", "CBT", "Cal Reyes, LADC", "weekly", "12 weeks"),)
    return Objective(code, words, interventions=by, **more)


def problem(number="1", *objectives, **more):
    goal = Goal("I want my days back", objectives or (objective(f"{number}.1"),))
    return Problem(number, "Opioid use", shown_by=("F11.20",), goals=(goal,), **more)


def signed_plan(desk, *problems, **more):
    draft = desk.do(plans.begin, ROSA)
    body = {**draft.body, **PERSON, **Plan(problems or (problem(),)).to_body(), **more}
    desk.do(drafts.save, draft.id, body, draft.revision)
    return desk.do(documents.sign, draft.id, own(desk, documents.sign))


def agreed(desk, plan, manner="typed"):
    """The client signs it, too: from now on its objectives count."""
    given = {"signer": "Rosa Medina", "manner": manner, "reason": "" if manner == "typed" else "Not today"}
    desk.do(plans.take_signature, plan.id, given)
    return plan


def note(desk, day=DAY, **body):
    draft = desk.do(documents.start, ROSA, "dap", day)
    desk.do(documents.save_draft, draft.id, {**full(), **body}, draft.revision)
    return desk.do(documents.sign, draft.id, own(desk, documents.sign), "typed later")


def test_a_signed_plan_gives_notes_their_objectives(desk):
    assert desk.do(plans.objective_choices, ROSA) == []
    plan = agreed(desk, signed_plan(desk))
    assert plan.status is Status.AWAITING_COSIGN
    assert desk.do(plans.objective_choices, ROSA) == ["1.1 Carries naloxone every day"]
    assert "1.1 Carries naloxone every day, by Mar 1, 2027" in plan.body["outline"]


def test_a_plan_that_contradicts_itself_is_not_signed_tp_5(desk):
    with pytest.raises(Refused, match=r"1\.1: The target day is not after the start"):
        signed_plan(desk, problem("1", objective("1.1", target_on=DAY)))


def test_a_new_version_begins_with_the_old_one_and_takes_its_place(desk):
    first = agreed(desk, signed_plan(desk))
    second = desk.do(plans.begin, ROSA)
    assert second.id != first.id
    assert Plan.from_body(second.body) == Plan.from_body(first.body)
    assert desk.do(plans.begin, ROSA).id == second.id, "one draft, not two"
    grown = Plan.from_body(second.body).with_problem(
        Problem("2", "Nightmares", ProblemArea.MIND, ("F43.10",), goals=(Goal("Sleep", (
            objective("2.1", "Sleeps 6 hours on 4 nights a week"),)),))
    )  # fmt: skip
    desk.do(drafts.save, second.id, {**second.body, **grown.to_body()}, second.revision)
    desk.do(documents.sign, second.id, own(desk, documents.sign))
    assert [o.code for o in desk.do(plans.chart, ROSA).objectives] == ["1.1"], "it waits for the client"
    agreed(desk, second, "declined")
    here = desk.do(plans.chart, ROSA)
    assert (here.in_force.id, [p.id for p in here.earlier]) == (second.id, [first.id])
    assert [o.code for o in here.objectives] == ["1.1", "2.1"]
    before, after = desk.do(plans.compare, second.id)
    assert "Nightmares" in after
    assert "Nightmares" not in before


def test_signed_again_after_it_was_returned_there_is_one_row_an_objective(desk, clock):
    plan = agreed(desk, signed_plan(desk))
    desk.as_(SUE)
    desk.do(review_queue.send_back, plan.id, "Add a date.")
    desk.as_(CAL)
    draft = desk.do(plans.begin, ROSA)
    assert draft.id == plan.id
    clock.forward(minutes=1)
    desk.do(documents.sign, plan.id, own(desk, documents.sign))
    assert desk.do(plans.chart, ROSA).objectives == [], "the client has signed other words"
    agreed(desk, desk.do(plans.chart, ROSA).in_force)
    assert len(desk.do(plans.chart, ROSA).objectives) == 1


def test_l5_a_plan_that_waits_for_the_client_counts_for_no_objective(desk):
    first = signed_plan(desk)
    assert desk.do(plans.objective_choices, ROSA) == []
    assert desk.do(golden_thread.of_client, ROSA).strands == []
    with pytest.raises(Refused, match="the client has signed"):
        desk.do(plans.begin_review, ROSA)
    agreed(desk, first)
    one = desk.do(plans.objective_choices, ROSA)
    assert [label.split()[0] for label in one] == ["1.1"]
    second = signed_plan(desk, problem("1", objective("1.1", "Another aim")))
    assert desk.do(plans.objective_choices, ROSA) == one, "the version before it counts until then"
    agreed(desk, second, "could not")
    assert desk.do(plans.objective_choices, ROSA) == ["1.1 Another aim"]
    desk.as_(SUE)
    desk.do(review_queue.cosign, second.id, own(desk, review_queue.cosign))
    desk.do(addenda.void, second.id, "Another client's plan")
    desk.as_(CAL)
    assert desk.do(plans.objective_choices, ROSA) == one, "and again once the newer one was an error"


def test_the_client_signs_what_the_counselor_signed(desk):
    draft = desk.do(plans.begin, ROSA)
    with pytest.raises(Refused, match="Sign the plan first"):
        desk.do(plans.take_signature, draft.id, {"signer": "Rosa Medina", "manner": "typed"})
    desk.do(documents.discard, draft.id)
    plan = signed_plan(desk)
    with pytest.raises(Refused, match="why"):
        desk.do(plans.take_signature, plan.id, {"signer": "Rosa Medina", "manner": "declined"})
    desk.do(plans.take_signature, plan.id, {"signer": "Rosa Medina", "manner": "typed"})
    [signature] = desk.do(plans.chart, ROSA).signatures
    assert (signature.signer, signature.shown_digest) == ("Rosa Medina", plan.digest)


def waiting(desk):
    lines = [d.text for d in desk.do(today_page.due_items) if d.client_id == ROSA]
    return [line for line in lines if "waits for the client" in line]


@pytest.mark.parametrize(
    "given",
    [
        {"manner": "typed"},
        {"manner": "declined", "reason": "She wants to read it at home first"},
        {"manner": "could not", "reason": "Seen by telephone; signs at the next visit"},
    ],
)
def test_l5_a_plan_waits_for_the_clients_signature_or_the_reason(desk, given):
    desk.do(episodes.begin, ROSA, {"admitted_on": DAY})
    plan = signed_plan(desk)
    assert desk.do(plans.chart, ROSA).waits_for_client
    assert len(waiting(desk)) == 1
    report = shelf.report("treatment_plan")
    assert "Waits for the client" in desk.do(report.gather, plan.id).sheet.status
    for wrong in ({"manner": ""}, {"manner": "could not"}, {"manner": "declined", "reason": " "}):
        with pytest.raises(Refused):
            desk.do(plans.take_signature, plan.id, {"signer": "Rosa Medina", **wrong})
    desk.do(plans.take_signature, plan.id, {"signer": "Rosa Medina", **given})
    assert not desk.do(plans.chart, ROSA).waits_for_client
    assert waiting(desk) == []
    assert "Waits for the client" not in desk.do(report.gather, plan.id).sheet.status


def test_l5_a_new_version_waits_again(desk):
    desk.do(episodes.begin, ROSA, {"admitted_on": DAY})
    first = signed_plan(desk)
    desk.do(plans.take_signature, first.id, {"signer": "Rosa Medina", "manner": "typed"})
    second = desk.do(plans.begin, ROSA)
    assert not desk.do(plans.chart, ROSA).waits_for_client, "a draft asks nobody yet"
    desk.do(documents.sign, second.id, own(desk, documents.sign))
    assert desk.do(plans.chart, ROSA).waits_for_client
    assert len(waiting(desk)) == 1


def test_the_review_moves_objectives_and_the_next_day(desk, clock):
    agreed(desk, signed_plan(desk))
    clock.forward(days=90)
    today = DAY + timedelta(90)
    assert desk.do(plans.chart, ROSA).review_on == date(2027, 3, 1)
    assert not desk.do(plans.chart, ROSA).is_overdue
    clock.forward(days=1)
    assert desk.do(plans.chart, ROSA).is_overdue
    review = desk.do(plans.begin_review, ROSA)
    standing = [{**review.body["standing"][0], "state": "met", "client": 9, "counselor": 8}]
    body = {
        **review.body, "standing": standing, "outcomes": "PHQ-9 from 12 to 6",
        "client_view": "It helps", "level": "stays", "level_why": "IOP fits", "changes": "None",
        "next_review": "2027-06-01",
    }  # fmt: skip
    desk.do(documents.save_draft, review.id, body, review.revision)
    desk.do(documents.sign, review.id, own(desk, documents.sign))
    here = desk.do(plans.chart, ROSA)
    assert (here.review_on, here.is_overdue) == (date(2027, 6, 1), False)
    assert here.objectives[0].standing == "met"
    assert desk.do(plans.objective_choices, ROSA) == []
    [strand] = desk.do(golden_thread.of_client, ROSA).strands
    assert [(s.by_client, s.by_counselor) for s in strand.stitches] == [(9, 8)]
    assert strand.stitches[0].on == today + timedelta(1)


def test_notes_stitch_objectives_and_loose_ones_are_listed_tp_11(desk, clock):
    agreed(desk, signed_plan(desk))
    worked = note(desk, objectives=["1.1 Carries naloxone every day"], progress_client=4)
    loose = note(desk, data="Something else entirely was said")
    picture = desk.do(golden_thread.of_client, ROSA)
    assert [s.document_id for s in picture.strands[0].stitches] == [worked.id]
    assert [b.document_id for b in picture.gaps] == [loose.id]
    assert picture.gaps[0].gap is GapKind.NO_OBJECTIVE


def test_what_nobody_touched_for_thirty_days_and_what_is_past_its_day(desk, clock):
    agreed(desk, signed_plan(desk, problem("1", objective("1.1", target_on=DAY + timedelta(20)))))
    assert desk.do(golden_thread.of_client, ROSA).gaps == []
    clock.forward(days=30)
    assert [b.gap for b in desk.do(golden_thread.of_client, ROSA).gaps] == [GapKind.PAST_TARGET]
    clock.forward(days=1)
    found = {b.gap for b in desk.do(golden_thread.of_client, ROSA).gaps}
    assert found == {GapKind.PAST_TARGET, GapKind.UNTOUCHED}


def test_a_client_without_a_plan_is_a_gap(desk):
    assert [b.gap for b in desk.do(golden_thread.of_client, ROSA).gaps] == [GapKind.NO_PLAN]


def test_only_the_caseload_and_only_who_reads_charts(desk):
    desk.as_(ODA)
    with pytest.raises(Refused):
        desk.do(plans.begin, ROSA)
    desk.as_(FLO)
    with pytest.raises(Forbidden):
        desk.do(plans.chart, ROSA)


def test_a_colleagues_open_draft_is_told_of_and_not_shown(desk, clock):
    mine = desk.do(plans.begin, ROSA)
    assert desk.do(plans.chart, ROSA).colleague_drafts == []
    desk.as_(SUE)
    here = desk.do(plans.chart, ROSA)
    assert here.draft is None
    assert [(o.author, o.since) for o in here.colleague_drafts] == [("Cal Reyes", mine.created_at)]
    desk.as_(CAL)
    desk.do(documents.discard, mine.id)
    desk.as_(SUE)
    assert desk.do(plans.chart, ROSA).colleague_drafts == []


def test_a_draft_that_was_overtaken_says_so(desk, clock):
    desk.as_(SUE)
    hers = desk.do(plans.begin, ROSA)
    clock.forward(days=1)
    desk.as_(CAL)
    signed_plan(desk)
    desk.as_(SUE)
    assert "overtaken" in {f.id for f in desk.do(hints.findings, hers.id)}
    desk.as_(CAL)
    clock.forward(days=1)
    next_one = desk.do(plans.begin, ROSA)
    assert "overtaken" not in {f.id for f in desk.do(hints.findings, next_one.id)}


def test_statements_of_the_clinics_own(desk):
    draft, words = desk.do(plans.begin, ROSA), "Calls the coach before noon"
    aim = LibraryObjective(words, measure="Calls", target="5 a week")
    does = [Intervention("Coaching calls", "peer", "Cal Reyes, LADC", "daily")]
    kept = desk.do(statements.keep_objective, draft.id, ProblemArea.LIFE, aim, does)
    assert desk.do(statements.keep_objective, draft.id, ProblemArea.LIFE, aim, does).id == kept.id
    [found] = desk.do(statements.own_aims, ProblemArea.LIFE)
    done = LibraryIntervention("Coaching calls", modality="peer", often="daily")
    assert found.statement.objectives == (replace(aim, does=(done,)),), "the next plan says who"
    assert [f.own_id for f in desk.do(statements.find, "coaching") if f.own_id] == [kept.id]
    assert desk.do(statements.own_aims, ProblemArea.USE) == []
    desk.as_(ODA)
    with pytest.raises(Refused, match="colleague saved"):
        desk.do(statements.remove_statement, kept.id)
    desk.as_(CAL)
    desk.do(statements.remove_statement, kept.id)
    assert desk.do(statements.own_aims, ProblemArea.LIFE) == []


def test_words_that_name_the_client_stay_out_of_the_library(desk):
    draft = desk.do(plans.begin, ROSA)
    for words in ("Medina calls her coach", "What Rosa calls the fog"):
        with pytest.raises(Refused, match="name the client") as refused:
            desk.do(statements.keep_problem, draft.id, ProblemArea.LIFE, words)
        assert refused.value.field == "words"
    assert not any(f.own_id for f in desk.do(statements.find, ""))


def test_the_library_answers_to_any_words(desk):
    found = desk.do(statements.find, "night sleep")
    assert {f.statement.id for f in found} >= {"trauma", "sleep"}
    grades = [aim.grade for f in desk.do(statements.find, "") for aim in f.statement.objectives]
    assert sum(grades) / len(grades) <= 6, "plain words"


def said_on(report, printed):
    pages = PdfReader(io.BytesIO(press.render(report, printed))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_head_of_a_plan_is_the_chart_of_its_day_and_stays_as_signed(desk):
    """What a payer looks for first: diagnoses with codes, level of care, admission, dates."""
    desk.do(episodes.begin, ROSA, {"admitted_on": DAY - timedelta(3)})
    desk.do(diagnoses.diagnose, ROSA, "F11.20", {"diagnosed_on": DAY, "diagnosed_by": "Dr. Ode"})
    report = shelf.report("treatment_plan")
    first = signed_plan(desk, discharge_when="90 days without opioids")
    printed = desk.do(report.gather, first.id)
    text = said_on(report, printed)
    for said in ("F11.20 ", "Nov 28, 2026", "Dec 1, 2026", "Mar 1, 2027", "90 days without"):
        assert said in text, said
    for said in ("not written down yet", "Cal Reyes, LADC", "12 weeks", "Discharge criteria"):
        assert said in text, said
    [active] = desk.do(diagnoses.formulation, ROSA).active
    desk.do(diagnoses.resolve, active.diagnosis.id, {}, DAY)
    second = desk.do(plans.begin, ROSA)
    assert "diagnoses" not in second.body, "the next version has what stands now"
    assert "F11.20" in said_on(report, desk.do(report.gather, first.id))
    assert "discharge" not in {f.id for f in desk.do(hints.findings, second.id)}
    desk.do(drafts.save, second.id, {**second.body, "discharge_when": " "}, second.revision)
    assert "discharge" in {f.id for f in desk.do(hints.findings, second.id)}


def test_my_plan_speaks_the_language_of_the_client(desk):
    """What is the library's stands in Spanish; what the counselor wrote stands as it was written."""
    sleep = next(f.statement for f in desk.do(statements.find, "night sleep") if f.statement.id == "sleep")
    [first, *_more] = sleep.objectives
    done = first.does[0]
    objective = Objective(
        "1.1",
        first.words,
        target_on=DAY + timedelta(30),
        interventions=(Intervention(done.what, done.modality, "Cal Reyes, LADC", done.often),),
    )
    own = Objective("1.2", "Builds the bird house with Teo", interventions=(Intervention("Asks about it"),))
    goal = Goal("I want to dream again.", (objective, own))
    agreed(desk, signed_plan(desk, Problem("1", sleep.words, shown_by=("PHQ-9 14",), goals=(goal,))))
    for language, sentences in (
        ("en", ("My plan", first.words, done.what)),
        (
            "es",
            (
                "Mi plan",
                first.es,
                done.es,
                done.often_es,
                day_words(DAY + timedelta(30), "es"),
                "988 y marque 2",
            ),
        ),
    ):
        desk.do(clients.change, ROSA, {"language": language})
        report = shelf.report("plan_for_client")
        gathered = desk.do(report.gather, client_id=ROSA)
        printed = said_on(report, gathered)
        for sentence in (*sentences, "Builds the bird house with Teo"):
            assert sentence in printed
