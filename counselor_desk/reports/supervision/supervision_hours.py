"""Hours of supervision, with a line to sign: what a licensing board asks for."""

from dataclasses import dataclass
from datetime import date, timedelta

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.reports.press import letterhead, marks, words
from counselor_desk.reports.press.marks import Column
from counselor_desk.reports.press.press import Grid, Report, Sheet
from counselor_desk.services.supervision import hours as remarks

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Held:
    """One person's meetings and their sum."""

    name: str
    rows: tuple[tuple[str, str, str, str], ...]
    total: str


@dataclass(frozen=True)
class Hours:
    """A stretch of time of one supervisor, or of one who is supervised."""

    sheet: Sheet
    between: str
    people: tuple[Held, ...]
    by: str


@query(Can.WRITE_NOTE, "supervision_hours.gather")
def gather(ctx: Context, first: date | None = None, last: date | None = None) -> Hours:
    last = last or ctx.today
    first = first or last - YEAR
    found: dict[str, list[tuple[date, int, str, str]]] = {}
    for held, name in reversed(remarks.hours(ctx, first, last)):
        row = (held.held_on, held.minutes, held.manner, held.topics)
        found.setdefault(name, []).append(row)
    people = tuple(
        Held(
            name,
            tuple((words.day(on), said(m), manner, topics) for on, m, manner, topics in rows),
            said(sum(m for _on, m, _manner, _topics in rows)),
        )
        for name, rows in sorted(found.items())
    )
    between = _("{first} to {last}").format(first=words.day(first), last=words.day(last))
    sheet = letterhead.sheet(ctx, _("Hours of supervision"))
    return Hours(sheet, between, people, ctx.actor.signature)


def said(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


COLUMNS = (
    Column(lazy("Date"), 2),
    Column(lazy("Hours"), 1, True),
    Column(lazy("How"), 2),
    Column(lazy("Topics"), 5),
)


def story(hours: Hours) -> list[Flowable]:
    parts: list[Flowable] = [marks.heading(hours.sheet.title, 0), marks.small(hours.between)]
    for person in hours.people:
        parts += [marks.heading(person.name), marks.table(COLUMNS, person.rows)]
        parts.append(marks.paragraph(_("Together {total} hours").format(total=person.total)))
    if not hours.people:
        parts.append(marks.paragraph(_("No hours are logged in this time.")))
    signed = [marks.write_in(_("Supervisor")), marks.write_in(_("Supervised")), marks.write_in(_("Date"))]
    return [*parts, marks.together([marks.gap(16), *signed])]


def grid(hours: Hours) -> Grid:
    heads = (_("Name"), *(column.title for column in COLUMNS))
    return Grid(heads, [(one.name, *row) for one in hours.people for row in one.rows])


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
