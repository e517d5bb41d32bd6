"""Everything the program can tell a person, as exceptions."""


class Refused(Exception):
    """A rule says no; the message tells the user what to do instead."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Forbidden(Refused):
    """The signed-in person may not do this."""


class AccessEnded(Forbidden):
    """The signed-in person no longer works here."""


class VaultTrouble(Exception):
    """The machine, not the program, is at fault: wrong key, full disk, locked file."""


class KeptHere(VaultTrouble):
    """The clinic's computer does not answer; what was typed is on this one, sealed, and goes later."""
