"""A note on paper: nothing that was not ticked, no page that holds nothing but names."""

import pytest

from counselor_desk.domain.plans.plan import Plan
from counselor_desk.reports.press import press, shelf
from counselor_desk.services.documents import documents
from counselor_desk.services.plans import drafts, plans
from tests.proofs import own
from tests.services.documents.test_documents import full
from tests.services.plans.test_plans import PERSON, objective, problem
from tests.ui.privacy.test_story_consents import words_of

ROSA = 10


def printed(desk, template, body):
    draft = desk.do(documents.start, ROSA, template)
    desk.do(documents.save_draft, draft.id, {**draft.body, **body}, draft.revision)
    report = shelf.report("signed_document")
    return words_of(press.render(report, desk.do(report.gather, document_id=draft.id)))


def test_what_was_not_ticked_is_not_told(desk):
    [page] = printed(desk, "mi_session", {**full(), "self_rated": False, "target": "Use"})
    assert "Rate this session" not in page
    assert "Self-rating" not in page
    pages = printed(desk, "mi_session", {**full(), "self_rated": True, "target": "Use"})
    assert any("Rate this session" in page for page in pages)


@pytest.mark.parametrize("lines", range(14, 34, 2))
def test_signatures_stand_with_the_last_words(desk, lines):
    pages = printed(desk, "dap", {**full(), "data": "One line of what was said.\n" * lines})
    assert "Risk to others" in pages[-1]
    assert pages[-1].count("Draft of Cal Reyes") == 2, "below the words, and in the foot"


def test_an_objective_is_not_torn_from_its_goal(desk):
    many = [problem(str(n), objective(f"{n}.1", f"Step {n} of the way")) for n in range(1, 9)]
    draft = desk.do(plans.begin, ROSA)
    body = {**draft.body, **PERSON, **Plan(tuple(many)).to_body()}
    desk.do(drafts.save, draft.id, body, draft.revision)
    desk.do(documents.sign, draft.id, own(desk, documents.sign))
    report = shelf.report("treatment_plan")
    pages = words_of(press.render(report, desk.do(report.gather, document_id=draft.id)))
    for n in range(1, 9):
        [at] = [k for k, page in enumerate(pages) if f"{n}.1 Step {n} of the way" in page]
        assert f"{n} Opioid use" in pages[at]
