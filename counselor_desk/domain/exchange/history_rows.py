"""One row of a table of history made into one entry of a chart."""

from datetime import date, datetime

from counselor_desk.domain.exchange.days import read_iso_day, read_moment
from counselor_desk.domain.exchange.people import (
    ImportedContact,
    ImportedDiagnosis,
    ImportedMedication,
    ImportedScore,
)
from counselor_desk.domain.exchange.tables import Row

SNOMED, ICD10, RXNORM, LOINC = "SNOMED CT", "ICD-10-CM", "RxNorm", "LOINC"


def condition(row: Row) -> ImportedDiagnosis:
    ended = _day(row, "STOP")
    return ImportedDiagnosis(
        title=_needed(row, "DESCRIPTION"),
        code=_text(row, "CODE"),
        system=SNOMED,
        onset=_day(row, "START"),
        ended=ended,
        status="resolved" if ended else "active",
    )


def medication(row: Row) -> ImportedMedication:
    ended = _day(row, "STOP")
    return ImportedMedication(
        name=_needed(row, "DESCRIPTION"),
        code=_text(row, "CODE"),
        system=RXNORM,
        started=_day(row, "START"),
        ended=ended,
        status="stopped" if ended else "active",
    )


def observation(row: Row) -> ImportedScore | None:
    """The total of a questionnaire; None for any other measurement."""
    code = _text(row, "CODE")
    if not ImportedScore.is_known(code):
        return None
    return ImportedScore(
        code=code,
        title=_needed(row, "DESCRIPTION"),
        value=total(_text(row, "VALUE")),
        on=_day(row, "DATE"),
    )


def encounter(row: Row) -> ImportedContact:
    return ImportedContact(
        title=_needed(row, "DESCRIPTION"),
        kind=_text(row, "ENCOUNTERCLASS"),
        started=_moment(row, "START"),
        ended=_moment(row, "STOP"),
        reason=_text(row, "REASONDESCRIPTION"),
    )


def own_diagnosis(row: Row) -> ImportedDiagnosis:
    return ImportedDiagnosis(
        title=_needed(row, "title"),
        code=_text(row, "code"),
        system=_text(row, "system"),
        onset=_day(row, "onset"),
        ended=_day(row, "ended"),
        status=_text(row, "status"),
    )


def own_score(row: Row) -> ImportedScore:
    return ImportedScore(
        code=_text(row, "code"),
        title=_needed(row, "title"),
        value=total(_text(row, "value")),
        on=_day(row, "on"),
    )


def own_medication(row: Row) -> ImportedMedication:
    return ImportedMedication(
        name=_needed(row, "name"),
        code=_text(row, "code"),
        system=_text(row, "system"),
        started=_day(row, "started"),
        ended=_day(row, "ended"),
        status=_text(row, "status"),
        dose=_text(row, "dose"),
    )


def own_contact(row: Row) -> ImportedContact:
    return ImportedContact(
        title=_needed(row, "title"),
        kind=_text(row, "kind"),
        started=_moment(row, "started"),
        ended=_moment(row, "ended"),
        reason=_text(row, "reason"),
    )


def total(written: str | float) -> int | float:
    """A total; whole also when it is written 3.0, as it stands when it is not."""
    try:
        number = float(written)
    except (ValueError, OverflowError):
        number = float("nan")
    if not abs(number) < 10_000:
        raise ValueError(f"“{str(written)[:20]}” is not the total of a questionnaire.")
    return int(number) if number == int(number) else number


def _text(row: Row, header: str) -> str:
    return " ".join(row.get(header).split())


def _needed(row: Row, header: str) -> str:
    text = _text(row, header)
    if not text:
        raise ValueError(f"The column “{header}” is blank.")
    return text


def _day(row: Row, header: str) -> date | None:
    written = _text(row, header)
    if not written:
        return None
    day = read_iso_day(written)
    if day is None:
        raise ValueError(f"“{written[:30]}” in the column “{header}” is not a date.")
    return day


def _moment(row: Row, header: str) -> datetime | None:
    written = _text(row, header)
    if not written:
        return None
    moment = read_moment(written)
    if moment is None:
        raise ValueError(f"“{written[:30]}” in the column “{header}” is not a time.")
    return moment
