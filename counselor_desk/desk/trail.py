"""The chain of the audit trail: each line's MAC covers the line and the MAC before it."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from counselor_desk.core.i18n import _
from counselor_desk.records.audit import AuditEntry, Effect, TrailSignature
from counselor_desk.records.base import OfClient, Record, canonical, fingerprint
from counselor_desk.records.people import Client
from counselor_desk.records.store import Chain, store_of


@dataclass(frozen=True)
class TrailVerdict:
    """What verification found: how many lines hold, and the first one that does not."""

    checked: int
    broken_at: int | None = None
    why: str = ""


class TrailChain:
    """Makes and checks the MACs under the vault's audit key."""

    def __init__(self, key: bytes | bytearray) -> None:
        self._key = key

    def link(self, entry: AuditEntry, previous: str) -> None:
        entry.previous = previous
        entry.mac = self._mac(entry)

    def verify(self, entries: Iterable[AuditEntry]) -> TrailVerdict:
        """Walk the trail from its first line; an edited line, a hole or a forged line is named."""
        checked, previous = 0, ""
        for entry in entries:
            if entry.id != checked + 1:
                return TrailVerdict(checked, checked + 1, _("a line is missing"))
            if entry.previous != previous:
                return TrailVerdict(checked, entry.id, _("it does not follow the line before"))
            if not hmac.compare_digest(entry.mac, self._mac(entry)):
                return TrailVerdict(checked, entry.id, _("its content was changed"))
            checked, previous = entry.id, entry.mac
        return TrailVerdict(checked)

    def _mac(self, entry: AuditEntry) -> str:
        line = canonical(
            [
                entry.at,
                entry.staff_id,
                entry.session,
                entry.action,
                entry.client_id,
                entry.object,
                entry.content_sha256,
                entry.reason,
                *_since_effects(entry),
            ]
        )
        return hmac.new(self._key, entry.previous.encode() + line, hashlib.sha256).hexdigest()


def chart_of(record: Record) -> int | None:
    """Whose chart a record is in."""
    if isinstance(record, OfClient):
        return record.client_id
    return record.id if isinstance(record, Client) else None


def name_of(record: Any) -> str:
    """What the trail calls a record: its kind and number."""
    return f"{type(record).__name__}:{record.id}"


def line_of(record: Record, effect: Effect, at: datetime, action: str, reason: str = "") -> AuditEntry:
    """The line that tells of one record written, changed or removed."""
    return AuditEntry(
        at=at,
        action=action,
        reason=reason,
        client_id=chart_of(record),
        object=name_of(record),
        content_sha256="" if effect is Effect.REMOVED else fingerprint(record),
        effect=effect,
    )


AT_ONCE = 200  # numbers and runs of numbers in one line


def removal_lines(
    kind: str, ids: Iterable[int], client_id: int | None, at: datetime, words: tuple[str, str]
) -> list[AuditEntry]:
    """Lines for many records of one kind that were taken out together; `words`: action, reason."""
    runs = runs_of(ids)
    return [
        AuditEntry(
            at=at,
            action=words[0],
            reason=words[1],
            client_id=client_id,
            object=f"{kind}:{','.join(runs[start : start + AT_ONCE])}",
            effect=Effect.REMOVED,
        )
        for start in range(0, len(runs), AT_ONCE)
    ]


def runs_of(ids: Iterable[int]) -> list[str]:
    """Numbers as people list pages: `["3-9", "12"]`."""
    runs: list[list[int]] = []
    for number in sorted(ids):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return [str(first) if first == last else f"{first}-{last}" for first, last in runs]


def numbers_in(runs: str) -> Iterator[int]:
    """The numbers that such a list names. Raises ValueError for another."""
    for run in runs.split(","):
        first, _dash, last = run.partition("-")
        yield from range(int(first), int(last or first) + 1)


def _since_effects(entry: AuditEntry) -> list[str]:
    """What lines of before version 0007 do not say: their MACs hold as they are."""
    if not (entry.effect or entry.signed):
        return []
    return [entry.effect, "signed"] if entry.signed else [entry.effect]


class Signing(Protocol):
    """What the trail takes of a person's own keys."""

    @property
    def public(self) -> bytes: ...

    def sign(self, content: bytes) -> bytes: ...


@dataclass(frozen=True)
class ActorMark:
    """Who acted, in which sitting, and with which keys of their own."""

    staff_id: int
    session: str
    keys: Signing | None = None


SIGNED_EVERY = 100  # lines; and at the end of each sitting
SIGN_OUT = "desk.sign_out"
KEYS_LISTED = "keys.listed"
SIGNED_ALWAYS = frozenset({SIGN_OUT, KEYS_LISTED})
CLOCK_STEP = timedelta(minutes=2)
STEPPED = "clock.step"  # the clock went back: order is by number, never by time


def append(session: Session, chain: TrailChain, mark: ActorMark, entries: Sequence[AuditEntry]) -> None:
    """Chain lines onto the trail, in the transaction of what they tell."""
    if not entries:
        return
    store_of(session).hold_chain(session.connection(), Chain.TRAIL)
    last = session.execute(
        select(AuditEntry.id, AuditEntry.at, AuditEntry.mac).order_by(AuditEntry.id.desc()).limit(1)
    ).first()
    number, previous = (last.id, last.mac) if last else (0, "")
    lines = list(entries)
    if last and lines[0].at < last.at - CLOCK_STEP:
        reason = f"after {last.at:%Y-%m-%dT%H:%M:%SZ}"
        lines.insert(0, AuditEntry(at=lines[0].at, action=STEPPED, reason=reason))
    is_due = mark.keys is not None and _is_due(number, number + len(lines), lines[-1])
    lines[-1].signed = is_due
    for at, entry in enumerate(lines, start=number + 1):
        entry.id, entry.staff_id, entry.session = at, mark.staff_id, mark.session
        chain.link(entry, previous)
        previous = entry.mac
    session.add_all(lines)
    if mark.keys is not None and is_due:
        session.add(signature_of(lines[-1], mark.staff_id, mark.keys))
    session.flush()


def _is_due(before: int, after: int, head: AuditEntry) -> bool:
    return head.action in SIGNED_ALWAYS or before // SIGNED_EVERY < after // SIGNED_EVERY


def signature_of(head: AuditEntry, staff_id: int, keys: Signing) -> TrailSignature:
    """Who shares the vault key can forge MACs, and nobody else's signature."""
    return TrailSignature(
        line=head.id,
        mac=head.mac,
        staff_id=staff_id,
        public=keys.public,
        signature=keys.sign(signed_words(head.id, head.mac)),
        at=head.at,
    )


def signed_words(line: int, mac: str) -> bytes:
    return f"counselor-desk/trail/{line}/{mac}".encode()
