"""A second person at an act that needs two."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Witness:
    """The second person, with their own passphrase."""

    staff_id: int
    passphrase: str
