"""A letter about a client from a template: to a court, an employer, or to the client."""

from dataclasses import dataclass
from datetime import date, timedelta

from reportlab.platypus import Flowable
from sqlalchemy import select

from counselor_desk import catalog
from counselor_desk.domain.form import Choice, Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.errors import Refused
from counselor_desk.i18n import _
from counselor_desk.records.care import CAME, MISSED, Appointment
from counselor_desk.records.people import Client, Staff
from counselor_desk.reports import asked, letterhead, marks, words
from counselor_desk.reports.press import Report, Sheet
from counselor_desk.services import definitions, episodes
from counselor_desk.services.desk import Context, query
from counselor_desk.services.schedule import midnight

TO_THE_CLIENT = frozenset({"missed_you"})


@dataclass(frozen=True)
class Written:
    """A letter ready to sign."""

    sheet: Sheet
    to: str
    on: str
    greeting: str
    paragraphs: tuple[str, ...]
    signer: str


@query(Can.PRINT)
def gather(  # noqa: PLR0913  one parameter a question of the form
    ctx: Context, client_id: int, letter: str, first: date, last: date, to: str = ""
) -> Written:
    template = catalog.letters().get(letter)
    if template is None:
        raise Refused(_("There is no such letter. Choose another."), "letter")
    client, clinic = ctx.get(Client, client_id), letterhead.practice(ctx)
    known = {
        "client": client.name,
        "called": client.called,
        "born": words.day(client.born, template.language),
        "number": client.number,
        "clinic": clinic.name,
        "phone": clinic.phone,
        "counselor": _counselor(ctx, client),
        "first": words.day(first, template.language),
        "last": words.day(last, template.language),
        **_care(ctx, client_id, template.language),
        **_visits(ctx, client_id, first, last, template.language),
    }
    # To the client's own hands goes no notice: it would tell the household what it is about.
    own = letter in TO_THE_CLIENT
    sheet = letterhead.sheet(
        ctx,
        _("Letter"),
        printed="",
        language=template.language,
        size=11.5,
        notice="" if own else letterhead.notice(clinic),
        closing="" if own else letterhead.notice(clinic, long=True),
    )
    greeting, paragraphs = template.filled(known)
    today = words.day(words.in_zone(ctx.now, clinic.time_zone).date(), template.language)
    return Written(sheet, to, today, greeting, tuple(paragraphs), ctx.actor.signature)


def _counselor(ctx: Context, client: Client) -> str:
    return ctx.get(Staff, client.counselor_id).signature if client.counselor_id else ""


def _care(ctx: Context, client_id: int, language: str) -> dict[str, str]:
    standing = episodes.standing(ctx, client_id)
    admitted = standing.episode.admitted_on if standing.episode else None
    level = standing.level
    label = definitions.edition(level.edition).label(level.code) if level else ""
    return {"admitted": words.day(admitted, language), "level": label}


def _visits(ctx: Context, client_id: int, first: date, last: date, language: str) -> dict[str, str]:
    statement = (
        select(Appointment.starts_at, Appointment.attendance)
        .where(
            Appointment.client_id == client_id,
            Appointment.starts_at >= midnight(first),
            Appointment.starts_at < midnight(last + timedelta(days=1)),
        )
        .order_by(Appointment.starts_at)
    )
    rows = ctx.rows(lambda at, attendance: (at, attendance), statement)
    kept = [at for at, attendance in rows if attendance in CAME]
    offered = len(kept) + sum(attendance in MISSED for _at, attendance in rows)
    zone = letterhead.practice(ctx).time_zone
    days = dict.fromkeys(words.in_zone(at, zone).date() for at in kept)
    dates = "\n".join(words.day(day, language) for day in days)
    return {"attended": str(len(kept)), "offered": str(offered), "dates": dates}


def story(written: Written) -> list[Flowable]:
    sheet = written.sheet
    head = "\n".join([sheet.clinic, *sheet.clinic_lines])
    parts: list[Flowable] = [marks.paragraph(head), marks.gap(14), marks.paragraph(written.on)]
    if written.to.strip():
        parts += [marks.gap(6), marks.paragraph(written.to)]
    parts += [marks.gap(10), marks.paragraph(f"{written.greeting},")]
    for paragraph in written.paragraphs:
        parts += [marks.gap(3), marks.paragraph(paragraph)]
    return [*parts, marks.signature([written.signer])]


ASKS = Form.of(
    _("Letter"),
    asked.CLIENT,
    Field(
        "letter", _("Which"), Kind.CHOICE, required=True,
        choices=tuple(Choice(one.id, one.title) for one in catalog.letters().values()),
    ),
    Field("to", _("To"), Kind.TEXT, help=_("Name and address, as they stand above the letter.")),
    asked.FIRST,
    asked.LAST,
)  # fmt: skip
REPORT = Report(
    "letter", _("Letter"), ASKS, gather, story, group="client",
    summary=_("To others only with the client's consent; note the disclosure."),
)  # fmt: skip
