"""The keys of people as the trail lists them: who has one, which it is, and how old the file is."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from counselor_desk.desk.trail import KEYS_LISTED, SIGN_OUT
from counselor_desk.records.audit import AuditEntry


@dataclass(frozen=True)
class ListedSlot:
    """One way in: whose, the public half that signs, and a digest of all that stays the same."""

    staff_id: int  # 0 for the recovery key
    signing: bytes
    digest: str

    @property
    def words(self) -> str:
        return f"{self.staff_id}/{self.signing.hex()}/{self.digest}"


@dataclass(frozen=True)
class SlotList:
    """The key file as one line of the trail tells of it."""

    line: int
    revision: int
    slots: frozenset[ListedSlot]

    @property
    def words(self) -> str:
        """As the trail says it; public halves and digests alone."""
        return " ".join([str(self.revision), *sorted(slot.words for slot in self.slots)])

    def signing_of(self, staff_id: int) -> bytes | None:
        return next((slot.signing for slot in self.slots if slot.staff_id == staff_id), None)


def listings(session: Session) -> list[SlotList]:
    """Every list of keys on the trail, the newest last."""
    told = select(AuditEntry.id, AuditEntry.reason).where(AuditEntry.action == KEYS_LISTED)
    return [_read(line, words) for line, words in session.execute(told.order_by(AuditEntry.id))]


KEYS_DIFFER = "keys.differ"  # the act of telling that they are not as listed
FILE = "key file"  # how a sign-out tells which revision of it there was


def known_revision(session: Session, every: list[SlotList]) -> int:
    """The newest revision of the key file that the trail has heard of."""
    told = select(AuditEntry.reason).where(AuditEntry.action == SIGN_OUT, AuditEntry.reason.startswith(FILE))
    last = session.scalar(told.order_by(AuditEntry.id.desc()).limit(1)) or ""
    number = last.removeprefix(FILE).strip()
    return max([int(number) if number.isdecimal() else 0, *(keys.revision for keys in every)])


def _read(line: int, words: str) -> SlotList:
    """What such a line says; one that says nothing of the kind lists nobody."""
    revision, *slots = words.split(" ")
    try:
        made = frozenset(
            ListedSlot(int(staff_id), bytes.fromhex(signing), digest)
            for staff_id, signing, digest in (slot.split("/") for slot in slots)
        )
        return SlotList(line, int(revision), made)
    except ValueError:
        return SlotList(line, 0, frozenset())
