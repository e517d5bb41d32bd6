"""A consent as it is printed: every element of 42 CFR 2.31 in its place, and the signature."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _
from counselor_desk.domain.privacy.consent import ConsentTerms, SignerKind
from counselor_desk.domain.privacy.consent_form import ConsentForm
from counselor_desk.records.privacy import Consent
from counselor_desk.reports.press import marks, signature, words


@dataclass(frozen=True)
class ConsentPaper:
    """What is printed of a consent."""

    title: str
    intro: str
    terms: ConsentTerms
    signer: str
    signer_reason: str
    signed: str
    strokes: Sequence[dict[str, Any]]
    on_paper: bool
    revoked: str
    source: str
    may_decline: bool = False

    @property
    def is_signed(self) -> bool:
        return bool(self.signed)


def paper(consent: Consent, form: ConsentForm, zone: str) -> ConsentPaper:
    signed = ""
    if consent.signed_at is not None and consent.signed_on is not None:
        sentence = _("Signed by {name} as {basis} on {day}, recorded {moment}")
        if consent.signer_basis == SignerKind.DECLINED:
            sentence = _("Not signed by the client. Offered by {name} on {day}, recorded {moment}")
        signed = sentence.format(
            name=consent.signer,
            basis=consent.signer_basis,
            day=words.day(consent.signed_on),
            moment=words.moment(consent.signed_at, zone),
        )
    revoked = ""
    if consent.known_false:
        revoked = _("Known to be false: {why}").format(why=consent.known_false)
    elif consent.revoked_on is not None:
        revoked = _("Revoked on {day}: {how}").format(
            day=words.day(consent.revoked_on), how=consent.revoked_how
        )
    elif consent.event_on is not None:
        revoked = _("Ended on {day}: {event}").format(
            day=words.day(consent.event_on), event=consent.terms().expires_event
        )
    return ConsentPaper(
        title=form.title,
        intro=form.intro,
        terms=consent.terms(),
        signer=consent.signer,
        signer_reason=consent.signer_reason,
        signed=signed,
        strokes=tuple(consent.strokes),
        on_paper=consent.on_paper,
        revoked=revoked,
        source=form.source,
        may_decline=form.may_decline,
    )


def story(paper: ConsentPaper) -> list[Flowable]:
    """All of it: the copy that 42 CFR 2.32(b) wants with each disclosure."""
    terms = paper.terms
    parts: list[Flowable] = [marks.heading(paper.title, 0), marks.paragraph(paper.intro)]
    if paper.revoked:
        parts.append(marks.box([marks.paragraph(paper.revoked)]))
    parts += _terms(paper)
    for title, words_ in (
        (_("You can revoke it"), terms.revocation),
        (_("Passing it on"), terms.redisclosure),
        (_("No fundraising"), terms.fundraising),
        (_("No longer protected"), terms.potential),
        (_("If you do not sign"), terms.consequences),
    ):
        if words_:
            parts.append(marks.keep_together([marks.heading(title), marks.paragraph(words_)]))
    return parts + _signature(paper)


def _terms(paper: ConsentPaper) -> list[Flowable]:
    """What is known; on a paper to be signed by hand, then room to write what is not."""
    terms = paper.terms
    asked: tuple[tuple[str, str, int], ...] = (
        (_("Client"), terms.client, 1),
        (_("Program"), terms.discloser, 1),
        (_("What is agreed"), terms.information, 2),
        (_("Until"), expiry_in_words(terms.expires_on, terms.expires_event), 0),
    )
    if terms.lets_out:
        asked = _disclosing(terms)
    parts: list[Flowable] = [marks.facts((name, sentence) for name, sentence, _lines in asked if sentence)]
    if not paper.is_signed:
        parts += [
            marks.write_in_lines(name, lines) for name, sentence, lines in asked if lines and not sentence
        ]
    return parts


def _disclosing(terms: ConsentTerms) -> tuple[tuple[str, str, int], ...]:
    return (
        (_("Whose record"), terms.client, 1),
        (_("Who may disclose it"), terms.discloser, 1),
        (_("What may be disclosed"), _what(terms) if terms.information else "", 2),
        (_("To whom"), _whom(terms), 2),
        (_("Intermediary"), terms.intermediary, 0),
        (_("It may pass the record on to"), terms.intermediary_for, 0),
        (_("What for"), terms.purpose, 1),
        (_("Until"), expiry_in_words(terms.expires_on, terms.expires_event), 1),
    )


def expiry_in_words(expires_on: date | None, event: str) -> str:
    return _(" or ").join(part for part in (words.day(expires_on), event) if part)


def _what(terms: ConsentTerms) -> str:
    kinds = ", ".join(sorted(terms.categories))
    return "\n".join(part for part in (terms.information, f"({kinds})" if kinds else "") if part)


def _whom(terms: ConsentTerms) -> str:
    return "\n".join(
        words.join_words([recipient.name, recipient.relation, recipient.address])
        for recipient in terms.recipients
    )


def _signature(paper: ConsentPaper) -> list[Flowable]:
    if not paper.is_signed:
        names = [_("Client, or the person who may sign for the client"), _("Witness")]
        lines: list[Flowable] = [marks.signature(names)]
        if paper.may_decline:
            declined = _("If the client did not sign: why, and who of the program offered it")
            lines += [marks.gap(14), marks.signature([declined])]
        return lines
    parts: list[Flowable] = [marks.gap(10)]
    # A signature that was drawn brings its own line.
    parts.append(signature.SignatureDrawing(paper.strokes) if paper.strokes else marks.rule())
    parts.append(marks.small(paper.signed))
    if paper.signer_reason:
        parts.append(marks.small(paper.signer_reason))
    if paper.on_paper:
        parts.append(marks.small(_("The signed paper is filed with the record.")))
    return [marks.keep_together(parts)]
