"""Whether the records are what the trail says was last written: the page checks cannot tell."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from counselor_desk.desk import signatures
from counselor_desk.desk.census import count_anew, kinds, told_by
from counselor_desk.desk.signatures import HeadSignature
from counselor_desk.desk.trail import ActorMark, TrailChain, TrailVerdict, append
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.base import fingerprint
from counselor_desk.records.store import store_of

MIGRATED = "vault.migrated"
MOVED = "vault.moved"  # the last line of a trail whose clinic goes on elsewhere
LOOKED = "vault.looked_through"
WHOLE = "whole"  # how the words of a look begin that found nothing
NAMED = 20  # records in one line of the trail


@dataclass(frozen=True)
class IntegrityFindings:
    """What a look through the whole vault has found; records by kind and number: "Document:12"."""

    trail: TrailVerdict
    changed: tuple[str, ...]  # not as their last line says
    gone_back: bool  # the whole file is older than when it was last locked
    missing: tuple[str, ...] = ()  # no line says that they were removed
    appeared: tuple[str, ...] = ()  # no line says that they were written
    structure: tuple[str, ...] = ()  # what the engine's own check says; tables and seals by name
    signatures: tuple[HeadSignature, ...] = ()

    @property
    def records(self) -> tuple[str, ...]:
        """Every record that is not as the trail says."""
        return (*self.changed, *self.missing, *self.appeared)

    @property
    def forged(self) -> tuple[HeadSignature, ...]:
        """Signatures that are not by whom they say, or that are gone."""
        return tuple(one for one in self.signatures if not one.holds)

    @property
    def words(self) -> str:
        """What the trail says of it: kinds and numbers alone."""
        if self.is_whole:
            return f"{WHOLE}, {self.trail.checked} lines"
        told = [f"line {self.trail.broken_at}"] if self.trail.broken_at is not None else []
        told += ["older than its anchor"] if self.gone_back else []
        told += [f"{len(self.forged)} signatures"] if self.forged else []
        counts = f"{len(self.changed)} changed, {len(self.missing)} gone, {len(self.appeared)} came"
        return "; ".join([*told, counts, ", ".join([*self.records, *self.structure][:NAMED])])

    @property
    def is_whole(self) -> bool:
        found = self.trail.broken_at is not None or self.records or self.structure or self.forged
        return not found and not self.gone_back


def verify_records(engine: Engine, chain: TrailChain, line: int = 0, mac: str = "") -> IntegrityFindings:
    """Compare every record with the trail, and the trail with the line kept outside the vault.

    An old page or an old file put back, a row added, copied or taken out passes the engine's own
    checks; it does not pass this.
    """
    with upkeep_session(engine) as session:
        return examine(session, chain, line, mac)


def examine(session: Session, chain: TrailChain, line: int, mac: str) -> IntegrityFindings:
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    verdict = chain.verify(entries.yield_per(1000))
    changed, missing, appeared = _compared(session)
    return IntegrityFindings(
        trail=verdict,
        changed=changed,
        gone_back=is_older(session, line, mac),
        missing=missing,
        appeared=appeared,
        structure=tuple(store_of(session).structural_faults(session.connection())),
        signatures=tuple(signatures.check(session)),
    )


def tell_of_migration(engine: Engine, chain: TrailChain, at: datetime, schema: str) -> None:
    """A new schema changes every record's shape: each is told once more, in its new one."""
    with upkeep_session(engine) as session:
        last = session.scalar(select(AuditEntry.staff_id).order_by(AuditEntry.id.desc()).limit(1))
        line = AuditEntry(at=at, action=MIGRATED, reason=schema)
        count_anew(session, chain, ActorMark(last or 0, ""), at, [line])


def mark_as_moved(engine: Engine, chain: TrailChain, at: datetime, staff_id: int, place: str) -> None:
    """Nothing is written here any more: `place` is the name of the file where the clinic goes on."""
    with upkeep_session(engine) as session:
        line = AuditEntry(at=at, action=MOVED, reason=place)
        append(session, chain, ActorMark(staff_id, ""), [line])


def moved_to(engine: Engine) -> tuple[str, datetime] | None:
    """Where this clinic goes on, and since when (UTC); None where it goes on here."""
    with upkeep_session(engine) as session:
        last = session.scalar(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1))
        return (last.reason, last.at) if last is not None and last.action == MOVED else None


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


def _compared(session: Session) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """What was changed, what is missing, and what has come by itself."""
    content_by_kind = told_by(session)
    changed, appeared = [], []
    for kind in kinds():
        contents = content_by_kind.get(kind.__name__, {})
        for record in session.scalars(select(kind)).yield_per(500):
            content = contents.pop(record.id, None)
            if content is None:
                appeared.append(f"{kind.__name__}:{record.id}")
            elif content.hex() != fingerprint(record):
                changed.append(f"{kind.__name__}:{record.id}")
    missing = [
        f"{name}:{number}" for name, left in sorted(content_by_kind.items()) for number in sorted(left)
    ]
    return tuple(changed), tuple(missing), tuple(appeared)
