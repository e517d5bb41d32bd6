"""Widgets die on the GUI thread, whatever other threads do meanwhile."""

import gc
import subprocess
import sys
import threading
import weakref

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel, QWidget

from counselor_desk.core.errors import Refused
from counselor_desk.ui.kit.background import BackgroundTask
from counselor_desk.ui.kit.post import post, run_errand
from counselor_desk.ui.shell import application, garbage
from counselor_desk.ui.shell.garbage import GarbageSweeper


@pytest.fixture
def sweeper(qapp):
    made = GarbageSweeper(qapp)
    yield made
    made.setParent(None)
    made.deleteLater()


def _circle() -> weakref.ref:
    widget = QLabel("in a circle")
    widget.itself = widget
    return weakref.ref(widget)


def test_the_application_collects_on_its_own_thread(qapp):
    application.get_application()
    assert not gc.isenabled()
    assert qapp.findChild(GarbageSweeper)


def test_another_thread_that_makes_much_frees_no_widget(qapp, sweeper):
    left = _circle()

    def busy():
        for _ in range(50):
            [[] for _ in range(2000)]

    thread = threading.Thread(target=busy)
    thread.start()
    thread.join()
    assert left() is not None
    gc.collect()
    assert left() is None


def test_what_a_locked_window_held_is_swept_at_once(sit, qtbot, sweeper, monkeypatch):
    monkeypatch.setattr(garbage, "DOOR_MS", 20)
    window, held = sit("cal"), QLabel("in a circle")
    held.itself, left = held, weakref.ref(held)
    gc.collect()  # from here on it is old: no glance at what is young finds it
    del held
    gc.collect(1)
    assert left() is not None
    window.lock()
    qtbot.waitUntil(lambda: left() is None, timeout=5000)


def test_what_is_unreachable_is_swept_by_and_by(qapp, qtbot, sweeper):
    left = _circle()
    kept = []

    def make_and_look():
        kept.extend([] for _ in range(2000))
        return left() is None

    qtbot.waitUntil(make_and_look, timeout=20_000)


def test_an_errand_and_its_owner_outlive_the_thread_that_runs_it(qtbot):
    owner = QWidget()
    freed_on = []
    weakref.finalize(owner, lambda: freed_on.append(threading.current_thread()))
    came = []
    begun, go_on = threading.Event(), threading.Event()

    def work():
        begun.set()
        go_on.wait(10)
        return 7

    aside = BackgroundTask(owner)
    aside.run(lambda widget=owner: (work(), widget)[0], came.append)
    assert begun.wait(10)
    go_on.set()
    qtbot.waitUntil(lambda: came == [7])
    del aside, owner
    gc.collect()
    assert freed_on == [threading.main_thread()]


def test_an_errand_that_fails_holds_nothing_of_its_thread():
    class Thing:
        pass

    seen = []

    def errand():
        thing = Thing()
        seen.append(weakref.ref(thing))
        raise Refused("No. Try again.")

    with pytest.raises(Refused) as caught:
        run_errand([errand])
    gc.collect()
    assert caught.value is not None
    assert seen[0]() is None


def test_a_word_comes_once_and_in_order(qtbot):
    came = []
    slips = [post().expect(lambda word, n=n: came.append((n, word))) for n in range(5)]
    thread = threading.Thread(target=lambda: [slip.send(str(n)) for n, slip in enumerate(slips)])
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(came) == 5)
    assert came == [(n, str(n)) for n in range(5)]


def test_a_stopped_slip_ends_long_work():
    slip = post().expect(lambda word: None)
    slip.stopped = True
    with pytest.raises(Refused):
        slip.progress(1, 2)
    slip.send(None)
    assert isinstance(post(), QObject)


CHURN = """
import counselor_desk.ui
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget
from counselor_desk.ui.shell import application, garbage
from counselor_desk.ui.kit.background import BackgroundTask

app, asked = application.qt(), []

class Window(QWidget):
    def __init__(self):
        super().__init__()
        self.itself, self.label, self.aside = self, QLabel("x", self), BackgroundTask(self)
        self.aside.run(lambda kept=self: [[] for _ in range(300)], self.came)

    def came(self, word):
        asked.append(1)

def churn():
    for _ in range(10):
        Window().deleteLater() if len(asked) % 3 else Window()
    if len(asked) > 5000:
        app.quit()

timer = QTimer()
timer.timeout.connect(churn)
timer.start(0)
app.exec()
"""


@pytest.mark.slow
def test_windows_that_come_and_go_under_thousands_of_errands_end_nothing():
    child = subprocess.run([sys.executable, "-c", CHURN], capture_output=True, text=True, timeout=300)
    assert child.returncode == 0, child.stderr[-2000:]
