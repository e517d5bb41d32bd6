"""Consents, what was disclosed on which basis, and the scans that belong to them."""

import hashlib
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.domain.privacy.consent import (
    ConsentKind,
    ConsentTerms,
    MissingElement,
    SignerKind,
    check_together,
    lacking_before_signing,
)
from counselor_desk.domain.privacy.consent_form import terms_of
from counselor_desk.domain.privacy.disclosure import Basis
from counselor_desk.records.base import Body, Countable, OfClient, Record, canonical


class Consent(OfClient, Record):
    """A client's written consent with every element of 42 CFR 2.31; sealed once it is signed."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    form: Mapped[str]
    form_version: Mapped[int]
    kind: Mapped[ConsentKind]
    body: Mapped[Body] = mapped_column(default_factory=dict)
    expires_on: Mapped[date | None] = mapped_column(default=None, index=True)
    made_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    signer: Mapped[str] = mapped_column(default="")
    signer_basis: Mapped[str] = mapped_column(default="")
    signer_reason: Mapped[str] = mapped_column(default="")
    signed_on: Mapped[date | None] = mapped_column(default=None)
    signed_at: Mapped[datetime | None] = mapped_column(default=None)
    witnessed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)
    strokes: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
    on_paper: Mapped[bool] = mapped_column(default=False)
    digest: Mapped[str] = mapped_column(default="")
    revoked_on: Mapped[date | None] = mapped_column(default=None)
    revoked_how: Mapped[str] = mapped_column(default="")
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)
    event_on: Mapped[date | None] = mapped_column(default=None)
    known_false: Mapped[str] = mapped_column(default="")  # why, 42 CFR 2.31(c)

    def terms(self) -> ConsentTerms:
        return terms_of(
            self.kind,
            {**self.body, "expires_on": self.expires_on},
            signer=self.signer,
            signer_basis=self.signer_basis,
            is_signed=bool(self.digest),
            signed_on=self.signed_on,
            revoked_on=self.revoked_on,
            event_on=self.event_on,
            known_false=bool(self.known_false),
        )

    def revise(self, body: Body, expires_on: date | None, at: datetime) -> None:
        if self.signed_at is not None:
            raise Refused(_("A signed consent cannot be changed. Make a new one and revoke this one."))
        self.body, self.expires_on, self.changed_at = body, expires_on, at

    def lacks(self) -> list[MissingElement]:
        return lacking_before_signing(self.terms())

    def sign(self, signer: str, basis: str, reason: str, on: date, at: datetime) -> None:
        """Refused with the names of what is missing; the strokes or the scan come before."""
        if self.signed_at is not None:
            raise Refused(_("This consent is already signed."))
        check_together(self.terms().kinds)
        # As if signed on that day: an end before the signature is none.
        lacks = lacking_before_signing(replace(self.terms(), signed_on=on))
        if first_lack := next((lack for lack in lacks if lack.told), None):
            raise Refused(_("Not signed yet. {sentence}").format(sentence=first_lack.told), first_lack.field)
        if lacks:
            names = "; ".join(lack.words for lack in lacks)
            raise Refused(_("Not signed yet. Still missing: {names}.").format(names=names), lacks[0].field)
        if not signer.strip():
            raise Refused(_("Type the name of the person who signs."), "signer")
        if basis != SignerKind.DECLINED and not (self.strokes or self.on_paper):
            raise Refused(_("Sign on the screen, or tick that the paper is signed."), "signature")
        if on > at.astimezone().date():
            raise Refused(_("The date of signing can't be in the future."), "signed_on")
        self.signer, self.signer_basis, self.signer_reason = signer.strip(), basis, reason.strip()
        self.signed_on, self.signed_at = on, at
        self.digest = self.seal()

    def seal(self) -> str:
        """SHA-256 over what the signature stands for."""
        signed = [self.form, self.form_version, self.kind, self.body, self.expires_on]
        signed += [self.client_id, self.signer, self.signed_on, self.signed_at, self.strokes]
        return hashlib.sha256(canonical(signed)).hexdigest()

    def revoke(self, on: date, how: str, by: int) -> None:
        """In writing, from the day it was received; what went out before stands."""
        self._expect_signed()
        if self.revoked_on is not None:
            raise Refused(_("This consent has already been revoked."))
        if not how.strip():
            raise Refused(_("Say how the client revoked it in writing."), "revoked_how")
        if self.signed_on is not None and on < self.signed_on:
            raise Refused(_("A consent can't be revoked before it was signed."), "revoked_on")
        self.revoked_on, self.revoked_how, self.revoked_by = on, how.strip(), by

    def end_by_event(self, on: date) -> None:
        self._expect_signed()
        if not str(self.body.get("expires_event") or "").strip():
            raise Refused(_("This consent does not end with an event."))
        if self.signed_on is not None and on < self.signed_on:
            raise Refused(_("A consent can't end before it was signed."), "event_on")
        self.event_on = on

    def mark_false(self, why: str) -> None:
        self._expect_signed()
        if not why.strip():
            raise Refused(_("Say why the consent is known to be false."), "known_false")
        self.known_false = why.strip()

    def _expect_signed(self) -> None:
        if self.signed_at is None:
            raise Refused(_("This consent is not signed. Discard it instead."))


class Scan(OfClient, Record):
    """A paper that was signed or received, kept inside the vault."""

    __tablename__ = "scan"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("consent.id"), index=True, default=None)
    label: Mapped[str]
    media: Mapped[str]
    content: Mapped[bytes]
    added_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]


class Disclosed(OfClient, Countable, Record):
    """One line of the accounting of disclosures; written by the act, never by hand."""

    __tablename__ = "disclosed"
    COUNTED: ClassVar[frozenset[str]] = frozenset(
        {"id"}
    )  # the next number is known before its pages are drawn

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    at: Mapped[datetime] = mapped_column(index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    recipient: Mapped[str]
    recipient_kind: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    purpose: Mapped[str]
    basis: Mapped[str]
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("consent.id"), default=None)
    categories: Mapped[list[str]] = mapped_column(default_factory=list)
    description: Mapped[str] = mapped_column(default="")
    way: Mapped[str] = mapped_column(default="paper")
    facts: Mapped[Body] = mapped_column(default_factory=dict)  # of the basis, as the law lists them
    documents: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)

    def without_words(self) -> "Disclosed":
        """Of basis and purpose the names alone: what the emergency or the report was is the chart's."""
        told = {column.name: getattr(self, column.name) for column in fields(self)}
        kept = {key: value for key, value in self.facts.items() if key in ("cites", "consent")}
        named = self.purpose.partition(":")[0] if self.basis == Basis.CONSENT else self.basis
        return Disclosed(**{**told, "facts": kept, "purpose": named})


class DisclosedPaper(OfClient, Record):
    """The pages of one disclosure as they left, so that the accounting can be held against them."""

    __tablename__ = "disclosed_paper"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    disclosed_id: Mapped[int] = mapped_column(ForeignKey("disclosed.id"), unique=True)
    pages: Mapped[int]
    sha256: Mapped[str]  # of the PDF that left
    content: Mapped[bytes]
    sealed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), default=None)
    kept_at: Mapped[datetime]

    @staticmethod
    def facts_of(client_id: int, disclosed_id: int) -> bytes:
        """What the pages of a disclosure are sealed under: in another's place they do not open."""
        return f"disclosed/{client_id}/{disclosed_id}".encode()
