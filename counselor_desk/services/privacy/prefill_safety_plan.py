"""A first safety plan begins with whom the chart knows: emergency contacts, prescriber, the clinic."""

from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context
from counselor_desk.services.documents.prefilling import PrefilledAnswer
from counselor_desk.services.privacy import contacts

TEMPLATE = "safety_plan"
TREATING = ("primary care", "prescriber")


def fill(ctx: Context, client_id: int) -> dict[str, PrefilledAnswer]:
    rows = [row for row in contacts.of_client(ctx, client_id).rows if row.contact.ended_at is None]
    people = [
        {
            "name": row.contact.name,
            "relation": row.contact.relation,
            "phone": row.contact.phone,
            "consent": "yes, consent in force" if row.may_hear else "no",
        }
        for row in rows
        if row.contact.kind == "emergency"
    ]
    clinic = ctx.clinic
    called = [{"name": clinic.name, "phone": clinic.phone}] if clinic.phone else []
    called += [
        {"name": row.contact.name, "phone": row.contact.phone}
        for row in rows
        if row.contact.kind in TREATING and row.contact.phone
    ]
    source = _("the contacts")
    return {"people": PrefilledAnswer(people, source), "professionals": PrefilledAnswer(called, source)}
