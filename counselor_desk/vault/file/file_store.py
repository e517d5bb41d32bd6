"""The first of the stores: one SQLCipher file, one writer."""

from collections.abc import Callable, Collection, Iterator, Sequence

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from counselor_desk.core.i18n import _
from counselor_desk.records.base import Record
from counselor_desk.records.store import Chain, ChangeListener, StoreDescription, WordHit, any_name
from counselor_desk.vault.file import errors, vacuum
from counselor_desk.vault.schema import migrate

AT_ONCE = 200  # hits
SHORTEST_BEGINNING = 2  # letters; one begins half of all words
# What the engine and the search index keep for themselves, beside the tables of records.
INDEX = tuple(f"words{part}" for part in ("", "_config", "_content", "_data", "_docsize", "_idx"))
OWN_TABLES = frozenset({"alembic_version", *INDEX, "sqlite_sequence", "sqlite_stat1", "sqlite_stat4"})

# The index of words (m0001_words.sql); the triggers in seals.sql feed it. Even numbers are
# documents, odd ones addenda.
_FOUND = "SELECT rowid FROM words WHERE words MATCH :asked AND rowid < :below ORDER BY rowid DESC LIMIT :most"
_COUNTED = "SELECT count(*) FROM words WHERE words MATCH :asked"
_ALL = 1 << 62


class FileStore:
    """What the desk asks of a vault's file."""

    def describe(self, db: Connection) -> StoreDescription:
        cipher = str(db.exec_driver_sql("PRAGMA cipher_version").scalar_one())
        engine = str(db.exec_driver_sql("SELECT sqlite_version()").scalar_one())
        return StoreDescription(
            "SQLCipher",
            f"{cipher}, SQLite {engine}",
            _("SQLCipher: AES-256, each page authenticated with HMAC-SHA512"),
        )

    def hold_chain(self, db: Connection, chain: Chain) -> None:
        """Nothing to do: whoever writes in a file holds all of it."""

    def defer_keys(self, db: Connection) -> None:
        db.exec_driver_sql("PRAGMA defer_foreign_keys=ON")

    def find_words(
        self, db: Connection, words: Sequence[str], clients: Sequence[int]
    ) -> Iterator[list[WordHit]]:
        asked, below = _match(words, clients), _ALL
        while below:
            values = {"asked": asked, "below": below, "most": AT_ONCE}
            found = list(db.execute(text(_FOUND), values).scalars())
            if found:
                yield [_hit(number) for number in found]
            below = found[-1] if len(found) == AT_ONCE else 0

    def count_mentions(self, db: Connection, names: Sequence[Sequence[str]], but: int) -> int:
        found = db.execute(text(_COUNTED), {"asked": f"text : ({any_name(names)}) NOT client : c{but}"})
        return int(found.scalar_one())

    def tell(self, db: Connection, kinds: Collection[str], client_ids: Collection[int]) -> None:
        """Nobody to tell: a file has one desk."""

    def listen(self, hear: ChangeListener) -> Callable[[], None]:
        return lambda: None

    def owe_compaction(self, db: Connection) -> None:
        vacuum.mark_pending(db)

    def is_compaction_owed(self, engine: Engine) -> bool:
        return vacuum.is_pending(engine)

    def compact(self, engine: Engine) -> None:
        vacuum.compact(engine)

    def structural_faults(self, db: Connection) -> Iterator[str]:
        for (words,) in db.exec_driver_sql("PRAGMA integrity_check"):
            if words != "ok":
                yield str(words)
        listed = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('table', 'trigger', 'view')"
        there = db.exec_driver_sql(listed).all()
        known = set(Record.metadata.tables) | OWN_TABLES
        yield from (f"{kind} {name}" for kind, name, _sql in there if kind != "trigger" and name not in known)
        sealed = {sql for kind, _name, sql in there if kind == "trigger"}
        ours = set(migrate.statements("sqlite/seals.sql"))
        yield from sorted(" ".join(sql.split()[:3]) for sql in sealed ^ ours)

    def trouble(self, error: DBAPIError) -> Exception:
        return errors.translate_error(error)

    def is_full(self, error: DBAPIError) -> bool:
        return errors.is_full(error)

    def is_knot(self, error: DBAPIError) -> bool:
        """Never: who writes has the file alone."""
        return False


def _hit(number: int) -> WordHit:
    return WordHit(None, number // 2) if number % 2 else WordHit(number // 2)


def _match(words: Sequence[str], clients: Sequence[int]) -> str:
    """The question to the index; words hold letters and digits only, so nothing can break out."""
    starts = (f'"{word}" *' if len(word) >= SHORTEST_BEGINNING else f'"{word}"' for word in words)
    asked = f"text : ({' AND '.join(starts)})"
    if not clients:
        return asked
    return f"client : ({' OR '.join(f'c{c}' for c in clients)}) AND {asked}"


def hasten(engine: Engine) -> None:
    """For records that are nobody's: they need not survive a power cut while they are made."""
    with engine.connect() as db:
        db.exec_driver_sql("ROLLBACK")
        db.exec_driver_sql("PRAGMA synchronous=OFF")
        db.exec_driver_sql("BEGIN")
