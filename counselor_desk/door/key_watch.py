"""Holds a vault's key file against the list that the trail has of it."""

import hashlib
from collections.abc import Callable
from typing import Protocol, TypeVar

import msgspec
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from counselor_desk.core.i18n import _
from counselor_desk.desk.slot_list import FILE, KEYS_DIFFER, ListedSlot, SlotList, known_revision, listings
from counselor_desk.desk.trail import KEYS_LISTED
from counselor_desk.desk.upkeep import upkeep_session
from counselor_desk.records.audit import AuditEntry
from counselor_desk.records.people import Staff
from counselor_desk.services.vault.own_passphrase import keep_rewrapped
from counselor_desk.vault.keys import people as holders
from counselor_desk.vault.keys.slot_file import KeyFile, Slot
from counselor_desk.vault.keys.unlock import VaultKeys

SIGNS = 16  # of a digest
R = TypeVar("R")


def listed(file: KeyFile) -> SlotList:
    """The key file as the trail is told of it."""
    ways_in = (slot for slot in file.slots if not slot.is_older_sheet)
    return SlotList(0, file.revision, frozenset(_listed(slot) for slot in ways_in))


def _listed(slot: Slot) -> ListedSlot:
    """All of a slot that stays until somebody changes it: wraps are renewed, shares have a revision."""
    told = (slot.id, slot.kind, slot.staff_id, slot.sign_in, slot.argon, slot.salt, slot.must_change,
            slot.device, slot.sealing)  # fmt: skip
    digest = hashlib.sha256(msgspec.json.encode(told, order="sorted")).hexdigest()[:SIGNS]
    return ListedSlot(slot.staff_id, slot.signing, digest)


class WatchDesk(Protocol):
    """What the watch asks of a desk."""

    def on_vault(self, work: Callable[[Engine], R]) -> R: ...
    def log_event(self, action: str, reason: str = "") -> None: ...


class KeyWatch:
    """One open vault's keys: compared at each sign-in, listed after each change by the program."""

    def __init__(self, desk: WatchDesk, unlocked: VaultKeys) -> None:
        self._desk, self._keys = desk, unlocked

    def compare(self) -> str:
        """What is not as the trail lists it, in one sentence, and on the trail; "" when all is.

        A second way in of the recovery kind is taken out: there is one printed sheet.
        """
        file = self._keys.file()
        there = listed(file)
        last, known, names = self._desk.on_vault(self._told)
        if last is None:
            return ""
        older = file.revision < known
        own = self._desk.on_vault(lambda engine: _rewrapped_since(engine, last.line))
        strange = {slot.staff_id for slot in there.slots - last.slots} - own
        gone = {slot.staff_id for slot in last.slots - there.slots} - strange - own
        if not (older or strange or gone):
            return ""
        self._desk.log_event(KEYS_DIFFER, _in_words(older, strange, gone))
        if (paper := last.signing_of(0)) is not None:
            holders.keep_one_recovery_key(self._keys, paper)
        self.note()
        whose = ", ".join(names.get(staff_id) or _("the recovery key") for staff_id in sorted(strange | gone))
        message = (
            _("The vault's key file is older than its trail: somebody has put it back. {whose}")
            if older
            else _(
                "The way in of {whose} was changed outside of this program. Make a new recovery key and a "
                "new vault key."
            )
        )
        return message.format(whose=whose).strip()

    def note(self) -> None:
        """List the keys as they are now, signed by who sits here, if the trail has them otherwise."""
        there = listed(self._keys.file())
        last, _known, _names = self._desk.on_vault(self._told)
        if last is None or last.slots != there.slots:
            self._desk.log_event(KEYS_LISTED, there.words)

    def names_of(self, staff_ids: list[int]) -> tuple[str, ...]:
        """These people by their names, also those who left."""
        if not staff_ids:
            return ()
        _last, _known, names = self._desk.on_vault(self._told)
        return tuple(names.get(staff_id, str(staff_id)) for staff_id in staff_ids)

    def words(self) -> str:
        """What a sign-out says: an older key file is noticed from then on."""
        return f"{FILE} {self._keys.file().revision}"

    @staticmethod
    def _told(engine: Engine) -> tuple[SlotList | None, int, dict[int, str]]:
        with upkeep_session(engine) as session:
            every = listings(session)
            return (every[-1] if every else None), known_revision(session, every), _names(session)


def _rewrapped_since(engine: Engine, line: int) -> set[int]:
    """Who has changed their own passphrase at another computer since: the trail tells of it."""
    acts = AuditEntry.action == keep_rewrapped.name, AuditEntry.id > line
    with upkeep_session(engine) as session:
        return {number for number in session.scalars(select(AuditEntry.staff_id).where(*acts)) if number}


def _names(session: Session) -> dict[int, str]:
    return {number: name for number, name in session.execute(select(Staff.id, Staff.name))}


def _in_words(older: bool, strange: set[int], gone: set[int]) -> str:
    told = ["an older key file"] if older else []
    told += [f"changed: staff {number}" if number else "changed: recovery key" for number in sorted(strange)]
    told += [f"gone: staff {number}" if number else "gone: recovery key" for number in sorted(gone)]
    return "; ".join(told)
