"""A certificate for everybody who came to an evening, in one print, each in its language."""

from dataclasses import dataclass

from reportlab.platypus import Flowable

from counselor_desk.core.errors import Refused
from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.reports.family import certificate
from counselor_desk.reports.family.certificate import FamilyCertificate
from counselor_desk.reports.press import letterhead
from counselor_desk.reports.press.press import Part, Report, Sheet
from counselor_desk.services.family import program


@dataclass(frozen=True)
class EveningCertificates:
    """Those of one evening, in the order of the room list."""

    sheet: Sheet
    certificates: tuple[FamilyCertificate, ...]


@query(Can.PRINT, "family_certificates.gather")
def gather(ctx: Context, session_id: int) -> EveningCertificates:
    came = [seat.relative.id for seat in program.read_evening(ctx, session_id).seats if seat.attended]
    if not came:
        raise Refused(_("No one is marked as having come yet. Mark who came first."))
    sheet = letterhead.sheet(ctx, _("Certificates"), printed="")
    return EveningCertificates(sheet, tuple(certificate.gather(ctx, relative_id) for relative_id in came))


def parts(found: EveningCertificates) -> list[Part]:
    return [
        (family_certificate.sheet, certificate.story(family_certificate))
        for family_certificate in found.certificates
    ]


def story(found: EveningCertificates) -> list[Flowable]:
    """Not used alone: each part has a sheet of its own."""
    return [flowable for _sheet, flowables in parts(found) for flowable in flowables]


ASKS = Form.of(lazy("Certificates"), Field("session_id", lazy("Session"), Kind.NUMBER, required=True))
REPORT = Report("family_certificates", lazy("Certificates"), ASKS, gather, story, parts=parts)
