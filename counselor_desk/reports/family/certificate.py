"""A certificate for a relative who came to the family program; it names no client and no care."""

from dataclasses import dataclass

from reportlab.platypus import Flowable

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.records.family import Relative
from counselor_desk.reports.press import letterhead, marks, words
from counselor_desk.reports.press.press import Report, Sheet
from counselor_desk.services.family import relatives

_SAID = {
    "en": (
        "Certificate",
        "took part in {n} sessions of the family program at {clinic}.",
        "With thanks for the time, the courage, and the care.",
    ),
    "es": (
        "Constancia",
        "participó en {n} sesiones del programa de familias de {clinic}.",
        "Con gratitud por el tiempo, el valor y el cariño.",
    ),
}


@dataclass(frozen=True)
class FamilyCertificate:
    """Who came, how often, until when."""

    sheet: Sheet
    name: str
    sessions: int
    on: str
    language: str
    signer: str


@query(Can.PRINT, "certificate.gather")
def gather(ctx: Context, relative_id: int) -> FamilyCertificate:
    relative, came = ctx.get(Relative, relative_id), relatives.attendance(ctx, relative_id)
    if came is None:
        raise Refused(_("This person has not come to a session yet. Mark who came first."))
    language = relative.language
    day = words.day(words.in_zone(came.last_at, ctx.clinic.time_zone).date(), language)
    sheet = letterhead.sheet(ctx, _SAID[language][0], printed="", language=language, size=15, wide=True)
    return FamilyCertificate(
        sheet=sheet,
        name=relative.name,
        sessions=came.sessions,
        on=day,
        language=language,
        signer=ctx.actor.signature,
    )


def story(certificate: FamilyCertificate) -> list[Flowable]:
    title, took_part, thanks = _SAID[certificate.language]
    sentence = took_part.format(n=certificate.sessions, clinic=certificate.sheet.clinic)
    return [
        marks.gap(40),
        marks.centered_line(title, title=True),
        marks.gap(18),
        marks.centered_line(certificate.name, title=True),
        marks.gap(12),
        marks.centered_line(sentence),
        marks.centered_line(thanks),
        marks.gap(10),
        marks.centered_line(certificate.on),
        marks.signature([certificate.signer]),
    ]


ASKS = Form.of(lazy("Certificate"), Field("relative_id", lazy("Family member"), Kind.NUMBER, required=True))
REPORT = Report("certificate", lazy("Certificate of the family program"), ASKS, gather, story)
