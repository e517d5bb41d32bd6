"""A chart as JSON, table by table as it is kept, with what an import takes of it."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import inspect as inspect_record
from sqlalchemy import select

from counselor_desk.desk.context import Context
from counselor_desk.domain.exchange.desk_json import FORMAT, VERSION
from counselor_desk.domain.exchange.people import ImportedClient
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import OfClient, Record, canonical
from counselor_desk.records.care import Authorization, Episode, LevelOfCare
from counselor_desk.records.contact import ClientContact
from counselor_desk.records.counseling_note import CounselingNote
from counselor_desk.records.family import FamilyPlace, HandoutGiven, Relative
from counselor_desk.records.form_draft import ChartFormDraft
from counselor_desk.records.people import AccessGrant, Client
from counselor_desk.records.privacy import Consent, Disclosed, DisclosedPaper, Scan
from counselor_desk.records.privacy_registers import Hold, PrivacyRequest
from counselor_desk.records.program_closing import ClosingClient
from counselor_desk.records.reward import LedgerEntry, Receipt
from counselor_desk.records.schedule import Appointment
from counselor_desk.services.clients import clients


def write(ctx: Context, client: Client, told: ImportedClient) -> bytes:
    """Every record of one chart that this person may read."""
    records, charts = {}, ctx.person_charts(client.id)
    for kind in chart_record_kinds():
        if not _leaves_with(ctx, kind):
            continue
        kept_records = _readable(ctx, ctx.find(select(kind).where(kind.client_id.in_(charts))))
        if kept_records:
            records[kind.__tablename__] = [columns(record) for record in kept_records]
    chart = {
        "told": msgspec.to_builtins(told),
        "client": columns(client),
        "merged": [columns(one) for one in clients.of_ids(ctx, charts[1:]).values()],
        "records": records,
    }
    charts = json.loads(canonical([chart]))
    whole = {"format": FORMAT, "version": VERSION, "charts": charts}  # the format stands first
    return json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")


# What of a chart its pages show to a role that may not read charts; nothing else leaves with it.
WITHOUT_CHARTS = frozenset(
    {
        *(Consent, Scan, Disclosed, AccessGrant, PrivacyRequest, Hold, ClosingClient),
        *(Appointment, Episode, LevelOfCare, Authorization),
        *(Relative, FamilyPlace, HandoutGiven, LedgerEntry, Receipt, ClientContact),
    }
)
# What a page of its own shows, to whom that page is open.
ON_A_PAGE_OF_ITS_OWN = {DisclosedPaper: Can.DISCLOSE, ClosingClient: Can.DESTROY}


def _leaves_with(ctx: Context, kind: type[Record]) -> bool:
    """Whether this role may take a kind of record along: what it could open in the program."""
    page = ON_A_PAGE_OF_ITS_OWN.get(kind)
    if page is not None and not ctx.actor.may(page):
        return False
    return ctx.actor.may(Can.READ_CHART) or kind in WITHOUT_CHARTS


def _readable(ctx: Context, found: Sequence[Any]) -> Sequence[Any]:
    """The records of one kind as this person reads them in the program."""
    if found and isinstance(found[0], Disclosed):
        return found if ctx.actor.may(Can.READ_CHART) else [one.without_words() for one in found]
    return [one for one in found if not _is_of_another_author(ctx, one)]


# Whose a record is alone; what somebody has typed and not saved is theirs, too.
OWN = {CounselingNote: "author_id", DisclosedPaper: "sealed_by", ChartFormDraft: "staff_id"}


def _is_of_another_author(ctx: Context, one: Record) -> bool:
    """A counseling note kept separate, 42 CFR 2.11: of a colleague's not even the day leaves."""
    author = getattr(one, OWN.get(type(one), ""), None)
    return author is not None and author != ctx.sign_in.actor.id


@cache
def chart_record_kinds() -> tuple[Any, ...]:
    """Every kind of record that is in a chart, by the name of its table."""
    found: list[Any] = [m.class_ for m in Record.registry.mappers if issubclass(m.class_, OfClient)]
    return tuple(sorted(found, key=lambda kind: str(kind.__tablename__)))


def columns(record: Record) -> dict[str, Any]:
    return {c.key: getattr(record, c.key) for c in inspect_record(type(record)).columns}
