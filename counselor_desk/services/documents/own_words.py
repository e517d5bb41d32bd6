"""Opens and seals the words of separate counseling notes where their author sits, and nowhere else."""

import contextlib
import threading
from dataclasses import dataclass
from datetime import date

from counselor_desk.core.errors import Forbidden, Refused, VaultTrouble
from counselor_desk.core.i18n import _
from counselor_desk.desk.context import PersonKeys, SignIn
from counselor_desk.desk.desk import Desk
from counselor_desk.domain.privacy.counseling_note_rules import ExcludedPassage, excluded_from
from counselor_desk.domain.roles import Can
from counselor_desk.services.documents import counseling_notes
from counselor_desk.services.documents.counseling_notes import COMPARTMENT, SealedNote, note_facts
from counselor_desk.vault.keys import compartments, sealing


@dataclass(frozen=True)
class CounselingNoteDetail:
    """A note's words, and what of them belongs in the progress note."""

    id: int
    client_id: int
    session_on: date
    text: str
    excluded: tuple[ExcludedPassage, ...]
    is_own: bool


def hand_to_newest_sheet(desk: Desk) -> None:
    """At each sign-in away from the vault: what the newest recovery sheet lacks of one's own. Slow.

    Nobody is kept out by it: it is tried again the next time.
    """
    keys = desk.own_keys
    if keys is None or desk.actor is None or not desk.actor.may(Can.WRITE_NOTE):
        return
    with contextlib.suppress(Refused, VaultTrouble):
        sealed = desk.do(counseling_notes.own_compartments)
        if made := compartments.for_newest_sheet(keys.private, sealed):
            desk.do(counseling_notes.hand_to_sheet, made)


class OwnWords:
    """One person's, at their seat. What asks the desk and waits is never for the GUI thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._one_at_a_time = desk, threading.Lock()
        self._own: tuple[SignIn, bytearray] | None = None  # of this sitting

    def prepare(self) -> None:
        """Have the key of one's own compartment at hand; it is made when it is first needed. Slow."""
        with self._one_at_a_time:
            sitting, keys = self._sign_in(), self._keys()
            if self._own is not None and self._own[0] is sitting:
                return
            sealed = self._desk.do(counseling_notes.own_compartments)
            key = compartments.open_own(keys.private, sealed, COMPARTMENT)
            if key is None:
                key, new = compartments.make(keys.private, sealed, COMPARTMENT)
                self._desk.do(counseling_notes.begin_compartment, new)
            self._own = sitting, bytearray(key)

    def seal(self, client_id: int, session_on: date, words: str) -> bytes:
        """Words of one's own note of this day in this chart, at once. Refused when there are none,
        and before `prepare`."""
        author = self._sign_in().actor.id
        return counseling_notes.seal_words(self._key(), words, note_facts(client_id, author, session_on))

    def open(self, note: SealedNote) -> CounselingNoteDetail:
        """One's own, or one that a colleague has shared. Slow."""
        if note.is_own:
            self.prepare()
        key = self._key() if note.is_own else self._shared_key(note.author_id)
        words = counseling_notes.open_words(key, note)
        return CounselingNoteDetail(
            id=note.id,
            client_id=note.client_id,
            session_on=note.session_on,
            text=words,
            excluded=tuple(excluded_from(words)),
            is_own=note.is_own,
        )

    def open_unsent(self, sealed: bytes, client_id: int, session_on: date) -> str:
        """Words of one's own note that the vault does not have: sealed here, and kept here. Slow.

        Refused when they were sealed under a key of before.
        """
        self.prepare()
        author = self._sign_in().actor.id
        note = SealedNote(0, client_id, author, session_on, sealed, is_own=True)
        return counseling_notes.open_words(self._key(), note)

    def seal_for(self, colleague: bytes) -> bytes:
        """The key of one's compartment, for a colleague's public key. Slow."""
        self.prepare()
        sealed = self._desk.do(counseling_notes.own_compartments)
        return compartments.seal_for(sealed, COMPARTMENT, self._key(), colleague)

    def seal_bytes(self, content: bytes, facts: bytes) -> bytes:
        """Pages that hold one's own words. Slow."""
        self.prepare()
        return sealing.wrap(self._key(), content, facts)

    def open_bytes(self, sealed: bytes, facts: bytes, is_as_told: bool) -> bytes:
        """Pages that hold one's own words. Slow. Refused where the key of today is not theirs, Forbidden
        where they are not what was sealed."""
        self.prepare()
        try:
            return bytes(sealing.unwrap(self._key(), sealed, facts))
        except sealing.InvalidTag as error:
            if is_as_told:
                raise Refused(
                    _(
                        "These pages cannot be opened: they were sealed under a key of before. Restore a "
                        "backup that has the key."
                    )
                ) from error
            raise Forbidden(
                _("These pages were changed outside of this program. Tell your administrator.")
            ) from error

    def forget(self) -> None:
        with self._one_at_a_time:
            if self._own is not None:
                sealing.wipe(self._own[1])
            self._own = None

    def _sign_in(self) -> SignIn:
        if self._desk.signed_in is None:
            raise Refused(_("The vault is locked. Unlock it to continue."))
        return self._desk.signed_in

    def _keys(self) -> PersonKeys:
        keys = self._desk.own_keys
        if keys is None:
            raise Refused(_("Your own key is needed. Lock and sign in again."))
        return keys

    def _key(self) -> bytes:
        own = self._own
        if own is None or own[0] is not self._desk.signed_in:
            raise Refused(_("Your own key is needed. Lock and sign in again."))
        return bytes(own[1])

    def _shared_key(self, owner_id: int) -> bytes:
        sealed = self._desk.do(counseling_notes.own_compartments)
        key = compartments.open_shared(self._keys().private, sealed, COMPARTMENT, owner_id)
        if key is None:
            raise Forbidden(_("Only its author can read a counseling note."))
        return key
