"""Disclosures under 42 CFR Part 2: none without a basis, no more than the purpose needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import ClassVar

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import LazyText, WordedEnum, _, lazy
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.privacy.consent import (
    ConsentTerms,
    RecipientKind,
    names,
    purposes,
    serves,
    why_not_usable,
)


class Basis(WordedEnum):
    """On what a disclosure rests."""

    CONSENT = "consent"
    EMERGENCY = "medical emergency"
    COURT_ORDER = "court order"
    AUDIT = "audit or evaluation"
    CHILD_ABUSE = "report of child abuse"
    CRIME = "crime at the program"
    SERVICE = "qualified service organization"
    CLIENT = "the client's own access"


@dataclass(frozen=True, kw_only=True)
class DisclosureGround:
    """A lawful basis with the facts that make it one; each checks itself when it is made."""

    basis: ClassVar[Basis]
    cites: ClassVar[str]
    needed: ClassVar[Mapping[str, LazyText]] = {}
    allowed: ClassVar[frozenset[Category]] = frozenset(Category) - {Category.COUNSELING_NOTES}

    def __post_init__(self) -> None:
        for name, words in self.needed.items():
            value = getattr(self, name)
            if value is None or value is False or (isinstance(value, str) and not value.strip()):
                raise Refused(_("Say {what}. Without it nothing may be disclosed.").format(what=words), name)

    def refuses(self, disclosure: "Disclosure") -> str:
        """One sentence why this basis does not carry the disclosure, or ""."""
        beyond = disclosure.categories - self.allowed
        if beyond:
            return _("On this basis {listed} may not be disclosed. Remove it.").format(listed=_listed(beyond))
        return ""

    def facts(self) -> dict[str, str]:
        """What is written in the accounting about the basis."""
        return {f.name: str(getattr(self, f.name)) for f in fields(self)}


@dataclass(frozen=True, kw_only=True)
class ConsentGround(DisclosureGround):
    """The client's written consent, 42 CFR 2.31 and 2.33."""

    basis = Basis.CONSENT
    cites = "42 CFR 2.31, 2.33"
    terms: ConsentTerms
    consent_id: int
    event_is_open: bool = False  # whoever discloses says that the event that ends it has not come

    def refuses(self, disclosure: "Disclosure") -> str:
        terms = self.terms
        if reason := why_not_usable(terms, disclosure.at.astimezone().date()):
            return reason
        if not terms.lets_out:
            return _("This is an agreement with the program and lets nothing out. Choose a consent.")
        if not names(terms, disclosure.recipient, disclosure.recipient_kind):
            return _("The consent does not name {recipient}. Ask the client for one.").format(
                recipient=disclosure.recipient
            )
        beyond = disclosure.categories - terms.categories
        if beyond:
            return _("The consent does not cover {listed}. Remove it.").format(listed=_listed(beyond))
        if not serves(terms, disclosure.purpose):
            sentence = " or ".join(f"“{purpose}”" for purpose in purposes(terms))
            return _("The consent is for {told} alone. Choose that, or ask the client for another.").format(
                told=sentence
            )
        if (event := terms.asked_event) and not self.event_is_open:
            return _(
                "This consent ends with “{event}”, and the chart cannot know whether that has come. Ask, and "
                "say that it has not; if it has, end the consent."
            ).format(event=event)
        return ""

    def facts(self) -> dict[str, str]:
        told = {"not come yet": self.terms.asked_event} if self.terms.asked_event else {}
        return {"consent": str(self.consent_id), **told}


@dataclass(frozen=True, kw_only=True)
class EmergencyGround(DisclosureGround):
    """A medical emergency in which consent cannot be had, 42 CFR 2.51: four facts at once."""

    basis = Basis.EMERGENCY
    cites = "42 CFR 2.51"
    medic: str
    affiliation: str
    discloser: str
    happened_at: datetime | None
    nature: str
    needed = {
        "medic": lazy("which medical personnel receive it"),
        "affiliation": lazy("to which hospital or service they belong"),
        "discloser": lazy("who discloses it"),
        "happened_at": lazy("the date and time"),
        "nature": lazy("the nature of the emergency"),
    }


@dataclass(frozen=True, kw_only=True)
class CourtOrderGround(DisclosureGround):
    """A court order with its subpoena or mandate, 42 CFR 2.61-2.67: a subpoena alone is not one."""

    basis = Basis.COURT_ORDER
    cites = "42 CFR 2.61-2.67"
    court: str
    order_number: str
    ordered_on: date | None
    has_order: bool
    has_subpoena: bool
    scope: str
    needed = {
        "court": lazy("which court"),
        "has_order": lazy("that there is an order under 42 CFR Part 2; a subpoena alone is not enough"),
        "has_subpoena": lazy("that there is a subpoena or mandate as well"),
        "order_number": lazy("the number of the order"),
        "ordered_on": lazy("the date of the order"),
        "scope": lazy("what the order allows to be disclosed"),
    }


