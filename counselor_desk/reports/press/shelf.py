"""Finds the reports: a file in a room has one as REPORT, or close kin of each other as REPORTS."""

from functools import cache
from itertools import chain

from counselor_desk import reports
from counselor_desk.core.discover import discover
from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _
from counselor_desk.reports.press.press import AnyReport


@cache
def all_reports() -> dict[str, AnyReport]:
    """All reports by id, in the order of their titles."""
    found: list[AnyReport] = [*discover(reports, "REPORT"), *chain(*discover(reports, "REPORTS"))]
    by_id = {report.id: report for report in sorted(found, key=lambda r: r.title)}
    if len(by_id) != len(found):
        raise ValueError("two reports have one id")
    return by_id


def report(id: str) -> AnyReport:
    """Call it off the GUI thread the first time: it imports what draws paper."""
    found = all_reports().get(id)
    if found is None:
        raise Refused(_("This program does not know that report. Install the newer version."))
    return found
