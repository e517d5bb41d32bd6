"""Paper on screen: from memory, page by page, to a printer or to a file that a person chose."""

import io

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QToolButton

from counselor_desk.reports.press import marks, press
from counselor_desk.ui.kit import file_dialogs
from counselor_desk.ui.paper.preview import Preview
from counselor_desk.ui.paper.printing import PrintJob, both_sides

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
    monkeypatch.setattr(file_dialogs, "save_path", lambda *asked: tmp_path / "note.pdf")
    with qtbot.waitSignal(preview.said):
        preview.save()
    assert (tmp_path / "note.pdf").read_bytes() == PDF


def test_a_place_that_cannot_be_written_is_told(preview, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(file_dialogs, "save_path", lambda *asked: tmp_path / "nowhere" / "note.pdf")
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
    pages = on_paper(tmp_path / "out.pdf", lambda p: PrintJob(PDF, p), qtbot)
    assert len(pages) == 5
    assert round(pages[0].mediabox.width) == 612


def test_a_lying_page_stays_lying_on_paper(preview, qtbot, tmp_path):
    wide = press.print_out(press.Sheet("Wide", wide=True), [marks.paragraph("x")])
    preview.show_pdf(wide, "W")
    (page,) = on_paper(tmp_path / "out.pdf", lambda p: PrintJob(wide, p), qtbot)
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


def ink(words):
    return press.print_out(press.Sheet(words), [marks.paragraph(words)])


def test_paper_that_replaces_another_before_it_is_drawn_is_shown(preview, qtbot):
    """Qt forgets a page that it was drawing when the document is changed under it."""
    many = [ink(f"Paper {n}") for n in range(8)]
    for turn in range(40):
        for pdf in many[: 2 + turn % 6]:
            preview.show_pdf(pdf, "Note")
            QCoreApplication.processEvents()
        qtbot.waitUntil(preview.is_drawn)
    assert len(preview.findChildren(QPdfView)) < 3, "the views before are gone"


def test_a_change_is_drawn_where_one_was_looking(preview):
    preview._zoom(1.5)
    preview.turn_to(3)
    at = preview.view.verticalScrollBar().value()
    assert at > 0
    preview.redraw(PDF, "Note")
    assert preview.view.zoomFactor() == 1.5
    assert preview.view.verticalScrollBar().value() == at
    assert preview.place.text() == "Page 4 of 5"


def test_tab_goes_from_the_buttons_to_the_pages_of_every_paper(preview, qtbot):
    preview.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is preview)
    preview.show_pdf(ink("Another"), "Another")
    button = preview.findChild(QToolButton, "fit_page")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(button, Qt.Key.Key_Tab)
    assert preview.view.hasFocus()


def test_another_paper_does_not_spoil_what_is_printing(preview, qtbot, tmp_path, monkeypatch):
    def to_file(_page, printer, _pages):
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "out.pdf"))
        printer.setResolution(72)
        return True

    monkeypatch.setattr(file_dialogs, "printer", to_file)
    with qtbot.waitSignal(preview.said):
        preview.print()
        preview._job.advanced.connect(
            lambda done, _of: preview.show_pdf(ink("Another"), "Another") if done == 1 else None
        )
    pages = PdfReader(io.BytesIO((tmp_path / "out.pdf").read_bytes())).pages
    assert len(pages) == 5
    assert all(page.images for page in pages), "an empty page has no picture on it"


def test_a_name_that_cannot_be_printed_is_said_before_it_is(preview):
    assert preview.lacking.isHidden()
    pdf = press.print_out(press.Sheet("x"), [marks.paragraph("Client: \U00013000\U00013001 Lee")])
    preview.show_pdf(pdf, "Note")
    assert preview.lacking.isVisible()
    assert "Page 1" in preview.lacking.text()
    assert "Lee" in preview.lacking.text()
    preview.show_pdf(press.print_out(press.Sheet("x"), [marks.paragraph("Client: ស្រីមុំ Lee")]), "Note")
    assert preview.lacking.isHidden()
