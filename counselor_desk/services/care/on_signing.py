"""A signed assessment of suicide risk leaves its follow-up behind: each line comes back on its day."""

from datetime import date

from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.records.assessment import Flag
from counselor_desk.records.document import Document
from counselor_desk.records.people import Client

RISK = "suicide_risk"
FOLLOW_UP = "follow_up"
PLANNED = {"safety plan made", "safety plan looked at again"}
ABOVE_LOW = {"moderate", "high", "at once", "not settled"}


def before(ctx: Context, document: Document) -> None:
    """Each line of the follow-up has its day, and above low risk a safety plan or the reason for none."""
    if document.template != RISK:
        return
    body = document.body
    if not all(line.get("what") and line.get("on") for line in body["follow_up"]):
        raise Refused(
            _("Not signed yet. Say of each line of the follow-up what it is, and its day."), "follow_up"
        )
    planned = PLANNED & set(body["done"]) or str(body.get("no_plan") or "").strip()
    if body["level"] in ABOVE_LOW and not planned:
        raise Refused(_("Not signed yet. Make the safety plan, or write why there is none."), "no_plan")


def after(ctx: Context, document: Document) -> None:
    if document.template != RISK:
        return
    earlier = ctx.find(select(Flag).where(Flag.document_id == document.id))
    lines = [
        (str(line["what"]).strip(), date.fromisoformat(line["on"]), str(line.get("who") or ""))
        for line in document.body["follow_up"]
    ]
    wanted = {(what, due_on) for what, due_on, _who in lines}
    for flag in earlier:  # taken back and signed again: what stands no more in it is not waited for
        if flag.done_at is None and (flag.task, flag.due_on) not in wanted:
            flag.resolve(_("No longer in the assessment as it was signed again."), ctx.actor.id, ctx.now)
    there = {(flag.task, flag.due_on) for flag in earlier}
    client = ctx.get(Client, document.client_id)
    for what, due_on, who in lines:
        if (what, due_on) in there:
            continue
        ctx.add(
            Flag(
                client_id=client.id,
                document_id=document.id,
                opens=FOLLOW_UP,
                text=_("Follow-up of the suicide risk assessment: {who}").format(who=who or ctx.actor.name),
                task=what,
                owner_id=client.counselor_id or ctx.actor.id,
                raised_at=ctx.now,
                due_on=due_on,
            )
        )
