"""The recovery log: mutual help, movement, practice; and the supports a client chose."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import fill, refuse_future
from counselor_desk.domain.care import recovery_activities
from counselor_desk.domain.care.recovery_activities import Week
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.records.recovery import Activity, Supports

WEEKS = 8
MOST = 500


@dataclass(frozen=True)
class RecoveryDiary:
    """What was done, newest first, counted by week, beside the supports."""

    activities: list[Activity]
    weeks: list[Week]
    supports: Supports | None


@query(Can.READ_CHART, "activities.diary")
def diary(ctx: Context, client_id: int) -> RecoveryDiary:
    activities = ctx.find(
        select(Activity)
        .where(Activity.client_id.in_(ctx.person_charts(client_id)), Activity.struck_at.is_(None))
        .order_by(Activity.done_on.desc(), Activity.id.desc())
        .limit(MOST)
    )
    today = ctx.today
    counted = recovery_activities.weeks(((a.done_on, a.kind) for a in activities), today, WEEKS)
    return RecoveryDiary(activities, counted, _supports(ctx, client_id))


@command(Can.WRITE_NOTE, "activities.log")
def log(ctx: Context, client_id: int, values: Mapping[str, Any]) -> Activity:
    client, today = ctx.get(Client, client_id), ctx.today
    made = Activity(
        client_id=client.id, done_on=today, kind="", recorded_by=ctx.actor.id, recorded_at=ctx.now
    )
    _take(ctx, made, values)
    return ctx.add(made)


@command(Can.WRITE_NOTE, "activities.change")
def change(ctx: Context, activity_id: int, values: Mapping[str, Any]) -> Activity:
    held = ctx.get(Activity, activity_id)
    _take(ctx, held, values)
    return held


@command(Can.WRITE_NOTE, "activities.strike")
def strike(ctx: Context, activity_id: int) -> Activity:
    """Take an entry made in error out of the log; the record of it stays."""
    held = ctx.get(Activity, activity_id)
    held.struck_at = ctx.now
    return held


@command(Can.WRITE_NOTE, "activities.put_back")
def put_back(ctx: Context, activity_id: int) -> Activity:
    held = ctx.get(Activity, activity_id)
    held.struck_at = None
    return held


@command(Can.WRITE_NOTE, "activities.keep_supports")
def keep_supports(ctx: Context, client_id: int, values: Mapping[str, Any]) -> Supports:
    client = ctx.get(Client, client_id)
    held = _supports(ctx, client.id) or ctx.add(Supports(client_id=client.id))
    wanted = values.get("wanted") or ()
    if not isinstance(wanted, list | tuple) or set(wanted) - set(recovery_activities.MEETINGS):
        raise Refused(_("Choose from what is offered."), "wanted")
    fill(held, values)
    held.changed_at = ctx.now
    return held


def _take(ctx: Context, record: Activity, values: Mapping[str, Any]) -> None:
    fill(record, values)
    if record.kind not in recovery_activities.KINDS:
        raise Refused(_("Choose what was done."), "kind")
    refuse_future(record.done_on, ctx.today, "done_on")


def _supports(ctx: Context, client_id: int) -> Supports | None:
    return ctx.first(select(Supports).where(Supports.client_id == client_id))
