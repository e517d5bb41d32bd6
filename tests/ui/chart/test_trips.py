"""How often a window goes to the desk: once for a draft, once for an autosave."""

import pytest

from counselor_desk import services, ui
from counselor_desk.core.discover import modules
from counselor_desk.desk.desk import query
from counselor_desk.domain.roles import Can
from counselor_desk.services.documents import documents, writing_aids
from counselor_desk.services.plans import plans
from counselor_desk.services.rewards import enrolling
from counselor_desk.services.supervision import remarks, review_queue
from counselor_desk.ui.documents.margin.last_time import LastTime
from counselor_desk.ui.documents.margin.objectives import ServedObjectives
from counselor_desk.ui.documents.margin.remarks import Remarks
from counselor_desk.ui.documents.notes_section import Notes
from counselor_desk.ui.plans.plan_section import PlanSection
from tests.proofs import own
from tests.services.documents.test_documents import full
from tests.services.plans.test_plans import agreed, signed_plan
from tests.services.rewards.test_rewards import joining
from tests.ui.windows import Window

CAL, ROSA, SUE = 2, 10, 1


@pytest.fixture
def trips(desk):
    """The names of the use cases that were asked for, in their order."""
    asked, submit = [], desk.submit

    def counted(initiator, use_case, *args, **kwargs):
        if use_case.name != "form_drafts.mine":  # once, when the main window opens
            asked.append(use_case.name)
        return submit(initiator, use_case, *args, **kwargs)

    desk.submit = counted
    return asked


@pytest.fixture
def show(desk, qtbot):
    made = []

    def build(kind, **where):
        made.append(Window(desk, qtbot, kind, ROSA, **where))
        return made[-1]

    yield build
    for window in made:
        window.close()


TWICE = {"overview": ["overview.of_client", "schedule.of_client"]}  # its room is no schedule's


BEGINS_SOMETHING = {"intakes.resume"}


@query(Can.READ_CHART, "tests.what_is_copied")
def what_is_copied(ctx, client_id):
    hooks = modules(services, "reading_copy")
    return [one for hook in hooks if hasattr(hook, "of_chart") for one in hook.of_chart(ctx, client_id)]


def sections():
    found = (m for m in modules(ui, "_section") if hasattr(m, "SECTION"))
    return {m.__name__.rpartition(".")[2].removesuffix("_section"): m.SECTION for m in found}


@pytest.mark.parametrize("name", sorted(sections()))
def test_each_section_of_a_chart_opens_in_one_trip(desk, show, trips, name):
    agreed(desk, signed_plan(desk))
    desk.do(enrolling.enroll, ROSA, joining())
    trips.clear()
    show(sections()[name])
    assert trips == TWICE.get(name, trips[:1])
    assert trips
    copied = {use_case.name for use_case, _values in desk.do(what_is_copied, ROSA)}
    assert set(trips) <= copied | BEGINS_SOMETHING, "it can be read while the line is cut"


def signed_note(desk):
    made = desk.do(documents.start, ROSA, "dap", body=full())
    desk.do(documents.sign, made.id, own(desk, documents.sign))
    return made.id


def returned_draft(desk):
    """A note that came back with a remark; the one before it says the same in one answer."""
    agreed(desk, signed_plan(desk))
    signed_note(desk)
    desk.do(writing_aids.keep_snippet, "bus", "Bus pass given.")
    note = desk.do(documents.start, ROSA, "dap", body={**full(), "plan": "Something else."})
    desk.do(documents.sign, note.id, own(desk, documents.sign))
    desk.as_(SUE)
    desk.do(remarks.remark, note.id, "data", "Whose words are these?")
    desk.do(review_queue.send_back, note.id, "Look again")
    desk.as_(CAL)
    return note.id


def part(window, kind):
    return next(p for p in window.panel.editor.findChildren(kind) if p.isVisible())


def words_in(widget):
    return " ".join(label.text() for label in widget.findChildren(type(widget.heading)))


def test_a_draft_opens_in_one_trip_with_everything_beside_it(desk, show, trips):
    note = returned_draft(desk)
    window = show(Notes)
    trips.clear()
    window.enter(window.panel.list, note)
    assert trips == ["documents.open_to_write"]
    editor = window.panel.editor
    assert editor.form.boxes["data"].property("unchanged")
    assert not editor.form.boxes["plan"].property("unchanged")
    assert "1.1" in str(editor.form.form.fields), "the objectives of the plan are offered"
    assert "Look again" in editor.page.banner.words.text()
    assert "Whose words are these?" in words_in(part(window, Remarks))
    assert "From last time" in words_in(part(window, LastTime))
    assert "1.1" in words_in(part(window, ServedObjectives))


def test_a_draft_that_is_led_to_from_elsewhere_takes_one_trip_of_its_own(desk, show, trips):
    note = returned_draft(desk)
    trips.clear()
    window = show(Notes, document_id=note)
    assert sorted(trips) == ["documents.open_to_write", "note_lists.of_client"]
    assert window.panel.editor.document.id == note


def test_a_signed_document_that_is_led_to_is_read_without_asking_again(desk, show, trips):
    note = signed_note(desk)
    trips.clear()
    window = show(Notes, document_id=note)
    assert sorted(trips) == ["documents.open_to_write", "note_lists.of_client", "review.remarks"]
    assert window.panel.stack.currentWidget() is window.panel.view
    assert window.panel.view.document.id == note


def test_an_autosave_is_one_trip_and_brings_what_is_as_last_time(desk, show, trips):
    note = returned_draft(desk)
    window = show(Notes)
    window.enter(window.panel.list, note)
    editor = window.panel.editor
    trips.clear()
    editor.form.boxes["data"].editor.main.setFocus()
    window.answer("data", " And more.", inside=editor)
    editor.leave()
    window.settle()
    assert trips == ["documents.save_draft"]
    assert not editor.form.boxes["data"].property("unchanged"), "its shading goes as it changes"


def test_a_draft_that_was_signed_in_another_window_is_read(desk, show, trips):
    note = desk.do(documents.start, ROSA, "dap", body=full())
    window = show(Notes)
    desk.do(documents.sign, note.id, own(desk, documents.sign))
    window.panel._edit(note.id)  # its line on screen still says that it is a draft
    window.settle()
    assert window.panel.stack.currentWidget() is window.panel.view
    assert window.panel.editor.form is None


def test_a_plan_opens_in_one_trip_and_is_kept_in_one(desk, show, trips):
    agreed(desk, signed_plan(desk))
    begun = desk.do(plans.begin, ROSA)
    window = show(PlanSection)
    trips.clear()
    window.press("write_plan")
    assert trips == ["plans.chart", "documents.open_to_write"], "a colleague's draft is told of first"
    assert window.panel.editor.document.id == begun.id
    trips.clear()
    window.answer("strengths", " and more", inside=window.panel.editor.before)
    window.panel.leave()
    window.settle()
    assert trips == ["plans.save"]
