"""The state's own columns and codes for the national set: tried, loaded, taken out."""

import hashlib

from sqlalchemy import select

from counselor_desk.catalog import definitions
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.core.resources import RESOURCES
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.exchange import state_layout
from counselor_desk.domain.exchange.state_layout import StateLayoutForeseen
from counselor_desk.domain.roles import Can
from counselor_desk.records.state_table import StateTable

EXAMPLE = RESOURCES / "teds" / "state_example.csv"


@query(Can.KEEP_LIBRARY, "state_tables.current")
def current(ctx: Context) -> StateTable | None:
    """The table that counts, or None: then the national set alone is written."""
    return _standing(ctx)


def _standing(ctx: Context) -> StateTable | None:
    there = select(StateTable).where(StateTable.withdrawn_at.is_(None)).order_by(StateTable.id.desc())
    return ctx.first(there)


def content_here(ctx: Context) -> bytes:
    table = _standing(ctx)
    return b"" if table is None else table.content


@query(Can.KEEP_LIBRARY, "state_tables.to_edit")
def to_edit(ctx: Context) -> bytes:
    """The table that counts, as a file for a spreadsheet; before there is one, the example."""
    return content_here(ctx) or EXAMPLE.read_bytes()


@query(Can.KEEP_LIBRARY, "state_tables.foresee")
def foresee(ctx: Context, content: bytes) -> StateLayoutForeseen:
    """What a table says, with nothing changed: read this before it is loaded."""
    book = definitions.teds()
    return state_layout.foresee(state_layout.read_layout(content, book), book)


@command(Can.KEEP_LIBRARY, "state_tables.load")
def load(ctx: Context, title: str, content: bytes) -> StateTable:
    """The table counts from now on in every export; the one before it is taken out."""
    if not title.strip():
        raise Refused(_("Say which state's table this is, and of which day."), "title")
    state_layout.read_layout(content, definitions.teds())
    _withdraw(ctx)
    return ctx.add(
        StateTable(
            title=title.strip(),
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            loaded_by=ctx.actor.id,
            loaded_at=ctx.now,
        )
    )


@command(Can.KEEP_LIBRARY, "state_tables.take_out")
def take_out(ctx: Context) -> int:
    """From now on the national set alone is written."""
    if not (gone := _withdraw(ctx)):
        raise Refused(_("No state table is loaded."))
    return gone


def _withdraw(ctx: Context) -> int:
    rows = ctx.find(select(StateTable).where(StateTable.withdrawn_at.is_(None)))
    for row in rows:
        row.withdrawn_at = ctx.now
    return len(rows)
