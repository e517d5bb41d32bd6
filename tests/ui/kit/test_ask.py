"""The system's own dialogs: sheets of their window, endings of names, and a vault that locks."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget

from counselor_desk.ui.kit import file_dialogs


@pytest.fixture
def page(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    page.show()
    return page


def once_shown(then):
    """Hand the dialog that comes up to `then`; the call that shows it waits meanwhile."""

    def look():
        shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog)]
        if shown and shown[0].isVisible():
            then(shown[0])
        else:
            QTimer.singleShot(5, look)

    QTimer.singleShot(0, look)


def typed(dialog, words):
    dialog.findChild(QLineEdit, "fileNameEdit").setText(words)


def test_a_name_without_an_ending_gets_the_one_that_is_offered(page, tmp_path):
    seen = []

    def save(dialog):
        seen.append((dialog.windowModality(), dialog.parentWidget(), dialog.windowTitle()))
        typed(dialog, "may")
        dialog.accept()

    once_shown(save)
    path = file_dialogs.save_path(page, "Save", str(tmp_path / "records.cvault"), "Archive (*.cvault)")
    assert path == tmp_path / "may.cvault"
    assert seen == [(Qt.WindowModality.WindowModal, page, "Save")]


def test_what_is_offered_is_what_is_saved(page, tmp_path):
    once_shown(QFileDialog.accept)
    path = file_dialogs.save_path(page, "Save", str(tmp_path / "records.cvault"), "Archive (*.cvault)")
    assert path == tmp_path / "records.cvault"


def test_nothing_is_asked_for_twice_and_nothing_stays_open(page, tmp_path):
    for reading in (file_dialogs.save_path, file_dialogs.open_path):
        once_shown(QFileDialog.reject)
        assert reading(page, "Nothing", str(tmp_path), "PDF (*.pdf)") is None
    once_shown(QFileDialog.reject)
    assert file_dialogs.open_paths(page, "Nothing", str(tmp_path), "PDF (*.pdf)") == []
    once_shown(QFileDialog.reject)
    assert file_dialogs.folder(page, "Nothing") is None
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert page.findChildren(QFileDialog) == []


def test_files_that_are_there_can_be_chosen(page, tmp_path):
    (tmp_path / "scan.pdf").write_bytes(b"%PDF")

    def choose(dialog):
        typed(dialog, "scan.pdf")
        dialog.accept()

    once_shown(choose)
    assert file_dialogs.open_path(page, "Open", str(tmp_path), "PDF (*.pdf)") == tmp_path / "scan.pdf"
    once_shown(choose)
    assert file_dialogs.open_paths(page, "Open", str(tmp_path), "PDF (*.pdf)") == [tmp_path / "scan.pdf"]


def test_a_vault_that_locks_behind_a_dialog_gets_no_answer(sit, clinic, tmp_path, qtbot):
    window = sit("cal")
    screen = window.go("clients")
    gone = []
    screen.destroyed.connect(lambda: gone.append(True))
    once_shown(lambda _dialog: window.lock())
    assert file_dialogs.save_path(screen, "Save", str(tmp_path / "a.pdf"), "PDF (*.pdf)") is None
    qtbot.waitUntil(lambda: bool(gone))
    assert window.opened.desk.signed_in is None


def test_a_folder_with_a_client_s_name_stays_in_no_file_of_the_system(page, tmp_path):
    """Qt's own dialog writes where it was into a file that every Qt program reads and offers."""
    place = tmp_path / "Rosa Medina"
    place.mkdir()

    def remembered():
        kept = QSettings(QSettings.Scope.UserScope, "QtProject")
        return {key: kept.value(key) for key in kept.allKeys() if key in file_dialogs.REMEMBERED}

    def choose(dialog):
        dialog.setDirectory(str(place))
        typed(dialog, "plan.pdf")
        dialog.accept()

    def asked(ask):
        once_shown(choose)
        assert ask(page, "Save", str(place / "plan.pdf"), "PDF (*.pdf)") == place / "plan.pdf"
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return str(remembered())  # blanks are written as %20

    def by_qt_alone(parent, title, suggested, kinds):
        dialog = QFileDialog(parent, title, suggested, kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.exec()
        dialog.deleteLater()
        return place / "plan.pdf"

    before, name = remembered(), f"{place.parent.parent.name}/{place.parent.name}/Rosa"
    try:
        assert name not in asked(file_dialogs.save_path)
        assert remembered() == before
        assert name in asked(by_qt_alone), "what is guarded against is there"
    finally:
        file_dialogs._put_back(before)
