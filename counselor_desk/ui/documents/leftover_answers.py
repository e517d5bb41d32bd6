"""Answers of a draft that its template no longer asks for: shown and kept, so that none is lost."""

from collections.abc import Mapping
from typing import Any

from counselor_desk.core.i18n import _
from counselor_desk.domain.form import Form, is_blank
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group


def leftover_answers(form: Form, body: Mapping[str, Any]) -> dict[str, Any]:
    """What the draft holds beside the questions of today."""
    asked = {field.key for field in form.fields}
    return {k: v for k, v in body.items() if k not in asked and not is_blank(v)}


class LeftoverAnswers(Group):
    """The words, to be taken over into the answers where they belong."""

    def __init__(self, left: Mapping[str, Any]) -> None:
        super().__init__(_("No longer asked"))
        self.setObjectName("unasked")
        self.add(
            text.quiet(
                _(
                    "The questions of this note have changed since it was started. These answers no "
                    "longer have a place: copy what still matters."
                )
            )
        )
        for value in left.values():
            words = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
            self.add(text.body(words).selectable())
