"""Who looked into a client's record, told to the client by day, name and what was done."""

from dataclasses import dataclass

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.reports.press import letterhead, marks, questions, words
from counselor_desk.reports.press.marks import TableColumn
from counselor_desk.reports.press.press import Grid, Report, Sheet
from counselor_desk.services.privacy import disclosures

HEADS = (lazy("Day"), lazy("Who"), lazy("What"), lazy("Times"))


@dataclass(frozen=True)
class AccessReport:
    """The lines, in words."""

    sheet: Sheet
    rows: tuple[tuple[str, ...], ...]


@query(Can.KEEP_REGISTERS, "who_saw.gather")
def gather(ctx: Context, client_id: int) -> AccessReport:
    client = ctx.get(Client, client_id)
    rows = tuple(
        (words.day(seen.on), words.join_words([seen.staff_name, seen.role]), seen.actions, str(seen.times))
        for seen in disclosures.who_saw(ctx, client_id)
    )
    return AccessReport(letterhead.sheet(ctx, _("Who saw my record"), client, notice=""), rows)


def story(looked: AccessReport) -> list[Flowable]:
    sentence = _("Everyone who opened or wrote in the record inside this program, the newest first.")
    parts: list[Flowable] = [marks.heading(looked.sheet.title, 0), marks.paragraph(sentence)]
    columns = [
        TableColumn(HEADS[0], 2),
        TableColumn(HEADS[1], 3),
        TableColumn(HEADS[2], 4),
        TableColumn(HEADS[3], 1, True),
    ]
    return [*parts, marks.table(columns, looked.rows)]


def grid(looked: AccessReport) -> Grid:
    return Grid(tuple(map(str, HEADS)), looked.rows)


ASKS = Form.of(lazy("Who saw my record"), questions.CLIENT)
REPORT = Report(
    id="who_saw",
    title=lazy("Who saw my record"),
    asks=ASKS,
    gather=gather,
    story=story,
    grid=grid,
    group="client",
)
