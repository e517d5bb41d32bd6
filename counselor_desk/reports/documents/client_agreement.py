"""The client's word on a signed document, as it is printed below it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _
from counselor_desk.records.plan import PlanSignature
from counselor_desk.reports.press import marks, words
from counselor_desk.reports.press import signature as drawings


@dataclass(frozen=True)
class ClientAgreement:
    """The client's word on this version."""

    words: str
    strokes: Sequence[dict[str, Any]] = ()


def agreements(signatures: Iterable[PlanSignature], zone: str) -> tuple[ClientAgreement, ...]:
    """Who signed and how, or why there is no signature, with the clinic's time."""
    client_agreements = []
    for signature in signatures:
        at = words.moment(signature.signed_at, zone)
        if signature.manner == "declined":
            sentence = _("{name} declined to sign, {moment}: {reason}").format(
                name=signature.signer, moment=at, reason=signature.reason
            )
        elif signature.manner == "could not":
            sentence = _("{name} could not sign, {moment}: {reason}").format(
                name=signature.signer, moment=at, reason=signature.reason
            )
        else:
            sentence = _("Signed by {name}, {relation}, {manner}, {moment}").format(
                name=signature.signer,
                relation=signature.relation,
                manner=signature.manner,
                moment=at,
            )
        client_agreements.append(ClientAgreement(sentence, tuple(signature.strokes)))
    return tuple(client_agreements)


def story(client_agreements: Sequence[ClientAgreement]) -> list[Flowable]:
    """Signatures as they were drawn, and words; room to sign by hand where there is none yet."""
    if not client_agreements:
        return [marks.gap(12), marks.write_in_lines(_("Client")), marks.write_in_lines(_("Date"))]
    signed: list[Flowable] = []
    for word in client_agreements:
        if word.strokes:
            signed.append(drawings.SignatureDrawing(word.strokes))
        signed.append(marks.paragraph(word.words))
    return signed
