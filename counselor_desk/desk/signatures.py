"""The signatures of the trail: each that has to be there is, and by a key that the trail knows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from counselor_desk.desk.slot_list import SlotList, listings
from counselor_desk.desk.trail import signed_words
from counselor_desk.records.audit import AuditEntry, TrailSignature
from counselor_desk.records.people import Staff
from counselor_desk.vault.keys import sealing

SIGNED_AT_SEAT = "trail.sign"
SOON = 5  # lines: who comes in with keys of today into an older vault has them listed at once


@dataclass(frozen=True)
class HeadSignature:
    """A person's signature of the head."""

    line: int
    signer_name: str
    at: datetime | None
    holds: bool


def check(session: Session) -> Iterator[HeadSignature]:
    """Every signature there is, and every one that has to be and is not."""
    names = {staff_id: name for staff_id, name in session.execute(select(Staff.id, Staff.name))}
    every = list(session.scalars(select(TrailSignature).order_by(TrailSignature.id)))
    signature_by_line = {signature.line: signature for signature in reversed(every)}  # a line is signed once
    yield from (HeadSignature(o.line, "", o.at, False) for o in every if signature_by_line[o.line] is not o)
    signed = select(AuditEntry.id, AuditEntry.at, AuditEntry.staff_id).where(AuditEntry.signed)
    due = {line: (at, staff_id) for line, at, staff_id in session.execute(signed)}
    of_signed = select(AuditEntry.id, AuditEntry.mac).join(
        TrailSignature, TrailSignature.line == AuditEntry.id
    )
    macs = {line: mac for line, mac in session.execute(of_signed)}
    at_seats = _signed_at_seats(session)
    listed, began = listings(session), min(due, default=0)
    for line in sorted({*signature_by_line, *due, *at_seats}):
        signature = signature_by_line.get(line)
        if signature is None:
            at, staff_id = due.get(line) or at_seats[line]
            yield HeadSignature(line, names.get(staff_id or 0, ""), at, False)
            continue
        holds = macs.get(line) == signature.mac and _is_signed(signature) and _is_theirs(signature, listed)
        if began and line > began and line not in due and line not in at_seats:
            holds = False  # the line itself says that nobody has signed it
        yield HeadSignature(line, names.get(signature.staff_id, ""), signature.at, holds)


def _signed_at_seats(session: Session) -> dict[int, tuple[datetime, int | None]]:
    """Lines of which a later one says that somebody has signed them at another computer: when, and who."""
    said = select(AuditEntry.reason, AuditEntry.at, AuditEntry.staff_id).where(
        AuditEntry.action == SIGNED_AT_SEAT
    )
    lines = ((reason.removeprefix("line "), at, staff_id) for reason, at, staff_id in session.execute(said))
    return {int(number): (at, staff_id) for number, at, staff_id in lines if number.isdecimal()}


def _is_theirs(one: TrailSignature, listed: list[SlotList]) -> bool:
    """Whether the key is that person's as the trail listed the keys last before, where it has."""
    if not listed or one.line < listed[0].line:
        return True  # of before the trail listed keys
    near = [keys for keys in listed if keys.line <= one.line][-1:]
    near += [keys for keys in listed if one.line < keys.line <= one.line + SOON][:1]
    return any(keys.signing_of(one.staff_id) == one.public for keys in near)


def _is_signed(one: TrailSignature) -> bool:
    try:
        sealing.verify(one.public, one.signature, signed_words(one.line, one.mac))
    except (sealing.InvalidSignature, ValueError):
        return False
    return True
