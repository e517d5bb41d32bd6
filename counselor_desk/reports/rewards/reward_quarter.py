"""The counts of a quarter that a state or a funder asks for: the whole clinic's."""

from datetime import date

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can
from counselor_desk.reports.press import letterhead
from counselor_desk.reports.press.press import Report
from counselor_desk.reports.rewards import quarter_counts
from counselor_desk.services.rewards import ledger
from counselor_desk.services.rewards import quarter_counts as reward_counts


@query(Can.AUDIT_REWARDS, "reward_quarter.gather")
def gather(ctx: Context, first: date, last: date) -> quarter_counts.Counted:
    sheet = letterhead.sheet(ctx, _("Reward counts"))
    counts = reward_counts.of_clinic(ctx, first, last)
    reach = _("Counts the whole clinic, across all caseloads.")
    return quarter_counts.Counted(sheet, counts, ledger.limits_of(ctx).funding, reach)


REPORT = Report(
    id="reward_quarter",
    title=lazy("Reward counts by quarter"),
    asks=quarter_counts.ASKS,
    gather=gather,
    story=quarter_counts.story,
    grid=quarter_counts.grid,
)
