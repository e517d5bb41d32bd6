"""Data that point to nobody: looked at first, then taken out, with a line on the trail."""

import secrets
from collections.abc import Generator

from sqlalchemy import select

from counselor_desk.catalog import files
from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.context import Context, command, in_pieces
from counselor_desk.domain.exchange.csv_table import write_table
from counselor_desk.domain.privacy import deidentify
from counselor_desk.domain.privacy.deidentify import Dataset
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.services.exchange import chart_for_export

SMALLEST = (5, 11, 20)  # people; 11 is the rule of CMS for small cells
USUAL = 11


@in_pieces(Can.EXPORT_CHARTS, "deidentifying.gather")
def gather(ctx: Context, smallest: int = USUAL) -> Generator[None, None, Dataset]:
    """What would leave of the charts one may read; nothing leaves by this."""
    if not ctx.actor.may(Can.READ_CHART):
        raise Forbidden(_("Only someone who may read charts can export data from them. Ask a supervisor."))
    if smallest not in SMALLEST:
        raise Refused(_("Choose how many people have to share the same values."), "smallest")
    ctx.reason = "de-identified data looked at"
    people = ctx.rows(int, select(Client.id).where(Client.merged_into_id.is_(None)).order_by(Client.id))
    charts = []
    for at, client_id in enumerate(people):
        ctx.progress(at, len(people))
        yield
        client = ctx.first(select(Client).where(Client.id == client_id))
        if client is not None:
            charts.append(chart_for_export.export_chart(ctx, client))
    # In an order that tells nothing: neither the record number's nor the alphabet's.
    secrets.SystemRandom().shuffle(charts)
    facts = deidentify.lines(charts, ctx.today, files.zip_areas().few_people)
    return deidentify.without_small_cells(facts, smallest)


@command(Can.EXPORT_CHARTS, "deidentifying.take_out")
def export_dataset(ctx: Context, found: Dataset) -> bytes:
    """The very lines that were looked at, as a table; a line on the trail says how many."""
    if not found.lines:
        raise Refused(_("There is no one to report on."))
    ctx.reason = f"de-identified data of {found.people} people, {len(found.lines)} lines"
    return write_table(deidentify.HEADS, found.rows)
