"""The log of calls: anyone writes one down, the person it is for reads it and files it in a chart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import checked
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import form_of
from counselor_desk.records.document import Document
from counselor_desk.records.people import Client, Staff
from counselor_desk.records.phone_call import PhoneCall
from counselor_desk.services.documents import documents

NOTE = "phone_contact"
MOST = 200


@dataclass(frozen=True)
class CallRow:
    """One call with who took it and whose message it is."""

    call: PhoneCall
    taken_by: str
    for_whom: str
    is_mine: bool


@command(Can.USE_PROGRAM, "phone_calls.take")
def take(ctx: Context, for_id: int, values: Mapping[str, Any]) -> PhoneCall:
    """Write down a call for a colleague. It opens no chart and says of nobody that they are a client."""
    colleague = ctx.first(select(Staff).where(Staff.id == for_id, Staff.active))
    if colleague is None:
        raise Refused(_("Choose whose message it is."), "for_id")
    if missing := form_of(PhoneCall, "").missing(values):
        raise Refused(_("Fill in: {label}.").format(label=missing[0].label), missing[0].key)
    return ctx.add(
        PhoneCall(taken_at=ctx.now, taken_by=ctx.actor.id, for_id=colleague.id, **checked(PhoneCall, values))
    )


@query(Can.USE_PROGRAM, "phone_calls.mine")
def mine(ctx: Context) -> list[CallRow]:
    """The calls one took and the messages for oneself; who keeps the registers reads all of them."""
    taker, whose = aliased(Staff), aliased(Staff)
    rows = (
        select(PhoneCall, taker.name, whose.name)
        .join(taker, taker.id == PhoneCall.taken_by)
        .join(whose, whose.id == PhoneCall.for_id)
        .order_by(PhoneCall.done_at.is_not(None), PhoneCall.taken_at.desc())
        .limit(MOST)
    )
    me = ctx.actor.id
    if not ctx.actor.may(Can.KEEP_REGISTERS):
        rows = rows.where(or_(PhoneCall.taken_by == me, PhoneCall.for_id == me))
    return [CallRow(call, by, name, call.for_id == me) for call, by, name in ctx.tuples(rows)]


@command(Can.USE_PROGRAM, "phone_calls.finish")
def finish(ctx: Context, call_id: int, done: str) -> PhoneCall:
    """What was done about a message, where it belongs into no chart."""
    call = _own(ctx, call_id)
    call.finish(done, ctx.actor.id, ctx.now)
    return call


@command(Can.WRITE_NOTE, "phone_calls.file")
def file_in_chart(ctx: Context, call_id: int, client_id: int) -> Document:
    """A draft of a phone contact in the chart with the call's words; they leave the log."""
    call, client = _own(ctx, call_id), ctx.get(Client, client_id)
    if call.done_at is not None:
        raise Refused(_("This call is done already."))
    message = "\n\n".join(part for part in (call.words, call.answered) if part)
    who = ", ".join(part for part in (call.caller, call.caller_kind.words, call.call_back) if part)
    body = {"with_whom": who, "direction": "they did", "about": message}
    note = documents.start(ctx, client.id, NOTE, body=body)
    call.finish(_("Filed in a chart"), ctx.actor.id, ctx.now)
    call.move_out()
    return note


def waiting(ctx: Context) -> list[PhoneCall]:
    """Messages for who asks that nobody has done anything about."""
    of_actor = PhoneCall.for_id == ctx.actor.id
    return ctx.find(
        select(PhoneCall).where(of_actor, PhoneCall.done_at.is_(None)).order_by(PhoneCall.taken_at)
    )


def _own(ctx: Context, call_id: int) -> PhoneCall:
    call = ctx.get(PhoneCall, call_id)
    if call.for_id != ctx.actor.id and not ctx.actor.may(Can.KEEP_REGISTERS):
        raise Refused(_("This message is for somebody else."))
    return call
