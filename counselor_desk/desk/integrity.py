"""Whether the records are what the trail says was last written: the page checks cannot tell."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from counselor_desk.desk.trail import ActorMark, TrailChain, TrailVerdict, append
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.base import Record, fingerprint

MIGRATED = "vault.migrated"


@dataclass(frozen=True)
class IntegrityFindings:
    """What a look through the whole vault has found."""

    trail: TrailVerdict
    changed: tuple[str, ...]  # records that are not as their last line says: "Document:12"
    gone_back: bool  # the whole file is older than when it was last locked

    @property
    def is_whole(self) -> bool:
        return self.trail.broken_at is None and not self.changed and not self.gone_back


def verify_records(engine: Engine, chain: TrailChain, line: int = 0, mac: str = "") -> IntegrityFindings:
    """Compare every record with the trail, and the trail with the line kept outside the vault.

    An old page or an old file put back passes SQLCipher's own checks; it does not pass this.
    """
    with upkeep_session(engine) as session:
        return examine(session, chain, line, mac)


def examine(session: Session, chain: TrailChain, line: int, mac: str) -> IntegrityFindings:
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    verdict = chain.verify(entries.yield_per(1000))
    changed = tuple(_changed(session))
    return IntegrityFindings(verdict, changed, is_older(session, line, mac))


def tell_of_migration(engine: Engine, chain: TrailChain, at: datetime, schema: str) -> None:
    """A new schema changes every record's shape: from this line on they are compared again."""
    with upkeep_session(engine) as session:
        last = session.scalar(select(AuditEntry.staff_id).order_by(AuditEntry.id.desc()).limit(1))
        line = AuditEntry(at=at, action=MIGRATED, reason=schema)
        append(session, chain, ActorMark(last or 0, ""), [line])


def is_behind(engine: Engine, line: int, mac: str) -> bool:
    """Whether the whole file is older than when that line was kept outside of it."""
    with upkeep_session(engine) as session:
        return is_older(session, line, mac)


def is_older(session: Session, line: int, mac: str) -> bool:
    """Whether the trail lacks the line that it had when the vault was last locked."""
    if not line:
        return False
    found = session.scalar(select(AuditEntry.mac).where(AuditEntry.id == line))
    return found != mac


def _changed(session: Session) -> Iterator[str]:
    shaped = select(func.max(AuditEntry.id)).where(AuditEntry.action == MIGRATED)
    since = session.scalar(shaped) or 0
    last = select(func.max(AuditEntry.id)).where(AuditEntry.content_sha256 != "", AuditEntry.id > since)
    newest = last.group_by(AuditEntry.object)
    last_lines = select(AuditEntry.object, AuditEntry.content_sha256).where(AuditEntry.id.in_(newest))
    content_by_object = {name: content for name, content in session.execute(last_lines)}
    for mapper in Record.registry.mappers:
        kind = mapper.class_
        if kind is AuditEntry or "id" not in mapper.columns:
            continue
        for record in session.scalars(select(kind)).yield_per(500):
            name = f"{kind.__name__}:{record.id}"
            if name in content_by_object and content_by_object[name] != fingerprint(record):
                yield name
