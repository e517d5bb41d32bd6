"""The second of the stores: a clinic's database on a PostgreSQL server."""

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.exc import DBAPIError

from counselor_desk.core.i18n import _
from counselor_desk.records.store import Chain, ChangeListener, StoreDescription, WordHit
from counselor_desk.server import engine, intake, listening, schema, structure, trouble
from counselor_desk.server.address import ServerAddress
from counselor_desk.server.column_sealing import ColumnSealer
from counselor_desk.server.word_index import WordIndex
from counselor_desk.vault.keys.sealing import Key

_LOCKS = {Chain.TRAIL: 0x434454, Chain.BOOKS: 0x434442}  # advisory, of this program alone


class ServerStore:
    """What the desk asks of a server; it holds the clinic's key and the index of words."""

    def __init__(self, address: ServerAddress, key: Key) -> None:
        """`key` is the vault's, of which the keys of the columns are derived."""
        self._address, self._sealer, self._words = address, ColumnSealer(key), WordIndex()
        self._name = secrets.token_hex(8)  # whose words on the channel are its own

    def open_to_write(self) -> Engine:
        return engine.open_to_write(self._address.worker, self._sealer, self)

    def open_to_read(self) -> Engine:
        return engine.open_to_read(self._address.worker, self._sealer, self)

    def bring_up_to_date(self) -> bool:
        """Makes or changes the tables where they are not this program's; says whether it did."""
        owner = engine.open_to_change_tables(self._address.owner)
        try:
            return schema.bring_up_to_date(owner, engine.user_of(self._address))
        except DBAPIError as error:
            raise trouble.translate(error) from error
        finally:
            owner.dispose()

    def take_in(
        self, parts: Iterable[tuple[Table, list[dict[str, Any]]]], compare: Callable[[Connection], None]
    ) -> dict[str, int]:
        """Rows as they are, with their numbers, into tables without any; all of them or none.

        `compare` is called before they are committed. Says how many of each table. Refused where there
        are records already.
        """
        owner = engine.open_to_change_tables(self._address.owner, self._sealer)
        try:
            with owner.begin() as db:
                return intake.take_in(db, parts, compare)
        except DBAPIError as error:
            raise trouble.translate(error) from error
        finally:
            owner.dispose()

    def describe(self, db: Connection) -> StoreDescription:
        return StoreDescription(
            "PostgreSQL",
            str(db.exec_driver_sql("SHOW server_version").scalar_one()),
            _("PostgreSQL: what was typed is sealed with AES-256-GCM before it reaches the server"),
        )

    def hold_chain(self, db: Connection, chain: Chain) -> None:
        db.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCKS[chain]})")

    def defer_keys(self, db: Connection) -> None:
        db.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")

    def find_words(
        self, db: Connection, words: Sequence[str], clients: Sequence[int]
    ) -> Iterator[list[WordHit]]:
        return self._words.find(db, words, clients)

    def count_mentions(self, db: Connection, names: Sequence[Sequence[str]], but: int) -> int:
        return self._words.count(db, names, but)

    def tell(self, db: Connection, kinds: Collection[str], client_ids: Collection[int]) -> None:
        listening.tell(db, self._name, kinds, client_ids)

    def listen(self, hear: ChangeListener) -> Callable[[], None]:
        line = partial(engine.connect_to_listen, self._address.worker)
        return listening.ChangesElsewhere(line, self._name, hear).stop

    def owe_compaction(self, db: Connection) -> None:
        db.exec_driver_sql(f"INSERT INTO {schema.OWED} VALUES (1) ON CONFLICT DO NOTHING")

    def is_compaction_owed(self, engine: Engine) -> bool:
        with engine.begin() as db:
            return bool(db.exec_driver_sql(f"SELECT count(*) FROM {schema.OWED}").scalar())

    def compact(self, engine: Engine) -> None:
        """The owner's login has every table give up deleted rows; what a server's own backups and
        write-ahead archive hold of them stays sealed, and goes when those go."""
        from counselor_desk.server.engine import open_to_change_tables

        owner = open_to_change_tables(self._address.owner)
        try:
            with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
                for name in schema.records_tables():
                    db.exec_driver_sql(f'VACUUM "{name}"')
        finally:
            owner.dispose()
        with engine.begin() as db:
            db.exec_driver_sql(f"DELETE FROM {schema.OWED}")

    def structural_faults(self, db: Connection) -> Iterator[str]:
        yield from structure.faults(db)

    def trouble(self, error: DBAPIError) -> Exception:
        return trouble.translate(error)

    def is_full(self, error: DBAPIError) -> bool:
        """Never: a reserve on this computer makes no room on the server."""
        return False

    def is_knot(self, error: DBAPIError) -> bool:
        return trouble.is_knot(error)
