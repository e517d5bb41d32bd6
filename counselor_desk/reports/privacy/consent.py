"""A consent on paper: to sign by hand, or as it was signed."""

from dataclasses import dataclass

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Field, Form, Kind
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client
from counselor_desk.records.privacy import Consent
from counselor_desk.reports.press import letterhead
from counselor_desk.reports.press.press import Report, Sheet
from counselor_desk.reports.privacy import consent_paper
from counselor_desk.reports.privacy.consent_paper import ConsentPaper
from counselor_desk.services.privacy import consents


@dataclass(frozen=True)
class PrintedConsent:
    """A consent and its sheet."""

    sheet: Sheet
    paper: ConsentPaper


@query(Can.KEEP_CONSENT, "consent.gather")
def gather(ctx: Context, consent_id: int) -> PrintedConsent:
    consent = ctx.get(Consent, consent_id)
    form, zone = consents.form_of(consent.form), ctx.clinic.time_zone
    paper = consent_paper.paper(consent, form, zone)
    status = (paper.signed,) if paper.is_signed else (_("Not signed yet"),)
    client = ctx.get(Client, consent.client_id)
    # A copy for the client's own hands is no disclosure: it carries no notice.
    return PrintedConsent(letterhead.sheet(ctx, form.title, client, status=status, notice=""), paper)


def story(printed: PrintedConsent) -> list[Flowable]:
    return consent_paper.story(printed.paper)


ASKS = Form.of(lazy("Consent"), Field("consent_id", lazy("Consent"), Kind.NUMBER, required=True))
REPORT = Report("consent", lazy("Consent"), ASKS, gather, story, group="client")
