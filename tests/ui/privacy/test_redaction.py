"""What was blacked out is a black bar to the eye and nothing at all to a program."""

import io

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QColor
from PySide6.QtPdf import QPdfDocument

from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.privacy.consent import RecipientKind
from counselor_desk.reports.press import press
from counselor_desk.reports.privacy import disclosure
from counselor_desk.services.documents import documents
from counselor_desk.services.privacy import consents
from counselor_desk.services.supervision import review_queue
from tests.proofs import own
from tests.services.documents.test_documents import full
from tests.services.privacy.disclosing import disclosed
from tests.services.privacy.test_consents import DANA, STROKES, SUE, to_sister

WIDTH, HEIGHT = 425, 550  # letter paper, half a dot a point
DARK = 60


def packet(desk, hidden):
    single = desk.do(consents.start, DANA, "tpo")
    desk.do(consents.sign, single.id, {"signer": "Dana Reed"}, STROKES)
    note = desk.do(documents.start, DANA, "dap")
    words = {**full(), "data": "quetzal was said", "assessment": "less craving"}
    desk.do(documents.save_draft, note.id, words, 0)
    desk.do(documents.sign, note.id, own(desk, documents.sign))
    desk.as_(SUE)
    desk.do(review_queue.cosign, note.id, own(desk, review_queue.cosign))
    desk.as_(2)
    asked = to_sister(
        single.id, recipient="Dr. Wu", recipient_kind=RecipientKind.PROVIDER, purpose="treatment",
        categories=(Category.NOTES, Category.MEDICATION), documents=(note.id,),
        hidden={note.id: hidden},
    )  # fmt: skip
    line = disclosed(desk, asked)
    return press.render(disclosure.REPORT, desk.do(disclosure.gather, line.id))


def drawn(pdf):
    """The pages as they are seen."""
    raw, document = QBuffer(), QPdfDocument()
    raw.setData(QByteArray(pdf))
    raw.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(raw)
    pages = [document.render(n, QSize(WIDTH, HEIGHT)) for n in range(document.pageCount())]
    document.close()
    return pages


def black_rows(image):
    """Rows of dots that are black over most of the page's width: a bar, never a line of text."""
    found = []
    for y in range(image.height()):
        dark = sum(
            QColor(image.pixel(x, y)).lightness() < DARK and image.pixelColor(x, y).alpha() > 0
            for x in range(60, WIDTH - 60, 4)
        )
        found += [y] if dark > 0.95 * len(range(60, WIDTH - 60, 4)) else []
    return found


def test_a_field_that_is_blacked_out_is_a_bar_and_no_text_lies_beneath(desk, qapp):
    pdf = packet(desk, ("data",))
    note = PdfReader(io.BytesIO(pdf)).pages[-1]
    assert "less craving" in note.extract_text()
    for page in PdfReader(io.BytesIO(pdf)).pages:
        assert "quetzal" not in page.extract_text()
        assert b"quetzal" not in page.get_contents().get_data()
    assert b"quetzal" not in pdf
    bar = black_rows(drawn(pdf)[-1])
    assert 5 <= len(bar) <= 9, "one bar of 11 points, at half a dot a point"


@pytest.mark.slow
def test_without_it_the_words_are_there_and_no_bar(desk, qapp):
    pdf = packet(desk, ())
    assert "quetzal" in PdfReader(io.BytesIO(pdf)).pages[-1].extract_text()
    assert black_rows(drawn(pdf)[-1]) == []
