"""Supervision as lines: audits, their charts, broken threads, hours."""

from typing import Any

from counselor_desk.core.i18n import _
from counselor_desk.services.plans.golden_thread import ClientGaps
from counselor_desk.services.supervision import chart_audits
from counselor_desk.services.supervision.chart_audits import ChartAuditDetail
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.paged import RowText


def audit_line(audit: ChartAuditDetail) -> RowText:
    number = words.count(len(audit.charts), "{n} chart", "{n} charts")
    yes = sum(v == "yes" for c in audit.charts for v in c[3].values())
    asked = sum(v in ("yes", "no") for c in audit.charts for v in c[3].values())
    second = _("{yes} of {asked} points met").format(yes=yes, asked=asked) if asked else ""
    chips = () if audit.closed_at else ((_("open"), "caution"),)
    return RowText(number, second, words.moment(audit.begun_at), chips=chips)


def chart_line(chart: tuple[int, int, str, dict[str, Any]]) -> RowText:
    _id, client_id, name, answers = chart
    number = sum(v in ("yes", "no", "n/a") for v in answers.values())
    of = len(chart_audits.checklist_form().fields) - 1
    message = _("{n} of {of} answered").format(n=number, of=of)
    return RowText(name, str(answers.get("note", "")), message, client_id=client_id)


def gone_lines(number: int) -> list[tuple[tuple[int | None, int | None], RowText]]:
    """Charts that this supervisor may not see any more, so that list and number agree."""
    if not number:
        return []
    message = words.count(number, "{n} chart", "{n} charts")
    return [((None, None), RowText(_("{charts} you can no longer open").format(charts=message), quiet=True))]


def gapped_line(client_gaps: ClientGaps) -> RowText:
    kinds: dict[str, int] = {}
    for gap in client_gaps.gaps:
        kinds[gap.gap.words] = kinds.get(gap.gap.words, 0) + 1
    message = "   \u00b7   ".join(f"{kind} ({n})" if n > 1 else kind for kind, n in kinds.items())
    return RowText(client_gaps.client, message, client_id=client_gaps.client_id)


def in_hours(minutes: int) -> str:
    return _("{h}:{m:02} h").format(h=minutes // 60, m=minutes % 60)
