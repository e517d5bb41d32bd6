"""Prints what a form was answered: the same for every note, plan, instrument and consent."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from reportlab.platypus import Flowable

from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Field, Form, Kind, is_blank, with_unit
from counselor_desk.reports.press import marks, words


def story(form: Form, values: Mapping[str, Any]) -> list[Flowable]:
    """Sections as headings, questions in quiet words; what was not answered is left out."""
    parts: list[Flowable] = []
    for section in form.sections:
        fields = [f for f in section.fields if f.is_asked(values) and not is_blank(values.get(f.key))]
        fields = [f for f in fields if f.kind is not Kind.CHECK or values[f.key]]
        if fields and section.title:
            parts.append(marks.heading(section.title))
        for row in _in_rows(fields, values):
            parts += _answer(row, values)
    return parts


def answer_in_words(field: Field, value: Any) -> str:
    """An answer in words."""
    if is_blank(value):
        return ""
    if isinstance(value, list):
        return ", ".join(field.label_of(str(v)) for v in value)
    if field.kind in SAID:
        return SAID[field.kind](field, value)
    return with_unit(field.label_of(str(value)), field.unit)


def _day(field: Field, value: Any) -> str:
    return words.day(value if isinstance(value, date) else date.fromisoformat(str(value)))


def _time(field: Field, value: Any) -> str:
    try:
        return words.time(time.fromisoformat(str(value)))
    except ValueError:  # words that came from elsewhere
        return str(value)


def _scale(field: Field, value: Any) -> str:
    high = f" / {field.high}" if field.high is not None else ""
    return f"{value}{high}"


SAID = {
    Kind.DATE: _day,
    Kind.TIME: _time,
    Kind.CHECK: lambda field, value: _("Yes") if value else _("No"),
    Kind.MONEY: lambda field, value: words.dollars(value),
    Kind.SCALE: _scale,
}
_SHORT = frozenset({Kind.DATE, Kind.TIME, Kind.NUMBER, Kind.MONEY, Kind.SCALE, Kind.CHECK})


_IN_WORDS = frozenset({Kind.CHOICE, Kind.LINE})
_LABEL, _WORDS = 40, 60  # letters of what still reads as a fact
_NAME, _FEW = 44, 26  # of what has room for another beside it


def _is_short(field: Field, value: Any) -> bool:
    if field.kind in _SHORT:
        return True
    brief = len(field.label) < _LABEL and len(answer_in_words(field, value)) < _WORDS
    return field.kind in _IN_WORDS and brief


def _in_rows(fields: list[Field], values: Mapping[str, Any]) -> list[list[Field]]:
    """Short answers that follow each other share one small table."""
    rows: list[list[Field]] = []
    before = False
    for field in fields:
        short = _is_short(field, values[field.key])
        joins, before = short and before, short
        if joins:
            rows[-1].append(field)
        else:
            rows.append([field])
    return rows


def _answer(row: list[Field], values: Mapping[str, Any]) -> list[Flowable]:
    field = row[0]
    if _is_short(field, values[field.key]):
        return [short_answers([(f.label, answer_in_words(f, values[f.key])) for f in row])]
    if field.kind is Kind.ROWS:
        return _rows(field, values[field.key])
    return marks.question_and_answer(field.label, answer_in_words(field, values[field.key]))


def short_answers(pairs: Sequence[tuple[str, str]]) -> Flowable:
    """Short answers: two in a line where their words have the room."""
    fit = all(len(name) <= _NAME and len(answer) <= _FEW for name, answer in pairs)
    return marks.facts_in_two(pairs) if len(pairs) > 1 and fit else marks.facts(pairs)


def _rows(field: Field, rows: list[Mapping[str, Any]]) -> list[Flowable]:
    columns = [
        marks.TableColumn(c.label, 1 if c.kind in _SHORT else 3, c.kind in {Kind.NUMBER, Kind.MONEY})
        for c in field.columns
    ]
    cells = [[answer_in_words(c, row.get(c.key)) for c in field.columns] for row in rows]
    return [marks.label(field.label), marks.table(columns, cells)]
