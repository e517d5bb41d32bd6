"""Every screen and chart section opens for every role that may, and can be used without eyes."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)

from counselor_desk import ui
from counselor_desk.core.discover import modules
from counselor_desk.ui.kit import look
from counselor_desk.ui.kit.screen import Screen, Section
from counselor_desk.ui.kit.widgets.flow import flowing

ROLES = ("ada", "sue", "cal", "flo")
CONTROLS = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit)
KINDS = [m.SCREEN for m in modules(ui) if hasattr(m, "SCREEN")]
SECTIONS = [m.SECTION for m in modules(ui, "_section")]


class Flashes(QObject):
    """Notes every widget that shows itself as a window of its own."""

    def __init__(self, allowed):
        super().__init__()
        self.allowed, self.seen = allowed, []

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            name = type(watched).__name__
            if name not in self.allowed:
                self.seen.append(f"{name} {watched.objectName()}")
        return False


@pytest.fixture
def flashes(qapp):
    watcher = Flashes({"MainWindow", "QMenu"})
    qapp.installEventFilter(watcher)
    yield watcher.seen
    qapp.removeEventFilter(watcher)


def nameless(root: QWidget) -> list[str]:
    """Controls that a screen reader could not name."""
    found = []
    for widget in root.findChildren(QWidget):
        if not isinstance(widget, CONTROLS) or not widget.isVisible():
            continue
        if widget.objectName().startswith("qt_") or isinstance(widget.parent(), QComboBox | QLineEdit):
            continue
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        if not (widget.accessibleName() or text):
            found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found


def guessing(root: QWidget) -> list[str]:
    """Labels that would read markup in somebody's words."""
    labels = root.findChildren(QLabel)
    return [label.text() for label in labels if label.textFormat() != Qt.TextFormat.PlainText]


@pytest.mark.slow
@pytest.mark.parametrize("sign_in", ROLES)
def test_every_screen_opens_and_can_be_read_aloud(sit, qtbot, sign_in, flashes):
    window = sit(sign_in)
    for name, kind in window.kinds.items():
        if not (kind.in_navigation or kind.everywhere):
            continue  # shown for one thing; opened below without it
        screen = window.go(name, **(kind.everywhere[0][1] if kind.everywhere else {}))
        assert isinstance(screen, Screen)
        qtbot.waitUntil(window.bridge.is_idle, timeout=10_000)
        QApplication.processEvents()
        assert screen.isVisible(), name
        assert nameless(screen) == [], name
        assert guessing(screen) == [], name
    assert flashes == []


@pytest.mark.parametrize("sign_in", ["ada", "cal"])
def test_every_screen_and_section_is_opened_left_and_opened_again(sit, clinic, qtbot, sign_in):
    window = sit(sign_in)
    chart = {"screen": "chart", "client_id": clinic.clients["Rosa"]}
    places = [
        {"screen": name, **(kind.everywhere[0][1] if kind.everywhere else {})}
        for name, kind in window.kinds.items()
        if kind.in_navigation or kind.everywhere
    ]
    window.go(**chart)
    places += [{**chart, "section": name} for name in window.go(**chart)._kinds]
    for place in places:
        held = []
        for where in (place, {"screen": "today"}) * 3:  # what a first opening brings may come late
            shown = window.go(**where)
            qtbot.waitUntil(window.bridge.is_idle, timeout=10_000)
            QApplication.processEvents()
            part = shown.section(where["section"]) if "section" in where else shown
            held.append(sorted(f"{type(w).__name__} {w.objectName()}" for w in part.findChildren(QWidget)))
        assert held[2] == held[4], f"{place} holds what it showed before"


def test_every_screen_for_one_thing_can_be_built(sit, flashes):
    window = sit("ada")
    for name, kind in window.kinds.items():
        screen = kind(window.bridge, window.go)
        assert screen.page is not None, name
        screen.deleteLater()
    assert flashes == []


