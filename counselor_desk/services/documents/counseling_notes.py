"""SUD counseling notes (42 CFR 2.11): written, read and shared by their author alone."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.privacy.counseling_note_rules import ExcludedPassage, excluded_from
from counselor_desk.domain.roles import Can
from counselor_desk.records.counseling_note import CounselingNote
from counselor_desk.records.people import Client, Staff
from counselor_desk.vault.keys import compartments, sealing

COMPARTMENT = "counseling"


@dataclass(frozen=True)
class CounselingRow:
    """That there is a note: of which day and whose. What it says is asked for one by one."""

    id: int
    session_on: date
    author: str
    is_own: bool
    changed_at: datetime


@dataclass(frozen=True)
class CounselingNoteDetail:
    """A note's words, and what of them belongs in the progress note."""

    id: int
    client_id: int
    session_on: date
    text: str
    excluded: tuple[ExcludedPassage, ...]
    is_own: bool


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
        .where(CounselingNote.client_id == client_id)
        .order_by(CounselingNote.session_on.desc(), CounselingNote.id.desc()),
    )
    return [
        CounselingRow(n.id, n.session_on, author, n.author_id == ctx.actor.id, n.changed_at)
        for n, author in rows
        if _key(ctx, n.author_id) is not None
    ]


@query(Can.WRITE_NOTE, "counseling.page")
def page(ctx: Context, client_id: int) -> list[CounselingRow] | None:
    """The notes as `of_client` lists them; None where the clinic keeps none."""
    return of_client(ctx, client_id) if is_offered(ctx) else None


@command(Can.WRITE_NOTE, "counseling.write")
def write(ctx: Context, client_id: int, text: str, session_on: date | None = None) -> int:
    """A new note of this author's; its id."""
    if not is_offered(ctx):
        raise Refused(_("This clinic does not use counseling notes. An administrator can turn them on."))
    client, day = ctx.get(Client, client_id), session_on or ctx.today
    if day > ctx.today:
        raise Refused(_("A note is for today or a day before. Check the date."), "session_on")
    note = CounselingNote(
        client_id=client.id,
        author_id=ctx.actor.id,
        session_on=day,
        sealed=b"",
        written_at=ctx.now,
        changed_at=ctx.now,
    )
    note.sealed = _seal(ctx, note, text)
    return ctx.add(note).id


@command(Can.WRITE_NOTE, "counseling.change")
def change(ctx: Context, note_id: int, text: str) -> None:
    note = ctx.get(CounselingNote, note_id)
    if note.author_id != ctx.actor.id:
        raise Refused(_("Only the author can write in a counseling note."))
    note.sealed, note.changed_at = _seal(ctx, note, text), ctx.now


@command(Can.WRITE_NOTE, "counseling.opened")
def open_note(ctx: Context, note_id: int) -> CounselingNoteDetail:
    """The words, for who holds the key; opening one leaves a line on the trail."""
    note = ctx.get(CounselingNote, note_id)
    key = _key(ctx, note.author_id)
    if key is None:
        raise Forbidden(_("Only its author can read a counseling note."))
    try:
        text = bytes(sealing.unwrap(key, note.sealed, _facts(note))).decode()
    except sealing.InvalidTag as error:
        raise Forbidden(_("This note is not what its author wrote. Tell your administrator.")) from (error)
    own = note.author_id == ctx.actor.id
    excluded = tuple(excluded_from(text))
    return CounselingNoteDetail(
        id=note.id,
        client_id=note.client_id,
        session_on=note.session_on,
        text=text,
        excluded=excluded,
        is_own=own,
    )


@command(Can.WRITE_NOTE, "counseling.share")
def share(ctx: Context, staff_id: int, reason: str) -> None:
    """Let a colleague read one's counseling notes, of the clients that they may see."""
    colleague = ctx.get(Staff, staff_id)
    if not _may_share_with(ctx, colleague):
        raise Refused(_("Choose a colleague who writes notes."), "staff_id")
    if not reason.strip():
        raise Refused(_("Say why, for the audit trail: a handover or an emergency."), "reason")
    ctx.reason = f"shared with staff {staff_id}: {reason.strip()}"
    compartments.share(ctx.own_keys(), COMPARTMENT, staff_id)


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
    return compartments.sharers(ctx.keys, COMPARTMENT) if ctx.keys is not None else ()


@command(Can.WRITE_NOTE, "counseling.unshare")
def unshare(ctx: Context, staff_id: int) -> None:
    ctx.reason = f"no longer shared with staff {staff_id}"
    compartments.unshare(ctx.own_keys(), COMPARTMENT, staff_id)


def _key(ctx: Context, author_id: int) -> bytes | None:
    if ctx.keys is None:
        return None
    if author_id == ctx.actor.id:
        return compartments.compartment(ctx.keys, COMPARTMENT)
    return compartments.shared_key(ctx.keys, COMPARTMENT, author_id)


def _seal(ctx: Context, note: CounselingNote, text: str) -> bytes:
    if not text.strip():
        raise Refused(_("Write the note first."), "text")
    key = _key(ctx, note.author_id)
    if key is None:
        raise Refused(_("Your own key is needed. Lock and sign in again."))
    return sealing.wrap(key, text.encode(), _facts(note))


def _facts(note: CounselingNote) -> bytes:
    """Bound to the chart, the author and the day: moved elsewhere it does not open."""
    return f"{note.client_id}/{note.author_id}/{note.session_on.isoformat()}".encode()
