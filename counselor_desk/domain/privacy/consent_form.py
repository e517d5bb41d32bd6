"""A printed kind of consent: its words, what it proposes, and what a clinic may change."""

from dataclasses import dataclass
from typing import Any

from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Choice, Field, Form, Kind, Section
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.privacy.consent import (
    ConsentKind,
    ConsentTerms,
    PurposeKind,
    Recipient,
    RecipientKind,
    SignerKind,
)


@dataclass(frozen=True)
class ConsentForm:
    """One kind of consent as its file in resources/consents has it."""

    id: str
    title: str
    version: int
    source: str
    kind: ConsentKind
    intro: str
    revocation: str
    order: int = 50
    information: str = ""
    recipients: str = ""
    recipient_kind: RecipientKind = RecipientKind.OTHER
    purpose: str = ""
    expires_event: str = ""
    redisclosure: str = ""
    potential: str = ""
    consequences: str = ""
    categories: tuple[Category, ...] = ()
    note: str = ""
    may_decline: bool = False  # a receipt: what was offered is written down, signed or not

    def proposed(self, client: str, discloser: str) -> dict[str, Any]:
        """What stands in the form before anybody has typed."""
        recipients = [{"name": self.recipients, "kind": str(self.recipient_kind)}]
        return {
            "client": client,
            "discloser": discloser,
            "categories": [str(c) for c in self.categories],
            "information": self.information,
            "recipients": recipients if self.recipients else [],
            "purpose": self.purpose,
            "expires_event": self.expires_event,
            "revocation": self.revocation,
            "redisclosure": self.redisclosure,
            "potential": self.potential,
            "consequences": self.consequences,
        }

    def form(self) -> Form:
        """Every element of 42 CFR 2.31(a) as a field; of an agreement, what is agreed."""
        if self.kind is ConsentKind.CARE:
            return Form(self.title, _agreed())
        return Form(self.title, (*_sections(self), *_statements(self)))


def _sections(kind: ConsentForm) -> tuple[Section, ...]:
    categories = tuple(
        Choice(str(c), c.words.capitalize())
        for c in Category
        if (c is Category.COUNSELING_NOTES) == (kind.kind is ConsentKind.COUNSELING_NOTES)
    )
    kinds = tuple(Choice(str(k), k.words.capitalize()) for k in RecipientKind)
    columns = (
        Field("name", _("Name or class"), required=True),
        Field("kind", _("As"), Kind.CHOICE, True, kinds, beside=True),
        Field("address", _("Address, phone or fax")),
        Field("relation", _("Relation to the client"), beside=True),
    )
    end = _("A date, or below an event that is tied to the client or the purpose.")
    event = _(
        "“End of the treatment” ends it on the day of discharge, before the last bill. “None” is enough "
        "for treatment, payment and operations alone (42 CFR 2.31(a)(7))."
    )
    return (
        Section(
            _("Whose record, and who discloses it"),
            (
                Field("client", _("Name of the client"), required=True),
                Field("discloser", _("Who may disclose"), required=True),
            ),
        ),
        Section(
            _("What may be disclosed"),
            (
                Field("categories", _("Kinds of information"), Kind.CHOICES, True, categories),
                Field("information", _("Specific description"), Kind.TEXT, True),
            ),
        ),
        Section(
            _("To whom, and what for"),
            (
                Field("recipients", _("Recipients"), Kind.ROWS, True, columns=columns),
                Field("intermediary", _("Intermediary, if one passes the record on")),
                Field("intermediary_for", _("Whom the intermediary may pass it on to")),
                Field("purpose", _("Purpose"), Kind.TEXT, True),
                Field(
                    "purpose_kind",
                    _("What kind of purpose that is"),
                    Kind.CHOICE,
                    choices=tuple(Choice(str(k), k.words.capitalize()) for k in PurposeKind),
                    help=_(
                        "Left open, what goes to a provider, a plan or a payer counts as treatment, "
                        "payment or operations."
                    ),
                ),
            ),
        ),
        Section(
            _("Until when"),
            (
                Field("expires_on", _("Ends on"), Kind.DATE, help=end),
                Field("expires_event", _("or with this event"), help=event),
            ),
        ),
    )


