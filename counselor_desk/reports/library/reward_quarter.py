"""The counts of a quarter that a state or a funder asks for."""

from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable

from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.money import dollars
from counselor_desk.domain.reason import outcome_in_words
from counselor_desk.domain.roles import Can
from counselor_desk.domain.schedule import Outcome
from counselor_desk.i18n import _
from counselor_desk.reports import letterhead, marks, words
from counselor_desk.reports.press import Grid, Report, Sheet
from counselor_desk.services import posting, reward_books
from counselor_desk.services.desk import Context, query


@dataclass(frozen=True)
class Quarter:
    """Counts, and the names of the sources of money."""

    sheet: Sheet
    counts: reward_books.Counts
    funding: dict[str, str]


@query(Can.RECORD_REWARD)
def gather(ctx: Context, first: date, last: date) -> Quarter:
    sheet = letterhead.sheet(ctx, _("Reward counts"))
    counts = reward_books.quarter_counts(ctx, first, last)
    return Quarter(sheet, counts, posting.limits_of(ctx).funding)


def story(quarter: Quarter) -> list[Flowable]:
    counts = quarter.counts
    columns = (marks.Column(_("Count"), 4), marks.Column("", 1, number=True))
    return [
        marks.heading(quarter.sheet.title, 0),
        marks.small(words.between(counts.first, counts.last)),
        marks.small(_("Counted are the clients whom the person that prints this may see.")),
        marks.table(columns, [(name, value) for name, value in rows(quarter)]),
    ]


def rows(quarter: Quarter) -> list[tuple[str, str]]:
    """Every count by its name."""
    counts = quarter.counts
    found = [
        (_("Clients with an occasion"), str(counts.clients)),
        (_("Enrollments begun"), str(counts.enrolled)),
        (_("Enrollments ended"), str(counts.ended)),
    ]
    for target, number in sorted(counts.targets.items()):
        found.append((_("Occasions: {target}").format(target=target), str(number)))
    for outcome in Outcome:
        name = _("Outcome: {outcome}").format(outcome=outcome_in_words(outcome).lower())
        found.append((name, str(counts.outcomes.get(outcome, 0))))
    found += [
        (_("Prize draws"), str(counts.draws)),
        (_("Awarded"), dollars(counts.awarded_cents)),
        (_("Handed over"), dollars(counts.given_cents)),
        (_("Withheld by a limit"), dollars(counts.withheld_cents)),
    ]
    for code, cents in counts.by_funding.items():
        name = _("Awarded from: {source}").format(source=quarter.funding.get(code, code))
        found.append((name, dollars(cents)))
    return found


def grid(quarter: Quarter) -> Grid:
    return Grid((_("Count"), _("Value")), rows(quarter))


ASKS = Form.of(
    _("Reward counts"),
    Field("first", _("From"), Kind.DATE, required=True),
    Field("last", _("To"), Kind.DATE, required=True, beside=True),
)
REPORT = Report("reward_quarter", _("Reward counts by quarter"), ASKS, gather, story, grid)
