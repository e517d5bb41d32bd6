"""A supervisor logs hours and audits charts drawn at random."""

from datetime import date

from counselor_desk.reports.press import press, shelf
from counselor_desk.services.care import episodes
from counselor_desk.services.supervision import chart_audits, hours
from counselor_desk.ui.supervision.supervision import Supervision
from tests.ui.windows import Window

SUE = 1


def test_hours_and_a_chart_audit(desk, qtbot):
    for client in (10, 12):
        episode = desk.do(episodes.begin, client, {"referral": "court"})
        desk.do(episodes.admit, episode.id, date(2026, 11, 30))
    desk.as_(SUE)
    window = Window(desk, qtbot, Supervision)
    window.press("log_hours")
    window.answer("supervisee_id", "2")
    window.answer("topics", "MI, boundaries")
    window.picture("supervision_hours")
    window.press("keep")
    [(held, name)] = desk.do(hours.hours, date(2026, 1, 1), date(2026, 12, 31))
    assert (held.minutes, name, held.topics) == (60, "Cal Reyes", "MI, boundaries")
    window.press("audit_charts")
    window.form().boxes["wanted"].write(1)
    window.press("keep")
    [audit] = desk.do(chart_audits.audits)
    assert len(audit.charts) == 1
    window.find("audited").opened.emit((audit.charts[0][0], None))
    window.settle()
    for field in chart_audits.checklist_form().fields:
        if field.options:
            window.answer(field.key, "yes")
    window.picture("supervision_audit")
    window.press("keep")
    window.press("close_audit")
    window.picture("supervision")
    assert desk.do(chart_audits.audits)[0].closed_at is not None
    assert window.panel.gaps.lines.rowCount() == 2, "nobody has a plan yet"
    window.close()
    report = shelf.report("supervision_hours")
    assert press.render(report, desk.do(report.gather)).startswith(b"%PDF")
