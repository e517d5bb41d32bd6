"""What the trail says is in the vault: counted once, then followed line by line."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from counselor_desk.desk.trail import ActorMark, TrailChain, append, chart_of, line_of, name_of, numbers_in
from counselor_desk.records import every
from counselor_desk.records.audit import AuditEntry, Effect, TrailCensus, TrailSignature
from counselor_desk.records.base import Record, fingerprint
from counselor_desk.records.clinic_line import ComputerContact

COUNTED = "trail.counted"
ID, SHA = 8, 32
# The chain proves the lines, each signature is checked by itself; a contact is noted too often for lines.
WITHOUT_LINES: frozenset[type[Record]] = frozenset({AuditEntry, TrailSignature, ComputerContact})
Told = dict[str, dict[int, bytes]]  # by kind and id: the fingerprint that the trail said last


def kinds() -> list[Any]:
    """Every kind of record that has lines, by the name of its class."""
    every()
    found: list[Any] = [m.class_ for m in Record.registry.mappers if m.class_ not in WITHOUT_LINES]
    return sorted(found, key=lambda kind: str(kind.__name__))


def count_anew(
    session: Session, chain: TrailChain, mark: ActorMark, at: datetime, lines: list[AuditEntry]
) -> None:
    """Tell of every record once more, after `lines`: what changed their shape, or made them.

    From here on each is compared again, and none is missed that was not written since.
    """
    begun = AuditEntry(at=at, action=COUNTED, effect=Effect.NONE)
    append(session, chain, mark, [*lines, begun])
    former = list(session.scalars(select(TrailCensus)))
    lines_told = [line_of(census, Effect.REMOVED, at, COUNTED) for census in former]
    for census in former:
        session.delete(census)
    session.flush()
    for kind in kinds():
        if kind is not TrailCensus and (packed := b"".join(_packed(session, kind))):
            census = TrailCensus(line=begun.id, kind=kind.__name__, told=packed)
            session.add(census)
            session.flush()
            lines_told.append(line_of(census, Effect.WROTE, at, COUNTED))
    append(session, chain, mark, lines_told)


def told_by(session: Session) -> Told:
    """What has to be there, with which fingerprint: the newest count and every line since."""
    counted = AuditEntry.action == COUNTED, AuditEntry.object == ""  # its other lines name a census
    start = session.scalar(select(func.max(AuditEntry.id)).where(*counted)) or 0
    content_by_kind: Told = {}
    for census in session.scalars(select(TrailCensus).where(TrailCensus.line == start)):
        content_by_kind[census.kind] = dict(_unpacked(census.told))
    lines = select(AuditEntry.object, AuditEntry.content_sha256, AuditEntry.effect)
    since = lines.where(AuditEntry.object != "", AuditEntry.id > start)
    for name, content, effect in session.execute(since.order_by(AuditEntry.id)):
        _follow(content_by_kind, name, content, effect)
    return content_by_kind


def is_as_told(session: Session, record: Any) -> bool:
    """Whether a record of a chart is what the trail has last said of it there."""
    counted = AuditEntry.action == COUNTED, AuditEntry.object == ""
    start = session.scalar(select(func.max(AuditEntry.id)).where(*counted)) or 0
    content_by_kind: Told = {}
    kind = type(record).__name__
    for census in session.scalars(select(TrailCensus).where(TrailCensus.line == start)):
        if census.kind == kind:
            content_by_kind[kind] = dict(_unpacked(census.told))
    its = AuditEntry.client_id == chart_of(record), AuditEntry.object == name_of(record)
    lines = select(AuditEntry.object, AuditEntry.content_sha256, AuditEntry.effect)
    for name, content, effect in session.execute(
        lines.where(*its, AuditEntry.id > start).order_by(AuditEntry.id)
    ):
        _follow(content_by_kind, name, content, effect)
    return content_by_kind.get(kind, {}).get(record.id, b"").hex() == fingerprint(record)


def _follow(told: Told, name: str, content: str, effect: str) -> None:
    kind, _colon, numbers = name.partition(":")
    of_kind = told.setdefault(kind, {})
    try:
        for number in numbers_in(numbers):
            if effect == Effect.REMOVED:
                of_kind.pop(number, None)
            else:
                of_kind[number] = bytes.fromhex(content)
    except ValueError:
        of_kind[0] = b""  # a line that names nothing: no record is as it says


def _packed(session: Session, kind: Any) -> Iterator[bytes]:
    for record in session.scalars(select(kind).order_by(kind.id)).yield_per(500):
        yield record.id.to_bytes(ID, "big") + bytes.fromhex(fingerprint(record))


def _unpacked(packed: bytes) -> Iterator[tuple[int, bytes]]:
    for at in range(0, len(packed), ID + SHA):
        yield int.from_bytes(packed[at : at + ID], "big"), packed[at + ID : at + ID + SHA]
