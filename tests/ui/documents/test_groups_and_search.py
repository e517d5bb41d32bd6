"""Groups and search as a counselor uses them."""

import pytest

from counselor_desk.services.documents import documents, lists, writing_aids
from counselor_desk.services.schedule import group_sessions, groups
from counselor_desk.ui.documents.search import Search
from counselor_desk.ui.kit.form import FormWidget
from counselor_desk.ui.schedule.groups import Groups
from tests.services.documents.test_documents import full
from tests.services.schedule.test_groups import DANA, PART, ROSA, SHARED
from tests.ui.windows import Window


@pytest.fixture
def open_screen(desk, qtbot):
    made = []

    def build(kind, **where):
        window = Window(desk, qtbot, kind, **where)
        made.append(window)
        return window

    yield build
    for window in made:
        window.close()


def test_a_group_is_made_and_its_session_written(desk, open_screen):
    window = open_screen(Groups)
    window.picture("groups_empty")
    window.press("new_group")
    window.answer("name", "Monday recovery group")
    window.press("keep")
    for name in ("Medina", "Reed"):
        window.qtbot.keyClicks(window.find("find_member"), name)
        window.settle()
        found = window.find("found")
        found.opened.emit(found.lines.id_at(0))
        window.settle()
    window.picture("groups_members")
    window.press("done")
    [row] = desk.do(groups.all_groups)
    assert row.members == 2
    screen = window.panel
    screen.list.opened.emit(row.id)
    window.settle()
    shared = screen.session.shared
    shared.set_values({**shared.values(), **shared.form.loaded(SHARED)})
    for seat in screen.session.rows.values():
        seat.form.set_values(seat.form.form.loaded({**PART, "remark": "Spoke of Dana's plan"}))
    window.picture("groups_session")
    window.press("make_notes")
    said = screen.session.rows[ROSA].form.boxes["remark"].trouble.text()
    assert "names another member" in said
    row = screen.session.rows[ROSA]
    row.form.set_values(row.form.form.loaded(PART))
    window.press("make_notes")
    notes = [r for r in desk.do(lists.of_client, ROSA) if r.template == "group"]
    assert len(notes) == 1
    assert len(desk.do(lists.of_client, DANA)) == 1
    window.picture("groups_made")


def test_the_limits_of_a_group_are_seen_where_its_members_are(desk, open_screen):
    group = desk.do(groups.create, {"name": "Monday recovery group"})
    for client in (ROSA, DANA):
        desk.do(groups.join, group.id, client)
    window = open_screen(Groups)
    window.press("change_group")
    for key, number in (("fewest", "3"), ("most", "2")):
        line = window.form().boxes[key].editor.main
        line.selectAll()
        window.answer(key, number)
    window.press("keep")
    assert "smaller than the minimum" in window.form().boxes["most"].trouble.text()
    window.answer("most", "0")
    window.answer("limits_from", "State plan")
    window.press("keep")
    window.panel.list.opened.emit(group.id)
    window.settle()
    assert window.find("group_size").text() == "2 there; 3 to 20 are allowed (State plan)"
    assert window.panel.session.outside.words == "outside the limits"
    window.picture("groups_limits")
    window.panel.session.rows[ROSA].there.click()
    window.settle()
    assert window.find("group_size").text().startswith("1 there")


def test_snippets_become_texts_in_the_grid_with_each_members_own_name(desk, open_screen):
    desk.do(writing_aids.keep_snippet, "played", "{client} played the part of the seller.")
    group = desk.do(groups.create, {"name": "Monday recovery group"})
    for client in (ROSA, DANA):
        desk.do(groups.join, group.id, client)
    window = open_screen(Groups)
    window.panel.list.opened.emit(group.id)
    window.settle()
    for client, name in ((ROSA, "Rosa Medina"), (DANA, "Dana Reed")):
        remark = window.panel.session.rows[client].form.boxes["remark"]
        window.qtbot.keyClicks(remark.editor.main, ";played ")
        assert remark.value().startswith(f"{name} played the part")


def test_words_are_found_as_they_are_typed_and_lead_to_the_note(desk, open_screen):
    draft = desk.do(documents.start, ROSA, "dap")
    said = "Slept badly after the sister called about the house."
    desk.do(documents.save_draft, draft.id, {**full(), "data": said}, 0)
    window = open_screen(Search)
    window.qtbot.keyClicks(window.find("search"), "sist hou")
    found = window.panel.list
    window.qtbot.waitUntil(lambda: found.lines.rowCount() == 1)
    window.settle()
    window.picture("search_found")
    assert "Rosa Medina" in found.lines.line(0).first
    found.opened.emit(found.lines.id_at(0))
    assert window.went[-1] == (
        "chart", {"client_id": ROSA, "section": "notes", "document_id": draft.id},
    )  # fmt: skip
    window.panel.field.setText("zebra")
    window.qtbot.waitUntil(lambda: found.lines.rowCount() == 0)
    assert window.panel.said.text() == "Nothing found."


def test_a_session_is_left_and_opened_again_and_another_group_after_it(desk, open_screen):
    made = []
    for name in ("Monday recovery group", "Relapse prevention"):
        made.append(desk.do(groups.create, {"name": name}))
        for client in (ROSA, DANA):
            desk.do(groups.join, made[-1].id, client)
    window = open_screen(Groups)
    for group in (made[0], made[0], made[1], made[0]):
        window.panel.list.opened.emit(group.id)
        window.settle()
        page = window.panel.session
        inside = {row.form for row in page.rows.values()} | {page.shared}
        assert set(page.findChildren(FormWidget)) == inside, "a page holds nothing of what it showed before"
        window.press("back")


def test_another_day_is_written_and_an_unfinished_one_opens_from_today(desk, open_screen, clock):
    group = desk.do(groups.create, {"name": "Monday recovery group"})
    for client in (ROSA, DANA):
        desk.do(groups.join, group.id, client)
    begun = desk.do(group_sessions.begin, group.id)
    clock.forward(days=1)
    window = open_screen(Groups)
    window.enter(window.panel.list, group.id)
    assert window.panel.session._session_id == begun.id
    window.press("todays_session")
    assert window.panel.session._session_id != begun.id
    assert not window.panel.session.today.isVisible()
    window.press("back")
    window.press("other_days")
    window.picture("groups_days")
    assert len(desk.do(group_sessions.sessions_of_group, group.id)) == 2
    window.answer("held_on", f"{clock.now:%m/%d/%Y}")
    window.press("write_day")
    assert window.panel.session._session_id not in (0, begun.id)
    other = open_screen(Groups, group_id=group.id, session_id=begun.id)
    assert other.panel.session._session_id == begun.id
