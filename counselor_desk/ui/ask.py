"""The only place that opens the system's own dialogs, so that tests can answer them."""

from pathlib import Path

from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget


def save_path(parent: QWidget, title: str, suggested: str, kinds: str) -> Path | None:
    """Where to write a file, or None; `kinds` as Qt filters, "PDF (*.pdf)"."""
    chosen, _kind = QFileDialog.getSaveFileName(parent, title, suggested, kinds)
    return Path(chosen) if chosen else None


def printer(parent: QWidget, printer: QPrinter, pages: int) -> bool:
    """Let the person choose printer, pages and copies; False when it was cancelled."""
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, pages)
    return dialog.exec() == QPrintDialog.DialogCode.Accepted


def open_path(parent: QWidget, title: str, folder: str, kinds: str) -> Path | None:
    """Which file to read, or None."""
    chosen, _kind = QFileDialog.getOpenFileName(parent, title, folder, kinds)
    return Path(chosen) if chosen else None


def open_paths(parent: QWidget, title: str, folder: str, kinds: str) -> list[Path]:
    """Which files to read; none when it was cancelled."""
    chosen, _kind = QFileDialog.getOpenFileNames(parent, title, folder, kinds)
    return [Path(name) for name in chosen]


def folder(parent: QWidget, title: str) -> Path | None:
    """Which folder, or None."""
    chosen = QFileDialog.getExistingDirectory(parent, title)
    return Path(chosen) if chosen else None
