"""Where a clinic's records are when they are on a server: a small file beside the clinic's keys."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import _


@dataclass(frozen=True)
class ServerAddress:
    """Two logins of one database, each in libpq's words: `host=... dbname=... user=...`.

    The worker's is used all day; it may not change what is sealed, nor drop a seal. The owner's makes
    and changes the tables, and nothing else. A password is in neither where the system knows the
    login by itself or has a password file (libpq's `passfile`).
    """

    worker: str
    owner: str


def read_address(path: Path) -> ServerAddress:
    """Raises VaultTrouble for a file that does not say both."""
    try:
        told = tomllib.loads(path.read_text("utf-8"))["database"]
        return ServerAddress(str(told["worker"]), str(told["owner"]))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise VaultTrouble(
            _(
                "The file {name} does not say where the clinic's server is. It needs a part [database] "
                "with a line for worker and one for owner."
            ).format(name=path.name)
        ) from error
