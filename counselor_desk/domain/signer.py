"""Who may sign a consent: the client, a minor with a parent, or who stands for the client."""

from datetime import date
from enum import StrEnum

from counselor_desk.errors import Refused


class Signer(StrEnum):
    """Who signs: 42 CFR 2.14 for minors, 2.15 for who lacks capacity or has died."""

    CLIENT = "client"
    WITH_PARENT = "client together with parent or guardian"
    REPRESENTATIVE = "personal representative"


OF_AGE = 18  # 42 CFR 2.14(a): where no state law says another age
SURELY_OF_AGE = 21  # the highest age of majority of any state


def check_signer(signer: Signer, reason: str, born: date | None, on: date) -> None:
    """A parent alone never consents for a minor; for who is of age a parent consents not at all."""
    years = age(born, on) if born else None
    if signer is Signer.WITH_PARENT and years is not None and years >= SURELY_OF_AGE:
        raise Refused(
            "The client is of age and signs alone. If the client cannot, a personal "
            "representative does.",
            "signer_basis",
        )
    if signer is Signer.CLIENT and (years is None or years >= OF_AGE):
        return
    if not reason.strip():
        wanted = {
            Signer.CLIENT: "The client is under 18. Say which state law lets the client consent "
            "alone, or let a parent or guardian sign as well.",
            Signer.WITH_PARENT: "Name the parent or guardian who signs with the client.",
            Signer.REPRESENTATIVE: "Say why this person signs for the client.",
        }
        raise Refused(wanted[signer], "signer_reason")


def age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
