"""The client signs below what was signed; the page and the card are one step away."""

from counselor_desk.services.care import safety_plans
from counselor_desk.ui.documents.notes_section import Notes
from tests.services.care.test_safety_plans import ROSA, make_plan
from tests.ui.windows import Window


def test_the_client_signs_below_a_safety_plan(desk, qtbot):
    plan = make_plan(desk)
    window = Window(desk, qtbot, Notes, ROSA, document_id=plan)
    window.press("client_signs")
    signing = window.panel.view.signing
    window.press("client_signed", inside=signing)
    assert signing.isVisible(), "a name is asked for"
    assert not desk.do(safety_plans.standing, ROSA).client_has_said
    signing.form.set_values({"signer": "Rosa Medina", "relation": "client", "manner": "typed"})
    window.press("client_signed", inside=signing)
    assert desk.do(safety_plans.standing, ROSA).client_has_said
    assert not signing.isVisible()
    window.press("one_page")
    screen, where = window.went[-1]
    assert (screen, where["report"]) == ("paper", "safety_plan_page")
    window.press("wallet_card")
    assert window.went[-1][1]["report"] == "safety_plan_card"
    window.close()
