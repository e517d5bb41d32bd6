"""The counts of a quarter of the clients whom the person that prints them may see."""

from datetime import date

from counselor_desk.domain.roles import Can
from counselor_desk.i18n import _
from counselor_desk.reports import counted, letterhead
from counselor_desk.reports.press import Report
from counselor_desk.services import posting, reward_counts
from counselor_desk.services.desk import Context, query


@query(Can.RECORD_REWARD)
def gather(ctx: Context, first: date, last: date) -> counted.Counted:
    sheet = letterhead.sheet(ctx, _("Reward counts of a caseload"))
    counts = reward_counts.of_caseload(ctx, first, last)
    reach = _("Counted are the clients whom {name} may see.").format(name=ctx.actor.name)
    return counted.Counted(sheet, counts, posting.limits_of(ctx).funding, reach)


REPORT = Report(
    "reward_caseload",
    _("Reward counts of my caseload"),
    counted.ASKS,
    gather,
    counted.story,
    counted.grid,
)
