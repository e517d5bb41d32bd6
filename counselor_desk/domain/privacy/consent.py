"""Consents under 42 CFR 2.31: what has to be in one, what may stand together, what it covers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import WordedEnum, _
from counselor_desk.domain.kinds_of_information import Category
from counselor_desk.domain.names import plain


class ConsentKind(WordedEnum):
    """What a consent is for; the law treats each differently."""

    TPO = "treatment, payment and operations"
    SPECIFIC = "specific"
    COUNSELING_NOTES = "counseling notes"
    PROCEEDINGS = "legal proceedings"
    CRIMINAL_JUSTICE = "criminal justice referral"


# 42 CFR 2.31(b) and (d): these stand alone.
ALONE = frozenset({ConsentKind.COUNSELING_NOTES, ConsentKind.PROCEEDINGS})


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
# The words by which a consent names such a class. Whom it names alone, it reaches alone.
CLASS_WORDS = {
    RecipientKind.PROVIDER: ("treating providers", "providers"),
    RecipientKind.PLAN: ("health plans",),
    RecipientKind.PAYER: ("payers",),
    RecipientKind.OPERATIONS: ("helping to operate",),
}
# 42 CFR 2.31(a)(5), 2.33: what the single consent is for.
TPO_PURPOSES = ("treatment", "payment", "health care operations")


class ConsentStatus(WordedEnum):
    """Where a consent stands on a day."""

    DRAFT = "not signed"
    IN_FORCE = "in force"
    EXPIRED = "expired"
    REVOKED = "revoked"


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
    event_on: date | None = None  # when the event that ends it came
    known_false: bool = False

    @property
    def is_tpo(self) -> bool:
        return ConsentKind.TPO in self.kinds


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
    ends = t.expires_on or t.expires_event.strip()
    what = t.information.strip() and t.categories
    return (
        (not t.client.strip(), MissingElement("1", "client", _("the name of the client"))),
        (not t.discloser.strip(), MissingElement("2", "discloser", _("who may disclose"))),
        (not what, MissingElement("3", "information", _("what may be disclosed, described specifically"))),
        (not _named(t), MissingElement("4", "recipients", _("who receives it, by name or class"))),
        (not t.purpose.strip(), MissingElement("5", "purpose", _("the purpose"))),
        (not t.revocation.strip(), MissingElement("6", "revocation", _("the right to revoke, and how"))),
        (not ends, MissingElement("7", "expires_on", _("the date or event on which it ends"))),
    )


def _sometimes(t: ConsentTerms) -> Sequence[tuple[bool, MissingElement]]:
    intermediary = any(r.kind is RecipientKind.INTERMEDIARY for r in t.recipients)
    covered = t.is_tpo or any(r.kind in TPO_CLASS for r in t.recipients)
    return (
        (
            intermediary and not (t.intermediary.strip() and t.intermediary_for.strip()),
            MissingElement(
                "4(ii)", "intermediary", _("the intermediary and whom it may pass the record on to")
            ),
        ),
        (
            t.is_tpo and covered and not t.redisclosure.strip(),
            MissingElement("4(iii)", "redisclosure", _("the statement on redisclosure under HIPAA")),
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


def _named(t: ConsentTerms) -> bool:
    return any(recipient.name.strip() for recipient in t.recipients)


def _holds_counseling(t: ConsentTerms) -> bool:
    return Category.COUNSELING_NOTES in t.categories


def standing(terms: ConsentTerms, on: date) -> ConsentStatus:
    """42 CFR 2.31(c): expired and revoked consents carry nothing."""
    if terms.signed_on is None or missing_elements(terms):
        return ConsentStatus.DRAFT
    # Revoked on a day: what was disclosed before stands, nothing more goes out from that day on.
    if terms.revoked_on is not None and terms.revoked_on <= on:
        return ConsentStatus.REVOKED
    if terms.expires_on is not None and on > terms.expires_on:
        return ConsentStatus.EXPIRED
    if terms.event_on is not None and terms.event_on <= on:
        return ConsentStatus.EXPIRED
    return ConsentStatus.IN_FORCE


def why_not_usable(terms: ConsentTerms, on: date) -> str:
    """One sentence why nothing may go out on this consent on this day, or ""."""
    match standing(terms, on):
        case ConsentStatus.DRAFT:
            lacks = ", ".join(lack.words for lack in missing_elements(terms))
            return _("This consent is not whole: {lacks}.").format(lacks=lacks)
        case ConsentStatus.REVOKED:
            return _("This consent was revoked on {revoked_on:%d %b %Y}. Ask for a new one.").format(
                revoked_on=terms.revoked_on
            )
        case ConsentStatus.EXPIRED:
            return _("This consent has expired. Ask the client for a new one.")
        case ConsentStatus.IN_FORCE if terms.known_false:
            return _("This consent is known to be false. Nothing may go out on it.")
    return ""


def names(terms: ConsentTerms, recipient: str, kind: RecipientKind) -> bool:
    """Whether a consent reaches this recipient: by name, or as one of the class of 2.31(a)(4)."""
    asked, written = plain(recipient), [plain(r.name) for r in terms.recipients]
    if asked and asked in written:
        return True
    return terms.is_tpo and any(w in name for w in CLASS_WORDS.get(kind, ()) for name in written)


def purposes(terms: ConsentTerms) -> tuple[str, ...]:
    """What something may be disclosed for: the consent's own words, or the parts of TPO in them."""
    sentence = plain(terms.purpose)
    parts = tuple(one for one in TPO_PURPOSES if one in sentence) if terms.is_tpo else ()
    return parts or (" ".join(terms.purpose.split()),)


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
        }
        raise Refused(wanted[signer], "signer_reason")


def age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
