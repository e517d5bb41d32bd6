"""A form that was filled in, as it is read: words on a page, not fields."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Field, Form, Kind, Section, is_blank, with_unit
from counselor_desk.ui.kit import look, words
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import KeyValue

SHORT = {Kind.LINE, Kind.CHOICE, Kind.DATE, Kind.TIME, Kind.NUMBER, Kind.MONEY, Kind.SCALE}

LONG_LABEL = 40  # where questions are sentences, all of them stand above their answers


class AnswersView(QWidget):
    """The answers of a form in its order; what was not asked or not answered is left out."""

    def __init__(self, form: Form, values: Mapping[str, Any]) -> None:
        super().__init__()
        self._answers: dict[str, text.Text] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.NEAR)
        for section in form.sections:
            self._add_section(section, values, column)

    def selected(self) -> tuple[str, str]:
        """The key of the answer in which words are selected, and the words; "" for none."""
        for key, label in self._answers.items():
            if label.hasSelectedText():
                return key, label.selectedText()
        return "", ""

    def _add_section(self, section: Section, values: Mapping[str, Any], column: QVBoxLayout) -> None:
        asked = [f for f in section.fields if f.is_asked(values) and not is_blank(values.get(f.key))]
        asked = [f for f in asked if f.kind is not Kind.CHECK or values[f.key]]
        if not asked:
            return
        if section.title:
            column.addSpacing(look.TIGHT)
            column.addWidget(text.heading(section.title))
        short: list[tuple[str, str]] = []
        lasting = sum(len(f.label) >= LONG_LABEL for f in asked if f.kind in SHORT) > 1
        for field in asked:
            message = answer(field, values[field.key])
            fits = len(message) < 60 and len(field.label) < LONG_LABEL
            if field.kind in SHORT and fits and not lasting:
                short.append((field.label, message))
                continue
            self._flush(short, column)
            column.addWidget(self._long(field, message))
        self._flush(short, column)

    def _long(self, field: Field, message: str) -> QWidget:
        if field.kind is Kind.CHECK:
            return text.body("✓ " + field.label)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(text.label(field.label))
        self._answers[field.key] = text.body(message).selectable()
        column.addWidget(self._answers[field.key])
        return holder

    @staticmethod
    def _flush(short: list[tuple[str, str]], column: QVBoxLayout) -> None:
        if short:
            column.addWidget(KeyValue(short))
            short.clear()


def answer(field: Field, value: Any) -> str:
    """An answer in words, of any kind of field."""
    if is_blank(value):
        return ""
    if field.kind is Kind.ROWS:
        return "\n".join(_row(field, row) for row in value)
    if field.kind is Kind.CHECK:
        return _("yes") if value else _("no")
    if field.kind is Kind.CHOICES:
        return ", ".join(field.label_of(v) for v in value)
    if field.kind is Kind.CHOICE:
        return words.capital(field.label_of(value))
    return _plain(field, value)


def _plain(field: Field, value: Any) -> str:
    if field.kind is Kind.DATE:
        return words.full_day(value if isinstance(value, date) else date.fromisoformat(value))
    if field.kind is Kind.TIME:
        return _time(str(value))
    if field.kind is Kind.MONEY:
        return f"${value // 100:,}.{value % 100:02}"
    if field.kind is Kind.SCALE:
        return _("{value} of {high}").format(value=value, high=field.high or 10)
    return with_unit(value, field.unit)


def _time(kept: str) -> str:
    try:
        return words.clock(time.fromisoformat(kept))
    except ValueError:  # words that came from elsewhere
        return kept


def _row(field: Field, row: Mapping[str, Any]) -> str:
    parts = [
        f"{column.label}: {answer(column, row[column.key])}"
        for column in field.columns
        if not is_blank(row.get(column.key))
    ]
    return " · ".join(parts)
