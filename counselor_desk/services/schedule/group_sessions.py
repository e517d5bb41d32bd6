"""Group sessions: the shared part once, a part for each member, and a note for each of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ScalarSelect, func, select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.domain.documents.service_codes import GroupSize
from counselor_desk.domain.documents.template import Template, fields_of
from counselor_desk.domain.form import Form
from counselor_desk.domain.names import plain
from counselor_desk.domain.roles import Can
from counselor_desk.domain.schedule.names_in_group_notes import names_in, places_of_names
from counselor_desk.records.base import Body
from counselor_desk.records.document import WRITABLE, Document
from counselor_desk.records.group import GroupMember, GroupSeat, GroupSession, TherapyGroup
from counselor_desk.records.people import Client
from counselor_desk.services.documents import documents, on_signing
from counselor_desk.services.plans import plans
from counselor_desk.services.rewards import from_chart
from counselor_desk.services.schedule import groups

PRESENT = "present"  # counted from the grid
ROW = (
    "attendance",
    "participation",
    "risk",
    "risk_done",
    "risk_others",
    "others_done",
    "remark",
    "plan",
    "objectives",
)
BESIDE = frozenset({"participation", "risk", "risk_others", "plan"})


@dataclass(frozen=True)
class MemberSeat:
    """One member in the grid of a session."""

    client_id: int
    client: str
    was_there: bool
    part: Body
    objectives: Sequence[str]
    document_id: int | None


@dataclass(frozen=True)
class NameFound:
    """A word in a session's texts that may name a member to whom the text does not belong."""

    client_id: int | None  # in whose part; None for the shared part
    key: str  # of the question
    word: str
    around: str  # the text beside it


@dataclass(frozen=True)
class SessionDetail:
    """A session with its grid."""

    id: int
    group_id: int
    group: str
    held_on: date
    shared: Body
    seats: Sequence[MemberSeat]
    is_written: bool
    size: GroupSize
    is_of_today: bool
    names: Sequence[NameFound] = ()
    unsigned: int = 0  # of the notes that one has made here


@dataclass(frozen=True)
class SessionRow:
    """One session in the list of a group's days."""

    id: int
    held_on: date
    there: int  # members
    is_written: bool


def template() -> Template:
    return documents.template_of(groups.TEMPLATE)


def shared_form() -> Form:
    """What is asked once for everybody."""
    wanted = template().shared
    fields = [f for f in fields_of(template().sections) if f.key in wanted and f.key != PRESENT]
    return Form.of("", *fields)


def member_form(objectives: Sequence[str]) -> Form:
    """What is asked about one member: the choices in one line, the words in the next."""
    fields = {f.key: f for f in fields_of(template().sections)}
    asked = [replace(fields[key], beside=key in BESIDE) for key in ROW if key != "objectives" or objectives]
    return Form.of("", *asked).with_choices("objectives", tuple(objectives))


@command(Can.WRITE_NOTE, "group_sessions.begin")
def begin(ctx: Context, group_id: int, held_on: date | None = None) -> GroupSession:
    """The session of a day, with a seat for every member of that day.

    Without a day the oldest that waits for its notes, whatever its day; where none waits, today's.
    Who has joined since it was opened gets a seat.
    """
    group = groups.own_group(ctx, group_id)
    if held_on is not None and held_on > ctx.today:
        raise Refused(_("A note is for today or a day before. Check the date."), "held_on")
    waiting = [GroupSession.group_id == group.id, GroupSession.written_at.is_(None)]
    if held_on is not None:
        waiting.append(GroupSession.held_on == held_on)
    session = ctx.first(select(GroupSession).where(*waiting).order_by(GroupSession.held_on, GroupSession.id))
    day = session.held_on if session is not None else held_on or ctx.today
    with ctx.as_group_leader(ctx.group_charts(group.id)):
        return _seated(ctx, group, session, day)


def _seated(ctx: Context, group: TherapyGroup, session: GroupSession | None, day: date) -> GroupSession:
    members = ctx.find(select(GroupMember).where(GroupMember.group_id == group.id, *groups.belongs_on(day)))
    if session is None:
        if not members:
            raise Refused(_("Nobody belonged to this group that day. Add its members first."))
        session = ctx.add(
            GroupSession(
                group_id=group.id,
                held_on=day,
                led_by=ctx.actor.id,
                started_at=ctx.now,
                shared={"facilitators": ctx.actor.signature},
            )
        )
    seated = {seat.client_id for seat, _client in _seats(ctx, session.id)}
    missing = {m.client_id for m in members} - seated
    closed = select(Client.id).where(Client.id.in_(missing), Client.closed_at.is_not(None))
    missing -= set(ctx.rows(int, closed))
    ctx.add_all([GroupSeat(client_id=client_id, session_id=session.id) for client_id in sorted(missing)])
    return session


