"""Hours of supervision, with a line to sign: what a licensing board asks for."""

from dataclasses import dataclass
from datetime import date, timedelta

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.reports.press import letterhead, marks, words
from counselor_desk.reports.press.marks import TableColumn
from counselor_desk.reports.press.press import Grid, Report, Sheet
from counselor_desk.services.supervision import hours as remarks

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class PersonHours:
    """One person's meetings and their sum."""

    name: str
    rows: tuple[tuple[str, str, str, str], ...]
    total: str


@dataclass(frozen=True)
class SupervisionHours:
    """A stretch of time of one supervisor, or of one who is supervised."""

    sheet: Sheet
    between: str
    people: tuple[PersonHours, ...]
    by: str


@query(Can.WRITE_NOTE, "supervision_hours.gather")
def gather(ctx: Context, first: date | None = None, last: date | None = None) -> SupervisionHours:
    last = last or ctx.today
    first = first or last - YEAR
    rows_by_name: dict[str, list[tuple[date, int, str, str]]] = {}
    for held, name in reversed(remarks.hours(ctx, first, last)):
        row = (held.held_on, held.minutes, held.manner, held.topics)
        rows_by_name.setdefault(name, []).append(row)
    people = tuple(
        PersonHours(
            name,
            tuple((words.day(on), hours_in_words(m), manner, topics) for on, m, manner, topics in rows),
            hours_in_words(sum(m for _on, m, _manner, _topics in rows)),
        )
        for name, rows in sorted(rows_by_name.items())
    )
    between = _("{first} to {last}").format(first=words.day(first), last=words.day(last))
    sheet = letterhead.sheet(ctx, _("Hours of supervision"))
    return SupervisionHours(sheet, between, people, ctx.actor.signature)


def hours_in_words(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


COLUMNS = (
    TableColumn(lazy("Date"), 2),
    TableColumn(lazy("Hours"), 1, True),
    TableColumn(lazy("How"), 2),
    TableColumn(lazy("Topics"), 5),
)


def story(hours: SupervisionHours) -> list[Flowable]:
    parts: list[Flowable] = [marks.heading(hours.sheet.title, 0), marks.small(hours.between)]
    for person in hours.people:
        parts += [marks.heading(person.name), marks.table(COLUMNS, person.rows)]
        parts.append(marks.paragraph(_("Together {total} hours").format(total=person.total)))
    if not hours.people:
        parts.append(marks.paragraph(_("No hours are logged in this time.")))
    signed = [
        marks.write_in_lines(_("Supervisor")),
        marks.write_in_lines(_("Supervised")),
        marks.write_in_lines(_("Date")),
    ]
    return [*parts, marks.keep_together([marks.gap(16), *signed])]


def grid(hours: SupervisionHours) -> Grid:
    heads = (_("Name"), *(column.title for column in COLUMNS))
    return Grid(
        heads, [(person_hours.name, *row) for person_hours in hours.people for row in person_hours.rows]
    )


ASKS = Form.of(
    lazy("Hours of supervision"),
    Field("first", lazy("From"), Kind.DATE),
    Field("last", lazy("To"), Kind.DATE, beside=True),
)
REPORT = Report(
    id="supervision_hours",
    title=lazy("Hours of supervision"),
    asks=ASKS,
    gather=gather,
    story=story,
    grid=grid,
)
