"""The chain of the audit trail: each line's MAC covers the line and the MAC before it."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from counselor_desk.core.i18n import _
from counselor_desk.records.audit import AuditEntry, TrailSignature
from counselor_desk.records.base import canonical


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
            ]
        )
        return hmac.new(self._key, entry.previous.encode() + line, hashlib.sha256).hexdigest()


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
CLOCK_STEP = timedelta(minutes=2)
STEPPED = "clock.step"  # the clock went back: order is by number, never by time


def append(session: Session, chain: TrailChain, mark: ActorMark, entries: Sequence[AuditEntry]) -> None:
    """Chain lines onto the trail, in the transaction of what they tell."""
    if not entries:
        return
    last = session.execute(
        select(AuditEntry.id, AuditEntry.at, AuditEntry.mac).order_by(AuditEntry.id.desc()).limit(1)
    ).first()
    number, previous = (last.id, last.mac) if last else (0, "")
    lines = list(entries)
    if last and lines[0].at < last.at - CLOCK_STEP:
        reason = f"after {last.at:%Y-%m-%dT%H:%M:%SZ}"
        lines.insert(0, AuditEntry(at=lines[0].at, action=STEPPED, reason=reason))
    for at, entry in enumerate(lines, start=number + 1):
        entry.id, entry.staff_id, entry.session = at, mark.staff_id, mark.session
        chain.link(entry, previous)
        previous = entry.mac
    session.add_all(lines)
    if mark.keys is not None and _is_due(number, lines[-1]):
        session.add(signature_of(lines[-1], mark.staff_id, mark.keys))
    session.flush()


def _is_due(before: int, head: AuditEntry) -> bool:
    return head.action == SIGN_OUT or before // SIGNED_EVERY < head.id // SIGNED_EVERY


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
