"""What an author changed in a document between two signatures, field by field."""

from typing import Any

from PySide6.QtWidgets import QWidget

from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Field, Form, is_blank
from counselor_desk.domain.word_diff import word_changes
from counselor_desk.ui.kit.answers_view import answer
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.changed_text import ChangedText
from counselor_desk.ui.kit.widgets.facts import Group


def differences(form: Form, before: dict[str, Any], after: dict[str, Any]) -> QWidget:
    """What the author changed since it was returned, field by field."""
    group = Group(_("Changed since it was returned"))
    changed = [f for f in form.fields if before.get(f.key) != after.get(f.key)]
    for field in changed:
        group.add(text.label(field.label))
        runs = word_changes(_answer_in_words(field, before), _answer_in_words(field, after))
        group.add(ChangedText(runs, field.label))
    if not changed:
        group.add(text.quiet(_("Nothing was changed.")))
    return group


def _answer_in_words(field: Field, values: dict[str, Any]) -> str:
    value = values.get(field.key)
    return "" if is_blank(value) else answer(field, value)
