"""The year's ICD-10-CM order file as CMS publishes it: read, checked, and held against the list before."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _

# CMS, "ICD-10-CM/PCS order files", format of the file as its readme gives it, read on 30 Nov 2026 in public
# copies of that text: columns 1-5 a number, 7-13 the code without its dot, 15 "1" for a code and
# "0" for a heading, 17-76 the short title, 78 on the long one.
_LINE = re.compile(r"(\d{5}) ([A-Z0-9]{3,7}) *\s([01]) (.{60}) (\S.*)")
CODE = re.compile(r"[A-Z][0-9][0-9A-Z](?:\.?[0-9A-Z]{1,4})?")
FEWEST = 20_000  # the published list has about a hundred thousand lines
LARGEST_MB = 40


@dataclass(frozen=True)
class OrderedCode:
    """One line of the file."""

    code: str
    title: str
    billable: bool


@dataclass(frozen=True)
class CodeListChange:
    """What a new list changes, before it is taken: nothing is lost, some codes end."""

    title: str
    starts_on: date
    lines: int
    billable: int
    new: tuple[str, ...]
    ended: tuple[str, ...]
    reworded: int
    in_charts: Mapping[str, int]  # codes of open diagnoses that end, with how many charts have them


def dotted(code: str) -> str:
    """ "f1120" is F11.20."""
    bare = code.strip().upper().replace(".", "")
    return bare if len(bare) <= 3 else f"{bare[:3]}.{bare[3:]}"


def is_code(written: str) -> bool:
    """Whether it is of the form of a code, known or not."""
    return bool(CODE.fullmatch(written.strip().upper()))


def read_order(content: bytes) -> list[OrderedCode]:
    """Every line of the file. Refused with the number of the first line that is none of the list's."""
    code_by_id: dict[str, OrderedCode] = {}
    for number, line in enumerate(_text(content).splitlines(), 1):
        if not line.strip():
            continue
        match = _LINE.fullmatch(line.rstrip())
        if match is None:
            raise Refused(
                _(
                    "Line {n} is not as CMS writes its order file. Choose the file named icd10cm_order."
                ).format(n=number),
                "file",
            )
        code = dotted(match[2])
        if code in code_by_id:
            raise Refused(_("{code} appears twice, in line {n}.").format(code=code, n=number), "file")
        code_by_id[code] = OrderedCode(code, match[5].strip(), match[3] == "1")
    if len(code_by_id) < FEWEST:
        raise Refused(
            _("This file has {n} codes. The whole list has about a hundred thousand: choose that.").format(
                n=f"{len(code_by_id):,}"
            ),
            "file",
        )
    return list(code_by_id.values())


def _text(content: bytes) -> str:
    if len(content) > LARGEST_MB * 1024 * 1024:
        raise Refused(
            _("This file is larger than {n} MB: it is not a code list.").format(n=LARGEST_MB), "file"
        )
    if content.startswith(b"PK"):
        raise Refused(
            _("This file is zipped. Unzip it, and choose the text file whose name has “order” in it."),
            "file",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def ends_on(starts_on: date) -> date:
    """The last day before the next list of October: codes change on October 1 and some on April 1."""
    first = date(starts_on.year + (starts_on >= date(starts_on.year, 10, 1)), 10, 1)
    return first - timedelta(days=1)


def check_start(starts_on: date) -> None:
    """Lists begin on 1 October and 1 April."""
    if (starts_on.month, starts_on.day) not in ((10, 1), (4, 1)):
        raise Refused(_("A list begins on October 1 or April 1."), "starts_on")


def as_lines(codes: Iterable[OrderedCode]) -> str:
    """The list as this program reads it: code, mark and title apart by tabs."""
    return "".join(f"{one.code}\t{int(one.billable)}\t{one.title}\n" for one in codes)
