"""Dana's story: plan, CBT, MI, group and family notes, a lapse, a review, all co-signed."""

from datetime import date, timedelta

import pytest

from counselor_desk.catalog import files
from counselor_desk.domain.plans.plan import Goal, Intervention, Objective, Plan, Problem, ProblemArea
from counselor_desk.records.document import Status
from counselor_desk.reports.press import press, shelf
from counselor_desk.services.care import diagnoses
from counselor_desk.services.documents import documents, search
from counselor_desk.services.plans import drafts, golden_thread, hints, plans
from counselor_desk.services.schedule import group_sessions, groups
from counselor_desk.services.supervision import review_queue
from tests.proofs import own

SUE, CAL = 1, 2
DANA, ROSA = 12, 10
DAY = date(2026, 12, 1)
BY = date(2027, 2, 28)
CAL_SIGNS = "Cal Reyes, LADC"

USE = Problem(
    "1", "Opioid use that puts life at risk", ProblemArea.USE, ("F11.20", "BAM, use 4"),
    linked=("2",), substance="fentanyl", stage="action",
    goals=(Goal("I want to wake up without being sick", (
        Objective(
            "1.1", "0 days of heroin or fentanyl use in the past 30 days", "BAM 7E", "12", "0",
            DAY, BY, interventions=(
                Intervention("Takes buprenorphine daily", "medication", "Dr. Ode, MD", "daily"),
                Intervention("CBT for craving", "CBT", CAL_SIGNS, "twice a month", "3 months"),
            ),
        ),
        Objective(
            "1.2", "12 methamphetamine-negative samples in a row", "Urine tests", "0", "12",
            DAY, BY, interventions=(
                Intervention("Contingency management", "CM", CAL_SIGNS, "twice a week"),),
        ),
    )),),
)  # fmt: skip
PTSD = Problem(
    "2", "What happened comes back at night", ProblemArea.MIND, ("F43.10", "PCL-5 48"), linked=("1",),
    goals=(Goal("I want to sleep without fear", (
        Objective(
            "2.1", "PCL-5 falls from 48 to 38 or less", "PCL-5", "48", "38", DAY, BY,
            interventions=(
                Intervention("Present-focused trauma skills", "Seeking Safety", CAL_SIGNS,
                             "weekly", "12 weeks"),),
        ),
    )),),
)  # fmt: skip
SESSION = {"start": "10:00", "stop": "10:50", "place": "office", "risk": "none", "risk_others": "none",
           "medication": "taking as prescribed"}  # fmt: skip
CBT = {
    **SESSION, "mood": 5, "craving": 6, "worked_with": ["thought record"],
    "week": "Two hard nights; called her sister instead of the old number.",
    "situation": "Saw the man she used to buy from at the bus stop.",
    "thought": "One time will not matter.", "belief_before": 80, "belief_after": 40,
    "distortion": ["permission-giving"], "balanced": "One time has never stayed one time.",
    "skill": "coping with craving", "practice": "Rode the craving out for ten minutes in the room.",
    "assessment": "Uses the plan on her own.", "homework": "Two thought records.",
    "plan": "CBT next week.", "objectives": ["1.1 " + USE.objectives[0].words],
    "progress_client": 4, "progress_counselor": 5, "stage": "action",
}  # fmt: skip
MI = {
    **SESSION, "target": "Methamphetamine", "importance": 8, "confidence": 5,
    "importance_why": "My sons ask why I talk so fast.", "stage": "preparation",
    "change_talk": [{"kind": "need", "quote": "I need to be there when they wake up"}],
    "strongest": "I need to be there when they wake up", "response": "Reflected, she went on.",
    "assessment": "Moving.", "plan": "She will tell her cousin not to come by.",
    "objectives": ["1.2 " + USE.objectives[1].words], "progress_client": 3,
}  # fmt: skip
FAMILY = {
    **SESSION, "client_present": "yes", "consent_checked": "Sister: attendance only, until March.",
    "people": [{"name": "Lena", "relation": "sister", "consent": "in force, covers this"}],
    "focus": "How to help without watching over her.", "response": "Practiced asking once.",
    "agreements": "Lena keeps the naloxone in the kitchen.", "assessment": "Warm.",
    "plan": "Again in a month.", "objectives": ["2.1 " + PTSD.objectives[0].words],
}  # fmt: skip
LAPSE = {
    **SESSION, "lr_substance": "Fentanyl, smoked, once", "lr_on": "2026-12-29",
    "lr_overdose": "no", "lr_naloxone": "has it", "lr_tolerance": True,
    "lr_trigger": "A text on the anniversary", "lr_after": "Called the next morning.",
    "lr_links": [{"kind": "feeling", "what": "Grief", "other": "Calling Lena"}],
    "lr_worked": "Stopped after one and came in.", "lr_learned": "Anniversaries need a plan.",
    "lr_change": "A plan for the day, written before.", "lr_next": "Tomorrow at 9",
    "objectives": ["1.1 " + USE.objectives[0].words],
}  # fmt: skip


class Story:
    """Cal writes, Sue reads and co-signs."""

    def __init__(self, desk, clock):
        self.desk, self.clock = desk, clock

    def write(self, template, body):
        draft = self.desk.do(documents.start, DANA, template)
        carried = {key: value for key, value in draft.body.items() if key not in body}
        self.desk.do(documents.save_draft, draft.id, {**carried, **body}, draft.revision)
        return self.sign(draft.id)

    def sign(self, document_id):
        signed = self.desk.do(documents.sign, document_id, own(self.desk, documents.sign))
        assert signed.status is Status.AWAITING_COSIGN, "SN-8: it is not final yet"
        return signed.id

    def cosign(self, document_id):
        self.desk.as_(SUE)
        self.desk.do(review_queue.cosign, document_id, own(self.desk, review_queue.cosign))
        self.desk.as_(CAL)

    def read(self, document_id):
        return self.desk.do(documents.read, document_id).document


