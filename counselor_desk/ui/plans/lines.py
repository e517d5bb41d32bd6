"""What is said in one line of a plan's versions and drafts, its signatures and its gaps."""

from collections.abc import Iterable

from counselor_desk.core.i18n import Glossary, _, lazy
from counselor_desk.domain.plans.golden_thread import Break, Gap
from counselor_desk.records.document import WRITABLE, Document, Status
from counselor_desk.records.plan import PlanSignature
from counselor_desk.services.plans.plans import OpenDraft
from counselor_desk.ui.documents.view import STATUS, TONES
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.paged import Line

GAPS = Glossary(
    {
        Gap.NO_PLAN: lazy("There is no signed plan yet"),
        Gap.OVERDUE: lazy("The review is overdue"),
        Gap.UNTOUCHED: lazy("Nobody worked on it for 30 days"),
        Gap.NOT_SHOWN: lazy("No diagnosis, score or finding behind it"),
        Gap.PAST_TARGET: lazy("Past its target date"),
        Gap.NO_OBJECTIVE: lazy("A note names no objective"),
    }
)


def of_colleagues(drafts: Iterable[OpenDraft]) -> str:
    said = _("{name} has been writing a version of this plan since {day}.")
    return " ".join(
        said.format(name=one.author, day=words.full_day(words.local(one.since).date())) for one in drafts
    )


def of_draft(document: Document) -> Line:
    moment = words.moment(document.changed_at)
    return Line(_("Last written {moment}").format(moment=moment), light=True)


def of_version(document: Document) -> Line:
    status = () if document.status is Status.FINAL else ((STATUS[document.status], TONES[document.status]),)
    signed = document.signed_at or document.changed_at
    assert document.status not in WRITABLE
    return Line(_("Signed {moment}").format(moment=words.moment(signed)), chips=status, light=True)


def of_signature(signature: PlanSignature, document: Document) -> str:
    at = words.moment(signature.signed_at)
    if signature.manner == "declined":
        said = _("{name} declined to sign, {moment}: {reason}")
        return said.format(name=signature.signer, moment=at, reason=signature.reason)
    same = "" if signature.shown_digest == document.digest else _(" (an earlier text)")
    said = _("Signed by {name}, {relation}, {manner}, {moment}")
    return (
        said.format(name=signature.signer, relation=signature.relation, manner=signature.manner, moment=at)
        + same
    )


def of_gap(found: Break) -> Line:
    if found.on is not None:
        return Line(GAPS[found.gap], words.full_day(found.on), light=True)
    return Line(found.words or GAPS[found.gap], GAPS[found.gap] if found.words else "", light=True)


def of_ratings(client: int | None, counselor: int | None) -> str:
    said = []
    if client is not None:
        said.append(_("client {n} of 10").format(n=client))
    if counselor is not None:
        said.append(_("counselor {n} of 10").format(n=counselor))
    return ", ".join(said)
