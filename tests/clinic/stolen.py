"""A stolen database: `python -m tests.clinic stolen` plants words everywhere and looks for them on the disk.

Every sealed column of every table gets words by the serving desk's own way, is changed, and is taken out
again in part; then the data files, the write-ahead log, the statistics, the server's log (which is told to
write every statement down) and a dump are read. What stands in the clear is planted, too: it has to be found.
"""

import base64
import json
import subprocess
import sys
from datetime import UTC, date, datetime

from sqlalchemy import Boolean, Date, Enum, Integer, bindparam, insert, update
from sqlalchemy.types import JSON, LargeBinary

from counselor_desk import records
from counselor_desk.records.base import Record, Utc
from counselor_desk.records.sealable import Sealable, own_type
from counselor_desk.server.column_sealing import ColumnSealer
from counselor_desk.server.columns import Sealing, sealing_of
from counselor_desk.server.engine import open_to_change_tables
from counselor_desk.server.server_store import ServerStore
from tests.clinic.cluster import Cluster, name_in, programs

KEY = bytes(range(48))
ROWS = 40  # a table
TALKATIVE = (
    "log_statement=all",
    "log_min_duration_statement=0",
    "log_parameter_max_length=-1",
    "wal_level=replica",
)
SEALED, CLEAR, ALIKE = "quetzalcoatlus", "thylacinus", "megatherium"


def run(words):
    """0 when no planted word is found, and every one that stands in the clear is."""
    records.every()
    cluster = Cluster(TALKATIVE)
    try:
        return _tried(cluster)
    finally:
        cluster.close()


def _tried(cluster):
    address = cluster.database()
    ServerStore(address, KEY).bring_up_to_date()
    with cluster.admin(name_in(address)) as db:  # rows need no neighbors here, and no seal to be changed
        for table in Record.metadata.tables:
            db.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER ALL')
    planted = _plant(open_to_change_tables(address.owner, ColumnSealer(KEY)))
    with cluster.admin(name_in(address)) as db:
        db.execute("ANALYZE")
        db.execute("CHECKPOINT")
        values = db.execute("SELECT most_common_vals::text, histogram_bounds::text FROM pg_stats").fetchall()
    told = {"a dump": _dump(cluster, address), "statistics": str(values).encode()}
    told |= {"the server's log": cluster.log.read_bytes()}
    cluster.stop()
    for path in sorted(cluster.data.rglob("*")):
        if path.is_file():
            where = "write-ahead log" if "pg_wal" in path.parts else "data files"
            told[where] = told.get(where, b"") + path.read_bytes()
    words = (SEALED, ALIKE, CLEAR)
    found = {where: {word: _count(text, word) for word in words} for where, text in told.items()}
    _say(f"planted in {planted['sealed']} sealed and {planted['clear']} clear columns, {ROWS} rows a table")
    for where, counts in found.items():
        told_of = ", ".join(f"{word}: {count:,}" for word, count in counts.items())
        _say(f"{where:18} {len(told[where]) / 1e6:8.1f} MB  {told_of}")
    leaked = sum(counts[SEALED] + counts[ALIKE] for counts in found.values())
    blind = [where for where in ("data files", "write-ahead log", "a dump") if not found[where][CLEAR]]
    _say(f"{leaked} typed words found" + (f"; but nothing clear in {', '.join(blind)}" if blind else ""))
    return 1 if leaked or blind else 0


def _plant(engine):
    counts = {"sealed": 0, "clear": 0}
    for table in Record.metadata.sorted_tables:
        rows = [_row(table, number) for number in range(1, ROWS + 1)]
        with engine.begin() as db:
            db.execute(insert(table), rows)
        changed = [c for c in table.c if _sealing(c) is Sealing.SEALED]
        counts["sealed"] += sum(_sealing(c) in (Sealing.SEALED, Sealing.ALIKE) for c in table.c)
        counts["clear"] += sum(_sealing(c) is Sealing.CLEAR for c in table.c)
        with engine.begin() as db:  # written again, and half of it taken out
            if changed:
                values = {f"{table.name}_id": 2, **{c.key: _value(c, 2) for c in changed}}
                db.execute(update(table).where(table.c.id == bindparam(f"{table.name}_id")), [values])
            db.execute(table.delete().where(table.c.id > ROWS // 2))
    engine.dispose()
    return counts


def _sealing(column):
    return sealing_of(column.type) if isinstance(column.type, Sealable) else None


def _row(table, number):
    return {column.key: _value(column, number) for column in table.c}


def _value(column, number):
    kind = own_type(column)
    if column.primary_key and isinstance(kind, Integer):
        return number
    if isinstance(kind, Enum):
        return kind.enum_class(next(iter(kind.enum_class))) if kind.enum_class else kind.enums[0]
    if isinstance(kind, Utc):
        return datetime(2026, 12, 1, 15, tzinfo=UTC)
    if isinstance(kind, Date):
        return date(1989, 3, 14)
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer):
        return number
    how = _sealing(column)
    word = {Sealing.SEALED: SEALED, Sealing.ALIKE: ALIKE}.get(how, CLEAR)
    said = f"{word} {table_of(column)} {number}"
    if isinstance(kind, JSON):
        return {"said": said, "again": [said]}
    return said.encode() if isinstance(kind, LargeBinary) else said


def table_of(column):
    return f"{column.table.name}.{column.name}"


def _count(text, word):
    """As it is, as a wide character set has it, in hexadecimal and in base 64 at each of its three places."""
    plain = word.encode()
    forms = [plain, word.encode("utf-16-le"), plain.hex().encode()]
    forms += [base64.b64encode(b" " * at + plain)[4:-4] for at in range(3)]
    lowered = text.lower()
    found = sum(lowered.count(form.lower()) for form in forms[:3])
    return found + sum(text.count(form) for form in forms[3:])


def _say(words):
    sys.stdout.write(words + "\n")


def _dump(cluster, address):
    asked = [str(programs() / "pg_dump"), "--inserts", f"--dbname={address.owner}"]
    done = subprocess.run(asked, capture_output=True)
    if done.returncode:
        sys.exit(json.dumps(done.stderr.decode()))
    return done.stdout
