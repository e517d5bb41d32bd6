"""A counselor reads a plan and its thread, writes a new version, leads a group, looks for words."""

from typing import Any

from counselor_desk.core.i18n import _
from counselor_desk.domain.plans.plan import Problem, ProblemArea
from counselor_desk.services.documents import counseling_notes
from counselor_desk.services.plans import golden_thread, plans
from counselor_desk.services.plans.golden_thread import ClientGaps
from counselor_desk.services.schedule import groups
from counselor_desk.tour.guide import Tour

ORDER = 18


def steps(tour: Tour) -> None:
    tour.sit("caleb")
    _be_praised(tour)
    section = _read(tour)
    _write(tour, section)
    _lead(tour)
    _search(tour)
    _own_notes(tour)
    _supervise(tour)


def _be_praised(tour: Tour) -> None:
    page: Any = tour.go("today")
    tour.until(lambda: not page.good.isHidden(), "praise is shown")
    page.page.reveal(page.praise)
    tour.picture("today-praise", "What a supervisor found good about one's work")


def _read(tour: Tour) -> Any:
    client_gaps: list[ClientGaps] = tour.ask(golden_thread.clients_off_thread)
    with_plan = [g for g in client_gaps if tour.ask(plans.chart, g.client_id).in_force is not None]
    client_id = with_plan[0].client_id
    chart = tour.go("chart", client_id=client_id, section="plan")
    section = chart.section("plan")  # type: ignore[attr-defined]
    tour.until(lambda: bool(section.golden.strands), "the plan is shown")
    tour.picture("plan", "The plan in force: goals in the client's words, objectives, notes")
    section.page.reveal(section.threads)
    tour.picture("plan-thread", "The golden thread: objectives by notes, and what to mend")
    section._do_client_signs()
    tour.picture("plan-client-signs", "The client's word on the plan")
    section.close_sheet()
    tour.settle()
    return section


def _write(tour: Tour, section: Any) -> None:
    section._do_write()
    tour.until(lambda: section.editor is not None, "the plan is open for writing")
    tour.picture("plan-writing", "Writing a new version: begun from the plan in force")
    editor = section.editor
    section.page.reveal(editor.after)
    tour.picture("plan-tree", "Problems of both kinds in one tree, with gentle hints")
    problem: Problem = editor.plan.problems[0]
    editor._edit_problem(problem)
    tour.picture("plan-problem", "A problem: what shows it, the goal in the client's own words")
    section.back()
    editor._edit_objective(problem, problem.objectives[0])
    tour.picture("plan-objective", "An objective: measured, dated, with who does what")
    section.back()
    assert problem.area is ProblemArea.USE
    editor._open_library()
    tour.until(lambda: section.sheet.rows.lines.rowCount() > 0, "the library is shown")
    tour.type(section.sheet.search, "sleep")
    tour.picture("plan-library", "The library, searched as one types")
    section.sheet.search.clear()
    section.sheet.search.setText(_("The clinic's own"))
    tour.until(lambda: section.sheet.rows.lines.rowCount() == 2, "the clinic's own are found")
    tour.picture("plan-library-own", "Words kept from a plan for the clinic's next plans")
    section.back()
    section.back()


def _lead(tour: Tour) -> None:
    screen: Any = tour.go("groups")
    tour.until(lambda: screen.list.lines.rowCount() > 0, "the groups are shown")
    tour.picture("groups", "One's groups")
    group = tour.ask(groups.all_groups)[0]
    screen.list.opened.emit(group.id)
    tour.until(lambda: bool(screen.session.rows), "the session is open")
    first = next(iter(screen.session.rows.values()))
    tour.type(screen.session.shared.boxes["topic"].editor.main, "Good news as a trigger")
    tour.type(first.form.boxes["remark"].editor.main, "Told how the wedding went.")
    tour.picture("group-session", "A group session: once for everybody, then a row for each")
    screen.show_front()


def _search(tour: Tour) -> None:
    screen: Any = tour.go("search")
    tour.type(screen.field, "payday")
    tour.until(lambda: screen.list.lines.rowCount() > 0, "words are found")
    tour.picture("search", "Words in notes and plans, marked where they stand")


def _own_notes(tour: Tour) -> None:
    members = tour.ask(groups.members, tour.ask(groups.all_groups)[0].id)
    client_id = next(i for i, _name in members if tour.ask(counseling_notes.of_client, i))
    chart: Any = tour.go("chart", client_id=client_id, section="counseling")
    section = chart.section("counseling")
    tour.until(lambda: section.list.lines.rowCount() > 0, "the author's notes are shown")
    tour.picture("own-notes", "Counseling notes: kept apart, readable by their author alone")
    section.list.opened.emit(section.list.lines.id_at(0))
    tour.until(lambda: section.sheet is not None, "the note is open")
    tour.type(section.sheet.form.boxes["text"].editor.main, "Start 10:00. ")
    tour.picture("own-note-warned", "What belongs in the progress note is told")
    section.back()
    tour.settle()
    _leave_care(tour, client_id)


def _leave_care(tour: Tour, client_id: int) -> None:
    chart: Any = tour.go("chart", client_id=client_id, section="notes", template="discharge_summary")
    editor = chart.section("notes").editor
    tour.until(lambda: editor.form is not None, "the summary is open")
    tour.until(lambda: bool(editor.form.boxes["goals"].value()), "it is filled in")
    tour.picture("discharge-summary", "A discharge summary, filled in: each line says from where")
    editor.text.ensureWidgetVisible(editor.form.boxes["scores"], 0, 200)
    tour.picture("discharge-scores", "Goals, scores first and last, tests: all open to other words")
    editor.back()


def _supervise(tour: Tour) -> None:
    tour.sit("marion")
    screen: Any = tour.go("supervision")
    tour.until(lambda: screen.gaps.lines.rowCount() > 0, "broken threads are shown")
    tour.picture("supervision", "Hours, chart audits drawn from a seed, broken threads")
    audit = next(a for a in screen._audits if a.closed_at is None)
    screen._open_audit(audit.id)
    tour.picture("chart-audit", "A chart audit: drawn at random, half answered")
    screen._open_chart(audit, audit.charts[0][0])
    tour.picture("chart-audit-list", "The checklist beside the chart")
    screen.show_front()
    queue: Any = tour.go("review_queue")
    tour.until(lambda: queue.list.lines.rowCount() > 0, "documents wait")
    tour.until(lambda: queue.document.opened is not None, "the document is shown")
    queue._ask_remark()
    tour.type(queue.remark_box.words, "Whose words are these?")
    tour.picture("review-remark", "A remark on one answer; the author's words stay as they are")
    queue.remark_box.hide()
