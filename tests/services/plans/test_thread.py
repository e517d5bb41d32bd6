"""The broken threads of a whole caseload: each question is asked once, the answers are the same."""

from datetime import date

import pytest
from sqlalchemy import event

from counselor_desk.domain.plans.golden_thread import GapKind
from counselor_desk.services.care import episodes
from counselor_desk.services.clients import clients
from counselor_desk.services.documents import addenda, documents
from counselor_desk.services.plans import golden_thread, plans
from counselor_desk.services.supervision import review_queue
from tests.proofs import own
from tests.services.documents.test_documents import full
from tests.services.plans.test_plans import agreed, signed_plan

CAL, ROSA, DANA = 2, 10, 12


def admit(desk, client_id):
    desk.do(episodes.begin, client_id, {"admitted_on": date(2026, 12, 1)})


def note(desk, client_id, **body):
    draft = desk.do(documents.start, client_id, "dap")
    desk.do(documents.save_draft, draft.id, {**full(), "data": f"{draft.id} today", **body}, 0)
    desk.do(documents.sign, draft.id, own(desk, documents.sign))


@pytest.fixture
def caseload(desk, clock):
    """Rosa has a plan and notes with and without an objective, Dana has no plan."""
    for client_id in (ROSA, DANA):
        admit(desk, client_id)
    agreed(desk, signed_plan(desk))
    note(desk, ROSA, objectives=desk.do(plans.objective_choices, ROSA), progress_client=4)
    note(desk, ROSA)
    note(desk, DANA)
    clock.forward(days=100)


def asked(desk, use_case):
    """How many times the vault is asked."""
    said = []

    def heard(conn, cursor, statement, *more):
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            said.append(statement)

    desk.on_vault(lambda engine: event.listen(engine, "before_cursor_execute", heard))
    desk.do(use_case)
    desk.on_vault(lambda engine: event.remove(engine, "before_cursor_execute", heard))
    return len(said)


def test_the_list_says_of_each_what_its_chart_says(desk, caseload):
    found = {g.client_id: g.gaps for g in desk.do(golden_thread.clients_off_thread)}
    assert set(found) == {ROSA, DANA}
    for client_id, gaps in found.items():
        assert list(gaps) == list(desk.do(golden_thread.of_client, client_id).gaps)
    kinds = {gap.gap for gap in found[ROSA]}
    assert kinds == {GapKind.OVERDUE, GapKind.UNTOUCHED, GapKind.PAST_TARGET, GapKind.NO_OBJECTIVE}
    assert [gap.gap for gap in found[DANA]] == [GapKind.NO_PLAN, GapKind.NO_OBJECTIVE]


def test_a_review_moves_the_day_and_one_entered_in_error_does_not(desk, caseload):
    draft = desk.do(plans.begin_review, ROSA)
    body = {**draft.body, "outcomes": "As before.", "client_view": "Mine.", "level": "stays",
            "level_why": "It fits.", "changes": "None."}  # fmt: skip
    desk.do(documents.save_draft, draft.id, body, draft.revision)
    desk.do(documents.sign, draft.id, own(desk, documents.sign))
    assert GapKind.OVERDUE not in {g.gap for g in desk.do(golden_thread.of_client, ROSA).gaps}
    desk.as_(1)
    desk.do(review_queue.cosign, draft.id, own(desk, review_queue.cosign))
    desk.do(addenda.void, draft.id, "Another client's review")
    desk.as_(CAL)
    assert GapKind.OVERDUE in {g.gap for g in desk.do(golden_thread.of_client, ROSA).gaps}


def test_more_clients_are_not_more_questions(desk, caseload):
    before = asked(desk, golden_thread.clients_off_thread)
    for n in range(4):
        values = {"given_name": f"Client{n}", "family_name": "More", "born": date(1990, 1, 1 + n)}
        client = desk.do(clients.register, values, CAL)
        admit(desk, client.id)
        note(desk, client.id)
    assert len(desk.do(golden_thread.clients_off_thread)) == 6
    assert asked(desk, golden_thread.clients_off_thread) == before
