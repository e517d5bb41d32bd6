"""Whether the records are what the trail says was last written: the page checks cannot tell."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from counselor_desk.core.errors import VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.desk import signatures
from counselor_desk.desk.census import count_anew, kinds, told_by
from counselor_desk.desk.signatures import HeadSignature
from counselor_desk.desk.trail import ActorMark, TrailChain, TrailVerdict, append
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.records.audit import AuditEntry, TrailCensus, TrailSignature
from counselor_desk.records.base import fingerprint
from counselor_desk.records.store import store_of

MIGRATED = "vault.migrated"
MOVED = "vault.moved"  # the last line of a trail whose clinic goes on elsewhere
LOOKED = "vault.looked_through"
WHOLE = "whole"  # how the words of a look begin that found nothing
AT_ONCE = 500  # records
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
    verdict = _walked(session, chain)
    changed, missing, appeared = _compared(session)
    return IntegrityFindings(
        trail=verdict,
        changed=changed,
        gone_back=is_older(session, line, mac),
        missing=missing,
        appeared=appeared,
        structure=tuple(store_of(session).structural_faults(session.connection())),
        signatures=_signed(session),
    )


def _walked(session: Session, chain: TrailChain) -> TrailVerdict:
    """The verdict on the trail; a line that a sealing store cannot open is one whose content was changed."""
    lines = select(AuditEntry).order_by(AuditEntry.id)
    try:
        return chain.verify(session.scalars(lines).yield_per(AT_ONCE))
    except VaultTrouble:
        broken = next(number for number, entry in _one_by_one(session, AuditEntry) if entry is None)
        before = chain.verify(session.scalars(lines.where(AuditEntry.id < broken)).yield_per(AT_ONCE))
        return (
            before if before.broken_at else TrailVerdict(before.checked, broken, _("its content was changed"))
        )


def _fingerprints(session: Session, kind: Any) -> list[tuple[int, str]]:
    """Of every record of a kind with its number; "" for one that a sealing store cannot open."""
    every = select(kind).order_by(kind.id)
    try:
        return [(record.id, fingerprint(record)) for record in session.scalars(every).yield_per(AT_ONCE)]
    except VaultTrouble:
        return [(number, fingerprint(one) if one else "") for number, one in _one_by_one(session, kind)]


def _signed(session: Session) -> tuple[HeadSignature, ...]:
    """Every signature; one that does not open is nobody's."""
    try:
        return tuple(signatures.check(session))
    except VaultTrouble:
        unopened = set(_unopened(session, TrailSignature))
        there = select(TrailSignature.id, TrailSignature.line, TrailSignature.at)
        lines = [(line, at) for number, line, at in session.execute(there) if number in unopened]
        return tuple(HeadSignature(line, "", at, False) for line, at in lines)


def _unopened(session: Session, kind: Any) -> list[int]:
    return [number for number, record in _one_by_one(session, kind) if record is None]


def _one_by_one(session: Session, kind: Any) -> Iterator[tuple[int, Any]]:
    for number in list(session.scalars(select(kind.id).order_by(kind.id))):
        try:
            yield number, session.scalars(select(kind).where(kind.id == number)).one()
        except VaultTrouble:
            yield number, None


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
    try:
        content_by_kind = told_by(session)
    except VaultTrouble:  # the trail itself does not open: what it tells of the others is not known
        return tuple(f"TrailCensus:{number}" for number in _unopened(session, TrailCensus)), (), ()
    changed, appeared = [], []
    for kind in kinds():
        contents = content_by_kind.get(kind.__name__, {})
        for number, digest in _fingerprints(session, kind):
            content = contents.pop(number, None)
            if content is None:
                appeared.append(f"{kind.__name__}:{number}")
            elif content.hex() != digest:
                changed.append(f"{kind.__name__}:{number}")
    missing = [
        f"{name}:{number}" for name, left in sorted(content_by_kind.items()) for number in sorted(left)
    ]
    return tuple(changed), tuple(missing), tuple(appeared)
