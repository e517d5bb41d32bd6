"""The reward counts of a quarter, on paper and in a table: the whole clinic's, or a caseload's."""

from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.money import dollars
from counselor_desk.domain.rewards.reason import outcome_in_words
from counselor_desk.domain.rewards.schedule import Outcome
from counselor_desk.domain.roles import Can
from counselor_desk.reports.press import letterhead, marks, words
from counselor_desk.reports.press.press import Grid, Report, Sheet
from counselor_desk.services.rewards import ledger, quarter_counts
from counselor_desk.services.rewards.quarter_counts import QuarterCounts

ASKS = Form.of(
    lazy("Reward counts"),
    Field("first", lazy("From"), Kind.DATE, required=True),
    Field("last", lazy("To"), Kind.DATE, required=True, beside=True),
)


@dataclass(frozen=True)
class QuarterReport:
    """Counts, the names of the sources of money, and whose occasions they are."""

    sheet: Sheet
    counts: QuarterCounts
    funding: dict[str, str]
    reach: str


@query(Can.AUDIT_REWARDS, "reward_quarter.gather")
def of_clinic(ctx: Context, first: date, last: date) -> QuarterReport:
    """The counts that a state or a funder asks for."""
    reach = _("Counts the whole clinic, across all caseloads.")
    return _counted(ctx, _("Reward counts"), quarter_counts.of_clinic(ctx, first, last), reach)


@query(Can.RECORD_REWARD, "reward_caseload.gather")
def of_caseload(ctx: Context, first: date, last: date) -> QuarterReport:
    """Of the clients whom the person that prints may see."""
    title = _("Reward counts of a caseload")
    reach = _("Counts the clients whom {name} may see.").format(name=ctx.actor.name)
    return _counted(ctx, title, quarter_counts.of_caseload(ctx, first, last), reach)


def _counted(ctx: Context, title: str, counts: QuarterCounts, reach: str) -> QuarterReport:
    return QuarterReport(letterhead.sheet(ctx, title), counts, ledger.limits_of(ctx).funding, reach)


def story(counted: QuarterReport) -> list[Flowable]:
    counts = counted.counts
    parts: list[Flowable] = [
        marks.heading(counted.sheet.title, 0),
        marks.small(words.date_range(counts.first, counts.last)),
        marks.small(counted.reach),
    ]
    for title, rows in sections(counted):
        columns = (marks.TableColumn(title, 4), marks.TableColumn("", 1, number=True))
        parts.append(marks.table(columns, rows))
    return parts


def sections(counted: QuarterReport) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every count by its name, by what it is about."""
    counts = counted.counts
    clients = [
        (_("Clients with a visit"), str(counts.clients)),
        (_("Enrollments begun"), str(counts.enrolled)),
        (_("Enrollments ended"), str(counts.ended)),
    ]
    targets = [(name.capitalize(), str(n)) for name, n in sorted(counts.targets.items())]
    outcomes = [(outcome_in_words(o), str(counts.outcomes.get(o, 0))) for o in Outcome]
    money = [
        (_("Prize draws"), str(counts.draws)),
        (_("Awarded"), dollars(counts.awarded_cents)),
        (_("Given"), dollars(counts.given_cents)),
        (_("Withheld by a limit"), dollars(counts.withheld_cents)),
    ]
    for code, cents in sorted(counts.by_funding.items()):
        name = _("Awarded from: {source}").format(source=counted.funding.get(code, code))
        money.append((name, dollars(cents)))
    titled_rows = [
        (_("Clients"), clients),
        (_("Visits by target"), targets),
        (_("Visits by outcome"), outcomes),
        (_("Rewards"), money),
    ]
    return [(title, rows) for title, rows in titled_rows if rows]


def grid(counted: QuarterReport) -> Grid:
    rows = [(title, *row) for title, rows in sections(counted) for row in rows]
    return Grid((_("About"), _("Count"), _("Value")), rows)


OF_CLINIC = Report(
    id="reward_quarter",
    title=lazy("Reward counts by quarter"),
    asks=ASKS,
    gather=of_clinic,
    story=story,
    grid=grid,
)
OF_CASELOAD = Report(
    id="reward_caseload",
    title=lazy("Reward counts of my caseload"),
    asks=ASKS,
    gather=of_caseload,
    story=story,
    grid=grid,
)
REPORTS = (OF_CLINIC, OF_CASELOAD)