@pytest.mark.slow
@pytest.mark.parametrize("sign_in", ROLES)
def test_every_section_opens_and_can_be_read_aloud(sit, clinic, qtbot, sign_in, flashes):
    window = sit(sign_in)
    page = window.go("chart", client_id=clinic.clients["Rosa"])
    for name in page._kinds:
        window.go("chart", client_id=clinic.clients["Rosa"], section=name)
        qtbot.waitUntil(window.bridge.is_idle, timeout=10_000)
        QApplication.processEvents()
        section = page.section(name)
        assert isinstance(section, Section)
        assert section.isVisible(), name
        assert nameless(section) == [], name
        assert guessing(section) == [], name
    assert flashes == []


@pytest.mark.parametrize("kind", [*KINDS, *SECTIONS], ids=lambda kind: kind.__module__)
def test_each_is_titled_and_asks_for_a_permission(kind):
    assert kind.title
    assert kind.needs
    if issubclass(kind, Screen) and kind.in_navigation:
        assert kind.icon != "page"


def test_places_in_the_navigation_have_their_own_order():
    listed = [kind for kind in KINDS if kind.in_navigation]
    assert len({kind.order for kind in listed}) == len(listed)


def test_a_counselor_is_not_shown_what_only_others_may(sit):
    names = set(sit("cal").kinds)
    assert "review_queue" not in names
    assert "clients" in names


def test_clinic_staff_see_no_clinical_section(sit, clinic):
    window = sit("flo")
    page = window.go("chart", client_id=clinic.clients["Rosa"])
    assert "notes" not in page._kinds


@pytest.fixture
def large_type(qapp):
    """Type half as large again, as some people set it."""
    before = qapp.font()
    font = qapp.font()
    font.setPixelSize(round(font.pixelSize() * 1.5))
    qapp.setFont(font)
    yield
    qapp.setFont(before)


def cut(root: QWidget) -> list[str]:
    """Wrapped words that have less room than they need."""
    labels = [label for label in root.findChildren(QLabel) if label.isVisible()]
    return [
        label.text()
        for label in labels
        if label.wordWrap() and label.height() < label.heightForWidth(label.width())
    ]


@pytest.mark.slow
def test_no_words_are_cut_in_a_narrow_window_with_large_type(large_type, sit, clinic, qtbot):
    window = sit("cal")
    window.resize(window.minimumWidth(), 600)
    for name, kind in window.kinds.items():
        if kind.in_navigation:
            screen = window.go(name)
            qtbot.waitUntil(window.bridge.is_idle, timeout=10_000)
            qtbot.waitUntil(lambda screen=screen: cut(screen) == [], timeout=2000)
    chart_ = window.go("chart", client_id=clinic.clients["Rosa"])
    for name in chart_._kinds:
        window.go("chart", client_id=clinic.clients["Rosa"], section=name)
        qtbot.waitUntil(window.bridge.is_idle, timeout=10_000)
        qtbot.waitUntil(lambda: cut(chart_) == [], timeout=2000)


def test_rows_and_text_widths_grow_with_the_type(qapp, request):
    usual, measure = look.row(), look.text_measure(680)
    assert usual >= 52
    assert measure >= 680
    request.getfixturevalue("large_type")
    assert look.row() > usual
    assert look.text_measure(680) > measure


def test_links_break_to_the_next_line_and_hidden_ones_leave_no_gap(qtbot):
    links = [QPushButton(words) for words in ("Begin", "Rate withdrawal", "Rate craving", "Track")]
    row = flowing(*links)
    qtbot.addWidget(row)
    row.resize(260, 120)
    row.show()
    qtbot.waitUntil(lambda: links[3].y() > links[0].y())
    assert all(link.geometry().right() <= row.width() for link in links)
    links[0].hide()
    row.resize(900, 60)
    qtbot.waitUntil(lambda: links[1].x() == 0)
