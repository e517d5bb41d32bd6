"""Discloses as the window does: the pages are drawn, then kept with their line in one act."""

from counselor_desk.reports.press import locked_pdf, press
from counselor_desk.reports.privacy import disclosure
from counselor_desk.services.privacy import disclosures
from counselor_desk.services.privacy.disclosures import SPOKEN, PagesToSend


def prepared(desk, asked):
    """What `disclosures.disclose` is given: the question, what was weighed, the pages."""
    if asked.way == SPOKEN:
        return (asked,)
    found = desk.do(disclosure.prepare, asked)
    pdf = press.render(disclosure.REPORT, found.packet)
    return asked, found.weighed, PagesToSend(pdf, locked_pdf.pages(pdf))


def disclosed(desk, asked):
    return desk.do(disclosures.disclose, *prepared(desk, asked))
