"""From a signed relapse-prevention plan to the card that the client carries."""

import pytest

from counselor_desk.catalog import files
from counselor_desk.domain.form import Kind
from counselor_desk.reports.press import press, shelf
from counselor_desk.services.documents import documents
from counselor_desk.services.supervision import review_queue
from counselor_desk.ui.documents.notes_section import Notes
from tests.proofs import own
from tests.ui.privacy.test_story_consents import words_of
from tests.ui.windows import Window

SUE, CAL, ROSA = 1, 2, 10
TEMPLATE = "relapse_prevention"


def some(field):
    """Any answer of the right kind."""
    if field.kind is Kind.ROWS:
        return [{column.key: some(column) for column in field.columns}]
    if field.kind in (Kind.CHOICE, Kind.CHOICES):
        first = field.options[0].value
        return [first] if field.kind is Kind.CHOICES else first
    kinds = {Kind.NUMBER: 5, Kind.SCALE: 5, Kind.DATE: "2026-12-24", Kind.CHECK: True}
    return kinds.get(field.kind, "Payday")


@pytest.fixture
def plan(desk):
    form = files.templates()[TEMPLATE].form()
    draft = desk.do(documents.start, ROSA, TEMPLATE)
    desk.do(documents.save_draft, draft.id, {f.key: some(f) for f in form.fields}, draft.revision)
    desk.do(documents.sign, draft.id, own(desk, documents.sign))
    return draft.id


def test_the_card_is_one_step_from_the_plan_that_is_final(desk, plan, qtbot):
    window = Window(desk, qtbot, Notes, ROSA, document_id=plan)
    assert not window.panel.view.card_button.isVisible(), "not before it is co-signed"
    window.close()
    desk.as_(SUE)
    desk.do(review_queue.cosign, plan, own(desk, review_queue.cosign))
    desk.as_(CAL)
    window = Window(desk, qtbot, Notes, ROSA, document_id=plan)
    window.press("wallet_card")
    screen, where = window.went[-1]
    assert (screen, where["report"]) == ("paper", "wallet_card")
    report = shelf.report(where["report"])
    [page] = words_of(press.render(report, desk.do(report.gather, **where["asked"])))
    assert "Payday" in page
    assert "988" in page
    assert "Medina" not in page, "whoever finds it learns no name"
    window.close()
