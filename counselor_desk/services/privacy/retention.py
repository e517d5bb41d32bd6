"""How long records are kept here, and whose period is over: nothing goes by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from counselor_desk.catalog import files
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, command, query
from counselor_desk.domain.privacy.retention import RetentionPeriod, RetentionStatus, changed, standing
from counselor_desk.domain.roles import Can
from counselor_desk.records.base import form_of
from counselor_desk.records.destruction import RetentionRule
from counselor_desk.records.people import Client


@dataclass(frozen=True)
class RecordClass:
    """A class of records as it is kept here now, what comes, and what it was."""

    period: RetentionPeriod
    published: RetentionPeriod
    rules: tuple[RetentionRule, ...]  # the newest first; of days to come too

    @property
    def is_own(self) -> bool:
        return self.period != self.published


@dataclass(frozen=True)
class RecordRow:
    """One record with until when it is kept."""

    id: int
    number: str
    name: str
    standing: RetentionStatus
    is_over: bool


@dataclass(frozen=True)
class ExpiredRecords:
    """Records whose period is over, and how many others there are."""

    records: tuple[RecordRow, ...]
    other_count: int


@query(Can.DESTROY, "periods.classes")
def classes(ctx: Context) -> list[RecordClass]:
    newest = (RetentionRule.in_force_on.desc(), RetentionRule.id.desc())
    rules = ctx.find(select(RetentionRule).order_by(*newest))
    today = ctx.today
    record_classes = []
    for retention_period in files.retention().period:
        own = tuple(rule for rule in rules if rule.period == retention_period.id)
        rule = next((rule for rule in own if rule.in_force_on <= today), None)
        period = retention_period
        if rule is not None:
            period = changed(retention_period, rule.years, rule.after_majority, rule.source, rule.note)
        record_classes.append(RecordClass(period, retention_period, own))
    return record_classes


@command(Can.DESTROY, "periods.set_period")
def set_period(ctx: Context, period_id: str, values: Mapping[str, Any]) -> RetentionRule:
    """The clinic's own period from a day on; what was before stays to be read."""
    published = next((p for p in files.retention().period if p.id == period_id), None)
    if published is None:
        raise Refused(_("Choose a class of records."), "period")
    form = form_of(RetentionRule, "")
    if missing := form.missing(values):
        raise Refused(_("Fill in: {label}.").format(label=missing[0].label), missing[0].key)
    own = changed(
        published,
        int(values["years"]),
        int(values.get("after_majority") or 0),
        values["source"] or "",
        values.get("note") or "",
    )
    rule = RetentionRule(
        period=published.id,
        years=own.years,
        after_majority=own.after_majority,
        source=own.source,
        note=own.note,
        in_force_on=values["in_force_on"],
        set_by=ctx.actor.id,
        set_at=ctx.now,
    )
    return ctx.add(rule)


@query(Can.DESTROY, "periods.held")
def expired_records(ctx: Context) -> ExpiredRecords:
    """The records whose period is over, the longest over first."""
    today, periods = ctx.today, periods_in_force(ctx)
    all_dates = ctx.dates_of()
    over = {
        chart: stands
        for chart, dates in all_dates.items()
        if (stands := standing(periods, dates)).is_over(today)
    }
    names = select(Client.id, Client.number, Client.given_name, Client.family_name)
    rows = [
        RecordRow(chart, number, f"{given} {family}".strip(), over[chart], True)
        for chart, number, given, family in ctx.tuples(names)
        if chart in over
    ]
    rows.sort(key=lambda row: (row.standing.until.day, row.number))
    return ExpiredRecords(tuple(rows), len(all_dates) - len(rows))


def periods_in_force(ctx: Context) -> list[RetentionPeriod]:
    return [record_class.period for record_class in classes(ctx)]


def of_client(ctx: Context, client: Client) -> RetentionStatus:
    """Until when this client's record is kept, and what forbids to destroy it."""
    return standing(periods_in_force(ctx), ctx.dates_of(client.id)[client.id])