@dataclass(frozen=True, kw_only=True)
class AuditGround(DisclosureGround):
    """An audit or evaluation by someone entitled to it, 42 CFR 2.53."""

    basis = Basis.AUDIT
    cites = "42 CFR 2.53"
    body: str
    authority: str
    agreement: str
    needed = {
        "body": lazy("who audits"),
        "authority": lazy("their authority to audit"),
        "agreement": lazy("how they agreed in writing to protect and return or destroy it"),
    }


@dataclass(frozen=True, kw_only=True)
class ChildAbuseGround(DisclosureGround):
    """A report of child abuse or neglect; the record itself stays protected, 2.12(c)(6)."""

    basis = Basis.CHILD_ABUSE
    cites = "42 CFR 2.12(c)(6)"
    allowed = frozenset()  # the report alone; no page of the chart
    authority: str
    reported: str
    needed = {"authority": lazy("to which authority it is reported"), "reported": lazy("what is reported")}


@dataclass(frozen=True, kw_only=True)
class CrimeGround(DisclosureGround):
    """A crime on the premises or against staff: the limited facts of 2.12(c)(5)."""

    basis = Basis.CRIME
    cites = "42 CFR 2.12(c)(5)"
    allowed = frozenset({Category.ATTENDANCE})
    police: str
    incident: str
    needed = {"police": lazy("to which police it is reported"), "incident": lazy("what happened")}


@dataclass(frozen=True, kw_only=True)
class ServiceGround(DisclosureGround):
    """A qualified service organization with a written agreement, 2.11 and 2.12(c)(4)."""

    basis = Basis.SERVICE
    cites = "42 CFR 2.11, 2.12(c)(4)"
    organization: str
    agreement_id: int | None
    signed_on: date | None
    ends_on: date | None = None
    needed = {
        "organization": lazy("which organization"),
        "agreement_id": lazy("the agreement in the register"),
        "signed_on": lazy("the day the agreement was signed"),
    }

    def refuses(self, disclosure: "Disclosure") -> str:
        on = disclosure.at.astimezone().date()
        if self.ends_on is not None and on > self.ends_on:
            return _("The agreement with this organization has ended. Renew it first.")
        if self.signed_on is not None and on < self.signed_on:
            return _("The agreement with this organization is not in force yet.")
        return super().refuses(disclosure)


@dataclass(frozen=True, kw_only=True)
class ClientRequestGround(DisclosureGround):
    """The client's own records, 42 CFR 2.23 and 45 CFR 164.524."""

    basis = Basis.CLIENT
    cites = "42 CFR 2.23, 45 CFR 164.524"
    identified: str
    needed = {"identified": lazy("how the client was identified")}


GROUNDS: dict[Basis, type[DisclosureGround]] = {
    ground.basis: ground
    for ground in (
        ConsentGround,
        EmergencyGround,
        CourtOrderGround,
        AuditGround,
        ChildAbuseGround,
        CrimeGround,
        ServiceGround,
        ClientRequestGround,
    )
}


@dataclass(frozen=True, kw_only=True)
class Disclosure:
    """What goes out, to whom, for what, on what basis. It cannot exist without one that holds."""

    recipient: str
    recipient_kind: RecipientKind
    purpose: str
    categories: frozenset[Category]
    ground: DisclosureGround
    at: datetime
    discloser: str

    def __post_init__(self) -> None:
        if not isinstance(self.ground, DisclosureGround):
            raise Refused(_("Nothing can be disclosed without a consent or another legal basis."), "basis")
        for name, words in (
            ("recipient", _("who receives it")),
            ("purpose", _("the purpose")),
            ("discloser", _("who discloses it")),
        ):
            if not str(getattr(self, name)).strip():
                raise Refused(_("Say {what}.").format(what=words), name)
        if not self.categories and self.ground.allowed:
            raise Refused(_("Choose what goes out: no more than the purpose needs."), "categories")
        if reason := self.ground.refuses(self):
            raise Refused(reason, "basis")

    @property
    def needs_notice(self) -> bool:
        """42 CFR 2.32: with consent, a statement and the consent or its scope go along."""
        return self.ground.basis is Basis.CONSENT


@dataclass(frozen=True)
class FieldKinds:
    """Which fields of a document tell of a kind of information of their own."""

    version: int
    source: str
    fields: dict[str, tuple[str, ...]]

    def beyond(self, categories: Iterable[str]) -> frozenset[str]:
        """The fields that tell of what was not picked: burnt out of every document."""
        picked = {str(category) for category in categories}
        return frozenset(key for kind, keys in self.fields.items() if kind not in picked for key in keys)


def offered_categories(basis: Basis, consented: ConsentTerms | None = None) -> frozenset[Category]:
    """The categories that may be picked at all on a basis: the picker shows no others."""
    if basis is Basis.CONSENT:
        return consented.categories if consented else frozenset()
    return GROUNDS[basis].allowed


def _listed(categories: Iterable[Category]) -> str:
    return ", ".join(sorted(categories))
