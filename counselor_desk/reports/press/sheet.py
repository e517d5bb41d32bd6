"""What stands round the pages of a print, worded and ready."""

from dataclasses import dataclass

from counselor_desk.reports.press import styles


@dataclass(frozen=True)
class Sheet:
    """What stands round every page: whose paper it is, what it is, and how far it has come.

    `notice` stands at the foot of every page.
    """

    title: str
    clinic: str = ""
    clinic_lines: tuple[str, ...] = ()
    subject: str = ""
    facts: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    draft: bool = False
    notice: str = ""
    printed: str = ""
    edition: str = ""
    paper: str = "letter"
    size: float = styles.BODY
    wide: bool = False
    language: str = "en"
    logo: bytes = b""  # a PNG
    color: str = ""  # of titles and bars, as #rrggbb; "" is black
    bare: bool = False  # to be cut in pieces: no head, no foot, no margin
    under: tuple[str, ...] = ()  # the bookmarks below which this paper's own stand, outermost first
