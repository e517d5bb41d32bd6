"""Two charts of one person are made one: what is signed stays where it was signed, what comes goes on."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import or_, select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.proofs import PassphraseProof
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import OfClient, Record
from counselor_desk.records.document import Document
from counselor_desk.records.group import GroupMember
from counselor_desk.records.merge import ClientMerge
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.schedule import Appointment, Attendance
from counselor_desk.services.clients import left_chart
from counselor_desk.services.clients.left_chart import EXPORTS, DrawnPaper, WentOut


@dataclass(frozen=True)
class SameChart:
    """Another chart of the same person, and which of the two goes on."""

    merge_id: int
    client_id: int
    number: str
    name: str
    born: date | None
    goes_on: bool  # it is the one in which new things are written
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class MergePreview:
    """What there is in the chart that would be closed, and whether it takes two people."""

    keep: Client
    other: Client
    signed_documents: int
    enrollments: int
    bookings: int
    groups: int

    @property
    def needs_second(self) -> bool:
        """Rewards are money, and a signature is somebody's word: no one person decides whose they are."""
        return bool(self.signed_documents or self.enrollments)


@dataclass(frozen=True)
class MergeUndone:
    """What left the chart that went on, or was drawn of it, while the two were one."""

    went_out: tuple[WentOut, ...]
    drawn: tuple[DrawnPaper, ...]


PAPERS = (
    "full_chart.gather",
    "treatment_summary.gather",
    "life_line.gather",
    "assessment_history.gather",
    "superbill.gather",
    *EXPORTS,
)


@query(Can.ASSIGN_CLIENT, "merging.preview")
def preview(ctx: Context, keep_id: int, other_id: int) -> MergePreview:
    """What a merge would do, before anybody signs. Refused for a chart that is merged already."""
    keep, other = _both(ctx, keep_id, other_id)
    return _preview(ctx, keep, other)


@command(Can.ASSIGN_CLIENT, "merging.merge")
def merge(
    ctx: Context, keep_id: int, other_id: int, reason: str, witness: PassphraseProof | None = None
) -> ClientMerge:
    """Close the other chart; its bookings and places in groups go on in the one that stays.

    Nothing that is written or signed changes its chart: both are kept as they were, each leads to
    the other, and who is looked for by the other's names or number is found in the one that goes on.
    There what was signed in either is read, printed, disclosed and exported, under its own record
    number, by everybody who has that chart.
    Two people where rewards or signed documents are concerned.
    """
    keep, other = _both(ctx, keep_id, other_id)
    if not reason.strip():
        raise Refused(_("Say how you know that both charts are of one person."), "reason")
    second = None
    if _preview(ctx, keep, other).needs_second:
        if witness is None:
            raise Refused(
                _("There are rewards or signed documents: a second person has to agree."), "witness_id"
            )
        second = ctx.witness(witness).id
    done = ctx.add(
        ClientMerge(
            client_id=keep.id,
            other_id=other.id,
            reason=reason.strip(),
            at=ctx.now,
            by=ctx.actor.id,
            witness_id=second,
            was_closed_at=other.closed_at,
        )
    )
    coming: list[Appointment | GroupMember] = [*_bookings(ctx, other.id), *_places(ctx, keep.id, other.id)]
    for record in coming:
        record.client_id = keep.id
    done.moved = [{"kind": type(record).__name__, "id": record.id} for record in coming]
    for earlier in ctx.find(select(Client).where(Client.merged_into_id == other.id)):
        earlier.merged_into_id = keep.id  # one step from any of a person's charts to the one that goes on
    other.merged_into_id, other.closed_at = keep.id, other.closed_at or ctx.now
    return done


@command(Can.ASSIGN_CLIENT, "merging.undo")
def undo(ctx: Context, merge_id: int, why: str) -> MergeUndone:
    """They are two people after all: both charts are open as before, with what was moved.

    What left while they were one, or was drawn for paper, may be of both: it is named.
    """
    done = ctx.get(ClientMerge, merge_id)
    if done.undone_at is not None:
        raise Refused(_("This merge is undone already."))
    if not why.strip():
        raise Refused(_("Say why the charts are two again."), "why")
    other = ctx.get(Client, done.other_id)
    undone = _left_as_one(ctx, done)
    for record in _moved(ctx, done):
        if record.client_id == other.merged_into_id:
            record.client_id = other.id
    for earlier in _merged_before(ctx, other.id):
        earlier.merged_into_id = other.id
    other.merged_into_id, other.closed_at = None, done.was_closed_at
    done.undone_at, done.undone_by, done.undone_why = ctx.now, ctx.actor.id, why.strip()
    return undone


