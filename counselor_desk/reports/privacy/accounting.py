"""The accounting of disclosures that a client may ask for, 42 CFR 2.25 and 45 CFR 164.528."""

from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Form
from counselor_desk.domain.privacy.deadlines import YEARS_OTHER, YEARS_WITH_CONSENT, RepeatedDisclosure
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.reports.press import letterhead, marks, questions, words
from counselor_desk.reports.press.marks import TableColumn
from counselor_desk.reports.press.press import Grid, Report, Sheet
from counselor_desk.services.privacy import disclosures

HEADS = (lazy("Date"), lazy("To"), lazy("What"), lazy("Purpose"))


@dataclass(frozen=True)
class AccountingPaper:
    """The lines, in words."""

    sheet: Sheet
    asked_on: str
    rows: tuple[tuple[str, ...], ...]


@query(Can.KEEP_CONSENT, "accounting.gather")
def gather(ctx: Context, client_id: int, on: date) -> AccountingPaper:
    client = ctx.get(Client, client_id)
    repeats = disclosures.accounting(ctx, client_id, on)
    sheet = letterhead.sheet(ctx, _("Accounting of disclosures"), client, notice="")
    return AccountingPaper(sheet, words.day(on), tuple(_row(repeat) for repeat in repeats))


def _row(repeat: RepeatedDisclosure) -> tuple[str, ...]:
    first = repeat.first
    when = words.day(first.on)
    if repeat.times > 1:
        when = _("{first}, {n} times until {last}").format(
            first=when, n=repeat.times, last=words.day(repeat.last_on)
        )
    return when, words.join_words([first.recipient, first.address]), first.description, first.purpose


def story(accounting: AccountingPaper) -> list[Flowable]:
    sentence = _(
        "Disclosures made with consent in the {with_consent} years, and on another basis in the "
        "{other} years, before {day}."
    ).format(with_consent=YEARS_WITH_CONSENT, other=YEARS_OTHER, day=accounting.asked_on)
    parts: list[Flowable] = [marks.heading(accounting.sheet.title, 0), marks.paragraph(sentence)]
    if not accounting.rows:
        return [*parts, marks.paragraph(_("Nothing was disclosed."))]
    columns = [
        TableColumn(HEADS[0], 2),
        TableColumn(HEADS[1], 3),
        TableColumn(HEADS[2], 3),
        TableColumn(HEADS[3], 3),
    ]
    return [*parts, marks.table(columns, accounting.rows)]


def grid(accounting: AccountingPaper) -> Grid:
    return Grid(tuple(map(str, HEADS)), accounting.rows)


ASKS = Form.of(lazy("Accounting of disclosures"), questions.CLIENT, questions.ON)
REPORT = Report(
    id="accounting",
    title=lazy("Accounting of disclosures"),
    asks=ASKS,
    gather=gather,
    story=story,
    grid=grid,
    group="client",
)
