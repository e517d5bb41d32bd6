"""The clinic's mark: any picture is drawn anew, what is no picture is refused, paper shows it."""

import io
import struct
import zlib

import pytest
from PIL import Image
from pypdf import PdfReader

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.reports.press import press, shelf
from counselor_desk.services.clinic import paper


def picture(kind="PNG", size=(2000, 500)):
    made = io.BytesIO()
    Image.new("RGB", size, "navy").save(made, kind, comment=b"taken at home")
    return made.getvalue()


def images(desk):
    report = shelf.report("caseload")
    data = desk.do(report.gather)
    pdf = press.render(report, data)
    assert pdf == press.render(report, data)
    return [len(page.images) for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_stands_on_every_page_and_comes_off_again(desk, kind):
    assert set(images(desk)) == {0}
    desk.as_(4)
    desk.do(paper.set_logo, picture(kind))
    kept = Image.open(io.BytesIO(desk.do(paper.logo)))
    assert kept.format == "PNG"
    assert kept.width <= paper.BOX[0]
    assert b"taken at home" not in desk.do(paper.logo)
    assert set(images(desk)) == {1}
    desk.do(paper.remove_logo)
    assert set(images(desk)) == {0}


@pytest.mark.parametrize("file", [b"", b"GIF89a", b"<svg/>", picture()[:200], b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_refused(desk, file):
    desk.as_(4)
    with pytest.raises(Refused, match="PNG or JPEG"):
        desk.do(paper.set_logo, file)


def test_a_file_too_large_is_refused(desk):
    desk.as_(4)
    with pytest.raises(Refused, match="too large"):
        desk.do(paper.set_logo, b"x" * (paper.LARGEST_FILE + 1))


def test_a_small_file_that_says_it_is_a_huge_picture_is_refused(desk):
    said = b"IHDR" + struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    file = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + said
    desk.as_(4)
    with pytest.raises(Refused, match="too large"):
        desk.do(
            paper.set_logo,
            file + struct.pack(">I", zlib.crc32(said)) + struct.pack(">I4s", 9, b"IDAT"),
        )


def test_a_counselor_does_not_change_the_paper(desk):
    with pytest.raises(Forbidden):
        desk.do(paper.set_logo, picture())
