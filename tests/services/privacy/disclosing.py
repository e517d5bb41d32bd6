"""Discloses as the window does: the pages are drawn, then kept with their line in one act."""

from counselor_desk.reports.privacy import disclosure
from counselor_desk.services.documents.own_words import OwnWords
from counselor_desk.services.privacy import disclosures
from counselor_desk.services.privacy.disclosures import SPOKEN
from counselor_desk.ui.privacy import disclosure_paper


def prepared(desk, asked):
    """What `disclosures.disclose` is given: the question, what was weighed, the pages."""
    if asked.way == SPOKEN:
        return (asked,)
    found = desk.do(disclosure.prepare, asked)
    sent, _pdf = disclosure_paper.to_send(found, asked.client_id, OwnWords(desk))
    return asked, found.weighed, sent


def disclosed(desk, asked):
    return desk.do(disclosures.disclose, *prepared(desk, asked))
