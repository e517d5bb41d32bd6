"""The counts of a quarter that a state or a funder asks for: the whole clinic's."""

from datetime import date

from counselor_desk.domain.roles import Can
from counselor_desk.i18n import _
from counselor_desk.reports import counted, letterhead
from counselor_desk.reports.press import Report
from counselor_desk.services import posting, reward_counts
from counselor_desk.services.desk import Context, query


@query(Can.AUDIT_REWARDS)
def gather(ctx: Context, first: date, last: date) -> counted.Counted:
    sheet = letterhead.sheet(ctx, _("Reward counts"))
    counts = reward_counts.of_clinic(ctx, first, last)
    reach = _("Counted is the whole clinic, over every caseload.")
    return counted.Counted(sheet, counts, posting.limits_of(ctx).funding, reach)


REPORT = Report(
    "reward_quarter",
    _("Reward counts by quarter"),
    counted.ASKS,
    gather,
    counted.story,
    counted.grid,
)
