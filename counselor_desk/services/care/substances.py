"""History of use per substance, returns to use, and withdrawals with their next step."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from counselor_desk.catalog import definitions
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import fill, refuse_future
from counselor_desk.domain.roles import Can
from counselor_desk.records.assessment import Flag
from counselor_desk.records.people import Client
from counselor_desk.records.substance import Substance, UseEvent
from counselor_desk.services.clinic.medicine_names import ingredients_of


@dataclass(frozen=True)
class SubstanceHistory:
    """Everything about a client's use: substances by rank, and returns to use."""

    substances: list[Substance]
    events: list[UseEvent]


@query(Can.READ_CHART, "substances.use")
def use(ctx: Context, client_id: int) -> SubstanceHistory:
    substances = ctx.find(
        select(Substance)
        .where(Substance.client_id.in_(ctx.person_charts(client_id)))
        .order_by(Substance.rank)
    )
    events = ctx.find(
        select(UseEvent)
        .where(UseEvent.client_id.in_(ctx.person_charts(client_id)))
        .order_by(UseEvent.happened_on.desc())
    )
    return SubstanceHistory(substances, events)


@command(Can.WRITE_NOTE, "substances.add")
def add(ctx: Context, client_id: int, values: Mapping[str, Any]) -> Substance:
    """Another substance; its stage proposes needs, which stay the counselor's to edit."""
    client = ctx.get(Client, client_id)
    ranked = ctx.find(select(Substance).where(Substance.client_id == client.id))
    substance = Substance(client_id=client.id, rank=len(ranked) + 1, substance="other", changed_at=ctx.now)
    _set(ctx, substance, values)
    return ctx.add(substance)


@command(Can.WRITE_NOTE, "substances.change")
def change(ctx: Context, substance_id: int, values: Mapping[str, Any]) -> Substance:
    substance = ctx.get(Substance, substance_id)
    _set(ctx, substance, values)
    substance.changed_at = ctx.now
    return substance


@command(Can.WRITE_NOTE, "substances.set_needs")
def set_needs(ctx: Context, substance_id: int, needs: list[str]) -> Substance:
    substance = ctx.get(Substance, substance_id)
    substance.needs = [need.strip() for need in needs if need.strip()]
    return substance


@command(Can.WRITE_NOTE, "substances.record_use")
def record_use(ctx: Context, client_id: int, values: Mapping[str, Any]) -> UseEvent:
    """A return to use; an opioid after time away opens the overdose steps."""
    client = ctx.get(Client, client_id)
    event = UseEvent(
        client_id=client.id,
        happened_on=ctx.today,
        substance="other",
        recorded_by=ctx.actor.id,
        recorded_at=ctx.now,
    )
    fill(event, values)
    refuse_future(event.happened_on, ctx.today, "happened_on")
    ctx.add(event)
    if ingredients_of(ctx).is_opioid_use(event.substance) or event.overdose:
        ctx.add(
            Flag(
                client_id=client.id,
                opens="overdose",
                text=_("Return to use: tolerance may be low."),
                task=_("Talk about overdose, tolerance and naloxone"),
                owner_id=client.counselor_id or ctx.actor.id,
                raised_at=ctx.now,
            )
        )
    return event


def _set(ctx: Context, substance: Substance, values: Mapping[str, Any]) -> None:
    stage = substance.stage
    fill(substance, values)
    refuse_future(substance.last_use_on, ctx.today, "last_use_on")
    proposed = definitions.stages().stage(substance.stage)
    if proposed is not None and substance.stage != stage and not substance.needs:
        substance.needs = list(definitions.stages().needs_of(proposed, substance.substance))
