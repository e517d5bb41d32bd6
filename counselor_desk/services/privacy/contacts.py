"""A client's contacts, each with what a consent in force lets us tell, and the facts not to be missed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.desk.fill_record import checked, fill
from counselor_desk.domain.clients.contact_kinds import BY_KEY, KINDS
from counselor_desk.domain.privacy.consent import RecipientKind
from counselor_desk.domain.roles import Can
from counselor_desk.records.contact import ClientContact, VitalFacts
from counselor_desk.records.people import Client
from counselor_desk.services.care import vital_facts
from counselor_desk.services.privacy import consents


@dataclass(frozen=True)
class ContactRow:
    """A contact and what may be told to them today; nothing: we listen only."""

    contact: ClientContact
    may_hear: tuple[str, ...]


@dataclass(frozen=True)
class ClientContacts:
    """Everybody who can be reached for a client, and the facts that come first."""

    rows: tuple[ContactRow, ...]
    facts: VitalFacts | None  # None also for who reads no charts


@query(Can.SEE_CLIENTS, "contacts.of_client")
def of_client(ctx: Context, client_id: int) -> ClientContacts:
    """In the order of the kinds, those who ended last."""
    order = [kind.key for kind in KINDS]
    found = ctx.find(select(ClientContact).where(ClientContact.client_id.in_(ctx.person_charts(client_id))))
    found.sort(key=lambda c: (c.ended_at is not None, order.index(c.kind), c.name.casefold()))
    rows = [ContactRow(one, _may_hear(ctx, client_id, one)) for one in found]
    reads = ctx.actor.may(Can.READ_CHART)
    return ClientContacts(tuple(rows), vital_facts.of_client(ctx, client_id) if reads else None)


def _may_hear(ctx: Context, client_id: int, contact: ClientContact) -> tuple[str, ...]:
    """By the name of the person or of the office, as the consent has it."""
    kind = RecipientKind(BY_KEY[contact.kind].recipient)
    told = set(consents.may_speak_with(ctx, client_id, contact.name, kind))
    if contact.organization:
        told |= set(consents.may_speak_with(ctx, client_id, contact.organization, kind))
    return tuple(sorted(told))


@command(Can.BOOK, "contacts.add")
def add(ctx: Context, client_id: int, values: Mapping[str, Any]) -> ClientContact:
    client = ctx.get(Client, client_id)
    given = checked(ClientContact, values)
    _check(given)
    return ctx.add(ClientContact(client_id=client.id, **given, recorded_by=ctx.actor.id, recorded_at=ctx.now))


@command(Can.BOOK, "contacts.change")
def change(ctx: Context, contact_id: int, values: Mapping[str, Any]) -> ClientContact:
    contact = ctx.get(ClientContact, contact_id)
    fill(contact, values)
    _check({"kind": contact.kind, "phone": contact.phone})
    return contact


@command(Can.BOOK, "contacts.end")
def end(ctx: Context, contact_id: int, ended: bool = True) -> ClientContact:
    """No longer a contact: out of the way and still readable; `ended` False takes it back."""
    contact = ctx.get(ClientContact, contact_id)
    contact.ended_at = ctx.now if ended else None
    return contact


def _check(given: Mapping[str, Any]) -> None:
    if given.get("kind") not in BY_KEY:
        raise Refused(_("Choose what this contact is."), "kind")
    if given["kind"] == "emergency" and not str(given.get("phone") or "").strip():
        raise Refused(_("An emergency contact needs a phone number."), "phone")
