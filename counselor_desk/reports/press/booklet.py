"""Lays the pages of a print side by side, so that the sheets, folded in the middle, read on."""

from io import BytesIO

from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.generic import NameObject

HALVES = {"letter": "half_letter", "a4": "a5"}  # what a page of a booklet is set on


def order(pages: int) -> list[tuple[int | None, int | None]]:
    """Which pages stand side by side on each side of paper. None is a blank page."""
    padded = pages + -pages % 4
    made: list[tuple[int | None, int | None]] = []
    for side in range(padded // 2):
        low, high = side, padded - 1 - side
        left, right = (high, low) if side % 2 == 0 else (low, high)
        made.append((left if left < pages else None, right if right < pages else None))
    return made


def impose(pdf: bytes, size: tuple[float, float]) -> bytes:
    """Two pages a side on lying sheets of this size, title and language kept; print both sides,
    turned at the short edge. The same print gives the same bytes."""
    reader, writer = PdfReader(BytesIO(pdf)), PdfWriter()
    tall, wide = min(size), max(size)
    for pair in order(len(reader.pages)):
        sheet = PageObject.create_blank_page(width=wide, height=tall)
        for place, page in enumerate(pair):
            if page is not None:
                _put(reader.pages[page], sheet, place * wide / 2)
        writer.add_page(sheet)
    writer.compress_identical_objects()
    if reader.metadata is not None:
        writer.add_metadata({k: v for k, v in reader.metadata.items() if isinstance(v, str)})
    language = reader.root_object.get("/Lang")
    if language is not None:
        writer.root_object[NameObject("/Lang")] = language
    # Which edge to turn at: a viewer that prints by itself offers it.
    writer.create_viewer_preferences()
    writer.viewer_preferences.duplex = "/DuplexFlipShortEdge"  # type: ignore[union-attr]
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def _put(page: PageObject, sheet: PageObject, left: float) -> None:
    """A page in the middle of its half, as large as it fits."""
    room, tall = sheet.mediabox.width / 2, sheet.mediabox.height
    share = min(room / page.mediabox.width, tall / page.mediabox.height)
    across, up = page.mediabox.width * share, page.mediabox.height * share
    moved = (
        Transformation()
        .scale(share)
        .translate(left + (float(room) - float(across)) / 2, (float(tall) - float(up)) / 2)
    )
    sheet.merge_transformed_page(page, moved)
