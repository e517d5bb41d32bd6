"""SUD counseling notes (42 CFR 2.11): written, read and shared by their author alone."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.roles import Can
from counselor_desk.records.counseling_note import CounselingNote
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.privacy import DisclosedPaper
from counselor_desk.vault.keys import sealing
from counselor_desk.vault.keys.compartments import NewCompartment, SealedCompartments, SealedContent

COMPARTMENT = "counseling"
PROVING = 3  # notes: one of them opened proves a key that came back from a recovery sheet


@dataclass(frozen=True)
class CounselingRow:
    """That there is a note: of which day and whose. What it says is asked for one by one."""

    id: int
    session_on: date
    author: str
    is_own: bool
    changed_at: datetime


@dataclass(frozen=True)
class SealedNote:
    """A note as the vault has it. Its words are opened at the seat of who holds the key."""

    id: int
    client_id: int
    author_id: int
    session_on: date
    sealed: bytes
    is_own: bool
    is_as_told: bool = True  # by the trail: it was not changed beneath the desk

    def facts(self) -> bytes:
        return note_facts(self.client_id, self.author_id, self.session_on)


def note_facts(client_id: int, author_id: int, session_on: date) -> bytes:
    """Bound to the chart, the author and the day: moved elsewhere it does not open."""
    return f"{client_id}/{author_id}/{session_on.isoformat()}".encode()


@query(Can.WRITE_NOTE, "counseling.is_offered")
def is_offered(ctx: Context) -> bool:
    """Voluntary and off until the clinic turns it on."""
    return ctx.clinic.counseling_notes


@query(Can.WRITE_NOTE, "counseling.of_client")
def of_client(ctx: Context, client_id: int) -> list[CounselingRow]:
    """One's own, and those of colleagues who have shared theirs; of others not even the day."""
    rows = ctx.tuples(
        select(CounselingNote, Staff.name)
        .join(Staff, Staff.id == CounselingNote.author_id)
        .where(CounselingNote.client_id.in_(ctx.person_charts(client_id)))
        .order_by(CounselingNote.session_on.desc(), CounselingNote.id.desc()),
    )
    mine = _readable_by(ctx)
    return [
        CounselingRow(n.id, n.session_on, author, n.author_id == ctx.actor.id, n.changed_at)
        for n, author in rows
        if n.author_id in mine
    ]


@query(Can.WRITE_NOTE, "counseling.page")
def page(ctx: Context, client_id: int) -> list[CounselingRow] | None:
    """The notes as `of_client` lists them; None where the clinic keeps none."""
    return of_client(ctx, client_id) if is_offered(ctx) else None


@command(Can.WRITE_NOTE, "counseling.write")
def write(  # noqa: PLR0913  the last three are of who sits at another computer
    ctx: Context,
    client_id: int,
    session_on: date,
    sealed: bytes,
    begun: str = "",
    may_have_arrived: tuple[str, ...] = (),
    typed_at: datetime | None = None,
) -> int:
    """A new note of this author's, sealed at their seat; its id.

    `begun` tells the notes apart that are begun at a seat; over a line that was cut, digests of earlier
    words of the same note that `may_have_arrived` find it again, and `typed_at` is when these were typed.
    """
    if not is_offered(ctx):
        raise Refused(_("This clinic does not use counseling notes. An administrator can turn them on."))
    client = ctx.get(Client, client_id)
    if session_on > ctx.today:
        raise Refused(_("A note is for today or a day before. Check the date."), "session_on")
    if may_have_arrived:
        for note in _own_of_day(ctx, client_id, session_on):
            if hashlib.sha256(note.sealed).hexdigest() in may_have_arrived:
                return _put_words(ctx, note, sealed, typed_at)
    return _add(ctx, client.id, session_on, (sealed, min(typed_at or ctx.now, ctx.now)))


@command(Can.WRITE_NOTE, "counseling.change")
def change(ctx: Context, note_id: int, sealed: bytes, typed_at: datetime | None = None) -> int:
    """Other words in it, sealed at the author's seat; the id of the note that has them.

    Words that a cut line kept on their way while its author wrote newer ones at another computer
    become a note beside it: both stay.
    """
    note = ctx.get(CounselingNote, note_id)
    if note.author_id != ctx.actor.id:
        raise Refused(_("Only the author can write in a counseling note."))
    return _put_words(ctx, note, sealed, typed_at)


def _put_words(ctx: Context, note: CounselingNote, sealed: bytes, typed_at: datetime | None) -> int:
    at = min(typed_at or ctx.now, ctx.now)
    if note.sealed == sealed:
        return note.id
    if typed_at is not None and typed_at < note.changed_at:
        beside = _own_of_day(ctx, note.client_id, note.session_on)
        known = next((one for one in beside if one.sealed == sealed), None)
        return known.id if known else _add(ctx, note.client_id, note.session_on, (sealed, at))
    note.sealed, note.changed_at = sealed, at
    return note.id


def _add(ctx: Context, client_id: int, session_on: date, typed: tuple[bytes, datetime]) -> int:
    note = CounselingNote(
        client_id=client_id,
        author_id=ctx.actor.id,
        session_on=session_on,
        sealed=typed[0],
        written_at=typed[1],
        changed_at=typed[1],
    )
    return ctx.add(note).id


def _own_of_day(ctx: Context, client_id: int, session_on: date) -> list[CounselingNote]:
    return ctx.find(
        select(CounselingNote).where(
            CounselingNote.client_id == client_id,
            CounselingNote.author_id == ctx.actor.id,
            CounselingNote.session_on == session_on,
        )
    )


