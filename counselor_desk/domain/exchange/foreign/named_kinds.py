"""Files that are no list of clients and no chart, each named for what it is with what to do instead."""

import re

from counselor_desk.core.i18n import LazyText, lazy

_BEGINNINGS: tuple[tuple[re.Pattern[bytes], LazyText], ...] = (
    (
        re.compile(rb"MSH\|"),
        lazy("This is an HL7 version 2 message. Ask the other program for FHIR or C-CDA."),
    ),
    (re.compile(rb"(FHS|BHS)\|"), lazy("This is a batch of HL7 version 2 messages. Ask for FHIR or C-CDA.")),
    (
        re.compile(rb"ISA[*|^~]"),
        lazy("This is an insurance file (X12). Ask the other program for CSV or FHIR."),
    ),
    (re.compile(rb"\{\\rtf"), lazy("This is a text document (RTF). Ask the other program for CSV or FHIR.")),
    (re.compile(rb"MIME-Version:", re.IGNORECASE), lazy("This is a saved web page. Export the list as CSV.")),
    (re.compile(rb"BEGIN:VCALENDAR", re.IGNORECASE), lazy("This is a calendar. Choose a list of clients.")),
    (
        re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|II\*\0|MM\0\*"),
        lazy("This is a picture. Export the list as CSV."),
    ),
    (re.compile(rb"SQLite format 3\0"), lazy("This is a database. Ask the other program for CSV or FHIR.")),
    (re.compile(rb"\0\x01\0\0Standard (Jet|ACE) DB"), lazy("This is an Access database. Export it as CSV.")),
    (re.compile(rb"%PDF"), lazy("This is a PDF. Ask the other program for a CSV or FHIR export.")),
    (re.compile(rb"\x1f\x8b|BZh|7z\xbc\xaf|Rar!"), lazy("This file is zipped. Unzip it first.")),
)


def name_of(raw: bytes) -> str:
    """What is said of a file that cannot hold clients, or "" for any other."""
    start = raw[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    return next((str(words) for pattern, words in _BEGINNINGS if pattern.match(start)), "")
