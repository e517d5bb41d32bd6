"""Tab walks through a page as one reads it, reaches every control, and comes round again."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

CONTROLS = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit)
FORMS = (
    ("registration", {"new": True}),
    ("registration", {"client": "Rosa"}),
    ("chart", {"client": "Rosa", "section": "intake"}),
    ("chart", {"client": "Rosa", "section": "notes", "template": "cbt_session"}),
    ("chart", {"client": "Rosa", "section": "notes", "template": "mi_session"}),
    ("settings", {}),
    ("reward_enroll", {"client": "Rosa"}),
    ("search", {}),
    ("clients", {}),
)


def reachable(page):
    """What Tab has to come to: shown, at work, and not reached by arrows from its neighbor."""
    return [w for w in page.findChildren(QWidget) if _takes_tab(w)]


def _takes_tab(widget):
    alive = isinstance(widget, CONTROLS) and widget.isVisible() and widget.isEnabled()
    takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return alive and takes and widget.focusProxy() is None


def walk(window, page, qtbot):
    """Every control of the page in the order of Tab, and the steps that lead back up."""
    window.focus_page()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    first, seen, upwards = QApplication.focusWidget(), [], []
    for _ in range(400):
        here = QApplication.focusWidget()
        if page.isAncestorOf(here):
            seen.append(here)
        QTest.keyClick(here, Qt.Key.Key_Tab)
        after = QApplication.focusWidget()
        assert after is not here, f"{here.objectName()} keeps Tab for itself"
        if after is first:
            return seen, upwards
        if page.isAncestorOf(here) and page.isAncestorOf(after) and _leads_up(page, here, after):
            upwards.append((here.objectName(), after.objectName()))
    raise AssertionError("Tab never came round")


def _leads_up(page, here, after):
    """More than a line up, and not to the top of another column."""
    one, two = (w.mapTo(page, QPoint(0, 0)) for w in (here, after))
    return two.y() + after.height() < one.y() and two.x() <= one.x()


@pytest.mark.slow
@pytest.mark.parametrize(("screen", "where"), FORMS, ids=lambda v: str(v))
def test_tab_reaches_all_of_a_form_in_the_order_of_reading(sit, clinic, qtbot, screen, where):
    where = dict(where)
    if "client" in where:
        where["client_id"] = clinic.clients[where.pop("client")]
    window = sit("sue")
    page = window.go(screen, **where)
    qtbot.waitUntil(window.bridge.is_idle)
    if "template" in where:
        qtbot.waitUntil(lambda: page.section("notes").editor.form is not None)
        qtbot.waitUntil(window.bridge.is_idle)
    QApplication.processEvents()
    wanted = reachable(page)
    seen, upwards = walk(window, page, qtbot)
    missed = [f"{type(w).__name__} {w.objectName()}" for w in wanted if w not in seen]
    assert missed == []
    assert upwards == []


def test_a_row_that_is_added_comes_where_it_stands(sit, clinic, qtbot):
    window = sit("cal")
    rosa = clinic.clients["Rosa"]
    page = window.go("chart", client_id=rosa, section="notes", template="mi_session")
    qtbot.waitUntil(lambda: page.section("notes").editor.form is not None)
    qtbot.waitUntil(window.bridge.is_idle)
    rows = page.section("notes").editor.form.boxes["change_talk"].editor.main
    for _ in range(2):
        rows.add_button.click()
    qtbot.waitUntil(rows.rows[-1].isVisible)
    seen, upwards = walk(window, page, qtbot)
    assert upwards == []
    names = [w.objectName() for w in seen]
    assert names.count("quote") == 3
    assert names.index("change_talk.add") > max(i for i, n in enumerate(names) if n == "quote")
    assert "plan" in names
