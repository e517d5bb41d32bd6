"""What is said in one line of a plan's versions and drafts, its signatures and its gaps."""

from collections.abc import Iterable

from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.domain.plans.golden_thread import GapKind, ThreadGap
from counselor_desk.records.document import WRITABLE, Document, Status
from counselor_desk.services.plans.plans import OpenDraft
from counselor_desk.ui.documents.view import STATUS, TONES
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.paged import RowText

GAPS = Glossary(
    {
        GapKind.NO_PLAN: lazy("There is no signed plan yet"),
        GapKind.OVERDUE: lazy("The review is overdue"),
        GapKind.UNTOUCHED: lazy("Nobody worked on it for 30 days"),
        GapKind.NOT_SHOWN: lazy("No diagnosis, score or finding behind it"),
        GapKind.PAST_TARGET: lazy("Past its target date"),
        GapKind.NO_OBJECTIVE: lazy("A note names no objective"),
    }
)


def of_colleagues(drafts: Iterable[OpenDraft]) -> str:
    message = _("{name} has been writing a version of this plan since {day}.")
    return " ".join(
        message.format(name=open_draft.author, day=words.full_day(words.local(open_draft.since).date()))
        for open_draft in drafts
    )


def of_draft(document: Document) -> RowText:
    moment = words.moment(document.changed_at)
    return RowText(_("Last written {moment}").format(moment=moment), light=True)


def of_version(document: Document) -> RowText:
    status = () if document.status is Status.FINAL else ((STATUS[document.status], TONES[document.status]),)
    signed = document.signed_at or document.changed_at
    assert document.status not in WRITABLE
    return RowText(_("Signed {moment}").format(moment=words.moment(signed)), chips=status, light=True)


def of_gap(found: ThreadGap) -> RowText:
    if found.on is not None:
        return RowText(GAPS[found.gap], words.full_day(found.on), light=True)
    return RowText(found.words or GAPS[found.gap], GAPS[found.gap] if found.words else "", light=True)


def of_ratings(client: int | None, counselor: int | None) -> str:
    messages = []
    if client is not None:
        messages.append(_("client {n} of 10").format(n=client))
    if counselor is not None:
        messages.append(_("counselor {n} of 10").format(n=counselor))
    return ", ".join(messages)
