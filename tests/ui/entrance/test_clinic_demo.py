"""The demonstration of a clinic: one window cuts the line, and what it started ends with it."""

from PySide6.QtCore import QProcess

from counselor_desk.app import main
from counselor_desk.ui.entrance.clinic_demo import ClinicDemoWindow


def test_the_line_is_cut_and_mended(qtbot):
    done = []
    window = ClinicDemoWindow(lambda: done.append("cut"), lambda: done.append("mended"))
    qtbot.addWidget(window)
    window.line.click()
    qtbot.waitUntil(lambda: window.line.text() == "Fix the row")
    window.line.click()
    qtbot.waitUntil(lambda: window.line.text() == "Cut the line")
    assert done == ["cut", "mended"]


def test_it_ends_when_both_windows_have_ended(qtbot, tmp_path, monkeypatch):
    """Here they end by themselves: there is no clinic at this place."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    window = ClinicDemoWindow(lambda: None, lambda: None)
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.over):
        window.start(((tmp_path / "a.clinic", "caleb"), (tmp_path / "b.clinic", "marion")))
    assert all(one.state() is QProcess.ProcessState.NotRunning for one in window._windows)
    assert [one.exitCode() for one in window._windows] == [1, 1]


def test_a_clinic_is_a_demonstration_s(capsys):
    import pytest

    with pytest.raises(SystemExit) as ended:
        main(["--clinic"])
    assert ended.value.code == 2
    assert "--serve" in capsys.readouterr().err
