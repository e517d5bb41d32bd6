"""One client paper for many clients in one print, each under a slip-sheet that says whose it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from reportlab.platypus import Flowable
from sqlalchemy import ColumnElement, select

from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.errors import Forbidden, Refused
from counselor_desk.i18n import _
from counselor_desk.records.care import Appointment, Attendance
from counselor_desk.records.document import Document
from counselor_desk.records.people import Client
from counselor_desk.reports import asked, letterhead, marks, shelf, words
from counselor_desk.reports.press import Part, Report, Sheet
from counselor_desk.services import plans
from counselor_desk.services.desk import Context, query
from counselor_desk.services.schedule import midnight

MOST = 200
WHO = (
    Choice("booked", _("Everybody booked on the day")),
    Choice("group", _("Everybody booked for a group on the day")),
    Choice("plans", _("My clients whose plan is due by the day")),
    Choice("caseload", _("Everybody on my caseload")),
)


@dataclass(frozen=True)
class Batch:
    """What was gathered for each, and who had nothing to print."""

    sheet: Sheet
    report: Report
    gathered: tuple[tuple[str, Any], ...]
    without: tuple[str, ...]


@query(Can.PRINT)
def gather(ctx: Context, report: str, who: str, on: date) -> Batch:
    """The inner report's own permission is asked for as well."""
    wanted = shelf.report(report)
    chosen = CHOSEN[who](ctx, on)
    if not chosen:
        raise Refused(_("Nobody is meant by that. Choose another day."), "on")
    if len(chosen) > MOST:
        raise Refused(_("These are more than 200 papers. Choose a day instead."), "who")
    gathered, without = [], []
    for done, client in enumerate(chosen, 1):
        ctx.progress(done, len(chosen))
        try:
            asked_for = _answers(ctx, wanted, client, on)
            gathered.append((client.called, wanted.gather(ctx, **asked_for)))
        except Forbidden:
            raise
        except Refused:
            without.append(client.called)
    if not gathered:
        raise Refused(_("None of them has anything to print here."))
    title = _("{paper}, {day}").format(paper=wanted.title, day=words.day(on))
    sheet = letterhead.list_sheet(ctx, title)
    return Batch(sheet, wanted, tuple(gathered), tuple(without))


def _answers(ctx: Context, wanted: Report, client: Client, on: date) -> dict[str, Any]:
    """What a batch can answer by itself: the client, and the month until the day."""
    if wanted.of_client is not None:
        return wanted.of_client(ctx, client.id)
    known = {"client_id": client.id, "on": on, "last": on, "first": on - timedelta(days=30)}
    return {f.key: known[f.key] for f in wanted.asks.fields if f.key in known}


def _booked(ctx: Context, on: date, *conditions: ColumnElement[bool]) -> Sequence[Client]:
    booked = select(Appointment.client_id).where(
        Appointment.starts_at >= midnight(on),
        Appointment.starts_at < midnight(on + timedelta(days=1)),
        Appointment.attendance == Attendance.BOOKED,
        *conditions,
    )
    return ctx.find(_in_order().where(Client.id.in_(booked)))


def _in_groups(ctx: Context, on: date) -> Sequence[Client]:
    return _booked(ctx, on, Appointment.kind == "group")


def _caseload(ctx: Context, _on: date) -> Sequence[Client]:
    return ctx.find(
        _in_order().where(Client.counselor_id == ctx.actor.id, Client.closed_at.is_(None))
    )


def _with_plans_due(ctx: Context, on: date) -> Sequence[Client]:
    """Those with a plan in force whose review falls on the day or before it."""
    mine = _caseload(ctx, on)
    reviews = plans.reviews_due(ctx, Document.client_id.in_([client.id for client in mine]))
    return [c for c in mine if (due := reviews.get(c.id)) is not None and due <= on]


CHOSEN: dict[str, Callable[[Context, date], Sequence[Client]]] = {
    "booked": _booked,
    "group": _in_groups,
    "plans": _with_plans_due,
    "caseload": _caseload,
}


def _in_order() -> Any:
    return select(Client).order_by(Client.family_name, Client.given_name, Client.id)


def parts(batch: Batch) -> list[Part]:
    made: list[Part] = [(batch.sheet, _list(batch))]
    for name, data in batch.gathered:
        made.append((batch.sheet, [marks.gap(220), marks.centred(name, title=True)]))
        if batch.report.parts is not None:
            made += batch.report.parts(data)
        else:
            made.append((data.sheet, batch.report.story(data)))
    return made


def _list(batch: Batch) -> list[Flowable]:
    story: list[Flowable] = [
        marks.heading(batch.sheet.title, 0),
        marks.bullets([name for name, _data in batch.gathered], numbered=True),
    ]
    if batch.without:
        story += [marks.heading(_("Nothing to print for")), marks.bullets(batch.without)]
    return story


def story(batch: Batch) -> list[Flowable]:
    """Not used alone: each part has a sheet of its own."""
    return _list(batch)


ASKS = Form.of(
    _("Many at once"),
    Field("report", _("Paper"), Kind.CHOICE, required=True, help=_("One of those for one client.")),
    Field("who", _("For whom"), Kind.CHOICE, required=True, choices=WHO),
    asked.ON,
)
REPORT = Report(
    "batch", _("Many at once, with slip-sheets"), ASKS, gather, story, parts=parts,
    summary=_("Tomorrow's group, all plans due: one print, each paper under a name sheet."),
)  # fmt: skip
