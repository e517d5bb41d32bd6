"""A client's life-line: care, medication, tests, sessions, rewards and scores on one axis."""

from dataclasses import dataclass

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Form
from counselor_desk.domain.picture import Picture
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.reports.press import letterhead, marks, questions, words
from counselor_desk.reports.press.drawing import Drawing
from counselor_desk.reports.press.marks import TableColumn
from counselor_desk.reports.press.press import Grid, Report, Sheet
from counselor_desk.services.care import diagnoses, episodes
from counselor_desk.services.chart import lifeline
from counselor_desk.services.chart.pictures import lifeline_picture, links_picture


@dataclass(frozen=True)
class LifeLinePage:
    """The pictures and the words around them."""

    sheet: Sheet
    standing: str
    line: Picture
    links: Picture | None


@query(Can.READ_CHART, "life_line.gather")
def gather(ctx: Context, client_id: int) -> LifeLinePage:
    client = ctx.get(Client, client_id)
    formulation = diagnoses.formulation(ctx, client_id)
    links = links_picture(formulation) if formulation.active else None
    line = lifeline_picture(lifeline.lifeline(ctx, client_id), words.day)
    sheet = letterhead.sheet(ctx, _("Timeline"), client)
    return LifeLinePage(sheet, episodes.standing(ctx, client_id).words, line, links)


COLUMNS = (TableColumn(lazy("Day"), 1.2), TableColumn(lazy("What"), 1.6), TableColumn(lazy("In words"), 3))


def story(page: LifeLinePage) -> list[Flowable]:
    parts: list[Flowable] = [marks.heading(page.sheet.title, 0), marks.paragraph(page.standing)]
    if not page.line.rows:
        parts.append(marks.paragraph(_("Nothing has been recorded yet.")))
        return parts
    parts.append(Drawing(page.line))
    signs = _("Filled: as hoped. Open: missed or not met. Cross: unexpected, or a return to use.")
    parts.append(marks.small(signs))
    if page.links is not None:
        head = marks.heading(_("How the diagnoses are linked"))
        parts.append(marks.keep_together([head, Drawing(page.links)]))
    return [*parts, marks.heading(_("The same in words")), marks.table(COLUMNS, page.line.rows)]


def grid(page: LifeLinePage) -> Grid:
    return Grid(page.line.heads, page.line.rows)


ASKS = Form.of(lazy("Timeline"), questions.CLIENT)
REPORT = Report(
    id="life_line", title=lazy("Timeline"), asks=ASKS, gather=gather, story=story, grid=grid, group="client"
)
