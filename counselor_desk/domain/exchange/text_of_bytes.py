"""Bytes of a file made into text, whichever of the usual encodings they are in."""

import codecs
from dataclasses import dataclass

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy

LIMIT_MB = 20
LIMIT = LIMIT_MB * 1024 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KNOWN = (
    (b"PK\x03\x04", lazy("This is a workbook or a packed file, not a text file. Save it as CSV first.")),
    (b"%PDF", lazy("This is a PDF. Ask the other program for a CSV or FHIR export.")),
    (b"\xd0\xcf\x11\xe0", lazy("This is an Excel workbook. Save it as CSV first.")),
    (b"\x1f\x8b", lazy("This file is zipped. Unzip it first.")),
)


@dataclass(frozen=True)
class DecodedText:
    """The text of a file and the encoding it was read in."""

    content: str
    encoding: str

    @property
    def is_guessed(self) -> bool:
        return self.encoding == "cp1252"


def too_large(size: int) -> Refused:
    return Refused(
        _(
            "The file has {size} MB; at most {most} MB can be read at once. Export fewer clients at a time."
        ).format(size=size // 1048576, most=LIMIT_MB)
    )


def read_text(raw: bytes) -> DecodedText:
    """Text of UTF-8, UTF-16, UTF-32 or, as the last guess, Windows-1252."""
    if len(raw) > LIMIT:
        raise too_large(len(raw))
    for mark, message in _KNOWN:
        if raw.startswith(mark):
            raise Refused(str(message))
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return DecodedText(_decoded(raw[len(mark) :], encoding), encoding)
    return _unmarked(raw)


def _unmarked(raw: bytes) -> DecodedText:
    start = raw[:400]
    if start.count(0) > len(start) // 4 and len(raw) % 2 == 0:
        encoding = "utf-16-le" if start[1::2].count(0) >= start[0::2].count(0) else "utf-16-be"
        text = DecodedText(_decoded(raw, encoding), encoding)
        if "\0" not in text.content:
            return text
    if 0 in start:
        raise Refused(_("This is not a text file. Choose a CSV file or a FHIR bundle."))
    try:
        return DecodedText(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return DecodedText(_decoded(raw, "cp1252"), "cp1252")


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(_("The file's text encoding could not be read. Save it again as UTF-8.")) from error
