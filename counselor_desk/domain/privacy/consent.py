"""Consents under 42 CFR 2.31: what has to be in one, what may stand together, what it covers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import WordedEnum, _
from counselor_desk.domain.date_words import day_words
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.names import plain
from counselor_desk.domain.privacy.consent_end import has_no_end, known_event


class ConsentKind(WordedEnum):
    """What a consent is for; the law treats each differently."""

    TPO = "treatment, payment and operations"
    SPECIFIC = "specific"
    COUNSELING_NOTES = "counseling notes"
    PROCEEDINGS = "legal proceedings"
    CRIMINAL_JUSTICE = "criminal justice referral"
    REGISTRY = "central registry"
    CARE = "care and rules of the program"


# 42 CFR 2.31(b) and (d): these stand alone.
ALONE = frozenset({ConsentKind.COUNSELING_NOTES, ConsentKind.PROCEEDINGS})
# 42 CFR 2.34(a)(2): a registry is told who it is, the drug with its dose, and the days.
REGISTRY_KINDS = frozenset({Category.CARE, Category.MEDICATION})


class RecipientKind(WordedEnum):
    """In which capacity someone receives a record."""

    PROVIDER = "treating provider"
    PLAN = "health plan"
    PAYER = "third-party payer"
    OPERATIONS = "helps to operate this program"
    FAMILY = "family or friend"
    COURT = "court, probation or parole"
    LAWYER = "lawyer"
    INTERMEDIARY = "intermediary"
    OTHER = "other"


# 42 CFR 2.31(a)(4)(i): whom the single consent may name as a class.
TPO_CLASS = frozenset(
    {
        RecipientKind.PROVIDER,
        RecipientKind.PLAN,
        RecipientKind.PAYER,
        RecipientKind.OPERATIONS,
    }
)
# 45 CFR 160.103: who, as a rule, is a covered entity or a business associate of one.
COVERED = TPO_CLASS
# The words by which a consent names such a class. Whom it names alone, it reaches alone.
CLASS_WORDS = {
    RecipientKind.PROVIDER: ("treating providers", "providers"),
    RecipientKind.PLAN: ("health plans",),
    RecipientKind.PAYER: ("payers",),
    RecipientKind.OPERATIONS: ("helping to operate",),
}
# 42 CFR 2.31(a)(5), 2.33: what the single consent is for.
TPO_PURPOSES = ("treatment", "payment", "health care operations")


class PurposeKind(WordedEnum):
    """Whether a purpose is one that HIPAA knows: what a consent has to say depends on it."""

    TPO = "treatment, payment or operations"
    OTHER = "something else"


class ConsentStatus(WordedEnum):
    """Where a consent stands on a day."""

    DRAFT = "not signed"
    IN_FORCE = "in force"
    EXPIRED = "expired"
    REVOKED = "revoked"
    DEFICIENT = "to be renewed"


@dataclass(frozen=True)
class Recipient:
    """Someone, or a class of persons, whom a consent names."""

    name: str
    kind: RecipientKind = RecipientKind.OTHER
    address: str = ""
    relation: str = ""


@dataclass(frozen=True)
class MissingElement:
    """An element that is missing, and the field it belongs in."""

    element: str  # as 42 CFR 2.31(a) counts them
    field: str
    words: str
    told: str = ""  # a sentence of its own, where a name alone does not say what to do


@dataclass(frozen=True, kw_only=True)
class ConsentTerms:
    """The elements of 42 CFR 2.31(a), as far as they are filled in."""

    kinds: tuple[ConsentKind, ...]
    client: str = ""
    discloser: str = ""
    categories: frozenset[Category] = frozenset()
    information: str = ""
    recipients: tuple[Recipient, ...] = ()
    intermediary: str = ""
    intermediary_for: str = ""
    redisclosure: str = ""
    purpose: str = ""
    purpose_kind: PurposeKind | None = None  # None: as whom it names and what it says let suppose
    fundraising: str = ""
    revocation: str = ""
    expires_on: date | None = None
    expires_event: str = ""
    signer: str = ""
    signer_basis: str = ""  # why someone else signs: 2.14, 2.15
    is_signed: bool = False
    signed_on: date | None = None
    potential: str = ""  # (10)(i), of the single consent
    consequences: str = ""  # (10)(ii), of the single consent
    revoked_on: date | None = None
    event_on: date | None = None  # when the event that ends it came, as somebody or the chart says
    known_false: bool = False

    @property
    def is_tpo(self) -> bool:
        return ConsentKind.TPO in self.kinds

    @property
    def lets_out(self) -> bool:
        """Whether it is a consent to disclose at all, and no agreement on care, rules or a receipt."""
        return ConsentKind.CARE not in self.kinds

    @property
    def says_tpo(self) -> bool:
        """The purpose is treatment, payment or operations by its own words, by its kind, or as marked."""
        if self.is_tpo or self.purpose_kind is not None:
            return self.is_tpo or self.purpose_kind is PurposeKind.TPO
        return bool(TPO_WORDS.intersection(re.findall(r"[a-z]+", plain(self.purpose))))

    @property
    def goes_to_covered(self) -> bool:
        """42 CFR 2.31(a)(4)(iii): to a covered entity or business associate for one of these purposes.

        Nobody writes "for treatment" into every consent to a physician: what goes to one is taken to be for
        treatment unless the consent is marked as something else. A statement too many harms nobody.
        """
        apart = {ConsentKind.PROCEEDINGS, ConsentKind.REGISTRY, ConsentKind.CARE}
        if apart.intersection(self.kinds) or self.purpose_kind is PurposeKind.OTHER:
            return False
        return self.is_tpo or any(r.kind in COVERED for r in self.recipients)

    @property
    def lacks(self) -> list[MissingElement]:
        return missing_elements(self)

    @property
    def asked_event(self) -> str:
        """The event that ends it and that no chart knows: whoever discloses is asked whether it has come."""
        event = self.expires_event.strip()
        unknown = event and self.event_on is None and not has_no_end(event) and known_event(event) is None
        return event if unknown else ""


# By these words a purpose is one of 45 CFR 164.506(c) by its own text.
TPO_WORDS = frozenset({"treatment", "payment", "operations", "tratamiento", "pago"})


# A purpose that is one of 2.31(a)(5)(iii): raising funds on the program's own behalf.
_FUNDRAISING = re.compile(
    r"fund[- ]?rais|rais\w* (?:\w+ ){0,2}(?:funds?|money)|donat|recauda\w* (?:de )?fondos|donativo"
)


def check_together(kinds: Iterable[ConsentKind]) -> None:
    """42 CFR 2.31(b), (d): counseling notes and proceedings each need a consent of their own."""
    together = set(kinds)
    alone = together & ALONE
    if alone and len(together) > 1:
        raise Refused(
            _("A consent for {use} cannot be combined with another. Make two consents.").format(
                use=min(alone)
            ),
            "kinds",
        )
    if not together:
        raise Refused(_("Choose what the consent is for."), "kinds")


# 42 CFR 2.31(d): what goes to these is for a proceeding, as a rule, and that stands alone.
PROCEEDING = frozenset({RecipientKind.COURT, RecipientKind.LAWYER})


def missing_elements(terms: ConsentTerms) -> list[MissingElement]:
    """The elements of 2.31(a) that are not there: with one of them missing it cannot be signed."""
    return [lack for missing, lack in (*_always(terms), *_sometimes(terms), *_of_signing(terms)) if missing]


def lacking_before_signing(terms: ConsentTerms) -> list[MissingElement]:
    """What is missing besides the signature itself."""
    return [lack for missing, lack in (*_always(terms), *_sometimes(terms)) if missing]


def _always(t: ConsentTerms) -> Sequence[tuple[bool, MissingElement]]:
    if not t.lets_out:
        agreed = MissingElement("3", "information", _("what is agreed"))
        program = MissingElement("2", "discloser", _("the name of the program"))
        client = MissingElement("1", "client", _("the name of the client"))
        past = [lack for lack in _end(t) if lack[1].told and t.expires_on is not None]
        return (
            (not t.client.strip(), client),
            (not t.discloser.strip(), program),
            (not t.information.strip(), agreed),
            *past,
        )
    what = t.information.strip() and t.categories
    return (
        (not t.client.strip(), MissingElement("1", "client", _("the name of the client"))),
        (not t.discloser.strip(), MissingElement("2", "discloser", _("who may disclose"))),
        (not what, MissingElement("3", "information", _("what may be disclosed, described specifically"))),
        (not _named(t), MissingElement("4", "recipients", _("who receives it, by name or class"))),
        (not t.purpose.strip(), MissingElement("5", "purpose", _("the purpose"))),
        (not t.revocation.strip(), MissingElement("6", "revocation", _("the right to revoke, and how"))),
        *_end(t),
    )


def _end(t: ConsentTerms) -> Sequence[tuple[bool, MissingElement]]:
    """42 CFR 2.31(a)(7): "none" is an end for treatment, payment and operations, and for nothing else."""
    words, event = _("the date or event on which it ends"), t.expires_event.strip()
    endless = bool(event) and has_no_end(event) and t.expires_on is None
    sentence = _(
        "“{event}” is no end: only a consent for treatment, payment or health care operations may say so "
        "(42 CFR 2.31(a)(7)). Enter a date, or an event that is tied to the client or the purpose."
    ).format(event=event)
    # Signed after its own last day, it would never have been in force.
    past = t.signed_on is not None and t.expires_on is not None and t.expires_on < t.signed_on
    over = _("It would have ended before it was signed. Enter a later date.")
    return (
        (not (t.expires_on or event), MissingElement("7", "expires_on", words)),
        (
            endless and not (t.is_tpo or (t.says_tpo and t.goes_to_covered)),
            MissingElement("7", "expires_event", words, sentence),
        ),
        (past, MissingElement("7", "expires_on", words, over)),
    )


def _sometimes(t: ConsentTerms) -> Sequence[tuple[bool, MissingElement]]:
    intermediary = any(r.kind is RecipientKind.INTERMEDIARY for r in t.recipients)
    passes_on = t.intermediary.strip() and t.intermediary_for.strip()
    if not t.lets_out:
        return ()
    return (
        *_registry(t),
        (
            intermediary and not passes_on,
            MissingElement(
                "4(ii)", "intermediary", _("the intermediary and whom it may pass the record on to")
            ),
        ),
        (
            bool(intermediary and passes_on and _is_boundless(t.intermediary_for)),
            MissingElement(
                "4(ii)(B)",
                "intermediary_for",
                _("whom the intermediary may pass the record on to"),
                _(
                    "An intermediary may pass the record on to people or organizations that are named, or "
                    "to those who treat the client (42 CFR 2.31(a)(4)(ii)(B)): name them, or write "
                    "“participants who treat me”."
                ),
            ),
        ),
        (
            t.goes_to_covered and not t.redisclosure.strip(),
            MissingElement("4(iii)", "redisclosure", _("the statement on redisclosure under HIPAA")),
        ),
        (
            bool(_FUNDRAISING.search(plain(t.purpose))) and not t.fundraising.strip(),
            MissingElement("5(iii)", "fundraising", _("the statement on the right to have no fundraising")),
        ),
        (
            t.is_tpo and not t.potential.strip(),
            MissingElement("10(i)", "potential", _("the statement that it may be redisclosed unprotected")),
        ),
        (
            t.is_tpo and not t.consequences.strip(),
            MissingElement("10(ii)", "consequences", _("the statement on what follows from not signing")),
        ),
        (
            t.is_tpo and any(r.kind in PROCEEDING for r in t.recipients),
            MissingElement("(d)", "recipients", _("a separate consent for a court, attorney or proceeding")),
        ),
        (
            _holds_counseling(t) and t.kinds != (ConsentKind.COUNSELING_NOTES,),
            MissingElement("(b)", "categories", _("a separate consent for counseling notes")),
        ),
    )


def _of_signing(t: ConsentTerms) -> Sequence[tuple[bool, MissingElement]]:
    return (
        (not (t.is_signed and t.signer.strip()), MissingElement("8", "signature", _("the signature"))),
        (t.signed_on is None, MissingElement("9", "signed_on", _("the date of signing"))),
    )


def _registry(t: ConsentTerms) -> Sequence[tuple[bool, MissingElement]]:
    """42 CFR 2.34: a registry, or a program that could enroll the client too, has its address there."""
    is_registry = ConsentKind.REGISTRY in t.kinds
    beyond = ", ".join(sorted(t.categories - REGISTRY_KINDS))
    return (
        (
            is_registry and any(r.name.strip() and not r.address.strip() for r in t.recipients),
            MissingElement(
                "2.34(a)(3)", "recipients", _("the name and address of each registry and program")
            ),
        ),
        (
            is_registry and bool(beyond),
            MissingElement(
                "2.34(a)(2)",
                "categories",
                _("what a registry may be told"),
                _(
                    "A registry is told who it is, the drug with its dose, and the days. Remove {beyond}."
                ).format(beyond=beyond),
            ),
        ),
    )


_CLASS = frozenset({"all", "any", "every", "everyone", "anyone", "participants", "members", "providers"})


def _is_boundless(named: str) -> bool:
    """A general designation that is not held to those who treat the client."""
    words_ = set(re.findall(r"[a-z]+", plain(named)))
    return bool(words_ & _CLASS) and not any(word.startswith("treat") for word in words_)


def _named(t: ConsentTerms) -> bool:
    return any(recipient.name.strip() for recipient in t.recipients)


def _holds_counseling(t: ConsentTerms) -> bool:
    return Category.COUNSELING_NOTES in t.categories


def standing(terms: ConsentTerms, on: date) -> ConsentStatus:
    """42 CFR 2.31(c): expired and revoked consents carry nothing."""
    lacks = missing_elements(terms)
    if terms.signed_on is None or (lacks and not terms.is_signed):
        return ConsentStatus.DRAFT
    # Revoked on a day: what was disclosed before stands, nothing more goes out from that day on.
    if terms.revoked_on is not None and terms.revoked_on <= on:
        return ConsentStatus.REVOKED
    if terms.expires_on is not None and on > terms.expires_on:
        return ConsentStatus.EXPIRED
    if terms.event_on is not None and terms.event_on <= on:
        return ConsentStatus.EXPIRED
    # 2.31(c)(2): signed, and on its face not whole: under an older rule, or with a word taken for an end.
    return ConsentStatus.DEFICIENT if lacks else ConsentStatus.IN_FORCE


def why_not_usable(terms: ConsentTerms, on: date) -> str:
    """One sentence why nothing may go out on this consent on this day, or ""."""
    match standing(terms, on):
        case ConsentStatus.DRAFT:
            lacks = ", ".join(lack.words for lack in missing_elements(terms))
            return _("This consent is incomplete: {lacks}.").format(lacks=lacks)
        case ConsentStatus.DEFICIENT:
            lacks = ", ".join(lack.words for lack in missing_elements(terms))
            return _(
                "This consent is incomplete: it lacks {lacks}. Nothing may be disclosed on it "
                "(42 CFR 2.31(c)): renew it with the client."
            ).format(lacks=lacks)
        case ConsentStatus.REVOKED:
            return _("This consent was revoked on {revoked_on}. Ask for a new one.").format(
                revoked_on=day_words(terms.revoked_on)
            )
        case ConsentStatus.EXPIRED if terms.event_on is not None and terms.event_on <= on:
            return _(
                "This consent ended on {day} with “{event}”, and has expired. Ask for a new one."
            ).format(day=day_words(terms.event_on), event=terms.expires_event.strip())
        case ConsentStatus.EXPIRED:
            return _("This consent has expired. Ask the client for a new one.")
        case ConsentStatus.IN_FORCE if not terms.lets_out:
            return ""
        case ConsentStatus.IN_FORCE if terms.known_false:
            return _("This consent is known to be false. Nothing may go out on it.")
    return ""


def names(terms: ConsentTerms, recipient: str, kind: RecipientKind) -> bool:
    """Whether a consent reaches this recipient: by name, or as one of the class of 2.31(a)(4)."""
    asked, written = plain(recipient), [plain(r.name) for r in terms.recipients]
    if not terms.lets_out:
        return False
    if asked and asked in written:
        return True
    return terms.is_tpo and any(w in name for w in CLASS_WORDS.get(kind, ()) for name in written)


def purposes(terms: ConsentTerms) -> tuple[str, ...]:
    """What something may be disclosed for: the consent's own words, or the parts of TPO in them."""
    sentence = plain(terms.purpose)
    parts = tuple(one for one in TPO_PURPOSES if one in sentence) if terms.is_tpo else ()
    return parts or (" ".join(terms.purpose.split()),)


