"""What identifies somebody to whoever compares two entries."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PersonIdentity:
    """What identifies someone: the names and the day of birth, as far as known."""

    given_name: str
    family_name: str
    born: date | None = None
    preferred_name: str = ""
    former_names: str = ""
