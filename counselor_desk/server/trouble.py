"""What the server reports, said so that a person knows what to do (PostgreSQL, appendix A)."""

from sqlalchemy.exc import DBAPIError

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import Glossary, lazy

_AWAY, _STOPPED, _FULL, _HELD = "08", "57", "53", "55"
_WORDS = Glossary(
    {
        _AWAY: lazy("The clinic's server does not answer. Your text is safe and will be sent when it does."),
        _STOPPED: lazy(
            "The clinic's server is shutting down. Your text is safe and will be sent when it is back."
        ),
        _FULL: lazy("The clinic's server is out of space. Your text is safe; tell whoever looks after it."),
        "28": lazy("The clinic's server does not let this program in. Check the file that names the server."),
        _HELD: lazy("Another computer is still writing. Your text is safe and will be saved soon."),
        "40": lazy("Another computer wrote at the same moment. Try again."),
        "42501": lazy("This program's login on the clinic's server may not do this."),
    }
)
KNOTS = ("40001", "40P01")  # serialization failure, deadlock: nothing was done


def state_of(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")


def translate(error: DBAPIError) -> Exception:
    """The same trouble as VaultTrouble; a seal that held stays what it is: a bug."""
    state = state_of(error)
    if not state and error.connection_invalidated:
        return VaultTrouble(_WORDS[_AWAY])
    if not state and type(error.orig).__name__ == "OperationalError":
        return VaultTrouble(_WORDS[_AWAY])
    for key in (state, state[:2]):
        if key in _WORDS:
            return VaultTrouble(_WORDS[key])
    return error


def is_knot(error: DBAPIError) -> bool:
    """Whether two wrote at once, nothing of it was done, and doing it again is right."""
    return state_of(error) in KNOTS
