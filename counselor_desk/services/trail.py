"""The chain of the audit trail: each line's MAC covers the line and the MAC before it."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.base import canonical


@dataclass(frozen=True)
class Verdict:
    """What verification found: how many lines hold, and the first one that does not."""

    checked: int
    broken_at: int | None = None
    why: str = ""


class Chain:
    """Makes and checks the MACs under the vault's audit key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def link(self, entry: AuditEntry, previous: str) -> None:
        entry.previous = previous
        entry.mac = self._mac(entry)

    def verify(self, entries: Iterable[AuditEntry]) -> Verdict:
        """Walk the trail from its first line; an edited line, a hole or a forged line is named."""
        checked, previous = 0, ""
        for entry in entries:
            if entry.id != checked + 1:
                return Verdict(checked, checked + 1, "a line is missing")
            if entry.previous != previous:
                return Verdict(checked, entry.id, "it does not follow the line before")
            if not hmac.compare_digest(entry.mac, self._mac(entry)):
                return Verdict(checked, entry.id, "its content was changed")
            checked, previous = entry.id, entry.mac
        return Verdict(checked)

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