def _agreed() -> tuple[Section, ...]:
    return (
        Section(
            _("Who agrees to what"),
            (
                Field("client", _("Name of the client"), required=True),
                Field("discloser", _("Program"), required=True),
                Field("information", _("What is agreed"), Kind.TEXT, True),
                Field("revocation", _("How it can be revoked"), Kind.TEXT),
                Field("expires_on", _("Ends on"), Kind.DATE),
            ),
        ),
    )


def _statements(kind: ConsentForm) -> tuple[Section, ...]:
    fields = [Field("revocation", _("Right to revoke, and how"), Kind.TEXT, True)]
    if kind.kind is not ConsentKind.PROCEEDINGS:
        fields.append(
            Field(
                "redisclosure",
                _("Redisclosure under HIPAA"),
                Kind.TEXT,
                kind.kind is ConsentKind.TPO,
                help=_(
                    "Needed when a provider, a health plan, a payer or who works for them receives it for "
                    "treatment, payment or operations (42 CFR 2.31(a)(4)(iii))."
                ),
            )
        )
        fields.append(
            Field(
                "fundraising",
                _("Right to have no fundraising"),
                help=_("Needed only when the program raises funds with it (42 CFR 2.31(a)(5)(iii))."),
            )
        )
    if kind.kind is ConsentKind.TPO:
        fields += [
            Field("potential", _("It may be redisclosed unprotected"), Kind.TEXT, True),
            Field("consequences", _("What follows from not signing"), Kind.TEXT, True),
        ]
    return (Section(_("What the client is told"), tuple(fields)),)


def signing_form(may_decline: bool = False) -> Form:
    """Who signs and how: on the screen, or on paper with the scan kept in the vault."""
    signers = [kind for kind in SignerKind if may_decline or kind.is_of_client]
    return Form.of(
        _("Signature"),
        Field("signer", _("Name of the person who signs"), required=True),
        Field(
            key="signer_basis",
            label=_("Signs as"),
            kind=Kind.CHOICE,
            required=True,
            choices=tuple(Choice(str(s), s.words.capitalize()) for s in signers),
            help=_(
                "Under 18, a parent never signs alone. At 18, the client signs, or a person "
                "with legal authority."
            ),
        ),
        Field(
            "signer_reason",
            _("Who signs as well, by what right, or why the client did not")
            if may_decline
            else _("Who signs as well, or by what right"),
            help=_(
                "Under 18: the parent or guardian who signs too, or the state law that lets the "
                "client consent alone (42 CFR 2.14). For someone else: the right (2.15)."
            ),
        ),
        Field("signed_on", _("Signed on"), Kind.DATE, True),
    )


def terms_of(kind: ConsentKind, values: dict[str, Any], **more: Any) -> ConsentTerms:
    """The elements of a consent from a form's stored values."""
    recipients = tuple(
        Recipient(
            row.get("name") or "",
            RecipientKind(row["kind"]) if row.get("kind") else RecipientKind.OTHER,
            row.get("address") or "",
            row.get("relation") or "",
        )
        for row in values.get("recipients") or []
    )
    texts: dict[str, Any] = {
        key: values.get(key) or ""
        for key in (
            "client",
            "discloser",
            "information",
            "intermediary",
            "intermediary_for",
            "redisclosure",
            "purpose",
            "fundraising",
            "revocation",
            "expires_event",
            "potential",
            "consequences",
        )
    }
    return ConsentTerms(
        kinds=(kind,),
        categories=frozenset(Category(c) for c in values.get("categories") or []),
        recipients=recipients,
        purpose_kind=PurposeKind(values["purpose_kind"]) if values.get("purpose_kind") else None,
        expires_on=values.get("expires_on"),
        **texts,
        **more,
    )
