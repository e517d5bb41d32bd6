"""Connections to the clinic's database: one that writes in its turn, and others that only read."""

from typing import Any

import psycopg
import psycopg.conninfo
from psycopg.types.numeric import NumericLoader
from sqlalchemy import Connection, Engine, Insert, Update, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool, QueuePool

from counselor_desk.records.sealable import Sealable
from counselor_desk.records.store import OPTION, Store
from counselor_desk.server import dialect, sealed_select
from counselor_desk.server.address import ServerAddress
from counselor_desk.server.column_sealing import ColumnSealer, PlacedValue
from counselor_desk.server.columns import Sealing, sealing_of
from counselor_desk.server.schema import TURN
from counselor_desk.server.trouble import translate

assert dialect  # it is found by its name
assert sealed_select  # it listens to every question
# A line that is cut is noticed after some 15 seconds, not after two hours; nobody holds a record
# longer than a command takes.
_LIBPQ: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "application_name": "counselor-desk",
    "client_encoding": "UTF8",
}
_SETTINGS = (
    "SET TIME ZONE 'UTC'",
    "SET lock_timeout = '10s'",
    "SET idle_in_transaction_session_timeout = '60s'",
)


class _Whole(NumericLoader):
    """Sums of whole numbers are whole; no column of ours is anything else."""

    def load(self, data: Any) -> Any:
        return int(bytes(data))


def open_to_write(address: str, sealer: ColumnSealer, store: Store) -> Engine:
    """Whoever begins waits for their turn: one command after another, on whichever computer.

    Raises VaultTrouble when the server does not answer or does not let this program in.
    """
    engine = _engine(address, sealer, store, "SERIALIZABLE")
    # A lock of a table is taken before the transaction looks at any row: what it then sees is all
    # that was written before its turn.
    event.listen(engine, "begin", lambda db: db.exec_driver_sql(f"LOCK TABLE {TURN} IN EXCLUSIVE MODE"))
    return _tried(engine)


def open_to_read(address: str, sealer: ColumnSealer, store: Store) -> Engine:
    """It sees one moment of the records for as long as a question takes, and writes nothing."""
    engine = _engine(address, sealer, store, "REPEATABLE READ")
    event.listen(engine, "begin", lambda db: db.exec_driver_sql("SET TRANSACTION READ ONLY"))
    return engine


def connect_to_listen(address: str) -> Any:
    """A line on which every word arrives at once; raises what the driver raises."""
    return psycopg.connect(address, autocommit=True, **_LIBPQ)


def open_to_change_tables(address: str, sealer: ColumnSealer | None = None) -> Engine:
    """With the owner's login: for the steps of the schema, and for records that come as they are."""

    def connect() -> Any:
        return psycopg.connect(address, **_LIBPQ)

    engine = create_engine(
        "postgresql+desk://", creator=connect, poolclass=NullPool, hide_parameters=True, sealer=sealer
    )
    if sealer is not None:
        event.listen(engine, "before_execute", _place_values, retval=True)
    return _tried(engine)


def _engine(address: str, sealer: ColumnSealer, store: Store, isolation: str) -> Engine:
    def connect() -> Any:
        made = psycopg.connect(address, autocommit=True, **_LIBPQ)
        made.adapters.register_loader("numeric", _Whole)
        for setting in _SETTINGS:
            made.execute(setting)
        made.autocommit = False
        return made

    engine = create_engine(
        "postgresql+desk://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=4,
        pool_pre_ping=True,
        hide_parameters=True,
        isolation_level=isolation,
        sealer=sealer,
        execution_options={OPTION: store},
    )
    event.listen(engine, "before_execute", _place_values, retval=True)
    return engine


def _tried(engine: Engine) -> Engine:
    try:
        engine.connect().close()
    except DBAPIError as error:
        engine.dispose()
        raise translate(error) from error
    return engine


def _place_values(
    _db: Connection, clause: Any, multiparams: Any, params: Any, _options: Any
) -> tuple[Any, Any, Any]:
    """What goes into a sealed column is told which row it goes to."""
    if not isinstance(clause, (Insert, Update)):
        return clause, multiparams, params
    table: Any = clause.table
    sealed = {
        column.key: column.default
        for column in table.columns
        if isinstance(column.type, Sealable) and sealing_of(column.type) is Sealing.SEALED
    }
    is_new = isinstance(clause, Insert)
    number = "id" if is_new else f"{table.name}_id"
    if is_new and multiparams:
        return clause, [_placed(_with_defaults(one, sealed), sealed, number) for one in multiparams], params
    if is_new:
        params = _with_defaults(params, sealed)
    return clause, [_placed(one, sealed, number) for one in multiparams], _placed(params, sealed, number)


def _with_defaults(values: dict[str, Any], sealed: dict[str, Any]) -> dict[str, Any]:
    """What a record begins with has to be told its row, too."""
    begun = {
        key: default.arg(None) if default.is_callable else default.arg
        for key, default in sealed.items()
        if default is not None and key not in values
    }
    return begun | values


def _placed(values: dict[str, Any], sealed: dict[str, Any], number: str) -> dict[str, Any]:
    row = values.get(number)
    return {
        key: PlacedValue(value, row) if key in sealed and value is not None and row else value
        for key, value in values.items()
    }


@event.listens_for(Session, "before_flush")
def _number_new_records(session: Session, *_flush: object) -> None:
    """A sealed value belongs to its row's number: the server gives it before the row is written."""
    bind: Any = session.get_bind()
    if not getattr(bind.dialect, "sealer", None):
        return
    waiting: dict[str, list[Any]] = {}
    for record in session.new:
        if getattr(record, "id", 0) is None:
            waiting.setdefault(record.__tablename__, []).append(record)
    for table, records in waiting.items():
        asked = (
            f"SELECT nextval(pg_get_serial_sequence('public.\"{table}\"', 'id')) "
            f"FROM generate_series(1, {len(records)})"
        )
        numbers = session.connection().exec_driver_sql(asked).scalars()
        for record, number in zip(records, numbers, strict=True):
            record.id = number


def user_of(address: ServerAddress) -> str:
    """The worker's login, where it is another than the owner's; else nothing."""
    worker, owner = (_login(words) for words in (address.worker, address.owner))
    return worker if worker != owner else ""


def _login(words: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(words).get("user") or "")