@query(Can.SEE_CLIENTS, "merging.charts")
def charts_of_person(ctx: Context, client_id: int) -> list[SameChart]:
    """The other charts of the same person that one may see, the newest merge first."""
    client = ctx.get(Client, client_id)
    merges = ctx.find(
        select(ClientMerge)
        .where(
            or_(ClientMerge.client_id == client.id, ClientMerge.other_id == client.id),
            ClientMerge.undone_at.is_(None),
        )
        .order_by(ClientMerge.id.desc())
    )
    found = []
    for done in merges:
        goes_on = done.client_id != client.id
        other_id = done.client_id if goes_on else done.other_id
        there = ctx.first(select(Client).where(Client.id == other_id))
        if there is None:  # a colleague's: not a word of it
            continue
        found.append(
            SameChart(
                merge_id=done.id,
                client_id=there.id,
                number=there.number,
                name=there.called,
                born=there.born,
                goes_on=goes_on,
                at=done.at,
                by=ctx.get(Staff, done.by).name,
                reason=done.reason,
            )
        )
    return found


def other_number(ctx: Context, chart: int, client_id: int) -> str:
    """The number of the record in which something stands, where it is another of this person's; or ""."""
    return "" if chart == client_id else ctx.get(Client, chart).number


def record_words(ctx: Context, client: Client) -> str:
    """Under which record a paper was written, and with which it belongs together."""
    if not client.number:
        return ""
    if client.merged_into_id is not None:
        going_on = ctx.value(select(Client.number).where(Client.id == client.merged_into_id))
        if going_on:
            return _("Record {number}, goes on in record {other}").format(
                number=client.number, other=going_on
            )
    merged = ctx.rows(str, select(Client.number).where(Client.merged_into_id == client.id))
    if merged:
        others = ", ".join(sorted(merged))
        return _("Record {number}, with {others}").format(number=client.number, others=others)
    return _("Record {number}").format(number=client.number)


def _both(ctx: Context, keep_id: int, other_id: int) -> tuple[Client, Client]:
    if keep_id == other_id:
        raise Refused(_("These are one chart. Choose the other one."), "other")
    keep, other = ctx.get(Client, keep_id), ctx.get(Client, other_id)
    for client in (keep, other):
        if client.merged_into_id is not None:
            raise Refused(
                _(
                    "The chart {number} is merged already. Undo that first, or choose the chart that goes on."
                ).format(number=client.number),
                "other",
            )
    return keep, other


def _preview(ctx: Context, keep: Client, other: Client) -> MergePreview:
    counts = [ctx.count_signed_and_rewarded(client) for client in (keep, other)]
    return MergePreview(
        keep=keep,
        other=other,
        signed_documents=sum(signed for signed, _rewarded in counts),
        enrollments=sum(rewarded for _signed, rewarded in counts),
        bookings=len(_bookings(ctx, other.id)),
        groups=len(_places(ctx, keep.id, other.id)),
    )


def _bookings(ctx: Context, client_id: int) -> list[Appointment]:
    return ctx.find(
        select(Appointment).where(
            Appointment.client_id == client_id,
            Appointment.attendance == Attendance.BOOKED,
            Appointment.starts_at > ctx.now,
        )
    )


def _places(ctx: Context, keep_id: int, client_id: int) -> list[GroupMember]:
    """Current places in groups to which the chart that goes on does not belong yet."""
    there = select(GroupMember.group_id).where(GroupMember.client_id == keep_id, GroupMember.until.is_(None))
    return ctx.find(
        select(GroupMember).where(
            GroupMember.client_id == client_id,
            GroupMember.until.is_(None),
            GroupMember.group_id.not_in(there),
        )
    )


def _left_as_one(ctx: Context, done: ClientMerge) -> MergeUndone:
    """For certain where a document of the other chart stands in the line; else it may have been among it."""
    documents = ctx.rows(int, select(Document.id).where(Document.client_id == done.other_id))
    since = left_chart.disclosed_since(ctx, done.client_id, done.at)
    certain = {out.number for out in left_chart.disclosed_with(ctx, done.client_id, set(documents))}
    return MergeUndone(
        went_out=tuple(replace(out, for_certain=out.number in certain) for out in since),
        drawn=left_chart.drawn_since(ctx, done.client_id, done.at, PAPERS),
    )


def _merged_before(ctx: Context, client_id: int) -> list[Client]:
    """The charts that went on in this one, by merges that stand."""
    standing = select(ClientMerge.other_id).where(
        ClientMerge.client_id == client_id, ClientMerge.undone_at.is_(None)
    )
    return ctx.find(select(Client).where(Client.id.in_(standing)))


def _moved(ctx: Context, done: ClientMerge) -> Iterable[OfClient]:
    kinds: dict[str, type[Record]] = {"Appointment": Appointment, "GroupMember": GroupMember}
    for one in done.moved:
        kind = kinds[one["kind"]]
        record = ctx.first(select(kind).where(kind.__table__.c.id == one["id"]))
        if isinstance(record, OfClient):
            yield record
