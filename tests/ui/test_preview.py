"""Paper on screen: from memory, page by page, to a printer or to a file that a person chose."""

import io

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter

from counselor_desk.reports import marks, press
from counselor_desk.ui import ask
from counselor_desk.ui.preview import Preview
from counselor_desk.ui.printing import PrintJob, both_sides

PDF = press.print_out(
    press.Sheet("Note"), [part for n in range(5) for part in (marks.paragraph(f"Page {n}"),
                                                             marks.new_page())]
)  # fmt: skip


@pytest.fixture
def preview(qtbot):
    made = Preview()
    qtbot.addWidget(made)
    made.resize(700, 600)
    made.show()
    made.show_pdf(PDF, "Note")
    qtbot.waitUntil(lambda: made.pages == 5)
    return made


def test_it_says_where_it_is_and_turns_pages_by_keys(preview, qtbot):
    assert preview.place.text() == "Page 1 of 5"
    preview.view.setFocus()
    qtbot.keyClick(preview.view, Qt.Key.Key_PageDown)
    qtbot.waitUntil(lambda: preview.page == 1)
    qtbot.keyClick(preview.view, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: preview.place.text() == "Page 5 of 5")


def test_zooming_starts_from_what_is_seen(preview):
    preview.fit_page()
    preview.zoom_in()
    small = preview.view.zoomFactor()
    assert small < 1
    preview.zoom_in()
    assert preview.view.zoomFactor() == pytest.approx(small * 1.2)


def test_saving_writes_the_very_bytes(preview, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(ask, "save_path", lambda *asked: tmp_path / "note.pdf")
    with qtbot.waitSignal(preview.said):
        preview.save()
    assert (tmp_path / "note.pdf").read_bytes() == PDF


def test_a_place_that_cannot_be_written_is_told(preview, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(ask, "save_path", lambda *asked: tmp_path / "nowhere" / "note.pdf")
    with qtbot.waitSignal(preview.refused) as told:
        preview.save()
    assert "Choose another place" in told.args[0]


def on_paper(path, job_of, qtbot):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setResolution(72)
    job = job_of(printer)
    with qtbot.waitSignal(job.ended) as ended:
        job.start()
    assert ended.args == [True]
    return PdfReader(io.BytesIO(path.read_bytes())).pages


def test_every_page_goes_to_the_printer(preview, qtbot, tmp_path):
    pages = on_paper(tmp_path / "out.pdf", lambda p: PrintJob(preview.document, p), qtbot)
    assert len(pages) == 5
    assert round(pages[0].mediabox.width) == 612


def test_a_lying_page_stays_lying_on_paper(preview, qtbot, tmp_path):
    preview.show_pdf(press.print_out(press.Sheet("Wide", wide=True), [marks.paragraph("x")]), "W")
    qtbot.waitUntil(lambda: preview.pages == 1)
    (page,) = on_paper(tmp_path / "out.pdf", lambda p: PrintJob(preview.document, p), qtbot)
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (792, 612)
    assert both_sides(preview.document) is QPrinter.DuplexMode.DuplexShortSide


def test_both_sides_is_remembered_and_turned_at_the_long_edge(preview, qtbot):
    assert preview.duplex() is QPrinter.DuplexMode.DuplexNone
    preview.both_sides.click()
    assert preview.duplex() is QPrinter.DuplexMode.DuplexLongSide
    again = Preview()
    qtbot.addWidget(again)
    assert again.both_sides.isChecked()
    again.both_sides.click()


def test_nothing_is_kept_after_it_is_cleared(preview):
    preview.clear()
    assert preview.pages == 0
    assert preview.place.text() == ""