@command(Can.WRITE_NOTE, "counseling.opened")
def open_note(ctx: Context, note_id: int) -> SealedNote:
    """The sealed words, for who holds the key; opening one leaves a line on the trail."""
    note = ctx.get(CounselingNote, note_id)
    if note.author_id not in _readable_by(ctx):
        raise Forbidden(_("Only its author can read a counseling note."))
    return SealedNote(
        id=note.id,
        client_id=note.client_id,
        author_id=note.author_id,
        session_on=note.session_on,
        sealed=note.sealed,
        is_own=note.author_id == ctx.actor.id,
        is_as_told=ctx.is_as_told(note),
    )


@query(Can.WRITE_NOTE, "counseling.compartments")
def own_compartments(ctx: Context) -> SealedCompartments:
    """What the person's own keys open at their seat: their compartment, and those shared with them."""
    sealed = ctx.compartments().of(ctx.actor.id)
    if not ctx.has_sealed():
        return sealed
    content = tuple(map(_content, ctx.newest_sealed(PROVING)))
    return replace(sealed, has_content=True, content=content)


def _content(record: CounselingNote | DisclosedPaper) -> SealedContent:
    if isinstance(record, DisclosedPaper):
        return SealedContent(record.content, DisclosedPaper.facts_of(record.client_id, record.disclosed_id))
    facts = note_facts(record.client_id, record.author_id, record.session_on)
    return SealedContent(record.sealed, facts)


@command(Can.WRITE_NOTE, "counseling.begin")
def begin_compartment(ctx: Context, new: NewCompartment) -> None:
    """Keep the sealed key of a compartment that its owner's seat has made.

    Refused while something is sealed under a key from before: it would be lost.
    """
    if ctx.has_sealed():
        raise Refused(_("Your earlier counseling notes cannot be opened. Ask your administrator."))
    ctx.compartments().add(ctx.actor.id, COMPARTMENT, new)


@command(Can.WRITE_NOTE, "counseling.hand_to_sheet")
def hand_to_sheet(ctx: Context, made: dict[str, bytes]) -> None:
    """Keep one's own keys as sealed at one's seat for the newest recovery sheet, which lacked them."""
    ctx.compartments().hand_to_sheet(ctx.actor.id, made)


@query(Can.WRITE_NOTE, "counseling.whom_to_seal_to")
def whom_to_seal_to(ctx: Context, staff_id: int) -> bytes:
    """The public key of a colleague with whom one may share."""
    if not _may_share_with(ctx, ctx.get(Staff, staff_id)):
        raise Refused(_("Choose a colleague who writes notes."), "staff_id")
    return ctx.compartments().public_key(staff_id)


@command(Can.WRITE_NOTE, "counseling.share")
def share(ctx: Context, staff_id: int, reason: str, sealed: bytes) -> None:
    """Let a colleague read one's counseling notes, of the clients that they may see.

    `sealed` is the key of one's compartment, sealed to theirs at one's own seat.
    """
    if not _may_share_with(ctx, ctx.get(Staff, staff_id)):
        raise Refused(_("Choose a colleague who writes notes."), "staff_id")
    if not reason.strip():
        raise Refused(_("Say why, for the audit trail: a handover or an emergency."), "reason")
    ctx.reason = f"shared with staff {staff_id}: {reason.strip()}"
    ctx.compartments().share(ctx.actor.id, COMPARTMENT, staff_id, sealed)


def _may_share_with(ctx: Context, colleague: Staff) -> bool:
    return colleague.id != ctx.actor.id and colleague.may(Can.WRITE_NOTE)


@query(Can.WRITE_NOTE, "counseling.could_share_with")
def could_share_with(ctx: Context) -> list[Staff]:
    """The colleagues whom share accepts: those who write notes themselves."""
    return [
        colleague
        for colleague in ctx.find(select(Staff).order_by(Staff.name))
        if _may_share_with(ctx, colleague)
    ]


@query(Can.WRITE_NOTE, "counseling.shared_with")
def shared_with(ctx: Context) -> tuple[int, ...]:
    """The colleagues who may read one's own counseling notes now."""
    return ctx.compartments().sharers(ctx.actor.id, COMPARTMENT)


@command(Can.WRITE_NOTE, "counseling.unshare")
def unshare(ctx: Context, staff_id: int) -> None:
    ctx.reason = f"no longer shared with staff {staff_id}"
    ctx.compartments().unshare(ctx.actor.id, COMPARTMENT, staff_id)


def open_words(key: bytes, note: SealedNote) -> str:
    try:
        return bytes(sealing.unwrap(key, note.sealed, note.facts())).decode()
    except sealing.InvalidTag as error:
        if note.is_as_told:
            raise Refused(
                _(
                    "This note cannot be opened: it was sealed under a key of before. Restore a backup that "
                    "has the key."
                )
            ) from error
        raise Forbidden(
            _("This note was changed outside of this program. Tell your administrator.")
        ) from error


def seal_words(key: bytes, words: str, facts: bytes) -> bytes:
    if not words.strip():
        raise Refused(_("Write the note first."), "text")
    return sealing.wrap(key, words.encode(), facts)


def _readable_by(ctx: Context) -> set[int]:
    """Whose notes this person holds a key to: their own, and those of who has shared."""
    shared = {
        int(label.partition("/")[2])
        for label in ctx.compartments().of(ctx.actor.id).grants
        if label.startswith(f"{COMPARTMENT}/")
    }
    return shared | {ctx.actor.id}
