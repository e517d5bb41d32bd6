"""The list of what a client has answered, with how each reads."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from counselor_desk.catalog.definitions import title_of
from counselor_desk.core.i18n import _
from counselor_desk.desk.desk import Context, query
from counselor_desk.domain.roles import Can
from counselor_desk.records.assessment import Administration, Flag, Score
from counselor_desk.records.people import Client


@dataclass(frozen=True)
class AssessmentRow:
    """One line of the list of what was answered."""

    id: int
    instrument: str
    title: str
    language: str
    taken_on: date
    finished: bool
    readings: str
    flags: int
    void: bool
    under: str = ""  # the number of the person's other record, in which it was answered


@query(Can.READ_CHART, "answered.taken")
def assessment_rows(ctx: Context, client_id: int) -> list[AssessmentRow]:
    """Everything answered, the latest first; readings are the first scale's."""
    flags = (
        select(func.count())
        .select_from(Flag)
        .where(Flag.administration_id == Administration.id, Flag.done_at.is_(None))
        .scalar_subquery()
    )
    rows = ctx.tuples(
        select(
            Administration.id,
            Administration.instrument,
            Administration.language,
            Administration.taken_on,
            Administration.finished,
            Administration.void_reason,
            flags,
            Client.id,
            Client.number,
        )
        .join(Client, Client.id == Administration.client_id)
        .where(Administration.client_id.in_(ctx.person_charts(client_id)))
        .order_by(Administration.taken_on.desc(), Administration.id.desc()),
    )
    readings = _readings(ctx, client_id)
    return [
        AssessmentRow(
            id=number,
            instrument=key,
            title=title_of(key, language),
            language=language,
            taken_on=on,
            finished=finished,
            readings=readings.get(number, ""),
            flags=flagged,
            void=bool(void),
            under=record if chart != client_id else "",
        )
        for number, key, language, on, finished, void, flagged, chart, record in rows
    ]


def _readings(ctx: Context, client_id: int) -> dict[int, str]:
    rows = ctx.tuples(
        select(Score.administration_id, Score.value, Score.band, Score.answered, Score.of)
        .where(Score.client_id.in_(ctx.person_charts(client_id)))
        .order_by(Score.id.desc()),
    )
    reading_of_item = {}
    for number, value, band, answered, of in rows:
        incomplete = _("incomplete ({answered} of {of})").format(answered=answered, of=of)
        whole = f"{value}, {band}" if band else str(value)
        reading_of_item[number] = incomplete if value is None else whole
    return reading_of_item
