"""What the database reports, said so that a person knows what to do."""

from sqlalchemy.exc import DBAPIError

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import Glossary, lazy

# SQLite's primary result codes (sqlite.org/rescode.html).
_WORDS = Glossary(
    {
        5: lazy("Another program has the vault open. Close it; your text is safe and will be saved soon."),
        8: lazy("The vault's folder is read-only. Check its permissions, or move the vault."),
        10: lazy("The disk did not answer. Your text is safe; check the drive, then continue."),
        11: lazy("The vault is damaged. Lock it and restore a backup."),
        13: lazy("The disk is full. Your text is safe; free some space and it will be saved automatically."),
        26: lazy("The vault is damaged. Lock it and restore a backup."),
    }
)
_OTHER = lazy("The vault could not be read or written. Lock it, and start the program again.")


def translate_error(error: DBAPIError) -> Exception:
    """The same trouble as VaultTrouble; a seal that held stays what it is: a bug."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is None:
        return VaultTrouble(_guess(str(error.orig)))
    primary = int(code) & 0xFF
    return VaultTrouble(_WORDS[primary]) if primary in _WORDS else error


def is_full(error: DBAPIError) -> bool:
    """Whether room on the disk would help."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    return int(code) & 0xFF == 13 if code is not None else "full" in str(error.orig)


def _guess(message: str) -> str:
    phrases = {"full": 13, "locked": 5, "readonly": 8, "disk I/O": 10, "malformed": 11}
    return next((_WORDS[code] for words, code in phrases.items() if words in message), str(_OTHER))
