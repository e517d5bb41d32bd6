"""The papers that leave with a chart: the whole of it, each signed document and consent."""

from collections.abc import Sequence
from dataclasses import dataclass

from counselor_desk.core.i18n import _
from counselor_desk.desk.context import Context
from counselor_desk.domain.exchange.csv_table import write_table
from counselor_desk.records.document import WRITABLE
from counselor_desk.reports.press import press, shelf
from counselor_desk.reports.press.press import Printable
from counselor_desk.services.documents import documents, lists
from counselor_desk.services.privacy import consents

PLAN = "treatment_plan"


@dataclass(frozen=True)
class ChartPaper:
    """One paper, gathered and not yet drawn; its file tells nothing of the client."""

    file: str
    title: str
    day: str
    report: str
    data: Printable


def papers(ctx: Context, client_id: int) -> Sequence[ChartPaper]:
    """Everything of one chart that has been signed."""
    whole = shelf.report("full_chart")
    chart_papers = [ChartPaper("whole-chart.pdf", whole.title, "", whole.id, whole.gather(ctx, client_id))]
    rows = [row for row in lists.of_client(ctx, client_id) if row.status not in WRITABLE]
    for at, row in enumerate(reversed(rows), 1):
        report = shelf.report(PLAN if row.template == PLAN else "signed_document")
        title = documents.template_of(row.template).form().title
        day = row.occurred_on.isoformat() if row.occurred_on else ""
        name = f"plan-{at:03}.pdf" if row.template == PLAN else f"document-{at:03}.pdf"
        chart_papers.append(ChartPaper(name, title, day, report.id, report.gather(ctx, row.id)))
    return [*chart_papers, *_consents(ctx, client_id)]


def _consents(ctx: Context, client_id: int) -> Sequence[ChartPaper]:
    report = shelf.report("consent")
    return [
        ChartPaper(
            f"consent-{at:03}.pdf",
            consents.form_of(consent.form).title,
            consent.signed_on.isoformat() if consent.signed_on else "",
            report.id,
            report.gather(ctx, consent.id),
        )
        for at, consent in enumerate(consents.signed(ctx, client_id), 1)
    ]


def render_paper(one: ChartPaper) -> bytes:
    """Its PDF. Slow."""
    return press.render(shelf.report(one.report), one.data)


def contents(leaving: Sequence[ChartPaper]) -> bytes:
    """What is in the folder of one client."""
    heads = (_("File"), _("Title"), _("Day"))
    return write_table(
        heads, [(chart_paper.file, chart_paper.title, chart_paper.day) for chart_paper in leaving]
    )
