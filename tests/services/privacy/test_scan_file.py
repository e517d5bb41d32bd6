"""Scans and logos: whatever bytes come, they are opened or refused; what was kept is shown."""

import io

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from counselor_desk.core import picture_file
from counselor_desk.core.errors import Refused
from counselor_desk.reports.privacy import scanned
from counselor_desk.services.privacy import consents, scans
from tests.bytewise import OFTEN, often


def picture(kind):
    """A page with some letters' worth of ink on it."""
    page = Image.new("L", (120, 160), 255)
    for n in range(0, 120, 7):
        page.paste(n * 2, (n, n, n + 20, n + 30))
    file = io.BytesIO()
    page.save(file, kind, **({"quality": 70} if kind == "JPEG" else {}))
    return file.getvalue()


def paper(passphrase=""):
    writer, file = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    if passphrase:
        writer.encrypt(passphrase, algorithm="AES-256")
    writer.write(file)
    return file.getvalue()


KINDS = {"PNG": picture("PNG"), "JPEG": picture("JPEG"), "PDF": paper()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_one_is_taken_and_shown(kind):
    content = KINDS[kind]
    scans.check(content)
    media = next(m for start, m in consents.MEDIA.items() if content.startswith(start))
    assert len(PdfReader(io.BytesIO(scanned.as_pdf(media, content))).pages) == 1


@pytest.mark.parametrize("times", OFTEN)
@pytest.mark.parametrize("kind", KINDS)
def test_a_spoiled_one_is_opened_or_refused(kind, times):
    def read(raw):
        scans.check(raw)
        media = next((m for start, m in consents.MEDIA.items() if raw.startswith(start)), "")
        if media:
            assert scanned.as_pdf(media, raw).startswith(b"%PDF")

    often(times, KINDS[kind], read, Refused)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_cut_short_is_refused_and_never_half_a_consent(kind):
    for share in (2, 4, 8):
        with pytest.raises(Refused, match="picture can't be read"):
            scans.check(KINDS[kind][: -len(KINDS[kind]) // share])


def test_a_pdf_that_asks_for_a_passphrase_is_refused():
    with pytest.raises(Refused, match="is password-protected"):
        scans.check(paper("a passphrase"))


def test_a_pdf_without_a_page_is_refused():
    with pytest.raises(Refused, match="damaged"):
        scans.check(b"%PDF-1.7 nothing")


def test_a_scan_that_was_damaged_since_says_so():
    with pytest.raises(Refused, match="cannot be shown"):
        scanned.as_pdf("image/png", KINDS["PNG"][:60])


def test_a_picture_of_more_dots_than_asked_for_is_refused():
    with pytest.raises(Refused, match="too large"):
        picture_file.decode_picture(KINDS["PNG"], most_dots=100)
