"""Two charts are made one on screen, and two again."""

from counselor_desk.services.clients import clients, merging
from tests.ui.hands import press


def test_a_second_chart_is_merged_opened_and_taken_apart(sit, clinic, qtbot, keys):
    window = sit("sue")
    desk, rosa = window.opened.desk, clinic.clients["Rosa"]
    other = desk.do(clients.register, {"given_name": "Rosita", "family_name": "Cruz"}, 3).id
    page = window.go("same_person", client_id=rosa)
    qtbot.waitUntil(window.bridge.is_idle)
    page.name_field.setFocus()
    keys.type("rosita")
    qtbot.waitUntil(lambda: page.found.model().rowCount() == 1)
    page.found.opened.emit(other)
    qtbot.waitUntil(page.plan.isVisible)
    assert page.second.isHidden()
    press(qtbot, page, "merge")
    assert "how you know" in page.form.boxes["reason"].trouble.text()
    page.form.boxes["reason"].editor.main.setFocus()
    keys.type("the same telephone and mother")
    press(qtbot, page, "merge")
    qtbot.waitUntil(lambda: window.current().objectName() == "chart")
    chart = window.go("chart", client_id=other)
    qtbot.waitUntil(lambda: "goes on in another chart" in chart.strip.accessibleName())
    page = window.go("same_person", client_id=rosa)
    qtbot.waitUntil(page.merged.isVisible)
    merge_id = desk.do(merging.charts_of_person, rosa)[0].merge_id
    press(qtbot, page, f"undo{merge_id}")
    assert "why the charts are two" in page.why.boxes["why"].trouble.text()
    page.why.boxes["why"].editor.main.setFocus()
    keys.type("cousins")
    press(qtbot, page, f"undo{merge_id}")
    qtbot.waitUntil(page.merged.isHidden)
    assert desk.do(merging.charts_of_person, rosa) == []
