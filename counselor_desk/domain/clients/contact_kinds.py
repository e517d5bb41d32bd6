"""Who can be reached for a client: each kind with its order, and with what a consent calls it."""

from dataclasses import dataclass

from counselor_desk.core.i18n import LazyText, lazy


@dataclass(frozen=True)
class ContactKind:
    """One capacity in which somebody belongs to a client's care, law or home."""

    key: str
    words: LazyText
    recipient: str  # the value of privacy.consent.RecipientKind


KINDS = (
    ContactKind("emergency", lazy("Emergency contact"), "family or friend"),
    ContactKind("guardian", lazy("Guardian"), "family or friend"),
    ContactKind("primary care", lazy("Primary care"), "treating provider"),
    ContactKind("prescriber", lazy("Prescriber"), "treating provider"),
    ContactKind("pharmacy", lazy("Pharmacy"), "treating provider"),
    ContactKind("probation", lazy("Probation or parole"), "court, probation or parole"),
    ContactKind("court", lazy("Court"), "court, probation or parole"),
    ContactKind("attorney", lazy("Attorney"), "lawyer"),
    ContactKind("child protection", lazy("Child protection"), "other"),
    ContactKind("other", lazy("Another contact"), "other"),
)
BY_KEY = {kind.key: kind for kind in KINDS}