@query(Can.READ_CHART, "group_sessions.of_group")
def sessions_of_group(ctx: Context, group_id: int) -> list[SessionRow]:
    """The days of one's own group, the newest first."""
    groups.own_group(ctx, group_id)
    there = (
        select(func.count(GroupSeat.id))
        .where(GroupSeat.session_id == GroupSession.id, GroupSeat.was_there.is_(True))
        .scalar_subquery()
    )
    with ctx.as_group_leader(ctx.group_charts(group_id)):
        return _days(ctx, group_id, there)


def _days(ctx: Context, group_id: int, there: ScalarSelect[int]) -> list[SessionRow]:
    return ctx.rows(
        lambda number, day, count, written: SessionRow(number, day, count, written is not None),
        select(GroupSession.id, GroupSession.held_on, there, GroupSession.written_at)
        .where(GroupSession.group_id == group_id)
        .order_by(GroupSession.held_on.desc(), GroupSession.id.desc()),
    )


@query(Can.READ_CHART, "group_sessions.opened")
def read_session(ctx: Context, session_id: int) -> SessionDetail:
    """Of each member the name, the seat and the objectives; of another caseload no more than these."""
    session = ctx.get(GroupSession, session_id)
    group = ctx.get(TherapyGroup, session.group_id)
    with ctx.as_group_leader(ctx.group_charts(group.id)):
        found = _seats(ctx, session_id)
        seats = [
            MemberSeat(
                client_id=seat.client_id,
                client=client.called,
                was_there=seat.was_there,
                part=seat.part,
                objectives=plans.objective_choices(ctx, seat.client_id),
                document_id=seat.document_id,
            )
            for seat, client in found
        ]
        names = _names_found(session, _texts(ctx, session, found), [client for _seat, client in found])
        unsigned = len(_own_unsigned(ctx, session_id))
    written = session.written_at is not None
    size = GroupSize(group.fewest, group.most, group.limits_from)
    return SessionDetail(
        id=session.id,
        group_id=group.id,
        group=group.name,
        held_on=session.held_on,
        shared=session.shared,
        seats=seats,
        is_written=written,
        size=size,
        is_of_today=session.held_on == ctx.today,
        names=names,
        unsigned=unsigned,
    )


@command(Can.WRITE_NOTE, "group_sessions.not_a_name")
def take_as_word(ctx: Context, session_id: int, word: str) -> SessionDetail:
    """It is the word and not the person, in all the texts of this session."""
    session = ctx.get(GroupSession, session_id)
    groups.own_group(ctx, session.group_id)
    session.not_names = sorted({*session.not_names, plain(word)})
    return read_session(ctx, session_id)


@command(Can.WRITE_NOTE, "group_sessions.sign_notes")
def sign_notes(ctx: Context, session_id: int, proof: PassphraseProof, late_reason: str = "") -> int:
    """Sign every note of this session that one has made and not signed; how many there were.

    A member's chart of another caseload need not be opened for it.
    """
    session = ctx.get(GroupSession, session_id)
    groups.own_group(ctx, session.group_id)
    with ctx.as_group_leader(ctx.group_charts(session.group_id)):
        waiting = _own_unsigned(ctx, session_id)
        for note in waiting:
            documents.sign(ctx, note.id, proof, late_reason)
    if not waiting:
        raise Refused(_("There is no note to sign here."))
    return len(waiting)


def _own_unsigned(ctx: Context, session_id: int) -> list[Document]:
    return ctx.find(
        select(Document)
        .join(GroupSeat, GroupSeat.document_id == Document.id)
        .where(
            GroupSeat.session_id == session_id,
            Document.author_id == ctx.actor.id,
            Document.status.in_(WRITABLE),
        )
        .order_by(Document.id)
    )


@command(Can.WRITE_NOTE, "group_sessions.save_shared")
def save_shared(ctx: Context, session_id: int, shared: Body) -> None:
    _open_session(ctx, session_id).shared = shared


@command(Can.WRITE_NOTE, "group_sessions.save_seat")
def save_seat(ctx: Context, session_id: int, client_id: int, was_there: bool, part: Body) -> None:
    session = _open_session(ctx, session_id)
    of_seat = (GroupSeat.session_id == session_id, GroupSeat.client_id == client_id)
    with ctx.as_group_leader(ctx.group_charts(session.group_id)):
        for seat in ctx.find(select(GroupSeat).where(*of_seat)):
            seat.was_there, seat.part = was_there, part


