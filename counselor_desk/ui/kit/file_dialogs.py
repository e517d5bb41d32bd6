"""The only place that opens the system's own dialogs, so that tests can answer them."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

REMEMBERED = ("FileDialog/history", "FileDialog/lastVisited")
_shown: list[QDialog] = []


def save_path(parent: QWidget, title: str, suggested: str, kinds: str) -> Path | None:
    """Where to write a file, or None; `kinds` as Qt filters, "PDF (*.pdf)"."""
    dialog = _dialog(parent, title, suggested, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(suggested).suffix[1:])  # for a name that is typed without one
    return next(iter(_files(dialog)), None)


def open_path(parent: QWidget, title: str, folder: str, kinds: str) -> Path | None:
    """Which file to read, or None."""
    dialog = _dialog(parent, title, folder, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return next(iter(_files(dialog)), None)


def open_paths(parent: QWidget, title: str, folder: str, kinds: str) -> list[Path]:
    """Which files to read; none when it was cancelled."""
    dialog = _dialog(parent, title, folder, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    return _files(dialog)


def folder(parent: QWidget, title: str) -> Path | None:
    """Which folder, or None."""
    dialog = _dialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return next(iter(_files(dialog)), None)


def printer(parent: QWidget, printer: QPrinter, pages: int) -> bool:
    """Let the person choose printer, pages and copies; False when it was cancelled."""
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, pages)
    return _is_answered(dialog)


def dismiss() -> None:
    """The vault locks: what is asked now stays without an answer, and is not torn down midway."""
    while _shown:
        dialog = _shown.pop()
        dialog.reject()
        dialog.setParent(None)


def _dialog(parent: QWidget, title: str, where: str = "", kinds: str = "") -> QFileDialog:
    """Qt's own dialog writes where it was into a file of the person's that every Qt program reads: a folder
    can bear a client's name, so what stood there before is put back when the dialog is gone."""
    before = _places()
    dialog = QFileDialog(parent, title, where, kinds)
    dialog.destroyed.connect(lambda: _put_back(before))
    return dialog


def _places() -> dict[str, Any]:
    settings = QSettings(QSettings.Scope.UserScope, "QtProject")
    return {key: settings.value(key) for key in REMEMBERED}


def _put_back(before: dict[str, Any]) -> None:
    settings = QSettings(QSettings.Scope.UserScope, "QtProject")
    for key, value in before.items():
        if value is None:
            settings.remove(key)
        else:
            settings.setValue(key, value)


def _files(dialog: QFileDialog) -> list[Path]:
    dialog.setWindowModality(Qt.WindowModality.WindowModal)  # a sheet of its window on a Mac
    return [Path(name) for name in dialog.selectedFiles()] if _is_answered(dialog) else []


def _is_answered(dialog: QDialog) -> bool:
    _shown.append(dialog)
    answered = dialog.exec() == QDialog.DialogCode.Accepted
    if dialog not in _shown:  # the vault was locked behind it
        return False
    _shown.remove(dialog)
    dialog.deleteLater()
    return answered