@pytest.fixture
def story(desk, clock):
    for code in ("F11.20", "F15.20", "F43.10"):
        desk.do(diagnoses.diagnose, DANA, code, {"diagnosed_on": DAY, "diagnosed_by": "Dr. Ode"})
    return Story(desk, clock)


def plan_of(story):
    desk = story.desk
    draft = desk.do(plans.begin, DANA)
    body = {
        **draft.body, **Plan((USE, PTSD)).to_body(), "strengths": "Honest, funny, a good mother.",
        "barriers": "No car. Nights.", "medication_coordination": "Buprenorphine with Dr. Ode.",
        "review_on": "2027-03-01", "discharge_when": "PCL-5 below 31 and 90 days without opioids.",
    }  # fmt: skip
    desk.do(drafts.save, draft.id, body, draft.revision)
    assert desk.do(hints.findings, draft.id) == [], "both kinds of problem, nothing to add"
    plan = story.sign(draft.id)
    desk.do(plans.take_signature, plan, {"signer": "Dana Reed", "manner": "typed"})
    story.cosign(plan)
    return plan


def paper(desk, name, **asked):
    report = shelf.report(name)
    return press.render(report, desk.do(report.gather, **asked))


def test_from_the_plan_to_its_review(story, tmp_path):
    desk, clock = story.desk, story.clock
    plan = plan_of(story)
    clock.forward(days=7)
    cbt = story.write("cbt_session", CBT)
    desk.as_(SUE)
    desk.do(review_queue.send_back, cbt, "Which objective did the homework serve?")
    desk.as_(CAL)
    draft = story.read(cbt)
    desk.do(documents.save_draft, cbt, {**draft.body, "homework": "Two records, for 1.1."},
            draft.revision)  # fmt: skip
    story.sign(cbt)
    story.cosign(cbt)
    clock.forward(days=7)
    again = desk.do(documents.start, DANA, "cbt_session")
    assert again.body["homework_before"] == "Two records, for 1.1.", "homework returns"
    desk.do(documents.discard, again.id)
    mi = story.write("mi_session", MI)
    story.cosign(mi)
    family = story.write("family", FAMILY)
    story.cosign(family)
    group = in_group(story)
    clock.forward(days=15)
    lapse = story.write("lapse_review", LAPSE)
    story.cosign(lapse)
    review = reviewed(story)
    everything = [plan, cbt, mi, family, group, lapse, review]
    assert {story.read(d).status for d in everything} == {Status.FINAL}
    picture = desk.do(golden_thread.of_client, DANA)
    worked = {s.code: [x.document_id for x in s.stitches] for s in picture.strands}
    assert worked == {"1.1": [cbt, lapse, review], "1.2": [mi, group, review],
                      "2.1": [family, review]}  # fmt: skip
    assert picture.gaps == []
    assert {h.document_id for h in desk.do(search.search_documents, "anniversar").hits} == {lapse, review}
    for document_id in everything:
        name = "treatment_plan" if document_id == plan else "signed_document"
        data = paper(desk, name, document_id=document_id)
        assert data.startswith(b"%PDF")
        (tmp_path / f"{document_id}.pdf").write_bytes(data)
    assert paper(desk, "plan_for_client", client_id=DANA).startswith(b"%PDF")


def in_group(story):
    desk = story.desk
    group = desk.do(groups.create, {"name": "Evening skills"})
    for client in (DANA, ROSA):
        desk.do(groups.join, group.id, client)
    session = desk.do(group_sessions.begin, group.id)
    desk.do(group_sessions.save_shared, session.id, {
        "start": "13:00", "stop": "14:30", "place": "office", "topic": "Saying no",
        "content": "Practiced refusal in threes.", "facilitators": CAL_SIGNS,
    })  # fmt: skip
    part = {"attendance": "whole session", "participation": "active", "risk": "none", "risk_others": "none"}
    dana = {**part, "remark": "Played herself.", "objectives": ["1.2 12 negative samples"]}
    desk.do(group_sessions.save_seat, session.id, DANA, True, dana)
    desk.do(group_sessions.save_seat, session.id, ROSA, True, {**part, "remark": "Listened."})
    notes = {n.client_id: n.id for n in desk.do(group_sessions.make_notes, session.id)}
    story.sign(notes[DANA])
    story.cosign(notes[DANA])
    return notes[DANA]


def reviewed(story):
    desk = story.desk
    draft = desk.do(plans.begin_review, DANA)
    standing = [{**row, "state": "in progress", "client": 5, "counselor": 6}
                for row in draft.body["standing"]]  # fmt: skip
    body = {
        **draft.body, "standing": standing, "outcomes": "BAM use 4 to 1, a change of 3.",
        "client_view": "It is mine.", "level": "stays", "level_why": "One lapse, well used.",
        "changes": "A plan for anniversaries.",
    }  # fmt: skip
    desk.do(documents.save_draft, draft.id, body, draft.revision)
    review = story.sign(draft.id)
    story.cosign(review)
    here = desk.do(plans.chart, DANA)
    assert here.review_on == story.clock.now.date() + timedelta(days=90)
    assert {o.standing.value for o in here.objectives} == {"in progress"}
    return review


def test_every_field_of_the_story_stands_in_its_template():
    for template, body in (("cbt_session", CBT), ("mi_session", MI), ("family", FAMILY),
                           ("lapse_review", LAPSE)):  # fmt: skip
        form = files.templates()[template].form()
        assert set(body) <= {f.key for f in form.fields}
        assert form.missing(body) == []