def sole_recipient(terms: ConsentTerms) -> Recipient | None:
    """The one whom a specific consent names first; whom a single consent for TPO names is asked each time."""
    return terms.recipients[0] if not terms.is_tpo and terms.recipients else None


def serves(terms: ConsentTerms, purpose: str) -> bool:
    """Whether a purpose is one consented to; words of its own may follow a colon."""
    asked = plain(purpose)
    known = [plain(one) for one in purposes(terms)]
    return any(asked == one or asked.startswith(f"{one}:") for one in known)


class SignerKind(WordedEnum):
    """Who signs: 42 CFR 2.14 for minors, 2.15 for who lacks capacity or has died."""

    CLIENT = "client"
    WITH_PARENT = "client together with parent or guardian"
    REPRESENTATIVE = "personal representative"
    DECLINED = "the client declined; staff sign that it was offered"

    @property
    def is_of_client(self) -> bool:
        """Whether it stands for the client's own word."""
        return self is not SignerKind.DECLINED


OF_AGE = 18  # 42 CFR 2.14(a): where no state law says another age
SURELY_OF_AGE = 21  # the highest age of majority of any state


def check_signer(signer: SignerKind, reason: str, born: date | None, on: date) -> None:
    """A parent alone never consents for a minor; for who is of age a parent consents not at all."""
    years = age(born, on) if born else None
    if signer is SignerKind.WITH_PARENT and years is not None and years >= SURELY_OF_AGE:
        raise Refused(
            _(
                "The client is an adult and signs alone. If the client cannot, a personal "
                "representative does."
            ),
            "signer_basis",
        )
    if signer is SignerKind.CLIENT and (years is None or years >= OF_AGE):
        return
    if not reason.strip():
        wanted = {
            SignerKind.CLIENT: _(
                "The client is under 18. Say which state law lets the client consent "
                "alone, or let a parent or guardian sign as well."
            ),
            SignerKind.WITH_PARENT: _("Name the parent or guardian who signs with the client."),
            SignerKind.REPRESENTATIVE: _("Say why this person signs for the client."),
            SignerKind.DECLINED: _("Say why the client did not sign."),
        }
        raise Refused(wanted[signer], "signer_reason")


def age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
