"""What everybody who treats a client has to know first, and what of it stands at the chart's head."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import fill
from counselor_desk.domain.roles import Can
from counselor_desk.records.contact import VitalFacts
from counselor_desk.records.people import Client


@query(Can.READ_CHART, "vital_facts.of_client")
def of_client(ctx: Context, client_id: int) -> VitalFacts | None:
    """The newest that was written in any chart of the person."""
    return ctx.first(
        select(VitalFacts)
        .where(VitalFacts.client_id.in_(ctx.person_charts(client_id)))
        .order_by(VitalFacts.changed_at.desc(), VitalFacts.id.desc())
    )


@command(Can.WRITE_NOTE, "vital_facts.write")
def write(ctx: Context, client_id: int, values: Mapping[str, Any]) -> VitalFacts:
    """Set them; an allergy and "no allergy known" at once are refused."""
    client = ctx.get(Client, client_id)
    own = select(VitalFacts).where(VitalFacts.client_id == client.id)
    held = ctx.first(own) or ctx.add(VitalFacts(client_id=client.id))
    fill(held, values)
    if held.no_allergies and held.allergies.strip():
        raise Refused(_("An allergy is named, and “no allergy known” is ticked. Choose one."), "no_allergies")
    held.changed_by, held.changed_at = ctx.actor.id, ctx.now
    return held


def alerts(facts: VitalFacts | None) -> tuple[str, ...]:
    """What of it is said at the head of the chart."""
    if facts is None:
        return ()
    told = []
    allergies = ", ".join(line.strip() for line in facts.allergies.splitlines() if line.strip())
    if allergies:
        told.append(_("allergy: {what}").format(what=allergies))
    if facts.pregnant == "pregnant":
        told.append(_("pregnant"))
    if facts.interpreter.strip():
        told.append(_("interpreter: {language}").format(language=facts.interpreter.strip()))
    return tuple(told)
