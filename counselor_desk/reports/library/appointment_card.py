"""A card to take home: when, where and with whom, and whom to call if it does not fit."""

from dataclasses import dataclass

from reportlab.platypus import Flowable
from sqlalchemy import select

from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.i18n import _
from counselor_desk.records.care import Appointment, Attendance
from counselor_desk.records.people import Client, Staff
from counselor_desk.reports import asked, letterhead, marks, words
from counselor_desk.reports.press import Report, Sheet
from counselor_desk.services.desk import Context, query

MOST = 6


@dataclass(frozen=True)
class Visit:
    """One appointment as the client reads it."""

    when: str
    whom: str
    where: str


@dataclass(frozen=True)
class Card:
    """What comes next, under the name that the client goes by."""

    sheet: Sheet
    called: str
    visits: tuple[Visit, ...]
    phone: str


@query(Can.PRINT)
def gather(ctx: Context, client_id: int, large_print: bool = False) -> Card:
    client, clinic = ctx.get(Client, client_id), letterhead.practice(ctx)
    statement = (
        select(Appointment.starts_at, Appointment.minutes, Appointment.place, Staff.name)
        .join(Staff, Staff.id == Appointment.staff_id)
        .where(
            Appointment.client_id == client_id,
            Appointment.starts_at > ctx.now,
            Appointment.attendance == Attendance.BOOKED,
        )
        .order_by(Appointment.starts_at)
        .limit(MOST)
    )
    visits = ctx.rows(
        lambda at, minutes, place, staff: Visit(_when(at, clinic.time_zone), staff, place),
        statement,
    )
    # No record number, no birth date, no notice: it hangs on a kitchen wall.
    size = 18.0 if large_print else 13.0
    sheet = letterhead.sheet(ctx, _("Your next appointments"), printed="", size=size)
    return Card(sheet, client.called, tuple(visits), clinic.phone)


def _when(at: object, zone: str) -> str:
    local = words.in_zone(at, zone)  # type: ignore[arg-type]
    return f"{words.weekday(local.date())}, {words.moment(local, zone)}"


def story(card: Card) -> list[Flowable]:
    parts: list[Flowable] = [marks.heading(card.sheet.title, 0), marks.paragraph(card.called)]
    for visit in card.visits:
        about = words.listed([_("with {name}").format(name=visit.whom), visit.where])
        parts.append(marks.box([marks.heading(visit.when, 2), marks.paragraph(about)]))
    if not card.visits:
        parts.append(marks.paragraph(_("Nothing is booked. Please ask for your next time.")))
    if card.phone:
        ask = _("If a time does not fit, please call {phone}. We will find another.")
        parts.append(marks.paragraph(ask.format(phone=card.phone)))
    return parts


ASKS = Form.of(
    _("Appointment card"),
    asked.CLIENT,
    Field("large_print", _("Large print"), Kind.CHECK),
)
REPORT = Report("appointment_card", _("Appointment card"), ASKS, gather, story, group="client")
