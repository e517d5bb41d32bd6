"""A client's course of treatment on a page or two, for the record and for the client."""

from dataclasses import dataclass

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _, lazy
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.form import Form
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Client, Staff
from counselor_desk.reports.chart import course_of_treatment
from counselor_desk.reports.chart.course_of_treatment import CourseOfTreatment
from counselor_desk.reports.press import letterhead, marks, questions, words
from counselor_desk.reports.press.press import Report, Sheet


@dataclass(frozen=True)
class TreatmentSummary:
    """What is known today, in words."""

    sheet: Sheet
    client: tuple[tuple[str, str], ...]
    course: CourseOfTreatment
    counselor: str


@query(Can.READ_CHART, "treatment_summary.gather")
def gather(ctx: Context, client_id: int) -> TreatmentSummary:
    client = ctx.get(Client, client_id)
    counselor = ctx.get(Staff, client.counselor_id).signature if client.counselor_id else ""
    # Here it is for the record: to others it goes out through Disclose, which keeps the line.
    status = (_("For the record; to others it goes out through Disclose"),)
    return TreatmentSummary(
        letterhead.sheet(ctx, _("Treatment summary"), client, status=status),
        _identity(client, counselor),
        course_of_treatment.gather_course(ctx, client_id),
        counselor,
    )


def _identity(client: Client, counselor: str) -> tuple[tuple[str, str], ...]:
    pairs = (
        (_("Name"), client.name),
        (_("Goes by"), client.preferred_name),
        (_("Born"), words.day(client.born)),
        (_("Record"), client.number),
        (_("Counselor"), counselor),
    )
    return tuple(pair for pair in pairs if pair[1])


def story(summary: TreatmentSummary) -> list[Flowable]:
    parts: list[Flowable] = [marks.heading(summary.sheet.title, 0), marks.facts(summary.client)]
    parts += course_of_treatment.story(summary.course)
    parts.append(marks.signature([summary.counselor or _("Counselor")]))
    return parts


ASKS = Form.of(lazy("Treatment summary"), questions.CLIENT)
REPORT = Report(
    "treatment_summary",
    lazy("Treatment summary"),
    ASKS,
    gather,
    story,
    group="client",
    summary=lazy("For the record. To others it goes out through Disclose, on a consent."),
    outgoing=True,
)