@command(Can.WRITE_NOTE, "group_sessions.make_notes")
def make_notes(ctx: Context, session_id: int) -> list[Document]:
    """An unsigned note for each member who was there, once no text names another member.

    An enrollment in rewards that counts this group's meetings gets its outcome with it.
    """
    session = _open_session(ctx, session_id)
    with ctx.as_group_leader(ctx.group_charts(session.group_id)):
        return _made(ctx, session)


def _made(ctx: Context, session: GroupSession) -> list[Document]:
    seats = _seats(ctx, session.id)
    there = [(seat, client) for seat, client in seats if seat.was_there]
    if not there:
        raise Refused(_("Nobody was there, so there is no note to make."))
    shared = {**session.shared, PRESENT: len(there)}
    _check_names(session, _texts(ctx, session, seats), [client for _seat, client in seats])
    on_signing.check_times(ctx, groups.TEMPLATE, shared, session.held_on)
    made = []
    for seat, _client in there:
        body = {**shared, **seat.part}
        note = documents.start(ctx, seat.client_id, groups.TEMPLATE, session.held_on, body)
        seat.document_id = note.id
        made.append(note)
        from_chart.outcome_from_meeting(ctx, seat.client_id, session.group_id, session.held_on)
    session.shared, session.written_at = shared, ctx.now
    return made


def _texts(
    ctx: Context, session: GroupSession, seats: Sequence[tuple[GroupSeat, Client]]
) -> list[tuple[int | None, Body]]:
    """The shared part, then each part of a member who was there; of notes that are made, the notes."""
    notes = {seat.document_id: seat.client_id for seat, _client in seats if seat.document_id}
    if notes:
        found = ctx.find(select(Document).where(Document.id.in_(notes)))
        return [(note.client_id, note.body) for note in found if note.status in WRITABLE]
    parts = [(seat.client_id, seat.part) for seat, _client in seats if seat.was_there]
    return [(None, session.shared), *parts]


def _names_found(
    session: GroupSession, texts: Sequence[tuple[int | None, Body]], everyone: Sequence[Client]
) -> list[NameFound]:
    """In the shared part anybody's name; in a member's part everybody else's."""
    found: list[NameFound] = []
    for client_id, body in texts:
        mine = {word for c in everyone if c.id == client_id for word in _words_of(c)}
        others = [c for c in everyone if c.id != client_id]
        for key, value in body.items():
            if key == "facilitators":
                continue
            said = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
            places = places_of_names(said, [f"{c.name} {c.preferred_name}" for c in others])
            found += [
                NameFound(client_id, key, place.word, place.around)
                for place in places
                if place.word not in mine and place.word not in session.not_names
            ]
    return found


def _words_of(client: Client) -> set[str]:
    names = f"{client.name} {client.preferred_name}"
    return names_in(names, [names])


def names_of_others(ctx: Context, document: Document) -> list[NameFound]:
    """Members whom a group's note names although it is not theirs; none for any other note."""
    seat = ctx.first(select(GroupSeat).where(GroupSeat.document_id == document.id))
    if seat is None:
        return []
    session = ctx.get(GroupSession, seat.session_id)
    with ctx.as_group_leader(ctx.group_charts(session.group_id)):
        everyone = [client for _seat, client in _seats(ctx, session.id)]
        return _names_found(session, [(document.client_id, document.body)], everyone)


def _check_names(
    session: GroupSession, texts: Sequence[tuple[int | None, Body]], everyone: Sequence[Client]
) -> None:
    """The refusal says where, not whom: messages may be seen by others. The page shows the words."""
    found = _names_found(session, texts, everyone)
    if not found:
        return
    first = found[0]
    if first.client_id is None:
        raise Refused(
            _(
                "The shared part names a member. It appears in everyone's note: write it without names. "
                "If it is the word and not the person, say so above."
            ),
            first.key,
        )
    number = next(n for n, client in enumerate(everyone, 1) if client.id == first.client_id)
    raise Refused(
        _(
            "The part of member {number} names another member. Write it without names. "
            "If it is the word and not the person, say so above."
        ).format(number=number),
        f"seat{first.client_id}",
    )


def _seats(ctx: Context, session_id: int) -> list[tuple[GroupSeat, Client]]:
    return ctx.tuples(
        select(GroupSeat, Client)
        .join(Client, Client.id == GroupSeat.client_id)
        .where(GroupSeat.session_id == session_id)
        .order_by(Client.family_name, Client.given_name),
    )


def _open_session(ctx: Context, session_id: int) -> GroupSession:
    session = ctx.get(GroupSession, session_id)
    groups.own_group(ctx, session.group_id)
    if session.written_at is not None:
        raise Refused(_("The notes of this session are made. Change each note itself."))
    return session
